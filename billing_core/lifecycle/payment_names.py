"""The names (numbers) of a payment: find its row by one, add one, move them to another row."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    String,
    Table,
    bindparam,
    func,
    insert,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from billing_core.among import among, among_given
from billing_core.models import Member, NameKind, PaymentName, PaymentRecord
from billing_core.models.base import one_of
from billing_core.plain_rows import CompiledQuery, CompiledWrite, SeldomFound, plain_rows
from billing_core.rules.classification import PaymentClass, classify
from billing_core.rules.exclusion import Exclusion, ExclusionReason
from billing_core.rules.payment import Payment
from billing_core.rules.same_payment import PaymentTraits, is_gateway_number, orders_of

_CHARGES = (PaymentClass.CHARGE, PaymentClass.OTHER_PRODUCT)  # also of whom we do not know yet
_NUMBERS = (NameKind.GATEWAY, NameKind.FILE)
# Asked several times for every payment, so built once.
_NAMED = (
    select(PaymentName.imp_uid)
    .where(PaymentName.name == bindparam("number"), PaymentName.kind != NameKind.ORDER)
    .order_by(PaymentName.kind.desc(), PaymentName.imp_uid)  # the gateway's before a file's
    .limit(1)
)
_ROW_NAMED = CompiledQuery(
    select(PaymentRecord.imp_uid).where(
        PaymentRecord.imp_uid == func.coalesce(_NAMED.scalar_subquery(), bindparam("number"))
    )
)
_KEYS_NAMED = CompiledQuery(
    select(PaymentName.name, PaymentName.imp_uid)
    .where(among_given(PaymentName.name, "names"), one_of(PaymentName.kind, _NUMBERS))
    .order_by(PaymentName.kind, PaymentName.imp_uid.desc())
)
_OWN_KEYS = CompiledQuery(
    select(PaymentRecord.imp_uid).where(among_given(PaymentRecord.imp_uid, "names"))
)
_NAMES = SeldomFound(select(PaymentName).where(PaymentName.imp_uid == bindparam("key")))
_NAME = CompiledWrite(
    insert(cast(Table, PaymentName.__table__)).inline(), "imp_uid", "kind", "name"
)


def _with_order(
    is_one: Callable[[InstrumentedAttribute[str]], ColumnElement[bool]],
) -> CompoundSelect[str]:
    return (
        select(PaymentName.imp_uid)
        .where(is_one(PaymentName.name), PaymentName.kind != NameKind.GATEWAY)
        .union(
            select(PaymentRecord.imp_uid).where(
                or_(is_one(PaymentRecord.merchant_uid), is_one(PaymentRecord.imp_uid))
            )
        )
    )


_ORDERS = bindparam("orders", type_=String(), expanding=True)
_ORDER = bindparam("order", type_=String())
_WITH_ONE_OF = _with_order(lambda column: column.in_(_ORDERS))
_WITH_THIS_ONE = CompiledQuery(
    select(_with_order(lambda column: column == _ORDER).subquery().c.imp_uid)
)


def row_named(session: Session, number: str) -> PaymentRecord | None:
    """The payment's row by the gateway's number, by a file's, or by our own key of the row."""
    found = plain_rows(session, _ROW_NAMED, number=number)
    return session.get(PaymentRecord, found[0][0]) if found else None


def keys_of_names(session: Session, names: Sequence[str]) -> dict[str, str]:
    """Each of these numbers that names a payment, the gateway's or a file's -> the row's key."""
    own = plain_rows(session, _OWN_KEYS, names=names)
    named = plain_rows(session, _KEYS_NAMED, names=names)
    return {key: key for (key,) in own} | dict(named)


def rows_named(session: Session, numbers: Sequence[str]) -> dict[str, PaymentRecord]:
    """The same for many numbers; those that name nothing are left out."""
    keys = keys_of_names(session, numbers)
    if not keys:
        return {}
    found = session.scalars(
        select(PaymentRecord).where(among(PaymentRecord.imp_uid, list(keys.values())))
    )
    rows = {row.imp_uid: row for row in found}
    return {number: rows[key] for number, key in keys.items() if key in rows}


