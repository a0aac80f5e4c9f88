"""Facts of the lists in people's words: what a state of the core is called on screen."""

from collections.abc import Mapping
from typing import Any

from billing_core.models import EntryKind
from billing_core.rules.charge import ChargeState
from billing_core.rules.cycle import CycleOutcome
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import EndKind
from dashboard.parts.language import Words
from dashboard.parts.words import states

# By kind first: "paid" of one kind equals "paid" of another.
STATES: dict[type, Mapping[Any, Words]] = {
    CycleOutcome: {
        CycleOutcome.PAID: Words("결제", "paid"),
        CycleOutcome.RECOVERED: Words("회복", "recovered"),
        CycleOutcome.WAITING: Words("기다리는 중", "waiting"),
        CycleOutcome.LOST: Words("회복 못 함", "lost"),
        CycleOutcome.OPEN: Words("결과 없음", "open"),
    },
    ChargeState: {
        ChargeState.REQUESTING: Words("요청 중", "requesting"),
        ChargeState.BOOKED: Words("예약됨", "booked"),
        ChargeState.PAID: Words("결제", "paid"),
        ChargeState.FAILED: Words("실패", "failed"),
        ChargeState.REVOKED: Words("예약 해제", "revoked"),
        ChargeState.UNKNOWN: Words("결과 확인 중", "unknown"),
        ChargeState.NOT_SENT: Words("보내지 못함", "not sent"),
        ChargeState.ABSENT: Words("도착하지 않음", "never arrived"),
    },
    EntryKind: {
        EntryKind.PAYMENT: Words("결제", "payment"),
        EntryKind.REFUND: Words("환불", "refund"),
        EntryKind.CORRECTION: Words("정정", "correction"),
        EntryKind.TRANSFER_PAYMENT: Words("계좌 이체 결제", "payment by bank transfer"),
        EntryKind.CHARGEBACK: Words("차지백", "chargeback"),
        EntryKind.PG_REFUND: Words("PG에서 환불", "refund at the PG"),
        EntryKind.TRANSFER_REFUND: Words("계좌 이체 환불", "refund by bank transfer"),
    },
    EndKind: states.END_KINDS,
    Permission: states.PERMISSIONS,
}
YES = Words("예", "yes")
NO = Words("아니요", "no")
