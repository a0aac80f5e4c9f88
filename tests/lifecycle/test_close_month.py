"""월 마감: who may close a month, when, and what is frozen with it."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import select, update

from billing_core.closing.closed_month import (
    closed_members,
    closed_months,
    verify,
)
from billing_core.database import Database
from billing_core.models import AuditRow, MonthTotal
from billing_core.numbers.catalogue import METRICS
from billing_core.rules.actor import Actor
from billing_core.rules.refusal import Refusal
from billing_core.wording.refusals import refusal_said
from tests.lifecycle.closing import (
    JANUARY,
    TEN_FEBRUARY,
    close,
)
from tests.numbers.book import seoul
from tests.numbers.till import Till
from tests.parts.people import APPROVER, SECOND_APPROVER, VIEWER
from tests.parts.world import DAY


def test_closing_freezes_every_number_and_the_people_with_what_they_paid(
    database: Database,
) -> None:
    till = Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"))
        charge = till.pays(session, "hana", seoul("2025-01-06"), 10_000)
        till.refunds(session, charge, seoul("2025-02-01"), 4_000)
    closed = close(database)

    with database.reading() as session:
        [member] = closed_members(session, JANUARY)
        [month] = closed_months(session)
        [audit] = session.scalars(select(AuditRow).where(AuditRow.act == "month.closed"))
    assert set(month.numbers) == set(METRICS)
    assert (month.closed_at, month.closed_by) == (TEN_FEBRUARY, APPROVER.name)
    assert (member.app_id, member.name) == ("hana", "hana 님")
    assert (member.charges, member.paid_won, member.given_back_won) == (2, 39_000, 4_000)
    assert (audit.actor, audit.subject) == (APPROVER.id, "2025-01")
    assert audit.detail == {"members": 1, "sha256": closed.sha256}


@pytest.mark.parametrize(
    ("actor", "now", "code", "sentence"),
    [
        (VIEWER, TEN_FEBRUARY, "not_allowed", "월을 마감할 권한이 없습니다."),
        (
            APPROVER,
            seoul("2025-01-31 23:59:59"),
            "not_over",
            "2025년 2월 8일부터 마감할 수 있습니다.",
        ),
        (
            APPROVER,
            seoul("2025-02-07 23:59:59"),
            "provisional",
            "유예 기간이 남아 아직 잠정입니다.",
        ),
    ],
)
def test_a_month_is_closed_only_by_an_approver_and_once_it_is_settled(
    database: Database, actor: Actor, now: datetime, code: str, sentence: str
) -> None:
    with pytest.raises(Refusal, match=code) as told:
        close(database, actor, now)
    assert sentence in refusal_said(told.value)
    assert close(database, now=seoul("2025-02-08")).closed_by == APPROVER.name


def test_a_closed_month_is_not_closed_again(database: Database) -> None:
    close(database)
    with pytest.raises(Refusal, match="already_closed") as told:
        close(database, SECOND_APPROVER, TEN_FEBRUARY + DAY)
    assert refusal_said(told.value).startswith(f"{APPROVER.name} 님이 2025-02-10에 이미 마감한")


def test_two_approvers_closing_at_once_close_once(database: Database) -> None:
    till, clicks = Till(), 4
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"))
    together = Barrier(clicks)

    def click(actor: Actor) -> str:
        together.wait()
        try:
            return close(database, actor).closed_by
        except Refusal as refusal:
            return refusal.code

    with ThreadPoolExecutor(clicks) as pool:
        told = list(pool.map(click, [APPROVER, SECOND_APPROVER] * (clicks // 2)))
    assert Counter(told)["already_closed"] == clicks - 1
    with database.reading() as session:
        audited = session.scalars(select(AuditRow).where(AuditRow.act == "month.closed")).all()
        assert len(audited) == 1
        assert verify(session, JANUARY)


def test_a_roll_up_that_differs_from_the_ledger_is_not_frozen(database: Database) -> None:
    till = Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"))
        session.execute(update(MonthTotal).values(paid_won=1))

    with pytest.raises(Refusal, match="roll_up_differs") as told:
        close(database)
    assert "1월 결제액: 화면에는 1, 장부로는 29,000" in refusal_said(told.value)
    with database.reading() as session:
        assert closed_months(session) == []
