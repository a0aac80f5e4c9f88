"""What one cell of the plain form may hold. BadCell says in Korean why it may not."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from billing_core.lifecycle.start_checkout import require_member_id
from billing_core.rules.refusal import Refusal

MOST_WON = 1_000_000_000_000


class BadCell(Exception):
    """The message is one Korean sentence with the column and what was found."""


def read_id(column: str, text: str, longest: int) -> str:
    """A number somebody's system gave: letters, digits and a few signs."""
    if not re.fullmatch(rf"[A-Za-z0-9_.:-]{{1,{longest}}}", text):
        raise BadCell(f"{column}는 영문·숫자 1~{longest}자여야 합니다(받은 값 {_short(text)})")
    return text


def read_name(column: str, text: str, longest: int) -> str:
    """Any text that can be seen; may not be empty."""
    if not text.strip() or len(text) > longest or not text.isprintable():
        raise BadCell(f"{column}는 보이는 글자 1~{longest}자여야 합니다(받은 값 {_short(text)})")
    return text


def read_member_id(text: str) -> str:
    try:
        require_member_id(text)
    except Refusal as refusal:
        raise BadCell(f"member_id: {refusal.for_people}(받은 값 {_short(text)})") from None
    return text


def read_reason(text: str) -> str:
    if len(text) > 400 or "\x00" in text:
        raise BadCell("reason은 400자까지 쓸 수 있습니다")
    return text


def read_instant(column: str, text: str, now: datetime) -> datetime:
    """ISO 8601 with its offset, not later than `now`; as UTC."""
    try:
        instant = datetime.fromisoformat(text)
        if instant.tzinfo is None:
            raise BadCell(
                f"{column}에 시간대가 없습니다. 2025-01-31T23:59:59+09:00처럼 적어 주세요"
                f"(받은 값 {_short(text)})"
            )
        instant = instant.astimezone(UTC)
    except (ValueError, OverflowError):
        raise BadCell(
            f"{column}를 날짜와 시각으로 읽을 수 없습니다(받은 값 {_short(text)})"
        ) from None
    if instant > now:
        raise BadCell(f"{column}가 지금보다 나중입니다(받은 값 {_short(text)})")
    return instant


def read_won(column: str, text: str) -> int:
    if re.fullmatch(r"-[0-9]+", text):
        raise BadCell(f"{column}가 음수입니다(받은 값 {_short(text)})")
    if not re.fullmatch(r"[0-9]{1,13}", text) or int(text) > MOST_WON:
        raise BadCell(f"{column}는 쉼표 없는 원 단위 정수여야 합니다(받은 값 {_short(text)})")
    return int(text)


def _short(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
