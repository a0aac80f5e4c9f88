"""The control counter of a sandbox that runs as a server: `SandboxControl` over HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

import httpx

from billing_core.sandbox.cards import APPROVED_CARD, CardOutcome
from billing_core.sandbox.control import SandboxError, Stats
from billing_core.sandbox.faults import Fault, FaultKind
from billing_core.sandbox.settings import SandboxSettings
from billing_core.sandbox.shown import Shown

# Moving the clock by a year runs every reservation of that year before it answers.
PATIENCE_SECONDS = 300.0


class SandboxRemote:
    """A client of the control API. Raises `SandboxError` when the sandbox says no,
    `httpx.TransportError` when it is not there.

    Use it as a context manager, or call `close`.
    """

    def __init__(self, base_url: str) -> None:
        timeout = httpx.Timeout(PATIENCE_SECONDS, connect=5.0)
        self._client = httpx.Client(base_url=base_url, timeout=timeout, trust_env=False)

    def __enter__(self) -> SandboxRemote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._client.close()

    def now(self) -> int:
        return int(self._ask("GET", "clock")["now"])

    def advance(self, seconds: int) -> int:
        return int(self._ask("POST", "clock", {"advance_seconds": seconds})["now"])

    def move_to(self, instant: int) -> int:
        return int(self._ask("POST", "clock", {"to": instant})["now"])

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
        wanted = {
            "customer_uid": customer_uid,
            "merchant_uid": merchant_uid,
            "amount": amount,
            "card": card,
            "name": name,
            "buyer_name": buyer_name,
            "notice_url": notice_url,
            "test_channel": test_channel,
        }
        return dict(self._ask("POST", "issue", wanted))

    def set_card(self, customer_uid: str, outcome: CardOutcome, from_at: int | None = None) -> None:
        turn = {"customer_uid": customer_uid, "outcome": outcome.value, "from_at": from_at}
        self._ask("POST", "cards", turn)

    def refund_at_console(
        self, imp_uid: str, amount: int = 0, reason: str = "", *, rings: bool = True
    ) -> Shown:
        wanted = {"imp_uid": imp_uid, "amount": amount, "reason": reason, "rings": rings}
        return dict(self._ask("POST", "refund", wanted))

    def revoke_at_console(self, merchant_uid: str) -> Shown:
        return dict(self._ask("POST", "revoke", {"merchant_uid": merchant_uid}))

    def move_at_console(self, merchant_uid: str, schedule_at: int) -> Shown:
        wanted = {"merchant_uid": merchant_uid, "schedule_at": schedule_at}
        return dict(self._ask("POST", "move", wanted))

    def book_at_console(
        self, customer_uid: str, merchant_uid: str, schedule_at: int, amount: int
    ) -> Shown:
        whom = {"customer_uid": customer_uid, "merchant_uid": merchant_uid}
        wanted = {**whom, "schedule_at": schedule_at, "amount": amount}
        return dict(self._ask("POST", "book", wanted))

    def retry_at_console(self, merchant_uid: str) -> Shown:
        return dict(self._ask("POST", "retry", {"merchant_uid": merchant_uid}))

    def charge_at_console(self, customer_uid: str, merchant_uid: str, amount: int) -> Shown:
        wanted = {"customer_uid": customer_uid, "merchant_uid": merchant_uid, "amount": amount}
        return dict(self._ask("POST", "charge", wanted))

    def delete_key_at_console(self, customer_uid: str) -> Shown:
        return dict(self._ask("POST", "delete-key", {"customer_uid": customer_uid}))

    def put_payment(
        self, row: Mapping[str, Any], *, listed_as: str = "", listed_at: int | None = None
    ) -> Shown:
        wanted = {"payment": dict(row), "listed_as": listed_as, "listed_at": listed_at}
        return dict(self._ask("POST", "payments", wanted))

    def arm(self, fault: Fault) -> None:
        self._ask("POST", "faults", asdict(fault))

    def armed(self) -> Sequence[Fault]:
        return [
            Fault(**one | {"kind": FaultKind(one["kind"])}) for one in self._ask("GET", "faults")
        ]

    def clear_faults(self) -> None:
        self._ask("DELETE", "faults")

    def outage(self, kind: FaultKind, operations: Sequence[str] = ()) -> None:
        self._ask("POST", "outage", {"kind": kind.value, "operations": list(operations)})

    def lift_outage(self) -> None:
        self._ask("DELETE", "outage")

    def settings(self) -> SandboxSettings:
        return SandboxSettings(**self._ask("GET", "settings"))

    def configure(self, **changes: Any) -> SandboxSettings:
        return SandboxSettings(**self._ask("POST", "settings", changes))

    def stats(self) -> Stats:
        return Stats(**self._ask("GET", "stats"))

    def payments(self) -> list[Shown]:
        return list(self._ask("GET", "payments"))

    def schedules(self) -> list[Shown]:
        return list(self._ask("GET", "schedules"))

    def billing_keys(self) -> list[Shown]:
        return list(self._ask("GET", "billing-keys"))

    def notices(self) -> list[Shown]:
        return list(self._ask("GET", "notices"))

    def _ask(self, method: str, what: str, body: dict[str, Any] | None = None) -> Any:
        answer = self._client.request(method, f"/sandbox/{what}", json=body)
        if answer.is_success:
            return answer.json()
        raise SandboxError(_reason(answer))


def _reason(answer: httpx.Response) -> str:
    try:
        return str(answer.json()["error"])
    except (ValueError, KeyError, TypeError):
        return f"HTTP {answer.status_code} from {answer.request.url}"
