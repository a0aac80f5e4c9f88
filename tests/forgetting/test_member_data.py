"""A member's data out: all of it and nobody else's, masked, escaped, and written down."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from billing_core.cli.answers import Say
from billing_core.cli.member_data import write_member_data
from billing_core.clock import HeldClock
from billing_core.forgetting.member_data import take_out_member_data
from billing_core.models import (
    AccessRow,
    AuditRow,
    Cancellation,
    Card,
    Finding,
    ImportBatch,
    InboxEvent,
    InboxState,
    Member,
    PaymentRecord,
    UnreadableRow,
)
from billing_core.rules.access import AccessKind
from billing_core.rules.act import Act
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal, RefusalCode
from tests.parts.people import ADMINISTRATOR, APPROVER
from tests.seals.office import Office, open_office

NAME, CARD = "<b>하나</b>", "433012******7731"


def lives(office: Office) -> None:
    office.takes_payments("hana", "duri")
    office.notes("하나 님이 전화함")
    now = office.clock.now()
    with office.database.writing() as session:
        hana = session.query(Member).filter_by(app_id="hana").one()
        hana.name, hana.forgotten_key = NAME, "x" * 64
        session.query(Card).filter_by(member_id=hana.id).update({"card_number": CARD})
        record = session.query(PaymentRecord).filter_by(member_id=hana.id).one()
        record.raw = {"card_number": "4330121234567731", "buyer_name": NAME}
        record.gateway_uid = "imp_of_hana"  # the book knows it by the number of a file
        for imp_uid in ("imp_of_hana", "imp_of_duri"):
            raw = {"imp_uid": imp_uid, "name": "카드 4330 1212 3456 7739"}
            session.add(UnreadableRow(digest=imp_uid, raw=raw, why="amount", first_seen_at=now))
            session.add(
                InboxEvent(
                    received_at=now,
                    body=b"",
                    imp_uid=imp_uid,
                    state=InboxState.PROCESSED,
                    run_at=now,
                )
            )
        session.query(Finding).delete()
        asked = FindingKind.UNREADABLE_PAYMENT
        for imp_uid in ("imp_000001", "imp_000002"):
            session.add(Finding(kind=asked, subject=imp_uid, opened_at=now))
        session.add(
            Cancellation(
                id="c1",
                member_id=hana.id,
                requested_at=now,
                recorded_at=now,
                requested_by="",
                reason="이사",
            )
        )
        session.add(
            ImportBatch(
                file_name="payments.csv",
                sha256="0" * 64,
                imported_at=now,
                imported_by="",
                rows_read=2,
                rows_new=0,
                excluded=[{"line": 2, "subject": "hana", "why": "zero"}, {"subject": "duri"}],
            )
        )
        for members in ([hana.id], [hana.id + 1], [hana.id, hana.id + 1]):
            session.add(
                AccessRow(
                    at=now,
                    kind=AccessKind.VIEWED,
                    actor="1",
                    remote="10.0.0.7",
                    subject="",
                    members=members,
                )
            )


def test_everything_about_one_member_and_nobody_else(
    database_url: str, held_clock: HeldClock
) -> None:
    with open_office(database_url, held_clock) as office:
        lives(office)
        files = take_out_member_data(office.system, "hana", "본인 요청", ADMINISTRATOR)

        tables = json.loads(files.as_json)["tables"]
        assert {
            "members",
            "cards",
            "payments",
            "payment_names",
            "ledger",
            "cancellations",
            "audit_log",
            "access_log",
            "import_batches",
        } <= set(tables)
        assert [row["app_id"] for row in tables["members"]] == ["hana"]
        assert {row["member_id"] for row in tables["payments"]} == {1}
        assert [row["members"] for row in tables["access_log"]] == [[1], [1]]
        assert "10.0.0.7" not in files.as_json.decode(), "a colleague's"
        assert [row["subject"] for row in tables["findings"]] == ["imp_000001"]
        assert [row["raw"]["imp_uid"] for row in tables["unreadable_rows"]] == ["imp_of_hana"]
        assert [row["imp_uid"] for row in tables["inbox_events"]] == ["imp_of_hana"]
        assert tables["import_batches"] == [
            {"file_name": "payments.csv", "line": 2, "subject": "hana", "why": "zero"}
        ]
        assert "duri" not in files.as_json.decode()
        assert tables["payments"][0]["raw"]["card_number"] == "************7731"
        assert "433012" not in files.as_json.decode() + files.as_page.decode()
        assert "forgotten_key" not in tables["members"][0]

        page = files.as_page.decode()
        assert "&lt;b&gt;하나&lt;/b&gt;" in page
        assert NAME not in page
        for said in ("회원 정보 열람", "이사", "29,000", "2026-11-23 09:00", "화면에서 봄"):
            assert said in page

        with office.database.reading() as session:
            told = session.query(AuditRow).filter_by(act=Act.MEMBER_DATA_TAKEN_OUT).one()
            assert (told.member_id, told.actor, told.detail) == (1, "4", {"reason": "본인 요청"})
            seen = session.query(AccessRow).filter_by(kind=AccessKind.DOWNLOADED).one()
            assert seen.members == [1]


def test_who_takes_out_what_and_why(sqlite_url: str, held_clock: HeldClock) -> None:
    with open_office(sqlite_url, held_clock) as office:
        lives(office)
        for app_id, reason, who, code in (
            ("hana", "본인 요청", APPROVER, RefusalCode.NOT_ALLOWED),
            ("hana", " ", ADMINISTRATOR, RefusalCode.NO_REASON),
            ("nobody", "본인 요청", ADMINISTRATOR, RefusalCode.UNKNOWN_MEMBER),
        ):
            with pytest.raises(Refusal) as refused:
                take_out_member_data(office.system, app_id, reason, who)
            assert refused.value.says is code
        with office.database.reading() as session:
            assert not session.query(AuditRow).filter_by(act=Act.MEMBER_DATA_TAKEN_OUT).count()


def test_the_command_writes_two_files_for_their_owner_alone(
    sqlite_url: str,
    held_clock: HeldClock,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with open_office(sqlite_url, held_clock) as office:
        lives(office)
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)
    said: list[str] = []
    say: Say = said.append

    write_member_data("hana", tmp_path / "out", "본인 요청", say)

    kept = sorted((tmp_path / "out").iterdir())
    assert [one.name for one in kept] == ["member-1.html", "member-1.json"]
    assert {one.stat().st_mode & 0o777 for one in kept} == {0o600}
    assert said[0] == str(tmp_path / "out" / "member-1.json")
