"""Queue a notice (고지) to a member, in the transaction of what happened; once for each event.

Where there is no way to tell members nothing is queued, and nothing of long ago: an import or a
lived past sends nothing, and whoever sets up mail later sends no burst of old news. The demo's
past is lived that way, too.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

from billing_core import models
from billing_core.database import TELLS_MEMBERS
from billing_core.lifecycle.write_entries import Fact
from billing_core.roll_ups.state import grace_of
from billing_core.rules.notice import NoticeKind, NoticeState
from billing_core.rules.payment import Payment


def queue_notice(
    session: Session,
    kind: NoticeKind,
    *,
    member_id: int,
    event: str,
    at: datetime,
    now: datetime | None = None,
    **facts: object,
) -> None:
    """Insert or ignore. `event` names what happened, `at` is when; `facts` are codes, won, instants
    and what was bought, never a name. `now`: when we learn of it, `at` where left out."""
    learnt = now or at
    if not session.info.get(TELLS_MEMBERS) or learnt - at > kind.worth_sending:
        return
    table = cast(Table, models.MemberNotice.__table__)
    sqlite = session.get_bind().dialect.name == "sqlite"
    insert = sqlite_insert(table) if sqlite else postgresql_insert(table)
    session.execute(
        insert.on_conflict_do_nothing(index_elements=["kind", "event"]),
        {
            "kind": kind,
            "event": event[:120],
            "member_id": member_id,
            "at": at,
            "queued_at": learnt,
            "run_at": learnt,
            "facts": {key: _plain(value) for key, value in facts.items() if value is not None},
            "state": NoticeState.QUEUED,
        },
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def notice_of_failure(
    session: Session, charge: models.Charge, payment: Payment, now: datetime
) -> None:
    """A renewal was declined: why, and until when it may still be paid."""
    queue_notice(
        session,
        NoticeKind.PAYMENT_FAILED,
        member_id=charge.member_id,
        event=charge.merchant_uid,
        at=payment.failed_at or now,
        now=now,
        subscription=charge.subscription_id,
        period=charge.period,
        plan=charge.plan_name,
        amount=charge.amount,
        decline=str(charge.decline or ""),
        until=charge.period_from + grace_of(session) if charge.period_from else None,
    )


def notice_of_recovery(
    session: Session, charge: models.Charge, payment: Payment, now: datetime
) -> None:
    """What had been declined was paid after all."""
    queue_notice(
        session,
        NoticeKind.CHARGED_AFTER_RETRY,
        member_id=charge.member_id,
        event=charge.merchant_uid,
        at=payment.paid_at or now,
        now=now,
        subscription=charge.subscription_id,
        period=charge.period,
        plan=charge.plan_name,
        amount=charge.amount,
        ends=charge.covers_until,
    )


def notice_of_cancellation(
    session: Session,
    cancellation: models.Cancellation,
    subscription: models.Subscription,
    now: datetime,
) -> None:
    """It is proved that nothing more will be charged."""
    queue_notice(
        session,
        NoticeKind.CANCELLATION_CONFIRMED,
        member_id=cancellation.member_id,
        event=cancellation.id,
        at=now,
        subscription=subscription.id,
        plan=subscription.plan_name,
        ends=subscription.paid_through,
        never_paid=subscription.paid_through is None or None,
    )


def notice_of_refunds(
    session: Session, record: models.PaymentRecord, facts: Sequence[Fact], now: datetime
) -> None:
    """Money went back, as the gateway tells it."""
    for fact in facts:
        if fact.kind is models.EntryKind.REFUND and record.member_id is not None:
            queue_notice(
                session,
                NoticeKind.REFUND_DONE,
                member_id=record.member_id,
                event=f"{record.imp_uid}:{fact.key}",
                at=fact.occurred_at,
                now=now,
                amount=-fact.amount,
            )


def notice_of_answer(
    session: Session, claim: models.RefundClaim, now: datetime, *, granted: bool
) -> None:
    """Their refund claim was decided. What the gateway refunds is told when it is done."""
    queue_notice(
        session,
        NoticeKind.REFUND_ANSWERED,
        member_id=claim.member_id,
        event=claim.id,
        at=now,
        amount=claim.won,
        granted=granted,
    )
