"""What a notice has said, made again from its text, its facts and the member's name."""

from collections.abc import Mapping

from billing_core.desk.notices_list import NoticeRow
from billing_core.models import NoticeText
from billing_core.rules.notice import NoticeKind
from billing_core.wording.notice_facts import NoticeFacts
from dashboard.pages.notices.notice_html import letter_html
from dashboard.parts import desk
from dashboard.parts.shown_members import told_of_member

Texts = Mapping[tuple[NoticeKind, int], NoticeText]


def letter_of(row: NoticeRow, texts: Texts) -> str:
    """HTML; empty where no text was chosen yet, or the facts are gone with the member."""
    notice, settings = row.notice, desk.the_system().settings
    text = texts.get((notice.kind, notice.text_version or 0))
    if text is None or not notice.facts:
        return ""
    facts = NoticeFacts(
        name=row.name,
        company=settings.company,
        page_url=settings.member_page_url,
        facts=notice.facts,
        happened_at=notice.at,
    )
    subject, body = facts.said(text.subject), facts.said(text.body)
    return letter_html(
        told_of_member(subject, row.name, row.app_id), told_of_member(body, row.name, row.app_id)
    )
