"""환불 요청: what members want back, what was decided, and complaints and disputes."""

from functools import partial

import streamlit as st

from billing_core.desk import count_claims
from billing_core.desk.complaints import complaints_closed, complaints_open
from billing_core.desk.refund_claims import claims_decided, claims_waiting
from dashboard.pages.refund_claims import words as w
from dashboard.parts import address, desk, shown_members, turning
from dashboard.parts.claims.claim_rows import claim_rows, complaint_rows
from dashboard.parts.language import count
from dashboard.parts.markup import empty, heading
from dashboard.parts.words import frame

ROWS = 100  # of what waits its beginning
ROWS_PER_PAGE = 20

at = desk.now()
rule = desk.the_system().settings.refund_rule
with desk.reading() as session:
    (waiting, _), complaints = (
        count_claims.claims_waiting_since(session),
        count_claims.count_open_complaints(session),
    )

heading(frame.REFUND_CLAIMS(), w.NOTE(), at)
desk.say_only_looking()
labels = {
    "open": w.VIEW_OPEN(n=count(waiting)),
    "decided": w.VIEW_DECIDED(),
    "complaints": w.VIEW_COMPLAINTS(n=count(complaints)),
    "closed": w.VIEW_CLOSED(),
}
view = address.choose_view(
    w.VIEW(),
    labels,
    key="refund_claims_view",
    first="open" if waiting or not complaints else "complaints",
)


def beginning(total: int, shown: int) -> None:
    if shown < total:
        st.caption(w.BEGINNING(total=count(total), n=count(shown)))


match view:
    case "open":
        with desk.reading() as session:
            rows = claims_waiting(session, rule, at, ROWS)
        shown_members.look_at([row.app_id for row in rows])
        beginning(waiting, len(rows))
        claim_rows(rows, place="claims")
        if not rows:
            empty(w.NONE_OPEN(), w.NONE_OPEN_NEXT())
    case "decided":
        with desk.reading() as session:
            decided, total = (
                turning.turned_to(
                    "claims_decided", partial(claims_decided, session, rule, at, ROWS_PER_PAGE)
                ),
                count_claims.count_decided(session),
            )
        shown_members.look_at([row.app_id for row in decided.rows])
        claim_rows(decided.rows, place="claims")
        turning.turn("claims_decided", decided, w.TOTAL(n=count(total)))
        if not decided.rows:
            empty(w.NONE_DECIDED(), w.NONE_DECIDED_NEXT())
    case "complaints":
        with desk.reading() as session:
            told = complaints_open(session, ROWS)
        shown_members.look_at([row.app_id for row in told])
        beginning(complaints, len(told))
        complaint_rows(told, at, place="claims")
        if not told:
            empty(w.NO_COMPLAINTS(), w.NO_COMPLAINTS_NEXT())
    case _:
        with desk.reading() as session:
            closed, total = (
                turning.turned_to(
                    "complaints_closed", partial(complaints_closed, session, ROWS_PER_PAGE)
                ),
                count_claims.count_closed_complaints(session),
            )
        shown_members.look_at([row.app_id for row in closed.rows])
        complaint_rows(closed.rows, at, place="claims")
        turning.turn("complaints_closed", closed, w.TOTAL(n=count(total)))
        if not closed.rows:
            empty(w.NONE_CLOSED(), w.NONE_CLOSED_NEXT())
