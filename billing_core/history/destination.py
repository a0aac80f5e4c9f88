"""The context in which the rows of one file are imported: what is the same for all of them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.history.met_members import MetMembers
from billing_core.history.origin import origin_of


@dataclass(frozen=True)
class Destination:
    """One file's context. `members` are those the whole import has met; `now` is an aware UTC
    instant. The ledger's entries behind `ledger_before` are this import's own."""

    session: Session
    members: MetMembers
    file_name: str
    now: datetime
    ledger_before: int

    def origin(self, line: int) -> str:
        """A row's provenance, as it is kept with what that row brought: `payments.csv:17`."""
        return origin_of(self.file_name, line)
