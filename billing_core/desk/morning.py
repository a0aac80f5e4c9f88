"""What the team hears in the morning beside today's work: what is wrong, and yesterday."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.desk.invariants import lights
from billing_core.desk.seal_light import newest_seal
from billing_core.models import Cancellation, Charge, Finding, LedgerEntry
from billing_core.models.ledger import GIVING_BACK, EntryKind
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind


@dataclass(frozen=True)
class CountAndWon:
    """How many, and whole won."""

    number: int
    won: int


@dataclass(frozen=True)
class Morning:
    """What the brief says beside today's work, counts and won alone: no member is named. `red`:
    lights that are red. What was refunded and cancelled was so yesterday, a day of Seoul."""

    red: int
    refunded: CountAndWon
    cancelled: int
    newest_seal: tuple[int, str] | None


def morning(session: Session, now: datetime, *, recovery: bool = False) -> Morning:
    today = kst_date(now)
    start, end = kst_instant(today - timedelta(days=1)), kst_instant(today)
    found = lights(session, now, lately=True, recovery=recovery)
    return Morning(
        red=sum(light.red for light in found),
        refunded=entries_in(session, GIVING_BACK, start, end),
        cancelled=session.scalar(
            select(func.count(func.distinct(Cancellation.member_id))).where(
                Cancellation.requested_at >= start,
                Cancellation.requested_at < end,
                Cancellation.withdrawn_at.is_(None),
            )
        )
        or 0,
        newest_seal=newest_seal(session),
    )


def findings_worth(session: Session, *kinds: FindingKind) -> CountAndWon:
    wanted = select(func.count(Finding.id), func.sum(Finding.amount)).where(
        Finding.resolved_at.is_(None), Finding.kind.in_(kinds)
    )
    number, won = session.execute(wanted).one()
    return CountAndWon(number, int(won or 0))


def entries_in(
    session: Session, kinds: tuple[EntryKind, ...], start: datetime, end: datetime
) -> CountAndWon:
    number, won = session.execute(
        select(func.count(LedgerEntry.id), func.sum(LedgerEntry.amount)).where(
            LedgerEntry.kind.in_(kinds),
            LedgerEntry.occurred_at >= start,
            LedgerEntry.occurred_at < end,
        )
    ).one()
    return CountAndWon(number, abs(int(won or 0)))


def charges_failed_in(session: Session, start: datetime, end: datetime) -> CountAndWon:
    number, won = session.execute(
        select(func.count(Charge.merchant_uid), func.sum(Charge.amount)).where(
            Charge.state == ChargeState.FAILED,
            Charge.due_at >= start - timedelta(days=1),
            Charge.due_at < end,
            Charge.settled_at >= start,
            Charge.settled_at < end,
        )
    ).one()
    return CountAndWon(number, int(won or 0))
