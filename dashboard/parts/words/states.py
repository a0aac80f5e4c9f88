"""States and kinds in people's words, with the colour each of them means."""

from billing_core.desk.payment_filter import Shown
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from dashboard.parts.language import Words
from dashboard.parts.markup import Tone

END_KINDS = {
    EndKind.VOLUNTARY: Words("자발 해지", "asked to stop"),
    EndKind.INVOLUNTARY: Words("결제 실패", "payment failed"),
    EndKind.SYSTEM: Words("시스템", "billing gap"),
}
END_TONES = {
    EndKind.VOLUNTARY: Tone.CANCELLED,
    EndKind.INVOLUNTARY: Tone.WAITING,
    EndKind.SYSTEM: Tone.UNKNOWN,
}
SUBSCRIPTIONS = {
    SubscriptionStatus.PENDING: Words("첫 결제 전", "not paid yet"),
    SubscriptionStatus.ACTIVE: Words("이용 중", "active"),
    SubscriptionStatus.PAST_DUE: Words("연체", "past due"),
    SubscriptionStatus.CANCELLING: Words("해지 예정", "cancelling"),
    SubscriptionStatus.ENDED: Words("종료", "ended"),
}
SUBSCRIPTION_TONES = {
    SubscriptionStatus.PENDING: Tone.WAITING,
    SubscriptionStatus.ACTIVE: Tone.HEALTHY,
    SubscriptionStatus.PAST_DUE: Tone.WAITING,
    SubscriptionStatus.CANCELLING: Tone.CANCELLED,
    SubscriptionStatus.ENDED: Tone.UNKNOWN,
}
NO_SUBSCRIPTION = Words("구독 없음", "no subscription")
PERMISSIONS = {
    Permission.PAID: Words("유료 권한", "paid access"),
    Permission.FREE: Words("무료 권한", "free access"),
}
PERMISSION_TONES = {Permission.PAID: Tone.PAID, Permission.FREE: Tone.UNKNOWN}
PAYMENTS = {
    Shown.PAID: Words("결제", "paid"),
    Shown.REFUNDED: Words("환불", "refunded"),
    Shown.FAILED: Words("실패", "failed"),
    Shown.EXCLUDED: Words("제외", "left out"),
    Shown.OPEN: Words("진행 중", "open"),
}
PAYMENT_TONES = {
    Shown.PAID: Tone.PAID,
    Shown.REFUNDED: Tone.CANCELLED,
    Shown.FAILED: Tone.WAITING,
    Shown.EXCLUDED: Tone.UNKNOWN,
    Shown.OPEN: Tone.UNKNOWN,
}
