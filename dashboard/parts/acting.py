"""Run one step for a person and tell them in one sentence what came of it.

A button's handler only writes into session state what was asked; the frame then does it, before
the page is drawn from the book as it is afterwards. So a click on a page that has grown old is
still answered, even if its row is gone. A page may be stopped half-way by the next click, and a
double click runs it twice: the step is one transaction that does its work once, with nothing
of Streamlit inside. What could be meant twice, such as a part of a payment that goes back, carries
a mark (`once`): whoever waits presses again, and has not read yet what came of the first.

What came of it is told where the click was: a page says `told_at(place)` where it draws the row,
the card or the list, and what no part of the page has told stands at its top. The sentence has
the focus, so that neither the eye nor a screen reader has to look for it. One that `stays` is said
again where its place is drawn, without the focus, until the next act.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from html import escape
from secrets import token_hex
from typing import Literal

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from billing_core.database import StorageUnavailable
from billing_core.gateway import GatewayError
from billing_core.rules.refusal import Refusal
from dashboard.parts import desk
from dashboard.parts.failing import sentence_for, unexpected
from dashboard.parts.language import Words
from dashboard.parts.noting import note_refused

_ASKED = "acting_asked"
_TOLD = "acting_told"
_STAYS = "acting_stays"  # its place, and what stands there
_ENDED = "acting_ended"  # the last mark, and the tone of what came of it


# A dialog that closes gives the focus back to its button, and rows above may still be drawn: the
# sentence takes it until the page stands, unless the person is already doing something else.
_FOCUS = """<script>(() => {
  const told = document.getElementById("%s");
  let left = 20;
  const over = () => { left = 0; };
  ["keydown", "pointerdown", "wheel"].forEach(each =>
    addEventListener(each, over, {once: true, capture: true}));
  const look = () => {
    if (left-- <= 0 || !told.isConnected) return;
    if (document.activeElement !== told) told.focus({preventScroll: true});
    const box = told.getBoundingClientRect();
    if (box.top < 70 || box.bottom > innerHeight - 10) told.scrollIntoView({block: "center"});
    setTimeout(look, 100);
  };
  look();
})()</script>"""
_UNDO = Words("되돌리기", "Undo")


@dataclass(frozen=True)
class Undo:
    """The way back from what was done; `doing` is shown meanwhile, as for the step itself."""

    doing: str
    step: Callable[[], str | ActNotice]


@dataclass(frozen=True)
class ActNotice:
    """What came of a step: `text` is one sentence of plain text in the language of the page. It
    goes with the next click, or else `stays` until the next act."""

    tone: Literal["done", "refused", "broken"]
    text: str
    undo: Undo | None = None
    stays: bool = False


def ask(
    doing: str,
    step: Callable[..., str | ActNotice],
    *text_keys: str,
    place: str = "",
    once: str = "",
) -> None:
    """A button's handler, which leaves the step to the frame. `doing` is shown meanwhile; `step`
    returns the sentence that says what was done. What was typed under `text_keys` is handed to
    it last. `place` is where the page tells it (`told_at`). Nothing is asked under a mark of `once`
    that has served."""
    if once and _ended()[0] == once:
        return
    typed = [str(st.session_state.get(key) or "") for key in text_keys]
    st.session_state[_ASKED] = (doing, partial(step, *typed), place, once)


def mark_of(dialog: str) -> str:
    """The mark of a dialog's button: another one each time that it was answered."""
    mark = _ended()[0]
    number = int(mark.removeprefix(f"{dialog}.")) + 1 if mark.startswith(f"{dialog}.") else 0
    return f"{dialog}.{number}"


def _ended() -> tuple[str, str]:
    mark, tone = st.session_state.get(_ENDED, ("", ""))
    return mark, tone


def refuse_if_signed_out() -> None:
    """Whoever was signed out since the page was drawn does nothing by it, and the log says so."""
    if _ASKED in st.session_state:
        try:
            desk.current_actor()
        except Refusal as refusal:
            del st.session_state[_ASKED]
            note_refused(refusal, desk.shown_actor())


def do_what_was_asked() -> None:
    """Before the page is drawn. What an earlier run did not come to tell is still told."""
    if _ASKED in st.session_state:
        _do()


def told_at(place: str) -> bool:
    """Where a page draws `place`: tells what was just done or refused there, and nothing otherwise.
    True: it did."""
    if not place:
        return False
    if st.session_state.get(_TOLD, ("", None))[0] == place:
        _tell(*st.session_state.pop(_TOLD))
        return True
    stays: tuple[str, ActNotice] | None = st.session_state.get(_STAYS)
    if stays is None or stays[0] != place:
        return False
    _tell(*stays, again=True)
    return True


def tell_the_rest(top: DeltaGenerator) -> None:
    """After the page is drawn: at its top what it had no place for, since the row may be gone."""
    if _TOLD in st.session_state:
        with top:
            _tell(*st.session_state.pop(_TOLD))


def do_it_here(dialog: str) -> None:
    """Does what was asked inside a dialog, where its sentence would stand: once done it closes and
    the page says so; refused, it stays open with everything that was typed. It is said by a run
    of its own, with which a click that came meanwhile is spent under the old mark."""
    if _ASKED in st.session_state:
        _do()
        if _ended()[1] != "done":
            st.rerun(scope="fragment")
    mark, tone = _ended()
    if not mark.startswith(f"{dialog}."):
        return
    if tone == "done":
        st.rerun()
    if _TOLD in st.session_state:
        _tell(*st.session_state.pop(_TOLD))


def _do() -> None:
    """What came of it is kept at once: the run may be stopped when the spinner is taken away."""
    with st.spinner(st.session_state[_ASKED][0]):
        _, step, place, once = st.session_state.pop(_ASKED)
        st.session_state.pop(_STAYS, None)
        notice = _run(step)
        if once:
            st.session_state[_ENDED] = (once, notice.tone)
        st.session_state[_TOLD] = (place, notice)


def _run(step: Callable[[], str | ActNotice]) -> ActNotice:
    try:
        try:
            said = step()
        except Refusal as refusal:
            note_refused(refusal, desk.shown_actor())
            return ActNotice("refused", sentence_for(refusal))
    except (StorageUnavailable, GatewayError) as trouble:
        return ActNotice("broken", sentence_for(trouble))
    except Exception as surprise:
        return ActNotice("broken", unexpected(surprise))
    return said if isinstance(said, ActNotice) else ActNotice("done", said)


def _tell(place: str, notice: ActNotice, *, again: bool = False) -> None:
    """A new id each time: the same words once more are told again. Said `again`, it takes no
    focus from where somebody works."""
    if notice.stays:
        st.session_state[_STAYS] = (place, notice)
    name = f"told_{token_hex(4)}"
    role = "status" if notice.tone == "done" else "alert"
    with st.container(
        horizontal=True, vertical_alignment="center", key=f"told_{notice.tone}", gap="small"
    ):
        st.html(
            f'<p id="{name}" class="bd-told" role="{role}" tabindex="-1">{escape(notice.text)}</p>'
            + ("" if again else _FOCUS % name),
            unsafe_allow_javascript=True,
        )
        if notice.undo is not None:
            st.button(
                _UNDO(),
                key="undo_told",
                icon=":material/undo:",
                on_click=ask,
                args=(notice.undo.doing, notice.undo.step),
                kwargs={"place": place},
            )
