"""A door does not open with secrets that can be guessed, or addresses that anybody could read."""

from __future__ import annotations

from itertools import product

import pytest
from pydantic import SecretStr, ValidationError
from typer.testing import CliRunner

from billing_core.bootstrap import refuse_weak_settings
from billing_core.cli import app
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
@pytest.mark.parametrize("name", ["app_secret", "app_secret_before"])
def test_a_secret_of_the_app_that_is_none_is_refused(secret: str, name: str) -> None:
    with pytest.raises(Refusal, match="weak_secret") as refused:
        refuse_weak_settings(Settings.model_validate({name: SecretStr(secret)}))
    assert f"BILLING_{name.upper()}은" in refusal_said(refused.value)


@pytest.mark.parametrize(
    ("name", "url"),
    [
        *product(
            ("app_url", "notice_url", "dashboard_url", "oidc_issuer", "notice_sender_url"),
            ("http://app.company.kr/hooks", "ftp://app.company.kr", "app", "http://[::1"),
        ),
        ("gateway_url", "http://api.iamport.kr"),
        ("script_url", "http://cdn.iamport.kr/v1/iamport.js"),
        ("slack_webhook_url", "http://hooks.slack.com/services/T0/B0/x"),
    ],
)
def test_an_address_that_anybody_on_the_way_could_read_is_refused(name: str, url: str) -> None:
    with pytest.raises(Refusal, match="plain_address"):
        refuse_weak_settings(Settings.model_validate({name: url}))


@pytest.mark.parametrize("named", ["*", "10.0.0.5, *", "0.0.0.0/0"])
def test_a_door_that_believes_anybody_does_not_open(
    named: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse_weak_settings(Settings())
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "10.0.0.5,10.1.0.0/16")
    refuse_weak_settings(Settings())

    monkeypatch.setenv("FORWARDED_ALLOW_IPS", named)
    with pytest.raises(Refusal, match="forwarded_anybody"):
        refuse_weak_settings(Settings())


def test_mail_is_encrypted_and_says_who_sends_it() -> None:
    mail = {"smtp_host": "smtp.company.kr", "mail_from": "desk@company.kr"}
    refuse_weak_settings(Settings.model_validate(mail))
    refuse_weak_settings(
        Settings.model_validate(mail | {"smtp_host": "127.0.0.1", "smtp_security": "none"})
    )
    with pytest.raises(Refusal, match="plain_mail"):
        refuse_weak_settings(Settings.model_validate(mail | {"smtp_security": "none"}))
    with pytest.raises(Refusal, match="mail_from_missing"):
        refuse_weak_settings(Settings.model_validate(mail | {"mail_from": ""}))


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
            app_secret_before=SecretStr("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"),
            dashboard_url="https://desk.company.kr",
            app_url="https://app.company.kr/hooks",
            notice_url="http://127.0.0.1:8700/webhooks/iamport",
            oidc_issuer="http://127.0.0.1:9400",
            oidc_client_id="desk",
            oidc_client_secret=SecretStr("whatever the provider gave"),
        )
    )


@pytest.mark.parametrize("command", ["sidecar", "worker", "dashboard"])
def test_no_program_starts_with_a_secret_of_one_letter(
    command: str, monkeypatch: pytest.MonkeyPatch, sqlite_url: str
) -> None:
    monkeypatch.setenv("BILLING_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("BILLING_API_KEY", "x")
    ended = CliRunner().invoke(app, [command])
    assert ended.exit_code == 1
    assert "BILLING_API_KEY이 너무 쉽습니다." in ended.output


@pytest.mark.parametrize(
    "name",
    ["api_calls_a_minute", "wrong_keys_a_minute", "connections", "header_seconds", "idle_seconds"],
)
def test_a_limit_of_nothing_is_no_limit(name: str) -> None:
    with pytest.raises(ValidationError, match=name):
        Settings.model_validate({name: 0})
