"""Crowds of strangers at the sign-in pages: whoever works here works on, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event, Semaphore

import httpx
import pytest

from billing_core.sign_in import sign_in as signing
from billing_core.sign_in.passwords import matches
from dashboard.gate.lanes import MOST, MOST_OF_AN_ADDRESS
from tests.dashboard.knocking import PAGE, chooses_password, posts, signed_in
from tests.parts.server import START_SECONDS
from tests.parts.world import World

GOOD = "푸른 하늘 은하수 17"
CROWD = MOST + 20  # more than the server has threads


@contextmanager
def crowd(address: str, monkeypatch: pytest.MonkeyPatch, *, apart: bool) -> Iterator[list[int]]:
    """Strangers who all try at once, and whose passwords take for ever to look at. `apart`: each
    from an address of their own. Gives how those were answered who could not even wait."""
    over, turned_away = Event(), Semaphore(0)
    answers: list[int] = []

    def slow(password_hash: str, password: str) -> bool:
        if not password_hash:
            over.wait(START_SECONDS)
        return matches(password_hash, password)

    def tries(number: int) -> None:
        host = f"192.0.2.{number}" if apart else "192.0.2.1"
        came = httpx.post(
            f"{address}/sign-in",
            data={"login": f"nobody{number}", "password": "guess"},
            headers={"Origin": address, "X-Forwarded-For": host},
            timeout=START_SECONDS,
        )
        if not over.is_set():
            answers.append(came.status_code)
            turned_away.release()

    monkeypatch.setattr(signing, "matches", slow)
    with ThreadPoolExecutor(CROWD) as strangers:
        for number in range(CROWD):
            strangers.submit(tries, number)
        try:
            for _ in range(CROWD - (MOST if apart else MOST_OF_AN_ADDRESS)):
                assert turned_away.acquire(timeout=START_SECONDS)
            yield answers
        finally:
            over.set()


def test_strangers_who_try_all_at_once_keep_nobody_out_who_is_here_or_was(
    world: World, address: str, visitor: httpx.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    chooses_password(world, visitor, "hana", GOOD)
    assert posts(visitor, "/sign-in", login="hana", password=GOOD).status_code == 303
    inside = signed_in(world, address)

    with crowd(address, monkeypatch, apart=True) as turned_away:
        assert set(turned_away) == {503}
        page = httpx.get(address, headers=inside | PAGE, timeout=START_SECONDS)
        assert page.status_code == 200
        again = posts(visitor, "/sign-in", login="hana", password=GOOD)
        assert again.status_code == 303, "their browser is known"
        assert (
            "지금 로그인 요청이 너무 많습니다."
            in httpx.post(f"{address}/sign-in", headers={"Origin": address}).text
        )


def test_one_stranger_does_not_fill_the_queue_for_all(
    world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with crowd(address, monkeypatch, apart=False) as turned_away:
        assert set(turned_away) == {503}
        link = httpx.get(f"{address}/sign-in/company", headers=PAGE, timeout=START_SECONDS)
        assert "회사 계정" in link.text, "the way to the company is another queue"


def test_signs_that_no_book_keeps_are_a_wrong_login_and_no_failure(
    world: World, visitor: httpx.Client
) -> None:
    fields = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n\\ud800\r\n'
        for name in ("login", "password")
    )
    headers = {"Origin": str(visitor.base_url).rstrip("/")}
    odd = {"Content-Type": "multipart/form-data; boundary=x; charset=unicode_escape"}
    came = visitor.post("/sign-in", content=f"{fields}--x--\r\n", headers=headers | odd)
    assert came.status_code == 401
    assert posts(visitor, "/sign-in", login="ha\0na", password="\0").status_code == 401
