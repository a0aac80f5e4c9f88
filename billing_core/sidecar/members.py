"""A member's billing state, permission and cancellation, for the company's own app."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Path
from pydantic import BaseModel, ConfigDict, Field

from billing_core.desk.billing_state import billing_state, held_permission, last_withdrawn
from billing_core.lifecycle.app_ids import member_called
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.lifecycle.start_checkout import LONGEST_MEMBER_ID, require_app_id
from billing_core.lifecycle.withdraw_cancellation import withdraw_cancellation
from billing_core.rules.actor import member_acting
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.sidecar.access import MEMBER_ID, TheSystem, needs
from billing_core.sidecar.answers import BillingStateAnswer, CancellationAnswer, PermissionAnswer
from billing_core.sidecar.errors import API_ERRORS, conflict, not_found

# `{member_id:path}` takes everything between its neighbours, so that an id may hold slashes.
# Every path ends in a word of its own and an id is taken as far as it goes: no two are alike.
router = APIRouter(
    prefix="/v1/members/{member_id:path}",
    tags=["Members"],
    responses=API_ERRORS | not_found("unknown_member"),
)


async def _app_id(
    member_id: Annotated[
        str,
        Path(
            min_length=1,
            max_length=LONGEST_MEMBER_ID,
            description="Percent-encoded as one piece, slashes included.",
            examples=["user-1042"],
            json_schema_extra={"pattern": MEMBER_ID},
        ),
    ],
) -> str:
    require_app_id(member_id)
    return member_id


AppId = Annotated[str, Depends(_app_id)]


class CancellationRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    reason: str = Field(
        "", max_length=400, pattern=r"^[^\x00]*$", description="In the member's own words."
    )


@router.get("/billing", summary="Where the member stands", dependencies=[needs(KeyScope.READ)])
def read_billing(app_id: AppId, system: TheSystem) -> BillingStateAnswer:
    """From our own book: as fresh as the last notice or sweep, and never waiting for anybody."""
    with system.database.reading() as session:
        state = billing_state(session, app_id, system.settings.policy, system.clock.now())
    return BillingStateAnswer.model_validate(state)


@router.get(
    "/permission", summary="What the member may use now", dependencies=[needs(KeyScope.READ)]
)
def read_permission(app_id: AppId, system: TheSystem) -> PermissionAnswer:
    """The same that is delivered to your app as `member.permission.changed`."""
    with system.database.reading() as session:
        held = held_permission(session, app_id)
    return PermissionAnswer.model_validate(held)


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
    """Nothing is refunded and access lasts until paid-through. Asking again changes nothing.

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
