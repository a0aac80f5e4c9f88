"""The steps of the office itself, each ready to be taken: people, keys, seals, files and forgetting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from pyotp import TOTP

from billing_core.access_log.downloads import DownloadFacts, offer_download, spend_download
from billing_core.access_log.reviews import sign_review
from billing_core.forgetting.dispose import approve_disposal
from billing_core.forgetting.due import disposal_list
from billing_core.forgetting.forget_member import forget_member
from billing_core.forgetting.member_data import take_out_member_data
from billing_core.lifecycle.notice_texts import change_notice_text
from billing_core.lifecycle.untold_member import mark_told, send_again
from billing_core.models import Member, MemberNotice, Person
from billing_core.notices.try_channel import try_channel
from billing_core.rules.access import DownloadKind
from billing_core.rules.actor import Actor, Role
from billing_core.rules.calendar import Month
from billing_core.rules.key_scope import KeyScope
from billing_core.rules.notice import NoticeChannel, NoticeKind, NoticeState
from billing_core.rules.retention import ForgetReason
from billing_core.seals.keep_seals import keep_seals
from billing_core.seals.key import key_file
from billing_core.seals.new_chain import acknowledge_new_chain, begin_new_chain
from billing_core.sign_in.api_keys import api_key_called, make_api_key, revoke_api_key
from billing_core.sign_in.links import make_link
from billing_core.sign_in.passwords import hashed
from billing_core.sign_in.people import (
    add_person,
    change_role,
    disable_person,
    enable_person,
    person_called,
    sign_out_everywhere,
)
from billing_core.sign_in.totp import new_secret, turn_off_totp, turn_on_totp
from tests.cases.steps_ready import DISABLED, WHY, Act, writing
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.world import World

PASSWORD = "푸른 하늘 은하수 17"


def making_a_link(world: World) -> Act:
    def link(session: Any, **by: Any) -> None:
        make_link(session, person_called(session, "demo1"), **by)

    return writing(world, link)


def revoking_a_key(world: World) -> Act:
    writing(world, make_api_key, "app", [KeyScope.READ])(ADMINISTRATOR)
    with world.system.database.reading() as session:
        key = api_key_called(session, "app", world.clock.now())
    return writing(world, revoke_api_key, key.id)


def losing_the_key(world: World) -> Act:
    world.join("u1")
    keep_seals(world.system)
    key_file(world.system.settings).unlink()
    return lambda actor: begin_new_chain(world.system, WHY, actor)


def acknowledging(world: World) -> Act:
    losing_the_key(world)(ADMINISTRATOR)
    return lambda actor: acknowledge_new_chain(world.system, actor)


def a_visitor(world: World) -> None:
    """Somebody whom the app named years ago, and who never paid."""
    at = world.clock.now() - timedelta(days=7 * 365)
    with world.system.database.writing() as session:
        session.add(Member(app_id="u9", name="한가람", created_at=at))


def forgetting(world: World) -> Act:
    a_visitor(world)
    return lambda actor: forget_member(world.system, "u9", ForgetReason.ASKED, actor)


def taking_data_out(world: World) -> Act:
    a_visitor(world)
    return lambda actor: take_out_member_data(world.system, "u9", WHY, actor)


def approving_a_disposal(world: World) -> Act:
    a_visitor(world)
    with world.system.database.reading() as session:
        shown = disposal_list(session, world.system.settings.keep_periods, world.clock.now())
    return lambda actor: approve_disposal(world.system, shown, WHY, actor)


def signing_a_review(world: World) -> Act:
    def act(actor: Actor) -> None:
        book = world.system.database
        sign_review(book, Month(2024, 12), WHY, actor=actor, now=world.clock.now())

    return act


FILE = DownloadFacts(DownloadKind.MONTHLY_FILE, "2025-01.csv", "text/csv", 3, "0" * 64)


def offering_a_file(world: World) -> Act:
    return writing(world, offer_download, "key", FILE, reason=WHY)


def taking_a_file(world: World) -> Act:
    offering_a_file(world)(APPROVER)
    return writing(world, spend_download, "key", remote="127.0.0.1")


def with_a_password(world: World, number: int | None) -> None:
    with world.system.database.writing() as session:
        session.get_one(Person, number).password_hash = hashed(PASSWORD)


def asking_for_codes(world: World) -> Act:
    for who in (APPROVER, ADMINISTRATOR, DISABLED, VIEWER):
        with_a_password(world, who.number)
    secret = new_secret()
    code = TOTP(secret).at(world.clock.now())
    return writing(world, turn_on_totp, secret, code)


def asking_for_no_codes(world: World) -> Act:
    asking_for_codes(world)(APPROVER)
    return writing(world, turn_off_totp, APPROVER.number)


def a_notice(world: World) -> int:
    """Of a member who has no contact."""
    world.join("u1")
    now = world.clock.now()
    with world.system.database.writing() as session:
        notice = MemberNotice(
            kind=NoticeKind.REFUND_DONE,
            event="imp_1:r1",
            member_id=world.number("u1"),
            at=now,
            queued_at=now,
            run_at=now,
            facts={},
            state=NoticeState.UNDELIVERABLE,
        )
        session.add(notice)
        session.flush()
        return notice.id


def trying_a_channel(world: World) -> Act:
    """The demo's, which sends nothing."""
    settings = world.system.settings.model_copy(update={"demo": True})
    system = replace(world.system, settings=settings)
    return lambda actor: try_channel(system, NoticeChannel.DEMO_MAILBOX, "a@b.kr", actor)


def rewriting_a_notice(world: World) -> Act:
    return writing(world, change_notice_text, NoticeKind.REFUND_DONE, "환불", "{이름}")


OF_APPROVERS: Mapping[str, Callable[[World], Act]] = {
    "mark_told": lambda world: writing(world, mark_told, a_notice(world), WHY),
    "offer_download": offering_a_file,
    "send_again": lambda world: writing(world, send_again, a_notice(world)),
    "spend_download": taking_a_file,
    "turn_on_totp": asking_for_codes,
}
OF_ADMINISTRATORS: Mapping[str, Callable[[World], Act]] = {
    "acknowledge_new_chain": acknowledging,
    "add_person": lambda world: writing(world, add_person, "hana", "김하나", Role.VIEWER),
    "approve_disposal": approving_a_disposal,
    "begin_new_chain": losing_the_key,
    "change_notice_text": rewriting_a_notice,
    "change_role": lambda world: writing(world, change_role, APPROVER.number, Role.VIEWER),
    "disable_person": lambda world: writing(world, disable_person, APPROVER.number),
    "enable_person": lambda world: writing(world, enable_person, DISABLED.number),
    "forget_member": forgetting,
    "make_api_key": lambda world: writing(world, make_api_key, "app", [KeyScope.READ]),
    "make_link": making_a_link,
    "revoke_api_key": revoking_a_key,
    "sign_out_everywhere": lambda world: writing(world, sign_out_everywhere, APPROVER.number),
    "sign_review": signing_a_review,
    "take_out_member_data": taking_data_out,
    "try_channel": trying_a_channel,
    "turn_off_totp": asking_for_no_codes,
}
