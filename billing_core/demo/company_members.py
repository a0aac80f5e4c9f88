"""Members of the demo's company whom a visitor of its app may be: a few of every kind."""

from dataclasses import dataclass

from sqlalchemy import select

from billing_core.database import Database
from billing_core.models import Member, Subscription
from billing_core.rules.subscription import SubscriptionStatus

OF_EACH = 2
_KINDS = {
    SubscriptionStatus.ACTIVE: "이용 중",
    SubscriptionStatus.PAST_DUE: "결제 실패",
    SubscriptionStatus.CANCELLING: "해지 신청",
    SubscriptionStatus.ENDED: "이용 끝남",
}


@dataclass(frozen=True)
class DemoMember:
    """`app_id` as the app has it; `kind` in words."""

    app_id: str
    name: str
    kind: str


def demo_members(database: Database) -> list[DemoMember]:
    """The last to join of each kind, as they stand now. A real app has a list of its own."""
    with database.reading() as session:
        return [
            DemoMember(app_id, name, said)
            for status, said in _KINDS.items()
            for app_id, name in session.execute(
                select(Member.app_id, Member.name)
                .join(Subscription, Subscription.member_id == Member.id)
                .where(Subscription.status == status, Member.forgotten_at.is_(None))
                .group_by(Member.id, Member.app_id, Member.name)
                .order_by(Member.id.desc())
                .limit(OF_EACH)
            )
        ]
