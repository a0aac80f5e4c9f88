"""The gateway's own records, for administrators who have typed their password lately."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from billing_core.rules.access import AccessKind
from billing_core.rules.actor import Role
from dashboard.parts import desk
from dashboard.parts.markup import unfolding
from dashboard.parts.noting import note_view
from dashboard.parts.words import findings as w


@dataclass(frozen=True)
class RawRecords:
    """How records show in one place: `note` in place of each where they do not."""

    shown: bool
    note: str

    def html(self, record: str) -> str:
        return unfolding(w.RAW(), f"<pre>{escape(record)}</pre>") if self.shown else self.note


def raw_records(subject: str, app_ids: Sequence[str] = ()) -> RawRecords:
    """Those of a place and of these members; where they show, the access log says so before.
    Nothing at all for anybody else, because a record holds more of a person than the work needs."""
    if desk.shown_actor().role is not Role.ADMINISTRATOR:
        return RawRecords(shown=False, note="")
    if not desk.shown_proved():
        return RawRecords(False, f'<p class="bd-note">{escape(w.RAW_AFTER_PROOF())}</p>')
    note_view(AccessKind.RAW_RECORD_READ, subject, app_ids)
    return RawRecords(shown=True, note="")
