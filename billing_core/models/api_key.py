"""A named key with which a program of the company calls the API; kept as its SHA-256 alone."""

from datetime import datetime

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from billing_core.models.base import Base, BigId, Word
from billing_core.rules.actor import ActorKind


class ApiKey(Base):
    """Never deleted: the audit log names it. Instants are of the real clock."""

    __tablename__ = "api_keys"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    name: Mapped[str] = mapped_column(String(60))  # one name, one live key
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)  # words of `rules.key_scope.KeyScope`
    created_at: Mapped[datetime]
    created_by_kind: Mapped[ActorKind] = mapped_column(Word(ActorKind))
    created_by: Mapped[str] = mapped_column(String(120))  # the id among those of its kind
    expires_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
