"""What to tell a member (전할 말): sentences made of how they stand, copied with one click.

They name neither the member nor a card, so whoever sees members masked may copy them as well.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

import streamlit as st

from billing_core.desk.failures import FailureRow
from billing_core.desk.members import MemberCard
from billing_core.desk.refund_claims import ClaimRow
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.wording.declines_to_members import REFUSED_BECAUSE
from dashboard.pages.members import what_to_say_words as w
from dashboard.parts import desk
from dashboard.parts.language import Words, day, until_when, won
from dashboard.parts.markup import section


def what_to_say_card(
    card: MemberCard, failure: FailureRow | None, claims: Sequence[ClaimRow], now: datetime
) -> None:
    company = desk.the_system().settings.company.name
    said = " ".join(what_to_say(card, failure, claims, now))
    section(w.TITLE(), w.HELP())
    with st.container(key="members_to_say"):
        st.code(
            f"{w.FROM(company=company)}{said}" if company else said, language=None, wrap_lines=True
        )


def what_to_say(
    card: MemberCard, failure: FailureRow | None, claims: Sequence[ClaimRow], now: datetime
) -> Iterator[str]:
    match card.row.status:
        case None:
            yield w.NEVER()
        case SubscriptionStatus.ENDED:
            yield from _to_whom_it_ended(card, now)
        case SubscriptionStatus.CANCELLING:
            yield from _to_who_cancelled(card, now, asks_back=any(c.state.waits for c in claims))
        case SubscriptionStatus.ACTIVE:
            yield from _to_who_goes_on(card)
        case SubscriptionStatus.PENDING | SubscriptionStatus.PAST_DUE:
            yield from _to_who_has_not_paid(card, failure, now)
    for claim in claims:
        if claim.state.waits:
            yield w.CLAIMED(when=day(claim.asked_at))


def _to_who_goes_on(card: MemberCard) -> Iterator[str]:
    row = card.row
    yield w.ACTIVE(plan=row.plan_name)
    if row.paid_through is not None:
        yield w.UNTIL(when=until_when(row.paid_through))
    if row.next_charge_at is not None:
        yield w.NEXT(when=day(row.next_charge_at), won=won(row.price))
    else:
        yield w.NO_CARD() if card.without_card else w.NO_NEXT()


def _to_who_has_not_paid(
    card: MemberCard, failure: FailureRow | None, now: datetime
) -> Iterator[str]:
    if failure is None:
        first = card.row.status is SubscriptionStatus.PENDING
        yield w.NOT_PAID_YET() if first else w.NOT_PAID()
        return
    yield w.FAILED(when=day(failure.failed_at), won=won(failure.amount))
    yield w.NEW_CARD() if failure.card_changed else Words(*REFUSED_BECAUSE[failure.reason])()
    if failure.under_way:
        yield w.UNDER_WAY()
    elif failure.next_try_at is not None:
        yield w.TRIED_AGAIN(when=day(failure.next_try_at))
    else:
        yield w.NOT_TRIED_AGAIN()
    if failure.access_until is not None and now < failure.access_until:
        yield w.ENDS_UNPAID(when=until_when(failure.access_until))


def _to_who_cancelled(card: MemberCard, now: datetime, *, asks_back: bool) -> Iterator[str]:
    until = card.row.paid_through
    yield w.CANCELLED(when=day(card.cancellation_asked_at))
    if until is not None and now < until:
        yield w.USABLE(when=until_when(until))
        yield w.CAN_STAY()
    elif until is not None:
        yield w.WAS_UNTIL(when=until_when(until))
    if until is not None and not asks_back:
        yield w.NO_REFUND()


def _to_whom_it_ended(card: MemberCard, now: datetime) -> Iterator[str]:
    """Of a time that a refund has cut short nothing is said: it may lie ahead."""
    until = card.row.paid_through
    yield w.ENDED()
    if until is not None and until <= now:
        yield w.WAS_UNTIL(when=until_when(until))
    yield w.COME_BACK()
