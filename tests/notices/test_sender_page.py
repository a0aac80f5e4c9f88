"""What docs/app-api.md shows of the webhook to the company's sender is what is sent."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

from billing_core.notices.channel import Letter
from billing_core.notices.sender import told_to_sender
from billing_core.rules.notice import NoticeKind

PAGE = (Path(__file__).parents[2] / "docs" / "app-api.md").read_text(encoding="utf-8")
PART = PAGE[PAGE.index("## 알림 보내기 webhook") :]


def test_the_example_has_the_shape_that_is_sent() -> None:
    [example] = re.findall(r"```json\n(.*?)```", PART, flags=re.DOTALL)
    shown = json.loads(example)
    sent = told_to_sender(
        Letter(number="n", subject="s", text="t", at=datetime(2026, 11, 27, tzinfo=UTC))
    )
    assert isinstance(sent["data"], dict)
    assert (shown.keys(), shown["data"].keys()) == (sent.keys(), sent["data"].keys())
    assert shown["type"] == sent["type"]


def test_every_kind_is_named() -> None:
    assert [kind for kind in NoticeKind if f"`{kind}`" not in PART] == []
