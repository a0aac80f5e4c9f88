"""The demo's team: people whom the sign-in page lets in with one click each."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from billing_core.database import Database
from billing_core.models import Person
from billing_core.rules.actor import Actor
from billing_core.rules.sign_in import OF_THE_DEMO


def hire(database: Database, team: Sequence[Actor], now: datetime) -> None:
    """Only where nobody has been added yet. No password opens their door."""
    with database.writing() as session:
        if session.scalar(select(Person.id).limit(1)) is not None:
            return
        session.add_all(
            Person(
                login=f"demo{at}",
                name=who.name,
                role=who.role,
                password_hash=OF_THE_DEMO,
                created_at=now,
            )
            for at, who in enumerate(team, start=1)
        )
