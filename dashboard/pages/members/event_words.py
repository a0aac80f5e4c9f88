"""An event of a member's life in words, with its colour and whether it matters to most."""

from datetime import datetime

from billing_core.desk.timeline import Event
from billing_core.rules.act import Act
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.cure import Cure
from billing_core.rules.finding import FindingKind
from billing_core.rules.notice import NoticeChannel, NoticeKind, NoticeReason
from billing_core.rules.refund import mark_of
from billing_core.rules.source import Source
from billing_core.wording.notices import CHANNELS, KINDS, REASONS
from dashboard.pages.members import acts_words as w
from dashboard.pages.members.member_pages_words import MATTERS, MINOR
from dashboard.parts import codes_said
from dashboard.parts.findings.finding_words import cure_button, finding_label
from dashboard.parts.language import Words, day
from dashboard.parts.markup import Tone


def event_words(event: Event) -> tuple[str, Tone, bool]:
    """The event's words, colour and weight; an act this version does not know goes by its name."""
    words, tone, matters = _known(event)
    return _precisely(event, words), tone, matters


def _known(event: Event) -> tuple[str, Tone, bool]:
    if event.act in w.ACTS:
        words, tone, matters = w.ACTS[event.act]
        return words(), tone, matters
    if event.act.startswith("payment."):
        if event.act.startswith("payment.charge."):
            return w.PAYMENT_OPEN(), Tone.UNKNOWN, MATTERS
        return w.OTHER_PAYMENT(), Tone.UNKNOWN, MATTERS
    return event.act, Tone.UNKNOWN, MINOR


def _precisely(event: Event, words: str) -> str:
    """What the raw record knows better than the act's name."""
    if event.raw.get("erased"):
        return words
    match event.act:
        case "member.known" if event.note != Source.APP:
            return w.IMPORTED(source=event.note)
        case Act.PERMISSION_CHANGED if str(event.raw.get("after")) in w.PERMISSION_TO:
            return _permission_said(event)
        case _ if event.act.startswith("notice.") and event.raw.get("notice") in set(NoticeKind):
            return _notice_said(event, words)
        case Act.REFUND_REQUESTED if event.raw.get("request"):
            return f"{words} ({w.REFUND_MARK(mark=mark_of(str(event.raw['request'])))})"
        case Act.SUBSCRIPTION_DECIDED if str(event.raw.get("cure")) in set(Cure):
            cure = cure_button(FindingKind.ENDED_BY_US, Cure(str(event.raw["cure"])))
            return w.DECIDED_AS(words=words, cure=cure)
        case Act.CANCELLATION_REQUESTED if event.raw.get("reason_code") in set(CancelReason):
            return f"{words} ({codes_said.cancel_reason_label(CancelReason(event.raw['reason_code']))})"
        case Act.FINDING_OPENED:
            return w.FINDING(label=finding_label(FindingKind(str(event.raw["kind"]))))
        case Act.FINDING_CLOSED:
            return w.FINDING_CLOSED(label=finding_label(FindingKind(str(event.raw["kind"]))))
        case Act.FINDING_CURE_ASKED:
            kind, cure = FindingKind(str(event.raw["kind"])), Cure(str(event.raw["cure"]))
            return w.FINDING_CURE(label=finding_label(kind), cure=cure_button(kind, cure))
        case Act.CHARGE_BOOKED | Act.CHARGE_REQUESTED:
            due_at = event.raw.get("due_at")
            due = day(datetime.fromisoformat(due_at)) if isinstance(due_at, str) else ""
            return f"{words} ({w.DUE_ON(day=due)})" if due else words
        case _:
            return words


def _permission_said(event: Event) -> str:
    said = w.PERMISSION_TO[str(event.raw["after"])]()
    why = w.PERMISSION_CAUSES.get(str(event.raw.get("cause")))
    return f"{said} ({why()})" if why else said


def _notice_said(event: Event, words: str) -> str:
    """Which notice, which way it went or why not, and the version of its text."""
    raw = event.raw
    said = [f"{words}: {Words(*KINDS[NoticeKind(str(raw['notice']))])()}"]
    if raw.get("why") in set(NoticeReason):
        said.append(Words(*REASONS[NoticeReason(str(raw["why"]))])())
    elif raw.get("channel") in set(NoticeChannel):
        said.append(Words(*CHANNELS[NoticeChannel(str(raw["channel"]))])())
    if raw.get("version"):
        said.append(w.TEXT_VERSION(n=raw["version"]))
    return " · ".join(said)
