"""Two rows that may be one payment, shown to a person before anything is taken."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from billing_core.rules.calendar import KST
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
        lines = [
            f"가져오지 않았습니다. 장부의 결제와 같은 결제로 보입니다({count:,}건). "
            "같은 결제인지 서로 다른 결제인지 골라 주세요(--same-payments same 또는 two)."
        ]
        lines += [pair_said(pair) for pair in pairs[:SHOWN_TO_PEOPLE]]
        if count > SHOWN_TO_PEOPLE:
            lines.append(f"그 밖에 {count - SHOWN_TO_PEOPLE:,}건")
        super().__init__(RefusalCode.SAME_PAYMENTS, said="\n".join(lines), count=count)


def pair_said(pair: PaymentPair) -> str:
    """Both rows on one line."""
    where = f"{pair.where} " if pair.where else ""
    return f"{where}{_traits_said(pair.new)} ↔ {_traits_said(pair.known)}"


def _traits_said(traits: PaymentTraits) -> str:
    moment = f"{traits.paid_at.astimezone(KST):%Y-%m-%d %H:%M:%S}"
    return f"{traits.number} · {traits.member_id or '-'} · {moment} · {traits.won:,}원"
