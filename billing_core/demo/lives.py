"""How a membership goes, from the first card on: a turn drawn by weight for every due date."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import count

from billing_core.demo import member_acts, turns
from billing_core.demo.cast import Character
from billing_core.demo.closing import Closing
from billing_core.demo.turns import Membership, Turn
from billing_core.rules.period import due_at

# How often each turn is taken, of a thousand due dates of a monthly plan.
_TURNS: dict[Turn, int] = {
    turns.pays: 820,
    turns.leaves: 68,
    turns.leaves_on_the_due_day: 6,
    turns.wavers: 10,
    turns.stumbles: 28,
    turns.brings_another_card: 14,
    turns.is_retried_at_the_console: 3,
    turns.runs_dry: 5,
    turns.loses_the_card: 8,
    turns.gets_money_back: 4,
    turns.gets_some_money_back: 4,
    turns.is_refunded_at_the_console: 3,
    turns.is_refunded_by_api: 3,
    turns.loses_its_webhook: 6,
    turns.hears_it_twice: 8,
    turns.hears_it_late: 5,
    turns.hears_it_out_of_order: 5,
}
LEAVES_AFTER_THE_FIRST = 0.12  # on top: what was only a try
LEAVES_A_LONG_PLAN = 0.3
COMES_BACK = 0.25
FIRST_CARD_DECLINED = 0.06
FIRST_CARD_REFUSED = 0.02
LOOKS_AHEAD = timedelta(days=125)
_PATIENCE = timedelta(minutes=14)


def write_life(life: Membership, closing: Closing, charge_hour: int) -> None:
    """Writes into the diary what the member will do, and what the card will answer."""
    if not _write_first_cards(life):
        return
    for period in count(1):
        due = due_at(life.who.terms, period, charge_hour)
        if due > life.until + LOOKS_AHEAD:
            return
        turn = closing.claim(life.who, due) or _throw(life, period)
        if not turn(life, due):
            _maybe_come_back(life, closing, due, charge_hour)
            return


def _write_first_cards(life: Membership) -> bool:
    """False: the first card was declined, and that was that."""
    who, throw = life.who, life.random.random()
    if throw < FIRST_CARD_DECLINED:
        _register(life, who.joins_at, who.card("0051"))
    elif throw < FIRST_CARD_DECLINED + FIRST_CARD_REFUSED:
        _register(life, who.joins_at, who.card("0005"))
    else:
        _register(life, who.joins_at, who.card())
        return True
    if life.random.random() < 0.3:
        return False
    _register(life, who.joins_at + _PATIENCE, who.card("0002"))
    return True


def _register(life: Membership, at: datetime, card: str) -> None:
    who = life.who
    life.diary.write(
        at,
        partial(
            member_acts.register_card,
            app_id=who.app_id,
            name=who.name,
            plan=who.plan,
            card=card,
        ),
    )


def _throw(life: Membership, period: int) -> Turn:
    leaving = LEAVES_A_LONG_PLAN if life.who.plan.months > 1 else 0.0
    if period == 1 and leaving == 0.0:
        leaving = LEAVES_AFTER_THE_FIRST
    if life.random.random() < leaving:
        return turns.leaves
    return life.random.choices(list(_TURNS), weights=list(_TURNS.values()))[0]


def _maybe_come_back(life: Membership, closing: Closing, due: datetime, charge_hour: int) -> None:
    back = life.some_hour(due, life.random.randrange(18, 110))
    if life.random.random() >= COMES_BACK or back >= life.until:
        return
    again: Character = replace(life.who, joins_at=back)
    write_life(replace(life, who=again), closing, charge_hour)
