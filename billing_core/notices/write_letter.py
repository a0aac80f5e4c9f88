"""Write the letter of a notice from the book as it is now, or find that it is no longer true."""

from datetime import datetime

from sqlalchemy.orm import Session

from billing_core import models
from billing_core.lifecycle.book_next import can_charge, wanted_charge
from billing_core.lifecycle.lock import live_charge
from billing_core.notices.channel import Letter
from billing_core.rules.notice import NoticeKind, notice_number
from billing_core.rules.notice_text import on_one_line
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.settings import Settings
from billing_core.wording.notice_facts import NoticeFacts


def write_letter(
    session: Session,
    notice: models.MemberNotice,
    text: models.NoticeText,
    settings: Settings,
    now: datetime,
) -> Letter:
    """What it says, in the version `text`, and where its member is reached. The notice keeps what
    it said it by."""
    member = session.get_one(models.Member, notice.member_id)
    contact = session.get(models.MemberContact, notice.member_id)
    facts = _facts(session, notice, member, settings, now)
    notice.facts, notice.text_version = facts.kept(), text.version
    return Letter(
        number=notice_number(notice.kind, notice.event),
        subject=on_one_line(facts.said(text.subject)),
        text=facts.said(text.body),
        at=notice.queued_at,
        kind=str(notice.kind),
        app_id=member.app_id,
        email=contact.email if contact else "",
        phone=contact.phone if contact else "",
    )


def _facts(
    session: Session,
    notice: models.MemberNotice,
    member: models.Member,
    settings: Settings,
    now: datetime,
) -> NoticeFacts:
    """What stands in its holes, were it sent `now`."""
    return NoticeFacts(
        name=member.name if member.forgotten_at is None else "",
        company=settings.company,
        page_url=settings.member_page_url,
        facts=notice.facts,
        happened_at=notice.at,
        next_try_at=_next_try(session, notice, settings, now),
    )


def _next_try(
    session: Session, notice: models.MemberNotice, settings: Settings, now: datetime
) -> datetime | None:
    """Of the period that failed: as it is booked, or will be where the gateway is away just now."""
    subscription = session.get(models.Subscription, notice.facts.get("subscription", ""))
    if notice.kind is not NoticeKind.PAYMENT_FAILED or subscription is None:
        return None
    live = live_charge(session, subscription.id)
    if live is not None:
        return live.due_at
    if not subscription.status.billable or not can_charge(session, subscription):
        return None
    wanted = wanted_charge(session, subscription, settings.policy, now)
    return wanted.due_at if wanted else None


def still_true(session: Session, notice: models.MemberNotice) -> bool:
    """Whether the member still needs to hear it: what was paid or withdrawn meanwhile would only
    frighten them."""
    subscription = session.get(models.Subscription, notice.facts.get("subscription", ""))
    if subscription is None:
        return True
    match notice.kind:
        case NoticeKind.PAYMENT_FAILED:
            unpaid = subscription.periods_paid <= notice.facts.get("period", 0)
            return unpaid and subscription.status is SubscriptionStatus.PAST_DUE
        case NoticeKind.CANCELLATION_CONFIRMED:
            cancellation = session.get(models.Cancellation, notice.event)
            return cancellation is None or cancellation.withdrawn_at is None
        case NoticeKind.ACCESS_ENDING:
            failing = notice.facts.get("failing", False)
            kept = SubscriptionStatus.PAST_DUE if failing else SubscriptionStatus.CANCELLING
            return subscription.status is kept
        case _:
            return True
