"""The assembled system: what a step that crosses the wire is given."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx

from billing_core.clock import Clock
from billing_core.database import Database
from billing_core.gateway import Iamport
from billing_core.oidc.provider import OidcProvider
from billing_core.settings import Settings


@dataclass(frozen=True)
class System:
    """Settings, clocks, book, gateway and HTTP client of a process.

    `clock` is the desk's, which a demo moves; `wall_clock` is the real one, by which sessions
    end. `new_id` gives 12 lower-case letters and digits; `app_http` reaches the company's app.
    `oidc` says who somebody is at the company, where it keeps accounts.
    """

    settings: Settings
    clock: Clock
    wall_clock: Clock
    database: Database
    gateway: Iamport
    app_http: httpx.Client
    new_id: Callable[[], str]
    oidc: OidcProvider | None = None

    def close(self) -> None:
        self.gateway.close()
        self.app_http.close()
        if self.oidc is not None:
            self.oidc.close()
        self.database.close()
