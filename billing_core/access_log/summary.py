"""A month of the access log as its reviewer needs it: who did how much, and a digest of its rows."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.access_log.access_rows import names_of_people
from billing_core.database import streamed
from billing_core.models import AccessRow
from billing_core.rules.access import MANY_MEMBERS, REFUSED_KINDS, AccessKind, is_off_hours
from billing_core.rules.actor import ActorKind
from billing_core.rules.calendar import Month, kst_date


@dataclass
class AccessTally:
    """What one person, terminal user or stranger did in the month; `members`: distinct ones."""

    actor_kind: ActorKind | None
    actor: str
    name: str = ""
    rows: int = 0
    downloads: int = 0
    off_hours: int = 0
    refused: int = 0
    days: dict[date, set[int]] = field(default_factory=lambda: defaultdict(set), repr=False)

    @property
    def members(self) -> int:
        return len(set().union(*self.days.values()))

    @property
    def most_in_a_day(self) -> int:
        return max(map(len, self.days.values()), default=0)

    @property
    def saw_many(self) -> bool:
        return self.most_in_a_day >= MANY_MEMBERS


@dataclass(frozen=True)
class AccessSummary:
    """`tallies`: the busiest first. `digest`: the SHA-256 over all rows in their order."""

    month: Month
    tallies: Sequence[AccessTally]
    kinds: Counter[AccessKind]
    digest: str

    @property
    def rows(self) -> int:
        return self.kinds.total()

    def counts(self) -> dict[str, int]:
        return {
            "rows": self.rows,
            "off_hours": sum(each.off_hours for each in self.tallies),
            "saw_many": sum(each.saw_many for each in self.tallies),
            **{str(kind): number for kind, number in sorted(self.kinds.items())},
        }

    def rows_of(self, person_id: int | None) -> int:
        return sum(
            each.rows
            for each in self.tallies
            if each.actor_kind is ActorKind.PERSON and each.actor == str(person_id)
        )


def access_summary(session: Session, month: Month) -> AccessSummary:
    """Reads every row of the month once."""
    names = names_of_people(session)
    tallies: dict[tuple[ActorKind | None, str], AccessTally] = {}
    kinds: Counter[AccessKind] = Counter()
    marked = sha256()
    for row in streamed(
        session, _ROWS.where(AccessRow.at >= month.start, AccessRow.at < month.end)
    ):
        marked.update(json.dumps(_plain(row), ensure_ascii=False, sort_keys=True).encode() + b"\n")
        kinds[row.kind] += 1
        key = (row.actor_kind, row.actor)
        tally = tallies.setdefault(key, AccessTally(*key))
        tally.rows += 1
        tally.downloads += row.kind is AccessKind.DOWNLOADED
        tally.refused += row.kind in REFUSED_KINDS
        tally.off_hours += is_off_hours(row.at)
        if row.members:
            tally.days[kst_date(row.at)].update(row.members)
    for tally in tallies.values():
        is_person = tally.actor_kind is ActorKind.PERSON
        tally.name = names.get(tally.actor, tally.actor) if is_person else tally.actor
    busiest = sorted(tallies.values(), key=lambda each: (-each.rows, each.name))
    return AccessSummary(month, busiest, kinds, marked.hexdigest())


_COLUMNS = (
    *(AccessRow.id, AccessRow.at, AccessRow.kind, AccessRow.actor_kind, AccessRow.actor),
    *(AccessRow.remote, AccessRow.subject, AccessRow.members, AccessRow.reason, AccessRow.detail),
)
_ROWS = select(*_COLUMNS).order_by(AccessRow.id)


def _plain(row: Sequence[object]) -> list[object]:
    number, at, *others = row
    return [number, str(at), *others]
