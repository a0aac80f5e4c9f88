"""Who acts. Hiding a button is not authorisation: every step asks here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from billing_core.rules.refusal import Refusal


class Role(StrEnum):
    VIEWER = "viewer"
    APPROVER = "approver"
    MEMBER = "member"  # through the company's app
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    name: str
    role: Role


SYSTEM = Actor("시스템", Role.SYSTEM)


def refuse_viewer(actor: Actor, act: str) -> None:
    """For what a member may do, and the team on a member's behalf. Raises Refusal("not_allowed")."""
    if actor.role is Role.VIEWER:
        require_approver(actor, act)


def require_approver(actor: Actor, act: str) -> None:
    """`act` completes the sentence "… 권한이 없습니다". Raises Refusal("not_allowed")."""
    if actor.role is not Role.APPROVER:
        raise Refusal(
            "not_allowed",
            f"{act} 권한이 없습니다. 승인자를 선택한 뒤 다시 시도해 주세요.",
            actor=actor.name,
        )
