"""The small town in which the machine moves: one company, its gateway, three members, one clock.

A month is crossed in a few strides that stop where something is due, because every stop of the
worker costs as much as a hundred facts.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import exists, func, select
from structlog.testing import capture_logs

from billing_core.gateway import GatewayError
from billing_core.models import Charge, Checkout, Job, JobKind
from billing_core.rules.charge import ChargeState
from billing_core.rules.merchant_uid import ChargeRef, parse_merchant_uid
from billing_core.rules.plan import Plan
from billing_core.rules.refusal import Refusal
from billing_core.rules.subscription import BillingPolicy
from billing_core.sandbox import SandboxError
from billing_core.worker import COME_BACK, Worker
from tests.parts.world import World
from tests.parts.worlds import in_process

START = datetime(2025, 1, 31, 1, 0, tzinfo=UTC)  # 10:00 in Seoul, on a day most months lack
MEMBERS = ("u1", "u2", "u3")
# Keys of the program before ours, and whose they are; the desk learns that from files.
OLD_KEYS = {"old-card-1": "u1", "old-card-2": "p2"}
LONGEST_STRIDE = timedelta(days=9)
AFTER_A_CHARGE = timedelta(minutes=75)  # a bell that was lost is missed by then
EVENING_BEFORE = timedelta(hours=15)
MOST_ERRANDS = 4  # of the agenda in one wait: an unclear charge is read for weeks, every hour
MOST_ANSWERS = 40  # to one request: refusals and readings, minutes to hours apart
RESTING = (1, 9, 20, 60, 4 * 60, 13 * 60, 27 * 60)  # minutes; every deadline is a day

FACTS = ("amount", "cancel_amount", "status", "paid_at")

Shown = Mapping[str, Any]


@dataclass
class Town:
    world: World
    logs: Sequence[Mapping[str, Any]]
    sold: set[tuple[str, int, int]] = field(default_factory=set)  # plan, won, months ever sold
    honest: dict[str, Shown] = field(default_factory=dict)  # rows that lie now, as they were
    ahead: timedelta = timedelta(0)  # the gateway's clock, by which its rows are dated

    def __post_init__(self) -> None:
        self._note_terms(self.world.system.settings.plans)
        self._open_the_day()

    # time ---------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.world.clock.now()

    def work(self) -> None:
        self.world.work()

    def sleep(self, span: timedelta) -> None:
        """The machine of the company is off; the gateway's is not."""
        self.world.move(self.now + span)

    def wait(self, span: timedelta) -> None:
        until, errands = self.now + span, 0
        while self.now < until:
            job = self._next_job() if errands < MOST_ERRANDS else None
            stop = self._next_charge()
            if job is not None and job < stop:
                stop, errands = job, errands + 1
            self.world.move(min(until, stop))
            self.work()

    def _next_charge(self) -> datetime:
        """The next instant at which a reservation matters, or a long stride."""
        due = [self._at(one["schedule_at"]) for one in self.reserved()]
        stops = [one + AFTER_A_CHARGE for one in due] + [one - EVENING_BEFORE for one in due]
        return min([one for one in stops if one > self.now] + [self.now + LONGEST_STRIDE])

    def _next_job(self) -> datetime | None:
        with self.world.system.database.reading() as session:
            return session.scalar(
                select(func.min(Job.run_at)).where(
                    Job.kind.not_in(COME_BACK), Job.run_at > self.now
                )
            )

    @staticmethod
    def _at(seconds: int) -> datetime:
        return datetime.fromtimestamp(seconds, UTC)

    def rest(self) -> None:
        """Nothing is in the way any more, and everybody has time."""
        self.world.sandbox.clear_faults()
        began = self.now
        for minutes in RESTING:
            self.world.move(began + timedelta(minutes=minutes))
            self.work()
        for _ in range(MOST_ANSWERS):  # asked at the very end, its answer is still on its way
            job = self._next_job() if self._asks_just_now() else None
            if job is None:
                return
            self.world.move(job)
            self.work()

    def _asks_just_now(self) -> bool:
        unclear = Charge.state.in_([ChargeState.REQUESTING, ChargeState.UNKNOWN])
        return self.some(Charge, unclear, Charge.requested_at > self.now - timedelta(hours=12))

    # the company --------------------------------------------------------------------------

    @property
    def policy(self) -> BillingPolicy:
        return self.world.system.settings.policy

    def sell(self, plans: tuple[Plan, ...]) -> None:
        self.declare(plans=plans)
        self._note_terms(plans)

    def declare(self, **changed: Any) -> None:
        """New settings, as a company has them: with a new start of its program."""
        system = self.world.system
        settings = system.settings.model_copy(update=changed)
        settings.__dict__.pop("policy", None)  # worked out of the old ones
        self.world.system = replace(system, settings=settings)
        self.world.worker = Worker(self.world.system)
        self._open_the_day()

    def _open_the_day(self) -> None:
        """The daily comparison of the sums changes nothing and costs most: it is made at rest."""
        self.work()
        self.world.forget_jobs(JobKind.COMPARE)

    def _note_terms(self, plans: Sequence[Plan]) -> None:
        self.sold |= {(one.id, one.price, one.months) for one in plans}

    def some(self, table: type[Any], *where: Any) -> bool:
        with self.world.system.database.reading() as session:
            return bool(session.scalar(select(exists(select(table).where(*where)))))

    # the gateway --------------------------------------------------------------------------

    def reserved(self) -> list[Shown]:
        """What the gateway would still charge."""
        schedules = self.world.sandbox.schedules()
        return [one for one in schedules if one["schedule_status"] == "scheduled"]

    def our_keys(self) -> set[str]:
        return {one.customer_uid for one in self.world.rows(Checkout)}

    def captured(self) -> list[Shown]:
        """Payments under our names, on our keys or on old ones that really moved money, as they
        honestly are."""
        keys = self.our_keys() | set(OLD_KEYS)
        rows = [self.honest.get(str(one["imp_uid"]), one) for one in self.world.sandbox.payments()]
        return [one for one in rows if one.get("apply_num") and self._is_ours(one, keys)]

    @staticmethod
    def _is_ours(row: Shown, keys: set[str]) -> bool:
        ours = isinstance(parse_merchant_uid(str(row["merchant_uid"])), ChargeRef)
        return ours or row["customer_uid"] in keys

    def known_as(self) -> dict[str, Shown]:
        """Captured payments under the keys of our rows: what a file told of has its name."""
        rows = {str(one["imp_uid"]): one for one in self.captured()}
        orders = {str(one["merchant_uid"]): one for one in rows.values() if is_old(one)}
        return orders | rows

    def lying(self) -> set[str]:
        """Numbers of our own payments whose rows cannot be believed just now."""
        shown = {one["imp_uid"]: one for one in self.world.sandbox.payments()}
        return {
            number
            for number, row in self.honest.items()
            if any(shown[number][fact] != row[fact] for fact in FACTS)
        }


def is_old(row: Shown) -> bool:
    """Of the program before ours: counted once files have told whose it is, and never asked for."""
    return row["customer_uid"] in OLD_KEYS


@contextmanager
def town(database_url: str, start: datetime = START) -> Iterator[Town]:
    with ExitStack() as stack:
        logs = stack.enter_context(capture_logs())
        world = stack.enter_context(in_process(database_url, start, sweep_minutes=30))
        yield Town(world, logs)


@contextmanager
def perhaps() -> Iterator[None]:
    """What people try may be refused, by us or by the gateway, or meet an outage."""
    with suppress(Refusal, GatewayError, SandboxError):
        yield
