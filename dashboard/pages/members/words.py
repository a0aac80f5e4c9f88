from dashboard.parts.language import Words

NOTE = Words(
    "회원을 찾아 지금까지의 모든 일을 봅니다", "Find a member and see everything that happened"
)
# Of the browser's tab and its history, which should name nobody.
TITLE_OF = Words("회원 {number}번", "Member {number}")
SEARCH = Words("회원 찾기", "Find a member")
SEARCH_HINT = Words(
    "이름, 회원 ID, 결제 번호, 승인번호", "Name, member id, payment or approval number"
)
ALL_NEWEST_FIRST = Words(
    "전체 {total}입니다. 최근에 가입한 회원부터 보여 드립니다.", "{total} in all, the newest first."
)
OR_MORE = Words("{n}명 이상", "{n} or more")
NUMBER_TOO_SHORT = Words(
    "이렇게 시작하는 결제 번호가 많아 그중 {n}명까지만 찾았습니다. 번호를 더 입력해 주세요.",
    "Many payment numbers begin like that: only {n} of their members are listed. Type some more of it.",
)
MATCHING = Words("‘{text}’에 맞는 회원 {n}입니다.", "{n} match “{text}”.")
NOBODY = Words("맞는 회원이 없습니다", "No member matches")
NOBODY_NEXT = Words(
    "이름이나 회원 ID의 일부, 결제 번호의 앞 6자 이상, 또는 승인번호 전체로 찾아 보세요.",
    "Try a part of the name or id, the first 6 or more characters of a payment number, "
    "or a whole approval number.",
)
NO_MEMBERS = Words("아직 회원이 없습니다", "There are no members yet")
NO_MEMBERS_NEXT = Words(
    "회사 앱에서 카드를 등록하면 회원이 여기에 나타납니다.",
    "Members appear once they register a card in the company's app.",
)
UNKNOWN_MEMBER = Words("그런 회원 ID는 없습니다", "There is no member with that id")
BACK = Words("회원 목록으로", "Back to the list")

STATE = Words("상태", "State")
PLAN = Words("상품", "Plan")
PAID_THROUGH = Words("이용 만료일", "Paid through")
NEXT_CHARGE = Words("다음 결제", "Next charge")
PERMISSION = Words("권한", "Access")
NO_NEXT = Words("예정 없음", "none")
NO_CARD_NEXT = Words("카드가 없어 예약하지 않음", "none: there is no card")

SINCE = Words("가입", "Member since")
NUMBER = Words("회원 번호(마감 기록)", "Number (closed months)")
CARD = Words("결제수단", "Card")
PAID_TOTAL = Words("누적 결제액", "Paid in total")
PAID_TIMES = Words("결제 횟수", "Charges")
TIMES = Words("{n}회", "{n}")
LAST_PAID = Words("마지막 결제", "Last charge")
ASKED = Words("해지 신청", "Asked to stop")
PRICE_PER = Words("{plan} · {price}", "{plan} · {price}")

MASKED = Words(
    "조회 권한이라 이름과 회원 ID의 일부를 가렸습니다. ‘회원 보기’를 누르면 한 명씩 볼 수 있습니다.",
    "You may only look, so names and ids are masked. Open a member to see them one by one.",
)
REVEAL = Words("이름·ID·카드 보기", "Show name, id and card")
REVEAL_HELP = Words(
    "이 회원의 이름, 회원 ID, 카드 번호를 가리지 않고 표시합니다. 보았다는 기록이 남습니다.",
    "Shows this member's name, id and card in full. That you looked is recorded.",
)
CANCEL = Words("해지 신청 대신하기", "Cancel for the member")
CANCEL_SENTENCE = Words(
    "예약된 결제를 모두 해제하고, 이용 만료일까지는 계속 이용합니다. 해지만으로는 돈이 돌아가지 않으니, 환불을 원하면 ‘환불 요청 접수’로 따로 적어 주세요.",
    "Revokes every booked charge; access lasts until paid-through. Cancelling alone gives nothing back: a refund is asked for by a claim of its own.",
)
CANCEL_REASON = Words("회원이 말한 사유", "What the member said")
CANCEL_NOW = Words("해지를 신청합니다", "Cancel now")
WITHDRAW = Words("해지 철회 대신하기", "Withdraw for the member")
WITHDRAW_SENTENCE = Words(
    "해지를 철회하고 원래 결제일에 맞춰 다음 결제를 다시 예약합니다.",
    "Takes the cancellation back and books the next charge on the old day.",
)
WITHDRAW_NOW = Words("철회합니다", "Withdraw now")
WORKING = Words("처리하고 있습니다…", "Working…")

TIMELINE = Words("지금까지 있었던 일", "Everything that happened")
SHOW = Words("보기", "Show")
SHOW_MAIN = Words("중요한 일", "What matters")
SHOW_ALL = Words("모든 기록", "Every record")
RAW = Words("포트원 원본 보기 (관리자용)", "PortOne record (for engineers)")
NOTHING = Words("보여 드릴 일이 없습니다", "Nothing to show")
NOTHING_NEXT = Words("‘모든 기록’을 눌러 보세요.", "Try “Every record”.")

DATA_OUT = Words("회원 정보 모두 받기", "Take out this member's data")
