"""The company's past: an older program charged with keys of its own, and its files say whose they were.

File, cards and the gateway's history are taken in any order, again and again. Each payment has a
won of its own, so no two of them can be mistaken for one; a person who is asked says so.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.reconcile.import_gateway import import_gateway
from billing_core.rules.same_payment import SamePayments
from tests.parts.people import APPROVER
from tests.stories.facts.moves import Moves, pauses
from tests.stories.facts.town import OLD_KEYS, START, Shown, Town, perhaps

HEADING = "imp_uid,merchant_uid,member_id,paid_at,amount"
old_keys = st.sampled_from(sorted(OLD_KEYS))


class HistoryMoves(Moves):
    def __init__(self) -> None:
        super().__init__()
        self._orders = count(1)

    @rule(key=old_keys, after=pauses)
    def the_old_program_charges(self, key: str, after: timedelta) -> None:
        sandbox = self.town.world.sandbox
        number = next(self._orders)
        with perhaps():
            if key not in {one["customer_uid"] for one in sandbox.billing_keys()}:
                sandbox.issue(key, merchant_uid=f"key-{number}", amount=29_000)
            sandbox.charge_at_console(key, f"OLD-{number}", 20_000 + 100 * number)
        self.town.wait(after)

    @precondition(lambda self: bool(self._old_payments()))
    @rule(by_order=st.booleans(), newest=st.integers(1, 4), after=pauses)
    def a_file_of_payments_comes(self, by_order: bool, newest: int, after: timedelta) -> None:
        """With the gateway's numbers, or with the company's own orders in their place."""
        rows = [HEADING]
        for one in self._old_payments()[-newest:]:
            number = one["merchant_uid"] if by_order else one["imp_uid"]
            paid_at = datetime.fromtimestamp(one["paid_at"], UTC).isoformat()
            member = OLD_KEYS[str(one["customer_uid"])]
            rows.append(f"{number},{one['merchant_uid']},{member},{paid_at},{one['amount']}")
        take_in(self.town, FileKind.PAYMENTS, rows)
        self.town.wait(after)

    @rule(after=pauses)
    def a_file_of_cards_comes(self, after: timedelta) -> None:
        rows = ["customer_uid,member_id", *(f"{key},{who}" for key, who in OLD_KEYS.items())]
        take_in(self.town, FileKind.CARDS, rows)
        self.town.wait(after)

    @rule(after=pauses)
    def the_gateways_history_is_read(self, after: timedelta) -> None:
        with perhaps():
            import_gateway(self.town.world.system, START - timedelta(days=1), actor=APPROVER)
        self.town.wait(after)

    def _old_payments(self) -> list[Shown]:
        return [one for one in self.town.captured() if str(one["merchant_uid"])[:4] == "OLD-"]


def take_in(town: Town, kind: FileKind, rows: list[str]) -> None:
    """The answer to every question is true: what looks like one payment is one."""
    file = SourceFile(f"{kind}.csv", ("\n".join(rows) + "\n").encode())
    database, now = town.world.system.database, town.now
    try:
        import_history(database, {kind: file}, APPROVER, now, same_payments=SamePayments.SAME)
    except ImportRefused as refused:
        raise AssertionError(f"a true file was refused: {refused} {rows}") from refused
