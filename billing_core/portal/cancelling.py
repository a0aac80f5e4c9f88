"""Cancelling (정기결제 해지) by the member: one confirmation, a paper to keep, and the way back."""

from urllib.parse import quote

from starlette.responses import Response
from starlette.routing import Route

from billing_core.desk import member_page
from billing_core.desk.billing_state import last_withdrawn
from billing_core.lifecycle.request_cancellation import request_cancellation
from billing_core.lifecycle.withdraw_cancellation import withdraw_cancellation
from billing_core.models import Member
from billing_core.portal.certificate import certificate_pdf
from billing_core.portal.enter import HOME_PATH, member_of_visit
from billing_core.portal.home import (
    CANCEL_PATH,
    CERTIFICATE_PATH,
    PATHS,
    WITHDRAW_PATH,
    not_done,
)
from billing_core.portal.member_visit import MemberVisit, member_route
from billing_core.portal.page_text import PageText
from billing_core.portal.sessions import member_session
from billing_core.rules.actor import member_acting
from billing_core.rules.cancel_reason import CancelReason, cancel_reason_named
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.subscription import SubscriptionStatus
from billing_core.system import System
from billing_core.wording.cancel_page import CANCELLING
from billing_core.wording.cancel_reasons import CANCEL_REASONS
from billing_core.wording.certificate import CERTIFICATE
from billing_core.wording.home_page import HOME
from billing_core.wording.refusals_to_members import refusal_said_to_member

_WORDS = {**HOME, **CANCELLING}
_ASKS = PageText("cancel.html", _WORDS)
_KEPT = PageText("kept.html", _WORDS)
_ASKS_WITHDRAWAL = PageText("withdraw.html", _WORDS)
LONGEST_REASON = 400


def cancelling_routes(system: System) -> list[Route]:
    return [
        member_route(system, CANCEL_PATH, {"GET": _ask_cancel, "POST": _cancel}),
        member_route(system, WITHDRAW_PATH, {"GET": _ask_withdraw, "POST": _withdraw}),
        member_route(system, CERTIFICATE_PATH, {"GET": _certificate}),
    ]


def _ask_cancel(visit: MemberVisit) -> Response:
    return _confirmation(visit, reason="", chosen=None, said="", status=200)


def _confirmation(
    visit: MemberVisit, *, reason: str, chosen: CancelReason | None, said: str, status: int
) -> Response:
    try:
        home = _home_of(visit)
        if home.subscription is None or not home.subscription.status.open:
            raise Refusal(RefusalCode.NO_SUBSCRIPTION)
        if home.subscription.status is SubscriptionStatus.CANCELLING:
            raise Refusal(RefusalCode.ALREADY_CANCELLING)
    except Refusal as refusal:
        return not_done(visit, refusal)
    return visit.page(
        _ASKS,
        status=status,
        paths=PATHS,
        will=what_will_happen(visit, home.subscription),
        paid_before=home.subscription.paid_through is not None,
        reasons=[(str(code), words[visit.place]) for code, words in CANCEL_REASONS.items()],
        chosen=str(chosen or ""),
        reason=reason,
        longest=LONGEST_REASON,
        said=said,
    )


def _home_of(visit: MemberVisit) -> member_page.MemberHome:
    with visit.system.database.looking() as look:
        here = member_session(look, visit.session_token, visit.wall_now)
        return member_page.member_home(
            look, here.member_id, visit.system.settings.policy, visit.now
        )


def what_will_happen(visit: MemberVisit, subscription: member_page.MemberSubscription) -> list[str]:
    printed, words = visit.printed, visit.said(CANCELLING)
    said = [words["NO_MORE"]]
    coming, trouble = subscription.next_charge, subscription.trouble
    if subscription.status is SubscriptionStatus.PENDING:
        said.append(words["NEVER_PAID"])
    elif trouble is not None:
        said.append(words["UNPAID"].format(won=printed.won(trouble.amount)))
    elif coming is not None and not subscription.under_way:
        planned = {"day": printed.day(coming.due_at), "won": printed.won(coming.amount)}
        said.append(words["NEXT_REVOKED"].format(**planned))
    if subscription.under_way:
        said.append(words["UNDER_WAY"])
    paid_through = subscription.paid_through
    if paid_through is not None and paid_through > visit.now:
        said.append(words["USABLE"].format(until=printed.until(paid_through)))
        said.append(words["BACK_POSSIBLE"])
    elif paid_through is not None:
        said.append(words["OVER"])
    return said


