"""The key by which member ids are compared: equal for ids that a person cannot tell apart.

An id itself is kept as it was given, because the company's app has to get it back. Two ids with
one key are a question to a person, and never silently two members. What differs visibly has
another key: capitals, digits, an emoji of a family and the emojis of its people.
"""

import re
import unicodedata

# Soft hyphens, fillers, zero-width blanks and joiners, direction marks, variation selectors, tags.
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
_MARKS = re.compile(f"[{_INVISIBLE}]")
_UNSEEN = re.compile(f"[{_INVISIBLE}\uffa0\u2800]")  # and the fillers that one width makes marks
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007f]+")
_SELECTORS = re.compile("[\ufe00-\ufe0f]")
_KEYCAP = "\u20e3"
_JOINER, _EMPTY_BRAILLE = "\u200d", "\u2800"
# Tags behind a black flag say whose flag it is.
_FLAG_OR_MARK = re.compile(f"(\U0001f3f4[\U000e0020-\U000e007f]+)|(?!{_JOINER})[{_INVISIBLE}]")
_WIDTHS = ("<wide>", "<narrow>")
_PICTURES = ("So", "Sk")
LONGEST = 120  # as long as an id may be; a few letters are more than one once composed


def member_key(app_id: str) -> str:
    """Composed (NFC), of one width, with single blanks and without what cannot be seen."""
    if app_id.isascii():
        return _with_single_blanks(app_id)
    seen = _without_marks(unicodedata.normalize("NFC", _of_one_width(app_id)))
    composed = unicodedata.normalize("NFC", seen)
    return _with_single_blanks(composed.replace(_EMPTY_BRAILLE, " "))


def told_apart(app_id: str) -> str:
    """With what cannot be seen by its number, `'duri[U+200B]'`, and letters in pieces piece by
    piece."""
    whole = unicodedata.is_normalized("NFC", app_id)
    unseen = unseen_places(app_id)
    seen = (
        f"[U+{ord(char):04X}]" if place in unseen else char for place, char in enumerate(app_id)
    )
    return f"'{('' if whole else '·').join(seen)}'"


def unseen_places(text: str, *, as_drawn: bool = False) -> frozenset[int]:
    """Where letters stand that nobody sees. A plain blank is seen, and so is what makes one
    picture of several. `as_drawn`: a mark that says how the picture before it is drawn is too."""
    if text.isprintable() and (text.isascii() or not _UNSEEN.search(text)):
        return frozenset()
    flags = {place for flag in _FLAG.finditer(text) for place in range(*flag.span())}
    return frozenset(
        place
        for place, char in enumerate(text)
        if place not in flags
        and not (char.isprintable() and not _UNSEEN.match(char))
        and not (char == _JOINER and _stands_between_pictures(text, place))
        and not (as_drawn and _SELECTORS.match(char) and _draws(text, place))
    )


def _stands_between_pictures(text: str, place: int) -> bool:
    before = place - 1
    while before >= 0 and _SELECTORS.match(text[before]):  # to the joiner before, at most
        before -= 1
    return _joins_pictures(text[before : before + 1], text[place + 1 : place + 2])


def _draws(text: str, place: int) -> bool:
    """Behind a picture or a sign; behind a digit where it becomes a key."""
    before = text[place - 1 : place]
    sort = unicodedata.category(before) if before else "L"
    return sort[0] in "SP" or (sort == "Nd" and text[place + 1 : place + 2] == _KEYCAP)


def _with_single_blanks(text: str) -> str:
    return " ".join(text.split())[:LONGEST].rstrip()


def _of_one_width(text: str) -> str:
    """Full-width letters and digits narrow, half-width Katakana and Hangul wide; nothing else of
    what compatibility (NFKC) would fold: ² is not 2."""
    return "".join(map(_one_width, text))


def _one_width(char: str) -> str:
    if char == "\u3000":
        return " "
    tag, _, codes = unicodedata.decomposition(char).partition(" ")
    return "".join(chr(int(code, 16)) for code in codes.split()) if tag in _WIDTHS else char


def _without_marks(text: str) -> str:
    if not _MARKS.search(text):
        return text
    bare = _FLAG_OR_MARK.sub(lambda found: found[1] or "", text)
    return "".join(
        char
        for place, char in enumerate(bare)
        if char != _JOINER or _joins_pictures(bare[place - 1 : place], bare[place + 1 : place + 2])
    )


def _joins_pictures(before: str, after: str) -> bool:
    return all(
        side and side != _EMPTY_BRAILLE and unicodedata.category(side) in _PICTURES
        for side in (before, after)
    )
