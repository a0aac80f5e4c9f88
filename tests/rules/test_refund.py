"""Which refunds are news: the same payment told in any way gives the same ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.payment import Refund
from billing_core.rules.refund import KnownRefund, in_parts, new_refunds, only_filed

MARCH = datetime(2025, 3, 4, 10, 0, tzinfo=ZoneInfo("Asia/Seoul"))
MIDNIGHT = MARCH.replace(hour=0)


def heard(known: Sequence[KnownRefund], *readings: Sequence[Refund]) -> list[KnownRefund]:
    ledger = list(known)
    for told in readings:
        ledger += new_refunds(ledger, told)
    return ledger


def money(ledger: Sequence[KnownRefund]) -> Counter[tuple[int, datetime]]:
    return Counter((each.won, each.refunded_at) for each in ledger)


def test_newest_first_and_without_ids_is_the_same_as_oldest_first() -> None:
    first, second = Refund(10_000, MARCH), Refund(3_000, MARCH + timedelta(days=1))

    assert money(heard([], [first], [second, first])) == money(heard([], [first, second]))


def test_an_id_that_comes_later_is_the_refund_that_was_known_without_one() -> None:
    ledger = heard([], [Refund(10_000, MARCH)], [Refund(10_000, MARCH, refund_id="c1")])

    assert money(ledger) == {(10_000, MARCH): 1}


def test_a_third_refund_of_the_same_second_is_the_only_news() -> None:
    known = heard([], [Refund(1_000, MARCH), Refund(3_000, MARCH)])
    told = [Refund(3_000, MARCH), Refund(2_000, MARCH), Refund(1_000, MARCH)]

    assert [each.won for each in new_refunds(known, told)] == [2_000]


def test_two_ids_are_two_refunds_although_all_else_is_alike() -> None:
    twice = [Refund(10_000, MARCH, refund_id="c1"), Refund(10_000, MARCH, refund_id="c2")]

    assert money(heard([], [twice[0]], twice, twice)) == {(10_000, MARCH): 2}


def test_what_a_person_recorded_is_never_the_gateways() -> None:
    by_hand = KnownRefund("chargeback-1", 29_000, MARCH, by_hand=True)

    assert len(new_refunds([by_hand], [Refund(29_000, MARCH)])) == 1


def test_a_refund_of_a_file_is_the_gateways_at_its_instant_or_on_its_day() -> None:
    exact = KnownRefund("file:o1", 29_000, MARCH)
    of_a_day = KnownRefund("file:o2", 10_000, MIDNIGHT)
    told = [Refund(10_000, MARCH, refund_id="c2"), Refund(29_000, MARCH, refund_id="c1")]

    assert new_refunds([exact, of_a_day], told) == []
    assert new_refunds([], told) != []
    assert new_refunds([replace(exact, refunded_at=MARCH + timedelta(hours=1))], told[1:]) == []
    assert len(new_refunds([replace(exact, refunded_at=MARCH + timedelta(days=1))], told[1:])) == 1


def test_a_file_that_comes_after_the_gateway_brings_the_same_refund_again() -> None:
    known = [KnownRefund("c1", 29_000, MARCH), KnownRefund("@1", 10_000, MARCH)]

    told = [
        Refund(29_000, MIDNIGHT, refund_id="file:o1"),
        Refund(10_000, MARCH, refund_id="file:2"),
    ]

    assert new_refunds(known, told) == []


HISTORIES = st.lists(
    st.builds(
        lambda won, hours: Refund(won, MARCH + timedelta(hours=hours)),
        st.sampled_from([1_000, 3_000]),
        st.integers(0, 2),
    ),
    max_size=5,
).map(lambda each: [replace(one, refund_id=f"c{place}") for place, one in enumerate(each)])
TELLINGS = st.lists(
    st.tuples(st.randoms(use_true_random=False), st.sampled_from(["all", "some", "none"])),
    min_size=1,
    max_size=4,
)


@given(HISTORIES, TELLINGS)
def test_in_any_order_and_often_with_ids_and_without_the_ledger_is_the_same(
    history: list[Refund], tellings: list[tuple[object, str]]
) -> None:
    """The gateway's history grows; each reading shows a beginning of it, the last one all."""
    ledger: list[KnownRefund] = []
    for place, (order, ids) in enumerate(tellings):
        until = len(history) if place == len(tellings) - 1 else order.randint(0, len(history))  # type: ignore[attr-defined]
        told = [
            refund
            if ids == "all" or (ids == "some" and order.random() < 0.5)  # type: ignore[attr-defined]
            else replace(refund, refund_id="")
            for refund in history[:until]
        ]
        order.shuffle(told)  # type: ignore[attr-defined]
        ledger = heard(ledger, told, told)

    assert money(ledger) == Counter((each.amount, each.refunded_at) for each in history)
    assert len({each.key for each in ledger}) == len(ledger)


@given(
    st.lists(st.sampled_from([1_000, 3_000]), min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["all", "none", "sum"])), max_size=5),
    st.sampled_from(["all", "none", "sum"]),
)
def test_told_as_one_sum_or_in_parts_no_more_went_back_than_was_told(
    amounts: list[int], tellings: list[tuple[int, str]], last: str
) -> None:
    """A row may keep its sum and lose its history, at any reading; a late one knows less."""
    history = [
        Refund(won, MARCH + timedelta(hours=place), refund_id=f"c{place}")
        for place, won in enumerate(amounts)
    ]
    ledger: list[KnownRefund] = []
    most = 0
    for until, way in [*tellings, (len(history), last)]:
        told: Sequence[Refund] = history[:until]
        went_back = sum(one.amount for one in told)
        if way == "sum":
            told = [Refund(went_back, told[-1].refunded_at)]
        elif way == "none":
            told = [replace(one, refund_id="") for one in told]
        ledger = heard(ledger, in_parts(ledger, told))
        most = max(most, went_back)

        assert sum(each.won for each in ledger) == most


FILED = st.lists(
    st.builds(
        lambda won, hours: Refund(won, MARCH + timedelta(hours=hours)),
        st.sampled_from([1_000, 3_000, 4_000]),
        st.sampled_from([-10, 0, 1, 24, 96]),
    ),
    max_size=4,
    unique=True,
)


@given(HISTORIES, FILED, st.booleans())
def test_whatever_a_file_has_said_before_the_gateways_word_stands(
    history: list[Refund], filed: list[Refund], ids: bool
) -> None:
    """To the won and the day; and said again nothing moves."""
    ledger = [
        KnownRefund(f"file:{one.refunded_at.isoformat()}:{one.amount}", one.amount, one.refunded_at)
        for one in filed
    ]
    told = history if ids else [replace(one, refund_id="") for one in history]
    for _ in range(2):
        wrong = only_filed(ledger, told)
        ledger = [each for each in ledger if each not in wrong]
        ledger += new_refunds(ledger, told)

        assert Counter((each.won, each.refunded_at.date()) for each in ledger) == Counter(
            (each.amount, each.refunded_at.date()) for each in history
        )
    assert only_filed(ledger, told) == []
