"""Why a member stops, as a code: asked once, and whoever does not say is asked no more."""

from enum import StrEnum


class CancelReason(StrEnum):
    PRICE = "price"
    NOT_USING = "not_using"
    OTHER_SERVICE = "other_service"
    MISSING_FEATURE = "missing_feature"
    TROUBLE = "trouble"
    PAUSING = "pausing"
    OTHER = "other"


def cancel_reason_named(code: str) -> CancelReason | None:
    """None for no code, and for one that is none: nobody is kept from leaving by it."""
    return CancelReason(code) if code in set(CancelReason) else None
