"""How a member can be reached, as the company's app gives it and takes it away."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, WithJsonSchema

from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.member_contact import contact_of, set_contact
from billing_core.rules.contact import EMAIL, LONGEST_EMAIL, LONGEST_PHONE, PHONE, SHORTEST_PHONE
from billing_core.rules.key_scope import KeyScope
from billing_core.sidecar.access import TheSystem, needs
from billing_core.sidecar.answers import ContactAnswer
from billing_core.sidecar.errors import cannot_be, conflict
from billing_core.sidecar.member_path import AppId, member_router
from billing_core.system import System

router = member_router()

# What the OpenAPI page says of them; the step looks, so that its own sentence is the answer.
GivenEmail = Annotated[
    str,
    WithJsonSchema({"type": "string", "pattern": f"{EMAIL}|^$", "maxLength": LONGEST_EMAIL}),
]
GivenPhone = Annotated[
    str,
    WithJsonSchema({"type": "string", "pattern": f"{PHONE}|^$", "maxLength": LONGEST_PHONE}),
]


class ContactRequest(BaseModel):
    """What is left out stays as it is; an empty text erases."""

    model_config = ConfigDict(extra="forbid")

    email: GivenEmail | None = Field(
        None,
        description="Where notices about payments are sent. Left out: as it is; empty: erased.",
        examples=["hana@example.com"],
    )
    phone: GivenPhone | None = Field(
        None,
        description=f"{SHORTEST_PHONE} to {LONGEST_PHONE} digits and `-`, with a leading `+` or "
        "not. Left out: as it is; empty: erased.",
        examples=["010-1234-5678"],
    )


@router.put(
    "/contact",
    summary="Say how the member can be reached",
    dependencies=[needs(KeyScope.CONTACT)],
    responses=conflict("member_forgotten") | cannot_be("contact"),
)
def give_contact(app_id: AppId, given: ContactRequest, system: TheSystem) -> ContactAnswer:
    """Both are optional. They are used for notices about the member's payments, and nothing else;
    they stand in no file, no audit row, and go when the member is forgotten."""
    return _kept(system, app_id, given.email, given.phone)


@router.delete(
    "/contact",
    summary="Erase e-mail address and phone number",
    dependencies=[needs(KeyScope.CONTACT)],
    responses=conflict("member_forgotten"),
)
def erase_contact(app_id: AppId, system: TheSystem) -> ContactAnswer:
    """At once and from the book itself. Asking again is fine."""
    return _kept(system, app_id, "", "")


def _kept(system: System, app_id: str, email: str | None, phone: str | None) -> ContactAnswer:
    with system.database.writing() as session:
        member = the_member(session, app_id)
        set_contact(session, member, email=email, phone=phone, now=system.clock.now())
        email, phone = contact_of(session, member.id)
    return ContactAnswer(member_id=app_id, email=email, phone=phone)
