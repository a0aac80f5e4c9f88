"""A dialog before anything is done: what will happen, why it is done, and one button.

A grave act asks for the password again after a quarter of an hour; of somebody without one, that
they sign in with their company account anew.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from secrets import token_hex
from urllib.parse import urlencode, urlsplit

import streamlit as st

from billing_core.models import Person
from billing_core.rules.actor import Role
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sign_in.company import company_account
from billing_core.sign_in.sessions import read_session
from billing_core.sign_in.sign_in import PasswordTry, prove
from dashboard.parts import acting, desk
from dashboard.parts.failing import sentence_for
from dashboard.parts.language import Language, Words, language
from dashboard.parts.markup import plain

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")  # breaks at no hyphen
_UNBROKEN = r"<time>\g<0></time>"
_HERE = "prove_again_password"
_REASON = Words("사유 (기록에 남습니다)", "Reason (recorded)")
_REASON_EXAMPLE = Words("예: 회원과 통화해 확인함", "e.g. confirmed with the member by phone")
WORKING = Words("처리하고 있습니다…", "Working…")
AMOUNT = Words("환불할 금액 (원)", "Amount to refund (won)")
_DRY_RUN = Words("누르면 이렇게 됩니다", "What it will do")

_PASSWORD = Words("비밀번호", "Password")
_PASSWORD_WHY = Words(
    "중요한 작업은 15분마다 비밀번호를 한 번 더 확인합니다.",
    "Grave acts ask for the password again every 15 minutes.",
)
_COMPANY = Words("회사 계정으로 다시 확인", "Sign in with your company account again")
_COMPANY_WHY = Words(
    "중요한 작업은 15분마다 한 번 더 확인합니다. 로그인한 뒤 이 화면으로 돌아오면 다시 눌러 주세요.",
    "Grave acts ask for it every 15 minutes. You come back to this page; then press once more.",
)
_PROVE = Words("본인 확인", "Prove it is you")
_PROVING = Words("비밀번호를 확인하는 중입니다…", "Checking the password…")
_PROVED = Words(
    "비밀번호를 확인했습니다. 15분 동안 다시 묻지 않습니다.",
    "Your password is checked and not asked for again for 15 minutes.",
)


@dataclass(frozen=True)
class AskedAct:
    """An act to confirm. `will` is the one sentence of what will happen; `about` is HTML of ours
    that says whom and how much. `step` takes the reason where it is asked for (`why`), then what
    `fields` typed, and returns what was done. `example` is of a reason. `foresee` takes what
    `fields` typed and returns the dry run, line by line of plain text; what it refuses cannot be
    pressed. A `grave` act asks for the password again, where it was typed too long ago. `place` is
    where the page tells what was done (`acting.told_at`): at its key where nothing is said."""

    key: str
    title: str
    will: str
    confirm: str
    doing: str
    step: Callable[..., str | acting.ActNotice]
    about: str = ""
    fields: Callable[[], Sequence[str]] = tuple
    why: bool = True
    example: Words = _REASON_EXAMPLE
    grave: bool = False
    foresee: Callable[..., Sequence[str]] | None = None
    place: str = ""


def ask_first(act: AskedAct) -> None:
    """Call it in the run in which the button was pressed."""
    st.dialog(plain(act.title), width="small")(_body)(act, token_hex(8))


def _body(act: AskedAct, dialog: str) -> None:
    acting.refuse_if_signed_out()
    desk.require_signed_in()  # a dialog is run again without the page around it
    if act.about:
        st.html(act.about)
    st.markdown(plain(act.will))
    dry_run = st.container()  # above the fields, and about what is typed in them
    typed = [*act.fields()]
    with dry_run:
        possible = _foreseen(act, [str(st.session_state.get(key) or "") for key in typed])
    if act.why:
        typed.insert(0, f"{act.key}_reason")
        st.text_input(_REASON(), key=typed[0], placeholder=act.example(), max_chars=400)
    if act.grave:
        password_field(f"{act.key}_password")
    acting.do_it_here(dialog)
    st.button(
        plain(act.confirm),
        type="primary",
        key=f"{act.key}_do",
        width="stretch",
        disabled=not possible,
        on_click=acting.ask,
        args=(act.doing, _with_proof(act) if act.grave else act.step, *typed),
        kwargs={"place": act.place or act.key, "once": acting.mark_of(dialog)},
    )


def _with_proof(act: AskedAct) -> Callable[..., str | acting.ActNotice]:
    def step(*typed: str) -> str | acting.ActNotice:
        require_proof(f"{act.key}_password")
        return act.step(*typed)

    return step


def _foreseen(act: AskedAct, values: Sequence[str]) -> bool:
    """False where the step would refuse as things stand."""
    if act.foresee is None:
        return True
    try:
        lines = act.foresee(*values)
    except Refusal as refusal:
        st.warning(plain(sentence_for(refusal)), icon=":material/block:")
        return False
    items = "".join(f"<li>{_DATE.sub(_UNBROKEN, escape(line))}</li>" for line in lines)
    st.html(f'<h3 class="bd-effects">{escape(_DRY_RUN())}</h3><ul class="bd-effects">{items}</ul>')
    return True


def is_proved() -> bool:
    """Whether this session's password was typed lately, read from the book at this instant."""
    system = desk.the_system()
    with system.database.reading() as session:
        here = read_session(session, desk.session_key(), system.wall_clock.now())
    return here is not None and here.proved


