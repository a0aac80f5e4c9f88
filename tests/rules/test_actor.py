"""Authorisation: every step asks here who may do what, whatever the page showed."""

from __future__ import annotations

import pytest

from billing_core.rules.actor import (
    Actor,
    Guarded,
    Role,
    require_administrator,
    require_approver,
    require_may_export,
)
from billing_core.rules.plan import Plan
from billing_core.rules.refusal import Refusal
from billing_core.wording.refusals import refusal_said

APPROVING = (Role.APPROVER, Role.ADMINISTRATOR)


@pytest.mark.parametrize("role", [role for role in Role if role not in APPROVING])
def test_whoever_may_not_approve_is_told_no_in_one_sentence(role: Role) -> None:
    with pytest.raises(Refusal) as told:
        require_approver(Actor("이수진", role), Guarded.APPROVE_DOWNGRADE)
    assert told.value.code == "not_allowed"
    assert refusal_said(told.value).startswith("권한 변경을 승인할 권한이 없습니다.")
    assert "이수진" in str(told.value)


@pytest.mark.parametrize("role", APPROVING)
def test_an_approver_and_an_administrator_may(role: Role) -> None:
    require_approver(Actor("김지현", role), Guarded.REFUND)


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.TERMINAL])
def test_people_are_managed_by_an_administrator_or_at_the_machine(role: Role) -> None:
    require_administrator(Actor("최은영", role), Guarded.MANAGE_PEOPLE)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.APPROVER, Role.MEMBER, Role.SYSTEM])
def test_nobody_else_manages_people(role: Role) -> None:
    with pytest.raises(Refusal, match="not_allowed"):
        require_administrator(Actor("최은영", role), Guarded.MANAGE_PEOPLE)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.MEMBER])
def test_members_data_leaves_in_no_file_of_somebody_who_sees_it_masked(role: Role) -> None:
    with pytest.raises(Refusal) as told:
        require_may_export(Actor("이수진", role))
    assert refusal_said(told.value).startswith("회원 정보가 든 파일을 받을 권한이 없습니다.")


@pytest.mark.parametrize("role", [*APPROVING, Role.TERMINAL])
def test_an_approver_and_the_machine_take_files(role: Role) -> None:
    require_may_export(Actor("김지현", role))


@pytest.mark.parametrize(("price", "months"), [(0, 1), (-1, 1), (29_000, 0)])
def test_a_plan_that_cannot_be_billed_is_refused_at_start(price: int, months: int) -> None:
    with pytest.raises(ValueError, match="basic"):
        Plan("basic", "월 정기 멤버십", price, months)
