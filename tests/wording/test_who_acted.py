"""Who did something, as the pages of the access log say it."""

from __future__ import annotations

import pytest

from billing_core.rules.actor import SYSTEM, ActorKind
from billing_core.wording.access import actor_said
from billing_core.wording.languages import ENGLISH, KOREAN


@pytest.mark.parametrize(
    ("kind", "name", "korean", "english"),
    [
        (ActorKind.PERSON, "김지현", "김지현", "김지현"),
        (ActorKind.SYSTEM, SYSTEM.id, "시스템", "system"),
        (ActorKind.MEMBER, "u1001", "회원 u1001", "member u1001"),
    ],
)
def test_the_system_is_said_once_and_in_the_readers_language(
    kind: ActorKind, name: str, korean: str, english: str
) -> None:
    assert actor_said(kind, name, KOREAN) == korean
    assert actor_said(kind, name, ENGLISH) == english
