"""Free text of others that we keep or log, without the numbers that name a person."""

import re

from billing_core.rules.card_number import mask_card_numbers

_STRUCK = "***"
# At most one @ is looked at from each side of it, so no text costs the square of its length.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PHONE = re.compile(
    r"(?<![\w])(?:\+?82[ .-]?(?:\(0\))?|0)(?:1[016789]|2|[3-6][1-5]|70)[ .)-]{0,2}\d{3,4}[ .-]?\d{4}"
    r"(?!\d)"
)
_RESIDENT_NUMBER = re.compile(
    r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])[ -]?[1-8]\d{6}(?!\d)"
)
# What PostgreSQL says of the row that it could not write: the row itself.
_ROW_OF_ERROR = re.compile(
    r"^DETAIL: .*?(?=^(?:HINT|CONTEXT): |^\[SQL|\Z)", re.MULTILINE | re.DOTALL
)


def without_personal_numbers(text: str) -> str:
    """The text with card numbers masked; phone and resident numbers and e-mail addresses go."""
    if "@" in text:
        text = _EMAIL.sub(_STRUCK, text)
    if not any(map(str.isdigit, text)):
        return text
    text = mask_card_numbers(text)
    return _PHONE.sub(_STRUCK, _RESIDENT_NUMBER.sub(_STRUCK, text))


def error_text(text: str) -> str:
    """What an exception says, as it may be kept: without the row or the person it is about."""
    return without_personal_numbers(_ROW_OF_ERROR.sub("", text))
