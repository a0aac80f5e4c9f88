"""The golden table: definitions the company agreed on, with exact expected numbers."""

from __future__ import annotations

from fractions import Fraction

from billing_core.numbers.catalogue import METRICS
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.calendar import Month
from billing_core.rules.classification import PaymentClass
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.subscription import EndKind
from billing_core.wording.exclusions import exclusion_said
from tests.numbers.book import seoul
from tests.numbers.desk import END_OF_2025, Desk


def test_an_issuance_showing_29000_is_excluded_and_listed(desk: Desk) -> None:
    with desk.story() as book:
        book.subscribes("hana", seoul("2025-06-15 10:00"))
        issuance = book.payment(
            seoul("2025-06-15 09:59"),
            PaymentClass.ISSUANCE,
            "issuance",
            member="hana",
        )
        book.payment(seoul("2025-06-16"), PaymentClass.QUARANTINED, "확인이 필요합니다")
        book.payment(seoul("2025-07-01"), PaymentClass.TEST_CHANNEL, "PG 테스트 채널")

    assert desk.numbers("2025-06", "paid_members", "paid_amount") == (1, 29_000)
    with desk.database.reading() as session:
        metric = METRICS["paid_members"]
        listed = list(metric.excluded(session, Month(2025, 6), AsOf(END_OF_2025)))
    assert next(row.subject for row in listed) == issuance
    assert [exclusion_said(row.reason) for row in listed] == [
        "카드 등록이라 돈이 움직이지 않았습니다 (실제 결제 아님)",
        "확인이 필요합니다",
    ]


def test_two_cards_charged_on_one_day_are_one_member_twice_the_won_and_one_mrr(
    desk: Desk,
) -> None:
    with desk.story() as book:
        book.subscribes("hana", seoul("2025-02-10 10:00"))
        book.pays("hana", seoul("2025-02-10 10:05"))

    assert desk.numbers("2025-02", "paid_members", "paid_amount", "mrr") == (1, 58_000, 29_000)


def test_an_anchor_on_the_31st_leaves_no_gap_in_any_month(desk: Desk) -> None:
    with desk.story() as book:
        hana = book.subscribes("hana", seoul("2025-01-31 10:00"))
        for _ in range(3):
            book.renews(hana)  # 28 February, 31 March, 30 April

    for month in ("2025-01", "2025-02", "2025-03", "2025-04"):
        assert desk.numbers(month, "paid_members", "active", "churned") == (1, 1, 0)
    assert desk.numbers("2025-03", "new", "returning", "recovered") == (0, 0, 0)


def test_failing_on_25_feb_and_recovering_on_2_mar(desk: Desk) -> None:
    with desk.story() as book:
        hana = book.subscribes("hana", seoul("2025-01-25 10:00"))
        book.declined(hana)
        book.renews(hana, seoul("2025-03-02 10:00"))
        book.renews(hana)

    assert desk.churned("2025-02") == []
    march = desk.numbers("2025-03", "paid_members", "recovered", "returning", "active")
    assert march == (1, 1, 0, 1)


def test_failing_on_25_feb_and_coming_back_on_20_mar(desk: Desk) -> None:
    with desk.story() as book:
        book.declined(book.subscribes("hana", seoul("2025-01-25 10:00")))
        book.subscribes("hana", seoul("2025-03-20 10:00"))

    assert desk.churned("2025-02") == [("hana", EndKind.INVOLUNTARY, seoul("2025-02-25"))]
    assert desk.numbers("2025-02", "active") == (0,)
    march = desk.numbers("2025-03", "new", "returning", "recovered", "active")
    assert march == (0, 1, 0, 1)


def test_cancelled_on_8_jun_with_paid_through_15_jun(desk: Desk) -> None:
    with desk.story() as book:
        hana = book.subscribes("hana", seoul("2025-05-15 10:00"))
        book.asks(hana, seoul("2025-06-08 11:00"))

    assert desk.numbers("2025-06", "cancel_requested", "churned_voluntary") == (1, 1)
    assert desk.churned("2025-06") == [("hana", EndKind.VOLUNTARY, seoul("2025-06-15"))]


def test_cancelled_on_8_jun_and_withdrawn_on_10_jun(desk: Desk) -> None:
    with desk.story() as book:
        hana = book.subscribes("hana", seoul("2025-05-15 10:00"))
        book.withdraws(book.asks(hana, seoul("2025-06-08")), seoul("2025-06-10"))
        book.renews(hana)

    june = desk.numbers("2025-06", "cancel_requested", "withdrawn", "churned")
    assert june == (0, 1, 0)
    with desk.database.reading() as session:
        metric = METRICS["cancel_requested"]
        [row] = metric.excluded(session, Month(2025, 6), AsOf(END_OF_2025))
    assert row.reason == Exclusion(ExclusionReason.WITHDRAWN)


