"""What the checkout page and its result say, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.checkout import CheckoutKind, CheckoutResult

NAMELESS = ("회원", "Member")  # a buyer whose name the app has not told
SOLD = ("정기결제", "Subscription")  # a plan whose name holds nothing that a window takes

CHECKOUT: Mapping[str, tuple[str, str]] = {
    "PLAN": ("상품", "Plan"),
    "AMOUNT": ("결제 금액", "Amount"),
    "WITH_VAT": ("부가세 포함", "VAT included"),
    "PERIOD": ("이용 기간", "Period"),
    "RENEWS": ("자동 갱신", "Renewal"),
    "NEXT_DAY": ("다음 결제일", "Next charge on"),
    "NEXT_AMOUNT": ("다음 결제 금액", "Next amount"),
    "NEXT_PERIOD": ("다음 이용 기간", "Next period"),
    "UNTIL_STOPPED": ("해지할 때까지", "until cancelled"),
    "REQUIRED": ("[필수]", "(required)"),
    "NOW": ("지금 결제", "Charged now"),
    "NOTHING_NOW": ("없음", "Nothing"),
    "HOW_TO_STOP": (
        "해지는 서비스의 결제 정보 화면이나 고객센터에서 언제든지 할 수 있습니다. 해지하면 다음 결제부터 멈추고, 결제한 기간이 끝날 때까지 이용할 수 있습니다.",
        "You can cancel at any time on the page of your payments or by the customer service. Charges stop at once, and you can use the service until the end of what is paid.",
    ),
    "WINDOW": (
        "다음 화면의 카드 등록 창에서는 돈이 나가지 않습니다. 등록이 끝나면 위 금액을 결제합니다.",
        "The window that follows registers the card and takes nothing. The amount above is charged right after it.",
    ),
    "WINDOW_CARD": (
        "다음 화면의 카드 등록 창에 금액이 보여도 돈이 나가지 않습니다.",
        "The window that follows may show an amount, but takes nothing.",
    ),
    "VERSION": ("동의문 버전 {version}", "Version of this text: {version}"),
    "PHONE_FIELD": ("휴대전화 번호", "Mobile phone"),
    "EMAIL_FIELD": ("이메일", "E-mail"),
    "NOT_KEPT": (
        "카드사 등록 창에만 전달하고 저장하지 않습니다.",
        "Passed on to the card window and not kept.",
    ),
    "TICK_FIRST": ("위에 동의하면 버튼을 누를 수 있습니다.", "Agree first; then the button works."),
    "PREPARING": ("카드 등록을 준비하고 있습니다…", "Getting ready…"),
    "READY": ("준비되었습니다. 버튼을 눌러 주세요.", "Ready. Please press the button."),
    "OPENED": (
        "카드 등록 창이 열렸습니다. 창에서 등록을 마쳐 주세요.",
        "The window is open. Please finish there.",
    ),
    "SEE_RESULT": (
        "창이 닫혔는데 화면이 그대로라면 여기를 눌러 결과를 확인해 주세요.",
        "If the window is gone and nothing happens here, press this to see the result.",
    ),
    "NOT_READY": (
        "연결하지 못했습니다. 인터넷 연결을 확인하고 다시 시도해 주세요.",
        "No connection. Please check yours and try again.",
    ),
    "NO_WINDOW": (
        "카드 등록 창을 불러오지 못했습니다. 광고 차단 기능을 끄거나 다른 브라우저에서 열어 주세요.",
        "The card window could not be loaded. Please switch off ad blockers or use another browser.",
    ),
    "RETRY_PREPARE": ("다시 시도", "Try again"),
    "NO_SCRIPT": (
        "카드 등록 창은 자바스크립트를 켜야 열립니다. 브라우저 설정에서 켜거나 다른 브라우저에서 열어 주세요.",
        "The card window needs JavaScript. Please switch it on or open this page in another browser.",
    ),
    "GATEWAY_AWAY": (
        "결제 대행사에 연결하지 못했습니다. 결제된 금액은 없으니 잠시 뒤 다시 시도해 주세요.",
        "The payment service cannot be reached. Nothing was charged; please try again in a moment.",
    ),
    "LOOK_AGAIN": ("지금 다시 확인", "Look again now"),
    "LOOKS_AGAIN": (
        "이 화면은 자동으로 다시 확인합니다. 닫아도 결제에는 영향이 없습니다.",
        "This page looks again by itself. You may close it; nothing depends on it.",
    ),
    "TRY_AGAIN": ("다시 시도", "Try again"),
    "OTHER_CARD": ("다른 카드로 결제", "Pay with another card"),
    "PAID_WON": ("결제한 금액", "Paid"),
    "CARD": ("등록한 카드", "Card"),
    "NEXT": ("다음 결제", "Next charge"),
}
TITLES: Mapping[CheckoutKind, tuple[str, str]] = {
    CheckoutKind.JOIN: ("정기결제 시작", "Start the subscription"),
    CheckoutKind.CYCLE: ("다른 카드로 결제", "Pay with another card"),
    CheckoutKind.CARD: ("결제 카드 변경", "Change the card"),
}
PRESS: Mapping[CheckoutKind, tuple[str, str]] = {
    CheckoutKind.JOIN: ("카드 등록하고 {won} 결제", "Register the card and pay {won}"),
    CheckoutKind.CYCLE: ("카드 등록하고 {won} 결제", "Register the card and pay {won}"),
    CheckoutKind.CARD: ("새 카드 등록", "Register the new card"),
}
RESULT_TITLES: Mapping[CheckoutResult, tuple[str, str]] = {
    CheckoutResult.PAID: ("결제되었습니다", "Paid"),
    CheckoutResult.CARD_REGISTERED: ("카드를 등록했습니다", "The card is registered"),
    CheckoutResult.WAITING: ("결제하고 있습니다", "The charge is on its way"),
    CheckoutResult.REFUSED: ("결제가 승인되지 않았습니다", "The charge was declined"),
    CheckoutResult.LATE: ("담당자가 확인하고 있습니다", "We are looking into it"),
    CheckoutResult.NOT_FINISHED: ("카드를 등록하지 못했습니다", "The card was not registered"),
    CheckoutResult.UNKNOWN: ("카드 등록을 확인하고 있습니다", "Looking for your card"),
}
RESULTS: Mapping[CheckoutResult, tuple[str, str]] = {
    CheckoutResult.PAID: (
        "결제가 완료되어 바로 이용할 수 있습니다.",
        "The payment went through; you can use the service at once.",
    ),
    CheckoutResult.CARD_REGISTERED: (
        "다음 결제부터 이 카드로 결제됩니다. 지금 나간 돈은 없습니다.",
        "It is charged from the next time on. Nothing was taken now.",
    ),
    CheckoutResult.WAITING: (
        "카드는 등록되었고 결제 결과를 기다리고 있습니다. 두 번 결제되지 않으니 다시 시도하지 마세요.",
        "The card is registered, and we are waiting for the charge. You will not be charged twice; please do not try again.",
    ),
    CheckoutResult.REFUSED: (
        "카드는 등록되었지만 결제가 승인되지 않아 나간 돈이 없습니다.",
        "The card is registered, but the charge was declined and nothing was taken.",
    ),
    CheckoutResult.LATE: (
        "카드 등록이 늦게 확인되어 결제하지 않았습니다. 담당자가 확인한 뒤 안내해 드립니다.",
        "The card came late, so nothing was charged. We will look at it and tell you.",
    ),
    CheckoutResult.NOT_FINISHED: (
        "카드가 등록되지 않아 나간 돈이 없습니다. 다시 시도하거나 다른 카드를 써 주세요.",
        "The card was not registered and nothing was taken. Please try again or use another card.",
    ),
    CheckoutResult.UNKNOWN: (
        "아직 등록된 카드를 찾지 못했습니다. 창을 닫으셨다면 다시 시도해 주세요. 등록을 마쳤다면 잠시 뒤 이 화면에 나타납니다.",
        "No card of yours is known yet. If you closed the window, please try again. If you finished, it will appear here in a moment.",
    ),
}
PAY: Mapping[str, tuple[str, str]] = {
    "PAY_TITLE": ("결제하지 못한 요금", "A charge that failed"),
    "PAY_INTRO": (
        "아래 요금이 결제되지 않았습니다. 다른 카드를 등록하면 이 요금만 지금 결제하고, 결제일은 그대로 유지됩니다.",
        "The charge below failed. Register another card and it is charged now, once; your day of payment stays the same.",
    ),
    "WHY_FAILED": ("결제하지 못한 이유", "Why it failed"),
    "FIRST_PERIOD": ("첫 결제", "The first charge"),
    "PAY_BUTTON": ("다른 카드로 결제하기", "Pay with another card"),
    "ONCE": ("이 링크는 한 번만 쓸 수 있습니다.", "This link can be used once."),
    "OPEN_UNTIL": ("{at}까지 열립니다.", "It opens until {at}."),
}
