"""Two ids of members that nobody can tell apart by looking, or once Excel took the zeros of one: a
question, never silently two."""

from dataclasses import dataclass

from billing_core.history.lost_zeros import without_zeros
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
        code = FileFlawCode.ALIKE_BUT_ZEROS if self.but_for_zeros else FileFlawCode.ALIKE_MEMBERS
        return file_flaw(code, given=given, known=known)

    @property
    def but_for_zeros(self) -> bool:
        number = without_zeros(self.given)
        return bool(number) and number == without_zeros(self.known)
