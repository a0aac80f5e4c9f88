"""How a member can be reached: given by the company's app, and taken away on its own."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.app_ids import require_not_forgotten
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Member, MemberContact
from billing_core.plain_rows import CompiledQuery, plain_rows
from billing_core.rules.act import Act
from billing_core.rules.actor import member_acting
from billing_core.rules.card_number import require_no_card_number
from billing_core.rules.contact import require_email, require_phone


def set_contact(
    session: Session, member: Member, *, email: str | None, phone: str | None, now: datetime
) -> None:
    """None leaves a way as it is, an empty text takes it away. The audit log says which changed, and
    no address: it is never emptied.

    Raises Refusal: "member_forgotten", "contact", "card_number".
    """
    require_not_forgotten(member)
    given = {"email": _plain(email), "phone": _plain(phone)}
    require_no_card_number(given)
    if given["email"]:
        require_email(given["email"])
    if given["phone"]:
        require_phone(given["phone"])
    contact = session.get(MemberContact, member.id)
    known = {name: getattr(contact, name, "") for name in given}
    kept = {name: known[name] if text is None else text for name, text in given.items()}
    changed = {name: bool(kept[name]) for name in kept if kept[name] != known[name]}
    if changed:
        _keep(session, member, contact, kept, now)
        told = {name: "given" if there else "erased" for name, there in changed.items()}
        record_act(
            session,
            Act.MEMBER_CONTACT_CHANGED,
            at=now,
            actor=member_acting(member.id),
            member_id=member.id,
            **told,
        )


def _plain(text: str | None) -> str | None:
    return None if text is None else text.strip()


def _keep(
    session: Session,
    member: Member,
    contact: MemberContact | None,
    kept: dict[str, str],
    now: datetime,
) -> None:
    if contact is None:
        contact = MemberContact(member_id=member.id)
        session.add(contact)
    contact.email, contact.phone, contact.given_at = kept["email"], kept["phone"], now
    if not any(kept.values()):
        session.delete(contact)
    session.flush()


_CONTACT = CompiledQuery(
    select(MemberContact.email, MemberContact.phone).where(
        MemberContact.member_id == bindparam("member_id")
    )
)


def contact_of(session: Session, member_id: int) -> tuple[str, str]:
    """E-mail address and phone number, each empty where it is not known."""
    return next(iter(plain_rows(session, _CONTACT, member_id=member_id)), ("", ""))
