"""What the administration team does, through the same steps the pages call."""

from datetime import timedelta

from sqlalchemy import bindparam, select

from billing_core.closing.close_month import close_month
from billing_core.demo.gateway_acts import last_paid
from billing_core.demo.stage import Stage
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.lifecycle.hold_downgrade import hold_downgrade
from billing_core.lifecycle.keep_complaint import receive_complaint
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.models import Downgrade, Finding, LedgerEntry, Member, standing_payment
from billing_core.models.base import one_of
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.rebuild import keep_roll_ups, stop_keeping
from billing_core.rules.calendar import Month
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.cure import CURES, Cure
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.wording.findings import FINDING_LABELS

A_DAY_TO_LOOK = timedelta(hours=20)
# Looked for on every weekday.
_DUE = CompiledQuery(
    select(Downgrade.id)
    .where(Downgrade.state == DowngradeState.DUE, Downgrade.due_at <= bindparam("until"))
    .order_by(Downgrade.id)
)
_REFUNDED = CompiledQuery(
    select(Finding.id, Finding.kind, Finding.detail)
    .where(
        Finding.resolved_at.is_(None),
        one_of(Finding.kind, (FindingKind.UNASKED_REFUND, FindingKind.REFUNDED_PERIOD)),
        Finding.opened_at <= bindparam("until"),
    )
    .order_by(Finding.id)
)


def approve_what_waits(stage: Stage) -> None:
    """Approves everything that has been due since yesterday; what is not green keeps waiting."""
    with stage.system.database.looking() as looking:
        found = plain_rows(looking, _DUE, until=stage.now - A_DAY_TO_LOOK)
        waiting = [downgrade_id for (downgrade_id,) in found]
    if waiting:
        approve_downgrades(stage.system, waiting, stage.approver())
        stage.work()


def answer_refunds(stage: Stage) -> None:
    """Answers the findings about refunds since yesterday: of a part it was a kindness, of all of it
    the end."""
    with stage.system.database.looking() as looking:
        asked = plain_rows(looking, _REFUNDED, until=stage.now - A_DAY_TO_LOOK)
    for finding_id, kind, detail in asked:
        cure = Cure.KEEP_ACCESS if detail.get("left") else CURES[kind][-1]
        cure_finding(
            stage.system, finding_id, cure, reason="회원과 통화했습니다", actor=stage.approver()
        )
    if asked:
        stage.work()


def close(stage: Stage, *, month: Month) -> None:
    """Closes a month. The sums are made for that once; see `life.live`."""
    system, grace_days = stage.system, stage.system.settings.grace_days
    keep_roll_ups(system.database, grace_days)
    with system.database.writing() as session:
        close_month(session, month, actor=stage.approver(), as_of=AsOf(stage.now, grace_days))
    stop_keeping(system.database)


def hold(stage: Stage, *, app_id: str, reason: str) -> None:
    waiting = _downgrade(stage, app_id, DowngradeState.DUE)
    if waiting is not None:
        with stage.system.database.writing() as session:
            hold_downgrade(session, waiting, reason=reason, actor=stage.approver(), now=stage.now)


def undo(stage: Stage, *, app_id: str) -> None:
    approved = _downgrade(stage, app_id, DowngradeState.APPROVED)
    if approved is not None:
        with stage.system.database.writing() as session:
            undo_downgrade(session, approved, actor=stage.approver(), now=stage.now)
        stage.work()


def refund_findings(stage: Stage) -> None:
    """Give back what was charged twice or after a cancellation."""
    with stage.system.database.reading() as session:
        found = session.scalars(
            select(Finding)
            .where(
                Finding.resolved_at.is_(None),
                Finding.kind.in_([kind for kind in FindingKind if kind.refund_due]),
            )
            .order_by(Finding.id)
        ).all()
    for finding in found:
        refund_payment(
            stage.system,
            finding.subject,
            amount=finding.amount,
            reason=FINDING_LABELS[finding.kind][0],
            actor=stage.approver(),
        )


def refund_last_charge(stage: Stage, *, app_id: str, reason: str) -> None:
    """Refunds the last charge to a member who wrote to the team."""
    _give_back(stage, last_paid(stage, app_id), reason)


def refund_first_charge_of(stage: Stage, month: Month, reason: str) -> None:
    """Refunds the first charge of a month that the team may have closed by now."""
    with stage.system.database.reading() as session:
        imp_uid = session.scalar(
            select(LedgerEntry.imp_uid)
            .where(
                standing_payment(),
                LedgerEntry.occurred_at >= month.start,
                LedgerEntry.occurred_at < month.end,
            )
            .order_by(LedgerEntry.occurred_at)
            .limit(1)
        )
    _give_back(stage, imp_uid, reason)


def take_complaint(stage: Stage, *, app_id: str, said: str) -> None:
    """Somebody calls, and the team writes it down."""
    with stage.system.database.writing() as session:
        receive_complaint(
            session,
            the_member(session, app_id),
            complaint_id=stage.system.new_id(),
            kind=ComplaintKind.COMPLAINT,
            channel=ComplaintChannel.PHONE,
            received_at=stage.now,
            said=said,
            actor=stage.approver(),
            now=stage.now,
        )


def _give_back(stage: Stage, imp_uid: str | None, reason: str) -> None:
    if imp_uid:
        payment = stage.system.gateway.payment(imp_uid)
        left = payment.amount - payment.cancel_amount
        if left > 0:
            refund_payment(
                stage.system, imp_uid, amount=left, reason=reason, actor=stage.approver()
            )


def _downgrade(stage: Stage, app_id: str, state: DowngradeState) -> int | None:
    with stage.system.database.reading() as session:
        return session.scalar(
            select(Downgrade.id)
            .join(Member, Member.id == Downgrade.member_id)
            .where(Member.app_id == app_id, Downgrade.state == state)
            .order_by(Downgrade.id.desc())
            .limit(1)
        )
