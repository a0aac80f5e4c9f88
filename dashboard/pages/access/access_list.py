"""The rows of the access log, newest first, as filtered: as a table, in which what was refused or
taken stands out, and as a file.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

import streamlit as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.access_log import access_rows
from billing_core.access_log.access_rows import AccessLine
from billing_core.access_log.downloads import DownloadFacts
from billing_core.database import Database
from billing_core.export.access_file import write_access_file
from billing_core.models import Member
from billing_core.rules.access import REFUSED_KINDS, AccessKind, DownloadKind
from billing_core.rules.actor import ActorKind, Guarded, require_administrator
from billing_core.rules.calendar import Month
from billing_core.system import System
from billing_core.wording import access
from dashboard.gate.kept_files import KeptFile
from dashboard.pages.access import words as w
from dashboard.parts import address, desk, downloading, tables, turning
from dashboard.parts.language import count, language, moment, month_name
from dashboard.parts.markup import Tone, empty
from dashboard.parts.noting import note_view

ROWS_PER_PAGE = 50
MONTHS_BACK = 24
_TURN = "access_rows"
_DAYS = {"7": timedelta(days=7), "30": timedelta(days=30)}
_GROUPS = {
    "looked": (AccessKind.VIEWED, AccessKind.REVEALED, AccessKind.RAW_RECORD_READ),
    "taken": (AccessKind.DOWNLOADED,),
    "signed_in": (AccessKind.SIGNED_IN,),
    "refused": REFUSED_KINDS,
    "terminal": (AccessKind.TERMINAL_COMMAND,),
}
_TERMINAL, _UNKNOWN = "terminal", "unknown"


def access_list(system: System) -> None:
    with desk.reading() as session:
        wanted = _filters(session, system.wall_clock.now())
    if wanted is None:
        empty(w.NO_MEMBER(), w.NO_MEMBER_NEXT())
        return
    with desk.reading() as session:
        page = turning.turned_to(
            _TURN,
            lambda after: access_rows.access_page(
                session, wanted, limit=ROWS_PER_PAGE, after=after
            ),
        )
    if not page.rows:
        empty(w.NOTHING(), w.NOTHING_NEXT())
        return
    note_view(
        AccessKind.VIEWED, "access", sorted({one for row in page.rows for one in row.app_ids})
    )
    access_table(page.rows, key="access_rows", about=w.ROWS())
    turning.turn(_TURN, page, w.TOTAL(n=count(page.total)))
    name = w.FILE_NAME.ko.format(day=system.wall_clock.now())
    downloading.file_button(
        w.CSV(), name, partial(_file, system.database, wanted, name), key="access_csv"
    )


def _filters(session: Session, now: datetime) -> access_rows.AccessFilter | None:
    """None: of no member there is."""
    first, second, third, fourth = st.columns(4, gap="small", vertical_alignment="bottom")
    people = {
        "": w.EVERYBODY(),
        **access_rows.names_of_people(session),
        _TERMINAL: w.TERMINAL(),
        _UNKNOWN: w.UNKNOWN(),
    }
    groups = {"": w.EVERY_KIND(), **{each: w.GROUPS[each]() for each in _GROUPS}}
    months = [Month.of(now).plus(-back) for back in range(MONTHS_BACK)]
    periods = {"7": w.LAST_WEEK(), "30": w.LAST_MONTH()} | {
        str(month): month_name(month) for month in months
    }
    with first:
        period = address.choose_one(
            w.PERIOD(), periods, key="access_period", name="period", then=_first_page
        )
    with second:
        who = address.choose_one(w.WHO(), people, key="access_who", name="who", then=_first_page)
    with third:
        group = address.choose_one(
            w.KIND(), groups, key="access_kind", name="kind", then=_first_page
        )
    with fourth:
        typed = st.text_input(
            w.WHOSE(), key="access_member", placeholder=w.WHOSE_HINT(), on_change=_first_page
        )
    app_id, member = typed.strip(), None
    if app_id:
        member = session.scalar(select(Member.id).where(Member.app_id == app_id))
        if member is None:
            return None
    since, until = now - _DAYS.get(period, timedelta()), now + timedelta(days=1)
    if period not in _DAYS:
        since, until = Month.parse(period).start, Month.parse(period).end
    return access_rows.AccessFilter(since, until, _GROUPS.get(group, ()), _actor(who), member)


def _first_page() -> None:
    st.session_state.pop(f"{_TURN}_turned", None)


def _actor(who: str) -> tuple[ActorKind | None, str] | None:
    match who:
        case "":
            return None
        case "terminal":
            return ActorKind.TERMINAL, ""
        case "unknown":
            return None, ""
        case _:
            return ActorKind.PERSON, who


def _file(
    database: Database, wanted: access_rows.AccessFilter, name: str, _why: str
) -> downloading.MadeDownload:
    require_administrator(desk.current_actor(), Guarded.READ_ACCESS_LOG)
    kept = KeptFile()
    with database.reading() as session:
        rows, sha256 = write_access_file(kept.out, access_rows.access_lines(session, wanted))
    return downloading.MadeDownload(
        DownloadFacts(DownloadKind.ACCESS_LOG, name, "text/csv", rows, sha256), kept
    )


def access_table(rows: Sequence[AccessLine], *, key: str, about: str) -> None:
    place = language().place
    tones = {
        said[place]: Tone.CANCELLED
        if kind in REFUSED_KINDS
        else Tone.WAITING
        if kind in (AccessKind.DOWNLOADED, AccessKind.RAW_RECORD_READ)
        else Tone.UNKNOWN
        for kind, said in access.ACCESS_KINDS.items()
    }
    tables.people_table(
        rows,
        {
            w.AT(): lambda row: moment(row.at),
            w.WHO(): _who,
            w.KIND(): lambda row: access.ACCESS_KINDS[row.kind][place],
            w.WHAT(): lambda row: access.access_place_said(row.subject, place),
            w.WHOSE(): _whose,
            w.REASON(): _reason,
            w.REMOTE(): lambda row: row.remote,
        },
        key=key,
        member_of=lambda row: row.app_ids[0] if len(row.app_ids) == 1 else None,
        tones={w.KIND(): tones},
        about=about,
    )


def _who(row: AccessLine) -> str:
    return access.actor_said(row.actor_kind, row.who, language().place)


def _whose(row: AccessLine) -> str:
    if len(row.app_ids) > 2:
        return w.AND_MORE(first=row.app_ids[0], n=count(len(row.app_ids) - 1))
    return ", ".join(row.app_ids)


def _reason(row: AccessLine) -> str:
    rows, code = row.detail.get("rows"), str(row.detail.get("code", ""))
    parts = (
        access.access_reason_said(row.reason, language().place),
        w.FILE_ROWS(n=count(rows)) if isinstance(rows, int) else "",
        access.refused_why_said(code, language().place) if code else "",
    )
    return " · ".join(filter(None, parts))
