"""For a member's own page: a link to send them, and the paper that they could take there."""

from datetime import datetime
from functools import partial
from hashlib import sha256

import streamlit as st

from billing_core.access_log.downloads import DownloadFacts
from billing_core.desk.members import MemberRow
from billing_core.lifecycle.app_ids import the_member
from billing_core.portal.certificate import certificate_pdf
from billing_core.portal.links import ENTER_PATH, make_member_link
from billing_core.rules.access import DownloadKind
from billing_core.rules.member_link import LASTS, MemberLinkKind
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.members import own_page_words as w
from dashboard.parts import asking, desk
from dashboard.parts.downloading import MadeDownload, download_button
from dashboard.parts.language import moment
from dashboard.parts.markup import plain
from dashboard.parts.shown_members import member_line

_MADE = "members_page_link"
KIND = MemberLinkKind.FROM_DESK


def send_link_button(row: MemberRow, *, asks_card: bool, place: str) -> None:
    """`asks_card`: the link will ask for the last digits of a card, because there is one."""
    if st.button(w.SEND(), key="members_send_link", disabled=not desk.may_approve(), help=w.HELP()):
        asking.ask_first(
            asking.AskedAct(
                key=f"send_link_{row.number}",
                title=w.SEND(),
                will=w.WILL(),
                confirm=w.MAKE(),
                doing=w.WORKING(),
                step=partial(_make_link, row, asks_card=asks_card),
                about=member_line(row.name, row.app_id),
                why=False,
                place=place,
            )
        )


def certificate_button(row: MemberRow, cancellation_id: str | None) -> None:
    if cancellation_id is not None and desk.may_approve():
        name = f"cancellation-{row.number}.pdf"
        make = partial(_paper, cancellation_id, name)
        download_button(w.CERTIFICATE(), name, make, key="members_certificate")


def _make_link(row: MemberRow, *, asks_card: bool) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    wall_now = system.wall_clock.now()
    with system.database.writing() as session:
        member = the_member(session, row.app_id)
        token = make_member_link(session, member, KIND, actor=actor, at=desk.now(), now=wall_now)
    address = system.settings.portal_address + ENTER_PATH + token
    st.session_state[_MADE] = (row.number, address, wall_now + LASTS[KIND], asks_card)
    return w.MADE()


def show_page_link(row: MemberRow) -> None:
    """Once, and beside no other member: the book has its digest alone."""
    made = st.session_state.pop(_MADE, None)
    if made is None or made[0] != row.number:
        return
    _, address, until, asks_card = made
    with st.container(border=True, key="members_link_made"):
        st.markdown(plain(w.MESSAGE_FOR(until=moment(until))))
        st.code(_message(address, until, asks_card=asks_card), language=None, wrap_lines=True)


def _message(address: str, until: datetime, *, asks_card: bool) -> str:
    company = desk.the_system().settings.company.name
    return w.MESSAGE(
        company=f"[{company}] " if company else "",
        asks=w.ASKS_CARD() if asks_card else "",
        until=moment(until),
        address=address,
    )


def _paper(cancellation_id: str, name: str, reason: str) -> MadeDownload:
    """In Korean, as the member's own is unless they chose English."""
    paper = certificate_pdf(
        desk.the_system(), cancellation_id, actor=desk.current_actor(), reason=reason
    )
    kept = KeptFile()
    kept.out.write(paper)
    facts = DownloadFacts(
        DownloadKind.CERTIFICATE, name, "application/pdf", 1, sha256(paper).hexdigest()
    )
    return MadeDownload(facts, kept)
