"""A member who left behind something recognisable in every place that the book has for it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, select, text
from sqlalchemy.orm import Session

from billing_core.closing.close_month import close_month
from billing_core.closing.closed_month import FrozenMember, fingerprint
from billing_core.database import Database, file_of
from billing_core.export.bundle import export_months
from billing_core.lifecycle.delete_key import delete_key_by_hand
from billing_core.lifecycle.hold_downgrade import hold_downgrade, release_downgrade
from billing_core.lifecycle.keep_complaint import (
    answer_complaint,
    close_complaint,
    receive_complaint,
)
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.models import (
    AuditRow,
    Card,
    Charge,
    Checkout,
    ClosedMember,
    Complaint,
    Finding,
    IdempotentRequest,
    ImportBatch,
    InboxEvent,
    Member,
    MemberContact,
    MemberLink,
    MemberNotice,
    MemberSession,
    MonthClose,
    PaymentRecord,
    RefundClaim,
    UnreadableRow,
)
from billing_core.numbers.catalogue import METRICS
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.act import Act
from billing_core.rules.calendar import Month
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.member_link import MemberLinkKind
from billing_core.rules.notice import NoticeKind, NoticeState
from billing_core.seals.keep_seals import keep_seals
from tests.parts.claims import claims, refuses
from tests.parts.people import APPROVER
from tests.parts.world import DAY, World

START = datetime(2025, 1, 10, 1, 0, tzinfo=UTC)
APP_ID, NAME, TYPED = "canary-7731-id", "카나리아길동", "카나리아가 전화로 말함"
CANARIES = (APP_ID, NAME, "카나리아", "canary-card", "canary@", "CANARYSLIP", "010-7731-7731")
MONTHS = [Month(2025, month) for month in (1, 2, 3)]


def lives_and_leaves(world: World) -> None:
    """Joins, pays, is held, refunded and asked about, cancels, is approved; the card is deleted."""
    now = world.clock.now
    world.join("bystander")
    world.register_card(APP_ID, name=NAME)
    world.work()
    world.wait(2 * DAY)
    paid = world.rows(PaymentRecord, PaymentRecord.amount == 29_000)
    theirs = [one for one in paid if one.member_id == world.number(APP_ID)]
    charged = next(one for one in theirs if one.payment_class == "charge")
    refund_payment(world.system, charged.imp_uid, amount=1_000, reason=TYPED, actor=APPROVER)
    world.cancel(APP_ID, TYPED)
    world.wait(32 * DAY)
    due = world.due_downgrade(APP_ID)
    with world.system.database.writing() as session:
        hold_downgrade(session, due.id, reason=TYPED, actor=APPROVER, now=now())
    with world.system.database.writing() as session:
        release_downgrade(session, due.id, actor=APPROVER, now=now())
    world.approve(APP_ID)
    world.wait(10 * DAY)
    for card in world.rows(Card, Card.deleted_at.is_(None)):
        if card.member_id == world.number(APP_ID):
            delete_key_by_hand(world.system, card.customer_uid, APPROVER)
    world.wait(DAY)
    _complains(world, charged.imp_uid)
    _leaves_traces(world, charged.imp_uid)
    keep_seals(world.system)


def _complains(world: World, imp_uid: str) -> None:
    """Wants money back, is refused, and says so to the office."""
    now = world.clock.now()
    asked = claims(world, APP_ID, imp_uid=imp_uid, reason=TYPED)
    refuses(world, asked, TYPED)
    by: dict[str, Any] = {"actor": APPROVER, "now": now}
    with world.system.database.writing() as session:
        for one in session.scalars(select(RefundClaim).where(RefundClaim.id == asked)):
            one.note = TYPED
        receive_complaint(
            session,
            world.member(APP_ID),
            complaint_id="complaint001",
            kind=ComplaintKind.COMPLAINT,
            channel=ComplaintChannel.PHONE,
            received_at=now,
            said=TYPED,
            **by,
        )
        session.flush()
        answer_complaint(session, "complaint001", answer=TYPED, **by)
        close_complaint(session, "complaint001", result=TYPED, **by)
        long_ago = now - timedelta(days=4 * 365)  # a younger one may not be taken out
        for kept in session.scalars(select(Complaint)):
            kept.closed_at = long_ago


def _leaves_traces(world: World, imp_uid: str) -> None:
    """What files, other versions and other hands have left."""
    now, number = world.clock.now(), world.number(APP_ID)
    with world.system.database.writing() as session:
        buyer = {"buyer_name": NAME, "buyer_tel": "010-7731-7731", "buyer_email": "canary@x.kr"}
        for record in session.scalars(
            select(PaymentRecord).where(PaymentRecord.member_id == number)
        ):
            record.raw = {**record.raw, **buyer, "custom_data": {"who": [APP_ID]}}
            record.card_name, record.receipt_url = "canary-card", "https://slip/CANARYSLIP"
        for card in session.scalars(select(Card).where(Card.member_id == number)):
            card.card_name = "canary-card"
        for checkout in session.scalars(select(Checkout).where(Checkout.member_id == number)):
            checkout.return_url = f"https://app.example/{APP_ID}"
        for charge in session.scalars(select(Charge).where(Charge.member_id == number)):
            charge.fail_reason = TYPED
        for event in session.scalars(select(InboxEvent).where(InboxEvent.imp_uid == imp_uid)):
            event.body = f'{{"imp_uid": "{imp_uid}", "who": "{APP_ID}"}}'.encode()
        why, answered = FindingKind.UNREADABLE_PAYMENT, FindingAnswer.READ_AFTER_ALL
        open_finding(session, why, imp_uid, now=now, member_id=number, note=TYPED)
        close_finding(session, why, imp_uid, now=now, answer=answered)
        for one in session.scalars(select(Finding).where(Finding.subject == imp_uid)):
            one.resolution = TYPED
        session.add_all(
            [
                UnreadableRow(digest="0" * 64, raw={"a": [NAME]}, why="amount", first_seen_at=now),
                UnreadableRow(digest="1" * 64, raw={"n": "남"}, why="amount", first_seen_at=now),
                ImportBatch(
                    file_name="payments.csv",
                    sha256="0" * 64,
                    imported_at=now,
                    imported_by="김지현",
                    rows_read=2,
                    rows_new=0,
                    excluded=[
                        {"line": 2, "subject": APP_ID, "why": "zero"},
                        {"line": 3, "subject": "other", "why": "zero"},
                    ],
                ),
                MemberContact(
                    member_id=number, email="canary@x.kr", phone="010-7731-7731", given_at=now
                ),
                MemberLink(
                    token_hash="2" * 64,
                    member_id=number,
                    kind=MemberLinkKind.FROM_APP,
                    return_url=f"https://app.example/{APP_ID}",
                    made_at=now,
                    expires_at=now,
                ),
                MemberSession(
                    token_hash="3" * 64,
                    member_id=number,
                    return_url=f"https://app.example/{APP_ID}",
                    begun_at=now,
                    expires_at=now,
                ),
                IdempotentRequest(
                    key_digest="4" * 64,
                    request_digest="5" * 64,
                    member_id=number,
                    claimed_at=now,
                    claimed_until=now,
                    status=201,
                    sealed_answer="canary-card",  # as if it could be read
                    expires_at=now,
                ),
                MemberNotice(
                    kind=NoticeKind.PAYMENT_FAILED,
                    event="canary",
                    member_id=number,
                    at=now,
                    queued_at=now,
                    run_at=now,
                    facts={"plan": TYPED},
                    state=NoticeState.FAILED,
                    sent_to="canary@****.kr",
                    told_at=now,
                    told_how=TYPED,
                    last_error=f"550 {APP_ID}",
                ),
                # As versions before members had numbers wrote it.
                AuditRow(at=now, actor=APP_ID, act=Act.CANCELLATION_REQUESTED, member_id=number),
            ]
        )
        as_of = AsOf(now, 7)
        close_month(session, MONTHS[0], actor=APPROVER, as_of=as_of)
        _closes_as_of_old(session, number, now - timedelta(days=1))


def _closes_as_of_old(session: Session, number: int, at: datetime) -> None:
    """A month that was sealed with the app's id."""
    month, frozen = Month(2024, 12), [FrozenMember(APP_ID, 1, 29_000, 0)]
    made = fingerprint(month, at, "김지현", {}, frozen)
    session.add(MonthClose(month=month, closed_at=at, closed_by="김지현", numbers={}, sha256=made))
    session.flush()
    session.add(
        ClosedMember(
            month=month,
            member_id=number,
            sealed_id=APP_ID,
            charges=1,
            paid_won=29_000,
            given_back_won=0,
        )
    )


