"""Approve, hold, release or undo a downgrade: one step each, and the sentence about it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Literal

from billing_core.desk.downgrades import DowngradeRow
from billing_core.lifecycle.approve_downgrade import Decision, approve_downgrades
from billing_core.lifecycle.hold_downgrade import hold_downgrade, release_downgrade
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.rules.refusal import Refusal
from dashboard.pages.approvals import words as w
from dashboard.pages.approvals.downgrade_story import check_text
from dashboard.parts import acting, desk
from dashboard.parts.downgrade_checks import forget_checks
from dashboard.parts.failing import sentence_for
from dashboard.parts.language import count
from dashboard.parts.shown_members import member_name


def approve(ids: Sequence[int]) -> acting.ActNotice:
    """The notice has the way back of those that this click approved, for as long as it stands."""
    decisions = approve_downgrades(desk.the_system(), ids, desk.current_actor())
    forget_checks()
    done = {each.downgrade_id: each.approved_at for each in decisions if each.approved_at}
    return _told(decisions, acting.Undo(w.WORKING(), partial(undo_several, done)) if done else None)


def undo_several(approved: Mapping[int, datetime]) -> acting.ActNotice:
    """Each on its own, as they were approved: who has paid again meanwhile stops nobody else, and
    what somebody approved anew stands. Raises the refusal where none could be undone."""
    system, left = desk.the_system(), []
    for each, approved_at in approved.items():
        try:
            with system.database.writing() as session:
                undo_downgrade(
                    session,
                    each,
                    actor=desk.current_actor(),
                    now=desk.now(),
                    approved_at=approved_at,
                )
        except Refusal as refusal:
            left.append(refusal)
    forget_checks()
    if len(left) == len(approved):
        raise left[0]
    undone = w.UNDONE_SEVERAL(n=count(len(approved) - len(left)))
    if not left:
        return acting.ActNotice("done", undone)
    why = " ".join(sorted({sentence_for(refusal) for refusal in left}))
    return acting.ActNotice("refused", f"{undone} {w.NOT_UNDONE(n=count(len(left)))} {why}")


def _told(decisions: Sequence[Decision], undo_them: acting.Undo | None) -> acting.ActNotice:
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
    tone: Literal["done", "refused"] = "refused" if outcomes["not_green"] else "done"
    return acting.ActNotice(tone, " ".join(said), undo_them)


def hold(row: DowngradeRow, reason: str) -> str:
    system = desk.the_system()
    with system.database.writing() as session:
        hold_downgrade(session, row.id, reason=reason, actor=desk.current_actor(), now=desk.now())
    return w.HELD(name=member_name(row.member_name, row.app_id))


def release(row: DowngradeRow) -> str:
    system = desk.the_system()
    with system.database.writing() as session:
        release_downgrade(session, row.id, actor=desk.current_actor(), now=desk.now())
    return w.RELEASED(name=member_name(row.member_name, row.app_id))


def undo(row: DowngradeRow) -> str:
    system = desk.the_system()
    with system.database.writing() as session:
        undo_downgrade(
            session, row.id, actor=desk.current_actor(), now=desk.now(), approved_at=row.approved_at
        )
    return w.UNDONE(name=member_name(row.member_name, row.app_id))
