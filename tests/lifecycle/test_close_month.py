"""월 마감: a closed month stays as it was, and what is learnt later is a dated correction."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from billing_core.analytics.as_of import AsOf
from billing_core.analytics.catalogue import METRICS
from billing_core.analytics.closed_month import (
    FrozenMember,
    closed_members,
    closed_month,
    closed_months,
    corrections,
    fingerprint,
    verify,
)
from billing_core.analytics.late_facts import MONEY_METRICS
from billing_core.analytics.roll_ups.check import check
from billing_core.database import Database, StorageUnavailable
from billing_core.lifecycle.close_month import close_month
from billing_core.lifecycle.recount_closed_months import recount_closed_months
from billing_core.models import AuditRow, MonthClose, MonthTotal
from billing_core.rules.actor import Actor
from billing_core.rules.calendar import Month
from billing_core.rules.refusal import Refusal
from tests.analytics.book import seoul
from tests.analytics.till import Till, knows
from tests.parts.world import APPROVER, DAY, SECOND_APPROVER, VIEWER, World

JANUARY, MARCH = Month(2025, 1), Month(2025, 3)
TEN_FEBRUARY = seoul("2025-02-10 09:00")


def close(database: Database, actor: Actor = APPROVER, now: datetime = TEN_FEBRUARY) -> MonthClose:
    with database.writing() as session:
        return close_month(session, JANUARY, actor=actor, as_of=AsOf(now))


def numbers(session: Session, month: Month, *codes: str) -> tuple[int, ...]:
    as_of = AsOf(seoul("2025-06-01"))
    return tuple(METRICS[code].values(session, [month], as_of)[month] for code in codes)


def test_a_full_refund_in_march_of_a_january_charge_corrects_the_closed_january(
    database: Database,
) -> None:
    till = Till()
    with database.writing() as session:
        charge = till.pays(session, "hana", seoul("2025-01-05"))
        till.pays(session, "duri", seoul("2025-01-06"))
    close(database)

    with database.writing() as session:
        till.refunds(session, charge, seoul("2025-03-04 11:00"), 29_000)

    with database.reading() as session:
        january = closed_month(session, JANUARY)
        [correction] = corrections(session, JANUARY)
        march = numbers(session, MARCH, "refunded_amount", "net_revenue")
        assert verify(session, JANUARY)
    assert january is not None
    codes = ("paid_members", "paid_members_net", "paid_amount", "net_revenue")
    assert [january.numbers[code] for code in codes] == [2, 2, 58_000, 58_000]
    assert correction.sentence == "1월 정정 −1명, 사유 전액환불"
    assert (correction.code, correction.member_id) == ("paid_members_net", "hana")
    assert correction.recorded_at == seoul("2025-03-04 11:00")
    assert march == (29_000, -29_000)


def test_a_january_payment_that_the_sweep_finds_in_march_corrects_the_closed_january(
    database: Database,
) -> None:
    till = Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"))
    close(database)

    with database.writing() as session:
        found_at = seoul("2025-03-04 11:00")
        till.pays(session, "duri", seoul("2025-01-31 23:59:59"), known_at=found_at)
        till.pays(session, "hana", seoul("2025-01-07"), 1_000, known_at=found_at)

    with database.reading() as session:
        found = corrections(session, JANUARY)
        people = [member.member_id for member in closed_members(session, JANUARY)]
    assert [(each.code, each.sentence) for each in found if each.member_id == "duri"] == [
        ("paid_members", "1월 정정 +1명, 사유 늦게 확인된 결제"),
        ("paid_members_net", "1월 정정 +1명, 사유 늦게 확인된 결제"),
        ("paid_amount", "1월 정정 +29,000원, 사유 늦게 확인된 결제"),
        ("net_revenue", "1월 정정 +29,000원, 사유 늦게 확인된 결제"),
    ]
    assert [(each.code, each.change) for each in found if each.member_id == "hana"] == [
        ("paid_amount", 1_000),
        ("net_revenue", 1_000),
    ]
    assert {each.recorded_at for each in found} == {found_at}
    assert people == ["hana"], "the frozen list stays as it was"


def test_a_january_refund_that_is_learnt_of_in_march_lowers_the_closed_january(
    database: Database,
) -> None:
    till = Till()
    with database.writing() as session:
        charge = till.pays(session, "hana", seoul("2025-01-05"))
    close(database)

    with database.writing() as session:
        known_at = seoul("2025-03-04")
        till.refunds(session, charge, seoul("2025-01-20"), 29_000, known_at=known_at)

    with database.reading() as session:
        found = [(each.code, each.sentence) for each in corrections(session, JANUARY)]
    assert found == [
        ("paid_members_net", "1월 정정 −1명, 사유 전액환불"),
        ("refunded_amount", "1월 정정 +29,000원, 사유 늦게 확인된 환불"),
        ("net_revenue", "1월 정정 −29,000원, 사유 늦게 확인된 환불"),
    ]


def test_a_partial_refund_in_march_changes_nothing_of_january(database: Database) -> None:
    till = Till()
    with database.writing() as session:
        charge = till.pays(session, "hana", seoul("2025-01-05"))
    close(database)

    with database.writing() as session:
        till.refunds(session, charge, seoul("2025-03-04"), 10_000)

    with database.reading() as session:
        assert corrections(session, JANUARY) == []


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
    assert (member.member_id, member.name) == ("hana", "hana 님")
    assert (member.charges, member.paid_won, member.given_back_won) == (2, 39_000, 4_000)
    assert (audit.actor, audit.subject) == (APPROVER.name, "2025-01")
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
    assert sentence in told.value.for_people
    assert close(database, now=seoul("2025-02-08")).closed_by == APPROVER.name


def test_a_closed_month_is_not_closed_again(database: Database) -> None:
    close(database)
    with pytest.raises(Refusal, match="already_closed") as told:
        close(database, SECOND_APPROVER, TEN_FEBRUARY + DAY)
    assert told.value.for_people.startswith(f"{APPROVER.name} 님이 2025-02-10에 이미 마감한")


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


def test_payments_that_settle_while_the_month_is_closed_are_frozen_or_corrected(
    database: Database,
) -> None:
    """Never missed, never both: the frozen numbers and the corrections make up the ledger."""
    members = [f"m{number}" for number in range(8)]
    with database.writing() as session:
        knows(session, *members)
    together = Barrier(3)

    def settle(mine: list[str]) -> None:
        till = Till(mine[0])
        together.wait()
        for member_id in mine:
            with database.writing() as session:
                till.pays(session, member_id, seoul("2025-01-05"), known_at=TEN_FEBRUARY)

    def close_meanwhile() -> None:
        together.wait()
        close(database)

    with ThreadPoolExecutor(3) as pool:
        for each in [
            pool.submit(settle, members[:4]),
            pool.submit(settle, members[4:]),
            pool.submit(close_meanwhile),
        ]:
            each.result()
    with database.reading() as session:
        assert_frozen_and_corrected_is_the_ledger(session)


def assert_frozen_and_corrected_is_the_ledger(session: Session) -> None:
    january = closed_month(session, JANUARY)
    assert january is not None
    shown = Counter({metric.code: january.numbers[metric.code] for metric in MONEY_METRICS})
    for correction in corrections(session, JANUARY):
        shown[correction.code] += correction.change
    codes = [metric.code for metric in MONEY_METRICS]
    assert tuple(shown[code] for code in codes) == numbers(session, JANUARY, *codes)
    assert verify(session, JANUARY)
    assert check(session) == []


class Undone(Exception):
    """Ends a transaction without keeping it."""


FACTS = st.lists(
    st.tuples(
        st.sampled_from("가나"),
        st.integers(-1, 40),  # the day of January it was paid on, now and then another month's
        st.integers(0, 60),  # days until we learnt of it
        st.sampled_from([(), ((3, 100),), ((45, 100),), ((2, 30), (50, 70))]),
        st.integers(0, 60),  # days until we learnt of its refunds
    ),
    max_size=5,
)


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(facts=FACTS)
def test_what_was_frozen_and_the_corrections_always_make_up_the_ledger(
    database: Database, facts: list[tuple[str, int, int, tuple[tuple[int, int], ...], int]]
) -> None:
    till = Till()
    heard = []
    for member_id, day, late, refunds, refunds_late in facts:
        paid_at = JANUARY.start + timedelta(days=day)
        imp_uid = till.takes(member_id, paid_at, 100)
        heard.append((paid_at + timedelta(days=late), till.payments[imp_uid]))
        for after, won in refunds:
            back_at = paid_at + timedelta(days=after)
            till.gives_back(imp_uid, back_at, won)
            heard.append((back_at + timedelta(days=refunds_late), till.payments[imp_uid]))
    heard.sort(key=lambda one: one[0])
    try:
        with database.writing() as session:
            for known_at, payment in heard:
                if known_at < TEN_FEBRUARY:
                    till.settle(session, payment, known_at)
            close_month(session, JANUARY, actor=APPROVER, as_of=AsOf(TEN_FEBRUARY))
            for known_at, payment in heard:
                if known_at >= TEN_FEBRUARY:
                    till.settle(session, payment, known_at)
            assert_frozen_and_corrected_is_the_ledger(session)
            raise Undone
    except Undone:
        pass


@pytest.mark.parametrize("table", ["month_closes", "closed_members", "month_corrections"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET month = month", "DELETE FROM {}"])
def test_nothing_of_a_closed_month_can_be_rewritten(
    database: Database, table: str, statement: str
) -> None:
    till = Till()
    with database.writing() as session:
        charge = till.pays(session, "hana", seoul("2025-01-05"))
    close(database)
    with database.writing() as session:
        till.refunds(session, charge, seoul("2025-03-04"), 29_000)

    with (
        pytest.raises((DatabaseError, StorageUnavailable), match="append-only"),
        database.writing() as session,
    ):
        session.execute(text(statement.format(table)))


def test_the_fingerprint_notices_every_change_and_no_order() -> None:
    one, other = FrozenMember("가", 1, 100, 0), FrozenMember("나", 1, 100, 0)

    def taken(paid: int, *members: FrozenMember, by: str = "김지현") -> str:
        return fingerprint(JANUARY, TEN_FEBRUARY, by, {"paid_members": paid}, members)

    assert taken(2, one, other) == taken(2, other, one)
    in_utc = fingerprint(
        JANUARY, TEN_FEBRUARY.astimezone(UTC), "김지현", {"paid_members": 2}, [one, other]
    )
    assert taken(2, one, other) == in_utc, "an instant is the same on every clock"
    changed = [
        taken(3, one, other),
        taken(2, one),
        taken(2, one, other._replace(given_back_won=1)),
        taken(2, one, other, by="박민수"),
    ]
    assert taken(2, one, other) not in changed
    assert len(set(changed)) == 4


def test_a_frozen_row_that_somebody_rewrote_is_found_out(sqlite_url: str) -> None:
    """Even whoever owns the file and removes the triggers cannot change a closed month unseen."""
    database, till = Database(sqlite_url, durable=False), Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"))
    close(database)
    with database.writing() as session:
        session.execute(text("DROP TRIGGER closed_members_no_update"))
        session.execute(text("UPDATE closed_members SET paid_won = 1"))

    with database.reading() as session:
        assert not verify(session, JANUARY)
    database.close()


def test_a_roll_up_that_differs_from_the_ledger_is_not_frozen(database: Database) -> None:
    till = Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"))
        session.execute(update(MonthTotal).values(paid_won=1))

    with pytest.raises(Refusal, match="roll_up_differs") as told:
        close(database)
    assert "1월 결제액: 화면에는 1, 원장으로는 29,000" in told.value.for_people
    with database.reading() as session:
        assert closed_months(session) == []


def test_a_month_without_anything_can_be_closed_and_corrected(database: Database) -> None:
    close(database)
    till = Till()
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-01-05"), known_at=seoul("2025-03-04"))

    with database.reading() as session:
        assert_frozen_and_corrected_is_the_ledger(session)
        assert len(corrections(session, JANUARY)) == 4


def test_a_withdrawal_after_the_close_is_a_correction_of_the_confirmed_mrr_the_next_day(
    world: World,
) -> None:
    """Joined on 10 January, asked to stop before the month ended, took it back in February."""
    world.join("u1")
    world.wait(15 * DAY)
    world.cancel("u1")
    world.wait_until(seoul("2025-02-08 10:00"))
    close(world.system.database, now=world.clock.now())
    world.withdraw("u1")
    world.wait(DAY)

    with world.system.database.reading() as session:
        found = [(each.code, each.sentence) for each in corrections(session, JANUARY)]
    assert found == [("confirmed_mrr", "1월 정정 +29,000원, 사유 이후에 바뀐 사실로 다시 셈")]

    recount_closed_months(world.system)
    with world.system.database.reading() as session:
        assert len(corrections(session, JANUARY)) == 1, "counted again, nothing is new"
