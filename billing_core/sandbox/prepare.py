"""Amounts registered beforehand (`/payments/prepare`): the payment window refuses any other."""

from billing_core.sandbox.orders import LONGEST_MERCHANT_UID
from billing_core.sandbox.records import Prepared
from billing_core.sandbox.shop import Shop, ShopCall
from billing_core.sandbox.wire import BadParameterError, NotFoundError, RefusedError


def prepare(shop: Shop, call: ShopCall) -> object:
    wanted = _wanted(call)
    if _prepared(shop, wanted.merchant_uid):
        raise RefusedError("이미 등록된 merchant_uid입니다.")
    return _shown(shop.book.prepared.put(wanted))


def change_prepared(shop: Shop, call: ShopCall) -> object:
    wanted = _wanted(call)
    known = _known(shop, wanted.merchant_uid)
    known.amount, known.currency = wanted.amount, wanted.currency
    return _shown(shop.book.prepared.put(known))


def get_prepared(shop: Shop, call: ShopCall) -> object:
    return _shown(_known(shop, call.path["merchant_uid"]))


def refuse_other_amount(shop: Shop, merchant_uid: str, amount: int) -> None:
    known = _prepared(shop, merchant_uid)
    if known and known.amount != amount:
        raise RefusedError("사전등록된 결제금액과 일치하지 않습니다.")


def _wanted(call: ShopCall) -> Prepared:
    amount = call.fields.required_whole("amount")
    if amount < 0:
        raise BadParameterError("결제금액이 올바르지 않습니다.")
    return Prepared(
        merchant_uid=call.fields.required_text("merchant_uid", LONGEST_MERCHANT_UID),
        amount=amount,
        currency=call.fields.text("currency") or None,
    )


def _prepared(shop: Shop, merchant_uid: str) -> Prepared | None:
    return shop.book.prepared.one("merchant_uid = ?", merchant_uid)


def _known(shop: Shop, merchant_uid: str) -> Prepared:
    known = _prepared(shop, merchant_uid)
    if known is None:
        raise NotFoundError("사전등록된 결제정보가 존재하지 않습니다.")
    return known


def _shown(prepared: Prepared) -> object:
    return {
        "merchant_uid": prepared.merchant_uid,
        "amount": prepared.amount,
        "currency": prepared.currency,
    }
