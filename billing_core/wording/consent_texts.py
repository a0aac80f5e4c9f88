"""What a member agrees to before the PG's window opens, by kind and version, each (ko, en).

A version is kept in the book with the first who agrees to it. Whoever changes a text gives it a
new version: `tests/wording/test_consent_texts.py` knows the fingerprint of each.
"""

from collections.abc import Mapping

from billing_core.rules.checkout import CheckoutKind, Offer
from billing_core.wording.languages import ENGLISH, KOREAN
from billing_core.wording.member_pages import DAY_FORM, WEEKDAYS, WON_FORM

_STOP = (
    "서비스의 결제 정보 화면이나 고객센터에서 언제든지 해지할 수 있고, 해지하면 더 이상 결제되지 않으며 이미 결제한 기간까지 이용할 수 있습니다.",
    "I can cancel at any time on the page of my payments or by the customer service; then nothing more is charged, and I can use the service until the end of what is paid.",
)
CONSENTS: Mapping[CheckoutKind, tuple[str, str, str]] = {
    CheckoutKind.JOIN: (
        "join-2026-11",
        "‘{plan}’ {won}(부가세 포함)을 등록하는 카드로 지금 결제하고, 해지할 때까지 {next}부터 {cycle} 같은 금액이 자동으로 결제되는 데 동의합니다. "
        + _STOP[KOREAN],
        "I agree that {won} (VAT included) for “{plan}” is charged to the card now, and the same amount {cycle} from {next} on until I cancel. "
        + _STOP[ENGLISH],
    ),
    CheckoutKind.CYCLE: (
        "cycle-2026-11",
        "‘{plan}’ {first}부터 {last}까지의 이용 요금 {won}(부가세 포함)을 등록하는 카드로 지금 결제하고, 해지할 때까지 {next}부터 {cycle} 같은 금액이 이 카드로 자동으로 결제되는 데 동의합니다. "
        + _STOP[KOREAN],
        "I agree that {won} (VAT included) for “{plan}” from {first} to {last} is charged to the card now, and the same amount to this card {cycle} from {next} on until I cancel. "
        + _STOP[ENGLISH],
    ),
    CheckoutKind.CARD: (
        "card-2026-11",
        "결제 카드를 새로 등록하는 카드로 바꾸고, 해지할 때까지 {next}부터 {cycle} ‘{plan}’ {won}(부가세 포함)이 이 카드로 자동으로 결제되는 데 동의합니다. 지금은 결제되지 않습니다. "
        + _STOP[KOREAN],
        "I agree that this card takes the old one's place, and that {won} (VAT included) for “{plan}” is charged to it {cycle} from {next} on until I cancel. Nothing is charged now. "
        + _STOP[ENGLISH],
    ),
}
EVERY_MONTH = ("매월", "every month")
EVERY_YEAR = ("매년", "every year")
EVERY_MONTHS = ("{months}개월마다", "every {months} months")


def consent_version(kind: CheckoutKind) -> str:
    return CONSENTS[kind][0]


def consent_text(kind: CheckoutKind, place: int) -> str:
    """With its blanks."""
    return CONSENTS[kind][1 + place]


def consent_blanks(offer: Offer, place: int) -> dict[str, str]:
    def day(of: object) -> str:
        return DAY_FORM[place].format(day=of, weekday=WEEKDAYS[place][of.weekday()])  # type: ignore[attr-defined]

    return {
        "plan": offer.plan_name,
        "won": WON_FORM[place].format(won=offer.amount),
        "cycle": cycle_said(offer.months, place),
        "first": day(offer.first_day),
        "last": day(offer.last_day),
        "next": day(offer.next_day),
    }


def cycle_said(months: int, place: int) -> str:
    named = {1: EVERY_MONTH, 12: EVERY_YEAR}.get(months, EVERY_MONTHS)
    return named[place].format(months=months)
