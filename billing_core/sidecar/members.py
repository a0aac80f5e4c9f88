"""A member's billing state, permission and cancellation, for the company's own app."""

from typing import Annotated

from fastapi import Body, Response
from pydantic import BaseModel, ConfigDict, Field

from billing_core.desk.billing_state import billing_state, held_permission, last_withdrawn
from billing_core.lifecycle.app_ids import member_called
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.lifecycle.withdraw_cancellation import withdraw_cancellation
from billing_core.rules.actor import member_acting
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sidecar.access import TheSystem, needs
from billing_core.sidecar.answers import BillingStateAnswer, CancellationAnswer, PermissionAnswer
from billing_core.sidecar.entity_tag import TAGGED, IfNoneMatch, tagged
from billing_core.sidecar.errors import conflict
from billing_core.sidecar.member_path import AppId, member_router

router = member_router()


class CancellationRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        "",
        max_length=400,
        pattern=r"^[^\x00]*$",
        description="In the member's own words; the team reads it.",
        examples=["다른 서비스로 옮깁니다"],
    )
    reason_code: CancelReason | None = Field(
        None,
        description="What the member chose from your list; leave it out where nothing was.",
        examples=["other_service"],
    )


@router.get(
    "/billing",
    summary="Where the member stands",
    dependencies=[needs(KeyScope.READ)],
    response_model=BillingStateAnswer,
    responses=TAGGED,
)
def read_billing(app_id: AppId, system: TheSystem, if_none_match: IfNoneMatch = None) -> Response:
    """From our own book: as fresh as the last notice or sweep, and never waiting for anybody."""
    with system.database.reading() as session:
        state = billing_state(session, app_id, system.settings.policy, system.clock.now())
    return tagged(BillingStateAnswer.model_validate(state), if_none_match)


@router.get(
    "/permission",
    summary="What the member may use now (entitlement)",
    dependencies=[needs(KeyScope.READ)],
    response_model=PermissionAnswer,
    responses=TAGGED,
)
def read_permission(
    app_id: AppId, system: TheSystem, if_none_match: IfNoneMatch = None
) -> Response:
    """The same that is delivered to your app as `member.permission.changed`. Cheap enough to ask at
    every page: with `If-None-Match` it is one look at the book and an answer without a body."""
    with system.database.reading() as session:
        held = held_permission(session, app_id)
    return tagged(PermissionAnswer.model_validate(held), if_none_match)


@router.post(
    "/cancellation",
    summary="Stop future charges (정기결제 해지)",
    dependencies=[needs(KeyScope.CANCEL)],
    responses=conflict("no_subscription"),
)
def cancel(
    app_id: AppId,
    system: TheSystem,
    asked: Annotated[CancellationRequest | None, Body()] = None,
) -> CancellationAnswer:
    """Access lasts until paid-through; a refund is asked for apart. Asking again changes nothing.

    The booked charge is revoked within seconds; `confirmed_at` says when that was proved.
    """
    with system.database.writing() as session:
        member = member_called(session, app_id)
        if member is None:
            raise Refusal(RefusalCode.NO_SUBSCRIPTION, member=app_id)
        cancellation = request_cancellation(
            session,
            cancellation_id=system.new_id(),
            member=member,
            reason=asked.reason if asked else "",
            reason_code=asked.reason_code if asked else None,
            actor=member_acting(member.id),
            now=system.clock.now(),
        )
        return CancellationAnswer.model_validate(cancellation)


@router.delete(
    "/cancellation",
    summary="Withdraw the cancellation (해지 철회)",
    dependencies=[needs(KeyScope.CANCEL)],
    responses=conflict("nothing_to_withdraw, too_late"),
)
def withdraw(app_id: AppId, system: TheSystem) -> CancellationAnswer:
    """Only before paid-through; the next charge is booked on the old day. Asking again is fine."""
    with system.database.writing() as session:
        member = member_called(session, app_id)
        if member is None:
            raise Refusal(RefusalCode.NOTHING_TO_WITHDRAW, member=app_id)
        try:
            cancellation = withdraw_cancellation(
                session, member=member, actor=member_acting(member.id), now=system.clock.now()
            )
        except Refusal as refusal:
            # An app that lost our answer asks again: it is told what the first time did.
            withdrawn = last_withdrawn(session, app_id)
            if refusal.code != "nothing_to_withdraw" or withdrawn is None:
                raise
            cancellation = withdrawn
        return CancellationAnswer.model_validate(cancellation)
