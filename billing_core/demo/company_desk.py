"""How the demo's company app calls the billing desk: with its key, an idempotency key and ETags."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx

PATIENCE_SECONDS = 20
_REMEMBERED = 200  # members whose last answer is kept


class DeskRefused(Exception):
    """What the desk said no with: a sentence that a member may read."""


@dataclass(frozen=True)
class CompanyDesk:
    """The desk at `url`. Of what it answered before, only the change is asked for."""

    url: str
    api_key: str = field(repr=False)
    seen: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    async def billing(self, app_id: str) -> dict[str, Any] | None:
        """None for somebody whom the desk does not know yet. Raises DeskRefused."""
        tag, known = self.seen.get(app_id, ("", {}))
        asked = {"If-None-Match": tag} if tag else {}
        answer = await self._called("GET", _of(app_id, "billing"), headers=asked)
        if answer.status_code == 304:
            return known
        if answer.status_code == 404:
            return None
        found = _read(answer)
        if len(self.seen) >= _REMEMBERED:
            self.seen.clear()
        self.seen[app_id] = (answer.headers.get("etag", ""), found)
        return found

    async def checkout(self, body: dict[str, str], once: str) -> str:
        """The address of the page where the member pays. Raises DeskRefused."""
        started = await self._post("/v1/checkouts", body, once)
        return str(started["checkout_url"])

    async def portal_link(self, app_id: str, return_url: str) -> str:
        """Raises DeskRefused."""
        body = {"return_url": return_url}
        return str((await self._post(_of(app_id, "portal-links"), body, str(uuid4())))["url"])

    async def _post(self, path: str, body: dict[str, str], once: str) -> dict[str, Any]:
        headers = {"Idempotency-Key": once or str(uuid4())}
        return _read(await self._called("POST", path, json=body, headers=headers))

    async def _called(self, method: str, path: str, **more: Any) -> httpx.Response:
        key = {"Authorization": f"Bearer {self.api_key}"}
        try:
            async with httpx.AsyncClient(
                base_url=self.url, headers=key, timeout=PATIENCE_SECONDS, trust_env=False
            ) as http:
                return await http.request(method, path, **more)
        except httpx.HTTPError as error:
            said = "결제 데스크가 답하지 않습니다. 잠시 뒤 다시 열어 주세요."
            raise DeskRefused(said) from error


def _of(app_id: str, what: str) -> str:
    return f"/v1/members/{quote(app_id, safe='')}/{what}"


def _read(answer: httpx.Response) -> dict[str, Any]:
    """Raises DeskRefused with the desk's own sentence."""
    try:
        said: dict[str, Any] = answer.json()
    except ValueError:
        said = {}
    if answer.is_success:
        return said
    raise DeskRefused(said.get("error", {}).get("message", f"오류 {answer.status_code}"))
