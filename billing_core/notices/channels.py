"""Which ways to people the settings open; in the demo its own mailbox, whatever they say."""

from dataclasses import dataclass

from billing_core.clock import Clock
from billing_core.notices.channel import Channel, Letter
from billing_core.notices.mail import MailChannel
from billing_core.notices.sender import SenderChannel
from billing_core.notices.slack import SlackChannel
from billing_core.rules.notice import NoticeChannel, NoticeState
from billing_core.settings import Settings


@dataclass(frozen=True)
class DemoMailbox:
    """The book itself is the mailbox: the page renders what it has as sent."""

    kind: NoticeChannel = NoticeChannel.DEMO_MAILBOX

    def reaches(self, letter: Letter) -> bool:
        return bool(letter.text)

    def send(self, letter: Letter) -> NoticeState:
        return NoticeState.DELIVERED


def has_mail(settings: Settings) -> bool:
    return bool(settings.smtp_host and settings.mail_from)


def member_channels(settings: Settings, wall_clock: Clock) -> tuple[Channel, ...]:
    """In the order in which they are tried: a message reaches more people than a letter."""
    if settings.demo:
        return (DemoMailbox(),)
    found: list[Channel] = []
    if settings.notice_sender_url:
        found.append(SenderChannel(settings, wall_clock))
    if has_mail(settings):
        found.append(MailChannel(settings))
    return tuple(found)


def team_channel_kinds(settings: Settings) -> tuple[NoticeChannel, ...]:
    if settings.demo:
        return (NoticeChannel.DEMO_MAILBOX,)
    mail = (NoticeChannel.EMAIL,) if has_mail(settings) and settings.team_mail_to else ()
    slack = (NoticeChannel.SLACK,) if settings.slack_webhook_url.get_secret_value() else ()
    return (*mail, *slack)


def team_channel(settings: Settings, kind: NoticeChannel) -> Channel | None:
    """None where the settings no longer have it."""
    if kind not in team_channel_kinds(settings):
        return None
    match kind:
        case NoticeChannel.EMAIL:
            return MailChannel(settings)
        case NoticeChannel.SLACK:
            return SlackChannel(settings)
        case _:
            return DemoMailbox()


def tells_members(settings: Settings) -> bool:
    """Whether there is any way to tell a member something."""
    return settings.demo or bool(settings.notice_sender_url) or has_mail(settings)
