"""The number of a confirmation (해지 확인서): too long to guess, and short enough to be typed."""

from collections.abc import Sequence

# Without I, L, O and U, which are read as others (Crockford's base 32).
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 20  # 100 bits
_GROUP = 4
_READ_AS = str.maketrans("OIL", "011", "- ")


def number_of(drawn: Sequence[int]) -> str:
    """The number as it is printed, `7KQ2-M9XD-…`, of as many draws below 32 as it has signs."""
    signs = "".join(SIGNS[each] for each in drawn)
    return "-".join(signs[at : at + _GROUP] for at in range(0, LENGTH, _GROUP))


def typed_number(text: str) -> str | None:
    """The number that somebody typed, however they wrote it; None for what can be none."""
    signs = text.strip().upper().translate(_READ_AS)
    if len(signs) != LENGTH or not set(signs) <= set(SIGNS):
        return None
    return number_of([SIGNS.index(sign) for sign in signs])
