"""What the demo's past costs in processor time and statements: part of `make bench`.

Usage: python -m tests.bench_past [MEMBERS [MONTHS]]
"""

from __future__ import annotations

import logging
import sys
import tempfile
from pathlib import Path
from time import process_time
from typing import Any

import structlog
from sqlalchemy import Engine, event

from billing_core.demo.life import Past, live
from billing_core.demo.places import Folder, demo_settings
from billing_core.gateway.transport import Transport
from tests.demo.lived import DOORS, KEYS, UNTIL


def main(members: int = Past.members, months: int = Past.months) -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    counted = {"statements": 0, "calls": 0}

    def statement(*_: Any) -> None:
        counted["statements"] += 1

    sending = Transport.send

    def send(*call: Any) -> Any:
        counted["calls"] += 1
        return sending(*call)

    event.listen(Engine, "before_cursor_execute", statement)
    setattr(Transport, "send", send)  # noqa: B010 - in this process only
    with tempfile.TemporaryDirectory() as path:
        folder = Folder(Path(path))
        settings = demo_settings(folder, KEYS, DOORS)
        began = process_time()
        live(Past(UNTIL, members, months), settings, folder.sandbox_book, lambda _: None)
        seconds = process_time() - began
    sys.stdout.write(
        f"{members} members, {months} months: {seconds:.1f} s of processor time, "
        f"{counted['statements']:,} statements by SQLAlchemy, {counted['calls']:,} calls\n"
    )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
