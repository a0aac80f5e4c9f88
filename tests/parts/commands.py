"""Commands of ours, each in a fresh process that need not import other people's packages again.

A fork server has imported them and nothing of ours: what our modules read when they are imported
(the folder, the environment, settings) they read in the command's own process, as from a shell.
"""

from __future__ import annotations

import os
import runpy
import sys
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from multiprocessing.context import ForkServerContext, ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess
from tempfile import TemporaryDirectory

_SECONDS = 240  # a busy machine takes its time
_PACKAGES = [
    "alembic.command",
    "fastapi",
    "httpx",
    "pandas",
    "psycopg",
    "pydantic_settings",
    "python_calamine",
    "sqlalchemy.dialects.postgresql",
    "sqlalchemy.dialects.sqlite",
    "sqlalchemy.orm",
    "stamina",
    "structlog",
    "typer.testing",
    "uvicorn",
    "xlsxwriter",
]


def _forks() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(_PACKAGES)
    return context


_FORKS = _forks()


def forked(work: Callable[..., None], *given: object) -> ForkServerProcess:
    """A process of its own that does this work; who starts it ends it."""
    process = _FORKS.Process(target=work, args=given)
    process.start()
    return process


def run_command(
    folder: Path, *arguments: str, settings: Mapping[str, str] | None = None
) -> CompletedProcess[str]:
    """`python -m billing_core` with the arguments, in the folder, with what it says."""
    environment = {**os.environ, **(settings or {})}
    with TemporaryDirectory() as aside:
        said, told = Path(aside) / "stdout", Path(aside) / "stderr"
        process = _FORKS.Process(target=_command, args=(folder, arguments, environment, said, told))
        process.start()
        process.join(_SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
        code = process.exitcode
        process.close()
        assert code is not None
        words = said.read_text("utf-8"), told.read_text("utf-8")
    return CompletedProcess(["billing_core", *arguments], code, *words)


def _command(
    folder: Path, arguments: tuple[str, ...], environment: dict[str, str], said: Path, told: Path
) -> None:
    for number, path in enumerate((Path(os.devnull), said, told)):
        file = os.open(path, os.O_RDWR | os.O_CREAT)
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = ["billing_core", *arguments]
    runpy.run_module("billing_core", run_name="__main__", alter_sys=True)
