"""The control API of the sandbox: what a test, a demo or a person may do behind its counter.

`Sandbox` offers this in-process and `SandboxRemote` over HTTP, so a story can be written once.
Instants are Unix seconds, amounts whole won; payments, schedules and keys come as the API shows
them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from billing_core.sandbox.cards import APPROVED_CARD, CardOutcome
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.shown import Shown


class SandboxError(Exception):
    """The sandbox says no to a control call: unknown card, order, fault or setting."""


@dataclass(frozen=True)
class Stats:
    """The book's figures. `captured`, `refunded`: whole won that really moved, issuances apart."""

    now: int
    payments: dict[str, int]  # by status, issuance payments apart
    issuances: int
    captured: int
    refunded: int
    schedules: dict[str, int]  # by schedule_status
    live_keys: int
    orphaned_keys: int  # replaced by a newer card under the same customer_uid, never revoked
    notices: dict[str, int]  # by outcome
    calls: dict[str, int]  # by operation, since this process began


class SandboxControl(Protocol):
    def now(self) -> int:
        """Everybody's time; the gateway's own is off by the setting `clock_offset`."""
        ...

    def advance(self, seconds: int) -> int:
        """Move the clock forward; returns the new time once everything due has run."""
        ...

    def move_to(self, instant: int) -> int: ...

    def issue(
        self,
        customer_uid: str,
        *,
        merchant_uid: str,
        amount: int,
        card: str = APPROVED_CARD,
        name: str = "정기결제 등록",
        buyer_name: str = "",
        notice_url: str = "",
        test_channel: bool | None = None,
    ) -> Shown:
        """Register a card as the payment window does: the issuance "payment", paid or failed."""
        ...

    def set_card(self, customer_uid: str, outcome: CardOutcome, from_at: int | None = None) -> None:
        """Set how the customer's card behaves from an instant on (now when None)."""
        ...

    def refund_at_console(
        self, imp_uid: str, amount: int = 0, reason: str = "", *, rings: bool = True
    ) -> Shown:
        """A refund by hand (0: all that is left); unlike the API it rings the bell by itself."""
        ...

    def revoke_at_console(self, merchant_uid: str) -> Shown:
        """A reservation revoked by hand; nobody is told."""
        ...

    def move_at_console(self, merchant_uid: str, schedule_at: int) -> Shown:
        """A live reservation moved to another, future time; nobody is told."""
        ...

    def book_at_console(
        self, customer_uid: str, merchant_uid: str, schedule_at: int, amount: int
    ) -> Shown:
        """A reservation added by a hand with our keys, under any name; nobody is told."""
        ...

    def retry_at_console(self, merchant_uid: str) -> Shown:
        """A failed or revoked reservation charged now: a payment with an imp_uid of its own, and
        the bell rings, paid or failed."""
        ...

    def charge_at_console(self, customer_uid: str, merchant_uid: str, amount: int) -> Shown:
        """A charge by a hand with our keys, as `again` does it."""
        ...

    def delete_key_at_console(self, customer_uid: str) -> Shown:
        """A billing key deleted by hand; nobody is told."""
        ...

    def put_payment(
        self, row: Mapping[str, Any], *, listed_as: str = "", listed_at: int | None = None
    ) -> Shown:
        """Put any row at all into the book, shown exactly so by every look-up and in every list.

        It hides the payment of the same imp_uid, if there is one. `listed_as` says which status
        list shows it (its own status when it is one of the four, else `paid`), `listed_at` where
        (its own instant, else now).
        """
        ...

    def arm(self, fault: Fault) -> None: ...

    def armed(self) -> Sequence[Fault]: ...

    def clear_faults(self) -> None: ...

    def outage(self, kind: FaultKind, operations: Sequence[str] = ()) -> None:
        """Start an outage: until lifted every call (or of the named operations) fails like this."""
        ...

    def lift_outage(self) -> None:
        """Ends every outage; faults that strike a number of times stay armed."""
        ...

    def settings(self) -> SandboxSettings: ...

    def configure(self, **changes: Any) -> SandboxSettings:
        """Turn some of the switches of `SandboxSettings`."""
        ...

    def stats(self) -> Stats: ...

    def payments(self) -> list[Shown]:
        """Every payment of the book, oldest first."""
        ...

    def schedules(self) -> list[Shown]: ...

    def billing_keys(self) -> list[Shown]:
        """The live billing keys."""
        ...

    def notices(self) -> list[Shown]:
        """Every webhook made so far and what became of it."""
        ...
