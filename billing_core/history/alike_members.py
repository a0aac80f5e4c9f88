"""Two ids of members that nobody can tell apart by looking: a question, never silently two."""

from __future__ import annotations

from dataclasses import dataclass

from billing_core.rules.file_flaw import FileFlaw, FileFlawCode, file_flaw
from billing_core.rules.member_key import told_apart


@dataclass(frozen=True)
class AlikeMembers:
    """Such a pair. The row brought `given`; `known` was met before. As one member they are called
    `kept`."""

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
    def flaw(self) -> FileFlaw:
        given, known = told_apart(self.given), told_apart(self.known)
        return file_flaw(FileFlawCode.ALIKE_MEMBERS, given=given, known=known)
