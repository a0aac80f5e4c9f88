"""Writes the facts of a story straight into the book, the way the lifecycle leaves them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.orm import Session

from billing_core.lifecycle.app_ids import member_called
from billing_core.lifecycle.reverse_payment import reverse_payment
from billing_core.models import (
    Cancellation,
    Card,
    Charge,
    EntryKind,
    LedgerEntry,
    Member,
    PaymentRecord,
    PermissionChange,
    Subscription,
)
from billing_core.roll_ups.follow import catch_up
from billing_core.roll_ups.money import MoneyFact, roll_up
from billing_core.rules.calendar import kst_date
from billing_core.rules.cancel_reason import CancelReason
from billing_core.rules.charge import ChargeHow, ChargeState
from billing_core.rules.classification import PaymentClass
from billing_core.rules.decline import DeclineReason
from billing_core.rules.exclusion import Exclusion
from billing_core.rules.merchant_uid import ChargeRef
from billing_core.rules.payment import PaymentStatus
from billing_core.rules.period import paid_through, period_start
from billing_core.rules.permission import Permission
from billing_core.rules.source import Source
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.wording.declines import DECLINES
from tests.parts.members import number_in

CHARGE_HOUR = timedelta(hours=10)


def seoul(text: str) -> datetime:
    """`2025-06-08 10:00` on the clock in Seoul; midnight when the hour is left out."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Asia/Seoul"))


OPENED = seoul("2020-01-01")


