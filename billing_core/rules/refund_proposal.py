"""What a refund claim would give back, by the company's own rule, with its arithmetic.

Days are of Asia/Seoul. The law counts seven days from the contract without its first day (Civil
Act 157), and a last day on a weekend moves to the Monday (161); public holidays we do not know,
so there a person decides. Every rounding is in the member's favour.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from enum import StrEnum

LEAST_FULL_DAYS = 7  # the law's own
_ALL = 100  # percent
_SATURDAY = 5


@dataclass(frozen=True)
class RefundRule:
    """The company's rule. `version` is kept with each decision. Within `full_days` after the payment
    and unused, everything goes back; later by the days used, if `daily`, less `penalty_percent` of
    what the days that are left are worth."""

    version: str = "1"
    full_days: int = LEAST_FULL_DAYS
    daily: bool = True
    penalty_percent: int = 0

    def __post_init__(self) -> None:
        if not self.version or len(self.version) > 40:
            raise ValueError("a refund rule has a version of 1 to 40 characters")
        if self.full_days < LEAST_FULL_DAYS:
            raise ValueError(f"full_days: the law gives {LEAST_FULL_DAYS} days at least")
        if not 0 <= self.penalty_percent <= _ALL:
            raise ValueError("penalty_percent is between 0 and 100")


class ProposalBasis(StrEnum):
    """Why it is so much."""

    UNUSED = "unused"  # within the days of the law, and not used
    BY_DAYS = "by_days"
    OVER = "over"  # no day is left
    BOUGHT_NOTHING = "bought_nothing"  # a surplus payment
    PERIOD_UNKNOWN = "period_unknown"  # a person says how much
    NO_RULE = "no_rule"  # the company's rule has nothing for it: a person says how much

    @property
    def has_sum(self) -> bool:
        """Of which what went back before is taken off."""
        return self in (
            ProposalBasis.UNUSED,
            ProposalBasis.BY_DAYS,
            ProposalBasis.BOUGHT_NOTHING,
        )


@dataclass(frozen=True)
class PaidTime:
    """What a payment bought: KST days, half-open. `stopped`: the day on which access ended before
    its time, so that the days after it were not used."""

    since: date
    until: date
    stopped: date | None = None

    @property
    def days(self) -> int:
        return max((self.until - self.since).days, 1)

    def used_by(self, day: date) -> int:
        """Whole days that were over on that day, which itself counts as not used."""
        if self.stopped is not None:
            day = min(day, self.stopped)
        return min(max((day - self.since).days, 0), self.days)


@dataclass(frozen=True)
class ClaimedPayment:
    """A payment of which money is wanted back: whole won. `given_back` is what went back already,
    whichever way; `time` is None where it is not known, and `surplus` where it bought nothing."""

    won: int
    given_back: int
    paid_on: date
    time: PaidTime | None
    surplus: bool = False

    @property
    def left(self) -> int:
        return max(self.won - self.given_back, 0)


@dataclass(frozen=True)
class RefundProposal:
    """The sum in whole won and how it was found: `total_days` of the period, of which `used_days`
    are over; `penalty` and `given_back` are taken off."""

    won: int
    basis: ProposalBasis
    amount: int
    given_back: int
    full_until: date
    version: str
    used_days: int = 0
    total_days: int = 0
    penalty: int = 0
    penalty_percent: int = 0

    @property
    def worth(self) -> int:
        """Of the days that are left, rounded up."""
        if not self.total_days:
            return 0
        return self.amount - self.amount * self.used_days // self.total_days

    @property
    def left_days(self) -> int:
        return self.total_days - self.used_days

    def facts(self) -> dict[str, str | int]:
        """As the book keeps it."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in asdict(self).items()
        }

    @classmethod
    def of(cls, facts: Mapping[str, str | int]) -> RefundProposal:
        """As it was kept."""
        return cls(
            won=int(facts["won"]),
            basis=ProposalBasis(str(facts["basis"])),
            amount=int(facts["amount"]),
            given_back=int(facts["given_back"]),
            full_until=date.fromisoformat(str(facts["full_until"])),
            version=str(facts["version"]),
            used_days=int(facts["used_days"]),
            total_days=int(facts["total_days"]),
            penalty=int(facts["penalty"]),
            penalty_percent=int(facts["penalty_percent"]),
        )


def full_until(paid_on: date, rule: RefundRule) -> date:
    """The last day, itself included, on which an unused payment goes back whole."""
    last = paid_on + timedelta(days=rule.full_days)
    while last.weekday() >= _SATURDAY:
        last += timedelta(days=1)
    return last


def propose_refund(
    payment: ClaimedPayment, asked_on: date, rule: RefundRule, *, used: bool
) -> RefundProposal:
    """What to give back to somebody who asked on that day. Never more than is left, nor below 0."""
    last = full_until(payment.paid_on, rule)

    def found(won: int, basis: ProposalBasis, **days: int) -> RefundProposal:
        return RefundProposal(
            won=min(max(won - payment.given_back, 0), payment.left),
            basis=basis,
            amount=payment.won,
            given_back=payment.given_back,
            full_until=last,
            version=rule.version,
            **days,
        )

    if payment.surplus:
        return found(payment.won, ProposalBasis.BOUGHT_NOTHING)
    if asked_on <= last and not used:
        return found(payment.won, ProposalBasis.UNUSED)
    if payment.time is None:
        return found(0, ProposalBasis.PERIOD_UNKNOWN)
    if not rule.daily:
        return found(0, ProposalBasis.NO_RULE)
    over, total = payment.time.used_by(asked_on), payment.time.days
    if over == total:
        return found(0, ProposalBasis.OVER, used_days=over, total_days=total)
    worth = payment.won - payment.won * over // total  # what was used, rounded down
    penalty = worth * rule.penalty_percent // _ALL
    return found(
        worth - penalty,
        ProposalBasis.BY_DAYS,
        used_days=over,
        total_days=total,
        penalty=penalty,
        penalty_percent=rule.penalty_percent,
    )
