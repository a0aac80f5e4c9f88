"""결제: every payment with filters, and the failed ones with what to tell the member."""

import streamlit as st

from billing_core.desk.failures import count_failing, failures
from dashboard.pages.payments import words as w
from dashboard.pages.payments.failure_list import failure_list, rows_wanted
from dashboard.parts import address, desk
from dashboard.parts.language import count
from dashboard.parts.markup import heading
from dashboard.parts.payment_list import payment_list
from dashboard.parts.words import frame
from dashboard.parts.words import payments as payments_words

_CHOSEN = "payments_view"


def keep_view() -> None:
    address.move(**{address.VIEW: st.session_state[_CHOSEN]})


with desk.reading() as session:
    failed = count_failing(session)

heading(frame.PAYMENTS(), w.NOTE(), desk.now())
labels = {"failed": w.VIEW_FAILED(n=count(failed)), "all": payments_words.VIEW_ALL()}
view = st.segmented_control(
    w.VIEW(),
    list(labels),
    default=address.view_asked_for(labels) or ("failed" if failed else "all"),
    required=True,
    key=_CHOSEN,
    format_func=lambda each: labels[each],
    label_visibility="collapsed",
    on_change=keep_view,
)
if view == "failed":
    desk.say_only_looking()
    with desk.reading() as session:
        groups = failures(session, desk.the_system().settings.policy, rows_wanted())
    failure_list(groups)
else:
    payment_list()
