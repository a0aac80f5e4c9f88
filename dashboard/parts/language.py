"""The pages' language, and how it writes money, days and moments: whole won, Seoul's days, and no
guessing.

Korean unless switched: in session state, and as a code in the address. Every instant given here is
aware UTC; every day shown is Asia/Seoul.
"""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import streamlit as st

from billing_core.rules.calendar import KST, Month, is_midnight, kst_date
from billing_core.wording.member_pages import MIDNIGHT_FORM

KEY = "language"
_FORMERLY = "English"  # as addresses that people have kept say it


class Language(StrEnum):
    KOREAN = "ko"
    ENGLISH = "en"

    @property
    def place(self) -> int:
        """Its index in each pair of `billing_core.wording`."""
        return list(Language).index(self)

    @property
    def own_name(self) -> str:
        return {Language.KOREAN: "한국어", Language.ENGLISH: "English"}[self]


class Words(NamedTuple):
    """One thing the pages say, in both languages. Called, it speaks the present one:
    `Words("{count}명", "{count} members")(count=3)`."""

    ko: str
    en: str

    def __call__(self, **values: object) -> str:
        text = self.en if language() is Language.ENGLISH else self.ko
        return text.format(**values) if values else text


def language() -> Language:
    chosen = st.session_state.get(KEY) or st.query_params.get(KEY)
    return Language.ENGLISH if chosen in (Language.ENGLISH, _FORMERLY) else Language.KOREAN


def language_switch() -> None:
    st.session_state[KEY] = language()
    st.segmented_control(
        "한국어 · English",
        list(Language),
        key=KEY,
        required=True,
        format_func=lambda each: Language(each).own_name,
        label_visibility="collapsed",
        width="stretch",
    )
    kept = Language.ENGLISH if language() is Language.ENGLISH else None
    if kept is None:
        st.query_params.pop(KEY, None)
    elif st.query_params.get(KEY) != kept:
        st.query_params[KEY] = kept


NOTHING = "–"
_SHORT = {
    Language.KOREAN: ((100_000_000, "억"), (10_000, "만")),
    Language.ENGLISH: ((1_000_000_000, "B"), (1_000_000, "M"), (1_000, "K")),
}

_UNITS = (
    (timedelta(days=1), Words("{n}일 전", "{n} d ago"), Words("{n}일 뒤", "in {n} d")),
    (timedelta(hours=1), Words("{n}시간 전", "{n} h ago"), Words("{n}시간 뒤", "in {n} h")),
    (timedelta(minutes=1), Words("{n}분 전", "{n} min ago"), Words("{n}분 뒤", "in {n} min")),
)
_NOW = Words("방금", "just now")
_MIDNIGHT = Words(*MIDNIGHT_FORM)


def won(amount: int) -> str:
    """`1,234,000원`, `-29,000원`; in English `₩1,234,000`, `-₩29,000`."""
    if language() is Language.ENGLISH:
        return f"{'-' if amount < 0 else ''}₩{abs(amount):,}"
    return f"{amount:,}원"


def short_won(amount: int) -> str:
    """For axes and narrow places, three digits or so: `597만`, `77.7만`, `1.2억`; in English `8.5M`."""
    size, sign = abs(amount), "-" if amount < 0 else ""
    for unit, name in _SHORT[language()]:
        if size >= unit:
            digits = 0 if size >= 100 * unit else 1
            return f"{sign}{size / unit:,.{digits}f}".removesuffix(".0") + name
    return f"{sign}{size:,}"


def day(instant: datetime | None) -> str:
    """`2026-11-23 (월)`; a dash for None."""
    if instant is None:
        return NOTHING
    return calendar_day(kst_date(instant))


def calendar_day(on: date) -> str:
    weekday = f"{on:%a}" if language() is Language.ENGLISH else "월화수목금토일"[on.weekday()]
    return f"{on:%Y-%m-%d} ({weekday})"


def moment(instant: datetime | None) -> str:
    """`2026-11-23 (월) 09:00`; a dash for None."""
    if instant is None:
        return NOTHING
    return f"{day(instant)} {instant.astimezone(KST):%H:%M}"


def until_when(instant: datetime | None) -> str:
    """The end of a time, half-open: `2026-12-27 (일) 0시`, as the member's own page and mail say it.
    "Until the 27th" would be read as with the 27th."""
    if instant is not None and is_midnight(instant):
        return _MIDNIGHT(day=day(instant))
    return moment(instant)


def brief_moment(instant: datetime, now: datetime) -> str:
    """`09:00` for today, `11-20 (금)` for any other day; the whole moment is a hover away."""
    return day(instant)[5:] if days_between(instant, now) else clock_time(instant)


def clock_time(instant: datetime) -> str:
    return f"{instant.astimezone(KST):%H:%M}"


def relative(instant: datetime, now: datetime) -> str:
    """`3분 전`, `12일 뒤`: whole units, rounded down, to stand beside the absolute time."""
    distance = abs(now - instant)
    for unit, ago, ahead in _UNITS:
        if distance >= unit:
            return (ahead if instant > now else ago)(n=distance // unit)
    return _NOW()


def days_between(earlier: datetime, later: datetime) -> int:
    """Midnights of Seoul between the two."""
    return (kst_date(later) - kst_date(earlier)).days


def month_name(month: Month) -> str:
    """`2026년 11월`, in English `Nov 2026`."""
    if language() is Language.ENGLISH:
        return f"{month.first_day:%b %Y}"
    return f"{month.year}년 {month.month}월"


def count(number: int) -> str:
    return f"{number:,}"


def cases(number: int) -> str:
    """`1,234건`; in English `1,234`."""
    return count(number) if language() is Language.ENGLISH else f"{number:,}건"


def people(number: int) -> str:
    """`1,234명`, in English `1,234`."""
    return f"{number:,}" if language() is Language.ENGLISH else f"{number:,}명"
