"""Which seal was the last, in a file beside the key: seals cut off at the end leave no gap.

It may lag behind the book, after a power cut or where another machine seals, never be ahead of it.
A book that was taken back from a backup is behind: docs/operating.md says what to do.
"""

import os
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from billing_core.models import Seal
from billing_core.owner_only import make_folder, opener
from billing_core.rules.seal import FIRST_HEAD, SealDifference, SealFlaw
from billing_core.seals.key import key_file
from billing_core.seals.sealed_rows import as_kept
from billing_core.settings import Settings


def keep_last(settings: Settings, seal: int, head: str) -> None:
    file = witness_file(settings)
    make_folder(file.parent)
    beside = file.with_name(f"{file.name}.{os.getpid()}")
    with open(beside, "w", encoding="ascii", opener=opener) as out:
        out.write(f"{seal} {head}\n")
    beside.replace(file)


def last_kept(settings: Settings) -> tuple[int, str] | None:
    try:
        number, head = witness_file(settings).read_text(encoding="ascii").split()
        return int(number), head
    except (FileNotFoundError, ValueError):
        return None


def cut_off(session: Session, settings: Settings) -> list[SealDifference]:
    """Whether the last seals are gone, or are others than those that were made here."""
    kept = last_kept(settings)
    if kept is None or head_of(session, kept[0]) == kept[1]:
        return []
    return [SealDifference(SealFlaw.CHAIN_CUT, kept[0])]


def head_of(session: Session, number: int) -> Any:
    """As it is kept; None where it is gone."""
    if number == 0:
        return FIRST_HEAD
    return session.scalar(select(as_kept(Seal.head)).where(Seal.id == number))


def witness_file(settings: Settings) -> Path:
    return key_file(settings).with_suffix(".seal-head")
