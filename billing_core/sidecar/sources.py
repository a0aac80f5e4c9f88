"""The allow-list of addresses that webhooks may come from: an extra filter, never the proof."""

from collections.abc import Sequence
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Annotated

from fastapi import Depends, Request

from billing_core.rules.refusal import Refusal, RefusalCode


class WebhookSources:
    """An allow-list of addresses or networks; an empty one means that everybody may ring."""

    def __init__(self, sources: Sequence[str]) -> None:
        """Raises Refusal "webhook_sources" for what is neither."""
        try:
            self._networks = [ip_network(source) for source in sources]
        except ValueError as error:
            raise Refusal(RefusalCode.WEBHOOK_SOURCES, error=str(error)) from error

    @property
    def named(self) -> bool:
        """Whether they are: then whoever rings is one of them."""
        return bool(self._networks)

    def require(self, remote: str) -> None:
        """Raises Refusal "webhook_source" for an address that is not on the list."""
        if self._networks and not self._allows(remote):
            raise Refusal(RefusalCode.WEBHOOK_SOURCE, remote=remote)

    def _allows(self, remote: str) -> bool:
        try:
            address = ip_address(remote)
        except ValueError:
            return False
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped  # how a socket open to both kinds writes the old kind
        return any(address in network for network in self._networks)


async def the_sources(request: Request) -> WebhookSources:
    sources: WebhookSources = request.app.state.webhook_sources
    return sources


TheSources = Annotated[WebhookSources, Depends(the_sources)]
