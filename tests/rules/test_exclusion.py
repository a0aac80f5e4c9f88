"""Why something is left out, as it is kept and read back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.wording.exclusions import exclusion_said
from billing_core.wording.languages import ENGLISH


@given(st.sampled_from(ExclusionReason), st.text())
def test_whatever_is_kept_is_read_back(code: ExclusionReason, detail: str) -> None:
    why = Exclusion(code, detail)

    assert Exclusion.parse(str(why)) == why


@pytest.mark.parametrize(
    "kept", ["이사를 가요", "읽을 수 없는 결제입니다: 환불", "", "no_such_code:x"]
)
def test_a_sentence_of_an_earlier_version_is_said_as_it_is(kept: str) -> None:
    why = Exclusion.parse(kept)

    assert why.code is ExclusionReason.LEGACY
    assert exclusion_said(why) == exclusion_said(why, ENGLISH) == kept


def test_what_is_filled_in_stays() -> None:
    why = Exclusion(ExclusionReason.FOREIGN_CURRENCY, "USD")
    decided = Exclusion(ExclusionReason.DECIDED_ISSUANCE, "김승인 {x}")

    assert exclusion_said(why) == "원화가 아닌 결제입니다(USD)"
    assert exclusion_said(why, ENGLISH) == "Not paid in won (USD)"
    assert exclusion_said(decided) == "담당자 판단: 카드 등록으로 보고 제외 (김승인 {x})"
    assert decided.decided
    assert not why.decided
