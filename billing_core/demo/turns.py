"""The turns a membership can take around one due date. Each says whether life goes on after it.

A turn only writes into the diary; what comes of it is decided by the pipeline when it is lived.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random

from billing_core.demo import gateway_acts, member_acts, office_acts
from billing_core.demo.cast import Character
from billing_core.demo.diary import Act, Diary
from billing_core.demo.stage import Stage
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.cancel_reason import CancelReason
from billing_core.sandbox import CardOutcome

_SOFT = (CardOutcome.INSUFFICIENT_FUNDS, CardOutcome.INSUFFICIENT_FUNDS, CardOutcome.OVER_LIMIT)
_HARD = (CardOutcome.EXPIRED, CardOutcome.SUSPENDED, CardOutcome.LOST_OR_STOLEN)
# What was chosen and what was typed; some say nothing.
_REASONS = (
    (CancelReason.NOT_USING, "요즘 잘 사용하지 않아서"),
    (CancelReason.PRICE, "가격이 부담되어서"),
    (CancelReason.OTHER_SERVICE, "다른 서비스로 옮겨서"),
    (CancelReason.MISSING_FEATURE, "필요한 기능이 없어서"),
    (CancelReason.PAUSING, "잠시 쉬려고"),
    (CancelReason.OTHER, "이용 목적을 다 이루어서"),
    (None, ""),
)


@dataclass(frozen=True)
class Membership:
    """One character's time with the company, and the diary it is written into.

    What would happen after `until` is not lived, except that cards know what they will answer
    then: whoever moves the demo's clock meets declines, too.
    """

    who: Character
    diary: Diary[Stage]
    random: Random
    until: datetime

    def write(self, at: datetime, act: Callable[..., None], **said: object) -> None:
        if at > self.who.joins_at:
            play: Act[Stage] = partial(act, app_id=self.who.app_id, **said)
            self.diary.write(at, play)

    def some_hour(self, day: datetime, days: float = 0) -> datetime:
        """A waking hour of the Korean day that lies `days` away from `day`."""
        midnight = kst_instant(kst_date(day + timedelta(days=days)))
        return midnight + timedelta(minutes=self.random.randrange(8 * 60, 23 * 60))

    def card_answers(self, at: datetime, outcome: CardOutcome) -> None:
        said = min(at, self.until - timedelta(minutes=20))
        self.write(said, gateway_acts.card_answers, outcome=outcome, from_at=at)

    def new_card(self, at: datetime) -> None:
        who = self.who
        self.write(at, member_acts.change_card, name=who.name, plan=who.plan, card=who.card("0002"))

    def cancel(self, at: datetime, *, noticed: bool = True) -> None:
        chosen, reason = self.random.choice(_REASONS)
        self.write(at, member_acts.cancel, reason=reason, reason_code=chosen, noticed=noticed)


Turn = Callable[[Membership, datetime], bool]


def pays(_: Membership, _due: datetime) -> bool:
    return True


def leaves(life: Membership, due: datetime) -> bool:
    """Cancels between 25 days before the due date and the day before it."""
    life.cancel(life.some_hour(due, -life.random.choice((1, 1, 2, 3, 5, 8, 12, 18, 25))))
    return False


def leaves_on_the_due_day(life: Membership, due: datetime) -> bool:
    life.cancel(due - timedelta(minutes=life.random.randrange(15, 180)))
    return False


def wavers(life: Membership, due: datetime) -> bool:
    """Cancels and takes it back while the paid time still runs."""
    days = life.random.randrange(6, 16)
    life.cancel(life.some_hour(due, -days))
    life.write(life.some_hour(due, -life.random.randrange(2, days)), member_acts.withdraw)
    return True


def stumbles(life: Membership, due: datetime) -> bool:
    """Declined for want of money; one of the retries succeeds."""
    declines(life, due, life.random.choice(_SOFT))
    recovered = due + timedelta(days=life.random.choice((0.5, 0.5, 2, 2, 4)))
    life.card_answers(recovered, CardOutcome.APPROVED)
    return True


def brings_another_card(life: Membership, due: datetime) -> bool:
    declines(life, due, life.random.choice(_HARD))
    life.new_card(life.some_hour(due, life.random.choice((0.5, 1, 1, 2, 4))))
    return True


def is_retried_at_the_console(life: Membership, due: datetime) -> bool:
    """A late approval: the gateway said failed, then paid."""
    declines(life, due, CardOutcome.OVER_LIMIT)
    life.write(due + timedelta(hours=5), gateway_acts.retry_at_console)
    return True


def runs_dry(life: Membership, due: datetime) -> bool:
    """Every retry is declined."""
    return declines(life, due, life.random.choice(_SOFT))


def loses_the_card(life: Membership, due: datetime) -> bool:
    return declines(life, due, life.random.choice(_HARD))


def gets_money_back(life: Membership, due: datetime) -> bool:
    life.write(
        _office_hour(life, due, 2), office_acts.refund_last_charge, reason="회원 요청으로 환불"
    )
    return True


def gets_some_money_back(life: Membership, due: datetime) -> bool:
    life.write(
        _office_hour(life, due, 3),
        gateway_acts.refund_at_console,
        amount=10_000,
        reason="서비스 장애 보상",
    )
    return True


def is_refunded_at_the_console(life: Membership, due: datetime) -> bool:
    life.write(
        _office_hour(life, due, 1), gateway_acts.refund_at_console, amount=0, reason="고객 요청"
    )
    return True


def is_refunded_by_api(life: Membership, due: datetime) -> bool:
    life.write(
        _office_hour(life, due, 4), gateway_acts.refund_by_api, amount=0, reason="앱에서 환불"
    )
    return True


def loses_its_webhook(life: Membership, due: datetime) -> bool:
    life.write(due - timedelta(minutes=30), gateway_acts.lose_webhook)
    life.diary.write(due + timedelta(minutes=10), Stage.sweep)
    return True


def hears_it_twice(life: Membership, due: datetime) -> bool:
    life.write(due - timedelta(minutes=30), gateway_acts.double_webhook)
    return True


def hears_it_late(life: Membership, due: datetime) -> bool:
    life.write(due - timedelta(minutes=30), gateway_acts.delay_webhook)
    return True


def hears_it_out_of_order(life: Membership, due: datetime) -> bool:
    life.write(due - timedelta(minutes=30), gateway_acts.reorder_webhook)
    return True


def declines(life: Membership, due: datetime, outcome: CardOutcome) -> bool:
    """Is declined, and nothing is done about it."""
    life.card_answers(due - timedelta(hours=2), outcome)
    return False


def _office_hour(life: Membership, due: datetime, days: int) -> datetime:
    return due + timedelta(days=days, minutes=life.random.randrange(20, 400))
