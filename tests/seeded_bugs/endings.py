"""Seeded bugs of cancellations and downgrades."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from billing_core.rules.subscription import EndKind
from tests.seeded_bugs.seed import answers, seed

DAY = timedelta(days=1)


@seed(
    "lifecycle.live_bookings:reach_of",
    "카드 두 장 가운데 한 장의 예약만 해제합니다.",
    "Of two cards the bookings of one are revoked.",
    "cases/test_keys.py::test_cancelling_revokes_the_bookings_of_every_card",
)
def one_of_two_cards(
    original: Any, session: Any, member_id: int, now: Any, *, subscription_id: Any = None
) -> Any:
    reach = original(session, member_id, now, subscription_id=subscription_id)
    return replace(reach, customer_uids=reach.customer_uids[-1:])


@seed(
    "lifecycle.revoke_bookings:_revoke_and_read_back",
    "예약을 해제했다고 믿고, 다시 읽지 않은 채 해지를 확정합니다.",
    "A cancellation is confirmed without reading back.",
    "cases/test_keys.py::test_a_cancellation_is_not_confirmed_while_one_card_cannot_be_read",
)
def nothing_read_back(original: Any, system: Any, reach: Any, meant: Any) -> Any:
    for customer_uid in reach.customer_uids:
        system.gateway.revoke(customer_uid, list(reach.own_names))
    return []


answers(
    "each_click_a_request",
    "lifecycle.request_cancellation:open_cancellation",
    None,
    "해지 버튼을 누를 때마다 신청이 하나씩 늘어납니다.",
    "Every click on cancel is another request.",
    "lifecycle/test_cancellation.py::test_several_clicks_are_one_request",
)
answers(
    "a_wish_to_stop_forgotten",
    "lifecycle.buy_period:_asked_to_stop",
    None,
    "해지를 신청하고 끝난 회원의 결제가 늦게 알려지면 다음 결제를 다시 예약합니다.",
    "A payment from before they asked to stop, heard of late, books their next charge.",
    "cases/test_late_captures.py::test_paid_before_they_asked_to_stop_is_time_until_the_stop",
)
answers(
    "charge_after_stop_buys",
    "lifecycle.apply_charge:_cancelled_before",
    False,
    "해지한 뒤에 빠져나간 결제가 이용 기간을 줍니다.",
    "A charge that slipped through after a cancellation buys access.",
    "lifecycle/test_cancellation.py::test_a_charge_that_slips_through_buys_no_access_and_is_to_be_refunded",
)


@seed(
    "lifecycle.end_subscription:subscriptions_to_end",
    "이용 만료일 하루 전에 끝냅니다.",
    "Access ends a day before it is paid through.",
    "lifecycle/test_cancellation.py::test_the_downgrade_becomes_due_at_the_midnight_of_paid_through_and_not_before",
)
def ended_a_day_early(original: Any, session: Any, policy: Any, now: Any) -> Any:
    return original(session, policy, now + DAY)


@seed(
    "rules.subscription:is_over",
    "이용 만료일의 첫 순간을 아직 낸 것으로 칩니다(`>=` 대신 `>`).",
    "The instant of paid-through still counts as paid: `>` for `>=`.",
    "lifecycle/test_one_move.py::test_the_database_says_over_of_the_same_subscriptions",
)
def paid_through_included(
    original: Any, status: Any, paid_through: Any, fresh_since: Any, policy: Any, now: Any
) -> Any:
    later = paid_through and paid_through + timedelta(microseconds=1)
    return original(status, later, fresh_since, policy, now)


@seed(
    "rules.subscription:end_kind",
    "결제에 실패한 뒤의 해지를 자발적 해지로 셉니다.",
    "Who cancelled after a failure counts as leaving by choice.",
    "lifecycle/test_cancellation.py::test_cancelling_after_a_failure_is_an_involuntary_end",
)
def every_request_by_choice(
    original: Any, *, asked: bool, failed_before_asking: bool, failed: bool
) -> Any:
    if asked:
        return EndKind.VOLUNTARY
    return original(asked=asked, failed_before_asking=failed_before_asking, failed=failed)


@seed(
    "rules.downgrade:downgrade_checklist",
    "이용 만료일이 남아 있어도 권한 변경을 허락합니다.",
    "A downgrade is green before paid-through.",
    "rules/test_downgrade.py::test_each_fact_alone_turns_it_red_and_is_named",
)
def green_before_the_end(original: Any, facts: Any) -> Any:
    return original(replace(facts, now=facts.now + 40 * DAY))


@seed(
    "rules.downgrade:_bookings",
    "포트원을 읽지 못하면 예약이 없는 것으로 칩니다.",
    "A gateway that cannot be read counts as one without bookings.",
    "lifecycle/test_downgrade.py::test_a_gateway_that_cannot_be_read_is_never_green",
)
def unread_is_green(original: Any, found: Any) -> Any:
    return original(found or ())


answers(
    "anybody_approves",
    "rules.actor:require_approver",
    None,
    "조회 권한만 있어도 승인합니다.",
    "Whoever may only look approves.",
    "lifecycle/test_downgrade.py::test_a_viewer_may_look_but_not_decide",
)


@seed(
    "lifecycle.undo_downgrade:require_undoable",
    "7일이 지난 승인도 되돌립니다.",
    "An approval is undone after its seven days.",
    "lifecycle/test_downgrade.py::test_after_seven_days_an_approval_stands",
)
def undone_for_ever(original: Any, downgrade: Any, member: Any, now: Any) -> None:
    original(downgrade, member, min(now, downgrade.approved_at))


answers(
    "ended_by_us_in_silence",
    "lifecycle.ended_by_us:ask_about_ended",
    None,
    "우리 잘못으로 끝난 회원을 묻지 않습니다.",
    "Who ended by our own fault is asked about by nobody.",
    "cases/test_other_hands.py::test_a_revoked_booking_nobody_decided_about_is_no_fault_of_the_member",
)


@seed(
    "lifecycle.delete_key:keys_of_the_gone",
    "돌아올 수 있는 7일 안에 카드를 지웁니다.",
    "A card is deleted within the seven days in which its member may come back.",
    "cases/test_keys.py::test_all_keys_of_who_left_are_deleted_seven_days_after_the_approval",
)
def keys_deleted_at_once(original: Any, session: Any, now: Any) -> Any:
    return original(session, now + 7 * DAY)


answers(
    "deleted_unread",
    "lifecycle.delete_key:_is_gone",
    True,
    "카드가 지워졌는지 다시 읽지 않습니다.",
    "A deleted card is not read back.",
    "cases/test_keys.py::test_a_key_that_cannot_be_deleted_is_a_finding_with_a_button",
)
answers(
    "page_forgets_what_it_read",
    "lifecycle.check_downgrade:_tell_what_was_read",
    None,
    "승인 화면이 읽은, 장부와 다른 사실을 버립니다.",
    "What the approval page read against our book is thrown away.",
    "cases/test_bookings.py::test_opening_the_approval_page_writes_down_what_it_has_read",
)
answers(
    "strangers_work",
    "lifecycle.record_act:is_working",
    True,
    "사용이 중지된 사람도 일을 합니다.",
    "Whoever was disabled goes on acting.",
    "sign_in/test_sessions.py::test_whoever_is_disabled_is_out_at_once_in_the_page_and_in_the_step",
)
