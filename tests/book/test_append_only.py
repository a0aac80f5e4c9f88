"""What is written in the history stays, whichever word of SQL is tried on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError

from billing_core.database import Database
from billing_core.models import (
    AccessReview,
    AuditRow,
    ClosedMember,
    EntryKind,
    LedgerEntry,
    Member,
    MonthClose,
    MonthCorrection,
    NoticeText,
    PaymentRecord,
    PermissionChange,
    Seal,
)
from billing_core.rules.actor import ActorKind
from billing_core.rules.calendar import Month
from billing_core.rules.classification import PaymentClass
from billing_core.rules.correction import CorrectionReason
from billing_core.rules.notice import NoticeKind
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.permission import Permission
from tests.book.test_upgrading import moved

NOW = datetime(2025, 1, 31, 14, 59, 59, tzinfo=UTC)
JANUARY = Month(2025, 1)
APPEND_ONLY = (
    "ledger",
    "audit_log",
    "permission_changes",
    "month_closes",
    "closed_members",
    "month_corrections",
    "seals",
    "access_reviews",
    "notice_texts",
)
Attack = Callable[[Connection, str], None]


def update(book: Connection, table: str) -> None:
    column = columns(book, table)[0]
    book.execute(text(f"UPDATE {table} SET {column} = {column}"))


def delete(book: Connection, table: str) -> None:
    book.execute(text(f"DELETE FROM {table}"))


def truncate(book: Connection, table: str) -> None:
    book.execute(text(f"TRUNCATE {table} CASCADE"))


def truncate_what_it_hangs_on(book: Connection, table: str) -> None:
    alone = ("month_closes", "month_corrections", "seals", "access_reviews")
    root = table if table in alone else "members"
    book.execute(text(f"TRUNCATE {root} CASCADE"))


def upsert(book: Connection, table: str) -> None:
    """Under each key that there is."""
    names, shown = columns(book, table), ", ".join(columns(book, table))
    for key in keys(book, table):
        copied = f"INSERT INTO {table} ({shown}) SELECT {shown} FROM {table} WHERE true"
        changed = f"ON CONFLICT ({', '.join(key)}) DO UPDATE SET {names[-1]} = {names[-1]}"
        if book.dialect.name == "postgresql":
            changed = changed.replace(f"= {names[-1]}", f"= excluded.{names[-1]}")
        refused(book, f"{copied} {changed}")
    raise Refused


def replace(book: Connection, table: str) -> None:
    """Under each key that there is, and under SQLite's own number of the row; everything that is
    no part of the key is another's."""
    numbered = "id" in columns(book, table)
    for key in [*keys(book, table), *([] if numbered else [("rowid",)])]:
        others = [name for name in columns(book, table) if name not in key]
        anew = [
            "id + 1000"
            if name == "id"
            else f"'2020-0' || rowid AS {name}"
            if name == "month"
            else name
            for name in others
        ]
        into, of = ", ".join([*key, *others]), ", ".join([*key, *anew])
        for verb in ("INSERT OR REPLACE", "REPLACE"):
            refused(book, f"{verb} INTO {table} ({into}) SELECT {of} FROM {table}")
    raise Refused


class Refused(Exception):
    """By each of several statements."""


def refused(book: Connection, statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), book.begin_nested():
        book.execute(text(statement))


def columns(book: Connection, table: str) -> list[str]:
    return [column["name"] for column in inspect(book).get_columns(table)]


def keys(book: Connection, table: str) -> list[tuple[str, ...]]:
    """All that the database itself holds unique."""
    looked = inspect(book)
    found: list[Sequence[str | None]] = [looked.get_pk_constraint(table)["constrained_columns"]]
    found += [each["column_names"] for each in looked.get_unique_constraints(table)]
    found += [each["column_names"] for each in looked.get_indexes(table) if each["unique"]]
    return list({tuple(str(name) for name in key) for key in found})


@pytest.fixture
def book(database: Database) -> Iterator[Connection]:
    """A connection to a book with one row in each table."""
    write_one_of_each(database)
    with database.engine.connect() as connection:
        yield connection
        connection.rollback()


