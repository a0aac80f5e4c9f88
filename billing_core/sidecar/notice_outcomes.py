"""What the company's sender learns later of a message that it had taken (알림톡, SMS)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from billing_core.lifecycle.app_ids import the_member
from billing_core.notices.hear_outcome import hear_outcome
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.notice import NoticeState
from billing_core.sidecar.access import TheSystem, needs
from billing_core.sidecar.answers import OF_YOUR_APP
from billing_core.sidecar.errors import conflict, not_found
from billing_core.sidecar.member_path import AppId, member_router

router = member_router()


class NoticeOutcome(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str = Field(
        pattern=r"^msg_[0-9a-f]{24}$",
        description="The `webhook-id` under which you were told of the notice.",
        examples=["msg_0f3a9c2b7d41e6a85c90d213"],
    )
    status: Literal["delivered", "failed"] = Field(
        description="`delivered`: it is on the member's phone. `failed`: it will not be; e-mail "
        "is tried, then a person is asked."
    )


class NoticeOutcomeAnswer(BaseModel):
    member_id: str = Field(description=OF_YOUR_APP)
    id: str = Field(description="The notice, as you named it.")
    state: NoticeState = Field(
        description="How it stands now: `delivered`, `failed` (on a person's list), or `queued` "
        "for e-mail. Of a notice that went another way, or that a person told: as it stands."
    )


@router.put(
    "/notice",
    summary="Say whether a message arrived",
    dependencies=[needs(KeyScope.CONTACT)],
    responses=conflict("member_forgotten") | not_found("unknown_member, unknown_notice"),
)
def say_outcome(app_id: AppId, said: NoticeOutcome, system: TheSystem) -> NoticeOutcomeAnswer:
    """For a sender that learns it minutes after it has answered us. Saying it again is fine, and
    what was delivered stays so."""
    with system.database.writing() as session:
        state = hear_outcome(
            session,
            system.settings,
            the_member(session, app_id),
            said.id,
            delivered=said.status == "delivered",
            now=system.clock.now(),
        )
    return NoticeOutcomeAnswer(member_id=app_id, id=said.id, state=state)
