"""A door does not open with secrets that can be guessed, or addresses that anybody could read."""

from __future__ import annotations

import pytest
from pydantic import SecretStr

from billing_core.bootstrap import refuse_weak_settings
from billing_core.rules.refusal import Refusal
from billing_core.settings import Settings
from billing_core.wording.refusals import refusal_said

STRONG = "f3a91c7be2d84f60a1b7"


@pytest.mark.parametrize("name", ["api_key", "seal_key"])
@pytest.mark.parametrize("secret", ["x", "guess-me", "a" * 24, "1212121212121212121"])
def test_a_secret_that_can_be_guessed_is_refused_by_name(name: str, secret: str) -> None:
    settings = Settings.model_validate({name: SecretStr(secret)})

    with pytest.raises(Refusal, match="weak_secret") as refused:
        refuse_weak_settings(settings)

    assert f"BILLING_{name.upper()}" in refusal_said(refused.value)
    assert secret not in refused.value.facts.values(), "no log holds it"


@pytest.mark.parametrize("secret", ["whsec_", "whsec_YQ==", "whsec_not base64!", STRONG * 3])
def test_a_secret_of_the_app_that_is_none_is_refused(secret: str) -> None:
    with pytest.raises(Refusal, match="weak_secret") as refused:
        refuse_weak_settings(Settings(app_secret=SecretStr(secret)))
    assert "BILLING_APP_SECRET" in refusal_said(refused.value)


@pytest.mark.parametrize("name", ["app_url", "notice_url", "oidc_issuer"])
@pytest.mark.parametrize("url", ["http://app.company.kr/hooks", "ftp://app.company.kr", "app"])
def test_an_address_that_anybody_on_the_way_could_read_is_refused(name: str, url: str) -> None:
    with pytest.raises(Refusal, match="plain_address"):
        refuse_weak_settings(Settings.model_validate({name: url}))


@pytest.mark.parametrize("missing", ["oidc_client_id", "oidc_client_secret"])
def test_half_an_account_of_the_companys_is_refused(missing: str) -> None:
    whole = {
        "oidc_issuer": "https://id.company.kr",
        "oidc_client_id": "desk",
        "oidc_client_secret": SecretStr(STRONG),
    }
    refuse_weak_settings(Settings.model_validate(whole))
    with pytest.raises(Refusal, match="oidc_incomplete") as refused:
        refuse_weak_settings(Settings.model_validate(whole | {missing: ""}))
    assert f"BILLING_{missing.upper()}" in refusal_said(refused.value)


def test_nothing_set_and_everything_as_it_should_be_are_let_be() -> None:
    refuse_weak_settings(Settings())
    refuse_weak_settings(
        Settings(
            api_key=SecretStr(STRONG),
            app_secret=SecretStr("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            app_url="https://app.company.kr/hooks",
            notice_url="http://127.0.0.1:8700/webhooks/iamport",
            oidc_issuer="http://127.0.0.1:9400",
            oidc_client_id="desk",
            oidc_client_secret=SecretStr("whatever the provider gave"),
        )
    )
