"""Books as earlier versions left them: a company of today, carried into the schema of then."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import MetaData, create_engine, inspect, select, text

from billing_core.database import migrate, normalised
from tests.parts.large_company import write_company

# The last migration of each version that was released (CHANGELOG.md).
LAST_OF_VERSION = {
    "0.1.0": "0010",
    "0.2.0": "0011",
    "0.3.0": "0013",
    "0.4.0": "0024",
    "0.5.0": "0030",
    "0.6.0": "0036",
}
NAMED_BY_NUMBER = "0015"  # from here on a member has a number of our own
TRIMMED = "0020"  # from here on nothing of the payer's is kept
# What the gateway's answers had beside what is kept of them today.
BUYER = {"buyer_name": "김하나", "buyer_tel": "010-1234-5678", "buyer_email": "hana@example.com",
         "buyer_addr": "서울특별시 중구", "custom_data": None, "user_agent": "Mozilla/5.0"}  # fmt: skip
_DESK = Path(__file__).with_name("large_desk.sql")
# What the large company leaves out: the gateway's answers, the names of payments, bodies as bytes,
# and of a next try the terms of its subscription and the period.
_WHOLE = """
UPDATE payments SET gateway_uid = imp_uid, raw = json_object('imp_uid', imp_uid,
    'merchant_uid', merchant_uid, 'customer_uid', customer_uid, 'customer_uid_usage', 'payment',
    'pg_provider', 'html5_inicis', 'pay_method', 'card', 'currency', 'KRW', 'status', status,
    'amount', amount, 'cancel_amount', cancel_amount, 'apply_num', apply_num,
    'name', '월 정기 멤버십', 'card_name', card_name, 'card_number', '9410-****-****-0001',
    'receipt_url', 'https://iniweb.inicis.com/DefaultWebApp/mall/cr/cm/mCmReceipt_head.jsp',
    'started_at', CAST(strftime('%s', dated_at) AS INTEGER), 'paid_at', 0, 'failed_at', 0,
    'cancelled_at', 0, 'fail_reason', fail_reason, 'cancel_history', json_array());
INSERT INTO payment_names (imp_uid, kind, name)
    SELECT imp_uid, 'gateway', imp_uid FROM payments
    UNION ALL SELECT imp_uid, 'order', merchant_uid FROM payments;
UPDATE inbox_events SET body = CAST(body AS BLOB);
UPDATE charges SET (plan_id, plan_name, months, period_from) = (
    SELECT s.plan_id, s.plan_name, s.months, before.period_from
    FROM subscriptions AS s, charges AS before
    WHERE s.id = charges.subscription_id AND before.subscription_id = s.id
        AND before.period = charges.period AND before.attempt = 1)
WHERE plan_id = '';
"""
_ALONE = ("alembic_version", "member_words")


def company_of_today(book: Path, payments: int) -> None:
    """A SQLite book of about so many payments, with all that lies on such a company's desk, and of
    each payment what the gateway answered."""
    migrate(f"sqlite:///{book}")
    write_company(book, payments)
    written = sqlite3.connect(book)
    written.executescript(_DESK.read_text(encoding="utf-8"))
    written.executescript(_WHOLE)
    written.commit()
    written.close()


def carry(book: Path, url: str, revision: str) -> None:
    """Everything that the SQLite book at `book` says, and that a book of `revision` can say, into a
    new one at `url`. Its members are named, and its answers kept, as they were then."""
    migrate(url, revision)
    engine = create_engine(normalised(url))
    shape = inspect(engine)
    wanted = {
        table: [column for column in shape.get_columns(table) if "computed" not in column]
        for table in shape.get_table_names()
        if not table.startswith(_ALONE)
    }
    engine.dispose()
    source = sqlite3.connect(book)
    try:
        there = {name for (name,) in source.execute("SELECT name FROM sqlite_master")}
        asked = {
            table: _as_of(revision, table, columns, source)
            for table, columns in wanted.items()
            if table in there
        }
        if normalised(url).get_backend_name() == "sqlite":
            source.execute("ATTACH ? AS old", [normalised(url).database])
            source.execute("PRAGMA old.synchronous = OFF")
            for table, (names, select) in asked.items():
                source.execute(
                    f"DELETE FROM old.{table}" if table == "roll_up_state" else "SELECT 1"
                )
                source.execute(f"INSERT INTO old.{table} ({names}) {select}")
            source.commit()
        else:
            _copy_to_postgresql(source, url, asked)
    finally:
        source.close()


def _as_of(
    revision: str, table: str, columns: Sequence[object], source: sqlite3.Connection
) -> tuple[str, str]:
    """The columns of then, and how they are read from today's."""
    today = {row[1] for row in source.execute(f"PRAGMA table_xinfo({table})")}
    named, read = [], []
    for column in columns:
        name = str(column["name"])  # type: ignore[index]
        kind = str(column["type"]).upper()  # type: ignore[index]
        if value := _value(revision, table, name, kind, today):
            named.append(f'"{name}"')
            read.append(value)
    return ", ".join(named), f"SELECT {', '.join(read)} FROM main.{table} AS here"


