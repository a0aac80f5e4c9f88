"""The kill matrix: kill -9 of a real program at every named place, start it again, go on.

Whatever the place, at rest nothing that was acknowledged is lost, and nothing was charged, booked
or done twice. The long version has every place on both databases, and random kills besides.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from secrets import randbelow
from typing import Any

import pytest
from playwright.sync_api import Page

from billing_core.models import Member, MonthClose
from billing_core.rules.permission import Permission
from tests.dashboard.browsing import Desk
from tests.parts.people import APPROVER
from tests.reliability.armed import Place, Trigger, When
from tests.reliability.life_with_kills import MEMBERS, NOTHING, START, Hands, live
from tests.reliability.nursery import Nursery, nursery
from tests.reliability.running_town import SAFE, Killable, RunningTown, running_town

BOTH = (When.BEFORE_COMMIT, When.AFTER_COMMIT)
POINTS: dict[Killable, dict[Place, tuple[When, ...]]] = {
    Killable.SIDECAR: {
        Place.NOTICE_STORED: BOTH,
        Place.ANSWER: (When.BEFORE, When.AFTER),
        Place.CHECKOUT_STARTED: BOTH,
        Place.CANCELLED: BOTH,
    },
    Killable.WORKER: {
        Place.NOTICE_SETTLED: BOTH,
        Place.CHARGE_INTENDED: BOTH,
        Place.CHARGE: tuple(When),
        Place.DELIVER: tuple(When),
        Place.BOOK: tuple(When),
        Place.TELL: tuple(When),
        Place.UNBOOK: tuple(When),
        Place.DELETE_KEY: tuple(When),
    },
    Killable.DESK: {
        Place.REFUND_INTENDED: BOTH,
        Place.REFUND: tuple(When),
        Place.APPROVED: BOTH,
        Place.MONTH_CLOSED: BOTH,
        Place.IMPORTED: BOTH,
    },
}
LIVES = 8


def kills_of(life: int) -> dict[Killable, list[Trigger]]:
    """One in so many of the places of each program, in the order in which a life comes to them."""
    return {
        program: [Trigger(place, when) for place, whens in points.items() for when in whens][
            life::LIVES
        ]
        for program, points in POINTS.items()
    }


PATIENCE_MS = 90_000  # the machine may be busy with other tests
RANDOM_LIVES, MOST_KILLS = 10, 12
FreshBook = Callable[[], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def born() -> Iterator[Nursery]:
    with nursery() as one:
        yield one


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh_book(request: pytest.FixtureRequest) -> FreshBook:
    if request.param == "postgresql":
        found: FreshBook = request.getfixturevalue("fresh_postgresql")
        return found
    files: Callable[[], str] = request.getfixturevalue("fresh_sqlite")

    @contextmanager
    def fresh() -> Iterator[str]:
        yield files()

    return fresh


def test_one_of_each_program_is_killed_and_both_books_are_the_same(
    born: Nursery, sqlite_url: str, tmp_path: Path
) -> None:
    """The short version: a notice stored and not answered, a charge sent and not written down, an
    approval committed and not shown."""
    with running_town(born, sqlite_url, tmp_path, START) as town:
        town.arm(Killable.DESK, Trigger(Place.APPROVED, When.AFTER_COMMIT))
        town.arm(Killable.WORKER, Trigger(Place.CHARGE, When.AFTER))
        town.arm(Killable.SIDECAR, Trigger(Place.ANSWER, When.BEFORE))
        town.start()
        assert live(town) == NOTHING
        assert town.killed == len(Killable)


def test_every_place_is_a_place_of_some_program() -> None:
    assert {place for points in POINTS.values() for place in points} == {*Place}


@pytest.mark.slow
@pytest.mark.parametrize("life", range(LIVES))
def test_killed_at_every_place(
    born: Nursery,
    life: int,
    fresh_book: FreshBook,
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    with fresh_book() as url, running_town(born, url, tmp_path, START) as town:
        for program, triggers in kills_of(life).items():
            town.arm(program, *triggers)
        town.start()
        toll = live(town)
        kills = [
            f"{program} {one.place}, {one.when}"
            for program, triggers in kills_of(life).items()
            for one in triggers
        ]
        where = _kind(url)
        record_property(
            "proof",
            f"kills: {where}, commit {_commit()}, {town.killed} of {len(kills)} ({'; '.join(kills)}): {toll}",
        )
        assert (toll, town.killed) == (NOTHING, len(kills))


class InTheBrowser(Hands):
    """Presses the buttons of the real dashboard, and again when it died of it."""

    def __init__(self, town: RunningTown, page: Page) -> None:
        super().__init__(town)
        self._page = page

    def approve_all(self) -> None:
        for name in MEMBERS.values():
            buttons = f"{name} 승인", "승인합니다"
            self._press(Place.APPROVED, "approvals", buttons, self._is_approved(name))

    def close_january(self) -> None:
        buttons = "마감", "이대로 마감합니다"
        self._press(Place.MONTH_CLOSED, "month_close", buttons, lambda: self._rows(MonthClose))

    def _is_approved(self, name: str) -> Callable[[], bool]:
        free = (Member.name == name, Member.permission == Permission.FREE)
        return lambda: self._rows(Member, *free)

    def _rows(self, table: type[Any], *where: Any) -> bool:
        return bool(self.town.world.rows(table, *where))

    def _press(
        self, place: Place, path: str, buttons: tuple[str, str], is_done: Callable[[], bool]
    ) -> None:
        button, confirm = buttons
        while not is_done():
            desk = Desk(self._page, self.town.open_desk(), self.town.world.system)
            desk.sign_in(APPROVER)
            desk.open(path)
            named = re.compile(
                rf"(^|\s){button}$"
            )  # where several are alike, the month is said first
            self._page.get_by_role("button", name=named).first.click()
            self._page.get_by_role("button", name=confirm).filter(visible=True).click()
            while not self.town.desk_has_died():
                if is_done() and not self.town.is_armed(Killable.DESK, place):
                    break


@pytest.mark.slow
@pytest.mark.parametrize("when", BOTH)
@pytest.mark.parametrize("place", [Place.APPROVED, Place.MONTH_CLOSED])
def test_the_real_dashboard_is_killed_as_a_button_is_pressed(
    born: Nursery,
    fresh_book: FreshBook,
    place: Place,
    when: When,
    tmp_path: Path,
    page: Page,
    record_property: Callable[[str, object], None],
) -> None:
    page.set_default_timeout(PATIENCE_MS)
    with fresh_book() as url, running_town(born, url, tmp_path, START) as town:
        town.arm(Killable.DESK, Trigger(place, when))
        town.start()
        toll = live(town, InTheBrowser(town, page))
        told = f"{_kind(url)}, commit {_commit()}, {place}, {when}: killed {town.killed}, {toll}"
        record_property("proof", f"kills of the dashboard in a browser: {told}")
        assert (toll, town.killed) == (NOTHING, 1)


@pytest.mark.slow
@pytest.mark.parametrize("life", range(RANDOM_LIVES))
def test_killed_at_random(
    born: Nursery,
    life: int,
    fresh_book: FreshBook,
    tmp_path: Path,
    chosen_seed: int,
    record_property: Callable[[str, object], None],
) -> None:
    """Again and again, any of them, anywhere: between two places by the clock, too. `KILLS_SEED`
    rolls the dice of a former run."""
    random, kills = Random(chosen_seed + life), [0]

    def dice(_program: Killable) -> Trigger:
        if kills[0] == MOST_KILLS:
            return SAFE
        kills[0] += 1
        if random.random() < 0.5:
            return Trigger(nth=random.randint(1, 60))
        return Trigger(seconds=random.uniform(0.1, 3.0))

    with fresh_book() as url, running_town(born, url, tmp_path, START) as town:
        town.roll(dice)
        town.start()
        toll = live(town)
        record_property(
            "proof",
            f"random kills: {_kind(url)}, seed {chosen_seed}, life {life}, commit {_commit()}, "
            f"{town.killed} kills: {toll}",
        )
    assert toll == NOTHING


@pytest.fixture(scope="session")
def chosen_seed() -> int:
    return int(os.environ.get("KILLS_SEED") or randbelow(10**9))


def _kind(url: str) -> str:
    return "PostgreSQL" if "postgres" in url else "SQLite"


def _commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"