def password_field(key: str) -> None:
    """Only while it is needed; a link in its place for those who sign in with the company's
    account."""
    if is_proved():
        return
    if _by_company():
        st.html(
            f'<p><a href="{escape(_way_to_company())}" target="_self">{escape(_COMPANY())}</a></p>'
        )
        st.caption(_COMPANY_WHY())
    else:
        st.text_input(_PASSWORD(), key=key, type="password", max_chars=128, help=_PASSWORD_WHY())


def require_proof(key: str) -> None:
    """Before the act itself. Raises Refusal: "not_signed_in", "password_needed",
    "company_proof_needed", "wrong_password", "too_many_tries"."""
    if is_proved():
        return
    if _by_company():
        raise Refusal(RefusalCode.COMPANY_PROOF_NEEDED)
    typed = str(st.session_state.get(key) or "")
    if not typed:
        raise Refusal(RefusalCode.PASSWORD_NEEDED)
    prove(desk.the_system().database, desk.session_key(), own_try(typed))


def own_try(password: str) -> PasswordTry:
    """Of whoever sits here. Raises Refusal "not_signed_in"."""
    system = desk.the_system()
    now = system.wall_clock.now()
    with system.database.reading() as session:
        here = read_session(session, desk.session_key(), now)
        if here is None:
            raise Refusal(RefusalCode.NOT_SIGNED_IN)
        login = session.get_one(Person, here.actor.number).login
    return PasswordTry(login, password, desk.remote_address(), now)


def _by_company() -> bool:
    with desk.reading() as session:
        return company_account(session, desk.shown_actor().number) is not None


def _way_to_company() -> str:
    """To sign in there anew and come back to this very page."""
    here = urlsplit(st.context.url or "/").path or "/"
    query = urlencode(st.query_params.to_dict())
    lang = "en" if language() is Language.ENGLISH else "ko"
    way = {"again": "1", "lang": lang, "next": f"{here}?{query}" if query else here}
    return f"/sign-in/company?{urlencode(way)}"


def prove_again() -> None:
    """In the sidebar, for an administrator: the password opens the raw records of a page."""
    here = desk.shown_actor()
    if here.role is Role.ADMINISTRATOR and not desk.shown_proved():
        with st.popover(_PROVE(), key="prove_again_open", width="stretch"):
            password_field(_HERE)
            if _by_company():
                return
            st.button(
                _PROVE(),
                key="prove_again",
                type="primary",
                on_click=acting.ask,
                args=(_PROVING(), _prove),
            )


def _prove() -> str:
    require_proof(_HERE)
    return _PROVED()
