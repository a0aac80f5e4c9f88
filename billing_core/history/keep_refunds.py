"""Takes in the refunds of a file: which of them are news, and which of its rows cannot be."""

from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.history.destination import Destination
from billing_core.history.enter_refunds import enter_refunds
from billing_core.history.import_refunds import PastRefund
from billing_core.history.record_kind import Placed
from billing_core.history.refunded_payments import RefundedPayments, WrongRefund
from billing_core.lifecycle.name_owner import name_owner
from billing_core.lifecycle.reverse_payment import standing_refunds
from billing_core.models import EntryKind, LedgerEntry, PaymentRecord
from billing_core.models.ledger import GIVING_BACK
from billing_core.rules.calendar import kst_date
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.file_flaw import FileFlaw, FileFlawCode, GivenBack, file_flaw
from billing_core.rules.payment import Refund
from billing_core.rules.refund import KnownRefund, places_of_news
from billing_core.rules.source import Source

UNSAID = Exclusion(ExclusionReason.OTHER_PRODUCT)  # every row that does not count says why
_TWICE = file_flaw(FileFlawCode.REFUND_TWICE)


@dataclass
class KeptRefunds:
    """What one helping brought; `bad` with its line, `left_out`: line, number, reason. `won` of
    payments whose member it named."""

    new: list[PastRefund] = field(default_factory=list)
    bad: list[tuple[int, FileFlaw]] = field(default_factory=list)
    left_out: list[tuple[int, str, Exclusion]] = field(default_factory=list)
    members: int = 0
    won: int = 0


class FileRefunds:
    """The refunds of one file, a helping at a time. A refund that is known already stands for one
    row of the file only."""

    def __init__(self, into: Destination, waiting: Container[str] = ()) -> None:
        """`waiting`: names of payments about which a person is asked first."""
        self._into, self._waiting = into, waiting
        self._told: set[tuple[str, str]] = set()  # payment and refund, as rows said them
        self._known: set[int] = set()  # the ledger's entries that rows stand for

    def keep(self, helping: Sequence[Placed[PastRefund]]) -> KeptRefunds:
        """Writes refunds that the ledger does not have. Their payments are in the book by now."""
        kept = KeptRefunds()
        of_payments = self._by_payment(helping, kept)
        entered = _entered(self._into.session, list(of_payments))
        fresh: list[tuple[PaymentRecord, PastRefund]] = []
        for key, (payment, rows) in of_payments.items():
            if payment.payment_class.counted:
                news = self._news(payment, rows, entered[key], kept)
                fresh += ((payment, refund) for refund in news)
            else:
                why = payment.reason or UNSAID
                kept.left_out += ((line, payment.number, why) for line, _ in rows)
        if fresh:
            enter_refunds(self._into, fresh)
        kept.new = [refund for _, refund in fresh]
        return kept

    def _by_payment(
        self, helping: Sequence[Placed[PastRefund]], kept: KeptRefunds
    ) -> dict[str, tuple[PaymentRecord, list[Placed[PastRefund]]]]:
        found: dict[str, tuple[PaymentRecord, list[Placed[PastRefund]]]] = {}
        payments = RefundedPayments(self._into.session, [refund for _, refund in helping])
        for line, refund in helping:
            try:
                payment = payments.of(refund)
            except WrongRefund as wrong:
                if not self._waits(refund):
                    kept.bad.append((line, wrong.flaw))
                continue
            if payment.member_id is None:
                self._name(payment, (line, refund), kept)
                payments.met(refund.app_id, self._into.members.number(refund.app_id))
            found.setdefault(payment.imp_uid, (payment, []))[1].append((line, refund))
        return found

    def _waits(self, refund: PastRefund) -> bool:
        """For its payment, which is not in the book before a person has said what it is."""
        names = (refund.refund_of or refund.imp_uid, refund.refund_of or refund.merchant_uid)
        return any(name in self._waiting for name in names)

    def _name(self, payment: PaymentRecord, place: Placed[PastRefund], kept: KeptRefunds) -> None:
        """The gateway told of it and did not know whose it is; who was given money back paid it."""
        line, refund = place
        into = self._into
        paid_at = payment.paid_at or refund.at
        kept.members += into.members.meet(into.file_name, [(line, refund.app_id, paid_at)])
        owner = into.members.number(refund.app_id)
        kept.won += name_owner(into.session, payment, owner, source=Source.IMPORT, now=into.now)

    def _news(
        self,
        payment: PaymentRecord,
        rows: Sequence[Placed[PastRefund]],
        entered: Sequence[LedgerEntry],
        kept: KeptRefunds,
    ) -> list[PastRefund]:
        known = {entry.id: _known(entry) for entry in entered if self._is_open(entry)}
        still_open = list(known.values())
        told = [Refund(refund.won, refund.at, refund_id=refund.key) for _, refund in rows]
        room = payment.amount + sum(entry.amount for entry in entered)
        places = places_of_news(still_open, told, room=room)
        self._known |= {number for number, refund in known.items() if refund not in still_open}
        taken = {entry.refund_key for entry in entered}
        news: list[PastRefund] = []
        for place, (line, refund) in enumerate(rows):
            if place in places and not sums_up(payment, refund, entered):
                twice = refund.key in taken or (payment.imp_uid, refund.key) in self._told
                unlike = why_unlike(payment, refund, entered, still_open)
                if why := _why_not(payment, refund, room) or (_TWICE if twice else unlike):
                    kept.bad.append((line, why))
                else:
                    news.append(refund)
                    room -= refund.won
            self._told.add((payment.imp_uid, refund.key))
        return news

    def _is_open(self, entry: LedgerEntry) -> bool:
        """Neither spoken for by an earlier row nor brought by one."""
        return entry.id not in self._known and (entry.imp_uid, entry.refund_key) not in self._told


