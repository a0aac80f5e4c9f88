"""A Slack incoming webhook, for the team alone. Slack's own signs in a text are escaped."""

from dataclasses import dataclass

import httpx

from billing_core.notices.channel import SECONDS, ChannelDown, Letter
from billing_core.rules.notice import NoticeChannel, NoticeState
from billing_core.settings import Settings

_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_FORMATTING = str.maketrans({"*": "∗", "_": "＿", "~": "～", "`": "ˋ"})


@dataclass(frozen=True)
class SlackChannel:
    settings: Settings
    seconds: float = SECONDS
    kind: NoticeChannel = NoticeChannel.SLACK

    def reaches(self, letter: Letter) -> bool:
        return bool(letter.text)

    def send(self, letter: Letter) -> NoticeState:
        url = self.settings.slack_webhook_url.get_secret_value()
        said = {"text": f"*{plain(letter.subject)}*\n{linked(letter.text)}", "mrkdwn": True}
        try:
            with httpx.Client(timeout=self.seconds, follow_redirects=False) as http:
                answer = http.post(url, json=said)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ChannelDown(type(error).__name__) from error  # its words have the secret address
        if not answer.is_success:
            raise ChannelDown(f"HTTP {answer.status_code}")
        return NoticeState.SENT


def plain(text: str) -> str:
    """As Slack shows it letter by letter: nothing is bold, a link or a call of everybody."""
    return text.translate(_ESCAPED).translate(_FORMATTING)


def linked(text: str) -> str:
    """Addresses at the end of a line become links, everything else is plain."""
    return "\n".join(_line(line) for line in text.split("\n"))


def _line(line: str) -> str:
    words, _, last = line.rpartition(" ")
    if not last.startswith(("https://", "http://")):
        return plain(line)
    address = last.translate(_ESCAPED).replace("|", "%7C")
    return f"{plain(words)} <{address}>".lstrip()
