"""The confirm process: the merchant is asked before an approval, and may stop it."""

import httpx

from billing_core.sandbox.records import ShopPayment

NO_ANSWER = "confirm_process에 응답이 없습니다."


def objection(url: str, payment: ShopPayment, seconds: float) -> str:
    """Why the merchant stops this payment; empty when it answers 200 in time."""
    body = {
        "imp_uid": payment.imp_uid,
        "merchant_uid": payment.merchant_uid,
        "amount": payment.amount,
    }
    try:
        answer = httpx.post(url, json=body, timeout=seconds, trust_env=False)
    except (httpx.HTTPError, httpx.InvalidURL):
        return NO_ANSWER
    if answer.status_code == httpx.codes.OK:
        return ""
    return _reason(answer) or f"confirm_process가 거절하였습니다. (HTTP {answer.status_code})"


def _reason(answer: httpx.Response) -> str:
    try:
        said = answer.json()
    except ValueError:
        return ""
    return str(said.get("reason") or "") if isinstance(said, dict) else ""
