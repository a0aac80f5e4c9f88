"""A member's permission in the company's app."""

from enum import StrEnum


class Permission(StrEnum):
    PAID = "paid"
    FREE = "free"


class PermissionCause(StrEnum):
    """Why a permission was changed; the company's app is told this word."""

    PAID = "paid"
    APPROVED = "approved"
    UNDONE = "undone"
    CORRECTED = "corrected"  # a person made it agree with the paid time
    TRANSFER = "transfer"  # came back by a bank transfer
    ACCEPTED = "accepted"  # a late payment was accepted
