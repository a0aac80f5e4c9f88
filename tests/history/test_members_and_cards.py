"""Members by name, and whose billing key is whose."""

from __future__ import annotations

from billing_core.history.file_kind import FileKind
from billing_core.models import Card, Member
from billing_core.rules.permission import Permission
from billing_core.wording.refusals import refusal_said
from tests.history.desk import GOOD, HEADING, Desk
from tests.numbers.book import seoul
from tests.parts.members import app_id_in

MEMBERS = """\
member_id,name,joined_at
hana,김하나,2024-11-02T10:00:00+09:00
duri,이두리,2024-12-24T10:00:00+09:00
"""
CARDS = "customer_uid,member_id,card_name\nold-1,hana,신한\nold-2,hana,\nold-3,sena,\n"


def members(desk: Desk) -> dict[str, Member]:
    with desk.database.reading() as session:
        return {one.app_id: one for one in session.query(Member)}


def test_members_have_names_and_no_permission(desk: Desk) -> None:
    report = desk.takes(members=MEMBERS).of(FileKind.MEMBERS)

    found = members(desk)
    assert (report.rows_new, report.members_new) == (2, 2)
    assert [(found[one].name, found[one].source) for one in ("hana", "duri")] == [
        ("김하나", "members.csv:2"),
        ("이두리", "members.csv:3"),
    ]
    assert {one.permission for one in found.values()} == {Permission.FREE}


def test_a_member_whom_only_payments_knew_gets_a_name_and_an_earlier_beginning(desk: Desk) -> None:
    desk.imports(HEADING + GOOD)
    report = desk.takes(members=MEMBERS).of(FileKind.MEMBERS)

    hana = members(desk)["hana"]
    assert (report.rows_new, report.members_new) == (2, 1)
    assert (hana.name, hana.source) == ("김하나", "payments.csv:2")
    assert hana.created_at == seoul("2024-11-02 10:00")


def test_the_same_members_again_change_nothing_and_another_name_is_refused(desk: Desk) -> None:
    desk.takes(members=MEMBERS)

    assert desk.takes(members=MEMBERS).of(FileKind.MEMBERS).rows_new == 0
    refused = desk.refuses(members=MEMBERS.replace("김하나", "김두나"))
    assert "hana: 이미 다른 내용으로 들어 있습니다(members.csv:2)" in refusal_said(refused)


def test_cards_lead_to_members_and_one_may_have_several(desk: Desk) -> None:
    report = desk.takes(cards=CARDS).of(FileKind.CARDS)

    with desk.database.reading() as session:
        cards = {
            one.customer_uid: (app_id_in(session, one.member_id), one.card_name)
            for one in session.query(Card)
        }
    assert cards == {"old-1": ("hana", "신한"), "old-2": ("hana", ""), "old-3": ("sena", "")}
    assert (report.rows_new, report.members_new) == (3, 2)
    assert desk.takes(cards=CARDS).of(FileKind.CARDS).rows_new == 0


def test_a_card_is_of_one_member(desk: Desk) -> None:
    desk.takes(cards=CARDS)

    assert "old-1: 이미 다른" in refusal_said(desk.refuses(cards=CARDS.replace("hana", "duri")))


def test_payments_out_of_order_begin_with_the_earliest(desk: Desk) -> None:
    later = GOOD.replace("imp_1", "imp_0").replace("2025-01-05", "2025-03-05")
    filler = "".join(f"x_{n},shop-{n},m-{n},2025-02-01T00:00:00+09:00,1\n" for n in range(1_000))
    desk.imports(HEADING + later + filler + GOOD)  # more rows than one helping between them

    assert members(desk)["hana"].created_at == seoul("2025-01-05 12:00")
