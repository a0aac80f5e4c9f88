"""What a checkout page shows of its offer, in the visitor's words."""

from billing_core.lifecycle.open_window import Agreement
from billing_core.portal.printed import day_said, won_said
from billing_core.rules.checkout import CheckoutKind, Offer
from billing_core.wording import consent_texts
from billing_core.wording.checkout_page import CHECKOUT, PRESS, TITLES
from billing_core.wording.languages import ENGLISH


def agreement_for(offer: Offer, place: int) -> Agreement:
    return Agreement(
        version=consent_texts.consent_version(offer.kind),
        language="en" if place == ENGLISH else "ko",
        text=consent_texts.consent_text(offer.kind, place),
        blanks=consent_texts.consent_blanks(offer, place),
    )


def offer_said(offer: Offer, place: int) -> dict[str, str]:
    """The lines of the page by name."""
    won = won_said(offer.amount, place)
    card = offer.kind is CheckoutKind.CARD
    return {
        "title": TITLES[offer.kind][place],
        "press": PRESS[offer.kind][place].format(won=won),
        "plan": offer.plan_name,
        "amount": won,
        "amount_is": CHECKOUT["NEXT_AMOUNT" if card else "AMOUNT"][place],
        "now": won if offer.charges_now else CHECKOUT["NOTHING_NOW"][place],
        "period_is": CHECKOUT["NEXT_PERIOD" if card else "PERIOD"][place],
        "first": day_said(offer.first_day, place),
        "last": day_said(offer.last_day, place),
        "cycle": f"{consent_texts.cycle_said(offer.months, place)} {won}",
        "next": day_said(offer.next_day, place),
        "window": CHECKOUT["WINDOW_CARD" if card else "WINDOW"][place],
    }