def _value(revision: str, table: str, name: str, kind: str, today: set[str]) -> str:
    if revision < NAMED_BY_NUMBER:
        if table == "members" and name in ("id", "id_key"):
            return "app_id" if name == "id" else "app_id_key"
        if name == "member_id":
            return "(SELECT app_id FROM main.members WHERE id = here.member_id)"
    if revision < TRIMMED and (table, name) == ("payments", "raw"):
        fields = ", ".join(f"'$.{key}', {_quoted(value)}" for key, value in BUYER.items())
        return f"json_insert(raw, {fields})"
    if (table, name) == ("inbox_events", "content_type"):
        return "'application/json'"
    if name not in today:
        return ""  # it has a value of its own, or none
    return f"'\\x' || hex(\"{name}\")" if kind == "BYTEA" else f'here."{name}"'


def _quoted(value: str | None) -> str:
    return "NULL" if value is None else f"'{value}'"


def _copy_to_postgresql(
    source: sqlite3.Connection, url: str, asked: dict[str, tuple[str, str]]
) -> None:
    plain = normalised(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain) as book:
        book.execute("SET session_replication_role = replica; SET TIME ZONE 'UTC'")
        for table, (names, select) in asked.items():
            if table == "roll_up_state":
                book.execute("DELETE FROM roll_up_state")
            into = sql.SQL("COPY {} (" + names + ") FROM STDIN").format(sql.Identifier(table))
            with book.cursor().copy(into) as copy:
                for row in source.execute(select):
                    copy.write_row(row)
        _count_on(book)
        book.commit()
        book.autocommit = True
        book.execute("ANALYZE")


def _count_on(book: psycopg.Connection) -> None:
    """The next row of each table has a number of its own."""
    counted = book.execute(
        "SELECT table_name, column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_default LIKE 'nextval(%'"
    ).fetchall()
    for table, column in counted:
        book.execute(
            sql.SQL(
                "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 0) + 1, false) FROM {}"
            ).format(
                sql.Literal(table),
                sql.Literal(column),
                sql.Identifier(column),
                sql.Identifier(table),
            )
        )


def told(url: str) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables, whichever database keeps them: instants in UTC, members by the app's
    id, and those with a number of their own in its order."""
    engine = create_engine(normalised(url))
    shape = MetaData()
    shape.reflect(engine)
    found = {}
    with engine.connect() as book:
        members = shape.tables["members"]
        by_number = "app_id" in members.columns
        names = (
            dict(book.execute(select(members.c.id, members.c.app_id)).all()) if by_number else {}
        )
        for name, table in shape.tables.items():
            if not name.startswith(_ALONE):
                rows = book.execute(select(table)).mappings().all()
                found[name] = sorted((_plain(name, dict(row), names) for row in rows), key=str)
    engine.dispose()
    return found


def _plain(table: str, row: Mapping[str, object], names: Mapping[int, str]) -> dict[str, object]:
    plain = {name: _alike(value) for name, value in sorted(row.items())}
    if table == "members" and names:
        del plain["id"]
    if "member_id" in plain and names:
        plain["member_id"] = names.get(plain["member_id"])  # type: ignore[call-overload]
    return plain


def _alike(value: object) -> object:
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
    return bytes(value) if isinstance(value, memoryview) else value


def schema(url: str) -> list[str]:
    """Every table, index and trigger, as the database itself writes them down."""
    engine = create_engine(normalised(url))
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as book:
        found = [list(row) for row in book.execute(text(_SQLITE if sqlite else _POSTGRESQL))]
    engine.dispose()
    return sorted(str([*named, _in_one_order(said or "")]) for *named, said in found)


def _in_one_order(definition: str) -> list[str]:
    """Alembic writes the constraints of a table that it makes anew in any order."""
    lines = [line.strip().rstrip(", ") for line in definition.splitlines()]
    constraints = [line for line in lines if line.startswith("CONSTRAINT")]
    return [line for line in lines if line not in constraints] + sorted(constraints)


_SQLITE = "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%'"
_POSTGRESQL = """
SELECT 'column', table_name, column_name, data_type || coalesce(character_maximum_length, 0)
    || is_nullable || coalesce(column_default, '') || is_generated
FROM information_schema.columns WHERE table_schema = 'public'
UNION ALL SELECT 'index', tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'
UNION ALL SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid)
    || convalidated FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION ALL SELECT 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid)
    FROM pg_trigger WHERE NOT tgisinternal
UNION ALL SELECT 'function', proname, '', prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace
"""
