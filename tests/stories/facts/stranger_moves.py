"""A second product on the same merchant account, and rows of ours that cannot be believed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.stories.facts.moves import Moves, pauses, pick, which

strangers = st.sampled_from(
    (
        {"amount": 19.99, "currency": "USD"},
        {"amount": 3_000, "currency": "KRW"},
        {"amount": 1_000.5, "currency": "KRW"},
        {"amount": -5, "currency": "KRW"},
        {"amount": 9_000, "status": "settled"},
        {"amount": 9_000, "status": "cancelled", "cancel_amount": 12_000},
        {"amount": 0},
    )
)
# Itself it makes sense; beside it stands that more went back.
A_REFUND = {"amount": 3_000, "cancelled_at": 1_738_400_000, "reason": "", "cancellation_id": "c1"}
lies = st.sampled_from(
    (
        {"cancel_amount": 99_000, "status": "cancelled"},
        {"paid_at": 0},
        {"status": "settled"},
        {"status": "cancelled", "cancel_amount": 5_000, "cancel_history": [A_REFUND]},
        {"amount": 29_000.5},
    )
)


class StrangerMoves(Moves):
    def __init__(self) -> None:
        super().__init__()
        self._strangers = count(1)

    @rule(row=strangers, after=pauses)
    def another_product_is_paid(self, row: Mapping[str, Any], after: timedelta) -> None:
        number = next(self._strangers)
        base = {"imp_uid": f"imp_other_{number}", "merchant_uid": f"shop-{number}"}
        at = self.town.world.sandbox.now()
        self.town.world.sandbox.put_payment(base | {"status": "paid", "paid_at": at} | dict(row))
        self.town.wait(after)

    @rule(number=which, lie=lies, after=pauses)
    def a_row_of_ours_lies(self, number: int, lie: Mapping[str, Any], after: timedelta) -> None:
        row = pick(self.town.captured(), number)
        if row is not None:
            self.town.honest.setdefault(row["imp_uid"], row)
            self.town.world.sandbox.put_payment(
                dict(row) | dict(lie), listed_as="paid", listed_at=self.town.world.sandbox.now()
            )
        self.town.wait(after)

    @precondition(lambda self: any(one["cancel_amount"] for one in self.town.captured()))
    @rule(number=which, after=pauses)
    def a_row_forgets_its_refunds(self, number: int, after: timedelta) -> None:
        """Their sum is still there, which is all that is needed, but not what each of them was."""
        refunded = [one for one in self.town.captured() if one["cancel_amount"]]
        row = pick(refunded, number)
        if row is not None:
            self.town.honest.setdefault(row["imp_uid"], row)
            self.town.world.sandbox.put_payment(dict(row) | {"cancel_history": []})
        self.town.wait(after)

    @precondition(lambda self: bool(self.town.honest))
    @rule(after=pauses)
    def rows_tell_the_truth_again(self, after: timedelta) -> None:
        for row in self.town.honest.values():
            self.town.world.sandbox.put_payment(
                row, listed_as=row["status"], listed_at=self.town.world.sandbox.now()
            )
        self.town.wait(after)
