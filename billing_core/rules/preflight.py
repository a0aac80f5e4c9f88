"""Before a booked charge runs (사전 점검): what would go wrong, while it can still be put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import DeclineReason


class Trouble(StrEnum):
    CANCELLED = "cancelled"
    ALREADY_PAID = "already_paid"
    AMOUNT_DIFFERS = "amount_differs"
    CARD_DELETED = "card_deleted"
    CARD_CHANGED = "card_changed"
    CARD_REFUSED = "card_refused"
    NOT_CONFIRMED = "not_confirmed"
    NOT_BOOKED = "not_booked"

    @property
    def wrong_money(self) -> bool:
        """Left alone, somebody pays who should not, or another sum than agreed."""
        return self in (Trouble.CANCELLED, Trouble.ALREADY_PAID, Trouble.AMOUNT_DIFFERS)

    @property
    def label(self) -> str:
        return _LABELS[self]

    @property
    def what_to_do(self) -> str:
        """For the administration team, one Korean sentence."""
        return _WHAT_TO_DO[self]


_LABELS = {
    Trouble.CANCELLED: "해지 회원의 예약",
    Trouble.ALREADY_PAID: "이미 결제된 기간",
    Trouble.AMOUNT_DIFFERS: "금액 다름",
    Trouble.CARD_DELETED: "삭제된 카드",
    Trouble.CARD_CHANGED: "이전 카드로 예약",
    Trouble.CARD_REFUSED: "거절된 카드",
    Trouble.NOT_CONFIRMED: "예약 미확인",
    Trouble.NOT_BOOKED: "예약 없음",
}
_WHAT_TO_DO = {
    Trouble.CANCELLED: "결제 전에 포트원 콘솔에서 이 예약을 해제해 주세요.",
    Trouble.ALREADY_PAID: "이중 결제가 되지 않도록 포트원 콘솔에서 이 예약을 해제해 주세요.",
    Trouble.AMOUNT_DIFFERS: "회원에게 안내한 금액을 확인하고, 다르면 포트원 콘솔에서 예약을 고쳐 주세요.",
    Trouble.CARD_DELETED: "회원에게 카드를 다시 등록해 달라고 안내해 주세요.",
    Trouble.CARD_CHANGED: "새 카드로 다시 예약되는지 확인하고, 그대로면 이 예약을 해제해 주세요.",
    Trouble.CARD_REFUSED: "결제 전에 회원에게 다른 카드를 등록해 달라고 안내해 주세요.",
    Trouble.NOT_CONFIRMED: "포트원 콘솔에 이 예약이 있는지 확인해 주세요.",
    Trouble.NOT_BOOKED: "회원의 카드와 점검 화면의 발견 사항을 확인해 주세요.",
}


@dataclass(frozen=True)
class BookedCharge:
    """One charge that is still to come, beside what its subscription now wants. Whole won.

    `last_refusal`: the card's last answer was this refusal; None after any success.
    """

    state: ChargeState
    amount: int
    price: int
    period: int
    periods_paid: int
    wanted: bool
    same_card: bool
    card_deleted: bool
    last_refusal: DeclineReason | None


def troubles(charge: BookedCharge) -> Iterator[tuple[Trouble, str]]:
    """Each with one Korean sentence that says what is wrong. Who left needs only that one."""
    if not charge.wanted:
        yield Trouble.CANCELLED, "해지를 신청했는데 결제가 예약되어 있습니다."
        return
    if charge.period < charge.periods_paid:
        yield Trouble.ALREADY_PAID, "이미 결제된 기간인데 결제가 또 예약되어 있습니다."
    if charge.amount != charge.price:
        yield (
            Trouble.AMOUNT_DIFFERS,
            f"예약 금액 {charge.amount:,}원이 요금 {charge.price:,}원과 다릅니다.",
        )
    if charge.card_deleted:
        yield Trouble.CARD_DELETED, "삭제된 카드로 예약되어 있습니다."
    elif not charge.same_card:
        yield Trouble.CARD_CHANGED, "카드를 바꿨는데 이전 카드로 예약되어 있습니다."
    elif charge.last_refusal is not None and charge.last_refusal.hard:
        yield (
            Trouble.CARD_REFUSED,
            f"지난 결제가 '{charge.last_refusal.label}'(으)로 거절된 카드라 또 거절될 것입니다.",
        )
    if charge.state is not ChargeState.BOOKED:
        yield Trouble.NOT_CONFIRMED, "포트원에 예약되었는지 확인하지 못했습니다."
