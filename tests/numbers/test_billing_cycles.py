"""실패율 · 회복률: per due date and member, however often the card was tried."""

from __future__ import annotations

from fractions import Fraction

from billing_core.database import Database
from billing_core.numbers.catalogue import METRICS, RATES
from billing_core.numbers.cycle_numbers import cycle_numbers, failures_by_reason
from billing_core.numbers.metric import Share
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.cycle_facts import Amount
from billing_core.roll_ups.rebuild import rebuild
from billing_core.rules.calendar import Month
from billing_core.rules.charge import ChargeState
from billing_core.rules.decline import DeclineReason
from billing_core.wording.exclusions import exclusion_said
from tests.numbers.book import Book, seoul

FEBRUARY = Month(2025, 2)
LATER = AsOf(seoul("2025-06-01"))


def rates(database: Database, month: Month, as_of: AsOf = LATER) -> dict[str, Share]:
    with database.reading() as session:
        return {code: rate.values(session, [month], as_of)[month] for code, rate in RATES.items()}


def test_three_refusals_and_a_success_are_one_failed_charge_that_was_recovered(
    database: Database,
) -> None:
    with database.writing() as session:
        book = Book(session)
        late = book.subscribes("late", seoul("2025-01-25 10:00"))
        for _ in range(2):
            book.declined(late)
        retried_in_march = book.booked(late, seoul("2025-03-01 10:00"))
        retried_in_march.state = ChargeState.FAILED
        book.renews(late, seoul("2025-03-02 10:00"))
        easy = book.subscribes("easy", seoul("2025-01-25 10:00"), price=49_000)
        book.renews(easy)

    found = rates(database, FEBRUARY)

    assert found["failure_rate"] == Share(1, 2)
    assert found["failure_rate_won"].ratio == Fraction(29_000, 78_000)
    assert found["recovery_rate"] == Share(1, 1)
    assert rates(database, Month(2025, 3))["failure_rate"].ratio is None, "a retry is not due again"


def test_coming_back_after_the_grace_is_not_a_recovery(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.declined(book.subscribes("hana", seoul("2025-01-25 10:00")))
        book.subscribes("hana", seoul("2025-03-20 10:00"))

    assert rates(database, FEBRUARY)["recovery_rate"] == Share(0, 1)


def test_until_the_grace_has_passed_a_failed_charge_is_waited_for(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.declined(book.subscribes("hana", seoul("2025-01-25 10:00")))

    def february(now: str) -> tuple[Amount, Amount]:
        with database.reading() as session:
            numbers = cycle_numbers(session, [FEBRUARY], AsOf(seoul(now)))[FEBRUARY]
        return numbers.waiting, numbers.lost

    assert february("2025-03-03 23:59") == (Amount(1, 29_000), Amount())
    assert february("2025-03-04 00:00") == (Amount(), Amount(1, 29_000))


def test_a_first_charge_that_fails_is_counted_apart(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.declined(book.registers("never", seoul("2025-02-03 10:00")))
        retried = book.registers("retried", seoul("2025-02-04 10:00"))
        book.declined(retried)
        book.renews(retried, seoul("2025-02-04 10:10"))
        book.subscribes("easy", seoul("2025-02-05 10:00"))

    found = rates(database, FEBRUARY)

    assert found["first_failure_rate"] == Share(2, 3)
    assert found["failure_rate"].ratio is None, "no renewal was due"


def test_a_due_date_without_an_answer_is_left_out_with_its_reason(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.booked(book.subscribes("booked", seoul("2025-01-25 10:00")))
        revoked = book.booked(book.subscribes("revoked", seoul("2025-01-25 10:00")))
        revoked.state = ChargeState.REVOKED
        unclear = book.booked(book.subscribes("unclear", seoul("2025-01-25 10:00")))
        unclear.state = ChargeState.UNKNOWN
        left = book.subscribes("left", seoul("2025-01-25 10:00"))
        book.renews(left)
        book.bought_nothing(left)  # charged after a cancellation
        rebuild(session)  # these two were written past the one door that keeps the sums

    with database.reading() as session:
        charged = METRICS["charged_cycles"]
        assert charged.values(session, [FEBRUARY], LATER)[FEBRUARY] == 0
        left_out = charged.excluded(session, FEBRUARY, LATER)
        reasons = {row.app_id: exclusion_said(row.reason) for row in left_out}

    assert reasons == {
        "booked": "예약되어 있고 아직 결제 전입니다",
        "revoked": "예약이 해제되어 청구하지 않았습니다",
        "unclear": "결제 결과를 확인하는 중입니다",
        "left": "산 기간이 없는 결제라 환불 대상입니다",
    }


def test_failures_are_told_by_the_first_reason_given(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        expired = book.subscribes("expired", seoul("2025-01-25 10:00"))
        book.declined(expired, DeclineReason.EXPIRED_CARD)
        for name in ("poor", "poorer"):
            poor = book.subscribes(name, seoul("2025-01-25 10:00"))
            book.declined(poor, DeclineReason.INSUFFICIENT_FUNDS)
            book.declined(poor, DeclineReason.LIMIT_EXCEEDED)
        book.renews(poor, seoul("2025-02-28 10:00"))

    with database.reading() as session:
        rows = failures_by_reason(session, FEBRUARY, LATER)

    assert [(row.reason, row.numbers.failed.count, row.numbers.recovered.won) for row in rows] == [
        (DeclineReason.INSUFFICIENT_FUNDS, 2, 29_000),
        (DeclineReason.EXPIRED_CARD, 1, 0),
    ]


def test_the_churn_rate_is_of_those_who_were_members_at_the_start(database: Database) -> None:
    with database.writing() as session:
        book = Book(session)
        book.asks(book.subscribes("leaving", seoul("2025-01-15 10:00")), seoul("2025-01-20"))
        staying = book.subscribes("staying", seoul("2025-01-15 10:00"))
        book.renews(staying)
        book.subscribes("newcomer", seoul("2025-02-15 10:00"))

    now = AsOf(seoul("2025-02-28"))

    assert rates(database, FEBRUARY, now)["churn_rate"] == Share(1, 2)
