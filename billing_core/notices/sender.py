"""The company's own sender of 알림톡 or SMS, told by a signed Standard Webhook.

It may be told twice, always under the same `webhook-id`, and keeps to one message by that. It
answers 2xx when it has taken the notice; `{"status": "delivered"}` says that it arrived, and
`{"status": "failed"}` that this member cannot be reached.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime

import httpx
from standardwebhooks import Webhook

from billing_core.clock import Clock
from billing_core.notices.channel import SECONDS, AddressRefused, ChannelDown, Letter, TryLater
from billing_core.outbox.sign import NotConfigured, webhooks_of
from billing_core.rules.notice import NoticeChannel, NoticeState
from billing_core.settings import Settings

TYPE = "notice.requested"
LONGEST_ANSWER = 10_000  # letters; more is no answer to this
_CANNOT_REACH = (410, 422)


@dataclass(frozen=True)
class SenderChannel:
    """`clock`: the real one, which a receiver compares with its own."""

    settings: Settings
    clock: Clock
    seconds: float = SECONDS
    kind: NoticeChannel = field(default=NoticeChannel.SENDER, init=False)

    def reaches(self, letter: Letter) -> bool:
        return bool(letter.app_id)  # by which the company knows how to reach them

    def send(self, letter: Letter) -> NoticeState:
        try:
            webhooks = webhooks_of(self.settings)
        except NotConfigured as missing:
            raise ChannelDown(str(missing.why)) from missing
        body = json.dumps(told_to_sender(letter))
        headers = _signed(webhooks, letter, body, self.clock.now())
        try:
            with httpx.Client(timeout=self.seconds, follow_redirects=False) as http:
                answer = http.post(
                    self.settings.notice_sender_url, content=body.encode(), headers=headers
                )
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ChannelDown(type(error).__name__) from error
        return _understood(answer)


def told_to_sender(letter: Letter) -> dict[str, object]:
    """The body of the webhook, as docs/app-api.md shows it."""
    return {
        "type": TYPE,
        "timestamp": letter.at.isoformat(),
        "data": {
            "notice": letter.kind,
            "member_id": letter.app_id,
            "phone": letter.phone,
            "email": letter.email,
            "subject": letter.subject,
            "text": letter.text,
        },
    }


def _signed(
    webhooks: tuple[Webhook, ...], letter: Letter, body: str, now: datetime
) -> dict[str, str]:
    number = f"msg_{letter.number}"
    return {
        "content-type": "application/json",
        "user-agent": "billing-desk",
        "webhook-id": number,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(each.sign(number, now, body) for each in webhooks),
    }


def _understood(answer: httpx.Response) -> NoticeState:
    if answer.status_code in _CANNOT_REACH:
        raise AddressRefused(f"HTTP {answer.status_code}")
    if answer.status_code >= 500 or not answer.is_success:
        raise (ChannelDown if answer.status_code >= 500 else TryLater)(f"HTTP {answer.status_code}")
    status = _status(answer)
    if status == "failed":
        raise AddressRefused("failed")
    return NoticeState.DELIVERED if status == "delivered" else NoticeState.SENT


def _status(answer: httpx.Response) -> object:
    """What it says of itself; a body that is none says nothing more than that it was taken."""
    if len(answer.content) > LONGEST_ANSWER:
        return None
    try:
        said = answer.json()
    except ValueError:
        return None
    return said.get("status") if isinstance(said, dict) else None
