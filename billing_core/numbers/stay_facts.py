"""The stays behind the numbers of members and MRR, with the name of whose they are."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, or_, select

from billing_core.models import Member, MemberStay
from billing_core.roll_ups.as_of import AsOf
from billing_core.roll_ups.interval import Bounded
from billing_core.roll_ups.stay_rows import StayRow

Stayed = Row[*tuple[Any, ...]]  # app_id, name, and the columns of `StayRow`


def stays_where(*where: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    columns = [getattr(MemberStay, name) for name in StayRow._fields]
    return (
        select(Member.app_id, Member.name, *columns)
        .join(Member, Member.id == MemberStay.member_id)
        .where(*where)
    )


def gone(as_of: AsOf) -> ColumnElement[bool]:
    """The condition that a stay counts as churn by now."""
    return or_(MemberStay.over_at.is_(None), MemberStay.over_at <= as_of.now)


def present_before(instant: datetime, as_of: AsOf) -> ColumnElement[bool]:
    """The condition that a stay went on just before `instant`: who leaves on the first of a month
    at midnight is a member at that month's start and churns in it."""
    still_here = and_(MemberStay.over_at.is_not(None), MemberStay.over_at > as_of.now)
    return and_(MemberStay.began < instant, or_(MemberStay.paid_through >= instant, still_here))


def ends_in(interval: Bounded) -> ColumnElement[bool]:
    return and_(MemberStay.paid_through >= interval.start, MemberStay.paid_through < interval.end)