def keys_with_order(session: Session, orders: Collection[str]) -> set[str]:
    """The rows that bear one of these order numbers, or were numbered by it in a file."""
    if len(orders) == 1:  # of a payment that the gateway tells of
        [order] = orders
        return {key for (key,) in plain_rows(session, _WITH_THIS_ONE, order=order)}
    return {*session.scalars(_WITH_ONE_OF, {"orders": list(orders)})}


def name_payment(session: Session, record: PaymentRecord, *names: tuple[NameKind, str]) -> None:
    """Add names to a payment. Bearing one of them already is no error."""
    borne = {(each.kind, each.name) for each in _names(session, record)}
    missing = dict.fromkeys(each for each in names if each[1] and each not in borne)
    for kind, name in missing:
        row = {"imp_uid": record.imp_uid, "kind": kind, "name": name}
        _NAME.run(session.connection(), row)


def move_names(session: Session, source: PaymentRecord, target: PaymentRecord) -> None:
    """Move all names of one row to another: what was said of the one is said of the other."""
    for name in _names(session, source):
        session.delete(name)
        session.flush()
        name_payment(session, target, (name.kind, name.name))
    target.gateway_uid = target.gateway_uid or source.gateway_uid
    source.gateway_uid = ""
    session.flush()


def stands_for(record: PaymentRecord, payment: PaymentRecord) -> None:
    """Mark a row as a duplicate of `payment`: only a trace, whose names lead to the payment."""
    record.payment_class = PaymentClass.SAME_PAYMENT
    record.reason = Exclusion(ExclusionReason.COUNTED_ONCE, payment.number)


def traits_of_rows(session: Session, records: Iterable[PaymentRecord]) -> dict[str, PaymentTraits]:
    """The traits that rows are matched by, by key. Only of rows with an instant of payment."""
    by_key = {record.imp_uid: record for record in records}
    names: dict[str, list[str]] = {key: [] for key in by_key}
    for each in session.scalars(
        select(PaymentName).where(among(PaymentName.imp_uid, list(by_key)))
    ):
        if each.kind is not NameKind.GATEWAY:
            names[each.imp_uid].append(each.name)
    return {
        key: _traits(record, record.paid_at, names[key])
        for key, record in by_key.items()
        if record.paid_at is not None
    }


def _traits(record: PaymentRecord, paid_at: datetime, names: Sequence[str]) -> PaymentTraits:
    claimed = [name for name in (record.imp_uid, *names) if is_gateway_number(name)]
    return PaymentTraits(
        number=record.gateway_uid or next(iter(claimed), record.imp_uid),
        orders=orders_of([record.imp_uid, record.merchant_uid, *names]),
        whose=record.member_id,
        won=record.amount,
        paid_at=paid_at,
        filed=not record.gateway_uid,
        charge=record.payment_class in _CHARGES,
    )


def by_app_ids(session: Session, rows: Sequence[PaymentTraits]) -> list[PaymentTraits]:
    """The same traits with the app's id of the member in `whose`, as files and people say it."""
    numbers = [row.whose for row in rows if isinstance(row.whose, int)]
    found = session.execute(select(Member.id, Member.app_id).where(among(Member.id, numbers)))
    app_ids: dict[int | str | None, str] = {row.id: row.app_id for row in found}
    return [replace(row, whose=app_ids.get(row.whose, row.whose)) for row in rows]


def traits_told(payment: Payment, member_id: int | None) -> PaymentTraits | None:
    """The traits of a payment as the gateway tells them; None of one that took no money."""
    if not payment.captured or payment.paid_at is None:
        return None
    orders = orders_of([payment.merchant_uid])
    charge = classify(payment, known_member=True).payment_class.counted
    return PaymentTraits(
        payment.imp_uid, orders, member_id, payment.amount, payment.paid_at, charge=charge
    )


def _names(session: Session, record: PaymentRecord) -> Sequence[PaymentName]:
    return _NAMES.all(session, key=record.imp_uid)
