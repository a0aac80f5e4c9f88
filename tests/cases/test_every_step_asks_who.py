"""Every step of a person × whoever may not take it: refused, and the book is as it was.

Each step stands ready before the strangers try it, and is then taken by somebody who may: so no
stranger was refused for another reason.
"""

from __future__ import annotations

import ast
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from billing_core.lifecycle.cure_finding import cure_finding
from billing_core.rules.actor import Actor, Role, member_acting
from billing_core.rules.finding import FindingKind
from billing_core.rules.refusal import Refusal
from billing_core.sign_in.people import (
    disable_person,
)
from tests.cases.office_steps_ready import OF_ADMINISTRATORS, OF_APPROVERS
from tests.cases.rest import seoul
from tests.cases.steps_ready import (
    DISABLED,
    STEPS,
    WHY,
    Act,
    cancelling,
    certifying,
    claiming,
    retrying,
    taking_a_claim_back,
    withdrawing,
)
from tests.cases.test_kinds import STORIES
from tests.parts.lived_once import step_of_a_story
from tests.parts.people import ADMINISTRATOR, APPROVER, SECOND_APPROVER, VIEWER
from tests.parts.world import World
from tests.parts.worlds import in_process

ROOT = Path(__file__).parents[2]
IN_OTHER_WORDS = {
    "import_history": "import_files",
    "cure_finding": "every kind, below",
    "certificate_pdf": "certify_cancellation",
    "record_act": "every step, which it is a part of",
}
# They show, and change nothing.
ONLY_SHOWN = {"own_account", "note_members_seen"}
REFUSED = {"not_signed_in", "not_allowed", "download_of_another"}
ONES_OWN = {"turn_on_totp"}  # who may only look, too
EVERYBODYS = {**STEPS, **OF_APPROVERS}
STRANGERS = {
    "invented": Actor("김지현", Role.APPROVER),
    "of a number that nobody has": Actor("김지현", Role.ADMINISTRATOR, 9_999),
    "of another's number": Actor("최은영", Role.ADMINISTRATOR, APPROVER.number),
    "of a role that was taken back": Actor("이수진", Role.APPROVER, VIEWER.number),
    "disabled": DISABLED,
    "only looking": VIEWER,
    "a member called so": Actor("김지현", Role.MEMBER, 1),
}


@pytest.fixture
def world(sqlite_url: str) -> Iterator[World]:
    with in_process(sqlite_url, seoul(1, 10)) as world:
        somebody_was_disabled(world)
        world.work()
        yield world


@step_of_a_story
def somebody_was_disabled(world: World) -> None:
    with world.system.database.writing() as session:
        disable_person(session, DISABLED.number or 0, actor=ADMINISTRATOR, now=seoul(1, 1))


@pytest.mark.parametrize("step", EVERYBODYS)
def test_a_step_is_taken_by_nobody_who_may_not(world: World, step: str) -> None:
    but = (VIEWER,) if step in ONES_OWN else ()
    refused_to_strangers(world, EVERYBODYS[step](world), by=APPROVER, but=but)


@pytest.mark.parametrize("step", OF_ADMINISTRATORS)
def test_the_office_is_managed_by_nobody_but_administrators(world: World, step: str) -> None:
    act = OF_ADMINISTRATORS[step](world)
    refused_to_strangers(world, act, by=ADMINISTRATOR, and_to=SECOND_APPROVER)


@pytest.mark.parametrize("kind", STORIES)
def test_a_cure_is_given_by_nobody_who_may_not(world: World, kind: FindingKind) -> None:
    STORIES[kind].made(world)
    [finding] = world.findings(kind)

    def act(actor: Actor) -> None:
        cure_finding(world.system, finding.id, STORIES[kind].cure, reason=WHY, actor=actor)

    refused_to_strangers(world, act, by=APPROVER)


@pytest.mark.parametrize(
    "ready",
    [cancelling, withdrawing, retrying, certifying, claiming, taking_a_claim_back],
)
def test_a_member_acts_on_their_own_account_alone(
    world: World, ready: Callable[[World], Act]
) -> None:
    act = ready(world)
    refused(world, act, member_acting(world.number("u1")))
    act(member_acting(world.number("u2")))


def test_every_step_that_a_door_takes_is_in_the_matrix() -> None:
    assert set(taken_by_doors()) == {
        *EVERYBODYS,
        *OF_ADMINISTRATORS,
        *IN_OTHER_WORDS,
        *ONLY_SHOWN,
    }


def refused_to_strangers(
    world: World, act: Act, *, by: Actor, and_to: Actor | None = None, but: Sequence[Actor] = ()
) -> None:
    for stranger in (*STRANGERS.values(), *([and_to] if and_to else [])):
        if stranger not in but:
            refused(world, act, stranger)
    before = written(world)
    act(by)
    assert written(world) != before, "it stood ready, and did something"


def refused(world: World, act: Act, stranger: Actor) -> None:
    before, at_the_gateway = written(world), world.sandbox.payments()
    with pytest.raises(Refusal) as told:
        act(stranger)
    assert told.value.code in REFUSED, (stranger, told.value)
    assert written(world) == before, stranger
    assert world.sandbox.payments() == at_the_gateway, stranger


def written(world: World) -> bytes:
    """The whole book."""
    with closing(sqlite3.connect(str(world.system.database.url.database))) as book:
        return book.serialize()


def taken_by_doors() -> Iterator[str]:
    """Functions of the core that take who acts, called by the dashboard, the sidecar, the member's
    pages or the terminal."""
    steps = {
        one.name
        for path in (ROOT / "billing_core").rglob("*.py")
        if not {"rules", "demo", "sandbox"} & set(path.parts)
        for one in ast.parse(path.read_text()).body
        if isinstance(one, ast.FunctionDef) and _says_who(one)
    }
    core = ("cli", "portal", "sidecar")
    doors = [ROOT / "dashboard", *(ROOT / "billing_core" / name for name in core)]
    called = {
        name
        for door in doors
        for path in door.rglob("*.py")
        for one in ast.walk(ast.parse(path.read_text()))
        for name in _taken(one)
    }
    yield from steps & called


def _taken(node: ast.AST) -> Iterator[str]:
    """By its name, or by that of its module: `from … import step`, `module.step`."""
    match node:
        case ast.ImportFrom(names=names):
            yield from (alias.name for alias in names)
        case ast.Attribute(value=ast.Name(), attr=name):
            yield name


def _says_who(step: ast.FunctionDef) -> bool:
    given = [*step.args.args, *step.args.kwonlyargs]
    return any(
        ast.unparse(one.annotation or ast.Constant("")) in ("Actor", "Recording") for one in given
    )
