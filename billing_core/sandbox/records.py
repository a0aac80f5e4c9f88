"""What the gateway's book holds. Amounts are whole won, times Unix seconds, 0 = not reached."""

from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from billing_core.sandbox.cards import CardOutcome


@dataclass
class ShopPayment:
    imp_uid: str
    merchant_uid: str
    amount: int
    name: str
    started_at: int
    status: str = "ready"
    id: int = 0
    channel: str = "api"
    customer_uid: str | None = None
    customer_uid_usage: str | None = None
    notice_url: str = ""
    custom_data: str | None = None
    buyer: dict[str, str | None] = field(default_factory=dict)
    tax_free: int = 0
    card_name: str | None = None
    card_code: str | None = None
    card_number: str | None = None
    apply_num: str | None = None  # only when money moved
    pg_tid: str | None = None
    receipt_url: str | None = None
    test_channel: bool = False
    paid_at: int = 0
    failed_at: int = 0
    cancelled_at: int = 0
    updated_at: int = 0
    fail_reason: str | None = None
    cancel_reason: str | None = None
    cancel_amount: int = 0
    cancel_history: list[dict[str, Any]] = field(default_factory=list)
    put: str = ""  # a row put into the book by hand, as JSON text: it may hold NaN
    listed_at: int = 0  # where such a row stands in lists, whatever it says of its own times

    @property
    def money_moved(self) -> bool:
        """Whether money moved: an issuance "payment" looks paid, but carries no approval number."""
        return self.paid_at > 0 and self.apply_num is not None

    @property
    def refundable(self) -> int:
        if self.put or not self.money_moved:
            return 0
        return self.amount - self.cancel_amount


@dataclass
class Schedule:
    """A reservation (예약 결제): one future charge of one billing key."""

    merchant_uid: str
    customer_uid: str
    schedule_at: int
    amount: int
    name: str
    id: int = 0
    schedule_status: str = "scheduled"
    payment_status: str | None = None
    imp_uid: str | None = None
    executed_at: int = 0
    revoked_at: int = 0
    fail_reason: str | None = None
    notice_url: str = ""
    custom_data: str | None = None
    customer_id: str | None = None
    buyer: dict[str, str | None] = field(default_factory=dict)
    tax_free: int = 0

    @property
    def live(self) -> bool:
        return self.schedule_status == "scheduled"

    @property
    def can_run_again(self) -> bool:
        """Failed and revoked reservations may be retried or rescheduled."""
        return self.schedule_status == "revoked" or self.payment_status == "failed"


@dataclass
class BillingKey:
    """One issued key. Re-using a customer_uid replaces the key; the old one is *not* revoked."""

    customer_uid: str
    card_name: str
    card_code: str
    card_number: str
    outcome: str
    inserted: int
    updated: int
    id: int = 0
    test_channel: bool = False
    replaced_at: int = 0
    deleted_at: int = 0
    owner: dict[str, str | None] = field(default_factory=dict)
    turns: list[tuple[int, str]] = field(default_factory=list)  # (from, outcome), as set by control

    def outcome_at(self, instant: int) -> CardOutcome:
        """How the card behaves at `instant`: the turn that began last, else how it was born.

        Of two turns that begin together the one set later counts.
        """
        begun = sorted((turn for turn in self.turns if turn[0] <= instant), key=itemgetter(0))
        return CardOutcome(begun[-1][1] if begun else self.outcome)


@dataclass
class OpenWindow:
    """A payment window that somebody opened: the page it stands over, and what it shows."""

    imp_uid: str
    phone: bool = False
    framed: bool = False  # over the page, or a page of its own
    ticket: str = ""  # how the script knows which call is answered
    origin: str = ""  # of the page that called
    redirect: str = ""
    confirm_url: str = ""
    customer_id: str = ""
    period: str = ""
    authtype: str = ""
    shown: bool = False
    id: int = 0


@dataclass
class Prepared:
    """An amount registered beforehand, so that the payment window cannot be opened for another."""

    merchant_uid: str
    amount: int
    currency: str | None = None
    id: int = 0


@dataclass
class Errand:
    """A scheduled task: something the gateway will do by itself at `due_at`."""

    due_at: int
    kind: str
    what: dict[str, Any] = field(default_factory=dict)
    id: int = 0
