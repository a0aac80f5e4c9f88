"""What two member ids are compared by: ids that look alike on screen have one key.

The id itself is kept as it was given, because the company's app must get it back.
"""

from __future__ import annotations

import unicodedata

_UNSEEN = dict.fromkeys(
    [
        *range(0x200B, 0x2010),
        *range(0x202A, 0x202F),
        *range(0x2060, 0x2065),
        *range(0x2066, 0x206A),
        *(0x00AD, 0x034F, 0x061C, 0x180E, 0xFEFF, 0xFE0E, 0xFE0F),
    ]
)


def member_key(member_id: str) -> str:
    """Composed, of one width, without blanks at the ends and without marks nobody sees."""
    seen = unicodedata.normalize("NFC", member_id).translate(_UNSEEN)
    one_width = "".join(_one_width(letter) for letter in seen)
    return unicodedata.normalize("NFC", " ".join(one_width.split()))


def _one_width(letter: str) -> str:
    wide = unicodedata.decomposition(letter).startswith(("<wide>", "<narrow>"))
    return unicodedata.normalize("NFKC", letter) if wide else letter
