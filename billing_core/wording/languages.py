"""Where each language stands in a pair of the tables here."""

from __future__ import annotations

KOREAN, ENGLISH = 0, 1
