"""보관과 삭제: what was kept long enough, its approval, and deleting a member's data on request."""

from collections.abc import Sequence
from functools import partial

import streamlit as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.forgetting.dispose import approve_disposal
from billing_core.forgetting.due import DisposalList, disposal_list
from billing_core.models import Disposal, Person
from billing_core.rules.retention import KeepPeriods, RetentionKind
from dashboard.pages.retention import words as w
from dashboard.pages.retention.deleting import deleting_section
from dashboard.parts import acting, asking, desk, shown_members, tables
from dashboard.parts.language import count, day, moment
from dashboard.parts.markup import Tone, empty, heading, pill, section, sentence
from dashboard.parts.only_administrators import only_administrators
from dashboard.parts.words import frame

MEMBERS_SHOWN = 50
PAST_SHOWN = 10


def due_section(due: DisposalList, periods: KeepPeriods) -> None:
    section(w.DUE())
    st.caption(w.DUE_HINT())
    acting.told_at("retention_approve")
    kinds = list(RetentionKind)
    tables.number_table(
        {
            w.KIND(): [w.KINDS[kind]() for kind in kinds],
            w.PAST(): [_past(due, kind) for kind in kinds],
            w.PERIOD(): [_period(periods, kind) for kind in kinds],
        },
        about=w.DUE(),
    )
    if due.empty:
        empty(w.NOTHING_DUE(), w.NOTHING_DUE_NEXT())
        return
    if due.members:
        _members(due)
    if st.button(w.APPROVE(), key="retention_approve", type="primary"):
        rows = sum(due.rows.values())
        asking.ask_first(
            asking.AskedAct(
                key="retention_approve",
                title=w.APPROVE(),
                will=w.APPROVE_SENTENCE(members=count(len(due.members)), rows=count(rows)),
                confirm=w.APPROVE(),
                doing=w.APPROVING(),
                step=partial(_approve, due),
                grave=True,
            )
        )


def _period(periods: KeepPeriods, kind: RetentionKind) -> str:
    match kind:
        case RetentionKind.CONTRACTS:
            return w.YEARS(n=count(periods.contract_years))
        case RetentionKind.DISPUTES:
            return w.YEARS(n=count(periods.dispute_years))
        case RetentionKind.IMPORT_ROWS:
            return w.MONTHS(n=count(periods.import_months))
        case RetentionKind.NOTICES:
            return w.MONTHS(n=count(periods.notice_months))


def _past(due: DisposalList, kind: RetentionKind) -> str:
    if kind is RetentionKind.CONTRACTS:
        return w.PEOPLE(n=count(len(due.members)))
    return w.ROWS(n=count(due.rows.get(kind, 0)))


def _members(due: DisposalList) -> None:
    with st.expander(w.MEMBERS(n=count(len(due.members)))):
        shown = due.members[:MEMBERS_SHOWN]
        shown_members.look_at(one.app_id for one in shown)
        for one in shown:
            st.html(shown_members.member_line(one.name, one.app_id))
            st.caption(w.MEMBER_LINE(when=day(one.last_at)))
        if (more := len(due.members) - MEMBERS_SHOWN) > 0:
            st.caption(w.AND_MORE(n=count(more)))


def _approve(due: DisposalList, reason: str) -> str:
    approve_disposal(desk.the_system(), due, reason, desk.current_actor())
    return w.APPROVED()


def disposals(session: Session) -> Sequence[tuple[Disposal, str | None]]:
    """The latest, with the name of who approved each."""
    found = (
        select(Disposal, Person.name)
        .outerjoin(Person, Person.id == Disposal.approved_by)
        .order_by(Disposal.id.desc())
        .limit(PAST_SHOWN)
    )
    return [(disposal, name) for disposal, name in session.execute(found)]


def past_section(past: Sequence[tuple[Disposal, str | None]]) -> None:
    if not past:
        return
    section(w.PAST_ONES())
    for disposal, name in past:
        done = dict(disposal.done)
        members = done.pop(RetentionKind.CONTRACTS, 0)
        line = w.DISPOSAL_LINE(
            when=moment(disposal.approved_at),
            who=name or w.TERMINAL(),
            members=count(members),
            rows=count(sum(done.values())),
        )
        state = (Tone.HEALTHY, w.DONE()) if disposal.done_at else (Tone.WAITING, w.UNDER_WAY())
        kept = w.KEPT(n=count(len(disposal.kept))) if disposal.kept else ""
        with st.container(border=True):
            st.html(pill(*state) + sentence(line, disposal.reason, kept))


at = desk.now()
heading(frame.RETENTION(), w.NOTE(), at)
only_administrators("retention")
periods = desk.the_system().settings.keep_periods
with desk.reading() as session:
    due, past = disposal_list(session, periods, at), disposals(session)
due_section(due, periods)
deleting_section()
past_section(past)
