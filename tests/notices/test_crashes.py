"""The machine dies at any point while a notice is sent: the member never gets it twice by itself,
and never silently not at all."""

from __future__ import annotations

import contextlib
from itertools import product

import pytest

from billing_core.clock import HeldClock
from billing_core.jobs import LEASE
from billing_core.notices import tell_members as steps
from billing_core.notices.channel import Letter
from billing_core.notices.mail import MailChannel
from billing_core.notices.tell_members import tell_members
from billing_core.rules.notice import NoticeState
from billing_core.system import System
from tests.notices.book import add_member, notices, queue
from tests.notices.mail_server import MailServer


class PowerCut(BaseException):
    """Nothing after it is done."""


class Dying:
    """Dies at the named points, one for each try; `None` lives."""

    def __init__(self, patch: pytest.MonkeyPatch, points: tuple[str | None, ...]) -> None:
        self.points, self.tries = points, 0
        really_send, really_settle = MailChannel.send, steps.settle

        def send(channel: MailChannel, letter: Letter) -> NoticeState:
            self._die("before sending")
            state = really_send(channel, letter)
            self._die("after sending")
            return state

        def settle(*args: object, **named: object) -> None:
            really_settle(*args, **named)  # type: ignore[arg-type]
            self._die("before the commit")

        patch.setattr(MailChannel, "send", send)
        patch.setattr(steps, "settle", settle)

    def _die(self, point: str) -> None:
        if self.tries < len(self.points) and self.points[self.tries] == point:
            raise PowerCut(point)


POINTS = (None, "before sending", "after sending", "before the commit")


@pytest.mark.parametrize("points", list(product(POINTS, repeat=2)))
def test_wherever_it_dies_one_letter_at_most_and_nobody_forgotten(
    system: System,
    mail: MailServer,
    held_clock: HeldClock,
    monkeypatch: pytest.MonkeyPatch,
    points: tuple[str | None, ...],
) -> None:
    queue(system, add_member(system, "user-1", email="u@example.com"))
    with monkeypatch.context() as patch:
        dying = Dying(patch, points)
        for _ in range(len(points) + 1):
            with contextlib.suppress(PowerCut):
                tell_members(system)
            dying.tries += 1
            held_clock.set(held_clock.now() + 2 * LEASE)

    [notice] = notices(system)
    assert len(mail.letters) <= 1
    # It arrived and is known to have, or a person is asked.
    assert notice.state in (NoticeState.SENT, NoticeState.UNCLEAR)
    assert notice.state is not NoticeState.SENT or len(mail.letters) == 1
