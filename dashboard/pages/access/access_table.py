"""Rows of the access log as a table; what was refused or taken stands out."""

from collections.abc import Sequence

from billing_core.access_log.access_rows import AccessLine
from billing_core.rules.access import REFUSED_KINDS, AccessKind
from billing_core.wording import access
from dashboard.pages.access import words as w
from dashboard.parts.language import count, language, moment
from dashboard.parts.markup import Tone
from dashboard.parts.tables import people_table


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
    people_table(
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
