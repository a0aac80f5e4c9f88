"""What is not as it was sealed, in Korean and in English."""

from collections.abc import Mapping

from billing_core.rules.seal import SealDifference, SealFlaw
from billing_core.wording.languages import KOREAN

Said = tuple[str, str]
NUMBERS_SHOWN = 10
TABLES: Mapping[str, Said] = {
    "ledger": ("장부(ledger)", "the ledger"),
    "audit_log": ("처리 기록(audit_log)", "the audit log"),
}
FLAWS: Mapping[SealFlaw, Said] = {
    SealFlaw.KEY_MISSING: (
        "봉인 키가 없어 확인하지 못했습니다. 백업해 둔 키 파일을 제자리에 두거나 BILLING_SEAL_KEY를 적어 주세요.",
        "The seals' key is missing. Put its file back from the backup, or set BILLING_SEAL_KEY.",
    ),
    SealFlaw.KEY_CHANGED: (
        "봉인 키가 전과 다릅니다. 봉인할 때 쓰던 키로 되돌려 주세요. 그때까지 새로 봉인하지 않습니다.",
        "The seals' key is another one. Bring back the one they were made with; nothing is sealed until then.",
    ),
    SealFlaw.CHAIN_CUT: (
        "봉인 {seal}번까지 있었는데 지금 장부에는 그 봉인이 없거나 다릅니다. 백업에서 되돌린 장부라면 운영 안내의 ‘백업’대로 해 주세요. 그때까지 새로 봉인하지 않습니다.",
        "There were seals up to no. {seal}; the book no longer has that one, or has another. If it was taken back from a backup, see the operating guide. Nothing is sealed until then.",
    ),
    SealFlaw.CHAIN_BEGUN: (
        "봉인 키를 잃어 새로 시작했습니다. 봉인 {seal}번까지의 기록은 그대로인지 더는 확인할 수 없습니다. 관리 권한이 있는 담당자가 확인을 눌러 주세요.",
        "The seals' key was lost and a new chain begun: what was sealed up to no. {seal} can be verified no more. An administrator takes note of it.",
    ),
    SealFlaw.SEAL_MISSING: ("봉인 {seal}번이 없어졌습니다.", "Seal no. {seal} is gone."),
    SealFlaw.SEAL_CHANGED: (
        "봉인 {seal}번 자체가 바뀌었습니다.",
        "Seal no. {seal} itself was changed.",
    ),
    SealFlaw.ROW_CHANGED: (
        "{table} 봉인 {seal}번: {rows}번 행의 내용이 바뀌었습니다.",
        "Seal no. {seal} of {table}: changed rows: {rows}.",
    ),
    SealFlaw.TEXT_CHANGED: (
        "{table} 봉인 {seal}번: {rows}번 행의 글(처리한 사람, 대상, 설명)이 바뀌었습니다.",
        "Seal no. {seal} of {table}: rows whose text (who, about what, detail) was changed: {rows}.",
    ),
    SealFlaw.ROW_MISSING: (
        "{table} 봉인 {seal}번: {rows}번 행이 없어졌습니다.",
        "Seal no. {seal} of {table}: rows that are gone: {rows}.",
    ),
    SealFlaw.ROW_ADDED: (
        "{table} 봉인 {seal}번: {rows}번 행이 나중에 끼워 넣어졌습니다.",
        "Seal no. {seal} of {table}: rows that were put in later: {rows}.",
    ),
}
AND_MORE: Said = (" 외 {n:,}개", " and {n:,} more")


def seal_difference_said(one: SealDifference, language: int = KOREAN) -> str:
    table = TABLES[one.table][language] if one.table else ""
    rows = ", ".join(map(str, one.rows[:NUMBERS_SHOWN]))
    if more := len(one.rows) - NUMBERS_SHOWN:
        rows += AND_MORE[language].format(n=more) if more > 0 else ""
    return FLAWS[one.flaw][language].format(seal=one.seal, table=table, rows=rows)
