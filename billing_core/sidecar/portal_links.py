"""One-time links with which the company's app sends a member to their own page."""

from typing import Annotated

from fastapi import Body
from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from billing_core.lifecycle.app_ids import the_member
from billing_core.portal.links import ENTER_PATH, make_member_link
from billing_core.rules.actor import member_acting
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.member_link import LASTS, MemberLinkKind
from billing_core.rules.return_url import LONGEST_RETURN_URL, require_return_url
from billing_core.sidecar.access import TheSystem, needs
from billing_core.sidecar.answers import PortalLinkAnswer
from billing_core.sidecar.errors import cannot_be, conflict
from billing_core.sidecar.member_path import AppId, member_router

router = member_router()

GivenReturnUrl = Annotated[
    str,
    WithJsonSchema(
        {
            "type": "string",
            "format": "uri",
            "pattern": r"^https://[a-z0-9]+\.[a-z]{2,}(?:/[a-z0-9._~?&=-]*)?$|^http://localhost"
            r"(?::[1-9][0-9]{1,3})?(?:/[a-z0-9._~?&=-]*)?$|^$",
            "maxLength": LONGEST_RETURN_URL,
        }
    ),
]


class PortalLinkRequest(BaseModel):
    model_config = ConfigDict(extra="forbid")

    return_url: GivenReturnUrl = Field(
        "",
        description="Where the member's page leads back to: an https address of your app (or "
        "http on localhost). Left out: the page has no way back.",
        examples=["https://app.example/account"],
    )


@router.post(
    "/portal-links",
    status_code=201,
    summary="A one-time link to the member's own page",
    dependencies=[needs(KeyScope.PORTAL)],
    responses=conflict("member_forgotten") | cannot_be("return_url"),
)
def make_portal_link(
    app_id: AppId,
    system: TheSystem,
    asked: Annotated[PortalLinkRequest | None, Body()] = None,
) -> PortalLinkAnswer:
    """Sign the member in yourself first: whoever opens the link is believed to be that member. Make
    it when they press the button, and redirect (303)."""
    return_url = asked.return_url if asked else ""
    if return_url:
        require_return_url(return_url)
    now, kind = system.wall_clock.now(), MemberLinkKind.FROM_APP
    with system.database.writing() as session:
        member = the_member(session, app_id)
        token = make_member_link(
            session,
            member,
            kind,
            actor=member_acting(member.id),
            at=system.clock.now(),
            now=now,
            return_url=return_url,
        )
    url = system.settings.portal_address + ENTER_PATH + token
    return PortalLinkAnswer(url=url, expires_at=now + LASTS[kind])
