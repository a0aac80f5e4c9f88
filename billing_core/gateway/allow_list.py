"""The allow-list: the fields of the gateway's answers and notices that we keep, and what each holds.

Everything the gateway says passes here before anybody reads it, keeps it or logs it. A field that
is not named here has never come; so has none of a phone, an e-mail, an address or custom data. A
field that is named but holds something else is emptied or spoilt, never repaired: a sum that was
an object stays no sum.
"""

import re
from collections.abc import Callable, Mapping

from billing_core.rules.card_number import mask_card_field
from billing_core.rules.free_text import without_personal_numbers

SPOILT = "…"  # stands for what cannot be what the field is for; no number, time or known word
LONGEST_NAME = 300
LONGEST_TEXT = 1_000
LONGEST_TOKEN = 4_000
_MOST = 10**20
_TEXTS = (str, int, float)
_NUMBER = re.compile(r"\s*[-+]?[0-9.,]{1,40}(?:[eE][-+]?[0-9]{1,4})?\s*|NaN|-?Infinity")
_WORD = re.compile(r"[^\W\d][\w.\-]{0,39}")
_ADDRESS = re.compile(r"https?://[!-~]{1,1000}")


def number(value: object) -> object:
    """A sum or an instant, whole or not, as a number or as its digits."""
    if value is None or type(value) in (bool, float):
        return value
    if type(value) is int:
        return value if abs(value) < _MOST else SPOILT
    return value if isinstance(value, str) and _NUMBER.fullmatch(value) else SPOILT


def name(value: object) -> object:
    """What something is called: to the letter, or not at all."""
    if type(value) not in _TEXTS:
        return None
    return value if len(str(value)) <= LONGEST_NAME else None


def token(value: object) -> object:
    return value if isinstance(value, str) and len(value) <= LONGEST_TOKEN else None


def word(value: object) -> object:
    """One of a few words that the vendor's document lists."""
    if not isinstance(value, str) or not value:
        return None
    return value if _WORD.fullmatch(value) else SPOILT


def text(value: object) -> object:
    """Free text of the gateway, the PG or a person."""
    if type(value) not in _TEXTS:
        return None
    return without_personal_numbers(str(value)[:LONGEST_TEXT])


def card(value: object) -> object:
    """A card's number, which the gateway masks; one that it did not mask is masked here."""
    plain = text(value)
    return mask_card_field(plain) if isinstance(plain, str) else None


def address(value: object) -> object:
    return value if isinstance(value, str) and _ADDRESS.fullmatch(value) else None


def flag(value: object) -> object:
    return value if value in (True, False, "true", "false", "1", "0") else None


Reader = Callable[[object], object]
_REFUND: Mapping[str, Reader] = {
    "amount": number,
    "cancelled_at": number,
    "reason": text,
    "cancellation_id": name,
    "receipt_url": address,
}


def refunds(value: object) -> object:
    """The `cancel_history` of a payment."""
    if value is None:
        return None
    return [_kept(_REFUND, each) for each in value] if isinstance(value, list) else SPOILT


_ROW: Mapping[str, Reader] = {
    # A payment
    "imp_uid": name,
    "merchant_uid": name,
    "customer_uid": name,
    "customer_uid_usage": word,
    "status": word,
    "amount": number,
    "cancel_amount": number,
    "currency": word,
    "started_at": number,
    "paid_at": number,
    "failed_at": number,
    "cancelled_at": number,
    "fail_reason": text,
    "cancel_reason": text,
    "cancel_history": refunds,
    "pay_method": word,
    "pg_provider": word,
    "pg_tid": name,
    "apply_num": name,
    "card_name": text,
    "card_number": card,
    "receipt_url": address,
    "name": text,
    "sandbox": flag,
    # A schedule
    "schedule_status": word,
    "schedule_at": number,
    "executed_at": number,
    "revoked_at": number,
    "payment_status": word,
    # A customer's card
    "inserted": number,
}
_ANSWER: Mapping[str, Reader] = {
    **_ROW,
    # A token
    "access_token": token,
    "expired_at": number,
    "now": number,
    # A page of a list
    "total": number,
    "previous": number,
    "next": number,
}
_NOTICE: Mapping[str, Reader] = {"imp_uid": name, "merchant_uid": name, "status": word}


def allowed_answer(response: object) -> object:
    """What we keep of the `response` of an answer: one object, a list, or a page of one."""
    if isinstance(response, list):
        return [_kept(_ROW, each) for each in response]
    kept = _kept(_ANSWER, response)
    if isinstance(response, dict) and isinstance(kept, dict) and "list" in response:
        rows = response["list"]
        listed = isinstance(rows, list)
        kept["list"] = [_kept(_ROW, each) for each in rows] if listed else rows and SPOILT
    return kept


def allowed_notice(fields: Mapping[str, object]) -> dict[str, object]:
    """What we keep of a webhook: a doorbell, so no more than whose payment to read."""
    return {key: value for key, value in _named(_NOTICE, fields).items() if value is not None}


def _kept(readers: Mapping[str, Reader], value: object) -> object:
    """Where an object was meant, anything else is only said to have been there."""
    if isinstance(value, dict):
        return _named(readers, value)
    return None if value is None else SPOILT


def _named(readers: Mapping[str, Reader], fields: Mapping[str, object]) -> dict[str, object]:
    return {key: read(fields[key]) for key, read in readers.items() if key in fields}
