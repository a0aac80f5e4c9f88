"""Every setting, read once from the environment (prefix `BILLING_`) and `.env`, then frozen.

`.env` is looked for where the books are, see `billing_core/home.py`.
"""

from datetime import time
from functools import cached_property
from pathlib import Path
from typing import Literal

from pydantic import Field, PositiveFloat, PositiveInt, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from billing_core.home import BOOKS, HOME
from billing_core.log_file import LogRotation
from billing_core.rules.access import KEPT_AT_LEAST
from billing_core.rules.actor import Actor, Role
from billing_core.rules.backup import BackupRule
from billing_core.rules.company import Company
from billing_core.rules.door_limits import DoorLimits
from billing_core.rules.plan import Plan
from billing_core.rules.refund_proposal import RefundRule
from billing_core.rules.retention import KeepPeriods
from billing_core.rules.subscription import BillingPolicy

DEFAULT_PLANS = (
    Plan("basic", "월 정기 멤버십", 29_000),
    Plan("plus", "월 정기 멤버십 플러스", 49_000),
    Plan("yearly", "연간 멤버십", 290_000, months=12),
)
DEFAULT_PEOPLE = (
    Actor("김지현", Role.APPROVER),
    Actor("박민수", Role.APPROVER),
    Actor("이수진", Role.VIEWER),
    Actor("최은영", Role.ADMINISTRATOR),
)


