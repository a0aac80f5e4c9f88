"""How long each kind of record is kept (보관 기간), and when a member is due to be forgotten."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Beside a text that was taken out, this stays; the book itself lets nothing else take its place
# (migration 0024).
ERASED = {"erased": True}


class RetentionKind(StrEnum):
    """What is kept for a time of its own, counted from what `KeepPeriods` says."""

    CONTRACTS = "contracts"  # a member with cards, subscriptions and payments: pseudonymised
    DISPUTES = "disputes"  # what people typed about findings, refunds and cancellations
    IMPORT_ROWS = "import_rows"  # rows of files and of the gateway that were left out
    NOTICES = "notices"  # bodies of webhooks, and of what was delivered to the company's app


@dataclass(frozen=True)
class KeepPeriods:
    """In years from the last day of a contract or the last payment, from the answer to a dispute;
    in months from the arrival of a row or notice."""

    contract_years: int
    dispute_years: int
    import_months: int
    notice_months: int

    def cutoffs(self, now: datetime) -> dict[RetentionKind, datetime]:
        """What ended before these instants has been kept long enough."""
        return {
            RetentionKind.CONTRACTS: months_before(now, 12 * self.contract_years),
            RetentionKind.DISPUTES: months_before(now, 12 * self.dispute_years),
            RetentionKind.IMPORT_ROWS: months_before(now, self.import_months),
            RetentionKind.NOTICES: months_before(now, self.notice_months),
        }


def months_before(instant: datetime, months: int) -> datetime:
    """The same day so many months earlier; the 28th where that day may not exist."""
    count = instant.year * 12 + instant.month - 1 - months
    return instant.replace(year=count // 12, month=count % 12 + 1, day=min(instant.day, 28))


class ForgetReason(StrEnum):
    """Why a member is forgotten. A code: whatever is typed might name the person again."""

    ASKED = "asked"  # the person asked for it
    PERIOD_OVER = "period_over"  # on the yearly list
    WRONG_PERSON = "wrong_person"  # should never have been in the book
