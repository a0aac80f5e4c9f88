"""Who was forgotten, in a file outside the book: a restored backup remembers them, this does not.

A line has an instant and the keyed hash of the old id, and names nobody.
"""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from billing_core.owner_only import make_folder, opener
from billing_core.seals.key import key_file
from billing_core.settings import Settings


def forgotten_file(settings: Settings) -> Path:
    """Beside the key of the seals, with which the hashes are made."""
    return key_file(settings).with_suffix(".forgotten")


def note_forgotten(settings: Settings, key: str, at: datetime) -> None:
    """On the disk before the book says so: a line too many forgets somebody who asked for it."""
    file = forgotten_file(settings)
    make_folder(file.parent)
    with open(file, "a", encoding="ascii", opener=_append) as out:
        out.write(f"{at.isoformat()} {key}\n")
        out.flush()
        os.fsync(out.fileno())


def forgotten_keys(files: Iterable[Path]) -> frozenset[str]:
    """The hashes of all files that are there."""
    return frozenset(line.split()[-1] for line in _lines(files))


def copy_forgotten(settings: Settings, folder: Path) -> None:
    """Also where the backups are: whoever restores on another machine has it. What stands there
    stays: another machine, or this one before it was lost, may have forgotten others."""
    ours = forgotten_file(settings)
    if ours.exists() and ours.parent.resolve() != folder.resolve():
        merge_forgotten(folder / ours.name, [folder / ours.name, ours])


def merge_forgotten(into: Path, files: Iterable[Path]) -> None:
    """The lines of all files that are there, in one; whole or as it was (atomic replace)."""
    lines = dict.fromkeys(_lines(files))
    make_folder(into.parent)
    begun = into.with_name(f"{into.name}.part{os.getpid()}")
    with open(begun, "w", encoding="ascii", opener=opener) as out:
        out.writelines(f"{line}\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())
    begun.replace(into)


def _lines(files: Iterable[Path]) -> list[str]:
    return [
        line
        for file in files
        if file.exists()
        for line in file.read_text(encoding="ascii").splitlines()
        if line.strip()
    ]


def _append(path: str, flags: int) -> int:
    return opener(path, flags | os.O_APPEND)
