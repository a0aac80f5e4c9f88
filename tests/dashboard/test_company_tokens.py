"""What a provider says of who signs in: by another key, for another sign-in, or not at all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import httpx
import pytest

from tests.dashboard.company_signing import SUBJECT, Company, TwoFaced, company_of
from tests.parts.identity_provider import RunningProvider
from tests.parts.server import Serve

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")  # the provider's own

NOT_VERIFIED = "회사 계정 로그인을 확인하지 못했습니다."
NOT_CONNECTED = "결제 데스크에 연결되지 않은 회사 계정입니다."
START_AGAIN = "시간이 지났거나 이 브라우저에서 시작하지 않은 로그인입니다."
NOT_PROVED = "회사 계정으로 방금 다시 로그인했는지 확인하지 못했습니다."


NOT_FOR_THIS_SIGN_IN: tuple[dict[str, Any], ...] = (
    {"nonce": "of another journey"},
    {"nonce": None},
    {"aud": "another-app"},
    {"aud": ["billing-desk", "another-app"]},
    {"iss": "https://evil.example"},
    {"exp": 1},
    {"exp": None},
    {"iat": 4_000_000_000},
)


def test_a_token_that_is_not_for_this_sign_in_is_refused(company: Company) -> None:
    company.binds()
    company.visitor.cookies.clear()
    for claims in NOT_FOR_THIS_SIGN_IN:
        refused = company.signs_in(**claims)
        assert (refused.status_code, NOT_VERIFIED in refused.text) == (401, True), claims
    assert NOT_VERIFIED in company.signs_in("x" * 256).text, "longer than any subject may be"
    assert not company.is_inside
    assert set(company.failures()) == {"company_sign_in_failed"}
    assert len(company.failures()) == len(NOT_FOR_THIS_SIGN_IN) + 1
    assert company.signs_in().status_code == 303


def test_a_token_signed_by_another_key_is_refused_until_the_provider_names_that_key(
    company: Company,
    provider: RunningProvider,
    other_provider: RunningProvider,
    serve: Serve,
) -> None:
    two_faced = TwoFaced(door=provider, keys=other_provider)
    issuer = serve(two_faced.app)
    link = company.hires()
    named = RunningProvider(issuer)
    with company_of(company.world, named, company.address, company.visitor) as told:

        def binds() -> httpx.Response:
            provider.knows(SUBJECT, told.clock.now(), iss=issuer)
            way = provider.lets_in(told.leaves(f"{link}/company"), SUBJECT)
            return told.comes_back(way)

        assert NOT_VERIFIED in binds().text
        assert not told.is_inside
        two_faced.keys = provider  # they have changed it
        assert NOT_VERIFIED in binds().text, "nobody has the keys read again and again"
        told.passes(timedelta(minutes=1))
        assert binds().status_code == 303
        assert told.is_inside
