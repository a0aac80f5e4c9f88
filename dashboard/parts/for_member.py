"""Cancel, withdraw or retry on a member's behalf: one step each, and the sentence about it."""

from billing_core.desk.members import MemberRow
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.lifecycle.retry_charge import ask_retry
from billing_core.lifecycle.withdraw_cancellation import withdraw_cancellation
from billing_core.rules.cancel_reason import cancel_reason_named
from dashboard.parts import desk, shown_members
from dashboard.parts.words import members as w
from dashboard.parts.words import payments


def cancel(row: MemberRow, reason: str, chosen: str = "") -> str:
    """`chosen`: the code of `codes_said.cancel_reason_field`, empty for none."""
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        request_cancellation(
            session,
            cancellation_id=system.new_id(),
            member=the_member(session, row.app_id),
            reason=reason,
            reason_code=cancel_reason_named(chosen),
            actor=actor,
            now=desk.now(),
        )
    return w.CANCELLED(name=shown_members.member_name(row.name, row.app_id))


def withdraw(row: MemberRow) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        member = the_member(session, row.app_id)
        withdraw_cancellation(session, member=member, actor=actor, now=desk.now())
    return w.WITHDRAWN(name=shown_members.member_name(row.name, row.app_id))


def retry(app_id: str, name: str, reason: str) -> str:
    system, actor = desk.the_system(), desk.current_actor()
    with system.database.writing() as session:
        ask_retry(
            session,
            member=the_member(session, app_id),
            reason=reason,
            actor=actor,
            policy=system.settings.policy,
            now=desk.now(),
        )
    return payments.RETRY_ASKED(name=shown_members.member_name(name, app_id))
