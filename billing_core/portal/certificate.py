"""The confirmation of a cancellation (해지 확인서): what it says, read from the book when it is taken."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from billing_core.lifecycle.certify_cancellation import certify_cancellation
from billing_core.models import Cancellation, LedgerEntry, Member, Subscription
from billing_core.models.ledger import gives_back, standing_payment
from billing_core.portal.certificate_paper import PaperLine, certificate_paper
from billing_core.portal.printed import Printed
from billing_core.rules.actor import Actor
from billing_core.rules.calendar import kst_date
from billing_core.rules.masking import mask_id
from billing_core.system import System
from billing_core.wording.certificate import CERTIFICATE

VERIFY_PATH = "/certificates/"


def certificate_pdf(
    system: System, cancellation_id: str, *, actor: Actor, reason: str = "", place: int = 0
) -> bytes:
    """The paper in the language of `place`. The same state of the book gives the same bytes on one
    day. `reason` is why one of the team takes it.

    Raises Refusal: "not_allowed", "not_signed_in", "no_reason", "no_certificate", "card_number".
    """
    now = system.clock.now()
    with system.database.writing() as session:
        asked = certify_cancellation(session, cancellation_id, actor=actor, now=now, reason=reason)
        lines = _lines(session, asked, Printed(place))
        number = asked.certificate_number or ""
    words = {name: pair[place] for name, pair in CERTIFICATE.items()}
    return certificate_paper(
        words,
        lines,
        number=number,
        address=system.settings.portal_address + VERIFY_PATH + number,
        company=system.settings.company,
        issued=kst_date(now),
        place=place,
    )


def _lines(session: Session, asked: Cancellation, printed: Printed) -> Sequence[PaperLine]:
    words = {name: pair[printed.place] for name, pair in CERTIFICATE.items()}
    member = session.get_one(Member, asked.member_id)
    subscription = (
        session.get_one(Subscription, asked.subscription_id) if asked.subscription_id else None
    )
    until = subscription.paid_through if subscription else asked.paid_through
    whose = mask_id(member.app_id)
    if member.name.strip():
        whose = f"{member.name} ({whose})"
    lines = [PaperLine(words["MEMBER"], whose)]
    if subscription is not None:
        lines.append(PaperLine(words["PLAN"], subscription.plan_name))
    lines.append(PaperLine(words["ASKED"], printed.moment(asked.requested_at)))
    lines.append(PaperLine(words["LAST"], _last_payment(session, asked, printed, words)))
    lines.append(PaperLine(words["UNTIL"], printed.until(until) if until else words["NONE"]))
    lines.append(PaperLine(words["STATUS"], _proof(asked, printed, words)))
    return lines


def _last_payment(
    session: Session, asked: Cancellation, printed: Printed, words: dict[str, str]
) -> str:
    """Of this subscription; what a file told of belongs to none."""
    whose = [LedgerEntry.member_id == asked.member_id]
    if asked.subscription_id:
        whose.append(LedgerEntry.subscription_id == asked.subscription_id)
    paid = session.scalar(
        select(LedgerEntry)
        .where(*whose, standing_payment())
        .order_by(LedgerEntry.occurred_at.desc(), LedgerEntry.id.desc())
        .limit(1)
    )
    if paid is None:
        return words["NONE"]
    back = select(func.sum(-LedgerEntry.amount)).where(
        LedgerEntry.imp_uid == paid.imp_uid, gives_back()
    )
    won = printed.won(paid.amount)
    if refunded := session.scalar(back):
        won = words["REFUNDED_OF_IT"].format(won=won, refunded=printed.won(int(refunded)))
    return f"{printed.day(paid.occurred_at)} · {won}"


def _proof(asked: Cancellation, printed: Printed, words: dict[str, str]) -> str:
    if asked.confirmed_at is not None:
        return words["PROVED"].format(at=printed.moment(asked.confirmed_at))
    return words["BEING_PROVED"] if asked.subscription_id else words["OF_FILE"]
