"""The invariants (promises) of the book as lights: each counts what breaks it, zero is green.

They are asked of the book as it is now, and of what was read of the gateway's: a light says
which, and is grey while the gateway could not be read. Counting reads much of the book, so a page
shows what was found in the background a short while ago, asks anew what was broken then, and
everything only when somebody wants that.
"""

from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.desk import gateway_lights
from billing_core.desk.breaches import BREACHES, BreachQuestion
from billing_core.desk.light import Invariant, Light
from billing_core.desk.seal_light import seal_light
from billing_core.models import KeptLight
from billing_core.rules.finding import FindingKind

LATELY = timedelta(days=31)
LOOKED_FOR = timedelta(minutes=30)  # what was looked after in the background is shown this long
_EVER = datetime(1970, 1, 1, tzinfo=UTC)
_ASKED_ANEW = (  # they read only what is unfinished
    Invariant.EVENTS_PROCESSED,
    Invariant.CLAIMS_ANSWERED,
)


def lights(
    session: Session, now: datetime, *, lately: bool = False, recovery: bool = False
) -> list[Light]:
    """All lights. `lately`: payments, periods and permission changes of the last `LATELY` only, as
    kept in the background where nothing was broken. `recovery`: the gateway's own switch is
    declared on."""
    asked = BreachQuestion(now, since=now - LATELY if lately else _EVER)
    kept = _kept(session, now) if lately else {}
    ours = {
        code: kept.get(code) or Light(code, count(session, asked), read_at=now)
        for code, count in BREACHES.items()
    }
    bookings = gateway_lights.bookings_light(session, now)
    one, complete = ours[Invariant.ONE_BOOKING], ours[Invariant.LEDGER_COMPLETE]
    found = ours | {
        one.invariant: gateway_lights.with_bookings_read(one, bookings),
        complete.invariant: gateway_lights.with_payments_read(session, complete, asked.since, now),
        bookings.invariant: bookings,
        Invariant.CLOCKS_AGREE: gateway_lights.clock_light(session, now),
        Invariant.RECOVERY_OFF: gateway_lights.recovery_light(on=recovery),
        Invariant.RECORDS_UNCHANGED: seal_light(session, now),
    }
    return [found[invariant] for invariant in Invariant]


def count_all(session: Session, now: datetime) -> dict[Invariant, int]:
    """Counts what breaks each invariant, of what a page would read."""
    asked = BreachQuestion(now, since=now - LATELY)
    return {code: count(session, asked) for code, count in BREACHES.items()}


def _kept(session: Session, now: datetime) -> dict[Invariant, Light]:
    """Green ones only: what somebody puts right turns green at once, and what a finding has told
    of since is counted."""
    rows = session.scalars(
        select(KeptLight).where(
            KeptLight.broken == 0, KeptLight.looked_at.between(now - LOOKED_FOR, now)
        )
    )
    lights = {Invariant(row.invariant): row.looked_at for row in rows}
    anew = {*_ASKED_ANEW}
    if gateway_lights.open_ones(session, FindingKind.DOUBLE_CHARGE):
        anew.add(Invariant.PERIOD_ONCE)
    return {
        code: Light(code, 0, read_at=looked_at)
        for code, looked_at in lights.items()
        if code not in anew
    }
