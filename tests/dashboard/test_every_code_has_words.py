"""Every code of the core that a page can show has its words there, and every act in a timeline."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from billing_core.desk.light import BookRead, Invariant
from billing_core.desk.payment_filter import Shown
from billing_core.models import JobKind
from billing_core.rules.act import Act
from billing_core.rules.day_read import READ_STATUSES, DayState
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from dashboard.pages.health import lights_words as lights
from dashboard.pages.health import words as health
from dashboard.pages.members import acts_words as acts
from dashboard.pages.people import api_key_words as api_keys
from dashboard.parts.words import days_read, facts, states

# Of the company, and of no member.
OF_NOBODY = {
    Act.ACCESS_LOG_SHORTENED,
    Act.ACCESS_REVIEWED,
    Act.MONTH_CLOSED,
    Act.EVENT_REPLAYED,
    Act.GATEWAY_READING_ASKED,
    Act.HISTORY_IMPORTED,
    Act.HISTORY_IMPORTED_FROM_GATEWAY,
    Act.MONTH_FINGERPRINT_RENEWED,
    Act.NOTICE_TESTED,
    Act.NOTICE_TEXT_CHANGED,
    *(act for act in Act if act.startswith(("api_key.", "person.", "records.", "seal."))),
}
# The payment itself tells these; see `desk.timeline`.
TOLD_BY_MONEY = {Act.CHARGE_PAID, Act.CHARGE_FAILED, Act.LEDGER_PAYMENT, Act.LEDGER_REFUND}


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (health.JOB_KINDS, JobKind),
        (lights.INVARIANTS, Invariant),
        (lights.WHAT_TO_DO, Invariant),
        (api_keys.SCOPES, KeyScope),
        (lights.BOOKS, BookRead),
        (days_read.STATES, DayState),
        (days_read.LISTS, READ_STATUSES),
        (states.PAYMENTS, Shown),
        (states.SUBSCRIPTIONS, SubscriptionStatus),
        (states.END_KINDS, EndKind),
        *((of_kind, codes) for codes, of_kind in facts.STATES.items()),
    ],
)
def test_a_code_is_never_shown_bare(words: Collection[str], codes: Collection[str]) -> None:
    assert set(words) == set(codes)


def test_every_act_of_a_member_is_told_in_words() -> None:
    assert set(Act) - OF_NOBODY - TOLD_BY_MONEY - set(acts.ACTS) == set()
