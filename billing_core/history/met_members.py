"""The members a history speaks of: whoever the book does not know yet begins here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from billing_core.database import among
from billing_core.history.alike_members import AlikeMembers
from billing_core.history.origin import origin_of
from billing_core.history.refused import NAMED_AT_MOST
from billing_core.lifecycle.alike_member import known_by_key
from billing_core.models import Member
from billing_core.rules.member_key import member_key
from billing_core.rules.permission import Permission

LIVE = "app"  # how the company's own app is called where a member came from
REMEMBERED = 50_000  # and not more: memory stays flat however many members there are
ALWAYS = datetime.min.replace(tzinfo=UTC)


class MetMembers:
    """Whom one import has met. A member pays every month; the book is asked about them once.

    `alike`: the ids that look like another member's; a person said of `others` that they are
    members of their own.
    """

    def __init__(self, session: Session, others: frozenset[str] = frozenset()) -> None:
        self._session = session
        self._others = others
        self._since: dict[str, datetime] = {}
        self._brought_odd: set[str] = set()
        self._told = 0
        self.alike: list[AlikeMembers] = []

    def meet(self, file_name: str, seen: Iterable[tuple[int, str, datetime]]) -> int:
        """How many were new. `seen`: line, member id, when; the first time is their beginning.

        A member whom an earlier row or file brought begins earlier if this one says so.
        """
        first: dict[str, tuple[datetime, int]] = {}
        for line, member_id, at in seen:
            since = self._since.get(member_id)
            if since is None or at < since:
                first[member_id] = min((at, line), first.get(member_id, (at, line)))
        return self._bring(file_name, first) if first else 0

    def newly_alike(self) -> list[AlikeMembers]:
        """Those found since this was last asked."""
        newly, self._told = self.alike[self._told :], len(self.alike)
        return newly

    def _bring(self, file_name: str, first: Mapping[str, tuple[datetime, int]]) -> int:
        if len(self._since) + len(first) > REMEMBERED:
            self._since.clear()
        known = self._known(list(first))
        new: list[dict[str, Any]] = []
        earlier: list[dict[str, Any]] = []
        for member_id, (at, line) in first.items():
            since = known.get(member_id)
            if since is None:
                new.append(_member(member_id, at, origin_of(file_name, line)))
            elif at < since:
                earlier.append({"id": member_id, "created_at": at})
            self._since[member_id] = at if since is None else min(at, since)
        if earlier:
            self._session.execute(update(Member), earlier)
        if new:
            self._compare(file_name, new, {name: line for name, (_, line) in first.items()})
            self._session.execute(insert(Member), new)
        return len(new)

    def _compare(
        self, file_name: str, new: Sequence[Mapping[str, Any]], lines: Mapping[str, int]
    ) -> None:
        """`new`: members whom the book does not have. They are compared with the book, which has
        the earlier rows of this import, and with each other."""
        keys = {member["id"]: member["id_key"] for member in new}
        met = known_by_key(self._session, sorted(set(keys.values())))
        for member_id, key in keys.items():
            known = met.setdefault(key, member_id)
            if known != member_id and member_id not in self._others:
                self._ask(AlikeMembers(file_name, lines[member_id], member_id, known, known), key)
            if member_id != key and len(self._brought_odd) < REMEMBERED:
                self._brought_odd.add(member_id)

    def _ask(self, alike: AlikeMembers, key: str) -> None:
        """Of two that this import brought the plainer one is kept."""
        if alike.given == key and alike.known in self._brought_odd:
            alike = replace(alike, kept=alike.given)
        if len(self.alike) < NAMED_AT_MOST:
            self.alike.append(alike)

    def _known(self, member_ids: list[str]) -> dict[str, datetime]:
        """Since when; the app's own members have always been there."""
        statement = select(Member.id, Member.created_at, Member.source).where(
            among(self._session, Member.id, member_ids)
        )
        return {
            row.id: ALWAYS if row.source == LIVE else row.created_at
            for row in self._session.execute(statement)
        }


def _member(member_id: str, since: datetime, origin: str) -> dict[str, Any]:
    return {
        "id": member_id,
        "id_key": member_key(member_id),
        "name": "",
        "permission": Permission.FREE,
        "created_at": since,
        "source": origin,
    }
