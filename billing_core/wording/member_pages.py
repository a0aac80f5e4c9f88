"""What all pages of the member's side say, each (ko, en). A page's own words stand beside it here."""

from collections.abc import Mapping

FRAME: Mapping[str, tuple[str, str]] = {
    "OTHER": ("English", "한국어"),
    "BACK_TO_APP": ("서비스로 돌아가기", "Back to the service"),
    "LEAVE": ("닫고 나가기", "Sign out"),
    "LEFT_TITLE": ("나갔습니다", "Signed out"),
    "LEFT": (
        "이 브라우저에서 나갔습니다. 다시 보려면 서비스에서 결제 정보를 열어 주세요.",
        "You have signed out in this browser. To come back, open your payments in the service.",
    ),
    "NOT_NOW": ("지금은 열 수 없습니다", "Not now"),
    "CLOSED": ("열 수 없는 링크입니다", "This link does not open"),
    "SESSION_OVER": ("연결이 끝났습니다", "The connection has ended"),
    "REPRESENTATIVE": ("대표", "Representative"),
    "REGISTRATION": ("사업자등록번호", "Business no."),
    "MAIL_ORDER": ("통신판매업 신고", "Mail-order no."),
    "PHONE": ("고객센터", "Phone"),
    "TERMS": ("이용약관", "Terms"),
    "ENTER_TITLE": ("내 결제 정보", "My payments"),
    "ENTER": (
        "아래 버튼을 누르면 결제 내역과 이용 기간을 볼 수 있습니다. 이 링크는 한 번만 열립니다.",
        "Press the button to see your payments and until when you can use the service. This link opens once.",
    ),
    "ENTER_BUTTON": ("내 결제 정보 보기", "See my payments"),
    "CARD_DIGITS": ("등록한 카드 번호 끝 네 자리", "Last four digits of your card"),
    "WRONG_DIGITS": (
        "등록한 카드 번호의 끝 네 자리와 다릅니다. 다시 입력해 주세요.",
        "These are not the last four digits of a card of yours. Please try again.",
    ),
}

# Where no page can be shown, by the answer's status: a heading, and what to do.
TROUBLES: Mapping[int, tuple[tuple[str, str], tuple[str, str]]] = {
    403: (
        ("처리하지 않았습니다", "Nothing was done"),
        (
            "이 화면에서 보낸 내용이 아니라서 아무것도 바꾸지 않았습니다. 서비스에서 다시 열어 주세요.",
            "This was not sent from our page, so nothing was changed. Please open it in the service again.",
        ),
    ),
    404: (
        ("없는 페이지입니다", "There is no such page"),
        (
            "주소가 잘렸거나 바뀌었을 수 있습니다. 받은 링크를 다시 누르거나 서비스에서 열어 주세요.",
            "The address may be cut off or changed. Press the link you were given again, or open it in the service.",
        ),
    ),
    405: (
        ("처리하지 않았습니다", "Nothing was done"),
        (
            "이 주소로는 보낼 수 없는 내용이라 아무것도 바꾸지 않았습니다. 서비스에서 다시 열어 주세요.",
            "This cannot be sent to this address, so nothing was changed. Please open it in the service again.",
        ),
    ),
    413: (
        ("처리하지 않았습니다", "Nothing was done"),
        (
            "보낸 내용이 너무 길어 아무것도 바꾸지 않았습니다. 앞 화면으로 돌아가 줄여서 다시 보내 주세요.",
            "What was sent is too long, so nothing was changed. Please go back, make it shorter and send it again.",
        ),
    ),
    500: (
        ("화면을 열지 못했습니다", "The page could not be shown"),
        (
            "잠시 뒤 다시 열어 주세요. 계속되면 고객센터에 알려 주세요.",
            "Please open it again in a while. If it goes on, tell customer service.",
        ),
    ),
    503: (
        ("지금은 열 수 없습니다", "Not now"),
        (
            "잠시 뒤 다시 열어 주세요. 방금 한 요청은 처리되지 않았을 수 있으니 다시 열어 확인해 주세요.",
            "Please open it again in a while, and look whether what you just asked for was done.",
        ),
    ),
}

WON_FORM = ("{won:,}원", "₩{won:,}")
WEEKDAYS = ("월화수목금토일", ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"))
DAY_FORM = ("{day:%Y}년 {day.month}월 {day.day}일 ({weekday})", "{day:%Y-%m-%d} ({weekday})")
MOMENT_FORM = ("{at:%Y}년 {at.month}월 {at.day}일 {at:%H:%M}", "{at:%Y-%m-%d %H:%M} (Seoul)")
MIDNIGHT_FORM = ("{day} 0시", "{day} 00:00")
