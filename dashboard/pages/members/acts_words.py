from dashboard.parts.language import Words
from dashboard.parts.tones import Tone

# What happened, its colour, and whether it matters to most readers.
MATTERS, MINOR = True, False
ACTS: dict[str, tuple[Words, Tone, bool]] = {
    "member.known": (Words("회원이 되었습니다", "Became a member"), Tone.UNKNOWN, MATTERS),
    "checkout.started": (
        Words("카드 등록을 시작했습니다", "Began to register a card"),
        Tone.UNKNOWN,
        MINOR,
    ),
    "card.registered": (Words("카드를 등록했습니다", "Registered a card"), Tone.HEALTHY, MATTERS),
    "card.changed": (Words("결제 카드를 바꿨습니다", "Changed the card"), Tone.HEALTHY, MATTERS),
    "payment.charge.paid": (Words("결제되었습니다", "Paid"), Tone.PAID, MATTERS),
    "payment.charge.failed": (
        Words("결제가 실패했습니다", "A charge failed"),
        Tone.WAITING,
        MATTERS,
    ),
    "payment.issuance.paid": (
        Words("카드 등록 확인(돈이 움직이지 않음)", "Issuance payment (no money moved)"),
        Tone.UNKNOWN,
        MINOR,
    ),
    "payment.issuance.failed": (
        Words("카드 등록이 거절되었습니다", "The card was refused"),
        Tone.WAITING,
        MATTERS,
    ),
    "payment.refunded": (Words("환불되었습니다", "Refunded"), Tone.CANCELLED, MATTERS),
    "payment.decided": (
        Words("담당자가 결제를 판단했습니다", "A payment was decided"),
        Tone.PAID,
        MATTERS,
    ),
    "refund.requested": (
        Words("환불을 요청했습니다", "A refund was asked for"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "charge.requested": (Words("결제를 요청했습니다", "Asked for a charge"), Tone.UNKNOWN, MINOR),
    "charge.booked": (
        Words("다음 결제를 예약했습니다", "Booked the next charge"),
        Tone.HEALTHY,
        MINOR,
    ),
    "charge.revoked": (
        Words("예약을 해제했습니다", "Revoked a booking"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "charge.unknown": (
        Words("결제 결과를 확인하고 있습니다", "A charge's outcome is unknown"),
        Tone.WAITING,
        MATTERS,
    ),
    "charge.not_sent": (
        Words("결제 요청이 나가지 못했습니다", "A charge was not sent"),
        Tone.WAITING,
        MINOR,
    ),
    "charge.left_out": (
        Words("결제를 결제되지 않은 것으로 처리했습니다", "A charge was treated as not paid"),
        Tone.WAITING,
        MATTERS,
    ),
    "charge.absent": (
        Words("결제가 없었던 것을 확인했습니다", "A charge proved never to have been"),
        Tone.UNKNOWN,
        MINOR,
    ),
    "charge.retry_asked": (
        Words("다시 결제를 요청했습니다", "Asked to try the charge again"),
        Tone.WAITING,
        MATTERS,
    ),
    "cancellation.requested": (
        Words("정기결제 해지를 신청했습니다", "Asked to stop"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "cancellation.confirmed": (
        Words("예약 결제가 남지 않은 것을 확인했습니다", "No booking is left, read back"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "cancellation.withdrawn": (
        Words("해지를 철회했습니다", "Took the cancellation back"),
        Tone.HEALTHY,
        MATTERS,
    ),
    "subscription.ended": (
        Words("구독이 끝났습니다", "The subscription ended"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    "downgrade.due": (
        Words("권한 변경이 승인을 기다립니다", "A downgrade waits for approval"),
        Tone.WAITING,
        MATTERS,
    ),
    "downgrade.approved": (
        Words("권한 변경을 승인했습니다", "The downgrade was approved"),
        Tone.HEALTHY,
        MATTERS,
    ),
    "downgrade.held": (
        Words("권한 변경을 보류했습니다", "The downgrade was held"),
        Tone.WAITING,
        MATTERS,
    ),
    "downgrade.released": (
        Words("보류를 해제했습니다", "The hold was released"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    "downgrade.undone": (
        Words("승인을 되돌렸습니다", "The approval was undone"),
        Tone.WAITING,
        MATTERS,
    ),
    "downgrade.void": (
        Words("승인이 필요 없어졌습니다", "No approval needed any more"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    "permission.changed": (
        Words("권한이 바뀌었습니다", "The permission changed"),
        Tone.PAID,
        MATTERS,
    ),
    "permission.delivered": (
        Words("회사 앱이 권한 변경을 확인했습니다", "The app acknowledged the change"),
        Tone.HEALTHY,
        MINOR,
    ),
    "charge.taken_back": (
        Words(
            "정해지지 않은 환불이 있어 예약을 해제해 두었습니다",
            "A booking was revoked: a refund is undecided",
        ),
        Tone.CANCELLED,
        MATTERS,
    ),
    "charge.book_again_asked": (
        Words("다음 결제를 다시 예약하도록 했습니다", "Asked to book the next charge again"),
        Tone.HEALTHY,
        MATTERS,
    ),
    "charge.mend_asked": (
        Words(
            "결제 예정을 바로잡도록 했습니다",
            "Asked to put a coming charge right",
        ),
        Tone.HEALTHY,
        MATTERS,
    ),
    "charge.revoke_asked": (
        Words("예약을 해제하도록 했습니다", "Asked to revoke a booking"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "charge.move_back_asked": (
        Words("예약을 원래 날짜로 되돌리도록 했습니다", "Asked to move a booking back"),
        Tone.HEALTHY,
        MATTERS,
    ),
    "access.ended": (
        Words("이용을 끝냈습니다", "Access was ended"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "access.extended": (
        Words("이용 만료일을 무료로 늘렸습니다", "Access was extended without payment"),
        Tone.HEALTHY,
        MATTERS,
    ),
    "card.deleted": (
        Words("카드 등록 정보를 삭제했습니다", "The card registration was deleted"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    "payment.accepted": (
        Words("늦은 결제를 받아 이용을 시작했습니다", "A late payment was accepted"),
        Tone.PAID,
        MATTERS,
    ),
    "payment.same_answered": (
        Words("같은 결제인지 답했습니다", "Said whether two rows are one payment"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    "subscription.decided": (
        Words(
            "시스템 사정으로 끝난 정기결제를 정했습니다",
            "Decided what follows an end of our own fault",
        ),
        Tone.WAITING,
        MATTERS,
    ),
    "message.delivery_asked": (
        Words("권한 변경을 회사 앱에 다시 보내도록 했습니다", "Asked to deliver the change again"),
        Tone.UNKNOWN,
        MINOR,
    ),
    "ledger.chargeback": (
        Words("차지백을 기록했습니다", "A chargeback was recorded"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "ledger.pg_refund": (
        Words("PG에서 한 환불을 기록했습니다", "A refund at the PG was recorded"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "ledger.transfer_payment": (
        Words("계좌 이체 결제를 기록했습니다", "A payment by bank transfer was recorded"),
        Tone.PAID,
        MATTERS,
    ),
    "payment.transfer_reversed": (
        Words("잘못 기록한 계좌 이체를 되돌렸습니다", "A wrong record of a transfer was reversed"),
        Tone.WAITING,
        MATTERS,
    ),
    "ledger.transfer_refund": (
        Words("계좌 이체 환불을 기록했습니다", "A refund by bank transfer was recorded"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "ledger.correction": (
        Words("잘못 들어간 결제를 정정했습니다", "An entry that should not be there was corrected"),
        Tone.WAITING,
        MATTERS,
    ),
    "finding.opened": (
        Words("점검 항목이 생겼습니다", "Something to check"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "finding.cure_asked": (
        Words("점검 항목의 처리를 눌렀습니다", "A cure of a check was pressed"),
        Tone.UNKNOWN,
        MINOR,
    ),
    "finding.closed": (
        Words("점검 항목을 닫았습니다", "The check was closed"),
        Tone.HEALTHY,
        MATTERS,
    ),
}
IMPORTED = Words(
    "가져온 기록에 있던 회원입니다({source})", "Known from an imported history ({source})"
)
# Why it changed, where that is more than the change itself says.
PERMISSION_CAUSES = {
    "accepted": Words("늦은 결제를 받음", "a late payment was accepted"),
    "transfer": Words("계좌 이체로 재가입", "came back by a bank transfer"),
    "undone": Words("승인을 되돌림", "the approval was undone"),
    "corrected": Words("이용 기간에 맞춤", "to agree with the paid time"),
}
REFUND_MARK = Words("포트원 표시 {mark}", "marked {mark} at PortOne")
DECIDED_AS = Words("{words}: {cure}", "{words}: {cure}")
PERMISSION_TO = {
    "paid": Words("권한이 유료로 바뀌었습니다", "Access became paid"),
    "free": Words("권한이 무료로 바뀌었습니다", "Access became free"),
}
FINDING = Words("점검: {label}", "To check: {label}")
FINDING_CLOSED = Words("점검 완료: {label}", "Checked: {label}")
FINDING_CURE = Words("점검 처리: {label} · {cure}", "Cure pressed: {label}, {cure}")
OTHER_PAYMENT = Words("제외한 결제", "A payment that is left out")
PAYMENT_OPEN = Words("결제가 진행 중입니다", "A payment is under way")
DUE_ON = Words("{day} 예정", "due {day}")
