"""Payments that an earlier version counted twice, under a file's number and under the gateway's:
a question to a person about each pair. What somebody has answered is not asked again."""

from datetime import datetime

from sqlalchemy import Select, and_, select, union
from sqlalchemy.orm import Session, aliased

from billing_core.lifecycle.ask_same_payment import ask_same_payment
from billing_core.lifecycle.payment_names import traits_of_rows
from billing_core.models import NameKind, PaymentName, PaymentRecord
from billing_core.models.payment import told_by_file
from billing_core.rules.classification import PaymentClass
from billing_core.rules.same_payment import Likeness, likeness

_FILED, _TOLD = aliased(PaymentRecord), aliased(PaymentRecord)
_BOTH_COUNTED = and_(
    told_by_file(_FILED),
    _TOLD.gateway_uid != "",
    _FILED.payment_class == PaymentClass.CHARGE,
    _TOLD.payment_class == PaymentClass.CHARGE,
)


def ask_about_doubles(session: Session, now: datetime) -> int:
    """Open a finding for each such pair; returns how many. Reads the names of the whole book."""
    asked, pairs = 0, union(_with_one_order(), _at_one_moment())
    for filed_key, told_key in session.execute(pairs).all():
        filed, told = (session.get_one(PaymentRecord, key) for key in (filed_key, told_key))
        traits = traits_of_rows(session, [filed, told])
        if len(traits) == 2 and likeness(traits[filed_key], traits[told_key]) is not Likeness.OTHER:
            ask_same_payment(session, filed, told, now=now)
            asked += 1
    return asked


def _with_one_order() -> Select[str, str]:
    file_says, gateway_says = aliased(PaymentName), aliased(PaymentName)
    return (
        select(file_says.imp_uid, gateway_says.imp_uid)
        .join(
            gateway_says,
            and_(gateway_says.name == file_says.name, gateway_says.kind == NameKind.ORDER),
        )
        .join(_FILED, _FILED.imp_uid == file_says.imp_uid)
        .join(_TOLD, _TOLD.imp_uid == gateway_says.imp_uid)
        .where(file_says.kind != NameKind.GATEWAY, _BOTH_COUNTED)
    )


def _at_one_moment() -> Select[str, str]:
    same = and_(
        _TOLD.dated_at == _FILED.dated_at,
        _TOLD.member_id == _FILED.member_id,
        _TOLD.amount == _FILED.amount,
    )
    return select(_FILED.imp_uid, _TOLD.imp_uid).join(_TOLD, same).where(_BOTH_COUNTED)
