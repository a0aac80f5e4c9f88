"""Every change of a member's permission, with who and when. Append-only."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.permission import Permission


class PermissionChange(Base):
    __tablename__ = "permission_changes"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("members.id"), index=True)
    before: Mapped[Permission] = mapped_column(Word(Permission))
    after: Mapped[Permission] = mapped_column(Word(Permission))
    changed_at: Mapped[datetime] = mapped_column(index=True)
    changed_by: Mapped[str] = mapped_column(String(80))
    cause: Mapped[str] = mapped_column(String(40))  # of `rules.permission.PermissionCause`
    downgrade_id: Mapped[int | None] = mapped_column(ForeignKey("downgrades.id"), index=True)
    message_id: Mapped[str] = mapped_column(String(40))  # the notice to the company's app
