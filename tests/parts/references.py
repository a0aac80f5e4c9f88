"""Reference implementations of the numbers of 현황, to measure beside ours.

Each takes the same book and must give the same answer: plain SQL over the ledger and the
charges, pandas over whole tables, and DuckDB over a columnar copy of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC
from typing import Any, NamedTuple

import pandas as pd

from billing_core.rules.calendar import KST, Month
from tests.parts.large_company import MONTHS, NOW

TABLES = ("ledger", "charges", "subscriptions", "cancellations")


class Line(NamedTuple):
    """One month: distinct members, won, and at its end the MRR in whole won."""

    paid: int
    kept: int
    paid_won: int
    refunded_won: int
    asked: int
    churned: int
    mrr: int


Lines = dict[Month, Line]

_SQL = """
WITH paid AS (
    SELECT month.name, count(DISTINCT member_id) AS members, sum(amount) AS won,
        count(DISTINCT CASE WHEN amount + coalesce(back.won, 0) > 0 THEN member_id END) AS kept
    FROM month JOIN ledger ON kind = 'payment' AND occurred_at >= starts AND occurred_at < ends
    LEFT JOIN (SELECT imp_uid, sum(amount) AS won FROM ledger WHERE kind = 'refund'
        GROUP BY imp_uid) AS back ON back.imp_uid = ledger.imp_uid
    GROUP BY month.name
), refunded AS (
    SELECT month.name, -sum(amount) AS won
    FROM month JOIN ledger ON kind = 'refund' AND occurred_at >= starts AND occurred_at < ends
    GROUP BY month.name
), asked AS (
    SELECT month.name, count(DISTINCT member_id) AS members
    FROM month JOIN cancellations ON requested_at >= starts AND requested_at < ends
    WHERE withdrawn_at IS NULL GROUP BY month.name
), bought AS (
    SELECT ledger.member_id, occurred_at AS moment, ledger.amount * 1.0 / charges.months AS monthly,
        {until} AS until
    FROM ledger JOIN charges ON charges.merchant_uid = ledger.merchant_uid
    JOIN subscriptions ON subscriptions.id = charges.subscription_id
    WHERE kind = 'payment'
), stepped AS (
    SELECT *, monthly - coalesce(lag(monthly) OVER each, 0) AS change,
        row_number() OVER (PARTITION BY member_id ORDER BY moment DESC) = 1 AS last
    FROM bought WINDOW each AS (PARTITION BY member_id ORDER BY moment)
), gone AS (
    SELECT stepped.until, monthly
    FROM stepped LEFT JOIN cancellations ON cancellations.member_id = stepped.member_id
        AND withdrawn_at IS NULL
    WHERE last AND {over}
), moved AS (
    SELECT moment, change, 0 AS left_us FROM stepped WHERE change <> 0
    UNION ALL SELECT until, -monthly, 1 FROM gone
), by_month AS (
    SELECT month.name, sum(left_us) AS churned, sum(change) AS change
    FROM month JOIN moved ON moment >= starts AND moment < ends GROUP BY month.name
)
SELECT month.name, paid.members, paid.kept, paid.won, coalesce(refunded.won, 0),
    coalesce(asked.members, 0), coalesce(by_month.churned, 0),
    sum(by_month.change) OVER (ORDER BY month.name)
FROM month JOIN paid USING (name) LEFT JOIN refunded USING (name) LEFT JOIN asked USING (name)
LEFT JOIN by_month USING (name) ORDER BY month.name
"""


def by_sql(connection: sqlite3.Connection) -> Lines:
    """One statement over the tables as they are, with the indexes they have."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS month (name, starts, ends)")
    connection.execute("DELETE FROM month")
    connection.executemany("INSERT INTO month VALUES (?, ?, ?)", _month_rows())
    statement = _SQL.format(
        until="strftime('%Y-%m-%d %H:%M:%f000', date(anchor, '+' || ((period + 1) * charges.months)"
        " || ' months'), '-9 hours')",
        over="datetime(until, CASE WHEN cancellations.id IS NULL THEN '+7 days' ELSE '+0 days' END)"
        f" <= '{NOW.astimezone(UTC):%Y-%m-%d %H:%M:%S}'",
    )
    return _lines(connection.execute(statement))


def duckdb_copy(connection: sqlite3.Connection) -> Any:
    """The tables in DuckDB's own columns, in memory; what this costs is not measured."""
    import duckdb

    copy = duckdb.connect()
    for table in TABLES:
        frame = pd.read_sql(f"SELECT * FROM {table}", connection)
        for column in frame.columns:
            if column.endswith("_at") or column == "anchor":
                frame[column] = pd.to_datetime(frame[column], format="ISO8601")
        copy.register("frame", frame)
        copy.execute(f"CREATE TABLE {table} AS SELECT * FROM frame")
        copy.unregister("frame")
    copy.execute("CREATE TABLE month (name TEXT, starts TIMESTAMP, ends TIMESTAMP)")
    copy.executemany("INSERT INTO month VALUES (?, ?, ?)", _month_rows())
    return copy


