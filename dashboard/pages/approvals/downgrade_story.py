"""One permission change told as a sentence, its five dates and its checklist."""

from collections.abc import Sequence
from datetime import datetime
from html import escape

from billing_core.desk.downgrades import DowngradeRow
from billing_core.rules.downgrade import Check, Checklist, DowngradeState
from billing_core.rules.subscription import EndKind
from billing_core.wording.checks import VOID_REASONS, check_said
from dashboard.pages.approvals import words as w
from dashboard.parts import shown_members
from dashboard.parts.language import NOTHING, Words, day, days_between, language, moment
from dashboard.parts.markup import Tone, pill, sentence, steps, unfolding
from dashboard.parts.words import states


def told(row: DowngradeRow, now: datetime, state: str) -> str:
    """The permission change as HTML. `state` is the pill that says how it stands."""
    kind = pill(states.END_TONES[row.kind], states.END_KINDS[row.kind]())
    return (
        shown_members.member_line(row.member_name, row.app_id, (kind, state, _waited(row, now)))
        + sentence(_why(row), *_notes(row))
        + five_dates(row)
    )


def _waited(row: DowngradeRow, now: datetime) -> str:
    if not row.state.waiting:
        return ""
    days = days_between(row.paid_through, now)
    return pill(Tone.WAITING, w.DAYS_PAST(n=days) if days else w.ENDED_TODAY())


def _why(row: DowngradeRow) -> str:
    ended = day(row.paid_through)
    if row.kind is EndKind.VOLUNTARY and row.requested_at is not None:
        return w.ASKED_AND_ENDED(asked=day(row.requested_at), ended=ended)
    words = w.FAILED_AND_ENDED if row.kind is EndKind.INVOLUNTARY else w.LOST_AND_ENDED
    return words(ended=ended)


def _notes(row: DowngradeRow) -> list[str]:
    said, held = (_of_member(row, text) for text in (row.reason, row.hold_reason))
    notes = [w.MEMBER_SAID(reason=said)] if said else []
    if row.state is DowngradeState.HELD:
        reason = held or w.HELD_AFTER_UNDO()
        notes.append(w.HELD_BECAUSE(who=row.held_by, reason=reason))
    if row.state is DowngradeState.APPROVED:
        notes.append(w.APPROVED_BY(who=row.approved_by))
    if row.state is DowngradeState.VOID and row.void_reason:
        notes.append(w.VOID_BECAUSE(reason=Words(*VOID_REASONS[row.void_reason])()))
    if row.undone_at is not None:
        notes.append(w.UNDONE_BY(when=moment(row.undone_at), who=row.undone_by))
    return notes


def _of_member(row: DowngradeRow, text: str) -> str:
    return shown_members.told_of_member(text, row.member_name, row.app_id)


def five_dates(row: DowngradeRow) -> str:
    undone = row.undone_at is not None and row.state is not DowngradeState.APPROVED
    stations = (
        (w.REQUESTED(), row.requested_at, True),
        (w.CONFIRMED(), row.confirmed_at, True),
        (w.ENDED(), row.paid_through, True),
        (w.APPROVED(), row.approved_at, not undone),
        (w.DELIVERED(), row.delivered_at, not undone),
    )
    return steps(
        [(label, _when(at, stands), stands and at is not None) for label, at, stands in stations]
    )


def _when(at: datetime | None, stands: bool) -> str:
    if at is None:
        return NOTHING
    return day(at) if stands else w.UNDONE_STATION(when=day(at))


def checklist_state(checklist: Checklist | None) -> str:
    if checklist is None:
        return pill(Tone.UNKNOWN, w.STATE_UNKNOWN())
    if checklist.green:
        return pill(Tone.HEALTHY, w.STATE_GREEN())
    return pill(Tone.CANCELLED, w.STATE_RED())


def decided_state(row: DowngradeRow) -> str:
    if row.state is DowngradeState.VOID:
        return pill(Tone.UNKNOWN, w.STATE_VOID())
    if row.state is not DowngradeState.APPROVED:
        return pill(Tone.UNKNOWN, w.STATE_UNDONE())
    if row.delivered_at is None:
        return pill(Tone.WAITING, w.STATE_DELIVERING())
    return pill(Tone.HEALTHY, w.STATE_DELIVERED())


def checklist_html(checklist: Checklist) -> str:
    """The checklist as HTML: folded when all is green, open when something is in the way."""
    if checklist.green:
        summary = w.ALL_GREEN(n=len(checklist.checks))
        return unfolding(summary, checks_html(checklist.checks))
    return unfolding(w.NOT_GREEN(), checks_html(checklist.checks), opened=True)


def checks_html(checks: Sequence[Check]) -> str:
    items = "".join(
        f'<li class="bd-{_tone(check)}"><i>{_tone(check).sign}</i>{escape(check_text(check))}</li>'
        for check in checks
    )
    return f'<ul class="bd-checks">{items}</ul>'


def check_text(check: Check) -> str:
    return check_said(check, language().place)


def _tone(check: Check) -> Tone:
    return Tone.HEALTHY if check.ok else Tone.CANCELLED
