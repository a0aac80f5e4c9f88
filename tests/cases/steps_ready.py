"""The steps that doors take, each ready to be taken: whoever may, takes it by one call."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from billing_core.closing.close_month import close_month
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import HistoryFile, import_files
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.approve_downgrade import approve_downgrades
from billing_core.lifecycle.certify_cancellation import certify_cancellation
from billing_core.lifecycle.decide_refund_claim import (
    ClaimDecision,
    approve_refund_claim,
    refuse_refund_claim,
)
from billing_core.lifecycle.delete_key import delete_key_by_hand
from billing_core.lifecycle.hold_downgrade import hold_downgrade, release_downgrade
from billing_core.lifecycle.keep_complaint import (
    answer_complaint,
    close_complaint,
    receive_complaint,
)
from billing_core.lifecycle.mend_booking import mend_booking
from billing_core.lifecycle.record_by_hand import record_refund_by_hand
from billing_core.lifecycle.record_transfer import Recording, record_transfer
from billing_core.lifecycle.refund_payment import refund_payment
from billing_core.lifecycle.replay_event import replay_event
from billing_core.lifecycle.retry_charge import ask_retry
from billing_core.lifecycle.reverse_transfer import reverse_transfer
from billing_core.lifecycle.transfer_terms import Transfer
from billing_core.lifecycle.undo_downgrade import undo_downgrade
from billing_core.models import (
    Complaint,
    EntryKind,
    InboxEvent,
    InboxState,
    JobKind,
    PaymentRecord,
    RefundClaim,
)
from billing_core.portal.links import make_member_link
from billing_core.portal.payment_links import make_payment_link
from billing_core.reconcile.ask_reading import ask_reading
from billing_core.reconcile.import_gateway import import_gateway
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.actor import Actor
from billing_core.rules.calendar import Month
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.member_link import MemberLinkKind
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.preflight import Trouble
from billing_core.rules.refund_claim import AccessDecision
from billing_core.rules.source import Source
from billing_core.sandbox.cards import CardOutcome
from tests.cases.hands import pays_by_transfer
from tests.cases.rest import QUIET, seoul
from tests.cases.test_keys import card_by_file
from tests.cases.test_kinds import a_bell_for_a_payment_that_is_not_there
from tests.parts.claims import claims, takes_back
from tests.parts.people import APPROVER, SECOND_APPROVER
from tests.parts.world import DAY, World

WHY = "회원과 통화했습니다"
Act = Callable[[Actor], object]
DISABLED = SECOND_APPROVER


def writing(world: World, step: Callable[..., object], *given: Any, **more: Any) -> Act:
    """The step in a transaction of its own, now."""

    def act(actor: Actor) -> None:
        with world.system.database.writing() as session:
            step(session, *given, actor=actor, now=world.clock.now(), **more)

    return act


def approving(world: World) -> Act:
    world.join("u1")
    world.cancel("u1")
    world.wait(32 * DAY)
    return partial(_approves, world, world.due_downgrade("u1").id)


def _approves(world: World, downgrade_id: int, actor: Actor) -> None:
    approve_downgrades(world.system, [downgrade_id], actor)


def holding(world: World) -> Act:
    approving(world)
    return writing(world, hold_downgrade, world.due_downgrade("u1").id, reason=WHY)


def releasing(world: World) -> Act:
    holding(world)(APPROVER)
    [held] = world.downgrades()
    return writing(world, release_downgrade, held.id)


def undoing(world: World) -> Act:
    approving(world)(APPROVER)
    [approved] = world.downgrades()
    return writing(world, undo_downgrade, approved.id)


def closing_a_month(world: World) -> Act:
    world.join("u1")
    world.wait_until(seoul(2, 9), pace=QUIET)

    def act(actor: Actor) -> None:
        with world.system.database.writing() as session:
            close_month(session, Month(2025, 1), actor=actor, as_of=AsOf(world.clock.now()))

    return act


def deleting_a_key(world: World) -> Act:
    world.join("u1")
    key = card_by_file(world, "u1", "shop-key-1")
    approving_of_who_is_here(world)
    return lambda actor: delete_key_by_hand(world.system, key, actor)


def approving_of_who_is_here(world: World) -> None:
    world.cancel("u1")
    world.wait(32 * DAY)
    world.approve("u1")
    world.wait(9 * DAY)


def mending_a_booking(world: World) -> Act:
    world.join("u1")
    [booked] = world.live("u1")
    subscription = world.subscription("u1")
    with world.system.database.writing() as session:
        session.merge(subscription).price = 31_000
    return lambda actor: mend_booking(
        world.system,
        subscription.id,
        booked.merchant_uid,
        Trouble.AMOUNT_DIFFERS,
        reason=WHY,
        actor=actor,
    )


def paid_once(world: World) -> PaymentRecord:
    world.join("u1")
    paid = world.rows(PaymentRecord, PaymentRecord.status == PaymentStatus.PAID)[-1]
    found: PaymentRecord = paid
    return found


def refunding(world: World) -> Act:
    paid = paid_once(world)
    return lambda actor: refund_payment(
        world.system, paid.imp_uid, amount=1_000, reason=WHY, actor=actor
    )


def recording_a_refund(world: World) -> Act:
    return writing(
        world,
        record_refund_by_hand,
        paid_once(world).imp_uid,
        EntryKind.TRANSFER_REFUND,
        amount=1_000,
        at=seoul(1, 10),
        reason=WHY,
        evidence="이체 내역",
    )


def recording_a_transfer(world: World) -> Act:
    world.join("u1")
    world.move(seoul(2, 5))

    def act(actor: Actor) -> None:
        with world.system.database.writing() as session:
            record_transfer(
                session,
                the_member(session, "u1"),
                Transfer(29_000, seoul(2, 4), rejoin=False),
                reason=WHY,
                evidence="입금 내역",
                policy=world.system.settings.policy,
                by=Recording(world.system.new_id(), actor, world.clock.now()),
            )

    return act


def reversing_a_transfer(world: World) -> Act:
    world.join("u1")
    world.move(seoul(2, 5))
    pays_by_transfer(world, seoul(2, 4))
    [transfer] = world.rows(PaymentRecord, PaymentRecord.source == Source.BY_HAND)
    return writing(world, reverse_transfer, transfer.imp_uid, reason=WHY)


def replaying(world: World) -> Act:
    a_bell_for_a_payment_that_is_not_there(world)
    [failed] = world.rows(InboxEvent, InboxEvent.state == InboxState.FAILED)
    return writing(world, replay_event, failed.id)


def retrying(world: World) -> Act:
    world.join("u1")
    world.join("u2")
    world.set_card("u2", CardOutcome.INSUFFICIENT_FUNDS)
    world.wait_until(seoul(2, 10, 12), pace=QUIET)

    def act(actor: Actor) -> None:
        with world.system.database.writing() as session:
            ask_retry(
                session,
                member=the_member(session, "u2"),
                reason=WHY,
                actor=actor,
                policy=world.system.settings.policy,
                now=world.clock.now(),
            )

    return act


def linking(world: World) -> Act:
    retrying(world)

    def act(actor: Actor) -> None:
        with world.system.database.writing() as session:
            make_payment_link(
                session,
                the_member(session, "u2"),
                actor=actor,
                policy=world.system.settings.policy,
                now=world.clock.now(),
                wall_now=world.system.wall_clock.now(),
            )

    return act


def certifying(world: World) -> Act:
    world.join("u1")
    world.join("u2")
    asked = world.cancel("u2")
    return writing(world, certify_cancellation, asked.id, reason=WHY)


def sending_a_link(world: World) -> Act:
    world.join("u1")
    world.join("u2")

    def act(actor: Actor) -> None:
        now = world.clock.now()
        with world.system.database.writing() as session:
            member = the_member(session, "u2")
            kind = MemberLinkKind.FROM_DESK
            make_member_link(session, member, kind, actor=actor, at=now, now=now)

    return act


def cancelling(world: World) -> Act:
    world.join("u1")
    world.join("u2")
    return lambda actor: world.cancel("u2", actor=actor)


def withdrawing(world: World) -> Act:
    cancelling(world)(APPROVER)
    return lambda actor: world.withdraw("u2", actor=actor)


def asking_for_a_reading(world: World) -> Act:
    world.forget_jobs(JobKind.SWEEP)
    return writing(world, ask_reading)


def reading_the_past(world: World) -> Act:
    since = world.clock.now() - 30 * DAY
    return lambda actor: import_gateway(world.system, since, actor=actor)


def importing(world: World) -> Act:
    text = "imp_uid,merchant_uid,member_id,paid_at,amount\nS-1,S-1,u1,2025-01-05T10:00:00+09:00,1\n"
    file = HistoryFile(FileKind.PAYMENTS, SourceFile("payments.csv", text.encode()))
    return lambda actor: import_files(world.system.database, [file], actor, world.clock.now())


def claiming(world: World) -> Act:
    world.join("u1")
    world.join("u2")
    return lambda actor: claims(world, "u2", actor=actor)


def taking_a_claim_back(world: World) -> Act:
    claiming(world)(APPROVER)
    asked = world.rows(RefundClaim)[0].id
    return lambda actor: takes_back(world, asked, "u2", actor)


def approving_a_claim(world: World) -> Act:
    claiming(world)(APPROVER)
    decision = ClaimDecision(1_000, AccessDecision.STAYS, used=True, note=WHY)
    asked = world.rows(RefundClaim)[0].id
    return lambda actor: approve_refund_claim(world.system, asked, decision, actor=actor)


def refusing_a_claim(world: World) -> Act:
    claiming(world)(APPROVER)
    return writing(world, refuse_refund_claim, world.rows(RefundClaim)[0].id, answer=WHY)


def complaining(world: World) -> Act:
    world.join("u1")

    def act(actor: Actor) -> None:
        now = world.clock.now()
        with world.system.database.writing() as session:
            receive_complaint(
                session,
                the_member(session, "u1"),
                complaint_id=world.system.new_id(),
                kind=ComplaintKind.COMPLAINT,
                channel=ComplaintChannel.PHONE,
                received_at=now,
                said=WHY,
                actor=actor,
                now=now,
            )

    return act


def answering_a_complaint(world: World) -> Act:
    complaining(world)(APPROVER)
    return writing(world, answer_complaint, world.rows(Complaint)[0].id, answer=WHY)


def closing_a_complaint(world: World) -> Act:
    complaining(world)(APPROVER)
    return writing(world, close_complaint, world.rows(Complaint)[0].id, result=WHY)


STEPS: Mapping[str, Callable[[World], Act]] = {
    "answer_complaint": answering_a_complaint,
    "approve_refund_claim": approving_a_claim,
    "claim_refund": claiming,
    "close_complaint": closing_a_complaint,
    "receive_complaint": complaining,
    "refuse_refund_claim": refusing_a_claim,
    "withdraw_refund_claim": taking_a_claim_back,
    "approve_downgrades": approving,
    "ask_reading": asking_for_a_reading,
    "ask_retry": retrying,
    "make_payment_link": linking,
    "certify_cancellation": certifying,
    "close_month": closing_a_month,
    "delete_key_by_hand": deleting_a_key,
    "hold_downgrade": holding,
    "import_files": importing,
    "import_gateway": reading_the_past,
    "make_member_link": sending_a_link,
    "mend_booking": mending_a_booking,
    "record_refund_by_hand": recording_a_refund,
    "record_transfer": recording_a_transfer,
    "refund_payment": refunding,
    "release_downgrade": releasing,
    "replay_event": replaying,
    "request_cancellation": cancelling,
    "reverse_transfer": reversing_a_transfer,
    "undo_downgrade": undoing,
    "withdraw_cancellation": withdrawing,
}
