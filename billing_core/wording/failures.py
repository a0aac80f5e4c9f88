"""What went wrong with the book or the gateway, and what to do, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.failure import Failure, FailureCode
from billing_core.wording.languages import KOREAN

_NOT_SENT = (
    "요청을 보내지 않았습니다: {}. 고친 뒤 다시 시도해 주세요.",
    "Nothing was sent: {}. Put it right and try again.",
)


def _stopped(korean: str, english: str) -> tuple[str, str]:
    return _NOT_SENT[0].format(korean), _NOT_SENT[1].format(english)


FAILURES: Mapping[FailureCode, tuple[str, str]] = {
    FailureCode.STORAGE: (
        "데이터베이스에 접근할 수 없습니다. 디스크 공간과 연결을 확인한 뒤 다시 시도해 주세요.",
        "The database cannot be reached. Check disk space and connection, then try again.",
    ),
    FailureCode.GATEWAY: (
        "포트원과 주고받는 중에 문제가 생겼습니다. 잠시 뒤 다시 시도해 주세요.",
        "Something went wrong between us and PortOne. Please try again in a while.",
    ),
    FailureCode.UNAVAILABLE: (
        "포트원이 지금 답하지 않아 최신 내용을 읽지 못했습니다. 잠시 뒤 다시 시도해 주세요.",
        "PortOne does not answer just now, so the latest could not be read. Please try again in a "
        "while.",
    ),
    FailureCode.NOT_SENT: (
        "포트원에 연결하지 못해 요청을 보내지 않았고 아무것도 바뀌지 않았습니다. "
        "인터넷 연결을 확인한 뒤 다시 시도해 주세요.",
        "PortOne could not be reached; nothing was sent and nothing has changed. Check the internet "
        "connection and try again.",
    ),
    FailureCode.OUTCOME_UNKNOWN: (
        "포트원의 답을 받지 못해 처리되었는지 아직 알 수 없습니다. "
        "자동으로 확인하고 있으니 다시 요청하지 말고 기다려 주세요.",
        "PortOne's answer did not come, so it is not known yet whether this was done. It is being "
        "looked up by itself; please wait and do not ask again.",
    ),
    FailureCode.ANSWERED_NO: (
        "포트원이 요청을 받아들이지 않았습니다{reason}. "
        "실제 결과를 자동으로 확인하고 있으니 다시 요청하지 말고 기다려 주세요.",
        "PortOne did not accept the request{reason}. What really happened is being looked up by "
        "itself; please wait and do not ask again.",
    ),
    FailureCode.REFUSED: (
        "포트원이 요청을 거절했고 아무것도 바뀌지 않았습니다{reason}. "
        "내용을 확인한 뒤 다시 시도해 주세요.",
        "PortOne refused the request and nothing has changed{reason}. Check it and try again.",
    ),
    FailureCode.NOT_FOUND: (
        "포트원에 해당 내역이 없습니다. 번호를 확인해 주세요.",
        "PortOne has nothing under that number. Check the number.",
    ),
    FailureCode.UNAUTHORIZED: (
        "포트원이 우리 API 키를 받아들이지 않습니다. "
        "설정의 BILLING_IMP_KEY와 BILLING_IMP_SECRET이 포트원 콘솔의 V1 키와 같은지 확인해 주세요.",
        "PortOne does not accept our API keys. Check that BILLING_IMP_KEY and BILLING_IMP_SECRET "
        "are the V1 keys of the console.",
    ),
    FailureCode.BAD_ANSWER: (
        "포트원의 답을 이해할 수 없습니다. 설정의 BILLING_GATEWAY_URL이 맞는지 확인하고, "
        "계속되면 개발 담당자에게 알려 주세요.",
        "PortOne's answer makes no sense. Check that BILLING_GATEWAY_URL is right; if it goes on, "
        "tell your engineer.",
    ),
    FailureCode.NO_GATEWAY_NUMBER: _stopped(
        "포트원 거래번호의 꼴이 아닙니다", "this cannot be a number of PortOne's"
    ),
    FailureCode.ORDER_NUMBER: _stopped(
        "주문번호는 1~{longest}자여야 합니다", "an order number has 1 to {longest} letters"
    ),
    FailureCode.CARD_NUMBER: _stopped(
        "결제수단 번호는 1~{longest}자여야 합니다",
        "the number of a means of payment has 1 to {longest} letters",
    ),
    FailureCode.NO_AMOUNT: _stopped("금액은 1원 이상이어야 합니다", "the amount is 1 won or more"),
    FailureCode.NO_NAME: _stopped("상품 이름이 비어 있습니다", "the product has no name"),
    FailureCode.NO_REFUND: _stopped(
        "환불 금액은 1원 이상이어야 합니다", "a refund is 1 won or more"
    ),
    FailureCode.MORE_THAN_LEFT: _stopped(
        "환불 금액 {amount:,}원이 환불할 수 있는 잔액 {left:,}원보다 큽니다",
        "the refund of {amount:,} won is more than the {left:,} won that are left",
    ),
}
REASON = ("(사유: {})", " (reason: {})")


def failure_said(failure: Failure, language: int = KOREAN) -> str:
    """One sentence: what is wrong and what to do."""
    facts = dict(failure.facts)
    if reason := facts.get("reason"):
        facts["reason"] = REASON[language].format(reason)
    return FAILURES[failure.code][language].format(**facts)
