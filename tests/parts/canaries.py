"""Canaries: made-up personal data that is sent in somewhere, and then looked for everywhere."""

from __future__ import annotations

import json
import re

from sqlalchemy import MetaData, select

from billing_core.database import Database

PHONE, EMAIL = "010-9876-5432", "canary.kim@example.com"
RESIDENT, CARD = "900101-2345671", "5365-1012-3456-7893"
CANARIES = (PHONE, EMAIL, RESIDENT, CARD)
ALL_OF_THEM = f"전화 {PHONE} 메일 {EMAIL} 주민 {RESIDENT} 카드 {CARD}"
_BETWEEN = re.compile(r"(?<=\d)[-. ](?=\d)")


def found_in(text: str) -> set[str]:
    """The canaries that a text holds, however their digits are grouped."""
    plain = _BETWEEN.sub("", text)
    return {each for each in CANARIES if _BETWEEN.sub("", each) in plain}


def canaries_of(database: Database) -> dict[str, set[str]]:
    """Where canaries stand in the book, as `table.column`: every table, every column."""
    book = MetaData()
    found: dict[str, set[str]] = {}
    with database.engine.connect() as connection:
        book.reflect(connection)
        for table in book.sorted_tables:
            for row in connection.execute(select(table)).mappings():
                for name, value in row.items():
                    if there := found_in(_text(value)):
                        found.setdefault(f"{table.name}.{name}", set()).update(there)
    return found


def _text(value: object) -> str:
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