class Settings(BaseSettings):
    """The settings with their defaults: whole won, hours of Asia/Seoul, addresses as full URLs."""

    model_config = SettingsConfigDict(
        env_prefix="BILLING_", env_file=HOME / ".env", extra="ignore", frozen=True
    )

    database_url: str = f"sqlite:///{BOOKS / 'billing.db'}"

    # Of the seals of ledger and audit log; empty: a file beside the book, made at the first seal
    seal_key: SecretStr = SecretStr("")

    # Iamport (PortOne V1)
    imp_key: str = ""
    imp_secret: SecretStr = SecretStr("")
    imp_code: str = ""  # what the company's page passes to IMP.init
    channel_key: str = ""  # the PG channel that issues billing keys
    gateway_url: str = "https://api.iamport.kr"
    script_url: str = "https://cdn.iamport.kr/v1/iamport.js"  # of the PG's window
    phone_amount_zero: bool = False  # a phone's window is told 0 won, and not the price
    inicis_authtype: str = "01"  # what a phone's window asks; empty: as the channel is set up
    notice_url: str = ""  # where Iamport reaches our sidecar from outside; empty: console setting
    webhook_sources: tuple[str, ...] = ()  # optional extra filter; never the proof

    # The company's own app
    api_key: SecretStr = SecretStr("")  # its first key; named ones are in the book
    api_calls_a_minute: PositiveInt = 600  # of one key
    wrong_keys_a_minute: PositiveInt = 20  # from one address
    app_url: str = ""  # permission changes are delivered here
    app_secret: SecretStr = SecretStr("")  # Standard Webhooks secret, "whsec_..."
    app_secret_before: SecretStr = SecretStr("")  # the old one, while the app learns the new one

    # The member's own pages, which the sidecar serves
    portal_url: str = ""  # their address in members' browsers, when a TLS proxy stands in front
    company: Company = Company()  # who sells: printed on every page where somebody buys

    # Notices: to members, and to the team
    notice_sender_url: str = ""  # the company's own program for 알림톡 and SMS
    smtp_host: str = ""
    smtp_port: PositiveInt = 587
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    mail_from: str = ""
    member_page_url: str = ""  # where members find their payments in the company's app
    team_mail_to: tuple[str, ...] = ()
    slack_webhook_url: SecretStr = SecretStr("")
    brief_at: time = time(8, 30)  # in Seoul, every morning

    # Backups of the book
    backup_folder: Path = BOOKS / "backups"
    backup_key: SecretStr = SecretStr("")  # empty: not encrypted
    backup_days: int = Field(14, ge=1, le=90)  # all of so many days; then one a week
    backup_most_days: int = Field(90, ge=1, le=90)  # older ones remember who was forgotten

    # What the company decided
    plans: tuple[Plan, ...] = DEFAULT_PLANS
    refund_rule: RefundRule = RefundRule()  # what a refund claim is proposed
    charge_hour: int = 10
    retry_days: tuple[int, ...] = (1, 3, 5)
    grace_days: int = 7
    sweep_minutes: int = 10
    bookings_minutes: int = 30  # how often all reservations are read
    lights_minutes: int = 10  # how often the promises of the book are looked after
    seal_minutes: int = 30  # how often the ledger and the audit log are sealed
    access_log_days: int = Field(730, ge=KEPT_AT_LEAST.days)  # how long the access log is kept
    gateway_recovery: bool = False  # the console's "recovery" switch, which no call tells us
    page_patience_seconds: float = 1.0  # for one answer of the gateway while a page opens

    # How long records are kept; sooner than the law says is refused
    keep_contract_years: int = Field(5, ge=5)
    keep_dispute_years: int = Field(3, ge=3)
    keep_import_months: int = Field(12, ge=1)
    keep_notice_months: int = Field(12, ge=1)

    # Where the doors are
    dashboard_host: str = "127.0.0.1"
    dashboard_url: str = ""  # the address in people's browsers, when a TLS proxy stands in front
    dashboard_port: int = 8501
    sidecar_host: str = "127.0.0.1"
    sidecar_port: int = 8700
    connections: PositiveInt = 500  # at once at one door
    connections_waiting: PositiveInt = 100  # of one address, with no request in hand
    header_seconds: PositiveFloat = 10.0
    body_seconds: PositiveFloat = 30.0  # for every 64 kB
    idle_seconds: PositiveFloat = 15.0
    worker_inside: bool = True  # the sidecar runs the worker itself

    # The company's accounts (OpenID Connect); empty: passwords of our own alone
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = ""  # on the button; empty: "회사 계정"

    # What the programs say, in data/logs: a full file is put aside, and so many of them are kept
    log_megabytes: int = 10
    log_files_kept: int = 5

    # The demo plugs in the sandbox and a clock that a person may move
    demo: bool = False
    people: tuple[Actor, ...] = DEFAULT_PEOPLE  # of the demo's team; a real one is in the book

    @cached_property
    def policy(self) -> BillingPolicy:
        return BillingPolicy(
            charge_hour=self.charge_hour,
            retry_days=self.retry_days,
            grace_days=self.grace_days,
            gateway_recovery=self.gateway_recovery,
        )

    @property
    def keep_periods(self) -> KeepPeriods:
        return KeepPeriods(
            contract_years=self.keep_contract_years,
            dispute_years=self.keep_dispute_years,
            import_months=self.keep_import_months,
            notice_months=self.keep_notice_months,
        )

    @property
    def backup_rule(self) -> BackupRule:
        return BackupRule(self.backup_days, self.backup_most_days)

    @property
    def dashboard_address(self) -> str:
        """Where people's browsers find the dashboard, without a slash at its end."""
        own = f"http://{self.dashboard_host}:{self.dashboard_port}"
        return (self.dashboard_url or own).rstrip("/")

    @property
    def portal_address(self) -> str:
        """Where members' browsers find their pages, without a slash at its end."""
        own = f"http://{self.sidecar_host}:{self.sidecar_port}"
        return (self.portal_url or own).rstrip("/")

    @property
    def door_limits(self) -> DoorLimits:
        return DoorLimits(
            connections=self.connections,
            waiting_each=self.connections_waiting,
            header=self.header_seconds,
            body=self.body_seconds,
            idle=self.idle_seconds,
        )

    @property
    def log_rotation(self) -> LogRotation:
        return LogRotation(self.log_megabytes * 1_000_000, self.log_files_kept)

    def plan(self, plan_id: str) -> Plan | None:
        return next((plan for plan in self.plans if plan.id == plan_id), None)
