"""A grave act of whoever has no password: a fresh sign-in at the company's provider."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.dashboard.company_signing import Company

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")  # the provider's own

NOT_VERIFIED = "회사 계정 로그인을 확인하지 못했습니다."
NOT_CONNECTED = "결제 데스크에 연결되지 않은 회사 계정입니다."
START_AGAIN = "시간이 지났거나 이 브라우저에서 시작하지 않은 로그인입니다."
NOT_PROVED = "회사 계정으로 방금 다시 로그인했는지 확인하지 못했습니다."


def test_a_grave_act_asks_for_a_fresh_sign_in_at_the_provider(company: Company) -> None:
    company.binds()
    company.passes(timedelta(minutes=16))
    assert company.here is not None
    assert not company.here.proved
    again = "/sign-in/company?again=1&next=%2Fpeople"
    asked = dict(parse_qsl(urlsplit(company.leaves(again)).query))
    assert (asked["prompt"], asked["max_age"]) == ("login", "0")

    came = company.signs_in(path=again)

    assert (came.headers["location"], "set-cookie" in came.headers) == ("/people", False)
    assert company.here.proved


@pytest.mark.parametrize("auth_time", [None, "now", 0])
def test_a_sign_in_of_this_morning_proves_nothing_now(company: Company, auth_time: object) -> None:
    company.binds()
    company.passes(timedelta(minutes=16))
    refused = company.signs_in(path="/sign-in/company?again=1", auth_time=auth_time)
    assert NOT_PROVED in refused.text
    assert company.here is not None
    assert not company.here.proved


def test_somebody_elses_account_proves_nothing(company: Company) -> None:
    company.binds("duri", "of-duri")
    company.visitor.cookies.clear()
    company.binds("hana")
    company.passes(timedelta(minutes=16))
    assert NOT_PROVED in company.signs_in("of-duri", path="/sign-in/company?again=1").text
    assert company.here is not None
    assert (company.here.actor.number, company.here.proved) == (company.person("hana").id, False)


def test_a_session_that_begins_without_a_fresh_sign_in_is_not_proved(company: Company) -> None:
    company.binds()
    an_hour_ago = int((company.clock.now() - timedelta(hours=1)).timestamp())
    company.signs_in(auth_time=an_hour_ago)
    assert company.here is not None
    assert not company.here.proved
