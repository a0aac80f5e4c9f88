"""A town under weather: its machine starts again after every crash, and rests only when it is calm."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from random import Random
from typing import Any

import httpx
from structlog.testing import capture_logs

from billing_core.gateway import GatewayError, Iamport
from billing_core.rules.refusal import Refusal
from billing_core.sandbox import SandboxError
from billing_core.sandbox.faults import Fault, FaultKind, Where
from billing_core.sandbox.server import running
from billing_core.sandbox.transport import SandboxTransport
from billing_core.worker import Worker
from tests.parts.power import PowerCut
from tests.parts.world import World
from tests.parts.worlds import in_process, over_http
from tests.stories.facts.town import START, Town
from tests.stories.storm.weather import StormyDatabase, StormyTransport, Weather

MOST_STARTS = 6  # at one instant; then it stays off until the next
APART = (0, 0, 40, -40, 20 * 60, -20 * 60, 3 * 3600, -3 * 3600)  # seconds, the gateway's ahead
BELLS = tuple(kind for kind in FaultKind if kind.where is Where.WEBHOOK)
SHARE_OF_BELLS = 0.08  # of each kind


@dataclass
class StormyTown(Town):
    weather: Weather = field(kw_only=True)
    way: httpx.BaseTransport = field(kw_only=True)

    def work(self) -> None:
        for _ in range(MOST_STARTS):
            try:
                self.world.work()
            except PowerCut:
                self.start_again()
            else:
                return

    def start_again(self) -> None:
        """A new process: what the old one had in memory is gone, its leases are not."""
        system = self.world.system
        self.hang_up()
        gateway = Iamport(
            base_url=system.settings.gateway_url,
            imp_key=system.settings.imp_key,
            imp_secret=system.settings.imp_secret.get_secret_value(),
            clock=system.clock,
            transport=self.way,
        )
        self.world.system = replace(system, gateway=gateway)
        self.world.worker = Worker(self.world.system)

    def hang_up(self) -> None:
        """The gateway's client of whichever process is the last."""
        self.world.system.gateway.close()

    def calm(self) -> None:
        """Nothing goes wrong from now on, and the clocks are set right."""
        self.weather.calm = True
        self.world.sandbox.clear_faults()
        self.world.sandbox.configure(clock_offset=0)
        self.start_again()


@contextmanager
def stormy_town(
    database_url: str, dice: Random, share: float, *, http: bool = False
) -> Iterator[StormyTown]:
    """`http`: the gateway and the doorbell are servers, and the storm is on the wire."""
    apart = dice.choice(APART)
    knobs: dict[str, Any] = {"duplicate_guard": dice.random() < 0.5, "clock_offset": apart}
    with ExitStack() as stack:
        logs = stack.enter_context(capture_logs())
        begin = over_http if http else in_process
        world: World = stack.enter_context(
            begin(database_url, START, seed=dice.randrange(10**6), sweep_minutes=120, **knobs)
        )
        weather = Weather(dice, share)
        way: httpx.BaseTransport = SandboxTransport(world.sandbox)
        address = world.system.settings.gateway_url
        if http:
            world.sandbox.configure(hold_seconds=0.0)
            address = stack.enter_context(running(world.sandbox))
            way = httpx.HTTPTransport()
        database = StormyDatabase(world.system.database, weather)
        stack.callback(database.close)
        often = {"gateway_url": address, "bookings_minutes": 30}
        settings = world.system.settings.model_copy(update=often)
        world.system = replace(world.system, database=database, settings=settings)
        weather.calm = True
        town = StormyTown(
            world,
            logs,
            ahead=timedelta(seconds=apart),
            weather=weather,
            way=StormyTransport(way, world.sandbox, weather),
        )
        stack.callback(town.hang_up)
        town.start_again()
        weather.calm = False
        for bell in BELLS:
            world.sandbox.arm(Fault(bell, times=10**6, probability=SHARE_OF_BELLS, seconds=7_200))
        yield town


@contextmanager
def trying(town: StormyTown) -> Iterator[None]:
    """Somebody tries something, and may be refused, meet a gateway that does not answer, or see
    their page die."""
    try:
        with suppress(Refusal, GatewayError, SandboxError):
            yield
    except PowerCut:
        town.start_again()
