"""Health check of the gateway and its clock. When it is back, what waited for it goes on.

Work that failed comes back with exponential backoff; an outage must not make it wait longer than
the outage itself. So while something waits, each round asks for the time, which changes nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from billing_core.gateway import GatewayError
from billing_core.lifecycle.asked_cure import AskedCure
from billing_core.lifecycle.open_finding import close_finding, open_finding
from billing_core.models import GatewayState, InboxEvent, InboxState, Job, JobKind
from billing_core.models.gateway_state import THE_ROW
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.system import System

ASK_EVERY = timedelta(minutes=10)
STALE_AFTER = timedelta(hours=1)  # a list of reservations that was begun before is begun anew
CLOCKS_DIFFER = timedelta(minutes=1)
BOTH = "-"  # clocks: the finding is about nobody's payment
ON_THE_WIRE = (
    JobKind.CHARGE_NOW,
    JobKind.BOOK_NEXT,
    JobKind.REVOKE,
    JobKind.RESOLVE,
    JobKind.SWEEP,
    JobKind.BOOKINGS,
    JobKind.TAKE_BACK,
    JobKind.DELETE_KEY,
)
_WAITING_JOB = (Job.kind.in_(ON_THE_WIRE), Job.last_error != "")
_WAITING_EVENT = (InboxEvent.state == InboxState.NEW, InboxEvent.last_error != "")


def watch_gateway(system: System) -> None:
    """Ask the gateway while it is away, and when the clocks were not compared for a while."""
    now = system.clock.now()
    with system.database.reading() as session:
        state = session.get(GatewayState, THE_ROW)
    if not _worth_asking(state, now):
        return
    try:
        offset = system.gateway.measure_clock()
    except GatewayError:
        with system.database.writing() as session:
            known = _the_row(session)
            known.down_since = known.down_since or now
        return
    _note_answer(system, offset, now)


def _note_answer(system: System, offset: timedelta | None, now: datetime) -> int:
    """Returns by how many seconds its clock is ahead of ours."""
    seconds = round(offset.total_seconds()) if offset else 0
    with system.database.writing() as session:
        known = _the_row(session)
        if known.down_since is not None:
            _go_on(session, now)
        known.down_since, known.last_answer_at, known.measured_at = None, now, now
        known.offset_seconds = seconds
        _tell_clocks(session, seconds, now)
    return seconds


def _tell_clocks(session: Session, seconds: int, now: datetime) -> None:
    differ = FindingKind.CLOCKS_DIFFER
    if apart(seconds):
        open_finding(session, differ, BOTH, now=now, member_id=None, seconds=str(seconds))
    else:
        close_finding(session, differ, BOTH, now=now, answer=FindingAnswer.CLOCKS_AGREE)


def apart(seconds: int) -> bool:
    return abs(seconds) > CLOCKS_DIFFER.total_seconds()


def measure_again(system: System, _asked: AskedCure) -> None:
    """Compare the clocks again. Raises Refusal "still_apart"; GatewayError when it is silent."""
    seconds = _note_answer(system, system.gateway.measure_clock(), system.clock.now())
    if apart(seconds):
        raise Refusal(
            RefusalCode.STILL_APART_AHEAD if seconds > 0 else RefusalCode.STILL_APART_BEHIND,
            apart=abs(seconds),
        )


def note_silence(session: Session, now: datetime) -> None:
    """A call found the gateway away, or our keys refused: the next round asks for it."""
    state = _the_row(session)
    state.down_since = state.down_since or now


def _worth_asking(state: GatewayState | None, now: datetime) -> bool:
    if state is None or state.measured_at is None or state.down_since is not None:
        return True
    return now >= state.measured_at + ASK_EVERY


_THE_ROW = (
    select(GatewayState)
    .where(GatewayState.id == THE_ROW)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def _the_row(session: Session) -> GatewayState:
    state = session.scalar(_THE_ROW)
    if state is None:
        state = GatewayState(id=THE_ROW, offset_seconds=0)
        session.add(state)
    return state


def _go_on(session: Session, now: datetime) -> None:
    """What failed is due now, with all its tries: the outage used them up. Nobody's claim is
    touched."""
    free_job = or_(Job.claimed_until.is_(None), Job.claimed_until <= now)
    session.execute(
        update(Job).where(*_WAITING_JOB, free_job, Job.run_at > now).values(run_at=now, attempts=0)
    )
    free_event = or_(InboxEvent.claimed_until.is_(None), InboxEvent.claimed_until <= now)
    session.execute(
        update(InboxEvent)
        .where(*_WAITING_EVENT, free_event, InboxEvent.run_at > now)
        .values(run_at=now, attempts=0)
    )


def gateway_state(session: Session) -> GatewayState | None:
    """What is known of the gateway, for the lights: None while it was never asked."""
    return session.get(GatewayState, THE_ROW)


def begin_bookings(
    session: Session, now: datetime, *, anew_at: datetime
) -> tuple[datetime, datetime]:
    """Begin or resume the reading of all reservations: when it was begun, and the due date it goes
    on at, which is the checkpoint of one that was cut off a short while ago."""
    state = _the_row(session)
    begun, reached = state.bookings_begun_at, state.bookings_reached
    if begun is not None and reached is not None and now - STALE_AFTER <= begun <= now:
        return begun, reached
    state.bookings_begun_at, state.bookings_reached = now, anew_at
    return now, anew_at


def note_bookings_reached(session: Session, due_at: datetime) -> None:
    """Keep the checkpoint: those that are due before it were compared with our book."""
    _the_row(session).bookings_reached = due_at


def note_bookings_read(session: Session, begun_at: datetime) -> None:
    """All reservations were read and compared with our book."""
    state = _the_row(session)
    state.bookings_read_at = begun_at
    state.bookings_begun_at = state.bookings_reached = None
