"""Files and the gateway's history in any order: in the end the union of all, counted once. A file
that knows of more refunds than the gateway has told of is refused, and taken once it has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.mapping import FileMapping
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.join_payments import answer_same_payment
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import Card, EntryKind, LedgerEntry
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import rebuild
from billing_core.rules.actor import SYSTEM
from billing_core.rules.calendar import KST
from billing_core.rules.file_flaw import FileFlawCode
from billing_core.rules.payment import Payment
from billing_core.rules.payment_pair import SamePaymentsUnclear
from billing_core.rules.same_payment import SamePayments
from billing_core.rules.source import Source
from tests.history.two_books import HEADING
from tests.lifecycle.names import JIHYUN, NOW, TEN, questions, refunded, told
from tests.numbers.till import knows
from tests.parts.examples import of_a_book
from tests.parts.members import app_id_in, number_in

DAY = timedelta(days=1)
AFTER_ALL = NOW + 30 * DAY  # what moves after the reading of it cannot be true
LATER_THAN_THE_GATEWAY = {
    FileFlawCode.REFUND_UNKNOWN_TO_GATEWAY,
    FileFlawCode.REFUND_OTHER_THAN_GATEWAY,
}
MEMBERS = ("m1", "m2")


@dataclass(frozen=True)
class Truth:
    """What happened: a payment and how much of it went back on which later day."""

    place: int
    member: str
    won: int
    back: tuple[tuple[int, int], ...]

    @property
    def at(self) -> datetime:
        return TEN + self.place * DAY

    @property
    def gateway(self) -> str:
        return f"imp_{self.place}"

    def refunds(self) -> list[tuple[datetime, int]]:
        return [
            (self.at + (2 * n + 1) * DAY + timedelta(hours=h), won)
            for n, (h, won) in enumerate(self.back)
        ]

    def as_told(self, known_refunds: int) -> Payment:
        payment = told(self.gateway, f"ORDER-{self.place}", self.won, self.at, self.member)
        for number, (at, won) in enumerate(self.refunds()[:known_refunds]):
            payment = refunded(payment, won, at, f"c{self.place}-{number}")
        return payment


@dataclass(frozen=True)
class Reading:
    """Somebody tells of all payments. `teller`: whose numbers; `days`: no hours; `until`: how many
    refunds of each it knows."""

    teller: str
    days: bool
    until: int


TRUTHS = st.lists(
    st.tuples(
        st.sampled_from(MEMBERS),
        st.sampled_from([29_000, 49_000]),
        st.lists(st.tuples(st.integers(0, 5), st.sampled_from([5_000, 7_000])), max_size=2),
    ),
    min_size=1,
    max_size=3,
).map(lambda some: [Truth(n, who, won, tuple(back)) for n, (who, won, back) in enumerate(some)])
READINGS = st.lists(
    st.builds(
        Reading,
        st.sampled_from(["order", "gateway number", "serial", "gateway", "cards"]),
        st.booleans(),
        st.integers(0, 2),
    ),
    max_size=5,
)
NUMBERS: dict[str, Callable[[Truth], tuple[str, str]]] = {
    "order": lambda one: (f"ORDER-{one.place}", f"ORDER-{one.place}"),
    "gateway number": lambda one: (one.gateway, f"ORDER-{one.place}"),
    "serial": lambda one: (f"S{one.place}", f"S{one.place}"),
}


def written(at: datetime, days: bool) -> str:
    return f"{at.astimezone(KST):{'%Y-%m-%d' if days else '%Y-%m-%d %H:%M:%S'}}"


def takes_file(
    database: Database, one: Truth, reading: Reading, now: datetime, *, ahead_of_gateway: bool
) -> None:
    """A file of a single payment and its refunds, so that each answer is about one pair.
    `ahead_of_gateway`: it has refunds that the gateway has not told of, and waits for them."""
    number, order = NUMBERS[reading.teller](one)
    lines = [f"{number},{order},{one.member},{written(one.at, reading.days)},{one.won}"]
    lines += [
        f"{number},{order},{one.member},{written(at, reading.days)},-{won}"
        for at, won in one.refunds()[: reading.until]
    ]
    source = SourceFile(f"{reading.teller}.csv", (HEADING + "\n".join(lines) + "\n").encode())
    mapping = {FileKind.PAYMENTS: FileMapping(time_zone="Asia/Seoul")}
    files = {FileKind.PAYMENTS: source}

    def take(said: SamePayments | None) -> None:
        try:
            import_history(database, files, SYSTEM, now, mapping=mapping, same_payments=said)
        except ImportRefused as refused:
            codes = {bad.flaw.code for bad in refused.bad_rows}
            if not ahead_of_gateway or codes - LATER_THAN_THE_GATEWAY:
                raise

    try:
        take(None)
    except SamePaymentsUnclear as unclear:
        same = {place_of(pair.new.number) == place_of(pair.known.number) for pair in unclear.pairs}
        assert len(same) == 1
        take(SamePayments.SAME if same.pop() else SamePayments.TWO)


def place_of(number: str) -> str:
    return "".join(filter(str.isdigit, number))


def happens(
    database: Database,
    truths: Sequence[Truth],
    reading: Reading,
    now: datetime,
    known: int | None,
) -> None:
    """`known`: how many refunds of each the gateway has told of; None where it has told nothing."""
    if reading.teller == "cards":
        with database.writing() as session:
            for member in MEMBERS:
                knows(session, member)
                if session.get(Card, f"card-of-{member}") is None:
                    number = number_in(session, member)
                    card = Card(
                        customer_uid=f"card-of-{member}", member_id=number, registered_at=TEN
                    )
                    session.add(card)
        return
    for one in truths:
        if reading.teller == "gateway":
            with database.writing() as session:
                settle_payment(session, one.as_told(reading.until), source=Source.IMPORT, now=now)
        else:
            ahead = known is not None and len(one.back[: reading.until]) > len(one.back[:known])
            takes_file(database, one, reading, now, ahead_of_gateway=ahead)
    with database.writing() as session:
        for question in questions(session):
            rows = question.detail["facts"]
            same = len({place_of(row["number"]) for row in rows}) == 1
            answer_same_payment(session, question, same=same, actor=JIHYUN, now=now)


def money(database: Database) -> Counter[tuple[str, int]]:
    """By member: payments that stand, and refunds that stand."""
    kept: Counter[tuple[str, int]] = Counter()
    with database.reading() as session:
        assert check(session) == []
        for entry in session.scalars(select(LedgerEntry)):
            sign = 1 if entry.kind in (EntryKind.PAYMENT, EntryKind.CORRECTION) else -1
            kept[app_id_in(session, entry.member_id), sign] += entry.amount
    return Counter({key: won for key, won in kept.items() if won})


@settings(
    max_examples=of_a_book(25),
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(truths=TRUTHS, readings=READINGS)
def test_in_any_order_and_often_the_union_is_counted_once(
    fresh_sqlite: Callable[[], str], truths: list[Truth], readings: list[Reading]
) -> None:
    """The last to tell are the gateway and a file that names the owners, of everything."""
    database = Database(fresh_sqlite(), durable=False)
    try:
        with database.writing() as session:
            rebuild(session)
        whole = [Reading("gateway", days=False, until=2), Reading("order", days=True, until=2)]
        known: int | None = None
        for number, reading in enumerate([*readings, *whole, *readings[:2]]):
            happens(database, truths, reading, AFTER_ALL + timedelta(minutes=number), known)
            if reading.teller == "gateway":
                known = max(known or 0, reading.until)

        expected: Counter[tuple[str, int]] = Counter()
        for one in truths:
            expected[one.member, 1] += one.won
            expected[one.member, -1] -= sum(won for _, won in one.back)
        assert money(database) == Counter({key: won for key, won in expected.items() if won})
    finally:
        database.close()
