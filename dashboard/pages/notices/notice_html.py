"""A notice on the page as HTML: what it is, what became of it, and the letter to unfold."""

from html import escape

from billing_core.desk.notices_list import NoticeRow
from billing_core.rules.notice import NoticeKind, NoticeState
from billing_core.wording.notices import CHANNELS, KINDS, REASONS, STATES
from dashboard.pages.notices import words as w
from dashboard.parts import shown_members
from dashboard.parts.language import Words, moment
from dashboard.parts.markup import Tone, pill, sentence, unfolding

_TONES = {
    NoticeState.QUEUED: Tone.WAITING,
    NoticeState.SENT: Tone.HEALTHY,
    NoticeState.DELIVERED: Tone.HEALTHY,
    NoticeState.FAILED: Tone.CANCELLED,
    NoticeState.UNDELIVERABLE: Tone.CANCELLED,
    NoticeState.UNCLEAR: Tone.CANCELLED,
    NoticeState.OVERTAKEN: Tone.UNKNOWN,
}


def kind_label(kind: NoticeKind) -> str:
    return Words(*KINDS[kind])()


def notice_line(row: NoticeRow) -> str:
    """Member, kind and state on one line."""
    state = row.notice.state
    pills = [
        pill(Tone.PAID, kind_label(row.notice.kind)),
        pill(_TONES[state], Words(*STATES[state])()),
    ]
    return shown_members.member_line(row.name, row.app_id, pills)


def notice_note(row: NoticeRow) -> str:
    """When, which way it went and where to, which text, or why it did not; as text."""
    notice = row.notice
    said = [moment(notice.settled_at or notice.at)]
    if notice.channel is not None:
        channel = Words(*CHANNELS[notice.channel])()
        said.append(w.WENT_TO(channel=channel, to=notice.sent_to).strip())
    if notice.text_version is not None:
        said.append(w.VERSION(n=notice.text_version))
    if notice.told_at is not None:
        how = shown_members.told_of_member(notice.told_how, row.name, row.app_id)
        said.append(w.TOLD_BY(who=notice.told_by, when=moment(notice.told_at), how=how))
    return " · ".join(said)


def note_html(text: str) -> str:
    """Not a caption of Streamlit's, which makes a link of an e-mail address."""
    return f'<p class="bd-note">{escape(text)}</p>'


def reason_html(row: NoticeRow) -> str:
    reason = row.notice.reason
    return sentence(Words(*REASONS[reason])()) if reason is not None else ""


def letter_html(subject: str, body: str, *, opened: bool = False) -> str:
    """Korean as the member read it, whatever the language of the page."""
    inside = f'<div class="bd-letter" lang="ko">{escape(body)}</div>'
    return unfolding(w.LETTER(subject=subject), inside, opened=opened)
