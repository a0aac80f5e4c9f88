from dashboard.parts.language import Words
from dashboard.parts.tones import Tone

NOTE = Words(
    "회원을 찾아 지금까지의 모든 일을 봅니다", "Find a member and see everything that happened"
)
SEARCH = Words("회원 찾기", "Find a member")
SEARCH_HINT = Words("이름, 회원 ID, 결제 번호", "Name, member id or payment number")
FOUND = Words("전체 {total} 중 최근 가입한 {n}을 보여 드립니다.", "The newest {n} of {total}.")
MATCHING = Words("‘{text}’에 맞는 회원 {n}입니다.", "{n} match “{text}”.")
NOBODY = Words("맞는 회원이 없습니다", "No member matches")
NOBODY_NEXT = Words(
    "이름이나 회원 ID의 일부, 또는 결제 번호(imp_uid) 전체로 찾아 보세요.",
    "Try a part of the name or id, or a whole payment number (imp_uid).",
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

SINCE = Words("가입", "Member since")
CARD = Words("결제수단", "Card")
PAID_TOTAL = Words("누적 결제액", "Paid in total")
PAID_TIMES = Words("결제 횟수", "Charges")
TIMES = Words("{n}회", "{n}")
LAST_PAID = Words("마지막 결제", "Last charge")
ASKED = Words("해지 신청", "Asked to stop")
PRICE_PER = Words("{plan} · {price}", "{plan} · {price}")
MEMBER_ID = Words("회원 ID", "Member id")

CANCEL = Words("해지 신청 대신하기", "Cancel for the member")
CANCEL_SENTENCE = Words(
    "예약된 결제를 모두 해제합니다. 환불은 없고, 이용 만료일까지는 계속 이용할 수 있습니다.",
    "Revokes every booked charge. Nothing is refunded; access lasts until paid-through.",
)
CANCEL_REASON = Words("회원이 말한 사유", "What the member said")
CANCEL_NOW = Words("해지를 신청합니다", "Cancel now")
CANCELLED = Words(
    "{name} 님의 정기결제 해지를 신청했습니다. 예약된 결제를 해제하고 있습니다.",
    "{name} is cancelled; booked charges are being revoked.",
)
WITHDRAW = Words("해지 철회 대신하기", "Withdraw for the member")
WITHDRAW_SENTENCE = Words(
    "해지를 철회하고 원래 결제일에 맞춰 다음 결제를 다시 예약합니다.",
    "Takes the cancellation back and books the next charge on the old day.",
)
WITHDRAW_NOW = Words("철회합니다", "Withdraw now")
WITHDRAWN = Words(
    "{name} 님의 해지를 철회했습니다. 다음 결제를 다시 예약하고 있습니다.",
    "{name} stays; the next charge is being booked again.",
)
WORKING = Words("처리하고 있습니다…", "Working…")

TIMELINE = Words("지금까지 있었던 일", "Everything that happened")
SHOW = Words("보기", "Show")
SHOW_MAIN = Words("중요한 일", "What matters")
SHOW_ALL = Words("모든 기록", "Every record")
PROBLEMS = Words("확인 필요 {n}", "To check: {n}")
RAW = Words("원본", "Raw")
NOTHING = Words("보여 드릴 일이 없습니다", "Nothing to show")
NOTHING_NEXT = Words("‘모든 기록’을 눌러 보세요.", "Try “Every record”.")

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
    "ledger.transfer_refund": (
        Words("계좌 이체 환불을 기록했습니다", "A refund by bank transfer was recorded"),
        Tone.CANCELLED,
        MATTERS,
    ),
    "ledger.correction": (
        Words("두 번 들어간 결제를 정정했습니다", "An entry that was there twice was corrected"),
        Tone.WAITING,
        MATTERS,
    ),
    "finding.opened": (
        Words("점검 항목이 생겼습니다", "Something to check"),
        Tone.CANCELLED,
        MATTERS,
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
    "undone": Words("승인을 되돌림", "the approval was undone"),
}
REFUND_MARK = Words("포트원 표시 {mark}", "marked {mark} at PortOne")
DECIDED_AS = Words("{words}: {cure}", "{words}: {cure}")
PERMISSION_TO = {
    "paid": Words("권한이 유료로 바뀌었습니다", "Access became paid"),
    "free": Words("권한이 무료로 바뀌었습니다", "Access became free"),
}
FINDING = Words("점검: {label}", "To check: {label}")
FINDING_CLOSED = Words("점검 완료: {label}", "Checked: {label}")
OTHER_PAYMENT = Words("제외한 결제", "A payment that is left out")
PAYMENT_OPEN = Words("결제가 진행 중입니다", "A payment is under way")
DUE_ON = Words("{day} 예정", "due {day}")
