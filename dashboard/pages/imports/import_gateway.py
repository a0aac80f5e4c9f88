"""Backfill from the gateway by days: looked at first, then read into the book by an approver."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

import streamlit as st

from billing_core.gateway import GatewayError
from billing_core.reconcile.import_gateway import GatewayProgress, import_gateway
from billing_core.reconcile.look_at_gateway import GatewayLook, look_at_gateway
from billing_core.rules.calendar import kst_date, kst_instant
from billing_core.rules.refusal import Refusal
from billing_core.rules.same_payment import SamePayments
from dashboard.pages.imports import import_gateway_words as w
from dashboard.pages.imports import import_same
from dashboard.pages.imports import words as imports
from dashboard.parts import acting, desk
from dashboard.parts.failing import sentence_for
from dashboard.parts.language import calendar_day, count, day, won
from dashboard.parts.markup import empty, facts, plain, section

_LOOKED = "imports_looked"
A_YEAR = timedelta(days=365)
A_DAY = timedelta(days=1)
A_MOMENT = timedelta(microseconds=1)


@dataclass(frozen=True)
class Window:
    """A span of days in Seoul, the last one included."""

    first: date
    last: date

    @property
    def since(self) -> datetime:
        return kst_instant(self.first)

    @property
    def until(self) -> datetime:
        return kst_instant(self.last + A_DAY)

    def share(self, until: datetime) -> float:
        """How much of the span is over at `until`, 0 to 1."""
        return min(max((until - self.since) / (self.until - self.since), 0.0), 1.0)


def import_gateway_section() -> None:
    """The days, a look at them and the import. A look at other days is not shown."""
    section(w.WINDOW())
    st.caption(w.WINDOW_HINT())
    window = _window()
    section(w.LOOK())
    st.caption(w.LOOK_HINT())
    if st.button(w.LOOK_NOW(), key="imports_look", type="primary"):
        import_same.forget_same()
        _look(window)
    looked, look = st.session_state.get(_LOOKED, (None, None))
    if look is not None and looked == window:
        _show(window, look)


def _window() -> Window:
    today = kst_date(desk.now())
    with st.container(horizontal=True):
        first = _day(w.FIRST_DAY(), "imports_first_day", today - A_YEAR, today)
        last = _day(w.LAST_DAY(), "imports_last_day", today, today)
    return Window(first, last)


def _day(label: str, key: str, chosen: date, today: date) -> date:
    picked: date = st.date_input(
        label, value=chosen, max_value=today, format="YYYY-MM-DD", key=key, width=180
    )
    return picked


def _look(window: Window) -> None:
    bar = st.progress(0.0, w.BEGINNING())

    def show(until: datetime, read: int) -> None:
        bar.progress(window.share(until), w.READING(until=_last_day(until), n=count(read)))

    try:
        look = look_at_gateway(desk.the_system(), window.since, window.until, on_read=show)
        st.session_state[_LOOKED] = (window, look)
        import_same.ask_same(window, look.same_as, look.same_count)
    except (GatewayError, Refusal) as trouble:
        st.error(plain(sentence_for(trouble)), icon=":material/error:")
    finally:
        bar.empty()


def _show(window: Window, look: GatewayLook) -> None:
    st.html(
        facts(
            [
                (w.READ(), count(look.read)),
                (w.NEWS(), count(look.news)),
                (w.COUNTED(), count(look.counted)),
                (w.WON(), won(look.won)),
                (w.STRANGERS(), count(look.strangers)),
            ]
        )
    )
    if look.strangers:
        st.caption(w.STRANGERS_HINT(n=count(look.strangers)))
    import_same.show_same(window, imports.SAME_HINT_GATEWAY())
    if look.same_count and import_same.said_same(window) is None:
        return
    if look.news:
        _import_button(window, look)
    else:
        empty(w.NOTHING_NEW(), w.NOTHING_NEW_NEXT())


def _import_button(window: Window, look: GatewayLook) -> None:
    with st.popover(
        imports.IMPORT(),
        type="primary",
        disabled=not desk.may_approve(),
        key="imports_gateway_open",
    ):
        st.markdown(
            w.IMPORT_SENTENCE(
                first=calendar_day(window.first),
                last=calendar_day(window.last),
                n=count(look.news),
                won=won(look.won_if(import_same.said_same(window))),
            )
        )
        st.button(
            imports.IMPORT_NOW(),
            type="primary",
            key="imports_gateway_import",
            on_click=acting.ask,
            args=(w.BEGINNING(), partial(_import, window, import_same.said_same(window))),
            kwargs={"place": "imports"},
        )


def _import(window: Window, same: SamePayments | None) -> str | acting.ActNotice:
    """Each payment is a transaction of its own: whoever leaves half-way loses nothing."""
    done: list[GatewayProgress] = []
    bar = st.progress(0.0, w.BEGINNING())

    def show(month: GatewayProgress) -> None:
        done.append(month)
        read = sum(each.read for each in done)
        bar.progress(
            window.share(month.until), w.READING(until=_last_day(month.until), n=count(read))
        )

    try:
        import_gateway(
            desk.the_system(),
            window.since,
            until=window.until,
            actor=desk.current_actor(),
            same_payments=same,
            on_progress=show,
        )
    except GatewayError as trouble:
        return acting.ActNotice("broken", _stopped(done) or sentence_for(trouble))
    finally:
        bar.empty()
        st.session_state.pop(_LOOKED, None)
        import_same.forget_same()
    return w.IMPORTED(n=count(sum(each.news for each in done)))


def _stopped(done: list[GatewayProgress]) -> str:
    """Empty when nothing was read: then the gateway's own sentence is the whole truth."""
    if not done:
        return ""
    news = sum(each.news for each in done)
    return w.STOPPED(until=_last_day(done[-1].until), n=count(news))


def _last_day(until: datetime) -> str:
    return day(until - A_MOMENT)
