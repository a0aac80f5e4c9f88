"""The list of 권한 변경 승인 without a browser: its lines, and a whole approval by its buttons."""

from __future__ import annotations

import json
from typing import Any

from streamlit.testing.v1 import AppTest

from dashboard.pages.approvals.approving import OPENED
from tests.dashboard.visits import press


def lines(page: AppTest) -> list[dict[str, Any]]:
    """As the component is given them, in their order over both halves."""
    lists = (json.loads(each.proto.json) for each in page.get("bidi_component"))
    return [row for one in lists for row in one.get("rows", [])]


def open_line(page: AppTest, downgrade_id: int) -> AppTest:
    page.session_state[OPENED] = downgrade_id
    return page.run()


def approve_one(page: AppTest, downgrade_id: int) -> AppTest:
    page = press(open_line(page, downgrade_id), f"approvals_approve_{downgrade_id}")
    return press(page, "approvals_approve_now")


def approve_all(page: AppTest) -> AppTest:
    """Three actions, however many they are."""
    page = press(page, "approvals_pick_all")
    return press(press(page, "approvals_bulk_approve"), "approvals_approve_now")
