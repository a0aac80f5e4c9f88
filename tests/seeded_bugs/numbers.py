"""Seeded bugs of numbers, closed months and files."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from billing_core.rules.calendar import Month
from tests.seeded_bugs.seed import answers, seed


@seed(
    "rules.calendar:Month.of",
    "달을 서울이 아니라 UTC로 나눕니다.",
    "Months are cut in UTC and not in Seoul.",
    "rules/test_calendar.py::test_the_last_second_of_january_in_seoul_is_january",
)
def months_of_london(original: Any, cls: Any, instant: Any) -> Month:
    return Month(instant.year, instant.month)


@seed(
    "rules.coverage:stays",
    "유예가 하루 길어, 늦게 돌아온 회원이 이탈하지 않은 것이 됩니다.",
    "A grace a day longer makes a return out of no churn.",
    "rules/test_coverage.py::test_a_charge_at_the_very_end_of_the_grace_is_a_return_and_an_hour_before_it_is_none",
)
def churn_a_day_late(original: Any, chains: Any, *, grace: Any) -> Any:
    return original(chains, grace=grace + timedelta(days=1))


@seed(
    "rules.coverage:PaidPeriod.monthly",
    "연간 결제를 한 달 매출로 셉니다.",
    "A yearly price counts whole in each month of MRR.",
    "rules/test_coverage.py::test_a_yearly_price_is_a_twelfth_of_it_each_month",
)
def a_year_in_a_month(original: Any, self: Any) -> Fraction:
    return Fraction(self.price)


answers(
    "refusals_forgotten",
    "rules.cycle:first_refusal",
    None,
    "거절되었다가 결제된 것을 처음부터 결제된 것으로 셉니다.",
    "A recovered charge counts as one that never failed.",
    "rules/test_cycle.py::test_a_cycle_has_one_outcome",
)


@seed(
    "rules.vat:split_vat",
    "부가세를 반올림합니다.",
    "The tax is rounded up.",
    "rules/test_vat.py::test_the_accountant_gets_these_figures",
)
def tax_rounded_up(original: Any, amount: int) -> Any:
    split = original(amount)
    return replace(split, supply=split.supply - 1, vat=split.vat + 1)


@seed(
    "numbers.month_to_date:same_days",
    "이번 달 며칠을 지난달 전체와 견줍니다.",
    "A month so far is compared with a whole one.",
    "numbers/test_overview.py::test_so_far_this_month_is_compared_with_the_same_days_of_last_month",
)
def compared_with_a_whole_month(original: Any, as_of: Any) -> Any:
    this, last = original(as_of)
    return this, replace(last, end=Month.of(last.start).end)


answers(
    "estimate_of_few",
    "numbers.ltv:_too_little",
    None,
    "회원 몇 명으로 LTV를 어림합니다.",
    "LTV is estimated from a handful of members.",
    "numbers/test_cohorts.py::test_what_a_member_brings_is_estimated_from_six_months_and_thirty_members",
)
answers(
    "closed_month_not_corrected",
    "roll_ups.corrections:correct_closed_months",
    None,
    "마감한 달에 늦게 알려진 것을 정정으로 남기지 않습니다.",
    "What is learnt after the close is no correction.",
    "lifecycle/test_correct_closed_month.py::test_a_full_refund_in_march_of_a_january_charge_corrects_the_closed_january",
)
answers(
    "closed_while_provisional",
    "closing.close_month:_require_settled",
    None,
    "잠정인 달을 마감합니다.",
    "A provisional month is closed.",
    "lifecycle/test_close_month.py::test_a_month_is_closed_only_by_an_approver_and_once_it_is_settled",
)


@seed(
    "closing.closed_month:fingerprint",
    "마감 지문에 회원이 들어가지 않습니다.",
    "The fingerprint of a closed month leaves the people out.",
    "lifecycle/test_closed_month_stays.py::test_the_fingerprint_notices_every_change_and_no_order",
)
def people_left_out_of_the_seal(
    original: Any, month: Any, closed_at: Any, closed_by: str, numbers: Any, members: Any
) -> Any:
    return original(month, closed_at, closed_by, numbers, ())


@seed(
    "export.csv_file:shown",
    "회원 이름이 엑셀에서 수식이 됩니다.",
    "A member's name is a formula in Excel.",
    "export/test_csv_file.py::test_whatever_a_member_is_called_comes_back_and_never_as_a_formula",
)
def formulas_pass(original: Any, cell: Any) -> str:
    return cell if isinstance(cell, str) else str(original(cell))


@seed(
    "export.csv_file:write_csv",
    "CSV에 BOM이 없어 엑셀에서 한글이 깨집니다.",
    "CSV goes out without its BOM, and Excel garbles Korean.",
    "export/test_csv_file.py::test_korean_excel_recognises_the_encoding_and_the_line_ends",
)
def no_bom(original: Any, out: Any, columns: Any, rows: Any) -> None:
    from io import BytesIO

    held = BytesIO()
    original(held, columns, rows)
    out.write(held.getvalue()[3:])


answers(
    "fingerprint_of_nothing",
    "export.fingerprint:Fingerprint.sha256",
    "0" * 64,
    "파일의 지문이 파일과 맞지 않습니다.",
    "The manifest's sha256 is not the file's.",
    "export/test_bundle.py::test_the_manifest_proves_every_file",
)
