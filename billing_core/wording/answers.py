"""What closed a finding by itself, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.finding_answer import FindingAnswer

ANSWERS: Mapping[FindingAnswer, tuple[str, str]] = {
    FindingAnswer.ALL_DECIDED: ("모두 정해졌습니다", "All of them are decided"),
    FindingAnswer.APPROVAL_UNDONE: ("승인을 되돌렸습니다", "The approval was undone"),
    FindingAnswer.ASKED_WITH_THE_OTHERS: (
        "정기결제가 끝나, 이어 갈지를 시스템 사정으로 끝난 회원들과 함께 묻습니다",
        "The subscription has ended; whether it goes on is asked together with the others that our "
        "system ended",
    ),
    FindingAnswer.BEFORE_WE_KNEW_THE_CARD: (
        "우리가 이 카드를 알기 전의 결제입니다",
        "A payment from before we knew this card",
    ),
    FindingAnswer.BOOKED: ("다음 결제가 예약되었습니다", "The next charge is booked"),
    FindingAnswer.BOOKING_AGREES: (
        "포트원의 예약과 다시 같습니다",
        "It agrees with PortOne's booking again",
    ),
    FindingAnswer.BOOKING_GONE: (
        "예약이 없는 것을 확인했습니다",
        "The booking is confirmed to be gone",
    ),
    FindingAnswer.BOOKING_OVER: ("이 예약은 끝났습니다", "This booking is over"),
    FindingAnswer.CLOCKS_AGREE: ("두 시계가 다시 맞습니다", "The two clocks agree again"),
    FindingAnswer.CONFIRMED_BY_GATEWAY: ("포트원에서 확인했습니다", "Confirmed by PortOne"),
    FindingAnswer.DELIVERED: ("회사 앱에 전달되었습니다", "Delivered to the company's app"),
    FindingAnswer.EVENT_ANSWERED: (
        "알림이 말한 결제를 확인했습니다",
        "The payment that the notice was about has been read",
    ),
    FindingAnswer.IN_A_FILE: (
        "가져온 결제 파일에 있는 과거의 결제입니다",
        "A payment of the past that an imported file names",
    ),
    FindingAnswer.JUDGED_A_PAYMENT: ("실제 결제로 인정", "Judged to be a real payment"),
    FindingAnswer.JUDGED_A_REGISTRATION: (
        "카드 등록으로 보고 제외",
        "Judged to be a card registration and left out",
    ),
    FindingAnswer.KEY_DELETED: (
        "포트원에서 삭제된 것을 확인했습니다",
        "Confirmed to be deleted at PortOne",
    ),
    FindingAnswer.MEMBER_CANCELLED: ("회원이 해지했습니다", "The member has cancelled"),
    FindingAnswer.MOVED_TO_ANOTHER: (
        "다른 확인 필요 항목으로 옮겼습니다",
        "Moved to another item of the list",
    ),
    FindingAnswer.NOTHING_BOOKED: (
        "예약 결제가 없는 것을 확인했습니다",
        "Confirmed that nothing is booked",
    ),
    FindingAnswer.OUTCOME_KNOWN: ("결제 결과를 확인했습니다", "The outcome is known"),
    FindingAnswer.PAID_BY_TRANSFER: ("계좌 이체로 결제되었습니다", "Paid by transfer"),
    FindingAnswer.PERMISSION_AGREES: (
        "권한이 이용 기간과 다시 맞습니다",
        "The permission agrees with the paid time again",
    ),
    FindingAnswer.READ_AFTER_ALL: (
        "포트원에서 다시 읽어 확인했습니다",
        "Read again at PortOne and confirmed",
    ),
    FindingAnswer.REFUNDED_AT_THE_CONSOLE: (
        "포트원 콘솔에서 환불되었습니다",
        "Refunded at PortOne's console",
    ),
    FindingAnswer.REFUNDED_BY_US: ("환불했습니다", "Refunded"),
    FindingAnswer.REFUND_ANSWERED: (
        "환불 결과를 확인했습니다",
        "The outcome of the refund is known",
    ),
    FindingAnswer.REFUND_CLAIM_DECIDED: (
        "환불 요청과 함께 정했습니다",
        "Decided together with the member's claim",
    ),
    FindingAnswer.SAME_PAYMENT: ("같은 결제입니다", "They are one payment"),
    FindingAnswer.SUBSCRIPTION_ENDED: ("정기결제가 끝났습니다", "The subscription has ended"),
    FindingAnswer.TOLD_AS_DOUBLE_CHARGE: (
        "이중 결제로 분류했습니다",
        "Told as a double charge instead",
    ),
    FindingAnswer.TWO_PAYMENTS: ("서로 다른 결제입니다", "They are two payments"),
    FindingAnswer.WITHDRAWN: (
        "회원이 해지를 철회했습니다",
        "The member has withdrawn the cancellation",
    ),
}
