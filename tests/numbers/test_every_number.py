"""What holds of every number: words, as many people as it says, and months that add up."""

from __future__ import annotations

import itertools
from typing import Any

from billing_core.numbers.catalogue import METRICS, RATES, TABLES
from billing_core.numbers.metric import Definition, Metric, Rate
from billing_core.numbers.mrr import mrr_movements
from billing_core.numbers.people_page import columns_of
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month, months_between
from tests.numbers.book import seoul
from tests.numbers.desk import END_OF_2025, Desk


def test_every_number_has_its_words_and_as_many_people_as_it_says(desk: Desk) -> None:
    with desk.story() as book:
        leaving = book.subscribes("leaving", seoul("2025-05-15 10:00"))
        book.asks(leaving, seoul("2025-06-08"))
        staying = book.subscribes("staying", seoul("2025-05-01 10:00"))
        book.withdraws(book.asks(staying, seoul("2025-05-20")), seoul("2025-06-02"))
        book.declined(staying)
        book.renews(staying, seoul("2025-06-03 10:00"))
        book.renews(staying)
        lost = book.subscribes("lost", seoul("2025-05-03 10:00"))
        book.declined(lost)
        book.subscribes("lost", seoul("2025-06-25 10:00"))
        book.refunded(book.pays("shop", seoul("2025-06-03")), seoul("2025-06-05"), 29_000)
        book.subscribes("nobody", seoul("2025-05-04 10:00"))
        struggling = book.registers("newcomer", seoul("2025-06-28 10:00"))
        book.declined(struggling)
        book.renews(struggling, seoul("2025-06-28 10:05"))
        book.downgraded("leaving", seoul("2025-06-16"))

    june, as_of = Month(2025, 6), AsOf(seoul("2025-07-02"))
    with desk.database.reading() as session:
        for metric in METRICS.values():
            number = metric.values(session, [june], as_of)[june]
            people = list(metric.people(session, june, as_of))
            assert number > 0, metric.code
            assert people, metric.code
            assert columns_of(people[0]), metric.code  # every field has words
            if metric.unit != "원":
                assert len(people) == number, metric.code
    shown: list[Metric[Any] | Rate | Definition] = [
        *METRICS.values(),
        *RATES.values(),
        *TABLES.values(),
    ]
    assert len({one.code for one in shown}) == len(shown)
    for number_shown in shown:
        for words in (number_shown.label, number_shown.explanation):
            assert words.ko, number_shown.code
            assert words.en, number_shown.code
        assert number_shown.explanation.ko.endswith("니다."), number_shown.code


def test_start_plus_gains_less_losses_is_the_end_of_every_month(desk: Desk) -> None:
    with desk.story() as book:
        for number in range(12):
            hana = book.subscribes(f"member-{number}", seoul(f"2025-01-{number + 20:02d} 10:00"))
            for _ in range(number % 5):
                book.renews(hana)
            if number % 3 == 0:
                book.asks(hana, hana.paid_through or hana.created_at)
            elif number % 3 == 1:
                book.declined(hana)
            if number % 2:
                book.subscribes(f"member-{number}", seoul("2025-10-31 10:00"), price=49_000)

    months = months_between(Month(2024, 12), Month(2025, 12))
    codes = ("active", "new", "returning", "churned")
    with desk.database.reading() as session:
        by_code = {code: METRICS[code].values(session, months, AsOf(END_OF_2025)) for code in codes}
        mrr = mrr_movements(session, months, AsOf(END_OF_2025))

    active, new, returning, churned = (by_code[code] for code in codes)
    assert sum(churned.values()) > 0
    for before, month in itertools.pairwise(months):
        gained = new[month] + returning[month]
        assert active[before] + gained - churned[month] == active[month]
        moved = mrr[month]
        assert moved.start == mrr[before].end
        gained_won = moved.new + moved.returning + moved.expansion
        assert moved.start + gained_won - moved.contraction - moved.churned == moved.end
