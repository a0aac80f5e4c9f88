"""The endpoint that starts a checkout: a member of the company's app wants to register a card."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from billing_core.forgetting.known_again import refuse_forgotten
from billing_core.lifecycle.checkout_page import offer_of_window
from billing_core.lifecycle.member_contact import contact_of, set_contact
from billing_core.lifecycle.start_checkout import LONGEST_MEMBER_ID, require_app_id, start_checkout
from billing_core.models import Member
from billing_core.portal.checkout_start import CHECKOUT_PATH
from billing_core.portal.window_parameters import window_parameters
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.registration import WINDOW_OPENS_FOR
from billing_core.rules.return_url import require_return_url
from billing_core.sidecar.access import MEMBER_ID, TheSystem, needs
from billing_core.sidecar.contacts import GivenEmail, GivenPhone
from billing_core.sidecar.errors import API_ERRORS, cannot_be, conflict, not_found
from billing_core.sidecar.portal_links import GivenReturnUrl
from billing_core.tokens import digest, new_token

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
        "",
        max_length=120,
        pattern=VISIBLE,
        description="Replaces the name we know, unless empty.",
        examples=["홍길동"],
    )
    member_phone: GivenPhone | None = Field(
        None,
        description="For the window, which wants one; empty takes out the one we know.",
        examples=["010-1234-5678"],
    )
    member_email: GivenEmail | None = Field(
        None,
        description="For the window, which wants one; empty takes out the one we know.",
        examples=["hong@example.com"],
    )
    plan_id: str | None = Field(
        None,
        max_length=40,
        description="One of `BILLING_PLANS`. Left out for a member who subscribes already: the "
        "card changes on the subscription's own terms, also where its plan is no longer sold.",
        examples=["basic"],
    )
    return_url: GivenReturnUrl | None = Field(
        None,
        description="Where the member comes back to: from our page with a signed result, and from "
        "a window of your own on a phone (m_redirect_url). https, or http on localhost.",
        examples=["https://app.example/subscribed"],
    )


class WindowPeriod(BaseModel):
    """The first paid period, YYYYMMDD, both days within it."""

    from_: str = Field(alias="from", description="Its first day.", examples=["20261123"])
    to: str = Field(description="Its last day.", examples=["20261222"])


class RequestPay(BaseModel):
    """The argument of `IMP.request_pay`, as it is. What is not known or configured is left out."""

    channelKey: str | None = Field(None, description="The channel that issues billing keys.")  # noqa: N815
    pay_method: str = Field("card", description="Always a card.")
    merchant_uid: str = Field(description="Names this registration.")
    customer_uid: str = Field(description="Will name the card. Never reuse or make one yourself.")
    name: str = Field(description="What is sold, as the window shows it: 40 bytes at most.")
    amount: int = Field(description="Won. Shown in the window; registering a card takes nothing.")
    buyer_name: str = Field(description="Never empty, 30 bytes at most.")
    buyer_tel: str | None = Field(None, description="The member's phone number, if you gave it.")
    buyer_email: str | None = Field(None, description="Their e-mail address, if you gave it.")
    customer_id: str | None = Field(
        None, description="Your id of the member, if it is plain ASCII."
    )
    period: WindowPeriod = Field(description="What the window shows as the first paid period.")
    m_redirect_url: str | None = Field(None, description="Your `return_url`.")
    notice_url: str | None = Field(None, description="Where Iamport tells us; do not change it.")
    bypass: dict[str, dict[str, str]] | None = Field(
        None, description="What a phone's window asks for, see `BILLING_INICIS_AUTHTYPE`."
    )


class CheckoutStarted(BaseModel):
    checkout: str = Field(description="Names this checkout in the result that we send back.")
    checkout_url: str = Field(
        description="Our own page for it: what is bought, the consent, the window and its result. "
        "Send the member's browser there; it is theirs alone, and opens for half an hour."
    )
    imp_code: str = Field(description="The argument of `IMP.init`.")
    open_until: datetime = Field(
        description="Do not open the window later than this; start another checkout instead."
    )
    request_pay: RequestPay = Field(description="The argument of `IMP.request_pay`.")


@router.post(
    "/checkouts",
    status_code=201,
    summary="Start a checkout",
    dependencies=[needs(KeyScope.CHECKOUT)],
    response_model_exclude_none=True,
    responses=not_found("unknown_plan")
    | conflict("member_id_alike, member_forgotten, already_cancelling, other_plan, charge_unclear")
    | cannot_be("contact", "return_url"),
)
def start(wanted: CheckoutRequest, system: TheSystem) -> CheckoutStarted:
    """Gives the address of our page for the member; or what the PG's window needs, for a page of
    your own. Each window needs a checkout of its own.

    After the window the card arrives by itself and the first charge follows within seconds:
    read the member's billing state. For a member who subscribes already, the new card takes
    the old one's place.
    """
    if wanted.return_url:
        require_return_url(wanted.return_url)
    settings, now, token = system.settings, system.clock.now(), new_token()
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
            token_hash=digest(token),
            return_url=wanted.return_url or "",
            now=now,
        )
        member = session.get_one(Member, checkout.member_id)
        set_contact(session, member, email=wanted.member_email, phone=wanted.member_phone, now=now)
        session.flush()
        email, phone = contact_of(session, member.id)
        asked = window_parameters(
            settings,
            checkout,
            member,
            offer_of_window(session, checkout, now),
            email=email,
            phone=phone,
            amount=checkout.amount,
            return_url=wanted.return_url or None,
        )
    return CheckoutStarted(
        checkout=checkout.id,
        checkout_url=f"{settings.portal_address}{CHECKOUT_PATH}{token}",
        imp_code=settings.imp_code,
        open_until=checkout.created_at + WINDOW_OPENS_FOR,
        request_pay=RequestPay.model_validate(asked),
    )
