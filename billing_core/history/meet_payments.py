"""Record linkage: the payments of a file that the book knows already, under whatever name.

A row may name whose a payment is that the gateway told us of; it may be the same payment under
another number; or nobody can tell, and a person is asked before anything is taken.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from billing_core.among import among
from billing_core.history.destination import Destination
from billing_core.history.keep_payments import PastPayment
from billing_core.history.payment_difference import (
    KnownRow,
    PaymentDifference,
    differences,
    differences_in_joining,
    known_rows,
    says_the_same,
)
from billing_core.history.record_kind import Placed
from billing_core.lifecycle import payment_names
from billing_core.lifecycle.ask_same_payment import keep_answer_two
from billing_core.lifecycle.former_payment import asked_about
from billing_core.lifecycle.name_owner import name_owner
from billing_core.models import Member, NameKind, PaymentRecord
from billing_core.rules.calendar import is_midnight, kst_date, kst_instant
from billing_core.rules.classification import PaymentClass
from billing_core.rules.file_flaw import FileFlaw, FileFlawCode, Origin, file_flaw
from billing_core.rules.payment_pair import PaymentPair, PaymentPairs
from billing_core.rules.same_payment import (
    AROUND_MIDNIGHT,
    Likeness,
    PaymentTraits,
    SamePayments,
    likeness,
    orders_of,
)
from billing_core.rules.source import Source

Place = Placed[PastPayment]
_ANY = select(PaymentRecord.imp_uid).limit(1)


@dataclass
class Met:
    """What one helping came to: `rest` are payments that the book does not have."""

    rest: list[Place] = field(default_factory=list)
    refused: list[tuple[int, FileFlaw]] = field(default_factory=list)
    named: int = 0
    members: int = 0
    won: int = 0


@dataclass
class KnownPayments:
    """Matches each helping of one file. `told`: what a person has said of unclear pairs.
    `explained` gathers the keys of payments that were asked about and that the file names."""

    into: Destination
    pairs: PaymentPairs
    told: SamePayments | None = None
    explained: set[str] = field(default_factory=set)
    two: list[tuple[str, str]] = field(default_factory=list)  # keys, as a person has said
    _before: bool = field(init=False)
    _asked: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """A book without payments knows none, and is not asked again and again."""
        self._before = self.into.session.scalar(_ANY) is not None
        self._asked = asked_about(self.into.session)

    def meet(self, helping: Sequence[Place]) -> Met:
        met = Met()
        rows = self._by_number([paid.imp_uid for _, paid in helping])
        unknown: list[Place] = []
        for line, paid in helping:
            row = rows.get(paid.imp_uid)
            if row is not None and row.imp_uid in self._asked:
                self.explained.add(row.imp_uid)
            if row is None:
                unknown.append((line, paid))
            elif not says_the_same(row, paid):
                self._known(met, (line, paid), row)
        met.rest = self._under_other_names(met, unknown) if self._before and unknown else unknown
        return met

    def _by_number(self, numbers: Sequence[str]) -> dict[str, KnownRow]:
        """Most rows are known by our own key, if they are known; what this import brought is."""
        session = self.into.session
        rows = {row.imp_uid: row for row in known_rows(session, numbers) if row.stands}
        others = [number for number in numbers if number not in rows] if self._before else []
        keys = payment_names.keys_of_names(session, others) if others else {}
        named = (
            {row.imp_uid: row for row in known_rows(session, list(keys.values()))} if keys else {}
        )
        return rows | {number: named[key] for number, key in keys.items()}

    def keep_answers(self) -> None:
        """Keeps what a person has said of pairs, once the rows of the file are in the book."""
        session = self.into.session
        for known, new in self.two:
            rows = (session.get_one(PaymentRecord, key) for key in (new, known))
            keep_answer_two(session, *rows, now=self.into.now)

    def _known(self, met: Met, place: Place, row: KnownRow) -> None:
        line, paid = place
        if found := differences(row, paid):
            met.refused.append((line, self._otherwise(row, paid, found)))
        elif row.app_id is None:
            self._name(met, place, row.imp_uid)

    def _name(self, met: Met, place: Place, key: str) -> None:
        line, paid = place
        into = self.into
        row = into.session.get_one(PaymentRecord, key, with_for_update=True)
        met.members += into.members.meet(into.file_name, [(line, paid.app_id, paid.paid_at)])
        owner = into.members.number(paid.app_id)
        met.won += name_owner(into.session, row, owner, source=Source.IMPORT, now=into.now)
        met.named += 1

    def _otherwise(
        self, row: KnownRow, paid: PastPayment, found: Sequence[PaymentDifference]
    ) -> FileFlaw:
        return file_flaw(
            FileFlawCode.SAYS_OTHERWISE_OF_PAYMENT,
            number=paid.imp_uid,
            where=origin_of_payment(self.into.session, row.imp_uid),
            known=tuple(each.known for each in found),
            said=tuple(each.said for each in found),
        )

    def _under_other_names(self, met: Met, unknown: Sequence[Place]) -> list[Place]:
        near = _Near(self.into, [paid for _, paid in unknown])
        rest: list[Place] = []
        for line, paid in unknown:
            traits = _traits(paid)
            certain, perhaps = near.of(traits)
            if len(certain) == 1:
                self._join(met, (line, paid), near.take(certain[0]))
                continue
            perhaps = certain or perhaps
            if not perhaps:
                rest.append((line, paid))
            elif self.told is SamePayments.TWO:
                rest.append((line, paid))
                self.two.append((perhaps[0], paid.imp_uid))
            elif self.told is SamePayments.SAME:
                self._join(met, (line, paid), near.take(perhaps[0]))
            else:
                where = f"{self.into.file_name}:{line}"
                self.pairs.add(PaymentPair(traits, near.traits[perhaps[0]], where))
        return rest

    def _join(self, met: Met, place: Place, row: PaymentRecord) -> None:
        """The file's number and order become names of the row. Other won or another member are
        refused even where a person has said that all unclear pairs are the same."""
        line, paid = place
        [known] = known_rows(self.into.session, [row.imp_uid])
        if found := differences_in_joining(known, paid):
            met.refused.append((line, self._otherwise(known, paid, found)))
            return
        session = self.into.session
        self.explained |= {row.imp_uid} & self._asked
        names = ((NameKind.FILE, paid.imp_uid), (NameKind.ORDER, paid.merchant_uid))
        payment_names.name_payment(session, row, *names)
        if row.member_id is None:
            self._name(met, place, row.imp_uid)


def origin_of_payment(session: Session, key: str) -> Origin:
    """Where a row that the book has came from."""
    raw = session.get_one(PaymentRecord, key).raw
    return Origin(raw["file"], raw["line"]) if "file" in raw else Origin()


class _Near:
    """Rows of the book that may be payments of a helping; each is one of them at most."""

    def __init__(self, into: Destination, helping: Sequence[PastPayment]) -> None:
        self._rows = {row.imp_uid: row for row in _candidates(into, helping) if not _of(into, row)}
        traits = payment_names.traits_of_rows(into.session, self._rows.values())
        by_app_id = payment_names.by_app_ids(into.session, list(traits.values()))
        self.traits = dict(zip(traits, by_app_id, strict=True))
        self._by_order: dict[str, set[str]] = defaultdict(set)
        self._by_moment: dict[object, set[str]] = defaultdict(set)
        for key, known in self.traits.items():
            for order in known.orders:
                self._by_order[order].add(key)
            for moment in _moments(known):
                self._by_moment[moment].add(key)

    def of(self, told: PaymentTraits) -> tuple[list[str], list[str]]:
        """Keys of those that certainly and that perhaps are it."""
        keys = {key for order in told.orders for key in self._by_order[order]}
        keys |= {key for moment in _moments(told) for key in self._by_moment[moment]}
        found: dict[Likeness, list[str]] = {each: [] for each in Likeness}
        for key in sorted(keys & set(self._rows)):
            found[likeness(self.traits[key], told)].append(key)
        return found[Likeness.SAME], found[Likeness.UNCLEAR]

    def take(self, key: str) -> PaymentRecord:
        return self._rows.pop(key)


def _moments(traits: PaymentTraits) -> set[object]:
    """Rows that share none of them are two payments, as `likeness` has it."""
    around = (traits.paid_at - AROUND_MIDNIGHT, traits.paid_at, traits.paid_at + AROUND_MIDNIGHT)
    days = {(traits.whose, traits.won, kst_date(at)) for at in around}
    return {*days, (traits.won, traits.paid_at)}


def _candidates(into: Destination, helping: Sequence[PastPayment]) -> Iterable[PaymentRecord]:
    """By an order number; of the same members in the same days; and whoever's at the same
    instants, of which midnight is none."""
    session = into.session
    orders = {order for paid in helping for order in _traits(paid).orders}
    keys = payment_names.keys_with_order(session, orders) if orders else set()
    first, last = (edge(paid.paid_at for paid in helping) for edge in (min, max))
    members = select(Member.id).where(among(Member.app_id, list({paid.app_id for paid in helping})))
    of_members = and_(
        PaymentRecord.member_id.in_(members),
        PaymentRecord.amount.in_({paid.amount for paid in helping}),
        PaymentRecord.paid_at >= kst_instant(kst_date(first)) - AROUND_MIDNIGHT,
        PaymentRecord.paid_at < kst_instant(kst_date(last) + timedelta(days=1)) + AROUND_MIDNIGHT,
        _of_others(into),
    )
    instants = {paid.paid_at for paid in helping if not is_midnight(paid.paid_at)}
    of_moments = and_(
        PaymentRecord.dated_at.in_(instants),
        _of_others(into),
        or_(PaymentRecord.member_id.is_(None), PaymentRecord.member_id.in_(members)),
    )
    found = [
        session.scalars(select(PaymentRecord).where(where, _standing()))
        for where in (among(PaymentRecord.imp_uid, list(keys)), of_members, of_moments)
    ]
    return [row for rows in found for row in rows]


def _standing() -> ColumnElement[bool]:
    """Paid, and not the trace of another."""
    return and_(
        PaymentRecord.paid_at.is_not(None),
        PaymentRecord.payment_class != PaymentClass.SAME_PAYMENT,
    )


def _of_others(into: Destination) -> ColumnElement[bool]:
    """`_of` turned round, for the database."""
    return or_(
        PaymentRecord.first_seen_at != into.now,
        PaymentRecord.gateway_uid != "",
        PaymentRecord.raw["file"].as_string() != into.file_name,
    )


def _of(into: Destination, row: PaymentRecord) -> bool:
    """An earlier row of this very file: it says itself that they are two."""
    return row.first_seen_at == into.now and row.raw.get("file") == into.file_name


def _traits(paid: PastPayment) -> PaymentTraits:
    return PaymentTraits(
        number=paid.imp_uid,
        orders=orders_of([paid.imp_uid, paid.merchant_uid]),
        whose=paid.app_id,
        won=paid.amount,
        paid_at=paid.paid_at,
        filed=True,
        charge=paid.classified.payment_class.counted,
    )
