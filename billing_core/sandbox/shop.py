"""One merchant's account at the gateway: everything an operation may look at or change."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from billing_core.sandbox.book import Book
from billing_core.sandbox.faults import Faults
from billing_core.sandbox.fields import FormFields
from billing_core.sandbox.notice import Notice
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.tokens import Tokens

# Odd and free of 2 and 5, so multiplying modulo a power of ten visits every number once:
# ids look like live ones and still follow from the seed and the order of events.
_SCATTER = 387_420_489
_NUMBERS = "numbers"
_FIRST_NUMBER = 448_280_090

T = TypeVar("T")


@dataclass(frozen=True)
class ShopCall:
    """One API call on its way to an operation. `at` is the instant it takes effect."""

    operation: str
    path: Mapping[str, str]
    fields: FormFields
    at: int

    @property
    def merchant_uids(self) -> set[str]:
        """Every order number the call names, wherever it names it."""
        values = self.fields.values
        schedules = values.get("schedules")
        listed = schedules if isinstance(schedules, list) else []
        named = [self.path.get("merchant_uid"), values.get("merchant_uid")]
        named += [item.get("merchant_uid") for item in listed if isinstance(item, dict)]
        return {name for name in named if isinstance(name, str)}


@dataclass
class Shop:
    book: Book
    settings: SandboxSettings
    dice: Random
    faults: Faults
    tokens: Tokens = field(default_factory=Tokens)
    pending: deque[Notice] = field(default_factory=deque)  # webhooks on their way out
    urgent: deque[Notice] = field(default_factory=deque)  # those that must beat the answer
    calls: Counter[str] = field(default_factory=Counter)  # by operation, since the start

    @classmethod
    def open(cls, book: Book, settings: SandboxSettings) -> Shop:
        """The account of a book, which keeps its first numbering, whatever seed comes later."""
        if not book.remembered(_NUMBERS):
            book.remember(_NUMBERS, _FIRST_NUMBER + settings.seed * 1_000_003 % 10**12)
        dice = Random(settings.seed)  # noqa: S311 - dice of a simulation, not a secret
        return cls(book, settings, dice, Faults(dice))

    def next_number(self) -> int:
        """The next id: twelve digits, never the same twice in one book."""
        count = self.book.remembered(_NUMBERS) + 1
        self.book.remember(_NUMBERS, count)
        return count * _SCATTER % 10**12

    def taken_back(self, act: Callable[[], T]) -> T:
        """What the act answers, and none of what it did: no webhook leaves. Its numbers are spent,
        so that a payment which never was shares its id with no other."""
        pending, urgent = list(self.pending), list(self.urgent)
        with self.book.rolled_back():
            answer = act()
            spent = self.book.remembered(_NUMBERS)
        self.book.remember(_NUMBERS, spent)
        self.pending, self.urgent = deque(pending), deque(urgent)
        return answer
