"""The pages' language, Korean unless switched: in session state, and as a code in the address."""

from enum import StrEnum
from typing import NamedTuple

import streamlit as st

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
