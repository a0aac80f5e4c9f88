"""What an e-mail address and a phone number look like, as far as one can tell without writing."""

import re

from billing_core.rules.refusal import Refusal, RefusalCode

LONGEST_EMAIL = 254
SHORTEST_PHONE, LONGEST_PHONE = 7, 20
MOST_DIGITS = 15  # of any country's number (E.164)
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# As browsers check a field of type email, with a dot in the name of the host.
EMAIL = rf"^[A-Za-z0-9.!#$%&'*+/=?^_`{{|}}~-]{{1,64}}@{_LABEL}(?:\.{_LABEL})+$"
PHONE = rf"^\+?[0-9](?:-?[0-9]){{{SHORTEST_PHONE - 1},{MOST_DIGITS - 1}}}$"


def require_email(text: str) -> None:
    """Raises Refusal "contact.email"."""
    if len(text) > LONGEST_EMAIL or not re.fullmatch(EMAIL, text):
        raise Refusal(RefusalCode.CONTACT_EMAIL, field="email")


def require_phone(text: str) -> None:
    """Raises Refusal "contact.phone"."""
    if not SHORTEST_PHONE <= len(text) <= LONGEST_PHONE or not re.fullmatch(PHONE, text):
        raise Refusal(RefusalCode.CONTACT_PHONE, field="phone")
