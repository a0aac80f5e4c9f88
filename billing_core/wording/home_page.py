"""What a member's own page says, each (ko, en)."""

from collections.abc import Mapping

Pairs = Mapping[str, tuple[str, str]]

HOME: Pairs = {
    "TITLE": ("내 결제 정보", "My payments"),
    "PLAN": ("상품", "Plan"),
    "CARD": ("결제 카드", "Card"),
    "NO_CARD": ("등록된 카드 없음", "None"),
    "NEXT": ("다음 결제", "Next payment"),
    "NO_NEXT": ("예정된 결제 없음", "None"),
    "NEXT_UNCLEAR": ("확인 중", "Being checked"),
    "UNTIL": ("이용 만료일", "Usable until"),
    "UNTIL_UNPAID": ("이용 가능 기한", "Usable until"),  # in the days of grace: paid is less
    "ASKED": ("해지 신청", "Cancelled on"),
    "CHANGE_CARD": ("카드 변경", "Change card"),
    "CHANGE_CARD_WHY": (
        "카드를 바꿀 때는 결제되지 않습니다. 다음 결제부터 새 카드로 결제됩니다.",
        "Changing the card takes no money. The next payment is made with the new one.",
    ),
    "PAYMENTS": ("결제 내역", "Payments"),
    "NO_PAYMENTS": ("아직 결제 내역이 없습니다.", "There are no payments yet."),
    "WHEN": ("날짜와 내용", "Day and what"),
    "WON": ("금액", "Amount"),
    "PAID": ("결제", "Paid"),
    "REFUSED": ("결제되지 않음", "Not paid"),
    "TRANSFER": ("계좌 이체", "Bank transfer"),
    "REFUNDED": ("환불", "Refunded"),
    "SLIP": ("전표", "Slip"),
    "SLIP_OF": ("{day} 결제의 전표", "Slip of {day}"),
    "OLDER": ("이전 결제 더 보기", "Older payments"),
    "HOME_LINK": ("내 결제 정보로", "Back to my payments"),
    "REFUND": ("청약철회 · 환불 요청", "Withdrawal and refund"),
    "CANCEL": ("정기결제 해지", "Cancel the subscription"),
    "WITHDRAW": ("해지 철회", "Withdraw the cancellation"),
    "CERTIFICATE": ("해지 확인서 (PDF)", "Confirmation of cancellation (PDF)"),
    "RETRY": ("다시 결제", "Pay again"),
    "OTHER_CARD": ("다른 카드로 결제", "Pay with another card"),
    "NOT_DONE": ("확인해 주세요", "Please look"),
    "YOUR_WORDS": ("적어 주신 내용", "What you wrote"),
}

# The state of the subscription: a heading, and a sentence that may be empty.
NOTHING: tuple[tuple[str, str], tuple[str, str]] = (
    ("이용 중인 정기결제가 없습니다", "You have no subscription"),
    (
        "새로 결제되는 금액은 없습니다. 지난 결제는 아래에서 볼 수 있습니다.",
        "Nothing is being charged. What you paid before is below.",
    ),
)
STATES: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "pending": (
        ("첫 결제를 진행하고 있습니다", "The first payment is under way"),
        (
            "카드가 등록되었습니다. 결제가 끝나면 바로 이용할 수 있습니다.",
            "Your card is registered. You can begin once the payment is made.",
        ),
    ),
    "pending_refused": (("첫 결제가 되지 않았습니다", "The first payment was refused"), ("", "")),
    "active": (("정기결제를 이용하고 있습니다", "Your subscription goes on"), ("", "")),
    "past_due": (("이번 결제가 되지 않았습니다", "This payment was refused"), ("", "")),
    "cancelling": (
        ("정기결제 해지를 신청하셨습니다", "You have cancelled the subscription"),
        (
            "더 이상 결제되지 않으며, 이용 만료일까지 그대로 이용할 수 있습니다.",
            "Nothing more is charged, and you can use the service until the day below.",
        ),
    ),
    "cancelling_over": (
        ("정기결제 해지를 신청하셨습니다", "You have cancelled the subscription"),
        (
            "더 이상 결제되지 않습니다. 결제된 이용 기간은 끝났습니다.",
            "Nothing more is charged. The paid time is over.",
        ),
    ),
    "ended": (
        ("정기결제가 끝났습니다", "Your subscription has ended"),
        (
            "더 이상 결제되지 않습니다. 다시 이용하시려면 서비스에서 신청해 주세요.",
            "Nothing more is charged. To come back, subscribe again in the service.",
        ),
    ),
}

WAYS_OUT: Mapping[str, tuple[str, str]] = {
    "retry": ("", ""),
    "other_card": ("", ""),
    "tomorrow": (
        "오늘은 다시 결제를 여러 번 하셨습니다. 다른 카드로 결제하시거나 내일 다시 시도해 주세요.",
        "You have tried several times today. Use another card, or try again tomorrow.",
    ),
    "by_itself": (
        "같은 카드로 자동으로 다시 시도하고 있습니다. 기다리시거나 다른 카드로 결제해 주세요.",
        "The same card is being tried again by itself. Wait, or pay with another card.",
    ),
    "under_way": (
        "다시 결제하고 있습니다. 몇 분 뒤에 이 화면을 새로 고쳐 확인해 주세요.",
        "It is being paid again. Please reload this page in a few minutes.",
    ),
    "with_us": (
        "담당자가 이 결제를 확인하고 있습니다. 확인이 끝날 때까지 새로 결제하지 않습니다.",
        "Our team is looking into this payment. Nothing is charged until they are done.",
    ),
}
TROUBLE: Pairs = {
    "FAILED": ("{day}에 {won}이 결제되지 않았습니다.", "{won} was not paid on {day}."),
    "NEXT_TRY": (
        "그대로 두시면 {day}에 자동으로 다시 결제합니다.",
        "If you do nothing, it is tried again on {day}.",
    ),
    "ENDS": (
        "{day}까지 결제되지 않으면 정기결제가 끝납니다.",
        "If it is not paid by {day}, the subscription ends.",
    ),
    "STILL_USABLE": (
        "그때까지는 그대로 이용할 수 있습니다.",
        "Until then you can go on using the service.",
    ),
    "SAME_DAY": (
        "지금 결제하셔도 결제일은 바뀌지 않습니다.",
        "Paying now does not move your payment day.",
    ),
}
DONE: Mapping[str, tuple[str, str]] = {
    "retry": (
        "다시 결제를 요청했습니다. 몇 분 안에 다시 시도합니다.",
        "We will try the payment again within minutes.",
    ),
    "cancelled": (
        "해지를 신청했습니다. 아래에서 해지 확인서를 받아 두실 수 있습니다.",
        "The subscription is cancelled. You can keep the confirmation below.",
    ),
    "withdrawn": (
        "해지를 철회했습니다. 원래 결제일에 이어서 결제됩니다.",
        "The cancellation is withdrawn. Payments go on, on your old day.",
    ),
}
