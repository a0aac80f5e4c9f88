"""A sum beside the book that is not the book's."""

from __future__ import annotations

from dataclasses import dataclass

from billing_core.rules.calendar import Month


@dataclass(frozen=True)
class Difference:
    """One number of one month, or of all of them: what is kept, and what the book says."""

    month: Month | None
    what: str  # Korean
    shown: int
    ledger: int

    @property
    def sentence(self) -> str:
        when = f"{self.month.year}년 {self.month.month}월" if self.month else "전체 기간"
        return (
            f"{when} {self.what}: 화면에는 {self.shown:,}, "
            f"원장으로는 {self.ledger:,}입니다. 집계를 다시 만들어 주세요."
        )
