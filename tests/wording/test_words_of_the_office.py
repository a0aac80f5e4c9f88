"""No sentence of the project says what office people stumble over: pages, mails, files, terminal.

The core's tables are read by code in `test_every_code_is_said.py`; this one reads the source, so
that a sentence that stands in no table is met as well."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import billing_core
import dashboard

HANGUL = re.compile("[가-힣]")
# What it is called instead.
KOREAN = {
    r"취소": "해지, 환불 or 예약 해제",
    r"예약 ?해지": "예약 해제",
    r"게이트웨이|아임포트": "포트원",
    r"(?<!포트원 )(?:관리자 ?)?콘솔": "포트원 콘솔",
    r"재시도|한 번 더 결제": "다시 결제",
    r"예약 ?끊김": "다음 예약 결제 없음",
    r"격리": "판단이 필요한 결제",
    r"약속": "점검",
    r"맞추어|맞춰 보": "비교",
    r"수집": "포트원 내역 대조",
    r"받은 그대로|(?<!포트원 )원본(?! 기록| ?을)": "포트원 원본",
    r"확정 ?MRR": "월 환산 구독료(MRR), 해지 예정 제외",
    r"빌링키|발급 결제": "카드 등록",
    r"웹훅|페이로드|엔드포인트|데드레터": "결제 알림",
    r"돈 ?냈": "결제했으나",
    r"billing import": "가져오기",
}
ENGLISH = {
    r"\bwebhooks?\b(?! of Slack)": "payment notice",
    r"\bbilling keys?\b": "card registration",
    r"\bsweeps?\b": "check of PortOne's payments",
    r"\bgateway\b": "PortOne",
    r"promis|stumbl|lost by us|past the end|\bprov\.|running the app's main page": "(see words)",
}
NOT_WORDS = re.compile(
    r"https?://\S+|/webhooks/\w+|BILLING_\w+|\{\w+\}"
)  # addresses, settings and blanks
# Rooms that speak of a file of the company's, of a password's guesses, or of what once was.
OTHER_ROOMS = ("sandbox", "migrations", "history")
OTHERS_WORDS = {
    "'구분=취소': which rows are refunds (환불인 행).",
    "Of billing keys (빌링키).",
    "아임포트",
    "상태로 보이는 열이 있습니다: {columns}. 실패하거나 취소된 결제에도 금액이 적혀 있으니, "
    "결제인 값을 골라 주세요.",
}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for package in (billing_core, dashboard):
        root = Path(str(package.__file__)).parent
        for path in sorted(root.rglob("*.py")):
            if not set(path.relative_to(root).parts) & set(OTHER_ROOMS):
                yield str(path.relative_to(root.parent)), ast.parse(path.read_text())


def said(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Texts with Korean, and the English beside them: a pair of words, or of a table; and what a
    command says of itself, but not what a file does."""
    for node in (node for part in tree.body[1:] for node in ast.walk(part)):
        match node:
            case ast.Constant(value=str(text)) if HANGUL.search(text):
                yield node.lineno, text
            case ast.Call(args=[_, ast.Constant(value=str(text))]):
                yield node.lineno, text
            case ast.Tuple(elts=[ast.Constant(value=str(first)), ast.Constant(value=str(text))]):
                if HANGUL.search(first):
                    yield node.lineno, text


def stumbled_over(text: str) -> list[str]:
    bare = NOT_WORDS.sub("", text)
    table = KOREAN if HANGUL.search(text) else ENGLISH
    return [word for word in table if re.search(word, bare, re.IGNORECASE)]


def test_every_sentence_is_of_the_office() -> None:
    met = 0
    wrong: list[str] = []
    for path, tree in sources():
        for line, text in said(tree):
            met += 1
            if text not in OTHERS_WORDS:
                wrong += [f"{path}:{line} {word}: {text!r}" for word in stumbled_over(text)]
    assert wrong == []
    assert met > 3_000


@pytest.mark.parametrize(
    "text",
    [
        "취소신청회원", "예약해지 확인", "게이트웨이가 답하지 않습니다", "콘솔에서 옮긴 예약",
        "자동 재시도", "장부의 약속 8개", "모든 달 맞추어 보기", "대조 수집", "받은 그대로 보기",
        "확정 MRR", "빌링키 발급 결제", "돈 냈는데 무료", "마지막 웹훅", "last sweep", "a webhook",
        "promises of the book", "3 d past the end",
    ],
)  # fmt: skip
def test_what_they_stumbled_over_is_met(text: str) -> None:
    assert stumbled_over(text)
