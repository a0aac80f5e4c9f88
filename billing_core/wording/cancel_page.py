"""What the pages of cancelling and of withdrawing a cancellation say, each (ko, en)."""

from billing_core.wording.home_page import Pairs

CANCELLING: Pairs = {
    "TITLE": ("정기결제 해지", "Cancel the subscription"),
    "NO_MORE": ("해지하면 더 이상 결제되지 않습니다.", "Nothing more is charged after this."),
    "NEXT_REVOKED": (
        "{day}에 예정된 {won} 결제를 해제합니다.",
        "The payment of {won} planned for {day} is taken back.",
    ),
    "USABLE": (
        "{until}까지는 지금처럼 이용할 수 있습니다.",
        "You can go on using the service until {until}.",
    ),
    "OVER": (
        "결제된 이용 기간이 이미 끝나, 해지하면 정기결제가 바로 끝납니다.",
        "The time you paid for is over, so the subscription ends at once.",
    ),
    "UNPAID": (
        "결제되지 않은 {won}은 다시 청구하지 않습니다.",
        "The unpaid {won} is not asked for again.",
    ),
    "NEVER_PAID": (
        "결제된 금액이 없으며, 등록한 카드로 결제하지 않습니다.",
        "Nothing was paid, and your card will not be charged.",
    ),
    "UNDER_WAY": (
        "지금 진행 중인 결제가 있으면 담당자가 결과를 확인합니다.",
        "If a payment is under way right now, our team looks after its outcome.",
    ),
    "NO_REFUND_BY_ITSELF": (
        "해지만으로 환불되지는 않습니다. 청약철회나 남은 기간의 환불은 따로 요청하실 수 있습니다.",
        "Cancelling alone gives nothing back. You can ask for a withdrawal or a refund separately.",
    ),
    "ASK_REFUND": ("청약철회 · 환불 요청하기", "Ask for a withdrawal or a refund"),
    "BACK_POSSIBLE": (
        "이용 만료일 전까지는 언제든지 해지를 철회할 수 있습니다.",
        "You can withdraw the cancellation at any time before that day.",
    ),
    "REASON": ("해지하시는 이유 (선택)", "Why you leave (optional)"),
    "REASON_NONE": ("선택하지 않음", "I would rather not say"),
    "REASON_MORE": ("더 하실 말씀 (선택)", "Anything else (optional)"),
    "DO": ("해지하기", "Cancel it"),
    "DO_NOT": ("계속 이용하기", "Keep it"),
    "WITHDRAW_TITLE": ("해지 철회", "Withdraw the cancellation"),
    "WILL_GO_ON": (
        "해지를 철회하면 정기결제가 이어집니다. 지금은 결제되지 않습니다.",
        "The subscription goes on. Nothing is charged now.",
    ),
    "WILL_CHARGE": (
        "다음 결제는 원래 결제일인 {day}에 {won}입니다.",
        "The next payment is {won} on {day}, your old day.",
    ),
    "WITHDRAW_DO": ("해지 철회하기", "Withdraw it"),
    "WITHDRAW_NOT": ("해지한 채로 두기", "Stay cancelled"),
    "KEPT": (
        "적어 주신 내용은 저장되지 않았습니다. 필요하시면 복사해 두세요.",
        "What you wrote was not kept. Copy it if you need it.",
    ),
}
