"""The doctor's checks of this machine: database, files, disk, schema, Streamlit's flags, fonts."""

import os
import shutil
from importlib.resources import files
from urllib.parse import urlsplit

from sqlalchemy import text
from sqlalchemy.orm import Session

from billing_core.database import file_of, files_of, normalised
from billing_core.home import BOOKS, HOME
from billing_core.migrations.revisions import newest_revision, revision_of
from billing_core.rules.doctor import FlawFound, SetUpFlaw
from billing_core.rules.loopback import is_loopback
from billing_core.seals.key import key_file
from billing_core.settings import Settings

LEAST_FREE = 1_000_000_000
FONT = files("billing_core") / "portal" / "fonts" / "SlipGothic.ttf"
# What somebody may set beside our own flags, which stand in dashboard/frame/.streamlit.
_HARMFUL = {
    "STREAMLIT_SERVER_ENABLE_XSRF_PROTECTION": "false",
    "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "true",
    "STREAMLIT_SERVER_ENABLE_STATIC_SERVING": "true",
    "STREAMLIT_GLOBAL_DEVELOPMENT_MODE": "true",
    "STREAMLIT_CLIENT_SHOW_ERROR_DETAILS": "full",
}


def is_on_this_machine(url: str) -> bool:
    return is_loopback(urlsplit(url).hostname or "")


def database(session: Session, settings: Settings) -> FlawFound | None:
    url = normalised(settings.database_url)
    if url.get_backend_name() == "sqlite":
        wanted = {"journal_mode": "wal", "foreign_keys": "1", "secure_delete": "1"}
        found = {
            name: str(session.execute(text(f"PRAGMA {name}")).scalar()).lower() for name in wanted
        }
        wrong = ", ".join(name for name, value in wanted.items() if found[name] != value)
        return FlawFound(SetUpFlaw.SQLITE_SETTINGS, {"names": wrong}) if wrong else None
    host = url.host or ""
    elsewhere = bool(host) and not host.startswith("/") and not is_loopback(host)
    checked = url.query.get("sslmode") in ("verify-full", "verify-ca")
    return FlawFound(SetUpFlaw.POSTGRESQL_PLAIN) if elsewhere and not checked else None


def file_modes(settings: Settings) -> FlawFound | None:
    """What holds keys or members, and anybody on this machine could read."""
    if os.name != "posix":
        return None
    book = file_of(normalised(settings.database_url))
    ours = [HOME / ".env", key_file(settings), settings.backup_folder]
    ours += files_of(book) if book else []
    wide = [str(path) for path in ours if path.exists() and path.stat().st_mode & 0o077]
    return FlawFound(SetUpFlaw.FILES_OPEN, {"paths": ", ".join(wide)}) if wide else None


def disk(settings: Settings) -> FlawFound | None:
    """Room for a copy of the book, which a backup needs, and a gigabyte."""
    book = file_of(normalised(settings.database_url))
    folder = book.parent if book else BOOKS
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    size = book.stat().st_size if book and book.exists() else 0
    free = shutil.disk_usage(folder).free
    if free >= LEAST_FREE + size:
        return None
    return FlawFound(
        SetUpFlaw.DISK_FULL, {"megabytes": f"{free // 1_000_000:,}", "folder": str(folder)}
    )


def migrations(session: Session) -> FlawFound | None:
    newest, found = newest_revision(), revision_of(session.connection())
    if found == newest:
        return None
    return FlawFound(SetUpFlaw.MIGRATIONS_BEHIND, {"found": str(found), "newest": str(newest)})


def streamlit_flags() -> FlawFound | None:
    wrong = [name for name, bad in _HARMFUL.items() if os.environ.get(name, "").lower() == bad]
    return FlawFound(SetUpFlaw.STREAMLIT_FLAGS, {"names": ", ".join(wrong)}) if wrong else None


def fonts() -> FlawFound | None:
    """The one of confirmations and slips, which carry Korean."""
    return None if FONT.is_file() else FlawFound(SetUpFlaw.FONT_MISSING)
