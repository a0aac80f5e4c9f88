"""환불 요청: what members want back, what was decided, and complaints and disputes."""

from __future__ import annotations

import streamlit as st

from billing_core.desk.complaints import complaints_closed, complaints_open
from billing_core.desk.count_claims import claims_waiting_since, count_open_complaints
from billing_core.desk.refund_claims import claims_decided, claims_waiting
from dashboard.pages.refund_claims import words as w
from dashboard.parts.actor import say_only_looking
from dashboard.parts.address import choose_view
from dashboard.parts.claims.claim_rows import claim_rows
from dashboard.parts.claims.complaint_rows import complaint_rows
from dashboard.parts.desk import now, reading, the_system
from dashboard.parts.formatting import count
from dashboard.parts.heading import empty, heading
from dashboard.parts.shown_members import look_at
from dashboard.parts.words import frame

ROWS = 100  # of a long list its beginning

at = now()
rule = the_system().settings.refund_rule
with reading() as session:
    (waiting, _), complaints = claims_waiting_since(session), count_open_complaints(session)

heading(frame.REFUND_CLAIMS(), w.NOTE(), at)
say_only_looking()
labels = {
    "open": w.VIEW_OPEN(n=count(waiting)),
    "decided": w.VIEW_DECIDED(),
    "complaints": w.VIEW_COMPLAINTS(n=count(complaints)),
    "closed": w.VIEW_CLOSED(),
}
view = choose_view(
    w.VIEW(),
    labels,
    key="refund_claims_view",
    first="open" if waiting or not complaints else "complaints",
)


def beginning(total: int, shown: int) -> None:
    if shown < total:
        st.caption(w.BEGINNING(total=count(total), n=count(shown)))


match view:
    case "decided" | "open":
        with reading() as session:
            wanted = claims_waiting if view == "open" else claims_decided
            rows = wanted(session, rule, at, ROWS)
        look_at([row.app_id for row in rows])
        if rows:
            beginning(waiting if view == "open" else len(rows), len(rows))
            claim_rows(rows, place="claims")
        elif view == "open":
            empty(w.NONE_OPEN(), w.NONE_OPEN_NEXT())
        else:
            empty(w.NONE_DECIDED(), w.NONE_DECIDED_NEXT())
    case _:
        with reading() as session:
            told = (complaints_open if view == "complaints" else complaints_closed)(session, ROWS)
        look_at([row.app_id for row in told])
        if told:
            beginning(complaints if view == "complaints" else len(told), len(told))
            complaint_rows(told, at, place="claims")
        elif view == "complaints":
            empty(w.NO_COMPLAINTS(), w.NO_COMPLAINTS_NEXT())
        else:
            empty(w.NONE_CLOSED(), w.NONE_CLOSED_NEXT())
