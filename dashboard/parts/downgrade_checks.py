"""A cache of the checklists on the page, read from the gateway once and kept for ten minutes."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import streamlit as st

from billing_core.lifecycle.check_downgrade import check_downgrades
from billing_core.rules.downgrade import Checklist
from dashboard.parts import desk
from dashboard.parts.language import Words

_KEY = "approvals_checks"
_PATIENTLY = "approvals_check_patiently"
FRESH = timedelta(minutes=10)
# The checklist
_CHECKING = Words(
    "포트원에서 예약 결제가 남았는지 다시 읽고 있습니다…",
    "Reading PortOne again for bookings that are left…",
)


@dataclass
class Checks:
    """One person's cache, in session state. The approval itself reads everything again."""

    since: datetime
    lists: dict[int, Checklist] = field(default_factory=dict)
    away: bool = False  # the gateway did not answer


def checklists(ids: Sequence[int]) -> Checks:
    checks: Checks | None = st.session_state.get(_KEY)
    if checks is None or desk.now() - checks.since > FRESH:
        checks = Checks(desk.now())
    unread = [each for each in ids if each not in checks.lists]
    if unread:
        with st.spinner(_CHECKING()):
            found = check_downgrades(desk.the_system(), unread, _patience())
        checks.lists |= found.lists
        checks.away = checks.away or found.away
    st.session_state[_KEY] = checks
    return checks


def forget_checks() -> None:
    st.session_state.pop(_KEY, None)


def check_again() -> None:
    """Empties the cache. Whoever asks for it waits as long as the gateway needs; whoever opens the
    page does not."""
    forget_checks()
    st.session_state[_PATIENTLY] = True


def _patience() -> float | None:
    patiently = st.session_state.pop(_PATIENTLY, False)
    return None if patiently else desk.the_system().settings.page_patience_seconds
