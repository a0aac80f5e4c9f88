"""What every table shares: one declarative base and one way to keep an instant."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    ColumnElement,
    DateTime,
    Dialect,
    Integer,
    MetaData,
    String,
    Text,
    TypeDecorator,
    literal_column,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute

from billing_core.rules.calendar import Month
from billing_core.rules.exclusion import Exclusion


class UtcInstant(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite drops the offset, so it is taken off and put back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        instant = _utc(value)
        return instant.replace(tzinfo=None) if instant and dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC)

    def bind_processor(self, dialect: Dialect) -> Any:
        """As `process_bind_param` and SQLAlchemy's own type write it for SQLite, in one call."""
        return _write_utc if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """SQLite keeps text, which one call reads together with the offset: a fifth of the time
        of every page goes into reading instants."""
        if dialect.name == "sqlite":
            return _read_utc
        return super().result_processor(dialect, coltype)


def _write_utc(value: datetime | None) -> str | None:
    instant = _utc(value)
    return None if instant is None else instant.replace(tzinfo=None).isoformat(" ", "microseconds")


def _utc(value: datetime | None) -> datetime | None:
    if value is not None and value.tzinfo is None:
        raise ValueError(f"a naive datetime is not an instant: {value!r}")
    return value and value.astimezone(UTC)


def _read_utc(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


class Word(TypeDecorator[StrEnum]):
    """One of our own enums, kept as its plain text so that both databases read alike."""

    impl = String(40)
    cache_ok = True

    def __init__(self, words: type[StrEnum]) -> None:
        super().__init__()
        self.words = words

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else str(self.words(value))

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        """Looked up: the enum itself takes ten times as long to say which word it is."""
        return _Words(self.words, None).__getitem__


class _Words(dict[str | None, StrEnum | None]):
    """An enum's words by their text, and what says that there is none."""

    def __init__(self, words: type[StrEnum], *none: str | None) -> None:
        super().__init__(dict.fromkeys(none) | {word.value: word for word in words})
        self._words = words

    def __missing__(self, text: str) -> StrEnum:
        return self._words(text)  # raises ValueError, which names it


def one_of(column: InstrumentedAttribute[Any], words: Iterable[StrEnum]) -> ColumnElement[bool]:
    """`column IN (words)`, of our own enums, as part of the statement: a list of parameters is
    written anew whenever it is asked."""
    return column.in_([literal_column(f"'{word}'") for word in words])


class WordOrEmpty(Word):
    """A `Word` in a column that is never NULL: empty where there is none."""

    cache_ok = True

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str:
        return super().process_bind_param(value, dialect) or ""

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        return _Words(self.words, None, "").__getitem__


class ExclusionText(TypeDecorator[Exclusion]):
    """Why something is left out, as `zero` or `foreign_currency:USD`; empty where nothing is."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Exclusion | None, dialect: Dialect) -> str:
        return "" if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Exclusion | None:
        return Exclusion.parse(value) if value else None


class MonthText(TypeDecorator[Month]):
    """A calendar month in Asia/Seoul, kept as `2026-11`: in the order of time, and readable."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Month | None:
        return None if value is None else _month(value)


@cache
def _month(text: str) -> Month:
    """A company has a few hundred of them, and reads them a hundred thousand times."""
    return Month(int(text[:4]), int(text[5:]))


BigId = BigInteger().with_variant(Integer(), "sqlite")  # SQLite counts up only INTEGER keys


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: UtcInstant,
        Month: MonthText,
        dict[str, Any]: JSON,
        list[dict[str, Any]]: JSON,
        int: BigInteger,
    }
