"""Take out of the book whatever names one member or was typed about them, table by table.

What stays is what the law keeps of contracts and payments: numbers, instants, won and codes under
our own number of the member. A new table that says anything about a member is named here, or the
canary of `tests/forgetting/test_canary.py` is found in it.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, case, delete, or_, select, text, update
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.closing.closed_month import closed_record_digest, verify
from billing_core.lifecycle.forgotten_payment import take_name_from
from billing_core.lifecycle.record_act import record_act
from billing_core.lifecycle.untold_member import untold
from billing_core.models import (
    AuditRow,
    Cancellation,
    Card,
    Charge,
    Checkout,
    ClosedMember,
    Complaint,
    Downgrade,
    Finding,
    IdempotentRequest,
    ImportBatch,
    InboxEvent,
    Job,
    Member,
    MemberContact,
    MemberLink,
    MemberNotice,
    MemberSession,
    OutboxMessage,
    PaymentRecord,
    RefundClaim,
    RefundRequest,
    Subscription,
    UnreadableRow,
)
from billing_core.models.text_index import MEMBER_WORDS
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor
from billing_core.rules.member_key import member_key
from billing_core.rules.notice import NoticeReason, NoticeState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.retention import ERASED

PSEUDONYM = "deleted-"
_SAID_IN_A_NOTICE = {"sent_to": "", "told_how": "", "last_error": "", "facts": {}}
_NOBODY_TO_TELL = {"state": NoticeState.OVERTAKEN, "reason": NoticeReason.FORGOTTEN}
SURELY_A_NAME = 6  # letters from which on a text that holds the id or name is about the member


@dataclass(frozen=True)
class _Traces:
    """By what a text or row is known to be about the member."""

    words: tuple[str, ...]
    payments: tuple[str, ...]
    orders: tuple[str, ...]
    cards: tuple[str, ...]
    subscriptions: tuple[str, ...]

    def in_words(self, said: str) -> bool:
        return any(said == one or _stands_in(one, said) for one in self.words)

    def within(self, value: object) -> bool:
        """Anywhere in a JSON value."""
        if isinstance(value, dict):
            return any(self.within(one) for one in value.values())
        if isinstance(value, list):
            return any(self.within(one) for one in value)
        numbers = {*self.payments, *self.orders, *self.cards}
        return isinstance(value, str) and (value in numbers or self.in_words(value))


def _stands_in(word: str, said: str) -> bool:
    """As a word of its own; Korean goes on without a blank. A short one could be anything's part."""
    if len(word) < SURELY_A_NAME or word not in said:
        return False
    if not word.isascii():
        return True
    return re.search(rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])", said) is not None


def erase_member(session: Session, member: Member, key: str, actor: Actor, now: datetime) -> None:
    """`key`: by which the old id is known again. The caller has asked what stands in the way, and
    writes down the act itself. Raises Refusal "forget_month_changed"."""
    traces = _traces(session, member)
    member.forgotten_at, member.forgotten_key = now, key
    member.app_id = PSEUDONYM + secrets.token_hex(6)
    member.app_id_key = member_key(member.app_id)
    member.name = member.app_id  # a file that has the member says the same, and nothing is news
    session.flush()  # what is sealed lets go only of the text of somebody who is forgotten
    _from_the_audit_log(session, member, traces)
    _from_closed_months(session, member, actor, now)
    _from_payments(session, member)
    _from_their_rows(session, member, traces)
    _from_rows_of_all(session, traces)
    _from_the_search(session, member)
    _from_their_pages(session, member)


def _traces(session: Session, member: Member) -> _Traces:
    def known(column: Any, *where: ColumnElement[bool]) -> tuple[str, ...]:
        return tuple(sorted({one for one in session.scalars(select(column).where(*where)) if one}))

    payments = PaymentRecord.member_id == member.id
    return _Traces(
        words=tuple(filter(None, {member.app_id, member.app_id_key, member.name})),
        payments=tuple(
            sorted(
                {
                    *known(PaymentRecord.imp_uid, payments),
                    *known(PaymentRecord.gateway_uid, payments),
                }
            )
        ),
        orders=tuple(
            sorted(
                {
                    *known(PaymentRecord.merchant_uid, payments),
                    *known(Charge.merchant_uid, Charge.member_id == member.id),
                    *known(Checkout.merchant_uid, Checkout.member_id == member.id),
                }
            )
        ),
        cards=tuple(
            sorted(
                {
                    *known(Card.customer_uid, Card.member_id == member.id),
                    *known(Checkout.customer_uid, Checkout.member_id == member.id),
                }
            )
        ),
        subscriptions=known(Subscription.id, Subscription.member_id == member.id),
    )


def _from_the_audit_log(session: Session, member: Member, traces: _Traces) -> None:
    """Who did what and when stays, of the text nothing: the seals prove the facts without it."""
    theirs = (AuditRow.member_id == member.id, AuditRow.act != Act.MEMBER_FORGOTTEN)
    subjects = session.scalars(select(AuditRow.subject).where(*theirs).distinct())
    naming = [one for one in subjects if traces.in_words(one)]
    by_the_id = AuditRow.actor_kind.is_(None) & AuditRow.actor.in_(traces.words)
    session.execute(
        update(AuditRow)
        .where(*theirs)
        .values(
            detail=ERASED,
            subject=case((among(AuditRow.subject, naming), ""), else_=AuditRow.subject),
            actor=case((by_the_id, ""), else_=AuditRow.actor),
        )
        .execution_options(synchronize_session=False)
    )


