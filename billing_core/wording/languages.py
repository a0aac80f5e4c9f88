"""The index of each language in a pair (ko, en) of the tables here."""

from __future__ import annotations

KOREAN, ENGLISH = 0, 1
