from __future__ import annotations

import pytest

from billing_core.desk import members
from billing_core.desk.member_search import MemberPlace
from billing_core.desk.members import (
    MemberCard,
    count_members,
    find_members,
    member_card,
    members_found,
)
from billing_core.desk.numbered_members import SHORTEST
from billing_core.desk.payment_filter import PaymentFilter
from billing_core.desk.payments import payment_page
from billing_core.models import Member, PaymentRecord
from billing_core.rules.permission import Permission
from billing_core.rules.subscription import SubscriptionStatus
from tests.desk.conftest import live, read
from tests.parts.members import numbered
from tests.parts.world import World

HOSTILE = [
    '=HYPERLINK("http://127.0.0.1","누르세요")',
    "<script>alert(1)</script>",
    ":red[x] **굵게** $x^2$",
    "여우 🦊 [링크](http://127.0.0.1)",
    "100%_확실!",
]


def ids(world: World, text: str) -> list[str]:
    return [row.app_id for row in read(world, lambda session: find_members(session, text, 50))]


def card_of(world: World, member_id: str) -> MemberCard:
    (member,) = world.rows(Member, Member.app_id == member_id)
    found = read(world, lambda session: member_card(session, member.id))
    assert found is not None
    return found


def test_a_part_of_the_name_or_the_id_is_enough(world: World) -> None:
    world.register_card("m-0001", name="김하나")
    world.register_card("m-0002", name="이두리")

    assert ids(world, "하나") == ["m-0001"]
    assert ids(world, "0002") == ["m-0002"]
    assert sorted(ids(world, "")) == ["m-0001", "m-0002"]
    assert ids(world, "없는 사람") == []
    assert read(world, count_members) == 2


def pages(world: World, text: str, limit: int) -> list[list[str]]:
    """Every page, in their order."""
    found: list[list[str]] = []
    after: MemberPlace | None = None
    while True:
        place = after
        page = read(world, lambda session: members_found(session, text, limit, place))  # noqa: B023
        found.append([row.app_id for row in page.rows])
        after = page.next
        if after is None:
            return found


def test_page_after_page_everybody_is_listed_once_the_newest_first(world: World) -> None:
    for number in range(5):
        world.register_card(f"m-{number}", name=f"김하나{number % 2}")  # all within one second

    everybody = [f"m-{number}" for number in reversed(range(5))]
    assert pages(world, "", 2) == [everybody[:2], everybody[2:4], everybody[4:]]
    assert pages(world, "", 5) == [everybody]
    assert pages(world, "하나0", 2) == [["m-4", "m-2"], ["m-0"]]
    assert pages(world, "김하나", 4) == [everybody[:4], everybody[4:]]


def test_who_joins_meanwhile_moves_nobody_to_another_page(world: World) -> None:
    for number in range(3):
        world.register_card(f"m-{number}", name="김하나")
    first = read(world, lambda session: members_found(session, "", 2))

    world.register_card("m-9", name="이두리")

    second = read(world, lambda session: members_found(session, "", 2, first.next))
    assert [row.app_id for row in (*first.rows, *second.rows)] == ["m-2", "m-1", "m-0"]


def test_of_numbers_that_begin_alike_in_too_many_it_is_said(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.join("hana")
    world.join("duri")
    numbers = [payment.imp_uid for payment in world.rows(PaymentRecord)]
    alike = numbers[0][:SHORTEST]
    assert all(number.startswith(alike) for number in numbers)
    monkeypatch.setattr(members, "MOST_NUMBERED", 2)
    assert not read(world, lambda session: members_found(session, alike, 9)).cut

    monkeypatch.setattr(members, "MOST_NUMBERED", 1)
    found = read(world, lambda session: members_found(session, alike, 9))
    assert found.cut
    assert len(found.rows) == 1


def test_half_a_payment_number_leads_to_its_member(world: World) -> None:
    world.join("hana")
    world.join("duri")
    payment = world.rows(PaymentRecord, PaymentRecord.member_id == numbered("hana"))[0]

    for number in (payment.imp_uid, payment.merchant_uid):
        assert ids(world, number) == ["hana"]
        assert ids(world, number[:-1]) == ["hana"]
        assert ids(world, number + "9") == []
    assert ids(world, payment.imp_uid[:SHORTEST]) != []
    assert ids(world, payment.imp_uid[: SHORTEST - 1]) == []
    assert ids(world, "%" * SHORTEST) == ids(world, "_" * SHORTEST) == []


def test_the_approval_number_on_a_slip_leads_to_its_member(world: World) -> None:
    world.join("hana")
    payment = world.rows(PaymentRecord, PaymentRecord.apply_num != "")[0]

    assert ids(world, payment.apply_num) == ["hana"]


def test_no_more_members_than_asked_for_by_name_and_number_together(world: World) -> None:
    world.join("hana")
    number = world.rows(PaymentRecord)[0].imp_uid
    world.register_card(number, name="이름이 결제 번호와 같은 회원")

    assert sorted(ids(world, number)) == sorted(["hana", number])
    assert len(read(world, lambda session: find_members(session, number, 1))) == 1


def test_strange_ids_are_found_literally_and_come_back_unchanged(world: World) -> None:
    for member_id in HOSTILE:
        world.register_card(member_id, name=member_id)

    assert [ids(world, member_id) for member_id in HOSTILE] == [[each] for each in HOSTILE]
    assert ids(world, "%_확") == ["100%_확실!"]
    assert ids(world, "100__확실!") == []
    assert [card_of(world, each).row.name for each in HOSTILE] == HOSTILE


def test_what_no_name_can_hold_finds_nobody(world: World) -> None:
    world.join("hana")
    wanted = PaymentFilter(span=None, text="ha\x00na")

    assert ids(world, wanted.text) == []
    assert read(world, lambda session: payment_page(session, wanted, limit=5)).rows == ()


def test_a_member_at_a_glance(world: World) -> None:
    world.join("hana")
    live(world, 32)

    card = card_of(world, "hana")

    assert card.row.status is SubscriptionStatus.ACTIVE
    assert card.row.permission is Permission.PAID
    assert (card.payments, card.paid_total) == (2, 58_000)
    assert card.row.paid_through is not None
    assert card.row.next_charge_at is not None
    assert card.row.next_charge_at > card.row.paid_through
    assert card.card.startswith("신한카드 936600")


def test_what_was_given_back_is_not_in_the_total(world: World) -> None:
    world.join("hana")
    (payment,) = world.rows(PaymentRecord, PaymentRecord.payment_class == "charge")

    world.sandbox.refund_at_console(payment.imp_uid, 9_000, "고객 요청")
    world.work()

    assert card_of(world, "hana").paid_total == 20_000


def test_nobody_by_that_id(world: World) -> None:
    assert read(world, lambda session: member_card(session, 0)) is None
