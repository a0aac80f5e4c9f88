"""Approve, hold, release or undo a downgrade: one step each, and the sentence about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from billing_core.desk.downgrades import DowngradeRow
from billing_core.lifecycle.approve_downgrade import Decision, approve_downgrades
from billing_core.lifecycle.hold_downgrade import hold_downgrade, release_downgrade
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.downgrade_story import check_text
from dashboard.parts.acting import ActNotice
from dashboard.parts.actor import current_actor
from dashboard.parts.desk import now, the_system
from dashboard.parts.downgrade_checks import forget_checks
from dashboard.parts.formatting import count
from dashboard.parts.shown_members import member_name


def approve(ids: Sequence[int]) -> ActNotice:
    decisions = approve_downgrades(the_system(), ids, current_actor())
    forget_checks()
    return _told(decisions)


def _told(decisions: Sequence[Decision]) -> ActNotice:
    outcomes = Counter(decision.outcome for decision in decisions)
    said = []
    if outcomes["approved"]:
        said.append(w.DONE(n=count(outcomes["approved"])))
    if outcomes["already"]:
        said.append(w.ALREADY(n=count(outcomes["already"])))
    if outcomes["not_green"]:
        reasons = {
            check_text(check)
            for decision in decisions
            if decision.checklist is not None
            for check in decision.checklist.red
        }
        said.append(w.LEFT_ALONE(n=count(outcomes["not_green"]), why=" · ".join(sorted(reasons))))
    return ActNotice("refused" if outcomes["not_green"] else "done", " ".join(said))


def hold(row: DowngradeRow, reason: str) -> str:
    system = the_system()
    with system.database.writing() as session:
        hold_downgrade(session, row.id, reason=reason, actor=current_actor(), now=now())
    return w.HELD(name=member_name(row.member_name, row.app_id))


def release(row: DowngradeRow) -> str:
    system = the_system()
    with system.database.writing() as session:
        release_downgrade(session, row.id, actor=current_actor(), now=now())
    return w.RELEASED(name=member_name(row.member_name, row.app_id))


def undo(row: DowngradeRow) -> str:
    system = the_system()
    with system.database.writing() as session:
        undo_downgrade(session, row.id, actor=current_actor(), now=now())
    return w.UNDONE(name=member_name(row.member_name, row.app_id))