def found(database: Database) -> set[str]:
    """Where anything recognisable stands: `table.column`, the index of the search among them."""
    places = set()
    with database.engine.connect() as book:
        for table in inspect(book).get_table_names():
            for row in book.execute(text(f'SELECT * FROM "{table}"')).mappings():
                places |= {
                    f"{table}.{column}" for column, value in row.items() if recognisable(value)
                }
    return places


def recognisable(value: object) -> bool:
    kept = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    escaped = (one.encode("unicode_escape").decode() for one in CANARIES)
    return any(one in kept for one in (*CANARIES, *escaped))


def found_in_files(database: Database) -> list[str]:
    """In the bytes of a SQLite book and what stands beside it."""
    book = file_of(database.url)
    assert book is not None
    beside = [one for one in book.parent.iterdir() if one.name.startswith(book.name)]
    return [one.name for one in beside if _in_bytes(one)]


def _in_bytes(file: Path) -> bool:
    kept = file.read_bytes()
    return any(one.encode() in kept or one.encode("unicode_escape") in kept for one in CANARIES)


def exported(world: World) -> Iterator[tuple[str, str]]:
    """Every file of the months, by name."""
    out = io.BytesIO()
    with world.system.database.reading() as session:
        export_months(out, session, MONTHS, AsOf(world.clock.now(), 7))
    with zipfile.ZipFile(out) as archive:
        for name in archive.namelist():
            yield name, archive.read(name).decode("utf-8-sig")


def numbers(world: World) -> dict[str, object]:
    """Every metric of every month, and the whole ledger."""
    as_of = AsOf(world.clock.now(), 7)
    with world.system.database.reading() as session:
        told: dict[str, object] = {
            code: dict(metric.values(session, MONTHS, as_of)) for code, metric in METRICS.items()
        }
        told["ledger"] = session.execute(text("SELECT * FROM ledger ORDER BY id")).all()
        told["closed"] = session.execute(
            text("SELECT month, member_id, charges, paid_won, given_back_won FROM closed_members")
        ).all()
    return told


def named(world: World) -> Member:
    return world.member(APP_ID)
