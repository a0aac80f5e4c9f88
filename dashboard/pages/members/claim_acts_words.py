"""Refund claims, complaints and disputes on a member's timeline."""

from billing_core.rules.act import Act
from dashboard.parts.language import Words
from dashboard.parts.markup import Tone

MATTERS = True
OF_CLAIMS: dict[str, tuple[Words, Tone, bool]] = {
    Act.REFUND_CLAIM_ASKED: (
        Words("환불 요청을 접수했습니다", "A claim for a refund was made"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.REFUND_CLAIM_WITHDRAWN: (
        Words("환불 요청을 거뒀습니다", "The claim for a refund was withdrawn"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.REFUND_CLAIM_APPROVED: (
        Words("환불 요청을 승인했습니다", "The claim for a refund was approved"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.REFUND_CLAIM_REFUSED: (
        Words("환불하지 않기로 하고 사유를 알렸습니다", "The claim was refused, with a reason"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.REFUND_CLAIM_DONE: (
        Words("환불 요청을 마쳤습니다", "The claim for a refund is done"),
        Tone.HEALTHY,
        MATTERS,
    ),
    Act.REFUND_CLAIM_OPEN_AGAIN: (
        Words(
            "환불이 나가지 않아 환불 요청을 다시 정해야 합니다",
            "Nothing went back: the claim is to be decided again",
        ),
        Tone.WAITING,
        MATTERS,
    ),
    Act.COMPLAINT_RECEIVED: (
        Words("민원을 접수했습니다", "A complaint was received"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.COMPLAINT_ANSWERED: (
        Words("민원에 답했습니다", "The complaint was answered"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.COMPLAINT_CLOSED: (
        Words("민원을 마쳤습니다", "The complaint has its result"),
        Tone.HEALTHY,
        MATTERS,
    ),
}
