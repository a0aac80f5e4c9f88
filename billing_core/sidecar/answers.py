"""What the company's app is told about a member, as documented in the OpenAPI page."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from billing_core.rules.decline import DeclineReason
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus


class _Read(BaseModel):
    """Made from the rows and values of the same field names."""

    model_config = ConfigDict(from_attributes=True)


class CardAnswer(_Read):
    card_name: str = Field(examples=["국민카드"])
    card_number: str = Field(description="Masked by the gateway.", examples=["5365-10**-****-1234"])
    registered_at: datetime


class PlanAnswer(_Read):
    id: str
    name: str
    price: int = Field(description="Won with VAT, for `months`.")
    months: int


class LastPaymentAnswer(_Read):
    imp_uid: str
    amount: int = Field(description="Won.")
    refunded: int = Field(description="How much of `amount` went back, won.")
    paid_at: datetime
    receipt_url: str


class LastFailureAnswer(_Read):
    failed_at: datetime
    decline: DeclineReason
    fail_reason: str = Field(description="The card company's own words.")


class NextChargeAnswer(_Read):
    amount: int = Field(description="Won.")
    due_at: datetime
    booked: bool = Field(description="Registered at the gateway; otherwise about to be.")


class CancellationAnswer(_Read):
    id: str
    requested_at: datetime
    reason: str
    paid_through: datetime | None = Field(description="Access lasts until then.")
    confirmed_at: datetime | None = Field(
        description="When it was proved that the gateway will charge no more."
    )
    withdrawn_at: datetime | None


class SubscriptionAnswer(_Read):
    status: SubscriptionStatus
    plan: PlanAnswer
    paid_through: datetime | None = Field(description="Paid until this instant (이용 만료일).")
    card: CardAnswer | None
    next_charge: NextChargeAnswer | None = Field(description="Null when none is wanted.")
    cancellation: CancellationAnswer | None = Field(description="Open, not withdrawn.")


class BillingStateAnswer(_Read):
    member_id: str
    permission: Permission = Field(description="What the member may use now.")
    subscription: SubscriptionAnswer | None = Field(description="The open one, else the last.")
    last_payment: LastPaymentAnswer | None
    last_failure: LastFailureAnswer | None = Field(description="Only while not paid since.")


class PermissionAnswer(_Read):
    member_id: str
    permission: Permission
    since: datetime | None = Field(description="Null when it never changed.")
