"""Card numbers (PAN): found by length, issuer prefix (IIN) and check digit (Luhn), and masked.

What is not certainly a card's is left alone: order, payment and approval numbers are exempt by
the names of their fields, and digits that are part of an id are no number of their own.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Any

from billing_core.rules.refusal import Refusal, RefusalCode

# Fields and columns of order, payment and approval numbers: they may look like a card's, and one
# that was masked would name nothing any more.
NUMBERS_OF_PAYMENTS = frozenset(
    {"imp_uid", "gateway_uid", "merchant_uid", "refund_of", "apply_num"}
)
# Fields and columns of a card: masked whatever the digits are.
OF_CARDS = frozenset({"card_number", "card_name"})

_SHORTEST = 13
_FEWEST_PLACES = _SHORTEST - 1  # of a number in a field of cards, which may lack one
_TOLD_BY = 4  # digits tell the scheme
_KEPT_FIRST, _KEPT_LAST = 6, 4
# The first digits of a scheme's cards, and how long those are. 9: Korean cards for home use.
_SCHEMES = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|9"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"30[0-5]|36|3[89]"), (14, 16, 19)),
    (re.compile(r"352[89]|35[3-8]|6011|64[4-9]|65|62|8[18]"), (16, 17, 18, 19)),
    (re.compile(r"5[06-8]|6[37]"), (13, 14, 15, 16, 17, 18, 19)),
)
_BETWEEN = r"[\s.\-\u00ad\u00b7\u2010-\u2015\u2212\u30fb\uff0d\uff0e]{0,3}"
_GROUP = re.compile(r"\d+")
_MAY_HOLD_ONE = re.compile(rf"\d(?:{_BETWEEN}\d){{{_SHORTEST - 1}}}")
_GAP = re.compile(_BETWEEN)
_DIGIT_OR_MASK = re.compile(r"[\d*xX•●＊]")

Span = tuple[int, int]


def has_card_number(text: str) -> bool:
    return next(_found(text), None) is not None


def mask_card_numbers(text: str) -> str:
    """The text with the card numbers in it masked: the first 6 and the last 4 digits stay."""
    for start, end in _found(text):
        text = text[:start] + _masked(text[start:end], r"\d") + text[end:]
    return text


def mask_card_field(text: str) -> str:
    """What stands in a field of cards, where a number needs no check digit to be one."""
    places = len(_DIGIT_OR_MASK.findall(text))
    if sum(map(str.isdigit, text)) <= _KEPT_FIRST + _KEPT_LAST or places < _FEWEST_PLACES:
        return text
    return _masked(text, _DIGIT_OR_MASK.pattern)


def mask_field(name: str, text: str) -> str:
    """What is kept of a field or column by its name."""
    if len(text) < _FEWEST_PLACES:
        return text
    if name in NUMBERS_OF_PAYMENTS or (name == "receipt_url" and text.startswith("http")):
        return text  # a receipt's address ends in the PG's number of the payment
    return mask_card_numbers(mask_card_field(text) if name in OF_CARDS else text)


def mask_fields(value: Any, name: str = "") -> Any:
    """A JSON value with the card numbers in its texts masked; `name`: the field it stands in."""
    if isinstance(value, str):
        return mask_field(name, value)
    if isinstance(value, dict):
        return {key: mask_fields(each, key) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [mask_fields(each, name) for each in value]
    if isinstance(value, int) and abs(value) >= 10 ** (_SHORTEST - 1):
        masked = mask_field(name, str(value))
        return masked if masked != str(value) else value
    return value


def require_no_card_number(fields: Mapping[str, Any], exempt: frozenset[str] = frozenset()) -> None:
    """Check what a person or the company's app gave. Raises Refusal "card_number"."""
    for name, value in fields.items():
        if name not in exempt and mask_fields(value, name) != _plain(value):
            raise Refusal(RefusalCode.CARD_NUMBER, field=name)


def _plain(value: Any) -> Any:
    """As `mask_fields` gives back what has nothing to mask."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    return [*map(_plain, value)] if isinstance(value, list | tuple) else value


def _found(text: str) -> Iterator[Span]:
    """Where card numbers stand: whole groups of digits, from left to right, in linear time."""
    if len(text) < _SHORTEST or not _MAY_HOLD_ONE.search(text):
        return
    digits = _Digits(text)
    done = 0
    for begin, run in digits.begins:
        end = digits.end_of_card(begin, run) if begin >= done else None
        if end is not None:
            yield digits.places[begin], digits.places[end - 1] + 1
            done = end


class _Digits:
    """The digits of a text. A run is of groups with no more than a separator between them."""

    def __init__(self, text: str) -> None:
        self.places: list[int] = []  # in the text
        self.begins: list[tuple[int, int]] = []  # of groups, each with its run
        self._ends: dict[int, int] = {}  # likewise
        over = run = 0
        for group in _GROUP.finditer(text):
            start, end = group.span()
            run += not _GAP.fullmatch(text, over, start)
            if not _goes_on_before(text, start):
                self.begins.append((len(self.places), run))
            self.places += range(start, end)
            if not _goes_on_after(text, end):
                self._ends[len(self.places)] = run
            over = end
        self._plain = "".join(str(int(text[place])) for place in self.places)
        # Sums of the digits before each place; every second one doubled, the even or the odd.
        self._sums = [_sums(self._plain, parity) for parity in (0, 1)]

    def end_of_card(self, begin: int, run: int) -> int | None:
        for length in _lengths(self._plain[begin : begin + _TOLD_BY]):
            end = begin + length
            if self._ends.get(end) == run and self._checks(begin, end):
                return end
        return None

    def _checks(self, begin: int, end: int) -> bool:
        """Luhn: every second digit from the right is doubled, and the sum of all is a ten."""
        sums = self._sums[end % 2]
        return (sums[end] - sums[begin]) % 10 == 0


def _sums(plain: str, doubled: int) -> list[int]:
    each = (
        sum(divmod(2 * int(digit), 10)) if at % 2 == doubled else int(digit)
        for at, digit in enumerate(plain)
    )
    return [0, *accumulate(each)]


@lru_cache(maxsize=10_000)
def _lengths(begins: str) -> tuple[int, ...]:
    """How long a card may be that begins like this."""
    return tuple(sorted({n for scheme, long in _SCHEMES if scheme.match(begins) for n in long}))


def _goes_on_before(text: str, start: int) -> bool:
    """Whether the digits are the end of an id. A plain word may stand right before a number."""
    place = start
    while place and text[place - 1].isascii() and text[place - 1].isalpha():
        place -= 1
    before = text[place - 1 : place]
    return before == "_" or (before.isdigit() and place < start)


def _goes_on_after(text: str, end: int) -> bool:
    after = text[end : end + 1]
    return after == "_" or (after.isascii() and after.isalnum())


def _masked(text: str, place: str) -> str:
    """The places between the first 6 and the last 4 become stars; what stands between them stays."""
    places = [found.start() for found in re.finditer(place, text)]
    hidden = set(places[_KEPT_FIRST : len(places) - _KEPT_LAST])
    return "".join("*" if at in hidden else letter for at, letter in enumerate(text))
