"""The search for a member that stands beside every page: a field, and the first who fit below it.

A fragment, so that typing runs nothing of the page around it. What was typed is kept on the server
alone, and a button names a member by our own number: no address holds either.
"""

import streamlit as st

from billing_core.desk.members import MemberRow, find_members
from dashboard.parts import desk, shown_members
from dashboard.parts.failing import page_frame
from dashboard.parts.language import Words
from dashboard.parts.markup import plain

MOST = 5
SHORTEST = 2  # letters: one fits half the company
# As the style and the browser's script name them, too.
BOX, FIELD, FOUND = "search_box", "search_everywhere", "search_found"
_CHOSEN = "search_chosen"

_LABEL = Words("회원 찾기", "Find a member")
_HINT = Words("회원 찾기 ( / )", "Find a member ( / )")
_HELP = Words(
    "이름, 회원 ID, 결제 번호, 승인번호로 찾습니다. 어느 화면에서나 / 키를 누르면 여기로 옵니다.",
    "By name, member id, payment or approval number. The key / leads here from any page.",
)
_NOBODY = Words(
    "맞는 회원이 없습니다. 결제 번호는 imp_부터 앞 6자 이상, 승인번호는 전체를 입력해 주세요.",
    "No member matches. Of a payment number type the first 6 characters or more, imp_ included; "
    "an approval number whole.",
)
_TOO_SHORT = Words("두 글자 이상 입력하면 찾습니다.", "Type two letters or more to search.")
_MORE = Words(
    "처음 {n}명만 보여 드립니다. 더 입력해 주세요.", "The first {n} only: type some more."
)


def search_everywhere() -> None:
    """Called once, in the sidebar, on top of which the style puts it."""
    with page_frame(), st.container(key=BOX, gap="small"):
        _search()


@st.fragment
def _search() -> None:
    chosen = st.session_state.pop(_CHOSEN, None)
    if chosen is not None:
        shown_members.open_numbered(chosen)
    typed = st.text_input(
        _LABEL(),
        key=FIELD,
        type="search",
        placeholder=_HINT(),
        help=_HELP(),
        label_visibility="collapsed",
        live="300ms",
    )
    wanted = (typed or "").strip()
    if len(wanted) >= SHORTEST:
        desk.require_signed_in()  # typing runs this again without the page around it
        with page_frame():
            _found(wanted)
    elif wanted:
        with st.container(key=FOUND):
            st.caption(_TOO_SHORT())


def _found(wanted: str) -> None:
    with desk.reading() as session:
        rows = find_members(session, wanted, MOST + 1)
    first = rows[:MOST]
    shown_members.look_at(row.app_id for row in first)
    with st.container(key=FOUND, gap="small"):
        for row in first:
            st.button(
                _said(row),
                key=f"search_{row.number}",
                width="stretch",
                on_click=_choose,
                args=(row.number,),
            )
        if not rows:
            st.caption(_NOBODY())
        elif len(rows) > MOST:
            st.caption(_MORE(n=MOST))


def _said(row: MemberRow) -> str:
    """Two may bear one name, so the id stands beside it."""
    name = shown_members.member_name(row.name, row.app_id)
    known_as = shown_members.member_id(row.app_id)
    return plain(name if name == known_as else f"{name} · {known_as}")


def _choose(number: int) -> None:
    """A handler: the field is emptied, because whoever was looked for is found."""
    st.session_state[_CHOSEN] = number
    st.session_state[FIELD] = ""
