"""Tests that tell one promise in many variants, each of which lives a life of its own or opens a
browser: of these the suite tells some, and `make prove` the others.

Named here is only what repeats one promise. A test whose variants are promises of their own (each
step that asks who acts, each kind of finding) is told whole in every suite.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import pytest

TESTS = Path(__file__).parent.parent
# As few as have every value of every parameter.
EACH_VALUE = (
    "cases/test_late_captures.py::test_everything_off_for_long_charges_nothing_past",
    "cases/test_outages.py::test_a_first_charge_older_than_a_day_is_on_a_persons_list",
    "cases/test_outages.py::test_cancelling_is_proved_when_the_gateway_is_back",
    "cases/test_outages.py::test_every_booking_stands_when_the_gateway_is_back",
    "cases/test_payments.py::test_refunds_in_any_order_and_with_or_without_ids",
    "cases/test_refunds.py::test_a_refund_at_the_console_is_asked_about_the_same_day",
    "cases/test_unclear.py::test_a_renewal_of_ours_that_cannot_be_believed_has_a_way_off",
    "cli/test_cli.py::test_a_gateway_address_that_is_none_is_one_sentence",
    "lifecycle/test_unknown_outcome.py::test_an_unclear_first_charge_takes_the_money_exactly_once",
    "portal/test_certificate.py::test_whatever_a_member_is_called",
    "portal/test_checkout_in_browser.py::test_axe_finds_nothing",
    "portal/test_checkout_with_the_stand_in.py::test_a_desk_registers_pays_and_says_so",
    "portal/test_checkout_with_the_stand_in.py::test_a_phone_registers_and_pays_either_way",
    "portal/test_home_in_browser.py::test_axe_finds_nothing",
)
# The first and every so-manieth after it.
ONE_IN = {
    "cases/test_approval.py::test_not_while_a_returners_first_charge_is_inside_the_gateway": 2,
    "cases/test_bookings.py::test_a_booking_added_on_our_key_is_found_however_far_away": 3,
    "cases/test_bookings.py::test_a_booking_moved_anywhere_is_revoked_by_its_name": 4,
    "cases/test_cards.py::test_of_three_cards_heard_in_any_order_the_latest_is_charged": 3,
    "cases/test_clocks.py::test_a_life_goes_its_way_by_a_wrong_clock": 4,
    "cases/test_clocks.py::test_the_retry_button_charges_whatever_the_gateways_clock_says": 4,
    "cases/test_keys.py::test_a_key_that_cannot_be_deleted_is_a_finding_with_a_button": 2,
    "cases/test_late_captures.py::test_a_hard_decline_cannot_be_retried_and_says_what_to_tell": 3,
    "cases/test_onboarding.py::test_what_was_taken_before_us_is_the_past": 5,
    "cases/test_other_hands.py::test_a_moved_booking_extends_for_free_if_a_person_says_so": 3,
    "cases/test_outages.py::test_a_first_charge_is_made_when_the_gateway_is_back": 3,
    "cases/test_outages.py::test_a_retry_ladder_goes_on_after_an_outage": 2,
    "cases/test_outages.py::test_a_withdrawal_during_an_outage_is_booked_afterwards": 2,
    "cases/test_outages.py::test_after_an_outage_longer_than_the_grace_nothing_past_is_charged": 2,
    "cases/test_payments.py::test_a_file_by_order_numbers_is_the_gateways_history": 2,
    "cases/test_payments.py::test_money_of_next_year_or_of_1970_is_left_out_and_told": 3,
    "cases/test_terms.py::test_no_other_plan_while_a_first_charge_is_unclear": 3,
    "cases/test_unclear.py::test_a_returners_first_charge_that_cannot_be_believed_has_a_way_off": 2,
    "demo/test_ports.py::test_a_taken_port_is_one_sentence_of_every_command": 3,
    "lifecycle/test_unknown_outcome.py::test_an_unclear_booking_ends_as_exactly_one": 3,
    "inbox/test_news_together.py::test_a_group_leaves_the_books_that_one_by_one_leaves": 2,
    "portal/test_home_in_browser.py::test_failed_retried_cancelled_withdrawn_and_cancelled_again": 2,
    "stories/test_members_side.py::test_from_the_apps_link_to_being_told": 2,
    "stories/test_one_year.py::test_a_year_of_one_member_ends_in_the_same_books": 3,
}


def variants_left_to_the_proofs(items: Iterable[pytest.Item]) -> list[pytest.Item]:
    """What is left to `make prove`, by the order in the file: alike for every worker and run."""
    variants: defaultdict[tuple[str, object], list[pytest.Item]] = defaultdict(list)
    for item in items:
        name = item.nodeid.partition("[")[0].removeprefix("tests/")
        if name in ONE_IN or name in EACH_VALUE:
            variants[name, _parameters(item).get("database_url")].append(item)
    left = []
    for (name, _), of_test in variants.items():
        told = of_test[:: ONE_IN[name]] if name in ONE_IN else _with_each_value(of_test)
        left += [one for one in of_test if one not in told]
    return left


def _with_each_value(variants: list[pytest.Item]) -> list[pytest.Item]:
    values = {
        one: {(name, repr(value)) for name, value in _parameters(one).items()} for one in variants
    }
    missing = set().union(*values.values())
    told = []
    while missing:
        best = max(variants, key=lambda one: len(values[one] & missing))
        told.append(best)
        missing -= values[best]
    return told


def _parameters(item: pytest.Item) -> dict[str, object]:
    parameters: dict[str, object] = getattr(getattr(item, "callspec", None), "params", {})
    return parameters
