"""What the member's page for a refund says, each (ko, en)."""

from collections.abc import Mapping

REFUND_PAGE: Mapping[str, tuple[str, str]] = {
    "TITLE": ("청약철회 · 환불 요청", "Ask for a refund"),
    "HOW": (
        "환불을 원하는 결제와 사유를 보내 주시면 담당자가 확인하고 3영업일 안에 답합니다.",
        "Choose the payment you want back. A person looks at it and answers within 3 working days.",
    ),
    "RIGHTS": ("환불은 어떻게 계산하나요?", "How is a refund worked out?"),
    "RIGHT_FULL": (
        "결제한 날부터 {days}일 안에 이용하지 않고 청약을 철회하면 전액을 돌려드립니다. 결제한 날은 세지 않고, 마지막 날이 주말이면 다음 월요일까지입니다.",
        "Within {days} days of the payment, and unused, you get all of it back. The day of the payment does not count, and days that end on a weekend end on Monday.",
    ),
    "RIGHT_DAILY": (
        "그 뒤에는 남은 날만큼 돌려드립니다. 요청한 날은 이용하지 않은 날로 셉니다.",
        "Later you get the days back that are left. The day on which you ask counts as unused.",
    ),
    "RIGHT_PENALTY": (
        "이때 남은 금액의 {percent}%를 위약금으로 뺍니다.",
        "A penalty of {percent}% of that is taken off.",
    ),
    "RIGHT_PERSON": (
        "그 뒤에는 담당자가 사정을 듣고 정합니다.",
        "Later a person hears you and decides.",
    ),
    "RIGHT_CANCEL": (
        "정기결제 해지만 하면 다음 결제가 멈추고 이용 만료일까지 이용합니다. 남은 기간의 환불은 여기서 따로 요청할 수 있습니다.",
        "Cancelling alone stops the next charge, and you can use what you paid for. A refund of the rest can be asked for here.",
    ),
    "WHICH": ("어느 결제인가요?", "Which payment?"),
    "PAID_ON": ("{day} 결제", "paid on {day}"),
    "ESTIMATE": ("예상 환불액", "About"),
    "ESTIMATE_UNUSED": ("이용하지 않았다면", "if you did not use it:"),
    "ESTIMATE_BY_PERSON": ("담당자가 금액을 정합니다.", "A person decides the sum."),
    "WHY_KIND": ("무엇을 요청하나요?", "What do you ask for?"),
    "KIND_WITHDRAWAL": (
        "청약철회 (결제를 없던 일로 합니다)",
        "Withdrawal (as if you had not paid)",
    ),
    "KIND_MID_TERM": (
        "중도해지 (남은 기간을 그만둡니다)",
        "Stopping in the middle (the rest of the time)",
    ),
    "KIND_OTHER": ("그 밖의 환불", "Another refund"),
    "REASON": ("사유 (적지 않아도 됩니다)", "Why (you may leave this empty)"),
    "NO_CARDS": (
        "카드 번호나 비밀번호는 적지 마세요.",
        "Please write no card number and no password.",
    ),
    "SEND": ("환불을 요청합니다", "Ask for the refund"),
    "CHOOSE": ("결제를 하나 골라 주세요.", "Please choose a payment."),
    "NOTHING": ("환불을 요청할 수 있는 결제가 없습니다.", "There is no payment to be refunded."),
    "NOTHING_NEXT": (
        "이미 모두 환불되었거나 아직 결제가 없습니다.",
        "All was refunded already, or nothing was paid yet.",
    ),
    "YOURS": ("보낸 요청", "What you asked for"),
    "ASKED_ON": ("요청한 날", "Asked on"),
    "PAYMENT": ("결제", "Payment"),
    "STATE": ("상태", "State"),
    "SUM": ("환불액", "Refund"),
    "ACCESS": ("이용", "Your access"),
    "ACCESS_NOW": ("환불과 함께 끝남", "ended with the refund"),
    "ACCESS_AT_END": ("이용 만료일까지", "until the end of what you paid"),
    "ACCESS_STAYS": ("계속 이용", "stays"),
    "ANSWER": ("답변", "Answer"),
    "ANSWER_BY": (
        "{day}까지 답을 드립니다.",
        "You get an answer by {day}.",
    ),
    "NOT_STOPPED": (
        "이 요청만으로는 다음 결제가 멈추지 않습니다. 멈추려면 정기결제도 해지해 주세요.",
        "This alone does not stop the next charge. To stop it, please cancel the subscription, too.",
    ),
    "STOPPED": (
        "정기결제 해지가 신청되어 있어 다음 결제는 없습니다. 계속 이용하려면 내 결제 정보에서 해지를 철회할 수 있습니다.",
        "Your subscription is cancelled, so there is no next charge. To stay, take the cancellation back under My payments.",
    ),
    "STOPS": (
        "지금 정기결제의 결제에 청약철회나 중도해지를 요청하면 정기결제 해지도 함께 신청되어 다음 결제가 없습니다.",
        "Withdrawal, or stopping in the middle, of a payment of your present subscription cancels it too: there is no next charge.",
    ),
    "STOP": ("정기결제 해지", "Cancel the subscription"),
    "ON_ITS_WAY": (
        "환불을 보내고 결과를 확인하고 있습니다.",
        "The refund is on its way, and its outcome is being read.",
    ),
    "CARD_DAYS": (
        "카드사에 따라 환불이 보이기까지 3~7일이 걸릴 수 있습니다.",
        "It may take your card company 3 to 7 days to show it.",
    ),
    "TAKE_BACK": ("이 요청을 거둡니다", "Take this back"),
    "BACK": ("내 결제 정보", "My payments"),
    "RECEIVED": (
        "요청을 받았습니다. 담당자가 확인하고 답합니다.",
        "We have your request. A person looks at it and answers.",
    ),
    "TAKEN_BACK": ("요청을 거뒀습니다.", "Your request is withdrawn."),
    "LONG": ("사유는 400자까지 적을 수 있습니다.", "Please write 400 letters at most."),
}
