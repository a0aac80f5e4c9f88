from billing_core.rules.act import Act
from billing_core.rules.permission import PermissionCause
from dashboard.pages.members.claim_acts_words import OF_CLAIMS
from dashboard.pages.members.member_pages_words import MATTERS, MINOR, ON_THEIR_PAGES
from dashboard.parts.language import Words
from dashboard.parts.markup import Tone

# What happened, its colour, and whether it matters to most readers.
ACTS: dict[str, tuple[Words, Tone, bool]] = {
    **ON_THEIR_PAGES,
    **OF_CLAIMS,
    "member.known": (Words("회원이 되었습니다", "Became a member"), Tone.UNKNOWN, MATTERS),
    Act.CHECKOUT_STARTED: (
        Words("카드 등록을 시작했습니다", "Began to register a card"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.CARD_REGISTERED: (Words("카드를 등록했습니다", "Registered a card"), Tone.HEALTHY, MATTERS),
    Act.CARD_CHANGED: (Words("결제 카드를 바꿨습니다", "Changed the card"), Tone.HEALTHY, MATTERS),
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
    Act.PAYMENT_DECIDED: (
        Words("담당자가 결제를 판단했습니다", "A payment was decided"),
        Tone.PAID,
        MATTERS,
    ),
    Act.REFUND_REQUESTED: (
        Words("환불을 요청했습니다", "A refund was asked for"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.CHARGE_REQUESTED: (Words("결제를 요청했습니다", "Asked for a charge"), Tone.UNKNOWN, MINOR),
    Act.CHARGE_BOOKED: (
        Words("다음 결제를 예약했습니다", "Booked the next charge"),
        Tone.HEALTHY,
        MINOR,
    ),
    Act.CHARGE_REVOKED: (
        Words("예약을 해제했습니다", "Revoked a booking"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.CHARGE_UNKNOWN: (
        Words("결제 결과를 확인하고 있습니다", "A charge's outcome is unknown"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.CHARGE_NOT_SENT: (
        Words("결제 요청이 나가지 못했습니다", "A charge was not sent"),
        Tone.WAITING,
        MINOR,
    ),
    Act.CHARGE_LEFT_OUT: (
        Words("결제를 결제되지 않은 것으로 처리했습니다", "A charge was treated as not paid"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.CHARGE_ABSENT: (
        Words("결제가 없었던 것을 확인했습니다", "A charge proved never to have been"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.CHARGE_RETRY_ASKED: (
        Words("다시 결제를 요청했습니다", "Asked to try the charge again"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.CANCELLATION_REQUESTED: (
        Words("정기결제 해지를 신청했습니다", "Asked to stop"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.CANCELLATION_CONFIRMED: (
        Words("예약 결제가 남지 않은 것을 확인했습니다", "No booking is left, read back"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.CANCELLATION_WITHDRAWN: (
        Words("해지를 철회했습니다", "Took the cancellation back"),
        Tone.HEALTHY,
        MATTERS,
    ),
    Act.SUBSCRIPTION_ENDED: (
        Words("구독이 끝났습니다", "The subscription ended"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.DOWNGRADE_DUE: (
        Words("권한 변경이 승인을 기다립니다", "A downgrade waits for approval"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.DOWNGRADE_APPROVED: (
        Words("권한 변경을 승인했습니다", "The downgrade was approved"),
        Tone.HEALTHY,
        MATTERS,
    ),
    Act.DOWNGRADE_HELD: (
        Words("권한 변경을 보류했습니다", "The downgrade was held"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.DOWNGRADE_RELEASED: (
        Words("보류를 해제했습니다", "The hold was released"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.DOWNGRADE_UNDONE: (
        Words("승인을 되돌렸습니다", "The approval was undone"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.DOWNGRADE_VOID: (
        Words("승인이 필요 없어졌습니다", "No approval needed any more"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.PERMISSION_CHANGED: (
        Words("권한이 바뀌었습니다", "The permission changed"),
        Tone.PAID,
        MATTERS,
    ),
    Act.PERMISSION_DELIVERED: (
        Words("회사 앱이 권한 변경을 확인했습니다", "The app acknowledged the change"),
        Tone.HEALTHY,
        MINOR,
    ),
    Act.CHARGE_TAKEN_BACK: (
        Words(
            "정해지지 않은 환불이 있어 예약을 해제해 두었습니다",
            "A booking was revoked: a refund is undecided",
        ),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.CHARGE_BOOK_AGAIN_ASKED: (
        Words("다음 결제를 다시 예약하도록 했습니다", "Asked to book the next charge again"),
        Tone.HEALTHY,
        MATTERS,
    ),
    Act.CHARGE_MEND_ASKED: (
        Words(
            "결제 예정을 바로잡도록 했습니다",
            "Asked to put a coming charge right",
        ),
        Tone.HEALTHY,
        MATTERS,
    ),
    Act.CHARGE_REVOKE_ASKED: (
        Words("예약을 해제하도록 했습니다", "Asked to revoke a booking"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.CHARGE_MOVE_BACK_ASKED: (
        Words("예약을 원래 날짜로 되돌리도록 했습니다", "Asked to move a booking back"),
        Tone.HEALTHY,
        MATTERS,
    ),
    Act.ACCESS_ENDED: (
        Words("이용을 끝냈습니다", "Access was ended"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.ACCESS_EXTENDED: (
        Words("이용 만료일을 무료로 늘렸습니다", "Access was extended without payment"),
        Tone.HEALTHY,
        MATTERS,
    ),
    Act.CARD_DELETION_ASKED: (
        Words("카드 등록 정보 삭제를 요청했습니다", "The card registration is to be deleted"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.CARD_DELETED: (
        Words("카드 등록 정보를 삭제했습니다", "The card registration was deleted"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.PAYMENT_ACCEPTED: (
        Words("늦은 결제를 받아 이용을 시작했습니다", "A late payment was accepted"),
        Tone.PAID,
        MATTERS,
    ),
    Act.PAYMENT_SAME_ANSWERED: (
        Words("같은 결제인지 답했습니다", "Said whether two rows are one payment"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.SUBSCRIPTION_DECIDED: (
        Words(
            "시스템 사정으로 끝난 정기결제를 정했습니다",
            "Decided what follows an end of our own fault",
        ),
        Tone.WAITING,
        MATTERS,
    ),
    Act.MEMBER_DATA_TAKEN_OUT: (
        Words("회원 정보를 내보냈습니다", "The member's data was taken out"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.MEMBER_FORGOTTEN: (
        Words("회원 정보를 삭제했습니다", "The member's data was deleted"),
        Tone.UNKNOWN,
        MATTERS,
    ),
    Act.MESSAGE_DELIVERY_ASKED: (
        Words("권한 변경을 회사 앱에 다시 보내도록 했습니다", "Asked to deliver the change again"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.LEDGER_CHARGEBACK: (
        Words("차지백을 기록했습니다", "A chargeback was recorded"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.LEDGER_PG_REFUND: (
        Words("PG에서 한 환불을 기록했습니다", "A refund at the PG was recorded"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.LEDGER_TRANSFER_PAYMENT: (
        Words("계좌 이체 결제를 기록했습니다", "A payment by bank transfer was recorded"),
        Tone.PAID,
        MATTERS,
    ),
    Act.PAYMENT_TRANSFER_REVERSED: (
        Words("잘못 기록한 계좌 이체를 되돌렸습니다", "A wrong record of a transfer was reversed"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.LEDGER_TRANSFER_REFUND: (
        Words("계좌 이체 환불을 기록했습니다", "A refund by bank transfer was recorded"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.LEDGER_CORRECTION: (
        Words("잘못 들어간 결제를 정정했습니다", "An entry that should not be there was corrected"),
        Tone.WAITING,
        MATTERS,
    ),
    Act.FINDING_OPENED: (
        Words("점검 항목이 생겼습니다", "Something to check"),
        Tone.CANCELLED,
        MATTERS,
    ),
    Act.FINDING_CURE_ASKED: (
        Words("점검 항목의 처리를 눌렀습니다", "A cure of a check was pressed"),
        Tone.UNKNOWN,
        MINOR,
    ),
    Act.FINDING_CLOSED: (
        Words("점검 항목을 닫았습니다", "The check was closed"),
        Tone.HEALTHY,
        MATTERS,
    ),
}
ERASED = Words("내용 삭제됨", "text deleted")
IMPORTED = Words(
    "가져온 기록에 있던 회원입니다({source})", "Known from an imported history ({source})"
)
# Why it changed, where that is more than the change itself says.
PERMISSION_CAUSES: dict[str, Words] = {
    PermissionCause.ACCEPTED: Words("늦은 결제를 받음", "a late payment was accepted"),
    PermissionCause.TRANSFER: Words("계좌 이체로 재가입", "came back by a bank transfer"),
    PermissionCause.UNDONE: Words("승인을 되돌림", "the approval was undone"),
    PermissionCause.CORRECTED: Words("이용 기간에 맞춤", "to agree with the paid time"),
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
TEXT_VERSION = Words("문구 {n}판", "text version {n}")
DUE_ON = Words("{day} 예정", "due {day}")
