"""Effects: what an act will do, said before it is done. How each is said, `wording.effects` says."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Fact = str | int | datetime


class EffectCode(StrEnum):
    """Beside each the facts that it carries."""

    REFUNDS = "refunds"  # won, left
    COUNTS = "counts"  # won
    COUNTS_REFUNDED = "counts_refunded"  # won
    LEAVES_OUT = "leaves_out"  # won
    NOT_PAID = "not_paid"  # due_at, won: a charge of ours, by a person's word
    ASKS_WHAT_FOLLOWS = "asks_what_follows"
    CORRECTS = "corrects"  # won
    REVERSES = "reverses"  # won: a wrong record by hand
    RECORDS_REFUND = "records_refund"  # won, at: went back by transfer
    JOINS = "joins"
    READS = "reads"
    BOOKS = "books"  # due_at, won, card
    CHARGES = "charges"  # won, card: within minutes
    CHARGES_EACH = "charges_each"  # n, won
    RUNS = "runs"  # due_at, won: a booking that stands
    WAITS_FOR_OTHERS = "waits_for_others"  # n: other questions hold the booking
    GRACE_OVER = "grace_over"  # nothing is booked for a time already over
    LADDER = "ladder"  # past due again: only the retries that are left
    NO_CARD = "no_card"  # nothing is booked, because there is none to charge
    REVOKES = "revokes"  # number, due_at, won
    REVOKES_EVERY = "revokes_every"  # n cards
    MOVES = "moves"  # number, before, after
    PAID_THROUGH = "paid_through"  # before, after
    FIRST_PERIOD = "first_period"  # since, until
    CANCELS = "cancels"  # until
    CANCELS_UNPAID = "cancels_unpaid"
    ENDS_UNPAID = "ends_unpaid"
    BEGINS = "begins"  # plan, won
    USES_CARD = "uses_card"  # card
    GIVES_ACCESS = "gives_access"
    DUE_DOWNGRADES = "due_downgrades"  # n
    ASKS_ABOUT_ACCESS = "asks_about_access"
    DELIVERS = "delivers"
    DELETES_KEY = "deletes_key"  # card
    CHANGES_NOTHING = "changes_nothing"
    CLOSES = "closes"
    CLOSES_LATER = "closes_later"
    STAYS_OPEN = "stays_open"  # left


@dataclass(frozen=True)
class Effect:
    """Won are whole, instants aware UTC; `card` is what the gateway shows of it."""

    code: EffectCode
    facts: dict[str, Fact] = field(default_factory=dict)


def effect(code: EffectCode, **facts: Fact) -> Effect:
    return Effect(code, facts)