def _why_not(payment: PaymentRecord, refund: PastRefund, room: int) -> FileFlaw | None:
    """None when it can be."""
    if kst_date(refund.at) < kst_date(payment.paid_at or refund.at):
        return file_flaw(FileFlawCode.REFUND_TOO_EARLY)
    if refund.won > room:
        return file_flaw(FileFlawCode.REFUND_TOO_MUCH, won=payment.amount)
    return None


def _known(entry: LedgerEntry) -> KnownRefund:
    return KnownRefund(
        entry.refund_key, -entry.amount, entry.occurred_at, by_hand=entry.kind.by_hand
    )


def _entered(session: Session, imp_uids: list[str]) -> dict[str, list[LedgerEntry]]:
    entries = session.scalars(
        select(LedgerEntry)
        .where(LedgerEntry.kind.in_(GIVING_BACK), among(LedgerEntry.imp_uid, imp_uids))
        .order_by(LedgerEntry.id)
    )
    entered: dict[str, list[LedgerEntry]] = defaultdict(list)
    for entry in entries:
        entered[entry.imp_uid].append(entry)
    return entered


def sums_up(payment: PaymentRecord, refund: PastRefund, entered: Sequence[LedgerEntry]) -> bool:
    """Whether a column of a payment's row sums up all that went back, on the day of the last."""
    told = _told(entered)
    if refund.own_row or not payment.gateway_uid or not told:
        return False
    last = max(entry.occurred_at for entry in told)
    all_of_it = -sum(entry.amount for entry in told)
    return refund.won == all_of_it and kst_date(refund.at) == kst_date(last)


def why_unlike(
    payment: PaymentRecord,
    refund: PastRefund,
    entered: Sequence[LedgerEntry],
    left: Sequence[KnownRefund],
) -> FileFlaw | None:
    """Why a refund contradicts the book; None where nothing speaks against one that is news.
    `left`: what the book has and no row of the file stands for.

    The gateway tells all that went back through it, so there a file brings nothing. Where only
    files tell, a row that says again what was paid says again what went back.
    """
    if payment.gateway_uid:
        told = _told(entered)
        if not told:
            return file_flaw(FileFlawCode.REFUND_UNKNOWN_TO_GATEWAY)
        return file_flaw(FileFlawCode.REFUND_OTHER_THAN_GATEWAY, told=_named(told))
    if not refund.own_row and any(each.filed for each in left):
        return file_flaw(FileFlawCode.REFUND_OTHER_THAN_FILE, told=_named(_told(entered)))
    return None


def _told(entered: Sequence[LedgerEntry]) -> list[LedgerEntry]:
    """By the gateway or by files."""
    return [one for one in standing_refunds(entered) if one.kind is EntryKind.REFUND]


def _named(entries: Sequence[LedgerEntry]) -> tuple[GivenBack, ...]:
    in_order = sorted(entries, key=lambda one: one.occurred_at)
    return tuple(GivenBack(entry.occurred_at, -entry.amount) for entry in in_order)
