"""Detects numbers and ids that a spreadsheet has spoiled, such as `1.01E+09`."""

import re

from billing_core.history.cells import BadCell, bad_cell, narrow
from billing_core.rules.file_flaw import FileFlawCode, file_flaw

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
    r"#n/a|#N/A N/A|Err:[0-9]{3}|#¡?(?:[A-ZÀ-Ý]+(?:[/_][A-Z0-9]+)*[!?]?|DIV/0!|N/A)|#{2,}"
    r"|#(?:값|분산|계산|필드|연결|차단됨?|사용 ?중|알 ?수 ?없음|이름|숫자)[!?]"  # of Korean Excel
)


def require_unspoiled(column: str, text: str) -> None:
    """Checks that a member's, payment's or order's id is as its system gave it. Raises BadCell."""
    if text[:1] not in BEGINS_A_NUMBER or text.isdigit() or len(text) > LONGEST_LOOKED_AT:
        return
    written = text if text.isascii() else narrow(text)
    if not _LIKE_A_NUMBER.fullmatch(written):
        return
    if why := _what_became_of(written):
        raise bad_cell(column, why, text)


def _what_became_of(written: str) -> FileFlawCode | None:
    if whole := _FRACTION.fullmatch(written):
        sure = len(whole[1]) <= SURE_DIGITS
        return FileFlawCode.FRACTION if sure else FileFlawCode.DIGITS_LOST
    if _EXPONENT.fullmatch(written):
        return FileFlawCode.EXPONENT
    return FileFlawCode.GROUPED if _GROUPED.fullmatch(written) else None


def require_no_error(column: str, text: str) -> None:
    """Checks that a cell is no error of Excel's or LibreOffice's (`Err:502`). Raises BadCell."""
    if not _ERROR.fullmatch(text):
        return
    if text.startswith("##"):
        raise bad_cell(column, FileFlawCode.COLUMN_TOO_NARROW, text)
    raise BadCell(column, file_flaw(FileFlawCode.ERROR_CELL, error=text))
