"""What was chosen on a page stands in its address as a code: it can be passed on and reloaded."""

from __future__ import annotations

from typing import Any

import pytest
import streamlit as st

from dashboard.parts import address
from tests.dashboard.company import joins, leave
from tests.dashboard.visits import visit
from tests.parts.people import ADMINISTRATOR
from tests.parts.world import World

CHOICES = [
    ("today", "months", "today_span", "25"),
    ("today", "revenue_month", "today_revenue_month", "2026-09"),
    ("analysis", "months", "analysis_span", "0"),
    ("analysis", "churn_month", "analysis_churn_month", "2026-09"),
    ("exports", "month", "exports_month", "2026-10"),
    ("exports", "format", "exports_format", "csv"),
    ("access", "period", "access_period", "30"),
    ("access", "kind", "access_kind", "refused"),
]


def lived(world: World) -> None:
    joins(world, hana="김하나", duri="이두리")
    leave(world, "hana")


def shown_choice(page: Any, key: str) -> object:
    return page.session_state[key]


@pytest.mark.parametrize(("place", "name", "key", "code"), CHOICES)
def test_a_choice_is_in_the_address_and_comes_back_from_it(
    world: World, place: str, name: str, key: str, code: str
) -> None:
    lived(world)
    opened = visit(place, ADMINISTRATOR)
    assert shown_choice(opened, key) != code

    box = [each for each in (*opened.selectbox, *opened.segmented_control) if each.key == key]
    box[0].set_value(code).run()

    assert opened.query_params[name] in (code, [code])
    assert shown_choice(visit(place, ADMINISTRATOR, **{name: code}), key) == code


@pytest.mark.parametrize(("place", "name", "key", "code"), CHOICES)
def test_a_code_that_is_none_shows_the_first_choice(
    world: World, place: str, name: str, key: str, code: str
) -> None:
    lived(world)

    wrong = visit(place, ADMINISTRATOR, **{name: "'; DROP"})

    assert not wrong.exception
    assert shown_choice(wrong, key) == shown_choice(visit(place, ADMINISTRATOR), key)


def test_a_label_of_the_language_just_left_is_no_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    """The browser names an option by its words; while the language changes, by those of before."""
    query: dict[str, str] = {"month": "2025-11"}
    monkeypatch.setattr(st, "query_params", query)
    monkeypatch.setattr(st, "session_state", {"box": "2025년 12월 (잠정)"})

    address._keep("box", "month", {"2025-11": "November 2025", "2025-12": "December 2025"})
    assert query == {"month": "2025-11"}

    monkeypatch.setattr(st, "session_state", {"box": "2025-12"})
    address._keep("box", "month", {"2025-11": "November 2025", "2025-12": "December 2025"})
    assert query == {"month": "2025-12"}