def test_cancelling_after_a_failure_and_never_paying_is_involuntary(desk: Desk) -> None:
    with desk.story() as book:
        hana = book.subscribes("hana", seoul("2025-05-15 10:00"))
        book.declined(hana)
        book.asks(hana, seoul("2025-06-16"))

    assert desk.churned("2025-06") == [("hana", EndKind.INVOLUNTARY, seoul("2025-06-15"))]


def test_a_lost_chain_is_ours(desk: Desk) -> None:
    with desk.story() as book:
        book.subscribes("hana", seoul("2025-05-15 10:00"))

    assert desk.churned("2025-06") == [("hana", EndKind.SYSTEM, seoul("2025-06-15"))]


def test_the_month_of_a_member_in_grace_is_open_until_the_grace_has_passed(desk: Desk) -> None:
    with desk.story() as book:
        book.declined(book.subscribes("hana", seoul("2025-05-15 10:00")))

    waiting, gone = seoul("2025-06-21 23:59"), seoul("2025-06-22")
    assert desk.numbers("2025-06", "churned", "active", now=waiting) == (0, 1)
    assert desk.numbers("2025-06", "churned", "active", now=gone) == (1, 0)
    with desk.database.reading() as session:
        [waited_for] = METRICS["churned"].excluded(session, Month(2025, 6), AsOf(waiting))
    assert waited_for.app_id == "hana"


def test_a_partial_refund_keeps_the_member_and_the_mrr(desk: Desk) -> None:
    with desk.story() as book:
        hana = book.subscribes("hana", seoul("2025-06-15 10:00"))
        book.refunded(book.renews(hana), seoul("2025-07-20"), 10_000)

    july = desk.numbers("2025-07", "paid_members_net", "active", "mrr", "net_revenue")
    assert july == (1, 1, 29_000, 19_000)


def test_a_yearly_price_counts_in_its_month_and_stays_in_the_mrr(desk: Desk) -> None:
    with desk.story() as book:
        book.subscribes("hana", seoul("2025-03-10 10:00"), price=290_000, months=12)

    assert desk.numbers("2025-03", "paid_members", "active") == (1, 1)
    assert desk.numbers("2025-12", "paid_members", "active", "mrr") == (0, 1, 24_167)
    assert desk.mrr("2025-12").end == Fraction(290_000, 12)
    assert round(float(desk.mrr("2025-12").end_without_vat), 2) == 21_969.70


def test_a_price_change_is_an_expansion_or_a_contraction_and_nobody_leaves(desk: Desk) -> None:
    with desk.story() as book:
        hana = book.subscribes("hana", seoul("2025-05-15 10:00"))
        hana.price = 49_000
        book.renews(hana)
        hana.price = 29_000
        book.renews(hana)

    june, july = desk.mrr("2025-06"), desk.mrr("2025-07")
    assert (int(june.expansion), int(june.contraction), int(june.end)) == (20_000, 0, 49_000)
    assert (int(july.expansion), int(july.contraction), int(july.end)) == (0, 20_000, 29_000)
    assert desk.numbers("2025-06", "churned", "new") == (0, 0)


def test_confirmed_mrr_leaves_out_who_has_asked_to_stop(desk: Desk) -> None:
    with desk.story() as book:
        book.subscribes("staying", seoul("2025-05-20 10:00"))
        leaving = book.subscribes("leaving", seoul("2025-05-15 10:00"))
        book.asks(leaving, seoul("2025-05-30"))

    now = seoul("2025-06-01")
    assert desk.numbers("2025-05", "mrr", "confirmed_mrr", now=now) == (58_000, 29_000)
    june = seoul("2025-06-16")
    assert desk.numbers("2025-06", "mrr", "confirmed_mrr", now=june) == (29_000, 29_000)


def test_an_approval_is_a_permission_change_and_never_churn(desk: Desk) -> None:
    with desk.story() as book:
        book.member("hana")
        book.downgraded("hana", seoul("2025-06-30 23:59:59"))

    assert desk.numbers("2025-06", "permission_changes", "churned") == (1, 0)
    assert desk.numbers("2025-07", "permission_changes") == (0,)
