"""payments.csv -> members, payments and ledger: `imp_uid,merchant_uid,member_id,paid_at,amount`."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from billing_core.history.cells import read_id, read_key, read_member_id, read_money, read_note
from billing_core.history.destination import Destination
from billing_core.history.instants import TimeReading, read_instant
from billing_core.history.keep_payments import PastPayment, keep_payments
from billing_core.history.meet_payments import origin_of_payment
from billing_core.history.record_kind import Added, Placed
from billing_core.rules.classification import Classified, classify
from billing_core.rules.exclusion import Exclusion
from billing_core.rules.file_flaw import Origin
from billing_core.rules.merchant_uid import parse_merchant_uid
from billing_core.rules.payment import Payment, PaymentStatus


class PaymentRows:
    """The file's payments. The one rule says what each is: zero and issuances are never counted."""

    compared = 5

    def read(self, row: Mapping[str, str], reading: TimeReading) -> PastPayment:
        imp_uid = read_id("imp_uid", row["imp_uid"], longest=60)
        merchant_uid = read_key("merchant_uid", row["merchant_uid"], longest=120)
        amount = read_money("amount", row["amount"])
        return PastPayment(
            imp_uid,
            merchant_uid,
            app_id=read_member_id(row["member_id"]),
            paid_at=read_instant("paid_at", row["paid_at"], reading),
            amount=amount,
            card_name=read_note("card_name", row.get("card_name", ""), longest=60),
            apply_num=read_note("apply_num", row.get("apply_num", ""), longest=40),
            receipt_url=read_note("receipt_url", row.get("receipt_url", ""), longest=1_000),
            classified=classified(merchant_uid, amount),
        )

    def known(self, _session: Session, _numbers: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """Empty: `KnownPayments` has met those of the book already, under all their names."""
        return {}

    def origin(self, session: Session, number: str) -> Origin:
        return origin_of_payment(session, number)

    def add(self, into: Destination, new: Sequence[Placed[PastPayment]]) -> Added:
        seen = ((line, paid.app_id, paid.paid_at) for line, paid in new)
        members = into.members.meet(into.file_name, seen)
        return Added(members, won=keep_payments(into, new))

    def left_out(self, record: PastPayment) -> Exclusion | None:
        return record.classified.why


def classified(merchant_uid: str, amount: int) -> Classified:
    """What the rule says of a paid row. Names that are none of ours are all one to it, so the
    rule is asked once for each amount and not for each row."""
    return _classified(merchant_uid if parse_merchant_uid(merchant_uid) else "", amount)


@lru_cache(maxsize=1_000)
def _classified(our_name: str, amount: int) -> Classified:
    return classify(Payment("", our_name, PaymentStatus.PAID, amount), known_member=True)
