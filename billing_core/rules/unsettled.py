"""Why a notice of the gateway could not be settled, where we know it."""

from enum import StrEnum


class Unsettled(StrEnum):
    """Kept as the event's last error. How it is said, `wording.unsettled` says; whatever else went
    wrong is kept in the words of the error, for engineers."""

    NOT_THERE = "not_there"  # the gateway knows no such payment
