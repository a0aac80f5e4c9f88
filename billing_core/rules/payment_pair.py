"""Two rows that may be one payment, shown to a person before anything is taken."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.same_payment import PaymentTraits

SHOWN_TO_PEOPLE = 20
NAMED_AT_MOST = 1_000  # beyond them pairs are only counted


@dataclass(frozen=True)
class PaymentPair:
    """`new` is about to be taken, `known` stands in the book. `where`: the file and its line, or
    empty for the gateway's history."""

    new: PaymentTraits
    known: PaymentTraits
    where: str = ""


class PaymentPairs:
    """All of them, the first by name."""

    def __init__(self) -> None:
        self.named: list[PaymentPair] = []
        self.count = 0
        self.waiting: set[str] = set()  # what the new ones are called

    def add(self, pair: PaymentPair) -> None:
        self.count += 1
        self.waiting |= {pair.new.number, *pair.new.orders}
        if len(self.named) < NAMED_AT_MOST:
            self.named.append(pair)

    def __iter__(self) -> Iterator[PaymentPair]:
        return iter(self.named)


class SamePaymentsUnclear(Refusal):
    """Nothing was imported: a person says first whether these pairs are one payment or two."""

    def __init__(self, pairs: Sequence[PaymentPair], count: int) -> None:
        self.pairs, self.count = tuple(pairs), count
        shown = self.pairs[:SHOWN_TO_PEOPLE]
        others = count - SHOWN_TO_PEOPLE
        if others > 0:
            super().__init__(
                RefusalCode.SAME_PAYMENTS_OTHERS, count=count, pairs=shown, others=others
            )
        else:
            super().__init__(RefusalCode.SAME_PAYMENTS, count=count, pairs=shown)
