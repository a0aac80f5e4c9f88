"""Why something was left out of a number, by code, each (ko, en). `{detail}` is its own word."""

from collections.abc import Mapping

from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.wording.languages import KOREAN

EXCLUSIONS: Mapping[ExclusionReason, tuple[str, str]] = {
    ExclusionReason.TEST_CHANNEL: (
        "PG 테스트 채널의 결제라 돈이 움직이지 않았습니다",
        "A payment of the PG's test channel: no money moved",
    ),
    ExclusionReason.ISSUANCE: (
        "카드 등록이라 돈이 움직이지 않았습니다 (실제 결제 아님)",
        "A card registration: no money moved",
    ),
    ExclusionReason.ISSUANCE_MARKED_PAYMENT: (
        "카드 등록 번호인데 실제 결제로 표시되어 확인이 필요합니다",
        "Named as a card registration but marked as a payment: a person has to look",
    ),
    ExclusionReason.ISSUANCE_APPROVED: (
        "카드 등록인데 승인번호가 있어 실제 결제인지 확인이 필요합니다",
        "A card registration with an approval number: a person has to look whether money moved",
    ),
    ExclusionReason.CHARGE_MARKED_ISSUANCE: (
        "결제 번호인데 카드 등록으로 표시되어 확인이 필요합니다",
        "Named as a payment but marked as a card registration: a person has to look",
    ),
    ExclusionReason.FOREIGN_CURRENCY: (
        "원화가 아닌 결제입니다({detail})",
        "Not paid in won ({detail})",
    ),
    ExclusionReason.ZERO: (
        "금액이 0원입니다",
        "The amount is zero",
    ),
    ExclusionReason.OTHER_PRODUCT: (
        "우리 회원의 결제가 아닙니다(다른 상품)",
        "Not a payment of a member (another product)",
    ),
    ExclusionReason.SAME_PAYMENT: (
        "파일로 들어온 {detail}와 같은 결제일 수 있어 확인이 필요합니다",
        "May be the same payment as {detail} of a file: a person has to say",
    ),
    ExclusionReason.COUNTED_ONCE: (
        "{detail}와 같은 결제라 한 번만 셉니다",
        "The same payment as {detail}: counted once",
    ),
    ExclusionReason.DECIDED_CHARGE: (
        "담당자 판단: 실제 결제로 인정 ({detail})",
        "Decided by a person: a real payment ({detail})",
    ),
    ExclusionReason.DECIDED_ISSUANCE: (
        "담당자 판단: 카드 등록으로 보고 제외 ({detail})",
        "Decided by a person: a card registration ({detail})",
    ),
    ExclusionReason.NOT_WHOLE_WON: (
        "읽을 수 없는 결제입니다: 금액이 원 단위의 숫자가 아닙니다",
        "Unreadable: an amount is not a number of whole won",
    ),
    ExclusionReason.NEGATIVE: (
        "읽을 수 없는 결제입니다: 금액이 0원보다 작습니다",
        "Unreadable: an amount is less than zero",
    ),
    ExclusionReason.UNKNOWN_STATUS: (
        "읽을 수 없는 결제입니다: 처음 보는 결제 상태입니다",
        "Unreadable: a state never seen before",
    ),
    ExclusionReason.UNKNOWN_USAGE: (
        "읽을 수 없는 결제입니다: 처음 보는 결제 종류입니다",
        "Unreadable: a kind of payment never seen before",
    ),
    ExclusionReason.UNREADABLE_TIME: (
        "읽을 수 없는 결제입니다: 시각이 있을 수 없는 값입니다",
        "Unreadable: a time that cannot be",
    ),
    ExclusionReason.PAID_WITHOUT_INSTANT: (
        "읽을 수 없는 결제입니다: 결제되었다는데 결제 시각이 없습니다",
        "Unreadable: said to be paid, but at no time",
    ),
    ExclusionReason.REFUNDED_MORE_THAN_PAID: (
        "읽을 수 없는 결제입니다: 환불액이 결제액보다 큽니다",
        "Unreadable: more refunded than was paid",
    ),
    ExclusionReason.REFUNDED_UNPAID: (
        "읽을 수 없는 결제입니다: 결제되지 않았는데 환불이 있습니다",
        "Unreadable: refunded although it was not paid",
    ),
    ExclusionReason.REFUNDS_DO_NOT_ADD_UP: (
        "읽을 수 없는 결제입니다: 환불 내역의 합이 환불액과 다릅니다",
        "Unreadable: its refunds do not add up",
    ),
    ExclusionReason.REFUND_WITHOUT_TIME: (
        "읽을 수 없는 결제입니다: 환불에 시각이 없습니다",
        "Unreadable: a refund without a time",
    ),
    ExclusionReason.REFUND_BEFORE_PAYMENT: (
        "읽을 수 없는 결제입니다: 환불 시각이 결제보다 앞섭니다",
        "Unreadable: a refund before its payment",
    ),
    ExclusionReason.UNREADABLE_REFUNDS: (
        "읽을 수 없는 결제입니다: 환불 내역을 읽을 수 없습니다",
        "Unreadable: its refunds cannot be read",
    ),
    ExclusionReason.FULLY_REFUNDED: (
        "그 달의 결제가 모두 환불되었습니다",
        "Everything paid in that month was refunded",
    ),
    ExclusionReason.NOT_CHARGED_YET: (
        "예약되어 있고 아직 결제 전입니다",
        "Booked and not charged yet",
    ),
    ExclusionReason.REVOKED: (
        "예약이 해제되어 청구하지 않았습니다",
        "The booking was revoked, so nothing was charged",
    ),
    ExclusionReason.BOUGHT_NO_PERIOD: (
        "산 기간이 없는 결제라 환불 대상입니다",
        "A payment that bought no period: to be refunded",
    ),
    ExclusionReason.OUTCOME_UNKNOWN: (
        "결제 결과를 확인하는 중입니다",
        "The outcome is still being looked up",
    ),
    ExclusionReason.ASKED_TO_STOP: (
        "해지를 신청해 다음 결제가 없습니다",
        "Has asked to stop, so no charge follows",
    ),
    ExclusionReason.CAME_AND_LEFT: (
        "이 기간에 가입해 이 기간에 나가서 이탈률의 분모에 없습니다",
        "Came and left within this month, so not among the members at its start",
    ),
    ExclusionReason.WITHIN_GRACE: (
        "유예 기간 안이라 아직 이탈로 세지 않았습니다",
        "Still within the grace, so not counted as churned yet",
    ),
    ExclusionReason.WITHDRAWN: (
        "그 달 안에 철회했습니다",
        "Withdrawn within that month",
    ),
    ExclusionReason.ASKED_AGAIN: (
        "같은 달에 다시 신청했습니다",
        "Asked again in the same month",
    ),
    ExclusionReason.NO_MEMBER_AT_THE_END: (
        "그 달 말에 이용회원이 아닙니다",
        "Not a member at the end of that month",
    ),
    ExclusionReason.PAID_NOTHING: (
        "그 달에 결제하지 않았습니다",
        "Did not pay in that month",
    ),
    ExclusionReason.NO_MONEY_MOVED: (
        "그 달에 결제도 환불도 없습니다",
        "Neither paid nor got anything back in that month",
    ),
    ExclusionReason.LEGACY: (
        "{detail}",
        "{detail}",
    ),
}


def exclusion_said(why: Exclusion, language: int = KOREAN) -> str:
    return EXCLUSIONS[why.code][language].format(detail=why.detail)
