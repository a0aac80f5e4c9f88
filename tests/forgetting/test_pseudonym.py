"""After a member was forgotten: nothing is begun under the pseudonym, and what comes later by other
ways brings no name back either."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from billing_core.forgetting.wipe import PATIENCE_MS
from billing_core.lifecycle.settle_payment import settle_payment
from billing_core.lifecycle.start_checkout import start_checkout
from billing_core.lifecycle.transfer_terms import latest_subscription
from billing_core.lifecycle.undo_downgrade import require_undoable
from billing_core.models import Downgrade, Job, JobKind, Member, PaymentRecord, UnreadableRow
from billing_core.reconcile.sweep import leave_out
from billing_core.rules.downgrade import DowngradeState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.seal import SealFlaw
from billing_core.rules.source import Source
from billing_core.worker import Worker
from tests.forgetting import canary
from tests.forgetting.hana import ended, everything_is_looked_at, forget, imports, names
from tests.seals.office import Office

SAYS_WHO: dict[str, Any] = {
    "card_name": "하나카드",
    "card_number": "943011******1234",
    "receipt_url": "https://slip/hana",
}


def test_nothing_is_begun_under_the_pseudonym(office: Office) -> None:
    with office.database.writing() as session:
        session.add_all(ended(office))
    pseudonym, now = forget(office), office.clock.now()
    approved = Downgrade(state=DowngradeState.APPROVED, approved_at=now)
    with office.database.writing() as session:
        member = session.get_one(Member, 1)
        for begin in (
            lambda: start_checkout(
                session,
                checkout_id="k",
                app_id=pseudonym,
                member_name="김하나",
                plan=office.system.settings.plan("basic"),
                now=now,
            ),
            lambda: latest_subscription(session, member),
            lambda: require_undoable(approved, member, now),
        ):
            with pytest.raises(Refusal) as refused:
                begin()
            assert refused.value.says is RefusalCode.MEMBER_FORGOTTEN
    assert names(office) == [(pseudonym, pseudonym)]


def test_a_payment_whose_owner_a_file_names_later_keeps_the_money_alone(office: Office) -> None:
    """The gateway told of it when nobody knew whose it is."""
    now = office.clock.now()
    paid = office.till.payments[office.till.takes("stranger", now, 29_000)]
    told = {
        "imp_uid": paid.imp_uid,
        "merchant_uid": paid.merchant_uid,
        "status": "paid",
        "amount": 29_000,
        "paid_at": int(now.timestamp()),
        "name": "김하나 이용권",
    }
    with office.database.writing() as session:
        settle_payment(
            session,
            replace(paid, customer_uid="", raw=told | SAYS_WHO, **SAYS_WHO),
            source=Source.SWEEP,
            now=now,
        )
    forget(office)

    imports(
        office,
        payments="imp_uid,merchant_uid,member_id,paid_at,amount\n"
        f"{paid.imp_uid},{paid.merchant_uid},hana,{now.isoformat()},29000\n",
    )

    with office.database.reading() as session:
        kept = session.get_one(PaymentRecord, paid.imp_uid)
        assert kept.member_id == 1
        assert (kept.card_name, kept.card_number, kept.receipt_url) == ("", "", "")
        assert not {"name", *SAYS_WHO} & kept.raw.keys()


def test_a_payment_whose_card_a_file_names_later_keeps_the_money_alone(office: Office) -> None:
    now = office.clock.now()
    paid = replace(
        office.till.payments[office.till.takes("stranger", now, 29_000)],
        customer_uid="key-7",
        **SAYS_WHO,
    )
    with office.database.writing() as session:
        settle_payment(session, paid, source=Source.SWEEP, now=now)
    forget(office)
    imports(office, cards="customer_uid,member_id\nkey-7,hana\n")

    with office.database.writing() as session:
        settle_payment(session, paid, source=Source.SWEEP, now=now)

    with office.database.reading() as session:
        kept = session.get_one(PaymentRecord, paid.imp_uid)
        assert kept.member_id == 1
        assert (kept.card_name, kept.card_number, kept.receipt_url) == ("", "", "")


@pytest.mark.parametrize(
    "named",
    [
        {"imp_uid": "imp_000001"},
        {"merchant_uid": "shop-imp_000001"},
        {"customer_uid": "card-of-hana"},
    ],
)
def test_a_row_that_cannot_be_read_brings_no_name_back(
    office: Office, named: dict[str, str]
) -> None:
    forget(office)
    for whose in (named, {"imp_uid": "imp_of_duri"}):
        leave_out(office.system, {**whose, **SAYS_WHO, "amount": "…"}, "amount")
        leave_out(office.system, {**whose, **SAYS_WHO, "amount": "…"}, "amount")

    with office.database.reading() as session:
        kept = [row.raw for row in session.query(UnreadableRow)]
    assert len(kept) == 2, "each is kept once"
    assert named | {"amount": "…"} in kept
    assert {"imp_uid": "imp_of_duri", "amount": "…"} | SAYS_WHO in kept


def test_what_is_written_afterwards_is_nobodys_to_take_out(office: Office) -> None:
    """The seals let go of the text that stood there before the act, and of no later one."""
    pseudonym = forget(office)
    office.tampers(
        "INSERT INTO audit_log (at, actor_kind, actor, act, member_id, subject, detail) "
        "SELECT at, actor_kind, actor, 'downgrade.held', member_id, '', '{\"reason\": \"나중에\"}'"
        f" FROM audit_log WHERE subject = '{pseudonym}'"
    )
    everything_is_looked_at(office)
    assert office.told() == []

    with office.database.writing() as session:  # the guards of the table let it pass
        session.execute(
            text(
                f"UPDATE audit_log SET detail = '{json.dumps({'erased': True})}'"
                " WHERE act = 'downgrade.held' AND CAST(detail AS TEXT) LIKE '%reason%'"
            )
        )
    everything_is_looked_at(office)
    assert [one.flaw for one in office.told()] == [SealFlaw.TEXT_CHANGED]


def test_a_page_that_is_read_meanwhile_only_puts_the_wiping_off(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canary, "CANARIES", ("김하나",))
    with office.database.reading() as page:
        assert page.query(Member).count() == 1
        forget(office)
        assert canary.found_in_files(office.database), "somebody still reads the old state"
        works(office)
        assert waits(office)

    works(office)

    assert not waits(office)
    assert canary.found_in_files(office.database) == []
    assert PATIENCE_MS < 1_000, "whoever writes waits for the wiping, too"


def works(office: Office) -> None:
    with office.database.writing() as session:
        session.query(Job).filter_by(kind=JobKind.WIPE).update({"run_at": office.clock.now()})
    Worker(office.system).do_jobs(Job.kind == JobKind.WIPE)


def waits(office: Office) -> bool:
    with office.database.reading() as session:
        return session.query(Job).filter_by(kind=JobKind.WIPE).count() == 1
