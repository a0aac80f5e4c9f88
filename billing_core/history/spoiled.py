"""What a spreadsheet makes of numbers and ids, and what can be done about it."""

from __future__ import annotations

import re

from billing_core.history.cells import BadCell, narrow, short

LONGEST_LOOKED_AT = 60
SURE_DIGITS = 15
# Excel writes one digit before the point: 1.01E+09. `12e45678` may well be somebody's id.
_EXPONENT = re.compile(
    r"[+-]?(?:[0-9](?:[.,][0-9]+)?E[0-9]{1,3}|[0-9]+(?:[.,][0-9]+)?E[+-][0-9]{1,3})", re.I
)
_LIKE_A_NUMBER = re.compile(r"[+-]?[0-9][0-9.,]*(?:E[+-]?[0-9]+)?", re.I)
_FRACTION = re.compile(r"[+-]?([0-9]+)[.,]0+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")
BEGINS_A_NUMBER = frozenset("+-0123456789＋－０１２３４５６７８９")
_ERROR = re.compile(
    r"#n/a|#N/A N/A|Err:[0-9]{3}|#(?:[A-Z]+(?:[/_][A-Z0-9]+)*[!?]?|DIV/0!|N/A)|#{2,}"
)
_CURE = "엑셀에서 그 열의 셀 서식을 텍스트로 바꾸고 원래 프로그램에서 다시 내려받아 주세요"


def require_unspoiled(column: str, text: str) -> None:
    """A number of a member, a payment, an order: as its system gave it. Raises BadCell."""
    if text[:1] not in BEGINS_A_NUMBER or text.isdigit() or len(text) > LONGEST_LOOKED_AT:
        return
    written = text if text.isascii() else narrow(text)
    if not _LIKE_A_NUMBER.fullmatch(written):
        return
    if why := _what_became_of(written):
        raise BadCell(column, f"{why}. {_CURE}(받은 값 {short(text)})")


def _what_became_of(written: str) -> str:
    if whole := _FRACTION.fullmatch(written):
        sure = len(whole[1]) <= SURE_DIGITS
        return "엑셀이 소수로 바꾼 번호입니다" if sure else "엑셀은 15자리까지만 기억합니다"
    if _EXPONENT.fullmatch(written):
        return "엑셀이 지수로 바꾼 번호입니다"
    return "천 단위 쉼표가 든 번호입니다" if _GROUPED.fullmatch(written) else ""


def require_no_error(column: str, text: str) -> None:
    """Of any cell, an error of Excel's or of LibreOffice's (`Err:502`). Raises BadCell."""
    if not _ERROR.fullmatch(text):
        return
    if text.startswith("##"):
        raise BadCell(
            column,
            f"엑셀 칸이 좁아 ####로 저장된 값입니다. 열을 넓히고 다시 저장해 주세요(받은 값 {short(text)})",
        )
    raise BadCell(column, f"엑셀 오류값 {text}입니다. 엑셀에서 그 칸을 고치고 다시 저장해 주세요")
