"""Everything off for minutes, hours, days or a hundred days, at every step of a life.

What is expected follows from the rules: whatever happened at the gateway meanwhile is found and
counts by its own instant (F1), nothing is taken or booked for a time already over without a person
(F11), whom we lost for our own failure is a question and loses nothing by itself (F7), what ran
after somebody asked to stop is on the refund list, and what is too old to be told is not told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from billing_core.rules.finding import FindingKind as Kind
from billing_core.rules.subscription import SubscriptionStatus as Status
from tests.notices.mail_server import MailServer
from tests.parts.books import assert_books_agree
from tests.parts.world import World
from tests.stories import absence
from tests.stories.absence import FREE, PAID, Away, Outcome, living, nobody_home, outcome, settle_in

M5, M12, H3, D3, D100 = Away
ONE, TWO = (29_000,), (29_000, 29_000)
REFUSED, RECOVERED = "정기결제가 되지 않았습니다", "정기결제가 완료되었습니다"
STOPPED, ENDING = "정기결제 해지가 완료되었습니다", "이용 기간이 곧 끝납니다"

PAID_ONCE = Outcome(ONE, Status.ACTIVE, PAID, booked=("02-10",))
PAID_AGAIN = Outcome(TWO, Status.ACTIVE, PAID, booked=("03-10",))
# The month that was booked has been paid and used; the next was never booked. The permission
# stays until a person has decided, and nobody owes anything.
LOST_BY_US = Outcome(TWO, Status.ENDED, PAID, open=(Kind.ENDED_BY_US,))
NOT_CHARGED = Outcome((), Status.PENDING, FREE, open=(Kind.FIRST_CHARGE_STUCK,))
NOT_BEGUN = Outcome((), None, FREE, open=(Kind.LATE_REGISTRATION,))
TO_APPROVE = Outcome(ONE, Status.ENDED, PAID, waiting=("approval",))
STOPPED_IN_TIME = Outcome(ONE, Status.ENDED, PAID, told=(STOPPED,), waiting=("approval",))
STOPPED_TOO_LATE = Outcome(
    TWO,
    Status.ENDED,
    PAID,
    open=(Kind.CHARGE_AFTER_CANCELLATION,),
    told=(STOPPED,),
    waiting=("approval",),
)
CLAIMED = Outcome(ONE, Status.CANCELLING, PAID, told=(STOPPED,), waiting=("claim",))
CLAIMED_TOO_LATE = Outcome(
    TWO,
    Status.ENDED,
    PAID,
    open=(Kind.CHARGE_AFTER_CANCELLATION,),
    told=(STOPPED,),
    waiting=("approval", "claim"),
)
SECOND_TRY = Outcome(ONE, Status.PAST_DUE, PAID, booked=("02-13",), told=(REFUSED,))
THIRD_TRY = Outcome(ONE, Status.PAST_DUE, PAID, booked=("02-15",), told=(REFUSED, REFUSED, ENDING))
BY_THEN_PAID = Outcome(TWO, Status.ACTIVE, PAID, booked=("03-10",), told=(RECOVERED,))
TOLD_LATE = Outcome(ONE, Status.PAST_DUE, PAID, booked=("02-13",), told=(REFUSED, REFUSED))
GIVEN_BACK = Outcome(
    (29_000, -9_000), Status.ACTIVE, PAID, booked=("02-10",), told=("환불이 처리되었습니다",)
)
GIVEN_BACK_AND_LOST = Outcome(
    (29_000, 29_000, -9_000), Status.ENDED, PAID, open=(Kind.ENDED_BY_US,)
)
APPROVED = Outcome(ONE, Status.ENDED, FREE)

Step = Callable[[World], None]
TABLE: dict[Step, tuple[Outcome, ...]] = {
    absence.joined: (PAID_ONCE, PAID_ONCE, PAID_ONCE, PAID_ONCE, LOST_BY_US),
    # A card counts by its own instant for 24 hours; then a person asks first.
    absence.checkout_open: (PAID_ONCE, PAID_ONCE, PAID_ONCE, NOT_BEGUN, NOT_BEGUN),
    # It was paid, and bought its month from then on.
    absence.charge_asked: (
        PAID_ONCE,
        PAID_ONCE,
        PAID_ONCE,
        PAID_ONCE,
        Outcome(ONE, Status.ENDED, PAID, open=(Kind.ENDED_BY_US,)),
    ),
    absence.charge_lost: (PAID_ONCE, PAID_ONCE, PAID_ONCE, NOT_CHARGED, NOT_CHARGED),
    absence.booking_made: (PAID_ONCE, PAID_ONCE, PAID_ONCE, PAID_ONCE, LOST_BY_US),
    absence.charge_due: (PAID_AGAIN, PAID_AGAIN, PAID_AGAIN, PAID_AGAIN, LOST_BY_US),
    # The grace ends on the 17th: then it is over, as for anybody.
    absence.retrying: (SECOND_TRY, SECOND_TRY, SECOND_TRY, THIRD_TRY, TO_APPROVE),
    absence.retrying_with_a_good_card: (
        BY_THEN_PAID,
        BY_THEN_PAID,
        BY_THEN_PAID,
        BY_THEN_PAID,
        LOST_BY_US,
    ),
    absence.cancellation_asked: (
        STOPPED_IN_TIME,
        STOPPED_IN_TIME,
        STOPPED_TOO_LATE,
        STOPPED_TOO_LATE,
        STOPPED_TOO_LATE,
    ),
    absence.approval_waiting: (TO_APPROVE,) * 5,
    absence.refund_under_way: (*(GIVEN_BACK,) * 4, GIVEN_BACK_AND_LOST),
    absence.claim_waiting: (*(CLAIMED,) * 4, CLAIMED_TOO_LATE),
    absence.notice_queued: (TOLD_LATE, TOLD_LATE, TOLD_LATE, THIRD_TRY, TO_APPROVE),
    absence.message_queued: (APPROVED,) * 5,
}
# In every suite one length of each step; all of them in `make prove`.
ALWAYS = dict(
    zip(TABLE, (D100, D3, D3, D3, H3, D100, D3, D3, H3, D100, D3, D100, D3, D3), strict=True)
)
CASES = [
    pytest.param(
        step,
        away,
        id=f"{step.__name__}-{away}",
        marks=[] if ALWAYS[step] is away else [pytest.mark.slow],
    )
    for step in TABLE
    for away in Away
]


@pytest.fixture(scope="module")
def mail() -> Iterator[MailServer]:
    with MailServer() as server:
        yield server


@pytest.mark.story
@pytest.mark.parametrize(("step", "away"), CASES)
def test_off_and_on_again(
    step: Step,
    away: Away,
    fresh_sqlite: Callable[[], str],
    mail: MailServer,
    commit: str,
    record_property: Callable[[str, object], None],
) -> None:
    if ALWAYS[step] is not away:
        record_property("proof", f"long absence: {step.__name__}, off {away}, commit {commit}")
    with living(fresh_sqlite(), mail) as world:
        step(world)
        heard = len(mail.said)
        nobody_home(world, away.span)
        settle_in(world)
        assert outcome(world, mail, heard) == TABLE[step][list(Away).index(away)]
        assert_books_agree(world)
