"""The payments page: what the gateway's books say, filtered, by keyset pagination."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session, defer

from billing_core.desk.payment_filter import Condition, PaymentFilter, Shown, shown_of
from billing_core.desk.payment_search import Match, matches, of_many_members
from billing_core.desk.payment_sums import PaymentSums, sums_of_filter, sums_of_matches
from billing_core.models import Member, PaymentRecord, Subscription
from billing_core.rules.calendar import Month
from billing_core.rules.decline import DeclineReason
from billing_core.rules.exclusion import Exclusion

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class PaymentRow:
    """A payment. `at` is when it was paid, else failed, else begun. `imp_uid` is our own key of
    it, `number` what people know it by."""

    imp_uid: str
    number: str
    merchant_uid: str
    app_id: str | None
    member_name: str
    shown: Shown
    at: datetime
    amount: int
    refunded: int
    decline: DeclineReason | None
    refused: str  # what the card company said, where we do not know it
    excluded: Exclusion | None
    card: str
    card_name: str
    apply_num: str
    receipt_url: str
    plan: str  # its name; empty where no subscription is known
    source: str


class PaymentPlace(NamedTuple):
    """The key a page ended at: the next one begins after it, whatever came in meanwhile."""

    at: datetime
    imp_uid: str


@dataclass(frozen=True)
class PaymentPage:
    """One page; `next` is None on the last. `sums` are over everything the filter lets through,
    None when the text fits too many members."""

    rows: tuple[PaymentRow, ...]
    next: PaymentPlace | None
    sums: PaymentSums | None


def payment_page(
    session: Session, wanted: PaymentFilter, *, limit: int, after: PaymentPlace | None = None
) -> PaymentPage:
    """One page, newest first. Reads what it shows, however many there are before and after."""
    found = matches(session, wanted) if wanted.text else None
    if found is not None:
        rows = _of_matches(session, found, limit, after)
        sums: PaymentSums | None = sums_of_matches(found)
    else:
        rows = _of_filter(session, wanted, after, limit + 1)
        sums = None if wanted.text else sums_of_filter(session, wanted)
    ends = rows[limit - 1] if len(rows) > limit else None
    return PaymentPage(
        tuple(rows[:limit]), PaymentPlace(ends.at, ends.imp_uid) if ends else None, sums
    )


def every_payment(session: Session, wanted: PaymentFilter) -> Iterator[PaymentRow]:
    """All that the pages of a filter show, in their order, some at a time."""
    found = matches(session, wanted) if wanted.text else None
    after: PaymentPlace | None = None
    while True:
        if found is not None:
            rows = _of_matches(session, found, ROWS_AT_ONCE - 1, after)
        else:
            rows = _of_filter(session, wanted, after, ROWS_AT_ONCE)
        yield from rows
        if len(rows) < ROWS_AT_ONCE:
            return
        after = PaymentPlace(rows[-1].at, rows[-1].imp_uid)


def _of_filter(
    session: Session, wanted: PaymentFilter, after: PaymentPlace | None, limit: int
) -> list[PaymentRow]:
    where = [*wanted.conditions(), *_beyond(after)]
    if wanted.text:
        where.append(of_many_members(session, wanted.text))
    return rows_where(session, where, limit)


def plans_paid(session: Session) -> dict[str, str]:
    """The plans that anybody has or had, by id with a name."""
    named = select(Subscription.plan_id, Subscription.plan_name).distinct()
    return dict(session.execute(named.order_by(Subscription.plan_id)).all())


def payment_months(session: Session) -> list[Month]:
    """The months from the first payment to the last, newest first; empty without payments."""
    first = session.scalar(select(func.min(PaymentRecord.dated_at)))
    last = session.scalar(select(func.max(PaymentRecord.dated_at)))
    if first is None or last is None:
        return []
    months = [Month.of(last)]
    while months[-1] > Month.of(first):
        months.append(months[-1].plus(-1))
    return months


def _of_matches(
    session: Session, found: Sequence[Match], limit: int, after: PaymentPlace | None
) -> list[PaymentRow]:
    rest = [each for each in found if after is None or (each.at, each.imp_uid) < after]
    shown = [each.imp_uid for each in rest[: limit + 1]]
    return rows_where(session, [PaymentRecord.imp_uid.in_(shown)], len(shown))


def _beyond(after: PaymentPlace | None) -> list[ColumnElement[bool]]:
    """The first condition is what a database finds by its index; the second tells apart the
    payments of one second."""
    if after is None:
        return []
    at = PaymentRecord.dated_at
    same_second = and_(at == after.at, PaymentRecord.imp_uid < after.imp_uid)
    return [at <= after.at, or_(at < after.at, same_second)]


def rows_where(session: Session, where: Sequence[Condition], limit: int) -> list[PaymentRow]:
    found = session.execute(
        select(PaymentRecord, Member.app_id, Member.name, _plan_name())
        .outerjoin(Member, Member.id == PaymentRecord.member_id)
        .where(*where)
        .order_by(PaymentRecord.dated_at.desc(), PaymentRecord.imp_uid.desc())
        .limit(limit)
        .options(defer(PaymentRecord.raw))
    )
    return [_row(*row) for row in found]


def _plan_name() -> ScalarSelect[str]:
    """No join: the kinds of payments are told in column names that a subscription has, too."""
    of_it = Subscription.id == PaymentRecord.subscription_id
    return select(Subscription.plan_name).where(of_it).scalar_subquery()


def _row(
    record: PaymentRecord, app_id: str | None, name: str | None, plan: str | None
) -> PaymentRow:
    return PaymentRow(
        imp_uid=record.imp_uid,
        number=record.number,
        merchant_uid=record.merchant_uid,
        app_id=app_id,
        member_name=name or "",
        shown=shown_of(
            record.payment_class,
            record.status,
            paid=record.paid_at is not None,
            refunded=record.cancel_amount > 0,
        ),
        at=record.dated_at,
        amount=record.amount,
        refunded=record.cancel_amount,
        decline=record.decline,
        refused=record.fail_reason,
        excluded=record.reason,
        card=f"{record.card_name} {record.card_number}".strip(),
        card_name=record.card_name,
        apply_num=record.apply_num,
        receipt_url=record.receipt_url,
        plan=plan or "",
        source=record.source,
    )
