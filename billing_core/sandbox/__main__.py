"""`python -m billing_core.sandbox`: start a sandbox, or move the clock of one that runs."""

import argparse
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import httpx

from billing_core.sandbox.control import SandboxError
from billing_core.sandbox.remote import SandboxRemote
from billing_core.sandbox.server import DEFAULT_PORT, serve
from billing_core.sandbox.settings import SandboxSettings

_ABOUT = """A fake Iamport (PortOne) V1 gateway for developing and testing recurring card payments.

It keeps its own book and clock, runs reservations when they are due, sends webhooks, and misbehaves
on demand. No money moves and nothing leaves this machine except webhooks you ask for. Any project
that speaks V1 can use it: point its base URL here. The page at / lists cards, faults and settings.
"""
_EXAMPLES = """examples:
  python -m billing_core.sandbox serve --book sandbox.db --notice-url http://127.0.0.1:8700/hook
  python -m billing_core.sandbox clock --advance 30d
  python -m billing_core.sandbox clock --to 2027-01-31T09:00+09:00
"""
_SPAN = re.compile(r"(\d+)([dhms]?)")
_SECONDS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1, "": 1}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line; returns the exit code. Without a command it serves."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    asked = _parser().parse_args(given or ["serve"])
    try:
        return int(asked.run(asked))
    except (SandboxError, ValueError, httpx.HTTPError, OSError) as problem:
        sys.stderr.write(f"sandbox: {problem}\n")
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m billing_core.sandbox",
        description=_ABOUT,
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="{serve,clock}")
    _add_serve(commands.add_parser("serve", help="start the server (the default)"))
    _add_clock(commands.add_parser("clock", help="show or move a running sandbox's clock"))
    return parser


def _add_serve(command: argparse.ArgumentParser) -> None:
    known = SandboxSettings()
    add = command.add_argument
    add("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    add("--port", type=int, default=DEFAULT_PORT, help="port (default: %(default)s; 0: a free one)")
    add("--book", type=Path, help="SQLite file that keeps the data (default: memory only)")
    add("--notice-url", default="", help="where webhooks go unless a charge names its own address")
    add("--notice-format", choices=["json", "form"], default="json", help="webhook encoding")
    add("--imp-key", default=known.imp_key, help="accepted key (default: %(default)s)")
    add("--imp-secret", default=known.imp_secret, help="accepted secret (default: %(default)s)")
    add("--seed", type=int, default=0, help="same seed, same imp_uids (default: %(default)s)")
    add("--webhook-loss", type=float, default=0.0, help="share of webhooks that vanish, 0 to 1")
    add("--resend-notices", action="store_true", help="up to 5 more tries after a failed delivery")
    add("--no-duplicate-guard", action="store_true", help="let `again` charge an order twice")
    add("--recovery", action="store_true", help="retry yesterday's failed reservations every day")
    add("--hold-at", type=_instant, help="a clock that stands still there until it is moved")
    command.set_defaults(run=_serve)


def _add_clock(command: argparse.ArgumentParser) -> None:
    url = f"http://127.0.0.1:{DEFAULT_PORT}"
    command.add_argument("--url", default=url, help="the sandbox (default: %(default)s)")
    how = command.add_mutually_exclusive_group()
    how.add_argument("--advance", type=_span, help="move forward: 90s, 15m, 2h, 30d")
    how.add_argument("--to", type=_instant, help="move to an instant: ISO 8601, or Unix seconds")
    command.set_defaults(run=_clock)


def _serve(asked: argparse.Namespace) -> int:
    settings = SandboxSettings().changed(
        {
            "imp_key": asked.imp_key,
            "imp_secret": asked.imp_secret,
            "seed": asked.seed,
            "notice_url": asked.notice_url,
            "notice_format": asked.notice_format,
            "webhook_loss": asked.webhook_loss,
            "resend_notices": asked.resend_notices,
            "duplicate_guard": not asked.no_duplicate_guard,
            "recovery": asked.recovery,
        }
    )
    serve(
        host=asked.host,
        port=asked.port,
        book=asked.book,
        settings=settings,
        held_at=asked.hold_at,
        announce=lambda url: _say(f"Iamport V1 sandbox: {url} (Ctrl-C stops it)"),
    )
    return 0


def _clock(asked: argparse.Namespace) -> int:
    with SandboxRemote(asked.url) as sandbox:
        if asked.advance is not None:
            sandbox.advance(asked.advance)
        elif asked.to is not None:
            sandbox.move_to(asked.to)
        now = sandbox.now()
    _say(f"{datetime.fromtimestamp(now, UTC).isoformat()} ({now})")
    return 0


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _span(text: str) -> int:
    found = _SPAN.fullmatch(text)
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} is not a span like 30d, 2h, 15m or 90s")
    return int(found[1]) * _SECONDS[found[2]]


def _instant(text: str) -> int:
    if text.isdecimal():
        return int(text)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is neither ISO 8601 nor Unix seconds") from None
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(f"{text!r} names no offset, e.g. +09:00")
    return int(moment.timestamp())


if __name__ == "__main__":
    sys.exit(main())
