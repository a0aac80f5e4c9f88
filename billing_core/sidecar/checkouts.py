"""The endpoint that starts a checkout: a member of the company's app wants to register a card."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from billing_core.forgetting.known_again import refuse_forgotten
from billing_core.lifecycle.start_checkout import LONGEST_MEMBER_ID, require_app_id, start_checkout
from billing_core.models import Checkout
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.registration import WINDOW_OPENS_FOR
from billing_core.settings import Settings
from billing_core.sidecar.access import MEMBER_ID, TheSystem, needs
from billing_core.sidecar.errors import API_ERRORS, conflict, not_found

router = APIRouter(prefix="/v1", tags=["Members"], responses=API_ERRORS)

VISIBLE = r"^[^\x00-\x1f\x7f-\x9f]*$"  # no control characters, which no database keeps


class CheckoutRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    member_id: str = Field(
        min_length=1,
        max_length=LONGEST_MEMBER_ID,
        description="The member's id in your app. Any visible text; it is shown and exported as is.",
        examples=["user-1042"],
        json_schema_extra={"pattern": MEMBER_ID},
    )
    member_name: str = Field(
        "", max_length=120, pattern=VISIBLE, description="Replaces the name we know, unless empty."
    )
    plan_id: str | None = Field(
        None,
        max_length=40,
        description="One of `BILLING_PLANS`. Left out for a member who subscribes already: the "
        "card changes on the subscription's own terms, also where its plan is no longer sold.",
        examples=["basic"],
    )
    return_url: str | None = Field(
        None,
        max_length=500,
        pattern=r"^https?://[!-~]+$",
        description="Where a phone comes back to after the PG's window (m_redirect_url).",
        examples=["https://app.example/subscribed"],
    )


class RequestPay(BaseModel):
    """The argument of `IMP.request_pay`, as it is. What is not configured is left out."""

    channelKey: str | None = Field(description="The channel that issues billing keys.")  # noqa: N815
    pay_method: str = "card"
    merchant_uid: str = Field(description="Names this registration.")
    customer_uid: str = Field(description="Will name the card. Never reuse or make one yourself.")
    name: str = Field(description="What is sold, as the window shows it.")
    amount: int = Field(description="Won. Shown in the window; registering a card takes nothing.")
    buyer_name: str
    m_redirect_url: str | None
    notice_url: str | None = Field(description="Where Iamport tells us; do not change it.")


class CheckoutStarted(BaseModel):
    imp_code: str = Field(description="The argument of `IMP.init`.")
    open_until: datetime = Field(
        description="Do not open the window later than this; start another checkout instead."
    )
    request_pay: RequestPay


@router.post(
    "/checkouts",
    status_code=201,
    summary="Start a checkout",
    dependencies=[needs(KeyScope.CHECKOUT)],
    response_model_exclude_none=True,
    responses=not_found("unknown_plan")
    | conflict("member_id_alike, member_forgotten, already_cancelling, other_plan, charge_unclear"),
)
def start(wanted: CheckoutRequest, system: TheSystem) -> CheckoutStarted:
    """Gives what the PG's window needs. Each window needs a checkout of its own.

    After the window the card arrives by itself and the first charge follows within seconds:
    read the member's billing state. For a member who subscribes already, the new card takes
    the old one's place.
    """
    settings = system.settings
    if not settings.imp_code:
        raise Refusal(RefusalCode.IMP_CODE_MISSING)
    with system.database.writing() as session:
        require_app_id(wanted.member_id)
        refuse_forgotten(session, settings, wanted.member_id)
        checkout = start_checkout(
            session,
            checkout_id=system.new_id(),
            app_id=wanted.member_id,
            member_name=wanted.member_name,
            plan=settings.plan(wanted.plan_id) if wanted.plan_id else None,
            plan_id=wanted.plan_id,
            now=system.clock.now(),
        )
    return CheckoutStarted(
        imp_code=settings.imp_code,
        open_until=checkout.created_at + WINDOW_OPENS_FOR,
        request_pay=_window(checkout, wanted, settings),
    )


def _window(checkout: Checkout, wanted: CheckoutRequest, settings: Settings) -> RequestPay:
    return RequestPay(
        channelKey=settings.channel_key or None,
        merchant_uid=checkout.merchant_uid,
        customer_uid=checkout.customer_uid,
        name=checkout.plan_name,
        amount=checkout.amount,
        buyer_name=wanted.member_name,
        m_redirect_url=wanted.return_url,
        notice_url=settings.notice_url or None,
    )
