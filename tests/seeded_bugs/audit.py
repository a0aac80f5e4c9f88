"""Seeded bugs of the audit log: an act that nobody writes down."""

from __future__ import annotations

from billing_core.rules.act import Act
from tests.seeded_bugs.seed import silent

HERE = "lifecycle/test_audit_log.py::"
CHARGE = f"{HERE}test_a_charge_is_written_down_before_it_is_sent_and_when_it_is_paid"
BOOKING = f"{HERE}test_a_booking_is_written_down_when_it_is_asked_for_and_when_it_stands"
REFUND = f"{HERE}test_who_gave_money_back_and_who_closed_the_question"
WRITTEN = {
    Act.CHARGE_REQUESTED: ("결제 요청", "A charge asked for", CHARGE),
    Act.CHARGE_PAID: ("결제 완료", "A charge paid", CHARGE),
    Act.CHARGE_BOOKED: ("결제 예약", "A charge booked", BOOKING),
    Act.CHARGE_RETRY_ASKED: (
        "다시 결제 요청",
        "Another try asked for",
        f"{HERE}test_who_asked_for_another_try",
    ),
    Act.CARD_CHANGED: ("카드 변경", "Another card", f"{HERE}test_another_card_is_written_down"),
    Act.DOWNGRADE_HELD: (
        "권한 변경 보류",
        "A downgrade held",
        f"{HERE}test_who_held_a_downgrade_and_why",
    ),
    Act.DOWNGRADE_UNDONE: (
        "승인 되돌리기",
        "An approval undone",
        f"{HERE}test_who_took_an_approval_back",
    ),
    Act.REFUND_REQUESTED: ("환불 요청", "A refund asked for", REFUND),
    Act.FINDING_CLOSED: (
        "확인 필요의 답",
        "A finding closed",
        f"{HERE}test_who_left_a_question_as_it_is",
    ),
    Act.EVENT_REPLAYED: (
        "알림 다시 처리",
        "A notice replayed",
        f"{HERE}test_who_replayed_a_notice",
    ),
}

for act, (korean, english, test) in WRITTEN.items():
    silent(
        f"unwritten_{act.name.lower()}",
        act,
        f"감사 기록에 남지 않습니다: {korean}.",
        f"{english} leaves no audit row.",
        test,
    )
