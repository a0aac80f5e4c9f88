"""The doctor's checks by code, and what each may find. How they are said: `wording.doctor`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class DoctorCheck(StrEnum):
    KEYS = "keys"
    CHANNEL = "channel"
    GATEWAY = "gateway"
    NOTICES_HEARD = "notices_heard"
    RECOVERY = "recovery"
    CLOCKS = "clocks"
    WORKERS = "workers"
    DATABASE = "database"
    FILE_MODES = "file_modes"
    DISK = "disk"
    MIGRATIONS = "migrations"
    STREAMLIT = "streamlit"
    SIGN_IN = "sign_in"
    HOSTS = "hosts"
    MAIL = "mail"
    APP = "app"
    BACKUP = "backup"
    RESTORED = "restored"
    FONTS = "fonts"


class SetUpFlaw(StrEnum):
    KEYS_MISSING = "keys_missing"
    KEYS_OF_A_SANDBOX = "keys_of_a_sandbox"
    CHANNEL_MISSING = "channel_missing"
    GATEWAY_NEVER = "gateway_never"
    GATEWAY_SILENT = "gateway_silent"
    NOTICES_NEVER = "notices_never"
    NOTICES_LATE = "notices_late"
    RECOVERY_ON = "recovery_on"
    CLOCKS_UNKNOWN = "clocks_unknown"
    CLOCKS_APART = "clocks_apart"
    TWO_WORKERS = "two_workers"
    WORKERS_APART = "workers_apart"
    SQLITE_SETTINGS = "sqlite_settings"
    POSTGRESQL_PLAIN = "postgresql_plain"
    FILES_OPEN = "files_open"
    DISK_FULL = "disk_full"
    MIGRATIONS_BEHIND = "migrations_behind"
    STREAMLIT_FLAGS = "streamlit_flags"
    NO_ADMINISTRATOR = "no_administrator"
    HOST_NOT_TLS = "host_not_tls"
    MEMBERS_NOT_TOLD = "members_not_told"
    TEAM_NOT_TOLD = "team_not_told"
    APP_MISSING = "app_missing"
    BACKUP_NEVER = "backup_never"
    BACKUP_OLD = "backup_old"
    NOT_COMPARED = "not_compared"
    UNKNOWN_SINCE = "unknown_since"
    FONT_MISSING = "font_missing"


@dataclass(frozen=True)
class FlawFound:
    """What is wrong, and the blanks of its sentence."""

    flaw: SetUpFlaw
    facts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """One check: `found` is None where it is well."""

    code: DoctorCheck
    found: FlawFound | None

    @property
    def failed(self) -> bool:
        return self.found is not None
