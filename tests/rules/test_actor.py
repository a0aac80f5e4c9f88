"""Authorisation: every step asks here who may do what, whatever the page showed."""

from __future__ import annotations

import pytest

from billing_core.rules.actor import Actor, Guarded, Role, require_approver
from billing_core.rules.plan import Plan
from billing_core.rules.refusal import Refusal
from billing_core.wording.refusals import refusal_said


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.APPROVER])
def test_everybody_but_an_approver_is_told_no_in_one_sentence(role: Role) -> None:
    with pytest.raises(Refusal) as told:
        require_approver(Actor("이수진", role), Guarded.APPROVE_DOWNGRADE)
    assert told.value.code == "not_allowed"
    assert refusal_said(told.value).startswith("권한 변경을 승인할 권한이 없습니다.")
    assert "이수진" in str(told.value)


def test_an_approver_may() -> None:
    require_approver(Actor("김지현", Role.APPROVER), Guarded.REFUND)


@pytest.mark.parametrize(("price", "months"), [(0, 1), (-1, 1), (29_000, 0)])
def test_a_plan_that_cannot_be_billed_is_refused_at_start(price: int, months: int) -> None:
    with pytest.raises(ValueError, match="basic"):
        Plan("basic", "월 정기 멤버십", price, months)
