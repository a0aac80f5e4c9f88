"""What stands in a backup: a zip with a manifest and the rows, encrypted as a whole with a key."""

import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from billing_core.backups import encrypted_file
from billing_core.owner_only import opener
from billing_core.rules.refusal import Refusal, RefusalCode

MANIFEST, FORMAT = "manifest.json", 1


@dataclass(frozen=True)
class Manifest:
    """`tables` in an order in which they can be filled, each with its number of rows."""

    made_at: str
    database: str  # sqlite, postgresql
    revision: str
    tables: Mapping[str, int]
    format: int = FORMAT

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    @property
    def rows(self) -> int:
        return sum(self.tables.values())


@contextmanager
def writing_archive(path: Path, key: str) -> Iterator[zipfile.ZipFile]:
    """A new file for its owner only."""
    with open(path, "xb", opener=opener) as file:
        out: IO[bytes] = encrypted_file.EncryptingWriter(file, key) if key else file  # type: ignore[assignment]
        try:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
                yield archive
        finally:
            out.close()


def write_manifest(archive: zipfile.ZipFile, manifest: Manifest) -> None:
    archive.writestr(MANIFEST, json.dumps({**asdict(manifest), "tables": dict(manifest.tables)}))


@contextmanager
def reading_archive(path: Path, key: str) -> Iterator[tuple[zipfile.ZipFile, Manifest]]:
    """With a key only what that key has encrypted: anybody who reaches the backups could have put
    another book there. Raises Refusal: "backup.key_wrong", "backup.not_encrypted",
    "backup.unreadable"; OSError where there is no file."""
    with path.open("rb") as file:
        try:
            plain: IO[bytes] = file
            if encrypted_file.is_encrypted(file):
                plain = encrypted_file.DecryptingReader(file, key)  # type: ignore[assignment]
            elif key and zipfile.is_zipfile(file):
                raise Refusal(RefusalCode.BACKUP_NOT_ENCRYPTED, file=path.name)
            with zipfile.ZipFile(plain) as archive:
                yield archive, _manifest(archive)
        except encrypted_file.WrongKey:
            raise Refusal(RefusalCode.BACKUP_KEY_WRONG, file=path.name) from None
        except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, TypeError, ValueError) as error:
            raise Refusal(RefusalCode.BACKUP_UNREADABLE, file=path.name) from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    said = json.loads(archive.read(MANIFEST))
    if said.get("format") != FORMAT:
        raise ValueError("another format")
    return Manifest(**said)
