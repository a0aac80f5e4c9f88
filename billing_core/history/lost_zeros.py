"""Member ids of which one may be the other after a spreadsheet took its zeros: 00417 and 417."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.models import Member

REMEMBERED = 50_000


def without_zeros(app_id: str) -> str:
    """What a spreadsheet leaves of a number; empty for what it leaves alone."""
    return app_id.lstrip("0") if app_id.isascii() and app_id.isdigit() else ""


class LostZeros:
    """A cache of the ids that begin with a zero: mostly there are none in a book."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._padded: dict[str, str] | None = None  # without its zeros -> as it is

    def twins(self, new: Iterable[str]) -> dict[str, str]:
        """New ids -> the id, of the book or of a row before, that differs by its zeros alone."""
        bare = {app_id: without_zeros(app_id) for app_id in new}
        padded = self._in_the_book()
        met = self._as_excel_leaves_them(
            number for app_id, number in bare.items() if app_id != number
        )
        found: dict[str, str] = {}
        for app_id, number in bare.items():
            if not number:
                continue
            twin = padded.get(number) or met.get(number)
            if twin is not None and twin != app_id:
                found[app_id] = twin
            (met if app_id == number else padded).setdefault(number, app_id)
        return found

    def _as_excel_leaves_them(self, numbers: Iterable[str]) -> dict[str, str]:
        asked = sorted({number for number in numbers if number})
        if not asked:
            return {}
        known = select(Member.app_id).where(among(Member.app_id, asked))
        return {app_id: app_id for app_id in self._session.scalars(known)}

    def _in_the_book(self) -> dict[str, str]:
        if self._padded is None:
            begins = select(Member.app_id).where(Member.app_id.like("0%")).limit(REMEMBERED)
            self._padded = {without_zeros(one): one for one in self._session.scalars(begins)}
            self._padded.pop("", None)
        return self._padded
