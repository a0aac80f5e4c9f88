"""Complaints and disputes (민원 · 분쟁): what a member was unhappy about, and what came of it."""

from enum import StrEnum


class ComplaintChannel(StrEnum):
    PHONE = "phone"
    EMAIL = "email"
    OTHER = "other"


class ComplaintKind(StrEnum):
    COMPLAINT = "complaint"
    DISPUTE = "dispute"  # before the consumer agency, a court, or the card company
