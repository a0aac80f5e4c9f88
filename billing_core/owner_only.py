"""Files and folders for their owner alone (0600 and 0700): made so, and mended where they are wider.

On Windows, which has no such modes, nothing is done.
"""

import os
import stat
from pathlib import Path

import structlog

log = structlog.get_logger()

FILE_MODE, FOLDER_MODE = 0o600, 0o700
_OF_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def keep_to_owner() -> None:
    """At the start of a process: whatever it makes from now on nobody else reads."""
    os.umask(_OF_OTHERS)


def make_folder(path: Path) -> None:
    """Also where no door has said so before; a folder that is there stays as it is."""
    path.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)


def opener(path: str, flags: int) -> int:
    """For `open`."""
    return os.open(path, flags, FILE_MODE)


def mend(*paths: Path) -> None:
    """Takes from others what earlier versions let them read. What is not there, is already closed,
    or is not ours to change stays."""
    if os.name != "posix":
        return
    mended, left = [], []
    for path in filter(_is_wide, paths):
        try:
            path.chmod(FOLDER_MODE if path.is_dir() else FILE_MODE)
        except PermissionError:
            left.append(str(path))
        else:
            mended.append(str(path))
    if mended or left:
        log.warning("readable by others", closed=mended, left=left)


def _is_wide(path: Path) -> bool:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return False
    return bool(mode & _OF_OTHERS) and not (stat.S_ISDIR(mode) and _is_shared(path, mode))


def _is_shared(folder: Path, mode: int) -> bool:
    """Everybody's, such as /tmp, or one in which people work: it was not made for our books."""
    around = (Path.cwd(), Path.home())
    return bool(mode & stat.S_ISVTX) or any(
        place.is_relative_to(folder.resolve()) for place in around
    )
