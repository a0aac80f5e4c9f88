from __future__ import annotations

import pytest

from billing_core.sandbox import Sandbox
from tests.sandbox.merchant import Merchant, refused, served

KEYS = {"imp_key": "imp_sandbox", "imp_secret": "sandbox-secret"}


def issued(merchant: Merchant) -> tuple[str, int]:
    answer = served(merchant.client.post("/users/getToken", json=KEYS))
    return answer["access_token"], answer["expired_at"] - answer["now"]


def test_asking_again_gives_the_same_token_with_what_is_left_of_its_half_hour(
    merchant: Merchant, sandbox: Sandbox
) -> None:
    token, life = issued(merchant)
    sandbox.advance(600)

    assert life == 1800
    assert issued(merchant) == (token, 1200)


def test_asking_in_the_last_minute_adds_five(merchant: Merchant, sandbox: Sandbox) -> None:
    token, _ = issued(merchant)
    sandbox.advance(1800 - 60)

    assert issued(merchant) == (token, 360)


def test_a_token_that_ran_out_is_refused_and_replaced(merchant: Merchant, sandbox: Sandbox) -> None:
    token, _ = issued(merchant)
    sandbox.advance(1800)
    stale = merchant.client.get("/payments/imp_1", headers={"authorization": token})

    assert refused(stale, status=401, code=-1) == "Unauthorized"
    assert issued(merchant)[0] != token


@pytest.mark.parametrize("form", ["{}", "Bearer {}"])
def test_both_ways_to_show_a_token_open_the_door(merchant: Merchant, hong: str, form: str) -> None:
    header = {"authorization": form.format(merchant.token())}

    assert served(merchant.client.get(f"/subscribe/customers/{hong}", headers=header))


@pytest.mark.parametrize("header", [{}, {"authorization": "nonsense"}, {"authorization": ""}])
def test_without_a_good_token_nothing_is_served(
    merchant: Merchant, hong: str, header: dict[str, str]
) -> None:
    merchant.token()

    refused(
        merchant.client.get(f"/subscribe/customers/{hong}", headers=header), status=401, code=-1
    )


def test_wrong_keys_are_401_and_missing_ones_400(merchant: Merchant) -> None:
    wrong = merchant.client.post("/users/getToken", json=KEYS | {"imp_secret": "guess"})
    missing = merchant.client.post("/users/getToken", json={"imp_key": "imp_sandbox"})

    refused(wrong, status=401, code=-1)
    assert "imp_secret" in refused(missing, status=400, code=-1)
