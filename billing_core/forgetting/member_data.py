"""A member's data out (열람 · 전송 요구): everything that the book holds about one person.

Which tables that is, the models say: whatever has a `member_id` is in it, a new table by itself.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from billing_core import models
from billing_core.access_log.note_access import note_access
from billing_core.forgetting.readable import readable_page
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.record_act import record_act
from billing_core.rules.access import AccessKind
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, require_administrator
from billing_core.rules.card_number import mask_field
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System

Rows = list[dict[str, Any]]
OF_OURS = {
    "forgotten_key",
    "token_hash",
    "remote",
    "key_digest",
    "request_digest",
    "sealed_answer",
}  # of our own keys and of whoever looked, nothing
SHOWN_DIGITS = 4  # of a card's number


@dataclass(frozen=True)
class MemberFiles:
    """What is handed out: for a machine (JSON), and for a person (HTML, Korean)."""

    as_json: bytes
    as_page: bytes
    rows: int


def take_out_member_data(system: System, app_id: str, reason: str, actor: Actor) -> MemberFiles:
    """Writes down who took it out and why, before it is handed over. Raises Refusal: "not_allowed",
    "unknown_member", "no_reason"."""
    require_administrator(actor, Guarded.TAKE_OUT_DATA)
    if not reason.strip():
        raise Refusal(RefusalCode.NO_REASON)
    now = system.clock.now()
    with system.database.writing() as session:
        member = the_member(session, app_id)
        data = member_data(session, member)
        record_act(
            session,
            Act.MEMBER_DATA_TAKEN_OUT,
            at=now,
            actor=actor,
            member_id=member.id,
            reason=reason.strip()[:400],
        )
        note_access(
            session,
            AccessKind.DOWNLOADED,
            at=system.wall_clock.now(),
            actor=actor,
            subject="member-data",
            members=[member.id],
            reason="member_data",  # what was typed stands in the audit log, and may be taken out
        )
    whole = {"made_at": now.isoformat(), "member_id": app_id, "tables": data}
    told = json.dumps(whole, ensure_ascii=False, indent=2)
    rows = sum(map(len, data.values()))
    return MemberFiles(told.encode("utf-8", "surrogatepass"), readable_page(data, now), rows)


def member_data(session: Session, member: models.Member) -> dict[str, Rows]:
    """By table, as plain JSON; tables that have nothing about the member are left out."""
    data = {table.name: _rows(session, table, where) for table, where in _about(session, member)}
    for row in data[models.AccessRow.__tablename__]:
        row["members"] = [member.id]  # whoever else was on the same list is nobody's here
    batches = session.scalars(select(models.ImportBatch).order_by(models.ImportBatch.id))
    data["import_batches"] = [
        {"file_name": batch.file_name, **_plain_row(row)}
        for batch in batches
        for row in batch.excluded
        if row.get("subject") == member.app_id
    ]
    return {name: rows for name, rows in data.items() if rows}


def _about(session: Session, member: models.Member) -> Iterator[tuple[Table, ColumnElement[bool]]]:
    theirs = models.PaymentRecord.member_id == member.id
    payments = select(models.PaymentRecord.imp_uid).where(theirs)
    gateways = select(models.PaymentRecord.gateway_uid).where(
        theirs, models.PaymentRecord.gateway_uid != ""
    )
    read = models.UnreadableRow.raw["imp_uid"].as_string()
    yield _table(models.Member), models.Member.id == member.id
    for table in models.Base.metadata.sorted_tables:
        if "member_id" in table.columns:
            whose = table.columns["member_id"] == member.id
            yield (
                table,
                whose | models.Finding.subject.in_(payments)
                if table is _table(models.Finding)
                else whose,
            )
    yield _table(models.PaymentName), models.PaymentName.imp_uid.in_(payments)
    yield _table(models.RefundRequest), models.RefundRequest.imp_uid.in_(payments)
    yield (
        _table(models.InboxEvent),
        models.InboxEvent.imp_uid.in_(payments) | models.InboxEvent.imp_uid.in_(gateways),
    )
    yield _table(models.UnreadableRow), read.in_(payments) | read.in_(gateways)
    yield _table(models.AccessRow), _whose(session, member.id)


def _table(model: type[models.Base]) -> Table:
    table = model.__table__
    assert isinstance(table, Table)  # noqa: S101 - none of ours is anything else
    return table


def _whose(session: Session, number: int) -> ColumnElement[bool]:
    """The condition that a row of the access log is about the member."""
    if session.get_bind().dialect.name == "postgresql":
        return cast(models.AccessRow.members, JSONB).contains([number])
    each = func.json_each(models.AccessRow.members).table_valued("value")
    return select(1).select_from(each).where(each.c.value == number).exists()


def _rows(session: Session, table: Table, where: ColumnElement[bool]) -> Rows:
    found = session.execute(select(table).where(where).order_by(*table.primary_key.columns))
    return [_plain_row(row) for row in found.mappings()]


def _plain_row(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): _plain(str(name), value) for name, value in row.items() if name not in OF_OURS
    }


def _plain(name: str, value: object) -> Any:
    """As JSON has it, with the numbers of cards masked wherever they stand."""
    match value:
        case datetime():
            return value.astimezone(UTC).isoformat()
        case date():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "replace")
        case dict():
            return {str(key): _plain(str(key), one) for key, one in value.items()}
        case list():
            return [_plain(name, one) for one in value]
        case None | bool() | int() | float():
            return value
        case _:
            return _masked(str(value)) if name == "card_number" else mask_field(name, str(value))


def _masked(number: str) -> str:
    shown = number[-SHOWN_DIGITS:]
    return "".join("*" if char.isdigit() else char for char in number[:-SHOWN_DIGITS]) + shown
