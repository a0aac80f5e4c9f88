"""A member is forgotten: nothing recognisable stays anywhere, and every number and seal holds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from billing_core.closing.closed_month import closed_months, verify
from billing_core.forgetting.forget_member import forget_member
from billing_core.models import AuditRow, Member
from billing_core.rules.act import Act
from billing_core.rules.retention import ForgetReason
from billing_core.seals.keep_seals import look_at_everything
from tests.forgetting import canary
from tests.parts.people import ADMINISTRATOR
from tests.parts.world import World
from tests.parts.worlds import in_process


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    with in_process(database_url, canary.START) as world:
        canary.lives_and_leaves(world)
        yield world


def test_nothing_of_a_forgotten_member_is_found_and_every_number_holds(world: World) -> None:
    database = world.system.database
    before, number = canary.numbers(world), canary.named(world).id
    places = canary.found(database)
    assert {
        "audit_log.actor",
        "audit_log.detail",
        "cancellations.reason",
        "cards.card_name",
        "charges.fail_reason",
        "closed_members.sealed_id",
        "complaints.answer",
        "complaints.result",
        "complaints.said",
        "findings.resolution",
        "import_batches.excluded",
        "inbox_events.body",
        "members.name",
        "payments.raw",
        "payments.receipt_url",
        "refund_claims.answer",
        "refund_claims.note",
        "refund_claims.reason",
        "refund_requests.reason",
        "unreadable_rows.raw",
    } <= places, "the canary sings everywhere, or the search proves nothing"

    if database.is_sqlite:
        assert canary.found_in_files(database)

    pseudonym = forget_member(world.system, canary.APP_ID, ForgetReason.ASKED, ADMINISTRATOR)

    assert canary.found(database) == set()
    if database.is_sqlite:
        assert canary.found_in_files(database) == []
    assert canary.numbers(world) == before
    assert not [name for name, content in canary.exported(world) if canary.recognisable(content)]
    assert look_at_everything(world.system).differences == ()
    with database.reading() as session:
        assert [
            month.month for month in closed_months(session) if not verify(session, month.month)
        ] == []
        assert session.get_one(Member, number).app_id == pseudonym
    (told,) = world.rows(AuditRow, AuditRow.act == Act.MEMBER_FORGOTTEN)
    assert (told.member_id, told.actor, told.subject) == (number, "4", pseudonym)