def _cancel(visit: MemberVisit) -> Response:
    """Asked twice, from two windows or by a page that was gone back to: it is one cancellation."""
    system, reason = visit.system, visit.given.get("reason", "").strip()[:LONGEST_REASON]
    chosen = cancel_reason_named(visit.given.get("reason_code", ""))
    try:
        member_of_visit(visit)
        with system.database.writing() as session:
            here = member_session(session, visit.session_token, visit.wall_now)
            request_cancellation(
                session,
                cancellation_id=system.new_id(),
                member=session.get_one(Member, here.member_id),
                reason=reason,
                reason_code=chosen,
                actor=member_acting(here.member_id),
                now=visit.now,
            )
    except Refusal as refusal:
        if refusal.says is RefusalCode.CARD_NUMBER:
            said = refusal_said_to_member(refusal, visit.place)
            return _confirmation(visit, reason=reason, chosen=chosen, said=said, status=422)
        if refusal.says is RefusalCode.SESSION_OVER_MEMBER and reason:
            return words_kept(visit, refusal, reason)
        return not_done(visit, refusal)
    return visit.go_to(f"{HOME_PATH}?done=cancelled")


def words_kept(visit: MemberVisit, refusal: Refusal, typed: str) -> Response:
    """Nothing was done, and what was typed can be copied."""
    said = refusal_said_to_member(refusal, visit.place)
    return visit.page(_KEPT, status=410, said=said, kept=typed)


def _ask_withdraw(visit: MemberVisit) -> Response:
    try:
        home = _home_of(visit)
        if home.subscription is None or home.cancellation is None:
            raise Refusal(RefusalCode.NOTHING_TO_WITHDRAW)
        if home.cancellation.goes_on_at is None:
            raise Refusal(RefusalCode.TOO_LATE)
    except Refusal as refusal:
        return not_done(visit, refusal)
    words, printed = visit.said(CANCELLING), visit.printed
    charge = {
        "day": printed.day(home.cancellation.goes_on_at),
        "won": printed.won(home.subscription.plan.price),
    }
    will = [words["WILL_GO_ON"], words["WILL_CHARGE"].format(**charge)]
    return visit.page(_ASKS_WITHDRAWAL, paths=PATHS, will=will)


def _withdraw(visit: MemberVisit) -> Response:
    system, app_id = visit.system, ""
    try:
        member_of_visit(visit)
        with system.database.writing() as session:
            here = member_session(session, visit.session_token, visit.wall_now)
            member = session.get_one(Member, here.member_id)
            app_id = member.app_id
            withdraw_cancellation(
                session, member=member, actor=member_acting(member.id), now=visit.now
            )
    except Refusal as refusal:
        if refusal.says is not RefusalCode.NOTHING_TO_WITHDRAW or not _withdrew(system, app_id):
            return not_done(visit, refusal)
    return visit.go_to(f"{HOME_PATH}?done=withdrawn")


def _withdrew(system: System, app_id: str) -> bool:
    """A second click finds what the first has done."""
    with system.database.reading() as session:
        return last_withdrawn(session, app_id) is not None


def _certificate(visit: MemberVisit) -> Response:
    try:
        with visit.system.database.reading() as session:
            here = member_session(session, visit.session_token, visit.wall_now)
            cancellation_id = member_page.standing_cancellation_of(session, here.member_id)
        if cancellation_id is None:
            raise Refusal(RefusalCode.NO_CERTIFICATE)
        paper = certificate_pdf(
            visit.system, cancellation_id, actor=member_acting(here.member_id), place=visit.place
        )
    except Refusal as refusal:
        return not_done(visit, refusal)
    name = quote(f"{CERTIFICATE['FILE'][visit.place]}.pdf")
    return Response(
        paper,
        media_type="application/pdf",
        headers={
            "Content-Disposition": f"attachment; filename=\"cancellation.pdf\"; filename*=UTF-8''{name}",
            "Cache-Control": "no-store",
        },
    )
