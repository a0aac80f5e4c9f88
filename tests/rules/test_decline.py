"""Reading why a card was refused."""

from __future__ import annotations

import pytest

from billing_core.rules.decline import DeclineReason, read_decline


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("[51] 잔액부족", DeclineReason.INSUFFICIENT_FUNDS),
        ("통장 잔고가 모자랍니다", DeclineReason.INSUFFICIENT_FUNDS),
        ("[61] 한도초과", DeclineReason.LIMIT_EXCEEDED),
        ("[54] 유효기간 만료", DeclineReason.EXPIRED_CARD),
        ("EXPIRED CARD", DeclineReason.EXPIRED_CARD),
        ("[62] 정지된 카드", DeclineReason.SUSPENDED_CARD),
        ("분실 신고로 정지된 카드", DeclineReason.LOST_OR_STOLEN),
        ("[41] 분실·도난 카드", DeclineReason.LOST_OR_STOLEN),
        ("PG 통신 오류", DeclineReason.OTHER),
        ("", DeclineReason.OTHER),
    ],
)
def test_the_words_decide(said: str, reason: DeclineReason) -> None:
    assert read_decline(said) is reason


def test_only_what_cannot_be_healed_by_waiting_is_hard() -> None:
    assert {reason for reason in DeclineReason if reason.hard} == {
        DeclineReason.EXPIRED_CARD,
        DeclineReason.SUSPENDED_CARD,
        DeclineReason.LOST_OR_STOLEN,
    }
