"""A member in a path, by the app's id, percent-encoded as one piece."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path

from billing_core.lifecycle.start_checkout import LONGEST_MEMBER_ID, require_app_id
from billing_core.sidecar.access import MEMBER_ID
from billing_core.sidecar.errors import API_ERRORS, not_found


def member_router() -> APIRouter:
    """`{member_id:path}` takes everything between its neighbours, so that an id may hold slashes.
    Every path ends in a word of its own and an id is taken as far as it goes: no two are alike."""
    return APIRouter(
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
            description="The member's id in your app, percent-encoded as one piece, slashes "
            "included.",
            examples=["user-1042"],
            json_schema_extra={"pattern": MEMBER_ID},
        ),
    ],
) -> str:
    require_app_id(member_id)
    return member_id


AppId = Annotated[str, Depends(_app_id)]
