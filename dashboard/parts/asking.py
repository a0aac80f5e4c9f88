"""A dialog before anything is done: what will happen, why it is done, and one button."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from secrets import token_hex

import streamlit as st

from billing_core.rules.refusal import Refusal
from dashboard.parts import desk
from dashboard.parts.acting import ActNotice, ask, do_it_here, mark_of, refuse_if_signed_out
from dashboard.parts.failing import sentence_for
from dashboard.parts.language import Words
from dashboard.parts.markup import plain
from dashboard.parts.proof import password_field, require_proof
from dashboard.parts.words import asking as w

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")  # breaks at no hyphen
_UNBROKEN = r"<time>\g<0></time>"


@dataclass(frozen=True)
class AskedAct:
    """An act to confirm. `will` is the one sentence of what will happen; `about` is HTML of ours
    that says whom and how much. `step` takes the reason where it is asked for (`why`), then what
    `fields` typed, and returns what was done. `example` is of a reason. `foresee` takes what `fields` typed and returns the
    dry run, line by line of plain text; what it refuses cannot be pressed. A `grave` act asks for
    the password again, where it was typed too long ago. `place` is where the page tells what was
    done (`acting.told_at`): at its key where nothing is said."""

    key: str
    title: str
    will: str
    confirm: str
    doing: str
    step: Callable[..., str | ActNotice]
    about: str = ""
    fields: Callable[[], Sequence[str]] = tuple
    why: bool = True
    example: Words = w.REASON_EXAMPLE
    grave: bool = False
    foresee: Callable[..., Sequence[str]] | None = None
    place: str = ""


def ask_first(act: AskedAct) -> None:
    """Call it in the run in which the button was pressed."""
    st.dialog(plain(act.title), width="small")(_body)(act, token_hex(8))


def _body(act: AskedAct, dialog: str) -> None:
    refuse_if_signed_out()
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
        st.text_input(w.REASON(), key=typed[0], placeholder=act.example(), max_chars=400)
    if act.grave:
        password_field(f"{act.key}_password")
    do_it_here(dialog)
    st.button(
        plain(act.confirm),
        type="primary",
        key=f"{act.key}_do",
        width="stretch",
        disabled=not possible,
        on_click=ask,
        args=(act.doing, _with_proof(act) if act.grave else act.step, *typed),
        kwargs={"place": act.place or act.key, "once": mark_of(dialog)},
    )


def _with_proof(act: AskedAct) -> Callable[..., str | ActNotice]:
    def step(*typed: str) -> str | ActNotice:
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
    st.html(f'<h3 class="bd-effects">{escape(w.DRY_RUN())}</h3><ul class="bd-effects">{items}</ul>')
    return True
