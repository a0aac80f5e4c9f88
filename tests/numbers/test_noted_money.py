"""What one transaction enters of one member, the sums add in the order in which it was entered."""

from __future__ import annotations

from billing_core.database import Database
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.roll_ups.check import check
from billing_core.roll_ups.rebuild import rebuild
from billing_core.rules.source import Source
from tests.numbers.book import seoul
from tests.numbers.till import Till, knows

LATER = seoul("2025-06-01")


def test_an_older_payment_and_a_refund_that_are_learnt_together_count_once(
    database: Database,
) -> None:
    """The older one moves her to an earlier cohort; the refund goes there with what it belongs to."""
    till = Till()
    with database.writing() as session:
        knows(session, "hana")
        rebuild(session)
    with database.writing() as session:
        till.pays(session, "hana", seoul("2025-03-05"))
    january = till.takes("hana", seoul("2025-01-05"), 29_000)
    february = till.takes("hana", seoul("2025-02-05"), 29_000)
    till.gives_back(february, seoul("2025-02-10"), 9_900)
    with database.writing() as session:
        for imp_uid in (january, february):
            settle_payment(session, till.payments[imp_uid], source=Source.WEBHOOK, now=LATER)
    with database.reading() as session:
        assert check(session) == []
