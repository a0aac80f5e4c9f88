"""What is done to that member, and what may stand in the way of forgetting her."""

from __future__ import annotations

from collections.abc import Callable

from billing_core.forgetting.forget_member import forget_member
from billing_core.forgetting.known_again import forgotten_ids
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.report import ImportReport
from billing_core.history.source_file import SourceFile
from billing_core.models import (
    Cancellation,
    Card,
    Charge,
    Checkout,
    Complaint,
    Downgrade,
    Finding,
    Member,
    OutboxMessage,
    RefundClaim,
    RefundRequest,
    Subscription,
)
from billing_core.rules.actor import Actor
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.finding import FindingKind
from billing_core.rules.refund import RefundState
from billing_core.rules.refund_claim import ClaimKind
from billing_core.rules.retention import ForgetReason
from billing_core.rules.subscription import EndKind, SubscriptionStatus
from billing_core.seals.keep_seals import EVERYTHING_EVERY
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.seals.office import Office

Troubles = dict[str, Callable[[Office], list[object]]]


def forget(office: Office, app_id: str = "hana", actor: Actor = ADMINISTRATOR) -> str:
    return forget_member(office.system, app_id, ForgetReason.ASKED, actor)


def subscribed(office: Office, status: SubscriptionStatus) -> Subscription:
    now = office.clock.now()
    return Subscription(
        id="s1",
        member_id=1,
        plan_id="basic",
        plan_name="월",
        price=29_000,
        months=1,
        customer_uid="card-of-hana",
        fresh_since=now,
        status=status,
        created_at=now,
        ended_at=now if status is SubscriptionStatus.ENDED else None,
    )


def ended(office: Office, *others: object) -> list[object]:
    return [subscribed(office, SubscriptionStatus.ENDED), *others]


def names(office: Office) -> list[tuple[str, str]]:
    with office.database.reading() as session:
        return [(one.app_id, one.name) for one in session.query(Member).order_by(Member.id)]


def imports(office: Office, **files: str) -> ImportReport:
    return import_history(
        office.database,
        {FileKind(kind): SourceFile(f"{kind}.csv", said.encode()) for kind, said in files.items()},
        APPROVER,
        office.clock.now(),
        forgotten=lambda session: forgotten_ids(session, office.system.settings),
    )


def everything_is_looked_at(office: Office) -> None:
    office.clock.set(office.clock.now() + EVERYTHING_EVERY)
    office.seals()


TROUBLES: Troubles = {
    "forget.subscription_live": lambda office: [subscribed(office, SubscriptionStatus.ACTIVE)],
    "forget.money_unsettled": lambda office: ended(
        office,
        Charge(
            merchant_uid="m",
            subscription_id="s1",
            member_id=1,
            customer_uid="card-of-hana",
            period=0,
            attempt=0,
            amount=29_000,
            how=ChargeHow.NOW,
            due_at=office.clock.now(),
            state=ChargeState.UNKNOWN,
            requested_at=office.clock.now(),
        ),
    ),
    "forget.money_unsettled ": lambda office: [
        RefundRequest(
            id="r",
            imp_uid="imp_000001",
            amount=1,
            remaining=1,
            requested_by="",
            requested_at=office.clock.now(),
            state=RefundState.UNKNOWN,
        )
    ],
    "forget.claim_open": lambda office: [
        RefundClaim(
            id="claim",
            member_id=1,
            imp_uid="imp_000001",
            kind=ClaimKind.OTHER,
            asked_at=office.clock.now(),
        )
    ],
    "forget.claim_open ": lambda office: [
        Complaint(
            id="said",
            member_id=1,
            kind=ComplaintKind.COMPLAINT,
            channel=ComplaintChannel.PHONE,
            received_at=office.clock.now(),
            received_by="",
        )
    ],
    "forget.cancellation_open": lambda office: ended(
        office,
        Cancellation(
            id="c",
            member_id=1,
            subscription_id="s1",
            requested_at=office.clock.now(),
            recorded_at=office.clock.now(),
            requested_by="",
        ),
    ),
    "forget.findings_open": lambda office: [
        Finding(
            kind=FindingKind.UNREADABLE_PAYMENT, subject="imp_000001", opened_at=office.clock.now()
        )
    ],
    "forget.permission_open": lambda office: ended(
        office,
        Downgrade(
            member_id=1,
            subscription_id="s1",
            paid_through=office.clock.now(),
            kind=EndKind.VOLUNTARY,
            state=DowngradeState.HELD,
            due_at=office.clock.now(),
        ),
    ),
    "forget.being_told": lambda office: [
        OutboxMessage(
            id="msg",
            member_id=1,
            type="x",
            payload={},
            created_at=office.clock.now(),
            run_at=office.clock.now(),
        )
    ],
    "forget.card_registered": lambda office: [
        Card(customer_uid="bd-new", member_id=1, registered_at=office.clock.now())
    ],
    "forget.checkout_open": lambda office: [
        Checkout(
            id="k",
            member_id=1,
            plan_id="basic",
            plan_name="월",
            amount=29_000,
            months=1,
            merchant_uid="k",
            customer_uid="bd-k",
            created_at=office.clock.now(),
        )
    ],
}
