"""Who may forget a member and when, and that nothing that arrives later brings the name back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from billing_core.desk.members import find_members
from billing_core.forgetting import erase_member
from billing_core.forgetting.forget_member import foresee_forgetting
from billing_core.history.file_kind import FileKind
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.models import (
    AuditRow,
    Cancellation,
    LedgerEntry,
    PaymentRecord,
)
from billing_core.rules.act import Act
from billing_core.rules.actor import Actor, Role
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.retention import ERASED
from billing_core.rules.seal import SealDifference, SealFlaw
from billing_core.rules.source import Source
from billing_core.seals.key import key_file
from tests.forgetting.hana import TROUBLES, everything_is_looked_at, forget, imports, names
from tests.parts.people import APPROVER, VIEWER
from tests.seals.office import Office

C = RefusalCode


@pytest.mark.parametrize("code", TROUBLES)
def test_what_is_open_stands_in_the_way_and_says_what_to_do(office: Office, code: str) -> None:
    with office.database.writing() as session:
        for row in TROUBLES[code](office):
            session.add(row)
            session.flush()

    with pytest.raises(Refusal) as refused:
        forget(office)

    assert str(refused.value.says) == code.strip()
    assert names(office) == [("hana", "김하나")]


@pytest.mark.parametrize("who", [VIEWER, APPROVER, Actor("최은영", Role.ADMINISTRATOR, 99)])
def test_only_an_administrator_forgets(office: Office, who: Actor) -> None:
    with pytest.raises(Refusal) as refused:
        forget(office, actor=who)
    assert refused.value.says in (C.NOT_ALLOWED, C.NOT_SIGNED_IN)
    assert names(office) == [("hana", "김하나")]


def test_a_look_beforehand_changes_nothing(office: Office) -> None:
    assert foresee_forgetting(office.system, "hana") == "김하나"
    assert names(office) == [("hana", "김하나")]


def test_whoever_is_forgotten_is_not_there_to_be_forgotten_again(office: Office) -> None:
    pseudonym = forget(office)
    with pytest.raises(Refusal) as refused:
        forget(office)
    assert refused.value.says is C.UNKNOWN_MEMBER
    assert forget(office, pseudonym) == pseudonym
    with office.database.reading() as session:
        assert session.query(AuditRow).filter_by(act=Act.MEMBER_FORGOTTEN).count() == 1


def test_stopped_in_the_middle_nobody_is_forgotten_and_the_next_time_it_is_whole(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(erase_member, "_from_the_search", stopped)
        with pytest.raises(KeyboardInterrupt):
            forget(office)
    assert names(office) == [("hana", "김하나")]
    assert "하나 님이 전화함" in details(office)

    pseudonym = forget(office)
    assert names(office) == [(pseudonym, pseudonym)]
    assert "하나 님이 전화함" not in details(office)


def details(office: Office) -> list[str]:
    with office.database.reading() as session:
        return [str(row.detail.get("reason")) for row in session.query(AuditRow)]


def test_a_file_that_still_has_the_member_names_nobody_and_counts_its_money(
    office: Office,
) -> None:
    pseudonym = forget(office)

    imports(office, members="member_id,name,joined_at\nhana,김하나,2024-01-01T00:00:00+09:00\n")
    report = imports(
        office,
        payments="imp_uid,merchant_uid,member_id,paid_at,amount,card_name\n"
        "imp_7,shop-7,hana,2024-01-05T12:00:00+09:00,29000,하나카드\n",
        cancellations="cancellation_id,member_id,requested_at,reason\nc7,hana,2024-01-06T12:00:00+09:00,하나 사유\n",
    )

    assert report.of(FileKind.PAYMENTS).won == 29_000
    assert names(office) == [(pseudonym, pseudonym)]
    with office.database.reading() as session:
        told = session.get_one(PaymentRecord, "imp_7")
        assert (told.member_id, told.card_name) == (1, "")
        assert session.query(Cancellation.reason).all() == [("",)]
        assert session.query(LedgerEntry).filter_by(member_id=1).count() == 2
    assert (
        imports(office, members="member_id,name,joined_at\nhana,김하나,2024-01-01T00:00:00+09:00\n")
        .files[0]
        .rows_new
        == 0
    )


def test_a_payment_that_is_read_again_tells_its_money_and_no_name(office: Office) -> None:
    forget(office)
    read = office.till.payments["imp_000001"]
    again = replace(
        read,
        card_name="하나카드",
        card_number="1234-****",
        receipt_url="https://slip/하나",
        cancel_amount=9_000,
        raw={**read.raw, "buyer_name": "김하나", "custom_data": "hana", "amount": 29_000},
    )

    with office.database.writing() as session:
        settle_payment(session, again, source=Source.SWEEP, now=office.clock.now())

    with office.database.reading() as session:
        told = session.get_one(PaymentRecord, "imp_000001")
    assert told.cancel_amount == 9_000
    assert (told.card_name, told.card_number, told.receipt_url) == ("", "", "")
    assert "하나" not in str(told.raw)
    assert "hana" not in str(told.raw.get("custom_data"))


def test_an_act_says_no_word_and_the_seals_hold(office: Office) -> None:
    forget(office)
    with office.database.reading() as session:
        held = session.scalars(select(AuditRow).where(AuditRow.act == Act.DOWNGRADE_HELD)).all()
    assert [one.detail for one in held] == [ERASED]
    everything_is_looked_at(office)
    assert office.told() == []


def test_other_words_in_the_place_of_those_that_were_taken_out_are_refused_and_told(
    office: Office,
) -> None:
    forget(office)
    for change in (
        'detail = \'{"reason": "다른 말"}\'',
        "detail = '{\"erased\": true}', act = 'downgrade.approved'",
        "detail = '{\"erased\": true}', actor = '2'",
        "detail = '{\"erased\": true}', subject = 'x'",
    ):
        with (
            pytest.raises(DatabaseError, match="append-only"),
            office.database.writing() as session,
        ):
            session.execute(text(f"UPDATE audit_log SET {change} WHERE act = 'downgrade.held'"))

    office.tampers("UPDATE audit_log SET detail = '{\"a\": 1}' WHERE act = 'downgrade.held'")
    everything_is_looked_at(office)
    assert [one.flaw for one in office.told()] == [SealFlaw.TEXT_CHANGED]


def test_the_words_about_others_are_taken_out_by_nobody(office: Office) -> None:
    """Neither past the act, nor of rows that belong to nobody."""
    blank = "UPDATE audit_log SET detail = '{\"erased\": true}'"
    with pytest.raises(DatabaseError, match="append-only"), office.database.writing() as session:
        session.execute(text(blank))
    with office.database.writing() as session:
        session.execute(text("UPDATE members SET forgotten_at = created_at"))
        session.execute(text(f"{blank} WHERE act = 'downgrade.held'"))

    everything_is_looked_at(office)

    (told,) = office.told()
    assert told == SealDifference(SealFlaw.TEXT_CHANGED, 2, "audit_log", told.rows)


def test_without_the_key_nobody_is_forgotten_who_could_not_be_known_again(
    office: Office,
) -> None:
    key_file(office.system.settings).write_text("")
    with pytest.raises(Refusal) as refused:
        forget(office)
    assert refused.value.says is C.FORGET_KEY_MISSING
    assert names(office) == [("hana", "김하나")]


def test_the_search_finds_the_pseudonym_and_not_the_name(office: Office) -> None:
    pseudonym = forget(office)
    with office.database.reading() as session:
        assert [one.app_id for one in find_members(session, pseudonym, 9)] == [pseudonym]
        assert not find_members(session, "김하나", 9)
        assert not find_members(session, "hana", 9)
