"""The pages of the numbers in English: not a syllable of Korean but what people are called."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from billing_core.sandbox.cards import CardOutcome
from dashboard.pages.analysis.analysis_views import VIEWS
from dashboard.parts.language import KEY, Language
from tests.dashboard.company import leave, live, refuse_cards
from tests.dashboard.visits import shown, visit
from tests.parts.people import APPROVER
from tests.parts.world import World

HANGUL = re.compile("[가-힣]+")
OUR_NAME = "결제 데스크"
HER_WORDS = {"이사를", "가요"}  # why Hana leaves; the names of cards are not ours either
# One number of every kind of row, and of every way to be left out.
LISTS = (
    *("paid_members", "net_revenue", "cancel_requested", "active", "new", "churned", "churn_rate"),
    *("confirmed_mrr", "charged_cycles", "mrr_churned", "permission_changes"),
    *("cohort_retained.2026-09", "cancel_reason_not_said"),
)


@pytest.fixture
def lived(world: World) -> World:
    """Somebody stays, asks to stop, or cannot pay; all of them with English names."""
    for name in ("Hana", "Duri", "Sena"):
        world.register_card(name.lower(), name=name)
    world.work()
    refuse_cards(world, CardOutcome.OVER_LIMIT, "duri")
    leave(world, "hana")
    live(world, 3)
    return world


def in_english(page: AppTest, **state: str) -> AppTest:
    page.session_state[KEY] = Language.ENGLISH
    for key, value in state.items():
        page.session_state[key] = value
    return page.run()


def said(page: AppTest) -> str:
    """What is read on the page, pointed at, or heard."""
    frames: list[Any] = [each.value for each in page.dataframe]
    charts = [json.loads(each.proto.spec) for each in page.get("plotly_chart")]
    parts = [
        shown(page),
        *(str(list(frame.columns)) + str(frame.to_numpy().tolist()) for frame in frames),
        *(json.dumps(chart, ensure_ascii=False) for chart in charts),
        *(str(json.loads(each.proto.json)) for each in page.get("bidi_component")),
        *(f"{each.label} {each.value} {each.delta} {each.help}" for each in page.metric),
        *(each.proto.label for each in page.get("page_link")),
        *(str(each.label) for each in page.button),
        *(f"{each.label} {each.options}" for each in page.selectbox),
    ]
    return re.sub(f"{OUR_NAME}|{APPROVER.name}", "", " ".join(parts))


@pytest.mark.parametrize("view", VIEWS)
def test_the_analysis_speaks_english(lived: World, view: str) -> None:
    page = in_english(visit("analysis"), analysis_view=view)

    assert HANGUL.findall(said(page)) == []


def test_the_index_of_all_numbers_speaks_english(lived: World) -> None:
    assert HANGUL.findall(said(in_english(visit("number")))) == []


@pytest.mark.parametrize("which", ["", "left_out"])
def test_every_kind_of_list_speaks_english(lived: World, which: str) -> None:
    for code in LISTS:
        page = in_english(visit("number", code=code, month="2026-10", list=which))

        korean = set(HANGUL.findall(said(page))) - HER_WORDS
        assert {word for word in korean if not word.endswith("카드")} == set(), code
