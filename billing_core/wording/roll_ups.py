"""A kept sum that is not what the book says, in Korean and in English."""

from collections.abc import Mapping

from billing_core.rules.roll_up_difference import Difference, RollUpSum
from billing_core.wording.languages import KOREAN

Said = tuple[str, str]
SUMS: Mapping[RollUpSum, Said] = {
    RollUpSum.STAYS: ("장부와 다른 회원의 이용 기간", "Members whose paid time is not the book's"),
    RollUpSum.MEMBERS_WITH_STAYS: ("이용 기간이 있는 회원", "Members with paid time"),
    RollUpSum.MOVEMENTS: ("회원과 MRR 증감 집계", "Sums of members and MRR"),
    RollUpSum.ENDS: ("이용 만료일 집계", "Sums of paid time that ends"),
    RollUpSum.COHORTS: ("코호트 집계", "Sums of cohorts"),
    RollUpSum.COHORT_MEMBERS: (
        "장부와 다른 코호트 회원",
        "Cohort members who are not the ledger's",
    ),
    RollUpSum.CYCLES: ("결제 주기 집계", "Sums of billing cycles"),
    RollUpSum.OPEN_REFUSALS: ("미결제 거절 집계", "Sums of refused and unpaid charges"),
    RollUpSum.REQUESTS: ("해지 신청 집계", "Sums of cancellation requests"),
    RollUpSum.KEPT_MEMBERS: (
        "결제회원(전액환불 제외)",
        "Paid members without those refunded in full",
    ),
    RollUpSum.PAID_MEMBERS: ("결제회원", "Paid members"),
    RollUpSum.CHARGES: ("결제 건수", "Charges"),
    RollUpSum.PAID_WON: ("결제액", "Won paid"),
    RollUpSum.REFUNDS: ("환불 건수", "Refunds"),
    RollUpSum.REFUNDED_WON: ("환불액", "Won refunded"),
    RollUpSum.BY_MEMBER: ("장부와 다른 회원별 집계", "Sums by member that are not the ledger's"),
}
OF_A_MONTH: Said = ("{year}년 {month}월", "{year}-{month:02}")
OF_ALL_TIME: Said = ("전체 기간", "All time")
DIFFERENCE: Said = (
    "{when} {what}: 화면에는 {shown:,}, 장부로는 {ledger:,}입니다. 집계를 다시 만들어 주세요.",
    "{when}, {what}: {shown:,} on the pages, {ledger:,} by the ledger. Build the roll-ups again.",
)


def difference_said(one: Difference, language: int = KOREAN) -> str:
    when = (
        OF_A_MONTH[language].format(year=one.month.year, month=one.month.month)
        if one.month
        else OF_ALL_TIME[language]
    )
    what = SUMS[one.what][language]
    return DIFFERENCE[language].format(when=when, what=what, shown=one.shown, ledger=one.ledger)
