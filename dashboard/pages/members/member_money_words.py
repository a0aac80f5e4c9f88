from dashboard.parts.language import Words

MONEY = Words("결제와 환불", "Payments and refunds")
MONEY_HELP = Words(
    "결제액과 환불액에 들어간 모든 줄입니다. 직접 기록한 환불과 정정도 보입니다.",
    "Every line that counts as paid or refunded, also what was recorded by hand or corrected.",
)
AT = Words("일시", "When")
WHAT = Words("구분", "Kind")
WON = Words("금액", "Amount")
PAYMENT = Words("결제", "Payment")
PAYMENT_SAID = Words("{when} {won} · 남은 금액 {left}", "{when}, {won}, {left} left")

BY_HAND = Words("환불 직접 기록", "Record a refund by hand")
BY_HAND_SENTENCE = Words(
    "포트원에 나타나지 않는 환불을 기록만 합니다. 돈은 보내지 않으며, 그날의 환불액으로 셉니다.",
    "Only records a refund that PortOne does not show. No money is sent; it counts on its day.",
)
BY_HAND_NOW = Words("기록합니다", "Record it")
HOW = Words("어떻게 돌아갔나요", "How it went back")
ON = Words("환불한 날", "Refunded on")
EVIDENCE = Words("근거", "Evidence")
EVIDENCE_EXAMPLE = Words(
    "예: 전표 번호, 이체 내역, PG 공문", "e.g. slip number, bank line, letter of the PG"
)
RECORDED = Words("{won} 환불을 기록했습니다.", "A refund of {won} is recorded.")

TRANSFER = Words("계좌 이체 결제 기록", "Record a transfer")
TRANSFER_SENTENCE = Words(
    "회사 계좌로 받은 한 기간의 요금을 기록합니다. 그 기간의 카드 결제는 하지 않습니다.",
    "Records the price of one period that came to the company's account; its card is not charged.",
)
TRANSFER_NOW = Words("기록합니다", "Record it")
TRANSFER_AMOUNT = Words("받은 금액 (원)", "Amount received (won)")
TRANSFER_ON = Words("입금된 날", "Received on")
TRANSFER_EVIDENCE = Words("예: 은행 입금 내역", "e.g. the line of the bank")
REJOIN = Words(
    "재가입: 오늘부터 다시 이용하기로 했습니다", "Coming back: the member begins again today"
)
TRANSFERRED = Words(
    "계좌 이체 {won}을 기록했습니다. 예약은 몇 분 안에 맞춰집니다.",
    "A transfer of {won} is recorded; the booking follows within minutes.",
)
REVERSE = Words("계좌 이체 기록 되돌리기", "Reverse a transfer")
REVERSE_SENTENCE = Words(
    "잘못 기록한 계좌 이체를 정정하고, 늘어난 이용 기간을 되돌립니다. 기록은 지워지지 않습니다.",
    "Corrects a transfer recorded by mistake and takes its time back. Nothing is deleted.",
)
REVERSE_NOW = Words("되돌립니다", "Reverse it")
REVERSED = Words("계좌 이체 기록을 되돌렸습니다.", "The record is reversed.")

CARDS = Words("카드", "Cards")
CARDS_HELP = Words(
    "포트원에 등록된 이 회원의 카드입니다. 삭제하면 그 카드로는 더 결제할 수 없습니다.",
    "This member's cards as registered at PortOne. A deleted one can no longer be charged.",
)
REGISTERED = Words("{when} 등록", "registered {when}")
IN_USE = Words("사용 중", "in use")
NOT_USED = Words("사용하지 않음", "not in use")
DELETED = Words("{when} 삭제됨", "deleted {when}")
DELETE = Words("카드 등록 정보 삭제", "Delete the registration")
DELETE_SENTENCE = Words(
    "포트원에서 이 카드의 등록 정보를 지우고, 지워졌는지 다시 읽어 확인합니다. 되돌릴 수 없습니다.",
    "Deletes this card's registration at PortOne and reads it back. This cannot be undone.",
)
DELETE_NOW = Words("삭제합니다", "Delete now")
DELETING = Words("포트원에서 삭제하고 있습니다…", "Deleting it at PortOne…")
DELETED_NOW = Words("카드 등록 정보를 삭제하고 확인했습니다.", "Deleted and read back.")
STILL_NEEDED = Words(
    "이 카드로 이어지는 정기결제가 있습니다. 먼저 해지하거나 카드를 바꿔 주세요.",
    "A subscription goes on with this card. Cancel it or change the card first.",
)
