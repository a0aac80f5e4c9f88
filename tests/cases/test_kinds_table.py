"""Every kind of finding has its story, and the page of the lifecycle says how it comes and goes."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import NamedTuple

from billing_core.rules.cure import CURES
from billing_core.rules.finding import FindingKind
from billing_core.wording.cures import cure_words
from billing_core.wording.findings import FINDING_LABELS

TESTS = Path(__file__).parents[1]
PAGE = TESTS.parent / "docs" / "lifecycle.md"
BEGIN, END = "<!-- drawn by tests/cases/test_kinds_table.py -->", "<!-- end of the kinds -->"
K = FindingKind
HERE = "cases/test_kinds::test_each_kind_is_found_and_its_button_heals"
READING = "the next reading of reservations (half an hour)"
SETTLED = "the payment is read (notice, or sweep within 10 minutes)"


class Row(NamedTuple):
    """Made by, found after, and the story that presses its button and ends in equal books."""

    made: str
    found: str
    story: str = HERE


ROWS = {
    K.NO_NEXT_BOOKING: Row(
        "the gateway refuses the booking ten times",
        "the tenth refusal; otherwise an hour without a booking",
        "cases/test_outages::test_ten_refusals_of_a_booking_are_a_persons_and_the_button_counts_anew",
    ),
    K.DOUBLE_BOOKING: Row(
        "a hand books the same won within a period that our own booking pays for, on any card",
        READING,
    ),
    K.LIVE_BOOKING_AFTER_CANCELLATION: Row(
        "a hand books, or brings back, after the cancellation was proved",
        f"{READING}, or the approval page",
        "cases/test_bookings::test_a_booking_added_after_the_confirmation_is_never_green",
    ),
    K.BOOKING_AMOUNT_DIFFERS: Row("our booking stands for other won than we asked for", READING),
    K.AMOUNT_MISMATCH: Row("other won was taken than asked for, or than a file says", SETTLED),
    K.BOOKING_DAY_DIFFERS: Row(
        "moved before we had the answer to our booking: both books say a day that is not the anchor's",
        "the answer is read (minutes), or the next reading",
    ),
    K.CHARGE_AFTER_CANCELLATION: Row(
        "the console retries a revoked booking",
        SETTLED,
        "cases/test_refunds::test_a_surplus_left_as_it_is_or_given_back_in_two_parts",
    ),
    K.DOUBLE_CHARGE: Row(
        "the console charges a member who has paid for the period",
        SETTLED,
        "cases/test_refunds::test_a_double_charge_refunded_in_part_stays_until_the_rest_is_decided",
    ),
    K.PAID_WITHOUT_ACCESS: Row("a hand in our own database, a backup of the wrong day", READING),
    K.LATE_PAYMENT_AFTER_DOWNGRADE: Row(
        "a payment of before the end is heard of after the approval", SETTLED
    ),
    K.ACCESS_WITHOUT_PAYMENT: Row(
        "resumed by a person after our own failure, and the card refuses",
        f"{READING}, a day after the paid time at the earliest",
    ),
    K.UNASKED_REFUND: Row(
        "a refund in the console, in part or in full",
        SETTLED,
        "cases/test_refunds::test_a_refund_at_the_console_is_asked_about_the_same_day",
    ),
    K.REFUNDED_PERIOD: Row(
        "our own refund, or one recorded by hand, gives the running period back",
        "at once",
        "cases/test_refunds::test_our_own_refund_of_the_running_period_asks_about_access",
    ),
    K.QUARANTINED_PAYMENT: Row("a card is typed in by hand: a key and real money at once", SETTLED),
    K.UNEXPECTED_CHARGE: Row("the console charges a member outside paid time", SETTLED),
    K.UNREADABLE_PAYMENT: Row("a row of a member's card in dollars, or that cannot be", SETTLED),
    K.BOOKING_MOVED: Row(
        "a hand moves our booking",
        READING,
        "cases/test_other_hands::test_three_hands_at_three_bookings_are_found_before_their_day",
    ),
    K.BOOKING_LOST: Row(
        "a hand revokes our booking",
        READING,
        "cases/test_other_hands::test_three_hands_at_three_bookings_are_found_before_their_day",
    ),
    K.BOOKING_ADDED: Row(
        "a hand books for a member who goes on",
        READING,
        "cases/test_other_hands::test_three_hands_at_three_bookings_are_found_before_their_day",
    ),
    K.LATE_REGISTRATION: Row(
        "a card registered in time is heard of two days later",
        SETTLED,
        "cases/test_cards::test_a_card_heard_of_two_days_later_is_asked_about",
    ),
    K.UNKNOWN_OUTCOME: Row("no answer, no notice, and its lists cannot be read", "a day"),
    K.REFUND_UNCLEAR: Row(
        "no answer to a refund, and it cannot be read",
        "an hour",
        "cases/test_refunds::test_an_unclear_refund_is_on_a_persons_list_and_can_be_read_again",
    ),
    K.FIRST_CHARGE_STUCK: Row(
        "the gateway is away for longer than a day after a registration",
        "a day",
        "cases/test_outages::test_a_first_charge_older_than_a_day_is_on_a_persons_list",
    ),
    K.PERIOD_LEFT_OUT: Row(
        "a person leaves out the unbelievable payment of a renewal, or says that it was not paid",
        "at once",
        "cases/test_unclear::test_a_renewal_of_ours_that_cannot_be_believed_has_a_way_off",
    ),
    K.BOOKING_NOT_RUN: Row(
        "the gateway sleeps through a reservation",
        "a day past due",
        "cases/test_bookings::test_a_booking_that_never_ran_is_told_after_a_day",
    ),
    K.REVOKE_NOT_CONFIRMED: Row(
        "one card's reservations cannot be read after a cancellation",
        "an hour",
        "cases/test_keys::test_a_cancellation_is_not_confirmed_while_one_card_cannot_be_read",
    ),
    K.KEY_NOT_DELETED: Row(
        "the gateway refuses to delete a key",
        "the third refusal",
        "cases/test_keys::test_a_key_that_cannot_be_deleted_is_a_finding_with_a_button",
    ),
    K.EVENT_FAILED: Row("a notice of a payment that is not there, or cannot be read", "six tries"),
    K.PERMISSION_NOT_DELIVERED: Row("the company's app answers with errors", "a day"),
    K.CLOCKS_DIFFER: Row(
        "the gateway's clock is set ten minutes ahead",
        "the next measurement (ten minutes)",
        "cases/test_kinds::test_two_clocks_apart_are_told_and_measured_again",
    ),
    K.SAME_PAYMENT: Row("a file and the gateway tell of one payment in two ways", SETTLED),
    K.REFUND_ONLY_IN_FILE: Row(
        "a file tells of more money back than the gateway, which then reads its payment",
        SETTLED,
        "cases/test_filed_refunds::test_a_refund_that_only_the_file_has_is_a_question",
    ),
    K.LATE_CAPTURE: Row(
        "the console retries a refused booking long after the end",
        SETTLED,
        "cases/test_late_captures::test_a_retry_long_after_the_end_is_one_charge_and_a_question",
    ),
    K.ENDED_BY_US: Row(
        "everything is off, or away, for longer than the grace",
        "the end of the grace",
        "cases/test_outages::test_after_an_outage_longer_than_the_grace_nothing_past_is_charged",
    ),
}


def test_every_kind_has_its_row() -> None:
    assert set(ROWS) == set(FindingKind)


def test_every_story_is_a_test_that_exists() -> None:
    for row in ROWS.values():
        path, _, name = row.story.partition("::")
        tree = ast.parse((TESTS / f"{path}.py").read_text(encoding="utf-8"))
        assert name in {one.name for one in tree.body if isinstance(one, ast.FunctionDef)}, name


def test_what_the_shared_story_is_said_to_tell_it_tells() -> None:
    from tests.cases.test_kinds import STORIES

    assert set(STORIES) == {kind for kind, row in ROWS.items() if row.story == HERE}


def test_the_page_shows_every_kind() -> None:
    """To draw it anew: `python -m tests.cases.test_kinds_table`."""
    assert _drawn() in PAGE.read_text(encoding="utf-8")


def _drawn() -> str:
    heads = "| kind | code | made by | found after | cured by | story |"
    lines = [BEGIN, "", heads, "|---|---|---|---|---|---|"]
    for kind, row in ROWS.items():
        buttons = " · ".join(cure_words(kind, cure).button[0] for cure in CURES[kind])
        cells = (FINDING_LABELS[kind][0], f"`{kind}`", row.made, row.found, buttons)
        lines.append(f"| {' | '.join(cells)} | `{row.story}` |")
    return "\n".join([*lines, "", END])


if __name__ == "__main__":
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + _drawn() + rest.partition(END)[2], encoding="utf-8")
