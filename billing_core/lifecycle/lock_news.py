"""Take what a group of news needs before the first is settled, on PostgreSQL: waiting for nobody.

Whoever holds rows of many members and waits for one more may wait in a circle. So each lock is
tried, and a payment that misses one is left out: it is settled alone, in the usual order.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import String, func, literal, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.database import BUSY_TIMEOUT_MS
from billing_core.lifecycle.find_payment import NAMES
from billing_core.lifecycle.payment_names import keys_of_names
from billing_core.models import Charge, Member, Subscription
from billing_core.rules.payment import Payment

# What settling may still meet (a job that is being finished, a file's row) is waited for so long;
# PostgreSQL looks for a circle after a second, so it is the group that gives way and no person.
PATIENCE_MS = 200
_TRY_NAMES = text("SELECT pg_try_advisory_xact_lock_shared(hashtextextended(:key, 0))")
_WAITS_FOR = text("SELECT set_config('lock_timeout', :milliseconds, true)")


def lock_news(session: Session, payments: Sequence[Payment]) -> set[str]:
    """The numbers of those that may be settled together: unknown payments for charges of ours,
    whose locks are all held now. From here on the session waits for nobody for long."""
    _wait(session, PATIENCE_MS)
    if not session.scalar(_TRY_NAMES, {"key": NAMES}):
        return set()  # a file comes in
    free = _try_payments(session, [payment.imp_uid for payment in payments])
    known = keys_of_names(session, sorted(free))
    whose = _lock_charges(
        session, [each.merchant_uid for each in payments if each.imp_uid in free - known.keys()]
    )
    members = _lock_members(session, whose.values())
    return {
        payment.imp_uid
        for payment in payments
        if payment.imp_uid in free - known.keys() and whose.get(payment.merchant_uid) in members
    }


def wait_as_usual(session: Session) -> None:
    """For the roll-ups, which the commit takes: who has them waits for nobody."""
    session.flush()
    _wait(session, BUSY_TIMEOUT_MS)


def _wait(session: Session, milliseconds: int) -> None:
    session.execute(_WAITS_FOR, {"milliseconds": str(milliseconds)})


def _try_payments(session: Session, imp_uids: Sequence[str]) -> set[str]:
    """The lock that `settle_payment` takes first."""
    given = func.unnest(literal(list(imp_uids), ARRAY(String))).column_valued("imp_uid")
    key = func.hashtextextended(func.concat("payment:", given), 0)
    rows = session.execute(select(given, func.pg_try_advisory_xact_lock(key)))
    return {imp_uid for imp_uid, held in rows if held}


def _lock_charges(session: Session, merchant_uids: Sequence[str]) -> dict[str, int]:
    """The charges that are ours with their subscriptions -> their members."""
    free = (
        select(Charge.merchant_uid, Charge.member_id)
        .join(Subscription, Subscription.id == Charge.subscription_id)
        .where(among(Charge.merchant_uid, merchant_uids))
        .with_for_update(skip_locked=True, of=(Charge, Subscription))
    )
    return {row.merchant_uid: row.member_id for row in session.execute(free)}


def _lock_members(session: Session, numbers: Iterable[int]) -> set[int]:
    some = sorted(set(numbers))
    free = select(Member.id).where(among(Member.id, some))
    return set(session.scalars(free.with_for_update(skip_locked=True, key_share=True)))
