"""What the company's app is told about a member, as documented in the OpenAPI page."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.decline import DeclineReason
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus

OF_YOUR_APP = "The member's id in your app."


class _Read(BaseModel):
    """Made from the rows and values of the same field names."""

    model_config = ConfigDict(from_attributes=True)


class CardAnswer(_Read):
    card_name: str = Field(description="Whose card it is.", examples=["국민카드"])
    card_number: str = Field(description="Masked by the gateway.", examples=["5365-10**-****-1234"])
    registered_at: datetime = Field(description="When the member registered it.")


class PlanAnswer(_Read):
    id: str = Field(description="One of `BILLING_PLANS`.", examples=["basic"])
    name: str = Field(description="As the member reads it.", examples=["월 정기 멤버십"])
    price: int = Field(description="Won with VAT, for `months`.", examples=[29000])
    months: int = Field(description="How long one payment lasts.", examples=[1])


class LastPaymentAnswer(_Read):
    imp_uid: str = Field(description="The gateway's number of the payment.")
    amount: int = Field(description="Won.", examples=[29000])
    refunded: int = Field(description="How much of `amount` went back, won.", examples=[0])
    paid_at: datetime = Field(description="When it was paid.")
    receipt_url: str = Field(description="The slip (매출전표); empty where there is none.")


class LastFailureAnswer(_Read):
    failed_at: datetime = Field(description="When it was refused.")
    decline: DeclineReason = Field(description="Why, as a code to decide by.")
    fail_reason: str = Field(description="The card company's own words.")


class NextChargeAnswer(_Read):
    amount: int = Field(description="Won.", examples=[29000])
    due_at: datetime = Field(description="When it will be charged.")
    booked: bool = Field(description="Registered at the gateway; otherwise about to be.")


class CancellationAnswer(_Read):
    id: str = Field(description="Names this cancellation: asking twice gives the same.")
    requested_at: datetime = Field(description="When it was asked for.")
    reason: str = Field(description="In the member's own words; may be empty.")
    reason_code: CancelReason | None = Field(
        description="What was chosen from a list; null when nothing was."
    )
    paid_through: datetime | None = Field(description="Access lasts until then.")
    confirmed_at: datetime | None = Field(
        description="When it was proved that the gateway will charge no more."
    )
    withdrawn_at: datetime | None = Field(description="Null while the cancellation stands.")


class SubscriptionAnswer(_Read):
    status: SubscriptionStatus = Field(
        description="`pending` (not paid yet), `active`, `past_due` (being tried again), "
        "`cancelling` (no more charges) or `ended`. Decide access by `permission`."
    )
    plan: PlanAnswer = Field(description="The terms of this subscription.")
    paid_through: datetime | None = Field(description="Paid until this instant (이용 만료일).")
    card: CardAnswer | None = Field(description="The card that is charged; null when it is gone.")
    next_charge: NextChargeAnswer | None = Field(description="Null when none is wanted.")
    cancellation: CancellationAnswer | None = Field(description="Open, not withdrawn.")


class BillingStateAnswer(_Read):
    member_id: str = Field(description=OF_YOUR_APP, examples=["user-1042"])
    permission: Permission = Field(description="What the member may use now.")
    subscription: SubscriptionAnswer | None = Field(description="The open one, else the last.")
    last_payment: LastPaymentAnswer | None = Field(description="Null before the first one.")
    last_failure: LastFailureAnswer | None = Field(description="Only while not paid since.")


class PermissionAnswer(_Read):
    member_id: str = Field(description=OF_YOUR_APP, examples=["user-1042"])
    permission: Permission = Field(description="What the member may use now.")
    since: datetime | None = Field(description="Null when it never changed.")
    paid_through: datetime | None = Field(
        description="Paid until this instant (이용 만료일); null when nothing was ever paid. "
        "Access may last longer, until a person has approved its end."
    )


class ContactAnswer(_Read):
    member_id: str = Field(description=OF_YOUR_APP, examples=["user-1042"])
    email: str = Field(description="Empty when none is kept.", examples=["hana@example.com"])
    phone: str = Field(description="Empty when none is kept.", examples=["010-1234-5678"])


class PortalLinkAnswer(BaseModel):
    url: str = Field(
        description="Send the member's browser there, at once. It opens one session, once; do not "
        "keep it, nor write it into a log.",
        examples=["https://billing.example/portal/enter/3XG1…"],
    )
    expires_at: datetime = Field(description="Ten minutes from now.")
