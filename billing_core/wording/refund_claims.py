"""Refund claims in words: their kinds, states, the arithmetic and what became of access, (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.refund_claim import AccessDecision, ClaimKind, ClaimState
from billing_core.rules.refund_proposal import ProposalBasis, RefundProposal
from billing_core.wording.languages import KOREAN

CLAIM_KINDS: Mapping[ClaimKind, tuple[str, str]] = {
    ClaimKind.WITHDRAWAL: ("청약철회", "Withdrawal from the contract"),
    ClaimKind.MID_TERM: ("중도해지", "Ending in the middle of a period"),
    ClaimKind.OTHER: ("기타", "Other"),
}
CLAIM_STATES: Mapping[ClaimState, tuple[str, str]] = {
    ClaimState.OPEN: ("검토 중", "Being looked at"),
    ClaimState.WITHDRAWN: ("요청을 거둠", "Withdrawn"),
    ClaimState.REFUSED: ("환불하지 않기로 함", "Not refunded"),
    ClaimState.APPROVED: ("환불하기로 함", "To be refunded"),
    ClaimState.REFUNDING: ("환불 결과 확인 중", "Refund under way"),
    ClaimState.DONE: ("환불 완료", "Refunded"),
}
ACCESS_DECISIONS: Mapping[AccessDecision, tuple[str, str]] = {
    AccessDecision.ENDS_NOW: ("지금 이용을 끝냄", "Access ends now"),
    AccessDecision.ENDS_AT_PAID_THROUGH: (
        "이용 만료일까지 이용하고 해지",
        "Access ends at the paid-through date",
    ),
    AccessDecision.STAYS: (
        "이용과 다음 결제를 지금 그대로 둠",
        "Access and the next charge stay as they are",
    ),
}
_BASES: Mapping[ProposalBasis, tuple[str, str]] = {
    ProposalBasis.UNUSED: (
        "결제 후 청약철회 기간({full_until}까지)에 이용하지 않고 요청: 전액 {amount}",
        "Unused and asked within the days of withdrawal (until {full_until}): all of {amount}",
    ),
    ProposalBasis.BY_DAYS: (
        "{amount} × 남은 {left}일 ÷ {total}일 = {worth}",
        "{amount} × {left} days left ÷ {total} days = {worth}",
    ),
    ProposalBasis.OVER: (
        "결제한 기간 {total}일이 모두 지나 남은 날이 없습니다",
        "All {total} days of the period are over",
    ),
    ProposalBasis.BOUGHT_NOTHING: (
        "이용 기간을 사지 않은 결제(이중 결제 등)라 전액 {amount}",
        "It bought no time (as a double charge): all of {amount}",
    ),
    ProposalBasis.PERIOD_UNKNOWN: (
        "이 결제의 이용 기간을 알 수 없어 계산하지 않았습니다. 담당자가 금액을 정합니다",
        "The period of this payment is not known, so a person decides the sum",
    ),
    ProposalBasis.NO_RULE: (
        "회사 규칙에 기간 중 계산이 없습니다. 담당자가 금액을 정합니다",
        "The company's rule has no sum in the middle of a period, so a person decides",
    ),
}
_WON = ("{0:,}원", "₩{0:,}")
_PENALTY = ("− 위약금 {percent}% {penalty}", "− penalty of {percent}%, {penalty}")
_GIVEN_BACK = ("− 이미 환불한 {given_back}", "− {given_back} given back before")
_SUM = ("= {won}", "= {won}")


def arithmetic_said(proposal: RefundProposal, language: int = KOREAN) -> str:
    """How the sum was found, in one line: "29,000원 × 남은 20일 ÷ 30일 = 19,334원"."""

    def won(amount: int) -> str:
        return _WON[language].format(amount)

    facts = {
        "amount": won(proposal.amount),
        "left": proposal.left_days,
        "total": proposal.total_days,
        "worth": won(proposal.worth),
        "full_until": proposal.full_until.isoformat(),
    }
    said = [_BASES[proposal.basis][language].format(**facts)]
    if proposal.penalty:
        percent, penalty = proposal.penalty_percent, won(proposal.penalty)
        said.append(_PENALTY[language].format(percent=percent, penalty=penalty))
    if proposal.given_back and proposal.basis.has_sum:
        said.append(_GIVEN_BACK[language].format(given_back=won(proposal.given_back)))
    if len(said) > 1:
        said.append(_SUM[language].format(won=won(proposal.won)))
    return " ".join(said)
