"""What the stays add to a piece of time of any length, added up by the database.

What one stay or turn adds is said by `roll_ups.stay_rows`; here those that add alike are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from billing_core.analytics.ledger_numbers import whole_won
from billing_core.analytics.roll_ups.stay_rows import ChangeRow, Step, turning
from billing_core.analytics.stay_facts import ends_in
from billing_core.analytics.stretch import Bounded
from billing_core.models import MemberStay, StayChange

Rows = Select[*tuple[Any, ...]]


def piece_steps(session: Session, piece: Bounded) -> Iterator[Step]:
    """Dated at the start of the piece, as if every stay had ended at its paid-through."""
    at = piece.start
    for again, months, stays, won in session.execute(_began(piece)):
        came = "returned" if again else "joined"
        yield Step(at, came, months, stays)
        yield Step(at, f"{came}_won", months, won)
    for kind, months, stays, won, asked_won in session.execute(_ended(piece)):
        yield Step(at, str(kind), months, stays)
        yield Step(at, "churned_won", months, won)
        yield Step(at, "asked_won", months, -asked_won)
    for months, won in session.execute(_asked(piece)):
        yield Step(at, "asked_won", months, won)
    for turn, price, months, price_before, months_before, times in session.execute(_turned(piece)):
        one = ChangeRow(0, 0, turn, at, price, months, price_before, months_before)
        for step in turning(one):
            yield step._replace(amount=step.amount * times)


def _began(piece: Bounded) -> Rows:
    key = (MemberStay.place > 0, MemberStay.first_months)
    return (
        select(*key, func.count(), whole_won(MemberStay.first_price))
        .where(MemberStay.began >= piece.start, MemberStay.began < piece.end)
        .group_by(*key)
    )


# Who asks when the paid time is over takes nothing more away by going.
_ASKED_BEFORE = MemberStay.asked_at <= MemberStay.paid_through


def _ended(piece: Bounded) -> Rows:
    key = (MemberStay.kind, MemberStay.months)
    asked = case((_ASKED_BEFORE, MemberStay.price), else_=0)
    return (
        select(*key, func.count(), whole_won(MemberStay.price), whole_won(asked))
        .where(ends_in(piece))
        .group_by(*key)
    )


def _asked(piece: Bounded) -> Rows:
    return (
        select(MemberStay.months, whole_won(MemberStay.price))
        .where(MemberStay.asked_at >= piece.start, MemberStay.asked_at < piece.end, _ASKED_BEFORE)
        .group_by(MemberStay.months)
    )


def _turned(piece: Bounded) -> Rows:
    key = (
        StayChange.turn,
        StayChange.price,
        StayChange.months,
        StayChange.price_before,
        StayChange.months_before,
    )
    return (
        select(*key, func.count())
        .where(StayChange.paid_at >= piece.start, StayChange.paid_at < piece.end)
        .group_by(*key)
    )
