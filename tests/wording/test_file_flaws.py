"""What a file's flaws are called: the facts stay, the words are of the language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from billing_core.history.mapping import BadMapping, read_mapping
from billing_core.history.refused import ImportRefused
from billing_core.rules.file_flaw import (
    BadRow,
    FileFlaw,
    FileFlawCode,
    GivenBack,
    Origin,
    file_flaw,
)
from billing_core.rules.payment_pair import PaymentPair, SamePaymentsUnclear
from billing_core.rules.same_payment import PaymentTraits
from billing_core.wording.file_flaws import bad_row_said, flaw_said
from billing_core.wording.languages import ENGLISH
from billing_core.wording.refusals import refusal_said

PAID_AT = datetime(2026, 2, 12, 1, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "korean", "english"),
    [
        (
            BadRow("a.csv", 3, file_flaw(FileFlawCode.TOO_MUCH_WON, "'1'"), "결제금액"),
            "결제금액: 금액이 너무 큽니다(받은 값 '1')",
            "결제금액: the amount is too large (found '1')",
        ),
        (
            BadRow("a.csv", 3, file_flaw(FileFlawCode.EMPTY), "회원: 번호"),
            "회원: 번호: 비어 있습니다",
            "회원: 번호: is empty",
        ),
        (
            BadRow("a.csv", 3, file_flaw(FileFlawCode.CELLS, cells=3, named=5)),
            "칸이 3개인데 머리글은 5개입니다",
            "3 cells under a heading of 5",
        ),
        (
            BadRow(
                "a.xlsx",
                1,
                file_flaw(
                    FileFlawCode.COLUMNS_MISSING_IN_SHEET,
                    columns=("amount",),
                    needed=("imp_uid", "amount"),
                    sheets=("표지", "내역"),
                ),
            ),
            "열이 없습니다: amount(필요한 열: imp_uid, amount, 있는 시트: 표지, 내역)",
            "Missing columns: amount (needed: imp_uid, amount; the sheets are: 표지, 내역)",
        ),
        (
            BadRow("a.csv", 3, file_flaw(FileFlawCode.TOO_LONG, "'ㄱ\nㄴ {x}'", longest=40)),
            "보이는 글자 40자까지입니다(받은 값 'ㄱ\nㄴ {x}')",
            "may have 40 characters that can be seen (found 'ㄱ\nㄴ {x}')",
        ),
    ],
)
def test_what_is_filled_in_stays(row: BadRow, korean: str, english: str) -> None:
    assert bad_row_said(row) == korean
    assert bad_row_said(row, ENGLISH) == english


@pytest.mark.parametrize(
    ("where", "korean", "english"),
    [
        (Origin("june.csv", 17), "june.csv 17행", "june.csv, line 17"),
        (Origin(line=3), "3행", "line 3"),
        (Origin("members.csv:2"), "members.csv:2", "members.csv:2"),
        (Origin(), "포트원", "PortOne"),
    ],
)
def test_where_a_row_came_from(where: Origin, korean: str, english: str) -> None:
    flaw = file_flaw(FileFlawCode.SAYS_OTHERWISE, number="imp_1", where=where)

    assert flaw_said(flaw) == f"imp_1: 이미 다른 내용으로 들어 있습니다({korean})"
    assert flaw_said(flaw, ENGLISH) == (
        f"imp_1: is there already and says something else ({english})"
    )


def differing(*known: str | int | datetime) -> FileFlaw:
    return file_flaw(
        FileFlawCode.SAYS_OTHERWISE_OF_PAYMENT,
        number="t",
        where=Origin(),
        known=known,
        said=("하나",),
    )


def test_won_and_moments_of_both_are_said_in_each_language() -> None:
    flaw = differing(29_000, PAID_AT, "hana")

    assert "장부에는 29,000원, 2026-02-12 10:30:00, hana, 파일에는 하나" in flaw_said(flaw)
    assert "29,000 won, 2026-02-12 10:30:00, hana in the book, 하나 in" in flaw_said(flaw, ENGLISH)


def test_of_many_refunds_the_first_are_named() -> None:
    told = tuple(GivenBack(PAID_AT, won) for won in range(1_000, 7_000, 1_000))
    flaw = file_flaw(FileFlawCode.REFUND_OTHER_THAN_FILE, told=told)

    assert "2026-02-12 1,000원, " in flaw_said(flaw)
    assert "2026-02-12 5,000 won, …)" in flaw_said(flaw, ENGLISH)
    assert "6,000" not in flaw_said(flaw)


def test_a_refused_import_names_its_first_rows_and_counts_the_others_in_both_languages() -> None:
    row = BadRow("a.csv", 3, file_flaw(FileFlawCode.EMPTY), "amount")

    assert refusal_said(ImportRefused([row])).splitlines() == [
        "가져오지 않았습니다. 고쳐야 할 행이 1개 있습니다.",
        "a.csv 3행: amount: 비어 있습니다",
    ]
    many = refusal_said(ImportRefused([row] * 30, 1_234), ENGLISH).splitlines()
    assert (many[0], many[1], many[-1]) == (
        "Nothing was imported. 1,234 rows have to be put right.",
        "a.csv, line 3: amount: is empty",
        "1,214 more",
    )
    assert len(many) == 22


def test_unclear_pairs_are_named_in_both_languages() -> None:
    paid = PaymentTraits("imp_1", frozenset(), "hana", 29_000, PAID_AT, filed=True, charge=True)
    refused = SamePaymentsUnclear([PaymentPair(paid, paid, "a.csv:3")], 1)

    assert refusal_said(refused).splitlines()[1].startswith("a.csv:3 imp_1 · hana · 2026-02-12")
    assert "29,000 won" in refusal_said(refused, ENGLISH)


def test_a_mapping_that_cannot_be_used_says_why_in_both_languages() -> None:
    with pytest.raises(BadMapping) as bad:
        read_mapping("[payments]\nzone = 1\n")

    assert "[payments]에서 모르는 항목입니다: zone" in refusal_said(bad.value)
    assert "Entries of [payments] that mean nothing: zone" in refusal_said(bad.value, ENGLISH)
