"""Members as whoever is here may see them: masked, or whole and in the access log before it shows;
and the way to one member's page, by our own number: an address names nobody.

Rows of the core hold members whole. Every page takes a member's name, id and card from here; a test
walks all pages as somebody who may only look, and finds none of them whole.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta

import streamlit as st

from billing_core.access_log.note_members_seen import note_members_seen
from billing_core.lifecycle.app_ids import member_called
from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Actor
from billing_core.rules.masking import mask_card, mask_id, mask_in, mask_name
from dashboard.parts import address, desk
from dashboard.parts.markup import person
from dashboard.parts.noting import PATIENCE_MS
from dashboard.parts.words import members as w

# Streamlit runs a page anew at every click: within this time the same people on the same page are
# the same view, which has its row.
SEEN_FOR = timedelta(minutes=5)
_PAGE, _SEEN, _REVEALED = "members_page", "members_seen", "members_revealed"
_MEMBERS = address.page_file("members")
_NUMBER = "number"
_BY_APP_ID = "member"  # of links that the company has kept from before
_MOST_DIGITS = 18  # of a number that a book can hold
NOBODY = 0


def begin_page(page: str) -> None:
    """Before a page is drawn. On another page nobody is revealed any more."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        st.session_state.pop(_REVEALED, None)


def look_at(app_ids: Iterable[str | None]) -> None:
    """Before a list is drawn: all whom it shows in one row of the access log, but for those whom
    this person has seen on this page within five minutes. Nothing for whoever sees them masked.
    Raises StorageUnavailable where it cannot be written, and then nobody is shown."""
    if not desk.may_approve():
        return
    now, page = desk.the_system().wall_clock.now(), _page()
    seen: dict[tuple[str, str], datetime] = st.session_state.get(_SEEN, {})
    new = {each for each in app_ids if each and not _lately(seen.get((page, each)), now)}
    if new:
        _note(AccessKind.VIEWED, new, desk.shown_actor(), now)
        kept = {who: at for who, at in seen.items() if _lately(at, now)}
        st.session_state[_SEEN] = kept | {(page, each): now for each in new}


def _lately(at: datetime | None, now: datetime) -> bool:
    return at is not None and timedelta() <= now - at < SEEN_FOR


def is_masked(app_id: str) -> bool:
    """Whether this member is; who is not stands in the access log from here on."""
    if not desk.may_approve():
        return st.session_state.get(_REVEALED) != app_id
    look_at([app_id])
    return False


def member_name(name: str, app_id: str) -> str:
    """A member without a name goes by the id."""
    if not is_masked(app_id):
        return name or app_id
    return mask_name(name) if name else mask_id(app_id)


def member_id(app_id: str) -> str:
    return mask_id(app_id) if is_masked(app_id) else app_id


def card_of_member(card: str, app_id: str) -> str:
    return mask_card(card) if is_masked(app_id) else card


def told_of_member(text: str, name: str, app_id: str) -> str:
    """A text in which the member may be named."""
    return mask_in(text, name=name, app_id=app_id) if is_masked(app_id) else text


def member_line(name: str, app_id: str, pills: Sequence[str] = (), *, large: bool = False) -> str:
    """The member's line as HTML. `pills` are HTML already."""
    return person(member_name(name, app_id), member_id(app_id), pills, large=large)


def reveal(app_id: str) -> str:
    """Shows one member whole until another or another page is opened; the step of a button."""
    _note(AccessKind.REVEALED, [app_id], desk.current_actor(), desk.the_system().wall_clock.now())
    st.session_state[_REVEALED] = app_id
    return w.REVEALED()


def reveal_only(app_id: str) -> None:
    """Whoever else was revealed is masked again."""
    if st.session_state.get(_REVEALED) != app_id:
        st.session_state.pop(_REVEALED, None)


def _note(kind: AccessKind, app_ids: Collection[str], who: Actor, now: datetime) -> None:
    with desk.the_system().database.writing(patience_ms=PATIENCE_MS) as session:
        note_members_seen(
            session,
            kind,
            app_ids,
            at=now,
            actor=who,
            remote=desk.remote_address(),
            page=_page(),
        )


def _page() -> str:
    return str(st.session_state.get(_PAGE, ""))


def open_member(app_id: str) -> None:
    """Leaves the present page for the member's; call it while drawing, not from a handler."""
    open_numbered(_number_of(app_id))


def open_numbered(number: int) -> None:
    """The same, of whom our own number is known."""
    st.switch_page(_MEMBERS, query_params={_NUMBER: str(number)})


def leave_member() -> None:
    """A handler: back to the list of members."""
    st.query_params.pop(_NUMBER, None)


def chosen_member() -> int | None:
    """The number of the query parameter, NOBODY for one that cannot be; None where the list was
    asked for. An app's id in the address is exchanged for the number."""
    if app_id := st.query_params.get(_BY_APP_ID):
        st.query_params[_NUMBER] = str(_number_of(app_id))
        st.query_params.pop(_BY_APP_ID)
    asked = st.query_params.get(_NUMBER, "")
    if not asked:
        return None
    return int(asked) if asked.isdecimal() and len(asked) <= _MOST_DIGITS else NOBODY


def _number_of(app_id: str) -> int:
    with desk.reading() as session:
        member = member_called(session, app_id)
        return member.id if member else NOBODY
