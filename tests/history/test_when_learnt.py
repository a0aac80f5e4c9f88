"""An imported request is as old as the file says, and known only since it was imported."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import select

from billing_core import migrations
from billing_core.closing.as_known_at import as_known_at
from billing_core.database import Database
from billing_core.models import Cancellation
from billing_core.rules.calendar import Month
from tests.history.desk import Desk
from tests.numbers.book import Book, seoul

JANUARY = Month(2025, 1)
ASKED = "cancellation_id,member_id,requested_at,reason\nc-9,hana,2025-01-10T10:00:00+09:00,이사\n"


def test_a_request_counts_in_its_month_and_was_not_seen_before_its_import(desk: Desk) -> None:
    desk.clock.set(seoul("2025-03-04 09:00"))
    desk.takes(cancellations=ASKED)

    with desk.database.reading() as session:
        asked = [
            as_known_at(session, JANUARY, seoul(at)).cancel_requested
            for at in ("2025-02-03", "2025-03-04 08:59:59", "2025-03-04 09:00")
        ]
    assert asked == [0, 0, 1]


def test_importing_again_does_not_learn_it_anew(desk: Desk) -> None:
    desk.clock.set(seoul("2025-03-04 09:00"))
    desk.takes(cancellations=ASKED)
    desk.clock.set(seoul("2025-04-01"))
    desk.takes(cancellations=ASKED)

    with desk.database.reading() as session:
        assert session.get_one(Cancellation, "c-9").recorded_at == seoul("2025-03-04 09:00")


def test_a_request_from_before_the_book_remembered_it_was_learnt_when_it_was_made(
    database: Database,
) -> None:
    with database.writing() as session:
        book = Book(session)
        hana = book.subscribes("hana", seoul("2025-01-02 10:00"))
        book.asks(hana, seoul("2025-01-08"))
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__path__[0])))
    config.attributes["url"] = database.url

    command.downgrade(config, "0003")
    command.upgrade(config, "head")

    with database.reading() as session:
        [kept] = session.scalars(select(Cancellation)).all()
        assert kept.recorded_at == kept.requested_at == seoul("2025-01-08")
