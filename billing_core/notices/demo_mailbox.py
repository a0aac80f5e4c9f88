"""The demo's only way out: nothing leaves it, and 고지 > 데모 우편함 shows what would have."""

from dataclasses import dataclass

from billing_core.notices.channel import Letter
from billing_core.rules.notice import NoticeChannel, NoticeState


@dataclass(frozen=True)
class DemoMailbox:
    """The book itself is the mailbox: the page renders what it has as sent."""

    kind: NoticeChannel = NoticeChannel.DEMO_MAILBOX

    def reaches(self, letter: Letter) -> bool:
        return bool(letter.text)

    def send(self, letter: Letter) -> NoticeState:
        return NoticeState.DELIVERED
