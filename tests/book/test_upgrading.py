"""A book of an earlier version is brought up to date, and nothing that it says is lost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, text

from billing_core.database import normalised
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.wording.exclusions import exclusion_said

MIGRATIONS = Path(__file__).parents[2] / "billing_core" / "migrations"
WHEN = "2026-02-01 00:00:00+00:00"
# As an earlier version kept them, in its own words.
KEPT = {
    "imp_1": "빌링키 발급 결제라 돈이 움직이지 않았습니다",
    "imp_2": "원화가 아닌 결제입니다(USD)",
    "imp_3": "imp_9와 같은 결제라 한 번만 셉니다",
    "imp_4": "담당자 판단: 발급 결제로 보고 제외 (김승인 (본부))",
    "imp_5": "읽을 수 없는 결제입니다: 환불 내역의 합이 환불액과 다릅니다",
    "imp_6": "파일로 들어온 T-1와 같은 결제일 수 있어 확인이 필요합니다",
    "imp_7": "어느 버전의 문장도 아닙니다",
    "imp_8": "",
}
ASKED = "빌링키 발급인데 승인번호가 있어 실제 결제인지 확인이 필요합니다"


def moved(url: str, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = normalised(url)
    if revision == "head":
        command.upgrade(config, revision)
    else:
        command.downgrade(config, revision)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A book as 0013 left it."""
    moved(database_url, "0013")
    engine = create_engine(normalised(database_url))
    try:
        with engine.begin() as book:
            for imp_uid, reason in KEPT.items():
                keeps(book, imp_uid, reason)
            asks(book, 1, None)
            asks(book, 2, WHEN)
        yield engine
    finally:
        engine.dispose()


def keeps(book: Connection, imp_uid: str, reason: str) -> None:
    book.execute(
        text(
            "INSERT INTO payments (imp_uid, gateway_uid, merchant_uid, customer_uid, payment_class,"
            " reason, status, amount, cancel_amount, fail_reason, card_name, card_number,"
            " apply_num, receipt_url, source, first_seen_at, read_at, raw) VALUES (:imp_uid, '',"
            " 'm', '', 'issuance', :reason, 'paid', 1, 0, '', '', '', '', '', 'read', :at, :at,"
            " '{}')"
        ),
        {"imp_uid": imp_uid, "reason": reason, "at": WHEN},
    )


def asks(book: Connection, number: int, resolved_at: str | None) -> None:
    detail = json.dumps({"reason": ASKED, "merchant_uid": "m"})
    book.execute(
        text(
            "INSERT INTO findings (id, kind, subject, opened_at, resolved_at, amount, resolution,"
            " resolved_by, detail) VALUES (:id, 'quarantined_payment', :subject, :at, :resolved, 1,"
            " '', '', :detail)"
        ),
        {
            "id": number,
            "subject": f"imp_{number}",
            "at": WHEN,
            "resolved": resolved_at,
            "detail": detail,
        },
    )


def reasons(engine: Engine) -> dict[str, str]:
    with engine.connect() as book:
        rows = book.execute(text("SELECT imp_uid, reason FROM payments"))
        return {row.imp_uid: row.reason for row in rows}


def details(engine: Engine) -> dict[int, dict[str, str]]:
    with engine.connect() as book:
        rows = book.execute(text("SELECT id, detail FROM findings ORDER BY id")).all()
    return {
        number: detail if isinstance(detail, dict) else json.loads(detail)
        for number, detail in rows
    }


def test_why_a_payment_is_left_out_says_the_same_as_before(
    engine: Engine, database_url: str
) -> None:
    moved(database_url, "head")

    kept = reasons(engine)
    assert kept["imp_2"] == "foreign_currency:USD"
    assert kept["imp_4"] == "decided_issuance:김승인 (본부)"
    known = {key: Exclusion.parse(reason) for key, reason in kept.items() if reason}
    assert [key for key, why in known.items() if why.code is ExclusionReason.LEGACY] == ["imp_7"]
    assert {key: exclusion_said(why) for key, why in known.items()} | {"imp_8": ""} == {
        **KEPT,
        "imp_1": "카드 등록이라 돈이 움직이지 않았습니다 (실제 결제 아님)",
        "imp_4": "담당자 판단: 카드 등록으로 보고 제외 (김승인 (본부))",
    }


def test_an_open_question_has_the_code_and_an_answered_one_its_sentence(
    engine: Engine, database_url: str
) -> None:
    moved(database_url, "head")

    assert details(engine) == {
        1: {"exclusion": "issuance_approved", "merchant_uid": "m"},
        2: {"reason": ASKED, "merchant_uid": "m"},
    }


def test_there_and_back_is_what_it_was(engine: Engine, database_url: str) -> None:
    moved(database_url, "head")
    moved(database_url, "0013")

    assert reasons(engine) == KEPT
