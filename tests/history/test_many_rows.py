"""A long file comes in a helping at a time, past SQLAlchemy's types: nothing is lost on the way."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from billing_core.history import count_payments, met_members, take_in
from billing_core.history.file_kind import FileKind
from billing_core.lifecycle.app_ids import the_member
from billing_core.models import LedgerEntry, Member, MonthTotal, PaymentRecord
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import keep_roll_ups
from billing_core.rules.classification import PaymentClass
from billing_core.rules.payment import PaymentStatus
from tests.history.desk import GOOD, HEADING, Desk
from tests.numbers.book import seoul


def paid(number: int, member_id: str, at: str) -> str:
    return f"imp_{number},shop-{number},{member_id},{at}+09:00,29000\n"


@pytest.fixture
def one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row is a helping of its own, and hardly any member is remembered."""
    monkeypatch.setattr(take_in, "ROWS_AT_ONCE", 1)
    monkeypatch.setattr(met_members, "REMEMBERED", 2)
    monkeypatch.setattr(count_payments, "FACTS_AT_ONCE", 1)


@pytest.mark.usefixtures("one_at_a_time")
def test_members_begin_with_their_first_row_whatever_the_order_of_the_file(desk: Desk) -> None:
    rows = [
        paid(1, "hana", "2025-03-05T12:00:00"),
        paid(2, "duri", "2025-03-06T12:00:00"),
        paid(3, "sena", "2025-03-07T12:00:00"),
        paid(4, "hana", "2025-01-05T12:00:00"),
        paid(5, "duri", "2025-05-05T12:00:00"),
        paid(6, "hana", "2025-02-05T12:00:00"),
    ]
    report = desk.takes(HEADING + "".join(rows)).of(FileKind.PAYMENTS)

    with desk.database.reading() as session:
        began = {one.app_id: one.created_at for one in session.scalars(select(Member))}
    assert (report.rows_new, report.members_new) == (6, 3)
    assert began == {
        "hana": seoul("2025-01-05 12:00"),
        "duri": seoul("2025-03-06 12:00"),
        "sena": seoul("2025-03-07 12:00"),
    }


@pytest.mark.usefixtures("one_at_a_time")
def test_a_member_of_the_app_keeps_their_beginning(desk: Desk) -> None:
    with desk.database.writing() as session:
        session.add(Member(app_id="hana", name="김하나", created_at=seoul("2025-06-01")))
    desk.imports(HEADING + GOOD + paid(2, "hana", "2025-01-04T12:00:00"))

    with desk.database.reading() as session:
        assert the_member(session, "hana").created_at == seoul("2025-06-01")


def test_every_column_reads_back_as_if_it_had_been_written_by_the_models(desk: Desk) -> None:
    at = "2025-01-05T12:00:00.250000"
    columns = HEADING.replace("\n", ",card_name,apply_num,receipt_url\n")
    desk.imports(columns + f"imp_1,100%s{{}},hana,{at}+09:00,29000,신한'카드,3001,https://r/1\n")

    with desk.database.reading() as session:
        at_that_moment = select(PaymentRecord).where(
            PaymentRecord.paid_at == seoul("2025-01-05 12:00:00.250000"),
            PaymentRecord.read_at == desk.clock.now(),
        )
        kept = session.scalars(at_that_moment).one()
        entry = session.scalars(select(LedgerEntry)).one()
    assert (kept.payment_class, kept.status) == (PaymentClass.CHARGE, PaymentStatus.PAID)
    assert (kept.merchant_uid, kept.card_name, kept.apply_num) == ("100%s{}", "신한'카드", "3001")
    assert (kept.receipt_url, kept.reason, kept.source) == ("https://r/1", None, "import")
    assert kept.raw == {"file": "payments.csv", "line": 2}
    assert (kept.customer_uid, kept.cancel_amount, kept.fail_reason) == ("", 0, "")
    assert kept.first_seen_at == entry.recorded_at == desk.clock.now()
    assert entry.occurred_at == kept.paid_at


def test_a_members_payments_of_one_second_are_all_counted(desk: Desk) -> None:
    same = "2025-01-05T12:00:00"
    desk.imports(HEADING + paid(1, "hana", same) + paid(2, "hana", same))

    with desk.database.reading() as session:
        assert session.scalar(select(func.sum(LedgerEntry.amount))) == 58_000
        assert session.scalar(select(func.count()).select_from(Member)) == 1


@pytest.mark.usefixtures("one_at_a_time")
@pytest.mark.parametrize("newest_first", [False, True])
def test_the_sums_are_those_of_the_ledger_whichever_row_comes_first(
    desk: Desk, newest_first: bool
) -> None:
    keep_roll_ups(desk.database, grace_days=7)
    rows = [
        paid(n, ("hana", "duri", "sena")[n % 3], f"2025-0{1 + n // 3}-05T12:00:00")
        for n in range(9)
    ]
    desk.imports(HEADING + "".join(reversed(rows) if newest_first else rows))
    desk.imports(HEADING + paid(99, "hana", "2024-11-05T12:00:00"))  # before all of them

    with desk.database.reading() as session:
        assert check(session) == []
        months = session.execute(
            select(MonthTotal.month, MonthTotal.paid_members).order_by(MonthTotal.month)
        ).all()
    assert [(str(month), members) for month, members in months] == [
        ("2024-11", 1),
        ("2025-01", 3),
        ("2025-02", 3),
        ("2025-03", 3),
    ]
