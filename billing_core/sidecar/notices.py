"""The outgoing webhook, for the OpenAPI page only: what we deliver to the company's app."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from billing_core.rules.permission import Permission

notices = APIRouter(tags=["Notices to your app"])


class PermissionChanged(BaseModel):
    member_id: str = Field(description="The member's id in your app.", examples=["user-1042"])
    permission: Permission = Field(description="What the member may use from now on.")
    before: Permission = Field(description="What they might use until then.")
    changed_at: datetime = Field(description="When it changed.")
    cause: str = Field(
        description="`paid`, `accepted` (a late payment, by a person), `approved` (by a person), "
        "`undone` or `corrected` (by a person)."
    )
    paid_through: datetime | None = Field(description="Paid until this instant (이용 만료일).")


class PermissionNotice(BaseModel):
    type: Literal["member.permission.changed"] = Field(description="What the notice is about.")
    timestamp: datetime = Field(description="When it changed, not when it was sent.")
    data: PermissionChanged = Field(description="Whose permission, and how it changed.")


@notices.post(
    "member.permission.changed",
    summary="A member's permission changed",
    responses={"default": {"description": "Not acknowledged: it is delivered again"}},
)
def permission_changed(notice: PermissionNotice) -> None:
    """Signed as a Standard Webhook (`webhook-id`, `webhook-timestamp`, `webhook-signature`).

    Answer 2xx once it is done; anything else is delivered again, up to an hour later. A notice
    may come twice under the same `webhook-id`; those of one member come in order.
    """