class Book:
    """Instants are aware, money whole won. Subscriptions charge at ten in the morning."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self._numbers = count(1)
        self._attempts: Counter[tuple[str, int]] = Counter()

    def member(self, member_id: str) -> None:
        if member_called(self.session, member_id) is None:
            self._add(Member(app_id=member_id, name=f"{member_id} 님", created_at=OPENED))

    def number(self, member_id: str) -> int:
        return number_in(self.session, member_id)

    def pays(self, member_id: str, at: datetime, won: int = 29_000) -> str:
        """A counted charge outside any subscription of ours; returns its imp_uid."""
        self.member(member_id)
        return self._captured(self.number(member_id), at, won, f"shop-{next(self._numbers)}", None)

    def payment(
        self, at: datetime, kind: PaymentClass, reason: str, won: int = 29_000, member: str = ""
    ) -> str:
        """A payment in the gateway's books that may not be counted at all; `reason` as it is
        kept, or any sentence."""
        imp_uid = f"imp_{next(self._numbers):012d}"
        self._add(
            PaymentRecord(
                imp_uid=imp_uid,
                merchant_uid=f"m-{imp_uid}",
                member_id=self.number(member) if member else None,
                payment_class=kind,
                reason=Exclusion.parse(reason) if reason else None,
                status=PaymentStatus.PAID,
                amount=won,
                paid_at=at,
                source=Source.SWEEP,
                first_seen_at=at,
                read_at=at,
                raw={},
            )
        )
        return imp_uid

    def refunded(self, imp_uid: str, at: datetime, won: int) -> None:
        paid = self.session.get_one(PaymentRecord, imp_uid)
        paid.cancel_amount += won
        self._enter(EntryKind.REFUND, paid, -won, at, key=f"refund-{next(self._numbers)}")

    def goes_back(self, imp_uid: str, kind: EntryKind, at: datetime, won: int) -> None:
        """Told by the gateway, or recorded by a person."""
        paid = self.session.get_one(PaymentRecord, imp_uid)
        self._enter(kind, paid, -won, at, key=f"back-{next(self._numbers)}")

    def reversed(self, imp_uid: str, now: datetime) -> None:
        """The payment should not be there, nor what went back of it."""
        record = self.session.get_one(PaymentRecord, imp_uid)
        reverse_payment(self.session, record, now=now)
        catch_up(self.session)

    def subscribes(
        self, member_id: str, at: datetime, price: int = 29_000, months: int = 1
    ) -> Subscription:
        """A card, a subscription and its first paid charge; the one before has ended by then."""
        subscription = self.registers(member_id, at, price, months)
        self.renews(subscription, at)
        return subscription

    def registers(
        self, member_id: str, at: datetime, price: int = 29_000, months: int = 1
    ) -> Subscription:
        """A card and a subscription that waits for its first charge."""
        self.member(member_id)
        of_member = Subscription.member_id == self.number(member_id)
        ended = update(Subscription).values(status=SubscriptionStatus.ENDED)
        self.session.execute(ended.where(of_member))
        number = f"{next(self._numbers):012d}"
        customer_uid = f"bd-{number}"
        self._add(
            Card(
                customer_uid=customer_uid,
                member_id=self.number(member_id),
                card_name="신한카드",
                card_number="9410-****-****-1234",
                registered_at=at,
            )
        )
        subscription = Subscription(
            id=number,
            member_id=self.number(member_id),
            plan_id="basic",
            plan_name="월 정기 멤버십",
            price=price,
            months=months,
            customer_uid=customer_uid,
            fresh_since=at,
            status=SubscriptionStatus.PENDING,
            created_at=at,
            periods_paid=0,
        )
        self._add(subscription)
        return subscription

    def renews(self, subscription: Subscription, at: datetime | None = None) -> str:
        """The next period is paid, on its due date unless `at` says otherwise."""
        charge = self._charge(subscription, ChargeState.REQUESTING)
        imp_uid = self._paid(subscription, charge, at)
        catch_up(self.session)
        return imp_uid

    def _paid(self, subscription: Subscription, charge: Charge, at: datetime | None) -> str:
        period = charge.period
        charge.state = ChargeState.PAID
        if subscription.anchor is None:
            subscription.anchor = kst_date(at or subscription.created_at)
        charge.imp_uid = self._captured(
            subscription.member_id,
            at or period_start(subscription.terms, period) + CHARGE_HOUR,
            subscription.price,
            charge.merchant_uid,
            subscription.id,
        )
        charge.settled_at = at or charge.due_at
        charge.period_from = charge.covers_from = period_start(subscription.terms, period)
        charge.covers_until = paid_through(subscription.terms, period)
        subscription.periods_paid = period + 1
        subscription.paid_through = paid_through(subscription.terms, period)
        subscription.status = SubscriptionStatus.ACTIVE
        self.session.flush()
        return charge.imp_uid

    def bought_nothing(self, subscription: Subscription) -> None:
        """The money of the last period is there, and gives no time."""
        subscription.periods_paid -= 1
        of_period = {"subscription_id": subscription.id, "period": subscription.periods_paid}
        nothing = update(Charge).values(covers_from=None, covers_until=None)
        self.session.execute(nothing.filter_by(**of_period))

    def declined(
        self,
        subscription: Subscription,
        reason: DeclineReason = DeclineReason.INSUFFICIENT_FUNDS,
    ) -> None:
        charge = self._charge(subscription, ChargeState.REQUESTING)
        charge.state = ChargeState.FAILED
        charge.fail_reason, charge.decline = DECLINES[reason][0], reason
        charge.settled_at = charge.due_at
        if subscription.periods_paid:
            subscription.status = SubscriptionStatus.PAST_DUE
        catch_up(self.session)

    def booked(self, subscription: Subscription, at: datetime | None = None) -> Charge:
        """The next charge is registered at the gateway, for its due date or a retry's."""
        charge = self._charge(subscription, ChargeState.BOOKED)
        charge.due_at = at or charge.due_at
        self.session.flush()
        return charge

    def asks(
        self, subscription: Subscription, at: datetime, why: CancelReason | None = None
    ) -> Cancellation:
        cancellation = Cancellation(
            id=f"c-{next(self._numbers)}",
            member_id=subscription.member_id,
            subscription_id=subscription.id,
            requested_at=at,
            recorded_at=at,
            requested_by="",
            reason="잘 쓰지 않아서",
            reason_code=why,
            paid_through=subscription.paid_through,
            past_due=subscription.status is SubscriptionStatus.PAST_DUE,
        )
        self._add(cancellation)
        catch_up(self.session)
        return cancellation

    def withdraws(self, cancellation: Cancellation, at: datetime) -> None:
        cancellation.withdrawn_at = at
        catch_up(self.session)

    def downgraded(self, member_id: str, at: datetime, by: str = "김지현") -> None:
        self._add(
            PermissionChange(
                member_id=self.number(member_id),
                before=Permission.PAID,
                after=Permission.FREE,
                changed_at=at,
                changed_by=by,
                cause="approved",
                message_id=f"msg-{next(self._numbers)}",
            )
        )

    def _charge(self, subscription: Subscription, state: ChargeState) -> Charge:
        period = subscription.periods_paid
        self._attempts[subscription.id, period] += 1
        attempt = self._attempts[subscription.id, period]
        due = subscription.created_at
        if subscription.anchor is not None:
            due = period_start(subscription.terms, period) + CHARGE_HOUR
        charge = Charge(
            merchant_uid=ChargeRef(subscription.id, period, attempt).merchant_uid,
            subscription_id=subscription.id,
            member_id=subscription.member_id,
            customer_uid=subscription.customer_uid,
            period=period,
            attempt=attempt,
            amount=subscription.price,
            plan_id=subscription.plan_id,
            plan_name=subscription.plan_name,
            months=subscription.months,
            period_from=due - CHARGE_HOUR if subscription.anchor is not None else None,
            how=ChargeHow.BOOKING,
            due_at=due,
            state=state,
            requested_at=due,
        )
        self._add(charge)
        return charge

    def _captured(
        self, number: int, at: datetime, won: int, name: str, subscription_id: str | None
    ) -> str:
        imp_uid = self.payment(at, PaymentClass.CHARGE, "", won)
        paid = self.session.get_one(PaymentRecord, imp_uid)
        paid.member_id, paid.merchant_uid, paid.subscription_id = number, name, subscription_id
        self._enter(EntryKind.PAYMENT, paid, won, at, key="")
        return imp_uid

    def _enter(
        self, kind: EntryKind, paid: PaymentRecord, won: int, at: datetime, key: str
    ) -> None:
        self._add(
            LedgerEntry(
                kind=kind,
                imp_uid=paid.imp_uid,
                refund_key=key,
                merchant_uid=paid.merchant_uid,
                member_id=paid.member_id,
                subscription_id=paid.subscription_id,
                amount=won,
                occurred_at=at,
                recorded_at=at,
                source=Source.SWEEP,
            )
        )
        assert paid.member_id is not None
        roll_up(self.session, [MoneyFact(kind, paid.imp_uid, paid.member_id, won, at)], now=at)

    def _add(self, row: object) -> None:
        self.session.add(row)
        self.session.flush()
