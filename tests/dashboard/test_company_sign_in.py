"""The company's accounts, against a real provider over real HTTP: who gets in, and who does not."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse

from billing_core.models import AuditRow, CompanyAccount, Person, SignInLink
from billing_core.rules.act import Act
from billing_core.sign_in.people import disable_person
from tests.dashboard.company_signing import SUBJECT, Company, TwoFaced, company_of
from tests.dashboard.knocking import PAGE, chooses_password, posts
from tests.parts.identity_provider import RunningProvider
from tests.parts.people import ADMINISTRATOR
from tests.parts.server import Serve
from tests.parts.world import World

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:authlib")  # the provider's own

NOT_VERIFIED = "회사 계정 로그인을 확인하지 못했습니다."
NOT_CONNECTED = "결제 데스크에 연결되지 않은 회사 계정입니다."
START_AGAIN = "시간이 지났거나 이 브라우저에서 시작하지 않은 로그인입니다."
NOT_PROVED = "회사 계정으로 방금 다시 로그인했는지 확인하지 못했습니다."


def test_a_link_binds_the_account_in_place_of_a_password(company: Company) -> None:
    link = company.hires()
    page = company.visitor.get(link).text
    assert "회사 계정 연결하기" in page

    came = company.signs_in(path=f"{link}/company")

    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert company.is_inside
    (account,) = company.world.rows(CompanyAccount)
    assert (account.issuer, account.subject) == (company.provider.issuer, SUBJECT)
    assert company.person().password_hash == ""
    assert company.visitor.get(f"{link}/company").status_code == 410, "it works once"
    acts = [row.act for row in company.world.rows(AuditRow, AuditRow.act.startswith("person."))]
    assert acts[-2:] == [Act.PERSON_COMPANY_ACCOUNT_BOUND, Act.PERSON_SIGNED_IN]


def test_another_site_sends_nobody_to_bind_their_account_to_its_link(company: Company) -> None:
    link = company.hires()
    for site in ("cross-site", "same-site", "none"):
        sent = company.visitor.get(f"{link}/company", headers={"Sec-Fetch-Site": site})
        assert (sent.status_code, sent.headers["location"]) == (303, f"{link}?lang=ko")
    clicked = company.visitor.get(f"{link}/company", headers={"Sec-Fetch-Site": "same-origin"})
    asked = dict(parse_qsl(urlsplit(clicked.headers["location"]).query))
    assert asked["prompt"] == "select_account"


def test_who_is_bound_signs_in_to_where_they_wanted_to_be_in_their_language(
    company: Company,
) -> None:
    company.binds()
    company.visitor.cookies.clear()
    form = company.visitor.get("/sign-in?next=/members%3Fmember%3Dhana&lang=en").text
    assert "Sign in with your company account" in form
    way = "/sign-in/company?lang=en&next=%2Fmembers%3Fmember%3Dhana"
    assert way in form.replace("&amp;", "&")

    came = company.signs_in(path=way)

    assert came.headers["location"] == "/members?member=hana&language=en"
    assert "HttpOnly" in came.headers["set-cookie"]
    assert "SameSite=lax" in came.headers["set-cookie"]
    assert company.is_inside


@pytest.mark.parametrize("wanted", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_nobody_is_sent_to_another_site(company: Company, wanted: str) -> None:
    company.binds()
    came = company.signs_in(path=f"/sign-in/company?{urlencode({'next': wanted})}")
    assert came.headers["location"] == "/"


def test_an_account_that_is_bound_to_nobody_is_refused_and_nobody_is_added(
    company: Company,
) -> None:
    company.hires()
    before = len(company.world.rows(Person))

    refused = company.signs_in("stranger", email="hana", name="김하나", email_verified=True)

    assert NOT_CONNECTED in refused.text
    assert not company.is_inside
    assert len(company.world.rows(Person)) == before
    assert company.failures() == ["company_account_unknown"]


def test_an_account_is_known_by_its_subject_whatever_its_e_mail_says(company: Company) -> None:
    company.binds()
    company.hires("somebody@company.kr")

    company.signs_in(email="somebody@company.kr", preferred_username="somebody@company.kr")

    here = company.here
    assert here is not None
    assert here.actor.number == company.person("hana").id


def test_the_same_subject_at_another_provider_is_somebody_else(
    company: Company, other_provider: RunningProvider
) -> None:
    company.binds()
    company.visitor.cookies.clear()
    with company_of(company.world, other_provider, company.address, company.visitor) as moved:
        assert NOT_CONNECTED in moved.signs_in(SUBJECT).text
        assert not moved.is_inside


def test_an_account_of_somebody_else_here_is_not_bound_again_and_the_link_stays(
    company: Company,
) -> None:
    company.binds("hana")
    refused = company.binds("duri")

    assert "다른 담당자와 이미 연결된 회사 계정입니다." in refused.text
    assert [account.person_id for account in company.world.rows(CompanyAccount)] == [
        company.person("hana").id
    ]
    assert len(company.world.rows(SignInLink)) == 1
    assert company.failures() == ["company_account_taken"]


def test_a_disabled_person_is_refused_at_the_next_click_and_at_the_door(company: Company) -> None:
    company.binds()
    with company.world.system.database.writing() as session:
        number = company.person().id
        disable_person(session, number, actor=ADMINISTRATOR, now=company.clock.now())

    assert not company.is_inside
    assert NOT_CONNECTED in company.signs_in().text
    assert not company.is_inside


def test_whoever_chooses_a_password_by_a_new_link_signs_in_with_that_alone(
    company: Company,
) -> None:
    company.binds()
    password = "푸른 하늘 은하수 17"
    link = company.link_for("hana")
    assert posts(company.visitor, link, password=password, again=password).status_code == 303

    assert NOT_CONNECTED in company.signs_in().text
    assert posts(company.visitor, "/sign-in", login="hana", password=password).status_code == 303


def test_an_address_to_come_back_to_works_once(company: Company) -> None:
    company.binds()
    company.provider.knows(SUBJECT, company.clock.now())
    way = company.provider.lets_in(company.leaves(), SUBJECT)
    cookies = dict(company.visitor.cookies)
    assert company.comes_back(way).status_code == 303

    company.visitor.cookies.clear()
    company.visitor.cookies.update(cookies)
    again = company.comes_back(way)

    assert (again.status_code, START_AGAIN in again.text) == (410, True)


def test_a_way_that_somebody_else_has_begun_signs_nobody_in(company: Company) -> None:
    """Login CSRF: a victim would work, and type, in the account of whoever sent the address."""
    company.binds()
    company.provider.knows(SUBJECT, company.clock.now())
    way = company.provider.lets_in(company.leaves(), SUBJECT)
    with httpx.Client(timeout=company.visitor.timeout) as victim:
        assert START_AGAIN in company.comes_back(way, victim).text
        victim.get(f"{company.address}/sign-in/company")  # has a journey of their own under way
        assert START_AGAIN in company.comes_back(way, victim).text
        assert victim.get(company.address, headers=PAGE).status_code == 303


def test_a_code_of_another_journey_opens_nothing(company: Company) -> None:
    """PKCE: a code that was read on the way is of no use under another state."""
    company.binds()
    company.visitor.cookies.clear()
    company.provider.knows(SUBJECT, company.clock.now())
    read = dict(parse_qsl(urlsplit(company.provider.lets_in(company.leaves(), SUBJECT)).query))
    own = dict(parse_qsl(urlsplit(company.leaves()).query))
    query = urlencode({"state": own["state"], "code": read["code"]})

    refused = company.comes_back(f"{company.address}/sign-in/company/back?{query}")

    assert NOT_VERIFIED in refused.text
    assert not company.is_inside


def test_two_windows_of_one_browser_both_come_back(company: Company) -> None:
    company.binds()
    company.provider.knows(SUBJECT, company.clock.now())
    first, second = company.leaves(), company.leaves()
    for address in (first, second):
        assert company.comes_back(company.provider.lets_in(address, SUBJECT)).status_code == 303


def test_after_ten_minutes_one_starts_again(company: Company) -> None:
    company.binds()
    company.provider.knows(SUBJECT, company.clock.now())
    way = company.provider.lets_in(company.leaves(), SUBJECT)
    company.passes(timedelta(minutes=10))
    assert START_AGAIN in company.comes_back(way).text


@pytest.mark.parametrize("said", ["error=access_denied&", ""])
def test_who_presses_cancel_at_the_provider_is_back_at_the_sign_in_page(
    company: Company, said: str
) -> None:
    state = dict(parse_qsl(urlsplit(company.leaves()).query))["state"]
    back = company.visitor.get(f"/sign-in/company/back?{said}state={state}")
    assert (back.status_code, NOT_VERIFIED in back.text) == (401, True)


def test_while_the_provider_is_down_passwords_still_open_the_desk(
    world: World, address: str, visitor: httpx.Client
) -> None:
    chooses_password(world, visitor, "local", "푸른 하늘 은하수 17")
    with company_of(world, RunningProvider("http://127.0.0.1:9"), address, visitor):
        down = visitor.get("/sign-in/company?next=/members")
        assert down.status_code == 503
        assert "회사 계정 서버가 답하지 않습니다." in down.text
        assert 'value="/members"' in down.text
        english = visitor.get("/sign-in/company?lang=en").text
        assert "The company&#39;s sign-in does not answer." in english
        came = posts(visitor, "/sign-in", login="local", password="푸른 하늘 은하수 17")
        assert came.status_code == 303


def test_a_provider_that_goes_down_meanwhile_is_no_failure_of_anybodys(
    company: Company, serve: Serve, provider: RunningProvider
) -> None:
    class HalfDown(TwoFaced):
        async def _itself(self, request: Request) -> JSONResponse:
            issuer = str(request.base_url).rstrip("/")
            return JSONResponse(
                {
                    "issuer": issuer,
                    "authorization_endpoint": f"{provider.issuer}/oauth2/authorize",
                    "token_endpoint": "http://127.0.0.1:9/token",
                    "jwks_uri": f"{issuer}/keys",
                }
            )

    named = RunningProvider(serve(HalfDown(provider, provider).app))
    with company_of(company.world, named, company.address, company.visitor) as half:
        provider.knows(SUBJECT, half.clock.now())
        down = half.comes_back(provider.lets_in(half.leaves(), SUBJECT))
    assert "회사 계정 서버가 답하지 않습니다." in down.text
    assert company.failures() == []


def test_without_a_provider_there_is_no_button_and_no_way(visitor: httpx.Client) -> None:
    assert "company" not in visitor.get("/sign-in?lang=en").text
    way = visitor.get("/sign-in/company?lang=en")
    assert "Company accounts are not switched on here." in way.text
