"""A member's browser in front of a small world: how they come in, and what a page says."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from billing_core.models import Member
from billing_core.portal.links import ENTER_PATH, make_member_link
from billing_core.rules.actor import member_acting
from billing_core.rules.member_link import MemberLinkKind
from billing_core.sidecar import create_app
from tests.parts.server import serving
from tests.parts.world import World


@contextmanager
def door(world: World) -> Iterator[str]:
    """The address of a sidecar in front of the world's book."""
    with serving(create_app(world.system)) as url:
        yield url


def link_to_page(world: World, member_id: str, *, return_url: str = "") -> str:
    """The path of a link that the company's app asked for."""
    with world.system.database.writing() as session:
        member = session.get_one(Member, world.number(member_id))
        token = make_member_link(
            session,
            member,
            MemberLinkKind.FROM_APP,
            actor=member_acting(member.id),
            at=world.clock.now(),
            now=world.system.wall_clock.now(),
            return_url=return_url,
        )
    return ENTER_PATH + token


@contextmanager
def browser_of(
    url: str, world: World, member_id: str, *, return_url: str = ""
) -> Iterator[httpx.Client]:
    """A browser without scripts in which the member has come in."""
    with httpx.Client(base_url=url, follow_redirects=True, timeout=120) as client:
        client.post(link_to_page(world, member_id, return_url=return_url), follow_redirects=False)
        yield client


def text_of(answer: httpx.Response) -> str:
    """What a reader sees: tags taken off, blanks as one."""
    body = answer.text.partition("<body>")[2]
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())
