"""Live the demo's past: two years of a company, day by day, up to the present."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random

from billing_core.demo import office_acts
from billing_core.demo.cast import cast
from billing_core.demo.closing import NOBODY_LOOKED_FOR, Closing
from billing_core.demo.lives import write_life
from billing_core.demo.mishaps import write_mishaps
from billing_core.demo.stage import Stage, open_stage
from billing_core.demo.turns import Membership
from billing_core.jobs import ALWAYS, enqueue
from billing_core.models import JobKind
from billing_core.roll_ups.rebuild import keep_roll_ups, stop_keeping
from billing_core.rules.calendar import Month, kst_date, kst_instant, months_between
from billing_core.settings import Settings

MONTHS_CLOSED = 6
Progress = Callable[[Month], None]


@dataclass(frozen=True)
class Past:
    """How much is lived. The same seed and the same end give the same book."""

    until: datetime  # aware UTC, whole seconds
    members: int = 150
    months: int = 24  # calendar months in Seoul, the one of `until` included
    seed: int = 20_240

    @property
    def begins(self) -> datetime:
        return Month.of(self.until).plus(1 - self.months).start


def live(past: Past, settings: Settings, sandbox_book: Path, on_month: Progress) -> None:
    """Fills the book that `settings` name and the gateway's own; both are to be new."""
    with (
        _few_collections(),
        open_stage(
            settings, sandbox_book=sandbox_book, begins=past.begins, seed=past.seed
        ) as stage,
    ):
        stop_keeping(stage.system.database)
        _write_diary(stage, past, on_month)
        while entry := stage.diary.next(past.until):
            at, act = entry
            stage.move_to(at)
            act(stage)
        _arrive(stage, past.until)
        keep_roll_ups(stage.system.database, settings.grace_days)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Two years in one go make few cycles and a great many objects: looking through all of
    them again and again costs a tenth of the time."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _write_diary(stage: Stage, past: Past, on_month: Progress) -> None:
    settings = stage.system.settings
    for month in months_between(Month.of(past.begins), Month.of(past.until)):
        stage.diary.write(month.start, partial(_tell, month=month, on_month=on_month))
    _write_days(stage, past)
    _write_closes(stage, past)
    people = cast(
        members=past.members,
        months=past.months,
        until=past.until,
        plans=settings.plans,
        random=stage.random,
    )
    closing = Closing(past.until)
    for who in people:
        dice = Random(f"{past.seed} {who.app_id}")  # noqa: S311 - not a secret
        life = Membership(who, stage.diary, dice, past.until)
        write_life(life, closing, settings.charge_hour)
    write_mishaps(stage.diary, past.until)


def _tell(_: Stage, month: Month, on_month: Progress) -> None:
    on_month(month)


def _write_days(stage: Stage, past: Past) -> None:
    """Every day the worker looks at what the morning's charges brought; on weekdays the team
    answers and approves, until a few days ago."""
    day = kst_date(past.begins)
    hour = stage.system.settings.charge_hour
    while (morning := kst_instant(day, hour)) < past.until:
        stage.diary.write(morning + timedelta(minutes=5), Stage.watch)
        office = morning + timedelta(minutes=50)
        if day.weekday() < 5 and office < past.until - NOBODY_LOOKED_FOR:
            stage.diary.write(office, office_acts.answer_refunds)
            stage.diary.write(office, office_acts.approve_what_waits)
        day += timedelta(days=1)


def _write_closes(stage: Stage, past: Past) -> None:
    """The team began to close months half a year ago, on the first working day from the tenth of
    the next one; the last that could be closed still waits for somebody."""
    last = Month.of(past.until).plus(-2)
    first = max(Month.of(past.begins), last.plus(1 - MONTHS_CLOSED))
    for month in months_between(first, last):
        day = month.plus(1).first_day + timedelta(days=9)
        day += timedelta(days=(7 - day.weekday()) if day.weekday() > 4 else 0)
        morning = kst_instant(day, 11)
        if morning < past.until:
            stage.diary.write(morning, partial(office_acts.close, month=month))


def _arrive(stage: Stage, until: datetime) -> None:
    """From here on the real sidecar goes on: it sweeps soon, not in a week."""
    stage.move_to(until)
    stage.look_around()
    with stage.system.database.writing() as session:
        enqueue(session, JobKind.SWEEP, ALWAYS, until + timedelta(minutes=1))
