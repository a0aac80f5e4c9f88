"""One member: how they stand, what waits for somebody, each line leading to its work, and
everything that happened.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from html import escape
from itertools import groupby

import streamlit as st

from billing_core.desk.complaints import ComplaintRow
from billing_core.desk.downgrades import DowngradeRow
from billing_core.desk.members import MemberCard, MemberRow
from billing_core.desk.refund_claims import ClaimRow
from billing_core.desk.timeline import Event
from billing_core.rules.act import Act
from billing_core.rules.calendar import Month
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.subscription import SubscriptionStatus
from dashboard.pages.members import words as w
from dashboard.pages.members.acts_words import ERASED
from dashboard.pages.members.event_words import event_words
from dashboard.pages.members.member_list import status_word
from dashboard.parts import address, codes_said, shown_members
from dashboard.parts.findings.finding_words import actor_said, closing_said
from dashboard.parts.language import (
    NOTHING,
    Words,
    clock_time,
    count,
    day,
    moment,
    month_name,
    relative,
    until_when,
    won,
)
from dashboard.parts.markup import Tone, empty, facts, pill
from dashboard.parts.raw_record import RawRecords, raw_records
from dashboard.parts.words import states

_DUE = Words(
    "권한 변경 승인을 기다립니다 · {when}까지 이용", "Waits for approval · paid through {when}"
)
_HELD = Words(
    "권한 변경을 보류했습니다 · {when}까지 이용", "Approval is held · paid through {when}"
)
_CLAIM = Words("환불 요청이 진행 중입니다 · {when} 접수", "A refund claim is open · since {when}")
_COMPLAINT = Words(
    "끝나지 않은 민원이 있습니다 · {when} 접수", "A complaint is open · since {when}"
)


def member_at_a_glance(card: MemberCard, now: datetime) -> None:
    row = card.row
    status = states.SUBSCRIPTION_TONES[row.status] if row.status else Tone.UNKNOWN
    permission = states.PERMISSIONS[row.permission]()
    pills = (
        pill(status, status_word(row)),
        pill(states.PERMISSION_TONES[row.permission], permission),
    )
    plan = w.PRICE_PER(plan=row.plan_name, price=won(row.price)) if row.plan_name else NOTHING
    st.html(
        shown_members.member_line(row.name, row.app_id, pills, large=True)
        + facts(
            [
                (w.PLAN(), plan),
                (w.PAID_THROUGH(), _with_distance(row.paid_through, now)),
                (w.NEXT_CHARGE(), _next_charge(card)),
                (
                    w.CARD(),
                    shown_members.card_of_member(card.card, row.app_id) or NOTHING,
                ),
                (w.PAID_TOTAL(), won(card.paid_total)),
                (w.PAID_TIMES(), w.TIMES(n=count(card.payments))),
                (w.LAST_PAID(), day(card.last_paid_at)),
                (w.SINCE(), day(card.member_since)),
                (w.NUMBER(), str(row.number)),
                *([(w.ASKED(), moment(card.cancellation_asked_at))] if is_cancelling(card) else []),
            ]
        )
    )


def _next_charge(card: MemberCard) -> str:
    if card.row.next_charge_at is not None:
        return day(card.row.next_charge_at)
    return w.NO_CARD_NEXT() if card.without_card else w.NO_NEXT()


def _with_distance(at: datetime | None, now: datetime) -> str:
    if at is None:
        return NOTHING
    distance = relative(at, now).replace(" ", "\u00a0")  # "209 d ago" in one piece
    return f"{until_when(at)} · {distance}"


def is_cancelling(card: MemberCard) -> bool:
    return card.row.status is SubscriptionStatus.CANCELLING


def member_timeline(member: MemberRow, events: Sequence[Event]) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.header(w.TIMELINE(), anchor=False)
        records = {"main": w.SHOW_MAIN(), "all": w.SHOW_ALL()}
        chosen = address.choose_view(
            w.SHOW(), records, key="members_records", first="main", name="records"
        )
    told = [(event, *event_words(event)) for event in events]
    shown = [
        (event, words, tone) for event, words, tone, matters in told if chosen == "all" or matters
    ]
    if not shown:
        empty(w.NOTHING(), w.NOTHING_NEXT())
        return
    parts, raw = [], raw_records("members", [member.app_id])
    for month, of_month in groupby(shown, key=lambda each: Month.of(each[0].at)):
        parts.append(f'<li class="bd-month"><h3>{escape(month_name(month))}</h3></li>')
        parts += [_line(member, event, words, tone, raw) for event, words, tone in of_month]
    st.html(f'<ul class="bd-timeline">{"".join(parts)}</ul>')


def _line(member: MemberRow, event: Event, words: str, tone: Tone, records: RawRecords) -> str:
    note = "" if event.act == "member.known" else event.note
    if event.excluded:
        note = codes_said.exclusion_said(event.excluded)
    if event.raw.get("erased"):
        note = ERASED()
    elif event.act == Act.FINDING_CLOSED:
        note = closing_said(event.actor, event.note, event.answer)
    note = shown_members.told_of_member(note, member.name, member.app_id)
    said = " · ".join(filter(None, (note, _by(member, event))))
    amount = f"<em>{escape(won(event.amount))}</em>" if event.amount else "<em></em>"
    raw = json.dumps(event.raw, ensure_ascii=False, indent=2, default=str)
    return (
        f'<li class="bd-{tone}"><time>{escape(day(event.at))} {escape(clock_time(event.at))}</time>'
        f"<div>{escape(words)}"
        f'<p class="bd-note">{escape(said)}</p></div>{amount}'
        f"{records.html(raw)}</li>"
    )


def _by(member: MemberRow, event: Event) -> str:
    """Of a payment the card that paid; the member, or who acted for them."""
    if event.act.startswith("payment."):
        return shown_members.card_of_member(event.actor, member.app_id)
    return (
        shown_members.member_id(member.app_id)
        if event.actor == member.app_id
        else actor_said(event.actor)
    )


def open_work(
    downgrades: Sequence[DowngradeRow],
    claims: Sequence[ClaimRow],
    complaints: Sequence[ComplaintRow],
) -> None:
    """Only what is open is shown; nothing where nothing is."""
    for one in downgrades:
        if one.state.waiting:
            said = _HELD if one.state is DowngradeState.HELD else _DUE
            _work_line("approvals", said(when=until_when(one.paid_through)), "due")
    for claim in claims:
        if claim.state.waits:
            _work_line("refund_claims", _CLAIM(when=day(claim.asked_at)), "open")
    for complaint in complaints:
        if complaint.closed_at is None:
            _work_line("refund_claims", _COMPLAINT(when=day(complaint.received_at)), "complaints")


def _work_line(page: str, said: str, view: str) -> None:
    st.page_link(
        address.page_file(page),
        label=said,
        icon=":material/pending_actions:",
        query_params={address.VIEW: view},
    )
