"""Where a member may go back to."""

from __future__ import annotations

import pytest

from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.return_url import LONGEST_RETURN_URL, require_return_url

ELSEWHERE = (
    "",
    "app.example",
    "//app.example/",
    "/account",
    "http://app.example/",
    "http://127.0.0.1.example.com/",
    "javascript:alert(1)",
    "data:text/html,x",
    "https://",
    "https:///account",
    "https:app.example",
    "https://bank.example@evil.example/",
    "https://app.example:port/",
    "https://app.example/\nSet-Cookie: a=b",
    "https://app.example/ account",
    "https://app.example\\@evil.example/",
    'https://app.example/"><script>',
    "https://[::1/",
    "https://앱.example/",
    "ftp://app.example/",
    "https://app.example/" + "x" * LONGEST_RETURN_URL,
)


@pytest.mark.parametrize(
    "url",
    [
        "https://app.example",
        "https://app.example:8443/account?tab=pay&x=%EA%B0%80#top",
        "HTTPS://APP.EXAMPLE/",
        "http://localhost:3000/back",
        "http://127.0.0.1:8650/",
        "http://[::1]/",
    ],
)
def test_an_address_of_the_app(url: str) -> None:
    require_return_url(url)


@pytest.mark.parametrize("url", ELSEWHERE)
def test_nowhere_else(url: str) -> None:
    with pytest.raises(Refusal) as refused:
        require_return_url(url)
    assert refused.value.says is RefusalCode.RETURN_URL
