"""Why a message has not reached the company's app."""

from enum import StrEnum


class Undelivered(StrEnum):
    """As it is kept, with its detail behind a colon. How each is said, `wording.undelivered`
    says."""

    ANSWERED = "answered"  # the HTTP status
    UNREACHABLE = "unreachable"  # the transport's own error
    NO_ADDRESS = "no_address"
    NO_SIGNING_KEY = "no_signing_key"
    BAD_SIGNING_KEY = "bad_signing_key"

    def with_detail(self, detail: str) -> str:
        return f"{self}:{detail}"
