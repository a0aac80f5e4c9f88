"""Why a step about a refund claim or a complaint says no, and what to do, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.refusal import RefusalCode

OF_CLAIMS: Mapping[RefusalCode, tuple[str, str]] = {
    RefusalCode.CLAIM_DECIDED: (
        "그사이 다른 사람이 이 환불 요청을 정했거나 회원이 거뒀습니다. 지금 상태를 확인해 주세요.",
        "Meanwhile somebody decided this claim, or the member took it back. See how it stands now.",
    ),
    RefusalCode.CLAIM_NO_ANSWER: (
        "회원에게 보여 줄 사유를 적어 주세요.",
        "Please write the reason that the member is shown.",
    ),
    RefusalCode.CLAIM_NO_NOTE: (
        "계산한 금액({proposed:,}원)과 다르게 정한 이유를 적어 주세요.",
        "Please write why the sum is not the {proposed:,} won that the rule proposes.",
    ),
    RefusalCode.CLAIM_NOTHING_LEFT: (
        "이미 모두 환불된 결제입니다. 환불 내역을 확인해 주세요.",
        "All of this payment was refunded already. Please look at its refunds.",
    ),
    RefusalCode.CLAIM_TOO_MANY: (
        "오늘은 환불 요청을 더 보낼 수 없습니다. 내일 다시 보내거나 고객센터로 연락해 주세요.",
        "No more claims can be sent today. Please try tomorrow, or call the company.",
    ),
    RefusalCode.CLAIM_UNKNOWN: (
        "그런 환불 요청이 없습니다. 목록에서 다시 골라 주세요.",
        "There is no such claim. Please choose one from the list.",
    ),
    RefusalCode.CLAIM_USAGE_NEEDED: (
        "청약철회 기간 안의 요청입니다. 회원이 이용했는지 골라 주세요.",
        "It was asked within the days of withdrawal. Please say whether the service was used.",
    ),
    RefusalCode.COMPLAINT_CLOSED: (
        "이미 결과까지 기록한 민원입니다. 새 내용은 새 민원으로 기록해 주세요.",
        "This complaint has its result. Record anything new as another one.",
    ),
    RefusalCode.COMPLAINT_EMPTY: (
        "내용을 적어 주세요.",
        "Please write what it is about.",
    ),
    RefusalCode.COMPLAINT_UNKNOWN: (
        "그런 민원이 없습니다. 목록에서 다시 골라 주세요.",
        "There is no such complaint. Please choose one from the list.",
    ),
}
