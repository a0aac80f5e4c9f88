"""A member's permission in the company's app."""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    PAID = "paid"
    FREE = "free"
