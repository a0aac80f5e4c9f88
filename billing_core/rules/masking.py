"""Masks of members' data for whoever may only look: enough to tell two people apart, no more.

What is counted as a letter is a grapheme, what a reader takes for one: `각` in pieces, an e with
its accent, a family of emoji. The same text has the same mask, and masking a mask shows no more.
"""

import re
import unicodedata

HIDDEN_LETTER, HIDDEN = "○", "****"
_MOST_HIDDEN = 6  # letters of a long name stand for more: their number says something, too
_JOINER = "\u200d"
# Belongs to the letter before it, besides what Unicode counts as a mark.
_JOINED = re.compile(f"[{_JOINER}\U0001f3fb-\U0001f3ff\U000e0020-\U000e007f\u1160-\u11ff]")
_FLAG_HALF = re.compile("[\U0001f1e6-\U0001f1ff]")
_PHONE = re.compile(r"(\+?82[- ]?\d{1,2}|0\d{1,2})[- .]?\d{3,4}[- .]?\d{2}(\d{2})")
_MASKED_PHONE = re.compile(r"\+?[\d -]{2,6}-\*{4}-\*\*\d{2}")
# From the first digit or star on it is the number of the card, whoever masked it and how.
_CARD_NUMBER = re.compile(r"[\d*●•]|[xX#-]{2}")
_LAST_OF_CARD = re.compile(r"(?<=.)\d{4}$", re.ASCII)


def mask_name(name: str) -> str:
    """`김하늘` -> `김○늘`, `남궁하나` -> `남○○나`, `김솔` -> `김○`. A name that is an e-mail
    address or a phone number is masked as such."""
    shown = " ".join(unicodedata.normalize("NFC", name).split())
    if "@" in shown or _is_phone(shown):
        return mask_id(shown)
    letters = graphemes(shown)
    match len(letters):
        case 0:
            return ""
        case 1:
            return HIDDEN_LETTER
        case 2:
            return letters[0] + HIDDEN_LETTER
        case length:
            return letters[0] + HIDDEN_LETTER * min(length - 2, _MOST_HIDDEN) + letters[-1]


def mask_id(app_id: str) -> str:
    """`user-0042` -> `us****42`; of a short id less, of a very short one nothing. An e-mail address
    keeps its first letter and how it ends, a phone number its prefix and two digits."""
    shown = unicodedata.normalize("NFC", app_id).strip()
    if _MASKED_PHONE.fullmatch(shown):
        return shown
    if phone := _PHONE.fullmatch(shown):
        return f"{phone[1]}-{HIDDEN}-**{phone[2]}"
    if "@" in shown:
        return _masked_address(shown)
    letters = graphemes(shown)
    if not letters:
        return ""
    kept = 2 if len(letters) >= 8 else 1 if len(letters) >= 5 else 0
    return "".join(letters[:kept]) + HIDDEN + "".join(letters[len(letters) - kept :])


def mask_card(card: str) -> str:
    """`국민카드 943011******1234` -> `국민카드 ****-1234`: the company, and four digits at most."""
    shown = card.strip()
    found = _CARD_NUMBER.search(shown)
    if found is None:
        return shown
    last = _LAST_OF_CARD.search(shown[found.start() :])
    number = f"{HIDDEN}-{last[0]}" if last else HIDDEN
    return f"{shown[: found.start()].rstrip()} {number}".strip()


def mask_in(text: str, *, name: str, app_id: str) -> str:
    """`text` with this member's name and id masked where they stand in it."""
    for whole, masked in ((app_id, mask_id(app_id)), (name, mask_name(name))):
        if len(whole) > 1:
            text = text.replace(whole, masked)
    return text


def graphemes(text: str) -> list[str]:
    """What a reader takes for single letters. The marks, joiners and halves of flags of Unicode's
    rules that names are made of, not all of them."""
    letters: list[str] = []
    for sign in text:
        if letters and _goes_on(letters[-1], sign):
            letters[-1] += sign
        else:
            letters.append(sign)
    return letters


def _goes_on(letter: str, sign: str) -> bool:
    if unicodedata.category(sign).startswith("M") or _JOINED.match(sign):
        return True
    second_half = _FLAG_HALF.fullmatch(letter) is not None and _FLAG_HALF.match(sign) is not None
    return letter.endswith(_JOINER) or second_half


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text) or _MASKED_PHONE.fullmatch(text))


def _masked_address(address: str) -> str:
    """`haneul@example.co.kr` -> `h****@****.kr`: the provider of a small company names a person."""
    whose, _, where = address.rpartition("@")
    first, ending = graphemes(whose)[:1], where.rpartition(".")[2]
    country = f".{ending}" if "." in where and len(ending) <= 3 else ""
    return f"{''.join(first)}{HIDDEN}@{HIDDEN}{country}"
