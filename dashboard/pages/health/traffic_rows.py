"""Traffic through inbox and outbox: failed notices with replay, deliveries, jobs and sweeps."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import pandas as pd
import streamlit as st

from billing_core.desk.traffic import MOST, FailedEvent, StumblingJob, SweepRow, WaitingMessage
from billing_core.rules.masking import mask_id
from billing_core.wording.undelivered import undelivered_said
from billing_core.wording.unsettled import unsettled_said
from dashboard.pages.health import words as w
from dashboard.parts import acting, desk, shown_members, tables, turning
from dashboard.parts.findings.mending import replay
from dashboard.parts.language import count, language, moment, relative
from dashboard.parts.markup import empty, section, sentence
from dashboard.parts.raw_record import raw_records
from dashboard.parts.words import tables as t


def failed_event_rows(events: Sequence[FailedEvent], now: datetime, *, strangers: int) -> None:
    section(w.EVENTS(), w.EVENTS_HELP())
    if strangers:
        st.caption(w.STRANGERS(n=count(strangers)))
    if not events:
        empty(w.NO_EVENTS(), w.NO_EVENTS_NEXT())
        return
    records = raw_records("health.events")
    for event in turning.first_of(events, MOST):
        acting.told_at(f"health_event_{event.id}")
        with st.container(border=True, key=f"health_event_{event.id}"):
            with st.container(horizontal=True, vertical_alignment="center"):
                received = w.RECEIVED(when=moment(event.received_at))
                about = f"{received} · {relative(event.received_at, now)} · {event.imp_uid}"
                st.html(
                    sentence(unsettled_said(event.error, language().place), about), width="stretch"
                )
                st.button(
                    w.REPLAY(),
                    key=f"health_replay_{event.id}",
                    disabled=not desk.may_approve(),
                    on_click=acting.ask,
                    args=(w.WORKING(), partial(replay, event.id)),
                    kwargs={"place": f"health_event_{event.id}"},
                )
            body = event.body.decode("utf-8", errors="replace")
            if raw := records.html(body):  # to most people, nothing
                st.html(raw)


def message_rows(messages: Sequence[WaitingMessage]) -> None:
    section(w.MESSAGES())
    if not messages:
        empty(w.NO_MESSAGES(), w.NO_MESSAGES_NEXT())
        return
    tables.people_table(
        turning.first_of(messages, MOST),
        {
            t.MEMBER(): lambda row: shown_members.member_name(row.member_name, row.app_id),
            w.CREATED(): lambda row: moment(row.created_at),
            w.NEXT_TRY(): lambda row: moment(row.next_try_at),
            w.TRIES(): lambda row: row.attempts,
            w.ERROR(): lambda row: undelivered_said(row.error, language().place),
        },
        key="health_messages",
        member_of=lambda row: row.app_id,
        about=w.MESSAGES(),
    )


def job_rows(jobs: Sequence[StumblingJob]) -> None:
    section(w.JOBS())
    if not jobs:
        empty(w.NO_JOBS(), w.NO_JOBS_NEXT())
        return
    jobs = turning.first_of(jobs, MOST)
    st.dataframe(
        pd.DataFrame(
            {
                w.JOB(): [w.JOB_KINDS[job.kind]() for job in jobs],
                w.SUBJECT_COLUMN(): [_unless_masked(job.subject) for job in jobs],
                w.TRIES(): [job.attempts for job in jobs],
                w.NEXT_TRY(): [moment(job.next_try_at) for job in jobs],
                w.ERROR(): [_unless_masked(job.error) for job in jobs],
            }
        ),
        hide_index=True,
        alt=w.JOBS(),
    )


def _unless_masked(text: str) -> str:
    """A billing key, or an error as it came, may hold anybody's id."""
    return text if desk.may_approve() else mask_id(text)


def sweep_rows(sweeps: Sequence[SweepRow]) -> None:
    section(w.SWEEPS(), w.SWEEPS_HELP())
    if not sweeps:
        empty(w.NO_SWEEPS(), w.NO_SWEEPS_NEXT())
        return
    tables.number_table(
        {
            w.STARTED(): [moment(row.started_at) for row in sweeps],
            w.WINDOW(): [
                f"{moment(row.window_from)} ~ {moment(row.window_until)}" for row in sweeps
            ],
            w.READ(): [row.payments_read for row in sweeps],
            w.NEWS(): [row.payments_new for row in sweeps],
            w.RESULT(): [_result(row) for row in sweeps],
        },
        about=w.SWEEPS(),
    )


def _result(row: SweepRow) -> str:
    return w.FINISHED() if row.finished_at else f"{w.FAILED()} {row.error}".strip()
