"""Two rows that may be one payment, on one line, in Korean and in English."""

from billing_core.rules.calendar import KST
from billing_core.rules.payment_pair import PaymentPair
from billing_core.rules.same_payment import PaymentTraits
from billing_core.wording.file_flaws import WON
from billing_core.wording.languages import KOREAN


def pair_said(pair: PaymentPair, language: int = KOREAN) -> str:
    """A pair on one line: where the new one stands, both payments."""
    where = f"{pair.where} " if pair.where else ""
    return f"{where}{_traits_said(pair.new, language)} ↔ {_traits_said(pair.known, language)}"


def _traits_said(traits: PaymentTraits, language: int) -> str:
    moment = f"{traits.paid_at.astimezone(KST):%Y-%m-%d %H:%M:%S}"
    won = WON[language].format(won=traits.won)
    return f"{traits.number} · {traits.whose or '-'} · {moment} · {won}"