def write_one_of_each(database: Database) -> None:
    with database.writing() as session:
        session.add(
            Member(id=1, app_id="hana", name="", permission=Permission.PAID, created_at=NOW)
        )
        session.flush()
        session.add_all(
            [
                AuditRow(at=NOW, actor_kind=ActorKind.SYSTEM, actor="", act="x", member_id=1),
                PaymentRecord(
                    imp_uid="imp_1",
                    merchant_uid="m1",
                    payment_class=PaymentClass.CHARGE,
                    status=PaymentStatus.PAID,
                    amount=29_000,
                    source="read",
                    first_seen_at=NOW,
                    read_at=NOW,
                    raw={},
                ),
                MonthClose(
                    month=JANUARY, closed_at=NOW, closed_by="김지현", numbers={}, sha256="0" * 64
                ),
            ]
        )
        session.flush()
        session.add_all(
            [
                LedgerEntry(
                    kind=EntryKind.PAYMENT,
                    imp_uid="imp_1",
                    merchant_uid="m1",
                    member_id=1,
                    amount=29_000,
                    occurred_at=NOW,
                    recorded_at=NOW,
                    source="read",
                ),
                PermissionChange(
                    member_id=1,
                    before=Permission.FREE,
                    after=Permission.PAID,
                    changed_at=NOW,
                    changed_by="",
                    cause="paid",
                    message_id="msg",
                ),
                ClosedMember(
                    month=JANUARY, member_id=1, charges=1, paid_won=29_000, given_back_won=0
                ),
                Seal(
                    id=1,
                    table="ledger",
                    after_id=0,
                    last_id=1,
                    count=1,
                    sealed_at=NOW,
                    key_name="",
                    previous="",
                    digests=b"",
                    head="",
                ),
                NoticeText(
                    kind=NoticeKind.REFUND_DONE, version=1, subject="a", body="b", made_at=NOW
                ),
                AccessReview(
                    month=JANUARY, reviewed_at=NOW, person_id=1, note="", counts={}, digest=""
                ),
                MonthCorrection(
                    month=JANUARY,
                    code="paid_members",
                    change=1,
                    reason=CorrectionReason.RECOUNTED,
                    recorded_at=NOW,
                ),
            ]
        )


def rows(book: Connection, table: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in book.execute(text(f"SELECT * FROM {table}"))]


@contextmanager
def left_as_it_was(book: Connection, table: str) -> Iterator[None]:
    before = rows(book, table)
    assert before
    with pytest.raises((DatabaseError, Refused)) as told, book.begin_nested():
        yield
    assert isinstance(told.value, Refused) or "append-only" in str(told.value)
    assert rows(book, table) == before


ATTACKS: dict[str, Sequence[Attack]] = {
    "sqlite": (update, delete, replace, upsert),
    "postgresql": (update, delete, upsert, truncate, truncate_what_it_hangs_on),
}


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_a_row_of_the_history_is_neither_changed_nor_taken_away(
    book: Connection, table: str
) -> None:
    for attack in ATTACKS[book.dialect.name]:
        with left_as_it_was(book, table):
            attack(book, table)


def test_these_are_all_the_tables_that_say_so(database: Database) -> None:
    """Who reads the triggers finds the tables of this list, and no fewer on either database."""
    of_sqlite = "SELECT tbl_name FROM sqlite_master WHERE name LIKE '%_no_replace'"
    of_postgresql = (
        "SELECT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid"
        " WHERE tgname LIKE '%_no_truncate'"
    )
    with database.engine.connect() as connection:
        found = connection.execute(text(of_sqlite if database.is_sqlite else of_postgresql))
        # The access log may be shortened after a year: tests/access_log/test_kept_for_a_year.py.
        assert set(found.scalars()) - {"access_log"} == set(APPEND_ONLY)


def test_the_next_row_is_written_as_ever(database: Database) -> None:
    write_one_of_each(database)
    with database.writing() as session:
        session.add_all([AuditRow(at=NOW, actor="", act="x", member_id=1) for _ in range(3)])
    with database.reading() as session:
        assert session.query(AuditRow).count() == 4


def test_there_and_back_again(database: Database, database_url: str) -> None:
    write_one_of_each(database)
    database.close()

    moved(database_url, "0015")
    moved(database_url, "head")

    with database.engine.connect() as connection, left_as_it_was(connection, "ledger"):
        (replace if database.is_sqlite else truncate)(connection, "ledger")
