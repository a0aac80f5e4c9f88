"""The gateway's clock, told by ours and the measured offset: it decides what lies in the past."""

from datetime import datetime, timedelta

from billing_core.clock import Clock
from billing_core.gateway.wire import Wire

# Beyond this it is no clock that goes wrong, and nobody's charge is put off by it.
MOST_BELIEVED = timedelta(days=1)


class GatewayClock:
    """Our own clock, corrected for clock skew by what the gateway said with its last token."""

    def __init__(self, wire: Wire, clock: Clock) -> None:
        self._wire = wire
        self._clock = clock

    def measure(self) -> timedelta | None:
        self._wire.ask_the_time()
        return self._wire.ahead

    def now(self) -> datetime:
        if self._wire.ahead is None:
            self._wire.ask_the_time()
        ahead = self._wire.ahead or timedelta(0)
        believed = ahead if abs(ahead) <= MOST_BELIEVED else timedelta(0)
        return self._clock.now() + believed
