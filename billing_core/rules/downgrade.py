"""The approval checklist of a downgrade (권한 변경): all green, or the button says why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

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


class CheckCode(StrEnum):
    LAST_CHARGE_KNOWN = "last_charge_known"
    PAID_THROUGH_PASSED = "paid_through_passed"
    NO_LIVE_BOOKING = "no_live_booking"
    NO_RETRY_PENDING = "no_retry_pending"
    NO_NEWER_PAYMENT = "no_newer_payment"
    NOT_WITHDRAWN = "not_withdrawn"
    STILL_PAID = "still_paid"


@dataclass(frozen=True)
class DowngradeFacts:
    """What was read just now, from our book and from the gateway.

    `live_bookings` holds the merchant_uids the gateway still would charge, on any card of
    the member, or None when the gateway could not be read: unknown is never green.
    """

    now: datetime
    paid_through: datetime
    last_charge_at: datetime | None
    live_bookings: Sequence[str] | None
    retry_pending: bool
    newer_payment: bool
    withdrawn: bool
    permission: Permission


@dataclass(frozen=True)
class Check:
    code: CheckCode
    ok: bool
    why: str  # Korean: what was found, whether green or not


@dataclass(frozen=True)
class Checklist:
    checks: tuple[Check, ...]

    @property
    def green(self) -> bool:
        return all(check.ok for check in self.checks)

    @property
    def red(self) -> tuple[Check, ...]:
        return tuple(check for check in self.checks if not check.ok)


def _check(code: CheckCode, ok: bool, when_ok: str, when_not: str) -> Check:
    return Check(code, ok, when_ok if ok else when_not)


def downgrade_checklist(facts: DowngradeFacts) -> Checklist:
    bookings = facts.live_bookings
    if bookings is None:
        booking_found = "게이트웨이를 읽지 못해 예약 결제가 남았는지 알 수 없습니다"
    else:
        booking_found = f"예약 결제가 {len(bookings)}건 남아 있습니다"
    return Checklist(
        (
            _check(
                CheckCode.LAST_CHARGE_KNOWN,
                facts.last_charge_at is not None,
                "마지막 결제를 확인했습니다",
                "마지막 결제를 찾지 못했습니다",
            ),
            _check(
                CheckCode.PAID_THROUGH_PASSED,
                facts.now >= facts.paid_through,
                "이용 만료일이 지났습니다",
                "이용 만료일이 아직 지나지 않았습니다",
            ),
            _check(
                CheckCode.NO_LIVE_BOOKING,
                bookings is not None and not bookings,
                "남은 예약 결제가 없습니다",
                booking_found,
            ),
            _check(
                CheckCode.NO_RETRY_PENDING,
                not facts.retry_pending,
                "재시도나 유예가 남지 않았습니다",
                "결제 재시도나 유예 기간이 남아 있습니다",
            ),
            _check(
                CheckCode.NO_NEWER_PAYMENT,
                not facts.newer_payment,
                "만료일 이후의 새 결제가 없습니다",
                "만료일 이후의 새 결제가 있습니다",
            ),
            _check(
                CheckCode.NOT_WITHDRAWN,
                not facts.withdrawn,
                "해지를 철회하지 않았습니다",
                "회원이 해지를 철회했거나 다시 가입했습니다",
            ),
            _check(
                CheckCode.STILL_PAID,
                facts.permission is Permission.PAID,
                "현재 유료 권한입니다",
                "이미 무료 권한입니다",
            ),
        )
    )
