"""A cure that does something else for one kind of finding, in words of its own, each (ko, en)."""

from collections.abc import Mapping
from typing import NamedTuple

from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind

Said = tuple[str, str]


class CureWords(NamedTuple):
    """A cure's words. `will`: a sentence before it is done; `done`: when the finding is closed."""

    button: Said
    will: Said
    done: Said


CURES_OF_KIND: Mapping[tuple[FindingKind, Cure], CureWords] = {
    (FindingKind.REVOKE_NOT_CONFIRMED, Cure.REVOKE_NOW): CureWords(
        ("지금 예약 해제", "Revoke now"),
        (
            "이 회원의 모든 카드에 남은 예약을 포트원에서 해제하고, 없어졌는지 다시 읽어 확인합니다.",
            "Revokes every booking on every card of this member at PortOne and reads back.",
        ),
        ("남은 예약이 없는 것을 확인했습니다.", "No booking is left, read back."),
    ),
    (FindingKind.BOOKING_AMOUNT_DIFFERS, Cure.BOOK_AGAIN): CureWords(
        ("요금대로 다시 예약", "Book at the price"),
        (
            "이 예약을 해제하고 회원의 요금으로 다시 예약합니다.",
            "Revokes this booking and books again at the member's price.",
        ),
        ("요금대로 다시 예약했습니다.", "Booked at the member's price."),
    ),
    (FindingKind.BOOKING_AMOUNT_DIFFERS, Cure.RECOGNISE): CureWords(
        ("이 금액 인정", "Accept the amount"),
        (
            "이번 결제는 예약된 금액으로 받기로 정합니다.",
            "Decides that this charge runs for the amount it is booked for.",
        ),
        ("예약된 금액을 인정했습니다.", "The amount is accepted."),
    ),
    (FindingKind.REFUND_ONLY_IN_FILE, Cure.RECOGNISE): CureWords(
        ("계좌 이체로 환불함", "Refunded by transfer"),
        (
            "파일에 적힌 날짜의 계좌 이체 환불로 기록합니다. 정한 사람과 사유가 남습니다.",
            "Records it as a refund by transfer on the file's day. Who decided and why is recorded.",
        ),
        ("계좌 이체 환불로 기록했습니다.", "Recorded as a refund by transfer."),
    ),
    (FindingKind.REFUND_ONLY_IN_FILE, Cure.LEAVE_IT): CureWords(
        ("환불 아님", "No refund"),
        (
            "포트원에 있는 환불만 있었던 것으로 정합니다. 정한 사람과 사유가 남습니다.",
            "Decides that only PortOne's refunds happened. Who decided and why is recorded.",
        ),
        ("포트원의 환불만 세기로 했습니다.", "Only PortOne's refunds count."),
    ),
    (FindingKind.KEY_NOT_DELETED, Cure.LEAVE_IT): CureWords(
        ("그대로 두기", "Leave it"),
        (
            "포트원에 카드 등록 정보를 남겨 두기로 정합니다. 정한 사람과 사유가 남습니다.",
            "Decides that the registration stays at PortOne. Who decided and why is recorded.",
        ),
        ("그대로 두기로 했습니다.", "Left as it is."),
    ),
    (FindingKind.BOOKING_DAY_DIFFERS, Cure.MOVE_BACK): CureWords(
        ("결제일로 되돌리기", "Move to the billing day"),
        (
            "예약을 회원의 결제일로 옮깁니다. 그날이 지났으면 몇 분 안에 결제됩니다.",
            "Moves the booking to the member's billing day; if that is past, it is charged within minutes.",
        ),
        ("예약을 결제일로 옮겼습니다.", "The booking is on its day."),
    ),
    (FindingKind.DOUBLE_BOOKING, Cure.RECOGNISE): CureWords(
        ("둘 다 인정", "Both are meant"),
        (
            "두 예약을 모두 그대로 두기로 정합니다. 각각 예약된 날에 결제됩니다.",
            "Decides that both stay: each is charged on its day.",
        ),
        ("두 예약을 모두 인정했습니다.", "Both stay."),
    ),
    (FindingKind.ACCESS_WITHOUT_PAYMENT, Cure.LEAVE_IT): CureWords(
        ("그대로 두기", "Leave it"),
        (
            "돈을 받지 않고 유료 권한을 두기로 정합니다. 정한 사람과 사유가 남습니다.",
            "Decides that this member keeps paid access without paying. Who decided and why is recorded.",
        ),
        ("유료 권한을 그대로 두기로 했습니다.", "Access stays paid."),
    ),
    (FindingKind.EVENT_FAILED, Cure.READ_AGAIN): CureWords(
        ("다시 처리", "Take it in again"),
        (
            "이 알림이 말하는 결제를 포트원에서 다시 읽어 반영합니다.",
            "Reads the payment that this notice tells of at PortOne again, and takes it over.",
        ),
        ("알림을 처리했습니다.", "Taken in."),
    ),
    (FindingKind.EVENT_FAILED, Cure.LEAVE_IT): CureWords(
        ("그대로 두기", "Leave it"),
        (
            "이 알림을 처리하지 않기로 정합니다. 받은 내용은 그대로 보관합니다.",
            "Decides that this notice is not taken in. What came is kept as it came.",
        ),
        ("알림을 그대로 두기로 했습니다.", "Left as it came."),
    ),
    (FindingKind.UNKNOWN_OUTCOME, Cure.LEAVE_OUT): CureWords(
        ("결제되지 않음으로 처리", "Not paid"),
        (
            "포트원 콘솔에 결제가 없는 것을 확인했을 때만 눌러 주세요. 자동으로 다시 결제하지 않으며, 나중에 결제가 나타나면 그 결제가 인정됩니다.",
            "Only when the PortOne console shows no payment. Nothing is charged again by itself; a payment that shows later counts.",
        ),
        ("결제되지 않은 것으로 처리했습니다.", "Treated as not paid."),
    ),
    (FindingKind.CLOCKS_DIFFER, Cure.READ_AGAIN): CureWords(
        ("다시 재기", "Measure again"),
        (
            "포트원의 시계를 지금 다시 읽어 우리 시계와 견줍니다.",
            "Reads PortOne's clock again now and compares it with ours.",
        ),
        ("두 시계가 다시 맞습니다.", "The two clocks agree again."),
    ),
}
