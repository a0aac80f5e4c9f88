"""The approval checklist of a downgrade (권한 변경): all green, or the button says why not."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from billing_core.rules.cure import Cure
from billing_core.rules.permission import Permission

UNDO_WINDOW = timedelta(days=7)


class DowngradeState(StrEnum):
    DUE = "due"
    HELD = "held"
    APPROVED = "approved"  # decided; `delivered_at` says whether the company's app knows
    VOID = "void"  # no longer wanted: the member paid again, or came back

    @property
    def waiting(self) -> bool:
        return self in (DowngradeState.DUE, DowngradeState.HELD)


class VoidReason(StrEnum):
    """Why nobody has to approve it any more."""

    NEW_PAYMENT = "new_payment"
    LATE_PAYMENT = "late_payment"


class CheckCode(StrEnum):
    LAST_CHARGE_KNOWN = "last_charge_known"
    PAID_THROUGH_PASSED = "paid_through_passed"
    NO_LIVE_BOOKING = "no_live_booking"
    NO_RETRY_PENDING = "no_retry_pending"
    NO_NEWER_PAYMENT = "no_newer_payment"
    NOT_WITHDRAWN = "not_withdrawn"
    STILL_PAID = "still_paid"


class EvidenceKind(StrEnum):
    BOOKING = "booking"  # the gateway would still run it
    CHARGE = "charge"  # under way, or its outcome is not known
    PAYMENT = "payment"  # captured after paid-through, and not all given back
    GRACE = "grace"  # until when a late payment is waited for


@dataclass(frozen=True)
class Evidence:
    """One thing that was read: its name at the gateway, its instant (aware UTC) and whole won."""

    what: EvidenceKind
    at: datetime
    name: str = ""
    won: int = 0


@dataclass(frozen=True)
class DowngradeFacts:
    """What was read just now, from our book and from the gateway.

    `live_bookings` are those the gateway still would run, on any card the member ever had, or
    None when the gateway could not be read: unknown is never green. `pending` is what may still
    take money or is waited for; `newer_payments` those that no person has settled.
    """

    now: datetime
    paid_through: datetime
    last_charge_at: datetime | None
    live_bookings: Sequence[Evidence] | None
    pending: Sequence[Evidence]
    newer_payments: Sequence[Evidence]
    withdrawn: bool
    permission: Permission


@dataclass(frozen=True)
class Check:
    """`evidence` is what makes it red, each with its date and won; `cures` are what a person can
    do about that."""

    code: CheckCode
    ok: bool
    evidence: tuple[Evidence, ...] = ()
    cures: tuple[Cure, ...] = ()

    @property
    def unread(self) -> bool:
        """Red for want of an answer only."""
        return not self.ok and not self.evidence and Cure.READ_AGAIN in self.cures

    def plain(self) -> dict[str, object]:
        """As it is kept with an approval."""
        return {
            "code": str(self.code),
            "ok": self.ok,
            "evidence": [
                {"what": str(one.what), "name": one.name, "at": one.at.isoformat(), "won": one.won}
                for one in self.evidence
            ],
        }


@dataclass(frozen=True)
class Checklist:
    checks: tuple[Check, ...]

    @property
    def green(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def red(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)


def downgrade_checklist(facts: DowngradeFacts) -> Checklist:
    return Checklist(
        (
            _check(CheckCode.LAST_CHARGE_KNOWN, facts.last_charge_at is not None),
            _check(CheckCode.PAID_THROUGH_PASSED, facts.now >= facts.paid_through),
            _bookings(facts.live_bookings),
            _check(
                CheckCode.NO_RETRY_PENDING,
                not facts.pending,
                *facts.pending,
                cures=_of_pending(facts.pending),
            ),
            _check(
                CheckCode.NO_NEWER_PAYMENT,
                not facts.newer_payments,
                *facts.newer_payments,
                cures=(Cure.REFUND, Cure.LEAVE_IT),
            ),
            _check(CheckCode.NOT_WITHDRAWN, not facts.withdrawn),
            _check(CheckCode.STILL_PAID, facts.permission is Permission.PAID),
        )
    )


def _bookings(found: Sequence[Evidence] | None) -> Check:
    if found is None:
        return Check(CheckCode.NO_LIVE_BOOKING, False, cures=(Cure.READ_AGAIN,))
    return _check(CheckCode.NO_LIVE_BOOKING, not found, *found, cures=(Cure.REVOKE_NOW,))


def _of_pending(pending: Sequence[Evidence]) -> tuple[Cure, ...]:
    """A grace is over by itself; a charge can be asked for."""
    asked_for = any(one.what is EvidenceKind.CHARGE for one in pending)
    return (Cure.READ_AGAIN,) if asked_for else ()


def _check(code: CheckCode, ok: bool, *evidence: Evidence, cures: tuple[Cure, ...] = ()) -> Check:
    return Check(code, ok) if ok else Check(code, ok, evidence, cures)
