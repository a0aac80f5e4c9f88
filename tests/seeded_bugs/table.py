"""All seeded bugs in the order of their rooms, and the page that lists them."""

from __future__ import annotations

import importlib
from pathlib import Path

from tests.seeded_bugs.seed import SEEDS, Seed

PAGE = Path(__file__).parents[2] / "docs" / "seeded-bugs.md"
BEGIN, END = "<!-- seeds -->", "<!-- /seeds -->"
ROOMS = {
    "charges": ("결제와 예약", "Charges and bookings"),
    "endings": ("해지와 권한 변경", "Cancellations and downgrades"),
    "money": ("원장, 환불, 대조", "Ledger, refunds, readings"),
    "numbers": ("숫자, 마감, 파일", "Numbers, closed months, files"),
    "doors": (
        "문: 로그인, 회원 화면, API, 알림",
        "Doors: sign-in, the member's side, API, notices",
    ),
    "keeping": ("지키는 것: 봉인, 백업, 감시", "Keeping: seals, backups, supervision"),
    "audit": ("감사 기록", "The audit log"),
}


def all_seeds() -> dict[str, Seed]:
    for room in ROOMS:
        importlib.import_module(f"tests.seeded_bugs.{room}")
    return SEEDS


def drawn() -> str:
    seeds = all_seeds()
    parts = [BEGIN, ""]
    for room, (korean, english) in ROOMS.items():
        parts += [f"## {korean} · {english}", ""]
        parts += [
            "| 심은 결함 · the bug | 바꾼 함수 · replaced | 잡는 시험 · caught by |",
            "|---|---|---|",
        ]
        for seed in seeds.values():
            if seed.room != room:
                continue
            said = f"{seed.promise[0]} *{seed.promise[1]}*"
            tests = " · ".join(f"`{test}`" for test in seed.tests)
            parts.append(f"| {said} `{seed.name}` | `{seed.target}` | {tests} |")
        parts.append("")
    return "\n".join([*parts, END])


def draw() -> None:
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    PAGE.write_text(before + drawn() + rest.partition(END)[2], encoding="utf-8")
