"""What the stories of the numbers share."""

from __future__ import annotations

import pytest

from billing_core.database import Database
from tests.numbers.desk import Desk


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)
