"""점검: the invariants of the book as lights, then findings, traffic and the gateway's days."""

from contextlib import nullcontext
from datetime import datetime

import streamlit as st

from billing_core.desk.doctor import examine, last_good_backup
from billing_core.desk.findings import closed_findings, findings_of_kinds, open_findings
from billing_core.desk.invariants import lights
from billing_core.desk.loops import loops_now
from billing_core.desk.traffic import failed_events, last_sweeps, stumbling_jobs, waiting_messages
from billing_core.desk.waiting import waiting
from billing_core.lifecycle.compare_roll_ups import compare_now
from billing_core.lifecycle.strangers import strangers_kept
from billing_core.roll_ups.state import last_check
from billing_core.rules.finding import FindingKind
from dashboard.pages.health import other_lights, traffic_rows
from dashboard.pages.health import words as w
from dashboard.pages.health.days_read import days_read
from dashboard.pages.health.promise_lights import promise_lights, seal_note
from dashboard.parts import address, desk, turning
from dashboard.parts.alarms import say_team_not_told
from dashboard.parts.findings.finding_rows import closed_rows, finding_rows
from dashboard.parts.language import count
from dashboard.parts.markup import empty, heading, section
from dashboard.parts.words import frame
from dashboard.parts.words import tables as t

CLOSED_ROWS = 50
SWEEP_ROWS = 12
OWED = "owed"


def owed_payments(at: datetime) -> None:
    """Straight from 현황: what is to be given back, and nothing else."""
    address.move_button(
        w.ALL_OF_HEALTH(), key="health_all", icon=":material/arrow_back:", **{address.VIEW: ""}
    )
    with desk.reading() as session:
        owed = findings_of_kinds(session, [kind for kind in FindingKind if kind.refund_due])
    section(w.VIEW_OWED(n=count(len(owed))))
    desk.say_only_looking()
    finding_rows(owed, at, place="health")
    if not owed:
        empty(w.NOTHING_OWED(), w.ALL_WELL_NEXT())


def all_of_health(at: datetime) -> None:
    everything = other_lights.compare_asked()
    waits = st.spinner(w.COMPARING()) if everything else nullcontext()
    with waits:
        differences = compare_now(desk.the_system()) if everything else None
        with desk.reading() as session:
            findings = open_findings(session, at)
            events, strangers = failed_events(session), strangers_kept(session)
            promises = lights(
                session,
                at,
                lately=not everything,
                recovery=desk.the_system().settings.gateway_recovery,
            )
            compared = last_check(session)
            messages, jobs = waiting_messages(session), stumbling_jobs(session)
            sweeps = last_sweeps(session, SWEEP_ROWS)
            closed = closed_findings(session, CLOSED_ROWS + 1)
            loops = loops_now(session, desk.real_now())
            backup_at = last_good_backup(session)
            to_check = waiting(session).findings  # of very many their beginning is shown

    stands = any(each.standing is not None for each in loops)
    if stands:  # nothing below is brought up to date meanwhile
        other_lights.loops_light(loops, desk.real_now())
    promise_lights(promises, at, lately=not everything)
    seal_note(promises)
    if not stands:
        other_lights.loops_light(loops, desk.real_now())
    other_lights.roll_up_light(differences, compared, at)
    other_lights.set_up_checks(examine(desk.the_system()), backup_at, at)
    say_team_not_told()
    labels = {
        "open": w.VIEW_OPEN(n=count(to_check)),
        "traffic": w.VIEW_TRAFFIC(),
        "days": w.VIEW_DAYS(),
        "closed": w.VIEW_CLOSED(),
    }
    view = address.choose_view(w.VIEW(), labels, key="health_view", first="open")
    match view:
        case "traffic":
            traffic_rows.failed_event_rows(events, at, strangers=strangers)
            traffic_rows.message_rows(messages)
            traffic_rows.job_rows(jobs)
            traffic_rows.sweep_rows(sweeps)
        case "days":
            with desk.reading() as session:
                days_read(session, at)
        case "closed":
            closed_rows(turning.first_of(closed, CLOSED_ROWS))
        case _:
            desk.say_only_looking()
            if findings:
                if to_check > len(findings):
                    st.caption(t.FIRST_ONLY(n=count(len(findings))))
                finding_rows(findings, at, place="health")
            else:
                empty(w.ALL_WELL(), w.ALL_WELL_NEXT())


now = desk.now()
heading(frame.HEALTH(), w.NOTE(), now)
if address.view_asked_for([OWED]):
    owed_payments(now)
else:
    all_of_health(now)
