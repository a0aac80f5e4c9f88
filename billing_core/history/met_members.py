"""Finds the members a history speaks of, and creates those the book does not know yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.forgetting.known_again import ForgottenIds
from billing_core.history.alike_members import AlikeMembers
from billing_core.history.lost_zeros import LostZeros, without_zeros
from billing_core.history.origin import origin_of
from billing_core.history.refused import NAMED_AT_MOST
from billing_core.lifecycle.app_ids import known_by_key
from billing_core.models import Member
from billing_core.rules.member_key import member_key
from billing_core.rules.permission import Permission
from billing_core.rules.source import Source

REMEMBERED = 50_000  # and not more: memory stays flat however many members there are
SAYS_WHO = {"card_name", "card_number", "fail_reason", "reason", "receipt_url"}
ALWAYS = datetime.min.replace(tzinfo=UTC)


class MetMembers:
    """A cache of whom one import has met. A member pays every month; the book is asked once.

    `alike`: the ids that look like another member's; a person said of `others` that they are
    members of their own.
    """

    def __init__(
        self,
        session: Session,
        others: frozenset[str] = frozenset(),
        forgotten: ForgottenIds | None = None,
    ) -> None:
        self._session = session
        self._forgotten = forgotten or ForgottenIds()
        self._others = others
        self._since: dict[str, datetime] = {}
        self._numbers: dict[str, int] = {}
        self._brought_odd: set[str] = set()
        self._brought_bare: set[str] = set()  # numbers that may have lost their zeros
        self._zeros = LostZeros(session)
        self._told = 0
        self.alike: list[AlikeMembers] = []

    def nameless(self, row: dict[str, str]) -> dict[str, str]:
        """A row of the file; of a forgotten member under their pseudonym, and without a name, a
        card or a word."""
        pseudonym = self._forgotten.pseudonym(row.get("member_id", ""))
        if pseudonym is None:
            return row
        named = dict.fromkeys({"member_id", "name"} & row.keys(), pseudonym)
        return {**row, **dict.fromkeys(SAYS_WHO & row.keys(), ""), **named}

    def meet(self, file_name: str, seen: Iterable[tuple[int, str, datetime]]) -> int:
        """Creates whom the book does not know; how many were new. `seen`: line, the app's id, when;
        the first time is their beginning.

        A member whom an earlier row or file brought begins earlier if this one says so.
        """
        if len(self._since) > REMEMBERED:
            self._since.clear()
            self._numbers.clear()
        first: dict[str, tuple[datetime, int]] = {}
        for line, app_id, at in seen:
            since = self._since.get(app_id)
            if since is None or at < since:
                first[app_id] = min((at, line), first.get(app_id, (at, line)))
        return self._bring(file_name, first) if first else 0

    def number(self, app_id: str) -> int:
        """Our number of a member whom the newest `meet` was told of."""
        return self._numbers[app_id]

    def newly_alike(self) -> list[AlikeMembers]:
        """The alike ids found since this was last asked."""
        newly, self._told = self.alike[self._told :], len(self.alike)
        return newly

    def _bring(self, file_name: str, first: Mapping[str, tuple[datetime, int]]) -> int:
        known = self._known(list(first))
        new: list[dict[str, Any]] = []
        earlier: list[dict[str, Any]] = []
        for app_id, (at, line) in first.items():
            since = known.get(app_id)
            if since is None:
                new.append(_member(app_id, at, origin_of(file_name, line)))
            elif at < since:
                earlier.append({"id": self._numbers[app_id], "created_at": at})
            self._since[app_id] = at if since is None else min(at, since)
        if earlier:
            self._session.execute(update(Member), earlier)
        if new:
            self._compare(file_name, new, {name: line for name, (_, line) in first.items()})
            named = insert(Member).returning(Member.app_id, Member.id)
            self._numbers.update((row.app_id, row.id) for row in self._session.execute(named, new))
        return len(new)

    def _compare(
        self, file_name: str, new: Sequence[Mapping[str, Any]], lines: Mapping[str, int]
    ) -> None:
        """`new`: members whom the book does not have. They are compared with the book, which has
        the earlier rows of this import, and with each other."""
        keys = {member["app_id"]: member["app_id_key"] for member in new}
        met = known_by_key(self._session, sorted(set(keys.values())))
        for app_id, key in keys.items():
            known = met.setdefault(key, app_id)
            if known != app_id and app_id not in self._others:
                self._ask(AlikeMembers(file_name, lines[app_id], app_id, known, known), key)
            if app_id != key and len(self._brought_odd) < REMEMBERED:
                self._brought_odd.add(app_id)
        for app_id, known in self._zeros.twins(keys).items():
            if app_id not in self._others:
                brought = known in keys or known in self._brought_bare
                whole = brought and len(app_id) > len(known)
                kept = app_id if whole else known
                self._ask(AlikeMembers(file_name, lines[app_id], app_id, known, kept), "")
        if len(self._brought_bare) < REMEMBERED:
            self._brought_bare.update(app_id for app_id in keys if without_zeros(app_id))

    def _ask(self, alike: AlikeMembers, key: str) -> None:
        """Of two that this import brought the plainer one is kept."""
        if alike.given == key and alike.known in self._brought_odd:
            alike = replace(alike, kept=alike.given)
        if len(self.alike) < NAMED_AT_MOST:
            self.alike.append(alike)

    def _known(self, app_ids: list[str]) -> dict[str, datetime]:
        """Since when; the app's own members have always been there."""
        columns = Member.app_id, Member.id, Member.created_at, Member.source
        statement = select(*columns).where(among(Member.app_id, app_ids))
        rows = self._session.execute(statement).all()
        self._numbers |= {row.app_id: row.id for row in rows}
        return {row.app_id: ALWAYS if row.source == Source.APP else row.created_at for row in rows}


def _member(app_id: str, since: datetime, origin: str) -> dict[str, Any]:
    return {
        "app_id": app_id,
        "app_id_key": member_key(app_id),
        "name": "",
        "permission": Permission.FREE,
        "created_at": since,
        "source": origin,
    }
