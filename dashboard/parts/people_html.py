"""A person and their dates as HTML of our own; everything people typed is escaped here."""

from collections.abc import Sequence
from html import escape


def person(name: str, app_id: str, pills: Sequence[str] = (), *, large: bool = False) -> str:
    """The person's line. `pills` are HTML already. A member without a name goes by the id; a
    program has none."""
    size = " bd-large" if large else ""
    shown = escape(name or app_id)
    return (
        f'<div class="bd-person{size}"><b>{shown}</b>'
        f"{f'<code>{escape(app_id)}</code>' if app_id else ''}{''.join(pills)}</div>"
    )


def sentence(text: str, *notes: str) -> str:
    return f'<p class="bd-sentence">{escape(text)}</p>' + "".join(
        f'<p class="bd-note">{escape(note)}</p>' for note in notes if note
    )


def steps(stations: Sequence[tuple[str, str, bool]]) -> str:
    """A row of stations, left to right: label, date and whether it is behind us."""
    items = "".join(
        f'<li class="{"done" if done else "open"}"><span>{escape(label)}</span>'
        f"<b>{escape(date)}</b></li>"
        for label, date, done in stations
    )
    return f'<ol class="bd-steps">{items}</ol>'


def facts(pairs: Sequence[tuple[str, str]]) -> str:
    items = "".join(
        f"<div><dt>{escape(label)}</dt><dd>{escape(value)}</dd></div>" for label, value in pairs
    )
    return f'<dl class="bd-facts">{items}</dl>'


def unfolding(summary: str, inside: str, *, opened: bool = False, kind: str = "") -> str:
    """A part to unfold. `inside` is HTML, `kind` our own class names; `summary` is text."""
    state = " open" if opened else ""
    return f'<details class="{kind}"{state}><summary>{escape(summary)}</summary>{inside}</details>'
