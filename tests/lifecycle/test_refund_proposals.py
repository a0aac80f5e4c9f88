"""What the rule proposes for payments that were lived: years, free days, the 31st, a file's."""

from __future__ import annotations

from billing_core.history.file_kind import FileKind
from billing_core.history.import_history import HistoryFile, import_files
from billing_core.history.source_file import SourceFile
from billing_core.lifecycle.change_access import extend_free
from billing_core.lifecycle.claimed_payment import claimable_payment
from tests.cases.rest import QUIET, seoul
from tests.parts.claims import (
    STAYS,
    approves,
    claim,
    claims,
    last_payment,
)
from tests.parts.people import APPROVER
from tests.parts.world import World


def proposed(world: World, app_id: str = "u1") -> tuple[int, int, int]:
    """Won, days used, days in all, for whoever asks now and has used it."""
    with world.system.database.reading() as session:
        payment = claimable_payment(session, last_payment(world, app_id))
    assert payment is not None
    found = payment.proposal(world.clock.now(), world.system.settings.refund_rule, used=True)
    return found.won, found.used_days, found.total_days


def test_a_year_is_counted_by_its_days(world: World) -> None:
    world.join("u1", plan="yearly")
    world.move(seoul(3, 11))

    assert proposed(world) == (242_329, 60, 365)


def test_days_given_free_are_part_of_the_period(world: World) -> None:
    world.join("u1")
    world.work()
    with world.system.database.writing() as session:
        extend_free(
            session,
            world.subscription("u1").id,
            seoul(2, 20),
            reason="사과",
            actor=APPROVER,
            now=world.clock.now(),
        )
    world.move(seoul(2, 10))

    assert proposed(world) == (7_074, 31, 41)


def test_who_came_on_the_31st_is_counted_from_the_day_of_the_charge(world: World) -> None:
    world.move(seoul(1, 31))
    world.join("u1")
    world.wait_until(seoul(3, 10), pace=QUIET)

    assert proposed(world) == (19_646, 10, 31)  # 28 February to 31 March


def test_a_payment_of_a_file_has_no_period_so_a_person_says_how_much(world: World) -> None:
    text = (
        "imp_uid,merchant_uid,member_id,paid_at,amount\nS-1,S-1,u1,2024-12-05T10:00:00+09:00,9000\n"
    )
    file = HistoryFile(FileKind.PAYMENTS, SourceFile("payments.csv", text.encode()))
    import_files(world.system.database, [file], APPROVER, world.clock.now())
    asked = claims(world, imp_uid="S-1")

    approves(world, asked, 4_000, STAYS, note="통화로 합의", evidence="이체 내역")

    assert claim(world, asked).arithmetic["basis"] == "period_unknown"
    assert world.ledger("u1") == [9_000, -4_000]
