"""What a long proof says of itself, so that it can be told again."""

from __future__ import annotations

import os
import subprocess
from secrets import randbelow

import pytest


@pytest.fixture(scope="session")
def chosen_seed() -> int:
    return int(os.environ.get("FACTS_SEED") or randbelow(10**9))


@pytest.fixture(scope="session")
def commit() -> str:
    asked = ["git", "rev-parse", "--short", "HEAD"]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.stdout.strip() or "unknown"