def by_duckdb(copy: Any) -> Lines:
    statement = _SQL.format(
        until="CAST(anchor AS DATE) + to_months(CAST((period + 1) * charges.months AS INTEGER))"
        " - INTERVAL 9 HOUR",
        over="until + (CASE WHEN cancellations.id IS NULL THEN INTERVAL 7 DAY"
        f" ELSE INTERVAL 0 DAY END) <= TIMESTAMP '{NOW.astimezone(UTC):%Y-%m-%d %H:%M:%S}'",
    )
    return _lines(copy.execute(statement).fetchall())


def by_pandas(connection: sqlite3.Connection) -> Lines:
    """From reading the tables to the answer, as a notebook would each morning."""
    ledger = pd.read_sql(
        "SELECT kind, imp_uid, merchant_uid, member_id, amount, occurred_at FROM ledger",
        connection,
    )
    charges = pd.read_sql(
        "SELECT merchant_uid, period, anchor, charges.months FROM charges"
        " JOIN subscriptions ON subscriptions.id = subscription_id WHERE state = 'paid'",
        connection,
    )
    asked = pd.read_sql(
        "SELECT member_id, requested_at FROM cancellations WHERE withdrawn_at IS NULL", connection
    )
    ledger["at"] = _seoul(ledger["occurred_at"])
    ledger["month"] = _month(ledger["at"])
    asked["month"] = _month(_seoul(asked["requested_at"]))
    paid, back = (ledger[ledger["kind"] == kind] for kind in ("payment", "refund"))
    left = paid.merge(
        back.groupby("imp_uid")["amount"].sum().rename("back"),
        how="left",
        left_on="imp_uid",
        right_index=True,
    )
    kept = left[left["amount"] + left["back"].fillna(0) > 0]
    churned, mrr = _lives(paid.merge(charges, on="merchant_uid"), set(asked["member_id"]))
    columns = (
        paid.groupby("month")["member_id"].nunique(),
        kept.groupby("month")["member_id"].nunique(),
        paid.groupby("month")["amount"].sum(),
        -back.groupby("month")["amount"].sum(),
        asked.groupby("month")["member_id"].nunique(),
        churned,
        mrr,
    )
    table = pd.concat(columns, axis=1).reindex([str(month) for month in MONTHS]).fillna(0)
    return _lines(table.itertuples())


def _lives(paid: pd.DataFrame, asked: set[str]) -> tuple[pd.Series, pd.Series]:
    """Churned members and the MRR at the end, by month."""
    paid = paid.sort_values(["member_id", "at"])
    paid["monthly"] = paid["amount"] / paid["months"]
    before = paid.groupby("member_id")["monthly"].shift()
    paid["change"] = paid["monthly"] - before.fillna(0)
    last = paid.groupby("member_id").tail(1).copy()
    months = (last["period"] + 1) * last["months"]
    anchors = pd.to_datetime(last["anchor"])
    ends = (anchors.dt.year * 12 + anchors.dt.month - 1 + months, anchors.dt.day)
    last["until"] = pd.to_datetime(
        {"year": ends[0] // 12, "month": ends[0] % 12 + 1, "day": ends[1]}
    ).dt.tz_localize(KST)
    patience = pd.to_timedelta((~last["member_id"].isin(asked)).astype(int) * 7, unit="D")
    gone = last[last["until"] + patience <= pd.Timestamp(NOW)].copy()
    gone["month"] = _month(gone["until"])
    moved = (
        paid.groupby("month")["change"]
        .sum()
        .sub(gone.groupby("month")["monthly"].sum(), fill_value=0)
    )
    return gone.groupby("month").size(), moved.sort_index().cumsum()


def _seoul(instants: pd.Series) -> pd.Series:
    seoul: pd.Series = pd.to_datetime(instants, format="ISO8601", utc=True).dt.tz_convert(KST)
    return seoul


def _month(instants: pd.Series) -> pd.Series:
    months: pd.Series = instants.dt.strftime("%Y-%m")
    return months


def _month_rows() -> list[tuple[str, str, str]]:
    def text(month: Month) -> str:
        return f"{month.start:%Y-%m-%d %H:%M:%S}.000000"

    return [(str(month), text(month), text(month.plus(1))) for month in MONTHS]


def _lines(rows: Iterable[Sequence[Any]]) -> Lines:
    return {Month.parse(row[0]): Line(*(round(number) for number in row[1:])) for row in rows}
