"""One-time links to a member's page: opened as often as anybody likes, spent once by a form.

So a messenger that opens a link for its preview burns nothing.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from billing_core.lifecycle.app_ids import require_not_forgotten
from billing_core.lifecycle.record_act import record_act
from billing_core.models import Card, Member, MemberLink, Subscription
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Guarded, refuse_viewer
from billing_core.rules.member_link import LASTS, MOST_WRONG_ANSWERS, MemberLinkKind
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.tokens import digest, new_token

# A payment link pays for one cycle, and opens nobody's page.
_ENTER = frozenset({MemberLinkKind.FROM_APP, MemberLinkKind.FROM_DESK})
ENTER_PATH = "/portal/enter/"
KEPT_AFTER = timedelta(days=7)  # so that whoever comes late is told so, and not that it is unknown


def make_member_link(
    session: Session,
    member: Member,
    kind: MemberLinkKind,
    *,
    actor: Actor,
    at: datetime,
    now: datetime,
    return_url: str = "",
    subscription: Subscription | None = None,
) -> str:
    """The token of a new link, which the book does not keep. `at` is of the desk's clock, `now` of
    the real one. Of a payment link, the `subscription` whose next cycle it pays.

    Raises Refusal: "not_allowed", "member_forgotten".
    """
    refuse_viewer(actor, Guarded.SEND_MEMBER_LINK)
    require_not_forgotten(member)
    session.execute(delete(MemberLink).where(MemberLink.expires_at < now - KEPT_AFTER))
    token = new_token()
    session.add(
        MemberLink(
            token_hash=digest(token),
            member_id=member.id,
            kind=kind,
            subscription_id=subscription.id if subscription else None,
            period=subscription.periods_paid if subscription else None,
            return_url=return_url,
            made_at=now,
            expires_at=now + LASTS[kind],
        )
    )
    record_act(
        session,
        Act.MEMBER_LINK_MADE,
        at=at,
        actor=actor,
        member_id=member.id,
        kind=str(kind),
    )
    return token


def look_at_link(session: Session, token: str, now: datetime, *, lock: bool = False) -> MemberLink:
    """The link into the page, unspent, `lock`: held until the transaction ends. Raises Refusal
    "link_over" for one that is unknown, late or spent, or leads elsewhere."""
    link = session.get(MemberLink, digest(token), with_for_update=lock)
    if link is None or link.kind not in _ENTER or not is_unspent(link, now):
        raise Refusal(RefusalCode.LINK_OVER_MEMBER)
    if link.wrong_answers >= MOST_WRONG_ANSWERS:
        raise Refusal(RefusalCode.LINK_OVER_MEMBER)
    return link


def is_unspent(link: MemberLink, now: datetime) -> bool:
    return link.spent_at is None and now < link.expires_at


def use_up(session: Session, link: MemberLink, now: datetime) -> bool:
    """Whether it was this one's turn: of two clicks at once, one is told no."""
    spent = session.scalar(
        update(MemberLink)
        .where(MemberLink.token_hash == link.token_hash, MemberLink.spent_at.is_(None))
        .values(spent_at=now)
        .returning(MemberLink.token_hash)
    )
    return spent is not None


def asks_card(session: Session, link: MemberLink) -> bool:
    """Whether the link asks for the last four digits of a card: one that the desk sent may be
    read by somebody else. A member without a card could not answer, and is not asked."""
    return link.kind is MemberLinkKind.FROM_DESK and bool(_last_digits(session, link.member_id))


def spend_link(session: Session, token: str, answer: str, now: datetime) -> MemberLink | None:
    """Spends the link, once in all windows; None for a wrong answer, which is counted and has to
    be committed. Raises Refusal "link_over"."""
    link = look_at_link(session, token, now, lock=True)  # or guesses at once count as one
    digits = _last_digits(session, link.member_id)
    if link.kind is MemberLinkKind.FROM_DESK and digits and answer.strip() not in digits:
        link.wrong_answers += 1
        return None
    if not use_up(session, link, now):
        raise Refusal(RefusalCode.LINK_OVER_MEMBER)
    return link


def _last_digits(session: Session, member_id: int) -> set[str]:
    numbers = session.scalars(select(Card.card_number).where(Card.member_id == member_id))
    return {number[-4:] for number in numbers if number[-4:].isdigit()}
