"""Seeded bugs of charges and bookings."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from billing_core.rules.charge import ChargeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.transitions import ChargeEvent
from tests.seeded_bugs.seed import answers, seed

DAY = timedelta(days=1)


@seed(
    "lifecycle.apply_charge:apply_paid",
    "환불되거나 같은 결제를 다시 들으면 기간을 한 번 더 줍니다.",
    "A refund or a duplicate gives the period again and books anew.",
    "cases/test_refunds.py::test_a_refund_of_a_former_period_is_asked_and_nothing_more",
)
def a_refund_plans_again(
    original: Any, session: Any, charge: Any, subscription: Any, payment: Any, *, now: Any
) -> None:
    if charge.state is ChargeState.PAID and charge.imp_uid == payment.imp_uid:
        subscription.periods_paid += 1
        subscription.paid_through += 30 * DAY
    original(session, charge, subscription, payment, now=now)


answers(
    "second_capture_hidden",
    "lifecycle.tell_surplus:second_capture",
    None,
    "한 기간이 두 번 결제된 것을 숨깁니다.",
    "A second capture of one period is hidden.",
    "lifecycle/test_second_capture.py::test_a_second_capture_under_one_number_is_counted_and_told",
)


@seed(
    "lifecycle.buy_period:in_time",
    "유예 기간을 하루 더 줍니다.",
    "The grace is a day longer.",
    "lifecycle/test_grace.py::test_a_late_payment_buys_its_period_until_the_grace_ends_and_not_then",
)
def grace_a_day_longer(
    original: Any, charge: Any, subscription: Any, payment: Any, grace: Any
) -> Any:
    return original(charge, subscription, payment, grace + DAY)


@seed(
    "lifecycle.buy_period:in_time",
    "유예 기간이 끝나는 순간까지 넣습니다(`<` 대신 `<=`).",
    "The grace takes in its own end: `<=` for `<`.",
    "lifecycle/test_grace.py::test_a_late_payment_buys_its_period_until_the_grace_ends_and_not_then",
)
def grace_takes_in_its_end(
    original: Any, charge: Any, subscription: Any, payment: Any, grace: Any
) -> Any:
    return original(charge, subscription, payment, grace + timedelta(microseconds=1))


@seed(
    "lifecycle.resolve_unknown:_not_found",
    "한 번 찾지 못한 결제를 없는 것으로 칩니다.",
    "One read proves absence.",
    "lifecycle/test_unknown_outcome.py::test_absent_is_believed_only_after_a_quarter_of_an_hour_and_several_reads",
)
def one_read_proves_absence(
    original: Any, session: Any, charge: Any, subscription: Any, reads: int, now: Any
) -> Any:
    return original(session, charge, subscription, 3, now + timedelta(minutes=12))


@seed(
    "lifecycle.send_charge:_mark",
    "답을 듣지 못한 결제를 보내지 않은 것으로 칩니다.",
    "What was not answered counts as never sent.",
    "lifecycle/test_unknown_outcome.py::test_absent_is_believed_only_after_a_quarter_of_an_hour_and_several_reads",
)
def unanswered_is_not_sent(
    original: Any, session: Any, order: Any, event: Any, now: Any, error: Any, *, refused: bool
) -> None:
    known = ChargeEvent.NOT_SENT if event is ChargeEvent.UNANSWERED else event
    original(session, order, known, now, error, refused=refused)


@seed(
    "lifecycle.open_finding:open_finding",
    "하루가 지나도 결과를 모르는 결제를 아무에게도 알리지 않습니다.",
    "A charge of unknown outcome is on nobody's list after a day.",
    "lifecycle/test_unknown_outcome.py::test_after_a_day_without_an_answer_it_is_a_persons_and_the_period_stays_frozen",
)
def unclear_for_ever(original: Any, session: Any, kind: Any, subject: str, **named: Any) -> None:
    if kind is not FindingKind.UNKNOWN_OUTCOME:
        original(session, kind, subject, **named)


@seed(
    "gateway.call:Call._meaning",
    "포트원이 잠깐 못 받은 결제를 거절로 칩니다.",
    "A charge that met a 500 counts as refused.",
    "gateway/test_charge.py::test_whatever_is_not_a_clear_outcome_is_unknown_and_sent_only_once",
)
def five_hundred_is_a_no(original: Any, self: Any, answer: Any) -> Any:
    from billing_core.gateway.errors import Refused

    return Refused if (answer.http_status or 0) >= 500 else original(self, answer)


@seed(
    "rules.calendar:anchored",
    "31일에 시작한 회원의 결제일이 2월부터 28일로 굳습니다.",
    "The anchor day 31 drifts to the 28th after February.",
    "rules/test_calendar.py::test_an_anchor_clamps_to_the_months_end_and_never_drifts",
)
def anchor_drifts(original: Any, anchor: Any, months: int) -> Any:
    day = anchor
    for _ in range(months):
        day = original(day, 1)
    return day


@seed(
    "rules.period:due_at",
    "예약을 하루 늦게 합니다.",
    "A booking runs a day after its anchor day.",
    "lifecycle/test_renewal.py::test_the_31st_clamps_to_short_months_and_does_not_drift",
)
def booked_a_day_late(original: Any, terms: Any, period: int, charge_hour: int) -> Any:
    return original(terms, period, charge_hour) + DAY


@seed(
    "rules.subscription:_wanted_at",
    "다시는 결제되지 않을 카드를 사다리대로 다시 시도합니다.",
    "A card refused for good is tried again all the same.",
    "rules/test_next_charge.py::test_the_ladder_ends_and_a_hard_decline_ends_it_at_once",
)
def hard_decline_tried_again(original: Any, terms: Any, history: Any, policy: Any, now: Any) -> Any:
    wanted = original(terms, history, policy, now)
    return now if wanted is None and not policy.gateway_recovery else wanted


answers(
    "old_card_still_booked",
    "lifecycle.book_next:_stale",
    False,
    "카드를 바꿔도 예전 카드의 예약이 남습니다.",
    "The booking on the old card stays after a card change.",
    "lifecycle/test_renewal.py::test_a_changed_card_moves_the_booking_and_leaves_no_second_one",
)
answers(
    "lost_booking_made_again",
    "lifecycle.other_hands:tell_booking_lost",
    None,
    "다른 사람이 해제한 예약을 아무에게도 묻지 않습니다.",
    "A booking that another hand revoked is asked about by nobody.",
    "cases/test_other_hands.py::test_a_revoked_booking_is_not_made_again_by_itself",
)
answers(
    "moved_booking_unseen",
    "lifecycle.other_hands:differs",
    False,
    "다른 사람이 옮긴 예약을 알아채지 못합니다.",
    "A booking moved by another hand is not noticed.",
    "cases/test_other_hands.py::test_three_hands_at_three_bookings_are_found_before_their_day",
)
answers(
    "old_window_begins",
    "lifecycle.register_card:_is_too_late",
    False,
    "끝난 뒤에 마친 옛 결제창이 구독을 시작합니다.",
    "An old window finished after the end begins a subscription.",
    "cases/test_cards.py::test_a_window_of_january_finished_after_the_end_begins_nothing",
)
answers(
    "last_heard_card_wins",
    "lifecycle.register_card:newest_registration",
    None,
    "나중에 등록한 카드가 아니라 나중에 들은 카드를 씁니다.",
    "The card heard of last wins over the card registered last.",
    "cases/test_cards.py::test_the_later_card_stays_although_the_earlier_is_heard_last",
)


@seed(
    "lifecycle.buy_period:_give_time",
    "결제를 청구할 때의 조건이 아니라 지금의 조건으로 기간을 줍니다.",
    "A charge buys by today's terms, not by those it was asked under.",
    "cases/test_terms.py::test_a_late_approval_before_the_other_plan_is_charged_keeps_the_first_plan",
    "cases/test_terms.py::test_a_renewal_paid_late_buys_the_month_at_the_price_it_was_asked_for",
)
def todays_terms(original: Any, charge: Any, subscription: Any, payment: Any) -> None:
    charge.months, charge.plan_id = subscription.months, subscription.plan_id
    price = subscription.price
    original(charge, subscription, payment)
    subscription.price = price


answers(
    "hard_decline_retried",
    "lifecycle.retry_charge:refuse_hard_decline",
    None,
    "결제될 수 없는 카드로 다시 결제를 받아 줍니다.",
    "A retry is taken for a card that cannot pay.",
    "cases/test_late_captures.py::test_a_hard_decline_cannot_be_retried_and_says_what_to_tell",
)
answers(
    "retry_beside_recovery",
    "lifecycle.retry_charge:_refuse_beside_recovery",
    None,
    "포트원이 스스로 다시 시도하는 동안 우리도 시도합니다.",
    "We try the card beside the gateway's own recovery.",
    "cases/test_recovery.py::test_beside_the_gateways_recovery_nobody_tries_the_same_card_again",
)
answers(
    "asked_for_ever",
    "lifecycle.send_charge:given_up",
    False,
    "포트원이 거듭 거절한 예약을 끝없이 다시 보냅니다.",
    "A booking the gateway keeps refusing is sent without end.",
    "lifecycle/test_unknown_outcome.py::test_a_booking_the_gateway_keeps_refusing_becomes_an_open_alert",
)
answers(
    "no_deadlines",
    "lifecycle.deadlines:_bookings_that_never_ran",
    None,
    "제날에 실행되지 않은 예약을 아무도 모릅니다.",
    "A booking that never ran is on nobody's list.",
    "cases/test_bookings.py::test_a_booking_that_never_ran_is_told_after_a_day",
)


@seed(
    "lifecycle.send_charge:given_up",
    "사람이 다시 시켜도 포트원이 거절한 횟수를 이어서 셉니다.",
    "A person's press does not begin the count of refusals anew.",
    "cases/test_outages.py::test_ten_refusals_of_a_booking_are_a_persons_and_the_button_counts_anew",
)
def refusals_never_forgiven(original: Any, charge: Any, subscription: Any, now: Any) -> Any:
    same = SimpleNamespace(fresh_since=subscription.created_at)
    return original(charge, same, now)


@seed(
    "lifecycle.send_charge:_mark",
    "보내지도 못한 요청을 거절로 셉니다.",
    "A request that never left us uses up a try.",
    "cases/test_outages.py::test_every_booking_stands_when_the_gateway_is_back",
)
def unsent_is_a_refusal(original: Any, *given: Any, refused: bool) -> None:
    original(*given, refused=True)
