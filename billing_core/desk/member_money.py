"""A member's money and cards: every line of the ledger, what could still go back, every card."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import Card, Charge, LedgerEntry, PaymentRecord, Subscription
from billing_core.models.ledger import EntryKind
from billing_core.rules.charge import LIVE_STATES
from billing_core.rules.subscription import SubscriptionStatus


@dataclass(frozen=True)
class MemberLedgerLine:
    """A ledger entry in whole won, negative for what lowers the sum. `receipt_url`: the slip of its
    payment, empty where there is none."""

    kind: EntryKind
    imp_uid: str
    amount: int
    at: datetime
    receipt_url: str


@dataclass(frozen=True)
class KeptPayment:
    """A payment of which something is left. `kept`: what is left in our ledger, also
    after what was given back by hand; `at_gateway`: what of it the gateway would give back,
    which has `left` of the payment. `by_transfer`: a person recorded it."""

    imp_uid: str
    paid_at: datetime
    amount: int
    at_gateway: int
    left: int
    kept: int
    by_transfer: bool


@dataclass(frozen=True)
class CardRow:
    """A card. `needed`: a subscription goes on with it, or a charge of it is on its way."""

    customer_uid: str
    name: str
    registered_at: datetime
    deleted_at: datetime | None
    needed: bool


def ledger_of(session: Session, member_id: int) -> list[MemberLedgerLine]:
    """A member's entries in the ledger, newest first."""
    entries = session.execute(
        select(LedgerEntry, PaymentRecord.receipt_url)
        .outerjoin(PaymentRecord, PaymentRecord.imp_uid == LedgerEntry.imp_uid)
        .where(LedgerEntry.member_id == member_id)
        .order_by(LedgerEntry.occurred_at.desc(), LedgerEntry.id.desc())
    )
    return [
        MemberLedgerLine(one.kind, one.imp_uid, one.amount, one.occurred_at, slip or "")
        for one, slip in entries
    ]


def kept_payments(session: Session, member_id: int) -> list[KeptPayment]:
    """A member's payments of which something is left, newest first."""
    lines = ledger_of(session, member_id)
    kept: dict[str, int] = {}
    for line in lines:
        kept[line.imp_uid] = kept.get(line.imp_uid, 0) + line.amount
    records = session.scalars(select(PaymentRecord).where(PaymentRecord.imp_uid.in_(kept))).all()
    left = {
        one.imp_uid: one.amount - one.cancel_amount if one.gateway_uid else 0 for one in records
    }
    return [
        KeptPayment(
            line.imp_uid,
            line.at,
            line.amount,
            at_gateway=min(left[line.imp_uid], kept[line.imp_uid]),
            left=left[line.imp_uid],
            kept=kept[line.imp_uid],
            by_transfer=line.kind is EntryKind.TRANSFER_PAYMENT,
        )
        for line in lines
        if line.kind.pays and kept[line.imp_uid] > 0
    ]


def cards_of(session: Session, member_id: int) -> list[CardRow]:
    """A member's cards, the newest first."""
    needed = set(
        session.scalars(
            select(Subscription.customer_uid).where(
                Subscription.member_id == member_id,
                Subscription.status != SubscriptionStatus.ENDED,
            )
        )
    ) | set(
        session.scalars(
            select(Charge.customer_uid).where(
                Charge.member_id == member_id, Charge.state.in_(LIVE_STATES)
            )
        )
    )
    cards = session.scalars(
        select(Card)
        .where(Card.member_id == member_id)
        .order_by(Card.registered_at.desc(), Card.customer_uid)
    )
    return [
        CardRow(
            customer_uid=card.customer_uid,
            name=f"{card.card_name} {card.card_number}".strip(),
            registered_at=card.registered_at,
            deleted_at=card.deleted_at,
            needed=card.customer_uid in needed,
        )
        for card in cards
    ]
