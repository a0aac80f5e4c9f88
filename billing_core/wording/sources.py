"""Who told us first of a payment or an entry, by code, each (ko, en)."""

from collections.abc import Mapping

from billing_core.rules.source import Source
from billing_core.wording.languages import KOREAN

SOURCES: Mapping[str, tuple[str, str]] = {
    Source.WEBHOOK: ("결제 알림", "payment notice"),
    Source.SWEEP: ("포트원 내역 대조", "check of PortOne's payments"),
    Source.ANSWER: ("우리 요청의 답", "answer to our call"),
    Source.READ: ("다시 확인", "read again"),
    Source.DECISION: ("담당자 결정", "a person's decision"),
    Source.IMPORT: ("가져온 기록", "imported"),
    Source.HISTORY: ("가져온 기록", "imported"),
    Source.CORRECTION: ("정정", "correction"),
    Source.BY_HAND: ("직접 기록", "recorded by hand"),
    Source.APP: ("직접 접수", "received directly"),
}


def source_said(source: str, language: int = KOREAN) -> str:
    """A source in words; what this version does not know, and a file's name, stay as they are."""
    return SOURCES[source][language] if source in SOURCES else source