def _from_closed_months(session: Session, member: Member, actor: Actor, now: datetime) -> None:
    """A month closed before members had numbers was sealed with the app's id. Without it the month
    has another fingerprint, which the audit log keeps: sealed, and dated."""
    named = (ClosedMember.member_id == member.id, ClosedMember.sealed_id.is_not(None))
    months = session.scalars(select(ClosedMember.month).where(*named)).all()
    for month in months:
        if not verify(session, month):
            raise Refusal(RefusalCode.FORGET_MONTH_CHANGED, month=str(month))
    session.execute(
        update(ClosedMember)
        .where(*named)
        .values(sealed_id=None)
        .execution_options(synchronize_session=False)
    )
    for month in months:
        record_act(
            session,
            Act.MONTH_FINGERPRINT_RENEWED,
            at=now,
            actor=actor,
            member_id=None,
            subject=str(month),
            sha256=closed_record_digest(session, month),
        )


def _from_payments(session: Session, member: Member) -> None:
    """Numbers, instants and won stay."""
    theirs = PaymentRecord.member_id == member.id
    for record in session.scalars(select(PaymentRecord).where(theirs)):
        take_name_from(record)
    session.flush()


def _from_their_rows(session: Session, member: Member, traces: _Traces) -> None:
    payments, orders = traces.payments, traces.orders
    subjects = [*payments, *orders, *traces.cards, *traces.subscriptions]
    of_payments = among(RefundRequest.imp_uid, payments)
    rung = or_(
        among(InboxEvent.imp_uid, payments),
        among(InboxEvent.merchant_uid, orders),
    )
    asked = or_(Finding.member_id == member.id, among(Finding.subject, subjects))
    emptied: Sequence[tuple[Any, ColumnElement[bool], dict[str, Any]]] = (
        (Card, Card.member_id == member.id, {"card_name": "", "card_number": ""}),
        (Cancellation, Cancellation.member_id == member.id, {"reason": "", "reason_code": None}),
        (Charge, Charge.member_id == member.id, {"fail_reason": ""}),
        (RefundRequest, of_payments, {"reason": "", "answer": ""}),
        (
            RefundClaim,
            RefundClaim.member_id == member.id,
            {"reason": "", "note": "", "answer": ""},
        ),
        (
            Complaint,
            Complaint.member_id == member.id,
            {"said": "", "answer": "", "result": ""},
        ),
        (Downgrade, Downgrade.member_id == member.id, {"hold_reason": "", "evidence": []}),
        (MemberNotice, MemberNotice.member_id == member.id, _SAID_IN_A_NOTICE),
        (MemberNotice, (MemberNotice.member_id == member.id) & untold(), _NOBODY_TO_TELL),
        (OutboxMessage, OutboxMessage.member_id == member.id, {"payload": {}, "last_error": ""}),
        (InboxEvent, rung, {"body": b"", "last_error": ""}),
        (Job, among(Job.subject, subjects), {"last_error": ""}),
    )
    for finding in session.scalars(select(Finding).where(asked)):
        _empty_finding(finding)
    session.flush()
    for table, whose, nothing in emptied:
        changed = update(table).where(whose).values(**nothing)
        session.execute(changed.execution_options(synchronize_session=False))


def _from_their_pages(session: Session, member: Member) -> None:
    """How to reach them, every way into their own page, and what the app was answered."""
    for table in (MemberContact, MemberLink, MemberSession, IdempotentRequest):
        session.execute(delete(table).where(table.member_id == member.id))
    theirs = update(Checkout).where(Checkout.member_id == member.id)
    session.execute(theirs.values(return_url="", token_hash=None))


def _from_rows_of_all(session: Session, traces: _Traces) -> None:
    """Rows that belong to nobody, and may be about the member."""
    for row in session.scalars(select(UnreadableRow)):
        if row.raw and traces.within(row.raw):
            row.raw = {}
    for batch in session.scalars(select(ImportBatch)):
        rest = [one for one in batch.excluded if not _names(traces, one.values())]
        if len(rest) < len(batch.excluded):
            batch.excluded = rest
    for finding in session.scalars(select(Finding).where(Finding.member_id.is_(None))):
        if traces.within([finding.detail, finding.resolution]):
            _empty_finding(finding)
    session.flush()


def _empty_finding(finding: Finding) -> None:
    """Numbers and instants stay: what is read again later is compared with them."""
    kept = {name: value for name, value in finding.detail.items() if _is_plain(value)}
    finding.detail, finding.resolution = kept, ""


def _is_plain(value: object) -> bool:
    if isinstance(value, str):
        try:
            return datetime.fromisoformat(value).tzinfo is not None
        except ValueError:
            return False
    return value is None or isinstance(value, int)


def _names(traces: _Traces, said: Iterable[object]) -> bool:
    return any(isinstance(one, str) and traces.in_words(one) for one in said)


def _from_the_search(session: Session, member: Member) -> None:
    """The words that were borne, and what SQLite's index keeps of them until it is merged."""
    if session.get_bind().dialect.name != "sqlite":
        return
    session.execute(
        text(f"DELETE FROM {MEMBER_WORDS} WHERE member = :number"),  # noqa: S608 - a name of ours
        {"number": member.id},
    )
    session.execute(
        text(f"INSERT INTO {MEMBER_WORDS} VALUES (:number, :words)"),  # noqa: S608 - a name of ours
        {"number": member.id, "words": member.app_id},
    )
