"""Two ids of members that nobody can tell apart by looking: a question, never silently two."""

from __future__ import annotations

from dataclasses import dataclass

from billing_core.rules.member_key import told_apart


@dataclass(frozen=True)
class AlikeMembers:
    """The row brought `given`; `known` was met before. As one member they are called `kept`."""

    file_name: str
    line: int
    given: str
    known: str
    kept: str

    @property
    def other(self) -> str:
        """The id that is read as `kept`, if they are one member."""
        return self.known if self.kept == self.given else self.given

    @property
    def reason(self) -> str:
        return (
            f"회원 ID {told_apart(self.given)}는 {told_apart(self.known)}와 눈으로 구별되지 않습니다. "
            "같은 회원이면 매핑의 same_members에, 다른 회원이면 other_members에 적어 주세요"
        )
