"""Where the demo keeps its things, where its doors are, and how its programs are told."""

from __future__ import annotations

import json
import secrets
from base64 import b64encode
from dataclasses import asdict, dataclass
from pathlib import Path

from billing_core.database import files_of
from billing_core.demo.company_app import NOTICES_PATH
from billing_core.owner_only import make_folder, opener
from billing_core.rules.company import Company
from billing_core.settings import Settings

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Folder:
    """The demo's folder; `path` usually is `data/`."""

    path: Path

    @property
    def book(self) -> Path:
        return self.path / "demo.db"

    @property
    def sandbox_book(self) -> Path:
        return self.path / "sandbox.db"

    @property
    def keys(self) -> Path:
        return self.path / "demo-keys.json"

    @property
    def files(self) -> list[Path]:
        """Whatever holds the company's affairs; logs look after themselves."""
        return [self.keys, *files_of(self.book), *files_of(self.sandbox_book)]

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{self.book}"


@dataclass(frozen=True)
class Keys:
    """The demo's keys and secrets: made once for each demo, of nobody real."""

    api_key: str
    app_secret: str
    imp_key: str
    imp_secret: str

    @classmethod
    def kept_in(cls, folder: Folder) -> Keys:
        file = folder.keys
        if file.exists():
            return cls(**json.loads(file.read_text(encoding="utf-8")))
        keys = cls(
            api_key=secrets.token_urlsafe(24),
            app_secret="whsec_" + b64encode(secrets.token_bytes(24)).decode(),
            imp_key=f"imp_{secrets.token_hex(8)}",
            imp_secret=secrets.token_hex(20),
        )
        make_folder(folder.path)
        with open(file, "w", encoding="utf-8", opener=opener) as kept:
            kept.write(json.dumps(vars(keys), indent=2))
        return keys


@dataclass(frozen=True)
class Doors:
    """The ports of the programs on loopback; these are the usual ones."""

    dashboard: int = 8501
    sidecar: int = 8700
    sandbox: int = 8600
    company: int = 8650

    @property
    def dashboard_url(self) -> str:
        return f"http://{HOST}:{self.dashboard}"

    @property
    def sidecar_url(self) -> str:
        return f"http://{HOST}:{self.sidecar}"

    @property
    def sandbox_url(self) -> str:
        return f"http://{HOST}:{self.sandbox}"

    @property
    def company_url(self) -> str:
        return f"http://{HOST}:{self.company}"

    @property
    def notice_url(self) -> str:
        return f"{self.sidecar_url}/webhooks/iamport"


def _company(doors: Doors) -> Company:
    """Who sells in the demo: nobody there is, under numbers that nobody has."""
    return Company(
        name="하루책장 (데모 회사)",
        representative="나데모",
        registration_number="000-00-00000",
        mail_order_number="제0000-데모-0000호",
        address="서울특별시 데모구 연습로 1",
        phone="02-0000-0000",
        email="help@haru.example",
        terms_url=f"{doors.company_url}/terms",
    )


def environment(folder: Folder, keys: Keys, doors: Doors) -> dict[str, str]:
    """The settings of every program of the demo. They win over a `.env`."""
    return {
        "BILLING_DEMO": "true",
        "BILLING_DATABASE_URL": folder.database_url,
        "BILLING_GATEWAY_URL": doors.sandbox_url,
        "BILLING_IMP_KEY": keys.imp_key,
        "BILLING_IMP_SECRET": keys.imp_secret,
        "BILLING_IMP_CODE": "imp_demo",
        "BILLING_SCRIPT_URL": f"{doors.sandbox_url}/js/iamport.js",
        "BILLING_NOTICE_URL": doors.notice_url,
        "BILLING_WEBHOOK_SOURCES": "[]",
        "BILLING_API_KEY": keys.api_key,
        "BILLING_APP_URL": doors.company_url + NOTICES_PATH,
        "BILLING_APP_SECRET": keys.app_secret,
        "BILLING_APP_SECRET_BEFORE": "",
        "BILLING_PORTAL_URL": doors.sidecar_url,
        "BILLING_COMPANY": json.dumps(asdict(_company(doors)), ensure_ascii=False),
        "BILLING_DASHBOARD_HOST": HOST,
        "BILLING_SIDECAR_HOST": HOST,
        "BILLING_DASHBOARD_URL": "",
        "BILLING_DASHBOARD_PORT": str(doors.dashboard),
        "BILLING_SIDECAR_PORT": str(doors.sidecar),
        "BILLING_WORKER_INSIDE": "true",
    }


def demo_settings(folder: Folder, keys: Keys, doors: Doors) -> Settings:
    """The same settings, for this process."""
    told = environment(folder, keys, doors)
    named = {name.removeprefix("BILLING_").lower(): value for name, value in told.items()}
    return Settings.model_validate(named | {"webhook_sources": (), "company": _company(doors)})
