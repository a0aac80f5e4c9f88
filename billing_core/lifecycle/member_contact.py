"""How a member can be reached: kept as the company's app gives it, taken out when it is empty."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core.models import Member, MemberContact


def set_contact(
    session: Session, member: Member, *, email: str | None, phone: str | None, now: datetime
) -> None:
    """None leaves what is known, an empty text takes it out."""
    contact = session.get(MemberContact, member.id)
    if contact is None:
        if not email and not phone:
            return
        contact = MemberContact(member_id=member.id, email="", phone="", given_at=now)
        session.add(contact)
    contact.email = contact.email if email is None else email.strip()
    contact.phone = contact.phone if phone is None else phone.strip()
    contact.given_at = now
    if not contact.email and not contact.phone:
        session.delete(contact)


def contact_of(session: Session, member_id: int) -> tuple[str, str]:
    """E-mail and phone, each empty where it is not known."""
    contact = session.get(MemberContact, member_id)
    return (contact.email, contact.phone) if contact is not None else ("", "")
