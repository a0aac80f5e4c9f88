"""What is wrong with a charge before it runs, and what to do about it, by code, each (ko, en)."""

from collections.abc import Mapping
from typing import NamedTuple

from billing_core.rules.preflight import Trouble

Said = tuple[str, str]


class TroubleWords(NamedTuple):
    """A trouble's words. `what` has blanks for won of the booking and of the price, and for why a
    card was refused; `button` is empty where the member has to do it."""

    label: Said
    what: Said
    to_do: Said
    button: Said = ("", "")


TROUBLES: Mapping[Trouble, TroubleWords] = {
    Trouble.CANCELLED: TroubleWords(
        ("해지 회원의 예약", "asked to stop"),
        (
            "해지를 신청했는데 결제가 예약되어 있습니다.",
            "Asked to stop, yet a charge is booked.",
        ),
        (
            "결제 전에 이 예약을 해제해 주세요.",
            "Revoke this booking before it runs.",
        ),
        ("예약 해제", "Revoke the booking"),
    ),
    Trouble.ALREADY_PAID: TroubleWords(
        ("이미 결제된 기간", "already paid"),
        (
            "이미 결제된 기간인데 결제가 또 예약되어 있습니다.",
            "The period is paid already, yet a charge is booked for it.",
        ),
        (
            "이중 결제가 되지 않도록 이 예약을 해제해 주세요. 다음 기간의 결제가 대신 예약됩니다.",
            "Revoke this booking, or the period is paid twice; the next period is booked instead.",
        ),
        ("예약 해제", "Revoke the booking"),
    ),
    Trouble.AMOUNT_DIFFERS: TroubleWords(
        ("금액 다름", "other amount"),
        (
            "예약 금액 {booked}이 요금 {price}과 다릅니다.",
            "It is booked for {booked}, and the price is {price}.",
        ),
        (
            "회원에게 안내한 금액이 요금과 같은지 확인하고, 같으면 요금대로 다시 예약해 주세요.",
            "See that the member was told the price; if so, book it again at the price.",
        ),
        ("요금대로 다시 예약", "Book at the price"),
    ),
    Trouble.CARD_DELETED: TroubleWords(
        ("삭제된 카드", "card deleted"),
        ("삭제된 카드로 예약되어 있습니다.", "It is booked on a card that was deleted."),
        (
            "회원에게 카드를 다시 등록해 달라고 안내해 주세요.",
            "Ask the member to register a card again.",
        ),
    ),
    Trouble.CARD_CHANGED: TroubleWords(
        ("이전 카드로 예약", "booked on the old card"),
        (
            "카드를 바꿨는데 이전 카드로 예약되어 있습니다.",
            "The card was changed, yet it is booked on the old one.",
        ),
        (
            "새 카드로 다시 예약해 주세요.",
            "Book it again on the new card.",
        ),
        ("새 카드로 다시 예약", "Book on the new card"),
    ),
    Trouble.CARD_REFUSED: TroubleWords(
        ("거절된 카드", "card refused"),
        (
            "지난 결제가 '{decline}'(으)로 거절된 카드라 또 거절될 것입니다.",
            "This card was refused the last time ({decline}) and will be again.",
        ),
        (
            "결제 전에 회원에게 다른 카드를 등록해 달라고 안내해 주세요.",
            "Ask the member for another card before the charge.",
        ),
    ),
    Trouble.NOT_CONFIRMED: TroubleWords(
        ("예약 미확인", "not confirmed"),
        (
            "포트원에 예약되었는지 확인하지 못했습니다.",
            "It is not known whether PortOne has this booking.",
        ),
        (
            "포트원에 이 예약이 있는지 다시 읽어 주세요.",
            "Read again whether PortOne has this booking.",
        ),
        ("다시 읽기", "Read again"),
    ),
    Trouble.NOT_BOOKED: TroubleWords(
        ("예약 없음", "nothing booked"),
        (
            "결제할 날인데 예약된 결제가 없습니다.",
            "A charge is due that day, and none is booked.",
        ),
        (
            "지금 예약해 주세요. 예약되지 않으면 점검에 그 이유가 나옵니다.",
            "Book it now; if it cannot be booked, the health page says why.",
        ),
        ("지금 예약", "Book now"),
    ),
}
RETRY_NOT_BOOKED: Said = (
    "다시 결제할 날인데 예약된 결제가 없습니다.",
    "A retry is due that day, and none is booked.",
)
