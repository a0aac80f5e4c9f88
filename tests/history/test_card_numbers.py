"""Card numbers in a company's files: masked in texts, counted before anything is taken, and no id."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from billing_core.database import Database
from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import import_history
from billing_core.history.preview import preview
from billing_core.history.refused import ImportRefused
from billing_core.history.source_file import SourceFile
from billing_core.models import Card, PaymentRecord
from billing_core.rules.actor import SYSTEM
from billing_core.rules.file_flaw import FileFlawCode

NOW = datetime(2026, 11, 23, tzinfo=UTC)
CARD, MASKED = "5365-1012-3456-7893", "5365-10**-****-7893"
DIGITS = CARD.replace("-", "")
CARDS = f"customer_uid,member_id,card_name,card_number\nk1,m1,국민 {CARD},{CARD}\nk2,m1,국민,1234\n"


@pytest.fixture
def book(sqlite_url: str) -> Database:
    return Database(sqlite_url, durable=False)


def take(book: Database, kind: FileKind, text: str, *, dry_run: bool = False) -> int:
    files = {kind: SourceFile("file.csv", text.encode())}
    return import_history(book, files, SYSTEM, NOW, dry_run=dry_run).of(kind).cards_masked


def test_a_trial_counts_them_and_the_import_masks_them(book: Database) -> None:
    assert take(book, FileKind.CARDS, CARDS, dry_run=True) == 2
    assert take(book, FileKind.CARDS, CARDS) == 2
    with book.reading() as session:
        kept = session.execute(select(Card.card_name, Card.card_number).order_by(Card.customer_uid))
        assert [tuple(row) for row in kept] == [(f"국민 {MASKED}", MASKED), ("국민", "1234")]
    book.close()


def test_payments_keep_numbers_that_only_look_like_one(book: Database) -> None:
    text = (
        "imp_uid,merchant_uid,member_id,paid_at,amount,apply_num\n"
        f"{DIGITS},{CARD},m1,2025-02-01T00:00:00+09:00,29000,{DIGITS}\n"
    )
    assert take(book, FileKind.PAYMENTS, text) == 0
    with book.reading() as session:
        kept = session.scalars(select(PaymentRecord)).one()
    assert (kept.imp_uid, kept.merchant_uid, kept.apply_num) == (DIGITS, CARD, DIGITS)
    book.close()


@pytest.mark.parametrize("row", [f"{CARD},m1,,", f"k1,{DIGITS},,"])
def test_an_id_that_looks_like_one_is_refused_and_not_repeated(book: Database, row: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        take(book, FileKind.CARDS, f"{CARDS.splitlines()[0]}\n{row}\n")
    [bad] = refused.value.bad_rows
    assert (bad.flaw.code, bad.flaw.found) == (FileFlawCode.CARD_NUMBER, "")
    book.close()


def test_the_preview_shows_none() -> None:
    text = f"customer_uid,member_id,card_number,메모\nk1,m1,{CARD},새 카드 {CARD}\n"
    [(_, cells)] = preview(SourceFile("file.csv", text.encode())).rows
    assert cells == ["k1", "m1", MASKED, f"새 카드 {MASKED}"]
