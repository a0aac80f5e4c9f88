"""The sandbox and its control counter: everything `SandboxControl` promises, in-process."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from billing_core.sandbox.asking import window_ask
from billing_core.sandbox.cards import APPROVED_CARD, CardOutcome, card_of
from billing_core.sandbox.control import SandboxError, Stats
from billing_core.sandbox.faults import Fault, FaultKind, Where
from billing_core.sandbox.issuance import agreed, opened, refuse_to_open
from billing_core.sandbox.keys import live_key
from billing_core.sandbox.recovery import keep_going
from billing_core.sandbox.routes import OPERATIONS
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.shop import Shop
from billing_core.sandbox.shown import Shown, shown_key, shown_payment, shown_schedule
from billing_core.sandbox.webhooks import CAUSES
from billing_core.sandbox.windows import Windows

_ANY_LENGTH = SandboxSettings(too_long="kept")


class Sandbox(Windows):
    """A fake Iamport V1 with its own book and clock. Control calls raise `SandboxError`."""

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
        wanted = {"customer_uid": customer_uid, "merchant_uid": merchant_uid, "amount": amount}
        wanted |= {"name": name, "buyer_name": buyer_name, "notice_url": notice_url}
        with self._at_the_counter() as shop:
            ask, at = window_ask(wanted, _ANY_LENGTH, typed=False), self.gateway_now()
            refuse_to_open(shop, merchant_uid, amount)
            chosen = card_of(card)
            payment = opened(shop, ask, channel="pc", at=at, test_channel=test_channel)
            shown = shown_payment(agreed(shop, payment, chosen, at=at), shop.settings)
        self.deliver_notices()
        return shown

    def set_card(self, customer_uid: str, outcome: CardOutcome, from_at: int | None = None) -> None:
        with self._at_the_counter() as shop:
            key = live_key(shop, customer_uid)
            if key is None:
                raise SandboxError(f"no live billing key: {customer_uid}")
            key.turns.append((self.gateway_now() if from_at is None else from_at, outcome.value))
            shop.book.keys.put(key)

    def arm(self, fault: Fault) -> None:
        possible = CAUSES if fault.kind.where is Where.WEBHOOK else OPERATIONS
        if fault.operation and fault.operation not in possible:
            raise SandboxError(f"{fault.operation} is none of: {', '.join(sorted(possible))}")
        with self._lock:
            self._shop.faults.arm(fault)

    def armed(self) -> Sequence[Fault]:
        return self._shop.faults.armed

    def clear_faults(self) -> None:
        with self._lock:
            self._shop.faults.clear()

    def outage(self, kind: FaultKind, operations: Sequence[str] = ()) -> None:
        for operation in operations or [""]:
            fault = Fault(kind, operation=operation, times=None)
            if not fault.is_outage:
                raise SandboxError(f"{kind} is no outage of the API")
            self.arm(fault)

    def lift_outage(self) -> None:
        with self._lock:
            self._shop.faults.lift_outages()

    def configure(self, **changes: Any) -> SandboxSettings:
        with self._at_the_counter() as shop:
            shop.settings = shop.settings.changed(changes)
            keep_going(shop, self.gateway_now())
            return shop.settings

    def stats(self) -> Stats:
        with self._lock:
            return stats_of(self._shop, self.now())

    def payment(self, imp_uid: str) -> Shown | None:
        with self._lock:
            found = self._shop.book.payments.one("imp_uid = ?", imp_uid)
            return shown_payment(found, self._shop.settings) if found else None

    def payments(self) -> list[Shown]:
        with self._lock:
            shop = self._shop
            return [shown_payment(one, shop.settings) for one in shop.book.payments.many()]

    def schedules(self) -> list[Shown]:
        with self._lock:
            return [shown_schedule(one) for one in self._shop.book.schedules.many()]

    def billing_keys(self) -> list[Shown]:
        with self._lock:
            live = self._shop.book.keys.many("replaced_at = 0 AND deleted_at = 0")
            return [shown_key(one) for one in live]

    def notices(self) -> list[Shown]:
        with self._lock:
            return [dict(vars(one)) for one in self._shop.book.notices.many()]


def stats_of(shop: Shop, now: int) -> Stats:
    """The figures of the whole book, for comparing it with somebody else's."""
    book = shop.book
    payments = book.payments.many()
    charges = [one for one in payments if one.customer_uid_usage != "issue" or one.apply_num]
    return Stats(
        now=now,
        payments=dict(Counter(one.status for one in charges)),
        issuances=len(payments) - len(charges),
        captured=sum(one.amount for one in payments if one.money_moved),
        refunded=sum(one.cancel_amount for one in payments),
        schedules=dict(Counter(one.schedule_status for one in book.schedules.many())),
        live_keys=book.keys.count("replaced_at = 0 AND deleted_at = 0"),
        orphaned_keys=book.keys.count("replaced_at > 0"),
        notices=dict(Counter(one.outcome for one in book.notices.many())),
        calls=dict(shop.calls),
    )
