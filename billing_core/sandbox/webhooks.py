"""Makes the webhook of an event; armed faults may lose, delay, double or reorder it."""

from typing import Literal

from billing_core.sandbox.faults import FaultKind, Where
from billing_core.sandbox.notice import Notice
from billing_core.sandbox.records import Errand, ShopPayment
from billing_core.sandbox.shop import Shop

MOST_ATTEMPTS = 6  # the first and, where arranged, five more
RESEND_GAP = 60  # seconds
BELL_SECONDS = 3  # how long after the browser's answer a late bell of the window rings
Bell = Literal["before", "after", "twice", "never"]
CAUSES = frozenset(
    {
        "again",
        "cancel",
        "console_refund",
        "console_retry",
        "issue",
        "onetime",
        "recovery",
        "reservation",
        "retry",
        "window",
    }
)
HELD = "held_notice"
LATER = "notice"


def tell(
    shop: Shop,
    payment: ShopPayment,
    cause: str,
    at: int,
    cancellation_id: str = "",
    *,
    bell: Bell = "before",
) -> None:
    """Queue the webhook of a payment's present state, for each of its addresses; it leaves once
    the book is committed. An address of its own takes the place of the console's."""
    for url in payment.notice_url.split() or [shop.settings.notice_url]:
        notice = shop.book.notices.put(
            Notice(
                url=url,
                format=shop.settings.notice_format,
                imp_uid=payment.imp_uid,
                merchant_uid=payment.merchant_uid,
                status=payment.status,
                cause=cause,
                created_at=at,
                cancellation_id=cancellation_id or None,
                outcome="waiting" if url else "no_address",
            )
        )
        if not url:
            continue
        if bell == "never":
            notice.outcome = "lost"
            shop.book.notices.put(notice)
        if bell in ("before", "twice"):
            _queue(shop, notice, at)
        if bell in ("after", "twice"):
            send_later(shop, notice, at + BELL_SECONDS)


def _queue(shop: Shop, notice: Notice, at: int) -> None:
    fault = shop.faults.draw(Where.WEBHOOK, notice.cause, [notice.merchant_uid])
    kind = fault.kind if fault else None
    if kind is FaultKind.WEBHOOK_LOST or shop.dice.random() < shop.settings.webhook_loss:
        notice.outcome = "lost"
        shop.book.notices.put(notice)
    elif fault and kind is FaultKind.WEBHOOK_DELAYED:
        send_later(shop, notice, at + fault.seconds)
    elif fault and kind is FaultKind.WEBHOOK_REORDERED:
        send_later(shop, notice, at + fault.seconds, kind=HELD)
    elif kind is FaultKind.WEBHOOK_BEFORE_ANSWER:
        shop.urgent.append(notice)
    else:
        shop.pending.extend([notice] * (2 if kind is FaultKind.WEBHOOK_DOUBLED else 1))
        _release_held(shop)


def send_later(shop: Shop, notice: Notice, due_at: int, kind: str = LATER) -> None:
    shop.book.errands.put(Errand(due_at, kind, {"notice": notice.id}))


def send_now(shop: Shop, errand: Errand) -> None:
    """Queues a delayed, held back or repeated webhook whose time has come."""
    notice = shop.book.notices.one("id = ?", errand.what["notice"])
    if notice:
        shop.pending.append(notice)


def resend(shop: Shop, notice: Notice, at: int) -> None:
    """Retries a failed delivery in a minute, where the merchant arranged it."""
    if shop.settings.resend_notices and notice.attempt < MOST_ATTEMPTS:
        notice.attempt += 1
        notice.outcome = "waiting"
        send_later(shop, notice, at + RESEND_GAP)
    else:
        notice.outcome = "failed"
    shop.book.notices.put(notice)


def _release_held(shop: Shop) -> None:
    """The notice just queued has overtaken the ones held back; now they may follow it."""
    for errand in shop.book.errands.many("kind = ?", HELD):
        shop.book.errands.remove(errand)
        send_now(shop, errand)
