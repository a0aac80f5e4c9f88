"""Every page as somebody who may only look sees it: no member's name, id or card is whole."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from billing_core.closing.close_month import close_month
from billing_core.lifecycle.app_ids import the_member
from billing_core.lifecycle.hold_downgrade import hold_downgrade
from billing_core.lifecycle.keep_complaint import (
    answer_complaint,
    close_complaint,
    receive_complaint,
)
from billing_core.lifecycle.notice_texts import keep_first_text
from billing_core.models import AccessRow, Card, MemberNotice
from billing_core.numbers.catalogue import METRICS
from billing_core.roll_ups.as_of import AsOf
from billing_core.rules.access import AccessKind
from billing_core.rules.calendar import Month
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.notice import NoticeKind, NoticeReason, NoticeState
from billing_core.sandbox.cards import CardOutcome
from dashboard.parts.address import page_file
from tests.dashboard.company import charge_by_hand, joins, leave, live, refuse_cards
from tests.dashboard.visits import number_of, visit
from tests.parts.claims import claims, refuses
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World

PAGES = Path(__file__).parents[2] / "dashboard" / "pages"
NAMES = {
    "canaryaa01": "탁가람",
    "canarybb02": "탁나래",
    "canarycc03": "탁다온",
    "canarydd04": "탁라별",
    "canaryee05": "탁마루",
    "canaryff06": "탁바다",
}
NOBODY, EVERYBODY = False, True


@dataclass(frozen=True)
class View:
    """A page as somebody has set it. `state`: by the keys of its controls."""

    page: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    state: Mapping[str, Any] = field(default_factory=dict)
    names_somebody: bool = NOBODY


def views() -> Iterator[View]:
    """At least one of every page; what names members, as an approver has to find it."""
    yield View("today", names_somebody=EVERYBODY)
    yield View("today", state={"today_people_of": "2026-09"}, names_somebody=EVERYBODY)
    for view in ("due", "held", "upcoming", "history"):
        yield View("approvals", {"view": view}, names_somebody=EVERYBODY)
    yield View("members", names_somebody=EVERYBODY)
    for member_id in NAMES:
        yield View(
            "members",
            {"number": str(number_of(member_id)), "records": "all"},
            names_somebody=EVERYBODY,
        )
    for view in ("failed", "all"):
        yield View("payments", state={"payments_view": view}, names_somebody=EVERYBODY)
    yield View("payments", state={"payments_view": "all", "payments_month": ""})
    for view in ("open", "decided", "complaints", "closed"):
        yield View("refund_claims", {"view": view}, names_somebody=EVERYBODY)
    yield View("upcoming")
    yield View("upcoming", {"day": "2026-12-21"}, names_somebody=EVERYBODY)
    yield View("analysis")
    for code in METRICS:  # each kind of row that a number counts; what is left out is of one kind
        yield View("number", {"code": code, "month": "2026-10"})
    yield View("number", {"code": "paid_members", "month": "2026-10", "list": "left_out"})
    yield View("number", {"code": "paid_members", "month": "2026-09"}, names_somebody=EVERYBODY)
    yield View("month_close")
    yield View("month_close", {"month": "2026-09"}, names_somebody=EVERYBODY)
    yield View("exports")
    yield View("imports")
    for view in ("open", "traffic", "days", "closed"):
        yield View("health", {"view": view}, names_somebody=view == "open")
    for view in ("untold", "told", "texts", "ways"):
        listed = view in ("untold", "told")
        yield View("notices", {"view": view}, names_somebody=listed)
    for name in ("people", "account", "access", "retention"):
        yield View(name)


def lived(world: World) -> None:
    """On every list of every page there is somebody."""
    joins(world, **NAMES)
    leave(world, "canaryaa01", "canarybb02", "canaryff06")
    world.approve("canaryaa01")
    world.work()
    charge_by_hand(world, "canarycc03")
    refuse_cards(world, CardOutcome.OVER_LIMIT, "canarydd04")
    live(world, 30)
    world.cancel("canaryee05", "탁마루(canaryee05)입니다")
    world.work()
    complain(world)
    tell(world)
    with world.system.database.writing() as session:
        held = world.due_downgrade("canaryff06").id
        hold_downgrade(session, held, reason="탁바다와 통화", actor=APPROVER, now=world.clock.now())
        close_month(session, Month(2026, 9), actor=APPROVER, as_of=AsOf(world.clock.now(), 7))


def complain(world: World) -> None:
    """Who wants money back and says so, and is named in every text."""
    said = "탁다온(canarycc03)입니다"
    refuses(world, claims(world, "canarycc03", reason=said), said)
    claims(world, "canarycc03", reason=said)
    with world.system.database.writing() as session:
        for number in ("complaint001", "complaint002"):
            receive_complaint(
                session,
                the_member(session, "canarycc03"),
                complaint_id=number,
                kind=ComplaintKind.DISPUTE,
                channel=ComplaintChannel.EMAIL,
                received_at=world.clock.now(),
                said=said,
                actor=APPROVER,
                now=world.clock.now(),
            )
            session.flush()
        by: dict[str, Any] = {"actor": APPROVER, "now": world.clock.now()}
        answer_complaint(session, "complaint001", answer=said, **by)
        close_complaint(session, "complaint001", result=said, **by)


def tell(world: World) -> None:
    """One could not be told, and one was."""
    now = world.clock.now()
    with world.system.database.writing() as session:
        for member_id, state in (
            ("canarydd04", NoticeState.UNDELIVERABLE),
            ("canaryee05", NoticeState.SENT),
        ):
            session.add(
                MemberNotice(
                    kind=NoticeKind.PAYMENT_FAILED,
                    event=member_id,
                    member_id=world.number(member_id),
                    at=now,
                    queued_at=now,
                    run_at=now,
                    facts={"amount": 29_000},
                    state=state,
                    reason=None if state is NoticeState.SENT else NoticeReason.NO_CONTACT,
                    text_version=keep_first_text(session, NoticeKind.PAYMENT_FAILED, now).version,
                    settled_at=now,
                )
            )


def open_view(page: AppTest, view: View) -> AppTest:
    page.switch_page(page_file(view.page))
    for name in list(page.query_params):
        page.query_params.pop(name)
    for name, value in view.parameters.items():
        page.query_params[name] = value
    for key, value in view.state.items():
        page.session_state[key] = value
    page.run()
    assert not page.exception, (view, page.exception)
    return page


def everything_sent(page: AppTest) -> str:
    """All that the browser is sent of a page: texts, tables, charts, links, keys, the address."""
    sent = [
        node.proto.SerializeToString().decode("utf-8", errors="ignore")
        for node in page._tree
        if getattr(node, "proto", None) is not None
    ]
    sent += [f"{name}={values}" for name, values in page.query_params.items()]
    unescaped = html.unescape("\n".join(sent))
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), unescaped)


def whole(world: World) -> set[str]:
    """What nobody who may only look may find."""
    cards = world.rows(Card)
    return {
        *NAMES,
        *NAMES.values(),
        *(card.card_number for card in cards),
        *(card.customer_uid for card in cards),
    }


def test_every_page_is_among_the_views(world: World) -> None:
    joins(world, **NAMES)
    pages = {each.parent.name for each in PAGES.glob("*/page.py")}
    assert {view.page for view in views()} == pages


def test_on_no_page_a_viewer_finds_a_member_whole_and_an_approver_finds_them(world: World) -> None:
    lived(world)
    kept = whole(world)
    looking = visit("people", VIEWER)

    for view in views():
        sent = everything_sent(open_view(looking, view))
        assert not [each for each in kept if each in sent], view
    assert not world.rows(AccessRow, AccessRow.kind == AccessKind.VIEWED)

    approving = visit("people", APPROVER)
    for view in views():
        if view.names_somebody:
            sent = everything_sent(open_view(approving, view))
            assert any(name in sent for name in NAMES.values()), view
