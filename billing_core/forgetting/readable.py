"""A member's data as a page that a person can read and print: one HTML file with nothing outside."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from jinja2 import Environment, StrictUndefined

from billing_core.rules.calendar import KST
from billing_core.wording import member_data as w

_PAGE = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True).from_string(
    """<!doctype html>
<html lang="ko"><head><meta charset="utf-8"><title>{{ title }}</title><style>
body { font: 15px/1.6 sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin-bottom: 2rem }
th, td { border-bottom: 1px solid #ccc; padding: .3rem .6rem .3rem 0; text-align: left }
td.n { text-align: right; font-variant-numeric: tabular-nums }
</style></head><body><h1>{{ title }}</h1><p>{{ made }}</p>
{% for heading, columns, rows in sections %}
<h2>{{ heading }}</h2>
{% if rows %}
<table><thead><tr>{% for one in columns %}<th scope="col">{{ one }}</th>{% endfor %}</tr></thead><tbody>
{% for row in rows %}
<tr>{% for cell in row %}<td{% if cell is number %} class="n"{% endif %}>{{
 "{:,}".format(cell) if cell is number else cell }}</td>{% endfor %}</tr>
{% endfor %}
</tbody></table>
{% else %}
<p>{{ nothing }}</p>
{% endif %}
{% endfor %}
<p>{{ rest }}</p></body></html>
"""
)
Rows = Sequence[Mapping[str, Any]]


def readable_page(data: Mapping[str, Rows], now: datetime) -> bytes:
    """`data` as `member_data` has it."""
    page = _PAGE.render(
        title=w.TITLE,
        made=w.MADE.format(when=_moment(now)),
        sections=list(_sections(data)),
        nothing=w.NOTHING,
        rest=w.IN_JSON.format(n=len(data.get("audit_log", ()))),
    )
    return page.encode("utf-8", "surrogatepass")


def _sections(data: Mapping[str, Rows]) -> Iterator[tuple[str, list[str], list[list[object]]]]:
    for table, (heading, columns) in w.TABLES.items():
        rows = [[_cell(name, row.get(name)) for name in columns] for row in data.get(table, ())]
        yield heading, list(columns.values()), rows


def _cell(name: str, value: object) -> object:
    if value is None:
        return ""
    if name.endswith("_at") or name in ("at", "paid_through"):
        return _moment(datetime.fromisoformat(str(value)))
    if name in ("permission", "before", "after"):
        return w.PERMISSIONS.get(str(value), value)
    if name in ("status", "state", "kind"):
        return w.VALUES.get(str(value), value)
    return value


def _moment(at: datetime) -> str:
    """As the clock in Seoul shows it."""
    return f"{at.astimezone(KST):%Y-%m-%d %H:%M}"
