"""What the PG's window takes: names cut to its bytes, and phones known by their user agent."""

import re
import unicodedata

NAME_BYTES = 40  # KG Inicis counts bytes of UTF-8: 13 letters of Hangul
BUYER_BYTES = 30
PHONE_BYTES = 40
EMAIL_BYTES = 60
CUSTOMER_ID_BYTES = 64

_QUOTES = re.compile(r"[\"'`\\<>]")
_PHONE = re.compile(r"Mobi|Android|iPhone|iPad|iPod", re.IGNORECASE)
_JOINERS = "\u200d\ufe0e\ufe0f"


def cut_to_bytes(text: str, most: int) -> str:
    """The longest beginning of `text` that has at most so many bytes of UTF-8, no letter halved."""
    kept = text.encode()[:most].decode(errors="ignore")
    return kept.rstrip(_JOINERS) if len(kept) < len(text) else kept


def window_text(text: str, most: int, otherwise: str) -> str:
    """`text` as the window takes it: quotes and signs of HTML have broken windows, and what cannot
    be seen has no place in one. `otherwise` where nothing is left."""
    plain = unicodedata.normalize("NFC", _QUOTES.sub("", text))
    seen = "".join(" " if unicodedata.category(char)[0] in "CZ" else char for char in plain)
    return cut_to_bytes(" ".join(seen.split()), most).strip() or otherwise


def fits(text: str, most: int) -> str:
    """`text` where the window takes all of it, else nothing: half an address reaches nobody."""
    return text if len(text.encode()) <= most and not _QUOTES.search(text) else ""


def is_phone(user_agent: str) -> bool:
    """A phone or tablet, as the vendor's own wrappers tell them."""
    return bool(_PHONE.search(user_agent))
