"""Filters of the access log, its monthly review with a digest, and how long it is kept."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pydantic import ValidationError
from sqlalchemy import func, select

from billing_core.access_log.access_rows import AccessFilter, access_lines, access_page
from billing_core.access_log.note_access import note_access
from billing_core.access_log.reviews import months_to_review, reviewed_months, sign_review
from billing_core.access_log.shorten import shorten_access_log
from billing_core.access_log.summary import access_summary
from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.export.access_file import write_access_file
from billing_core.models import AccessReview, AccessRow, AuditRow, Member
from billing_core.rules.access import REFUSED_KINDS, AccessKind
from billing_core.rules.actor import Actor, ActorKind, terminal_user
from billing_core.rules.calendar import KST, Month
from billing_core.rules.permission import Permission
from billing_core.settings import Settings
from tests.parts.people import ADMINISTRATOR, APPROVER, VIEWER
from tests.parts.quiet_system import quiet_system
from tests.sign_in.office import refuses

OCTOBER = Month(2026, 10)
MIDDAY = datetime(2026, 10, 14, 12, 0, tzinfo=KST).astimezone(UTC)  # a Wednesday
NOVEMBER = OCTOBER.end + timedelta(days=2)
KEPT = 730


def accesses(
    book: Database, kind: AccessKind, actor: Actor | None, at: datetime = MIDDAY, **more: object
) -> None:
    with book.writing() as session:
        note_access(session, kind, at=at, actor=actor, **more)  # type: ignore[arg-type]


def members(book: Database, *app_ids: str) -> None:
    with book.writing() as session:
        session.add_all(
            Member(id=at, app_id=one, name="", permission=Permission.PAID, created_at=MIDDAY)
            for at, one in enumerate(app_ids, start=1)
        )


def found(book: Database, **wanted: object) -> list[str]:
    asked = AccessFilter(OCTOBER.start, OCTOBER.end, **wanted)  # type: ignore[arg-type]
    with book.reading() as session:
        return [row.subject for row in access_page(session, asked, limit=50).rows]


def test_rows_are_found_by_person_kind_and_member_newest_first(database: Database) -> None:
    members(database, "hana", "duri")
    accesses(database, AccessKind.VIEWED, VIEWER, subject="a", members=[1, 2])
    accesses(database, AccessKind.DOWNLOADED, APPROVER, subject="b")
    accesses(database, AccessKind.VIEWED, APPROVER, subject="c", members=[12])
    accesses(database, AccessKind.SIGN_IN_FAILED, None, subject="d")
    accesses(database, AccessKind.TERMINAL_COMMAND, terminal_user("root"), subject="e")
    accesses(database, AccessKind.VIEWED, VIEWER, NOVEMBER, subject="later")

    assert found(database) == ["e", "d", "c", "b", "a"]
    assert found(database, kinds=REFUSED_KINDS) == ["d"]
    assert found(database, member=2) == ["a"], "and not the one of member 12"
    assert found(database, actor=(ActorKind.PERSON, str(APPROVER.number))) == ["c", "b"]
    assert found(database, actor=(ActorKind.TERMINAL, "")) == ["e"]
    assert found(database, actor=(None, "")) == ["d"]


def test_a_page_begins_where_the_one_before_ended(database: Database) -> None:
    for subject in "abc":
        accesses(database, AccessKind.VIEWED, VIEWER, subject=subject)
    asked = AccessFilter(OCTOBER.start, OCTOBER.end)
    with database.reading() as session:
        first = access_page(session, asked, limit=2)
        last = access_page(session, asked, limit=2, after=first.next)
    assert [row.subject for row in first.rows] == ["c", "b"]
    assert ([row.subject for row in last.rows], last.next) == (["a"], None)


def test_the_file_has_the_rows_of_the_filter_and_no_formula(database: Database) -> None:
    members(database, "=cmd|hana")
    accesses(database, AccessKind.DOWNLOADED, VIEWER, subject="원장.csv", reason="=1+1", rows=3)
    accesses(database, AccessKind.VIEWED, VIEWER, subject="members", members=[1])
    out = BytesIO()
    with database.reading() as session:
        lines = access_lines(session, AccessFilter(OCTOBER.start, OCTOBER.end))
        rows, _ = write_access_file(out, lines)
    _, viewed, taken, _ = out.getvalue().decode("utf-8-sig").split("\r\n")
    assert rows == 2
    assert viewed == "2026-10-14 12:00:00,봄,이수진,담당자,,회원,'=cmd|hana,,,,"
    assert taken == "2026-10-14 12:00:00,내려받음,이수진,담당자,,원장.csv,,'=1+1,,3,"


def test_the_summary_says_what_a_reviewer_must_ask_about(database: Database) -> None:
    night = datetime(2026, 10, 14, 23, 0, tzinfo=KST)
    saturday = datetime(2026, 10, 17, 11, 0, tzinfo=KST)
    accesses(database, AccessKind.VIEWED, VIEWER, members=[*range(60)])
    accesses(database, AccessKind.VIEWED, VIEWER, members=[*range(50, 110)])
    accesses(database, AccessKind.VIEWED, APPROVER, members=[1])
    accesses(database, AccessKind.DOWNLOADED, APPROVER, night)
    accesses(database, AccessKind.ACT_REFUSED, VIEWER, saturday)
    accesses(database, AccessKind.SIGN_IN_FAILED, None)

    with database.reading() as session:
        seen = access_summary(session, OCTOBER)

    by_name = {each.name: each for each in seen.tallies}
    viewer, approver = by_name[VIEWER.name], by_name[APPROVER.name]
    assert (viewer.rows, viewer.members, viewer.most_in_a_day) == (3, 110, 110)
    assert (viewer.saw_many, viewer.refused, viewer.off_hours) == (True, 1, 1)
    assert (approver.downloads, approver.off_hours, approver.saw_many) == (1, 1, False)
    assert by_name[""].refused == 1
    assert (seen.rows, seen.rows_of(APPROVER.number)) == (6, 2)


def test_an_administrator_signs_a_finished_month_once_and_the_audit_log_has_its_digest(
    database: Database,
) -> None:
    accesses(database, AccessKind.VIEWED, ADMINISTRATOR)
    accesses(database, AccessKind.VIEWED, VIEWER)

    def signs(who: Actor, note: str = "이상 없음", now: datetime = NOVEMBER) -> None:
        sign_review(database, OCTOBER, note, actor=who, now=now)

    assert refuses(lambda: signs(APPROVER)) == "not_allowed"
    assert refuses(lambda: signs(terminal_user("root"))) == "not_allowed"
    assert refuses(lambda: signs(ADMINISTRATOR, " ")) == "no_note.review"
    assert refuses(lambda: signs(ADMINISTRATOR, now=OCTOBER.end - timedelta(hours=1))) == (
        "not_over.review"
    )
    signs(ADMINISTRATOR)
    assert refuses(lambda: signs(ADMINISTRATOR)) == "already_reviewed"

    with database.reading() as session:
        review = session.scalars(select(AccessReview)).one()
        audit = session.scalars(select(AuditRow).where(AuditRow.act == "access_log.reviewed")).one()
        (month,) = reviewed_months(session, NOVEMBER, KEPT)
        digest = access_summary(session, OCTOBER).digest
    assert (month.by, month.note, month.digest) == (ADMINISTRATOR.name, "이상 없음", digest)
    assert (review.counts["rows"], review.counts["own"]) == (2, 1)
    assert (audit.subject, audit.detail["digest"]) == ("2026-10", digest)


def test_a_row_that_went_or_came_after_the_review_is_told(database: Database) -> None:
    for subject in "ab":
        accesses(database, AccessKind.VIEWED, VIEWER, subject=subject)
    sign_review(database, OCTOBER, "이상 없음", actor=ADMINISTRATOR, now=NOVEMBER)

    def fits() -> bool:
        with database.reading() as session:
            (month,) = reviewed_months(session, NOVEMBER, KEPT)
            return month.digest == access_summary(session, OCTOBER).digest

    assert fits()
    accesses(database, AccessKind.VIEWED, VIEWER, NOVEMBER)
    assert fits(), "another month's row"
    accesses(database, AccessKind.VIEWED, VIEWER, subject="put in")
    assert not fits()


def test_months_without_a_review_are_late_after_ten_days(database: Database) -> None:
    accesses(database, AccessKind.VIEWED, VIEWER, datetime(2026, 8, 20, tzinfo=UTC))
    sign_review(database, Month(2026, 9), "이상 없음", actor=ADMINISTRATOR, now=NOVEMBER)

    with database.reading() as session:
        months = reviewed_months(session, NOVEMBER, KEPT)
        assert [each.month for each in months] == [OCTOBER, Month(2026, 9), Month(2026, 8)]
        assert [each.is_late(NOVEMBER) for each in months] == [False, False, True]
        assert months_to_review(session, NOVEMBER, KEPT) == [OCTOBER, Month(2026, 8)]


def test_what_was_kept_long_enough_goes_once_a_day_and_the_audit_log_says_so(
    sqlite_url: str,
) -> None:
    """The book itself holds back what is younger than a year, by its own clock."""
    now = datetime.now(UTC).replace(microsecond=0)
    clock = HeldClock(now)
    with quiet_system(sqlite_url, clock, access_log_days=400) as system:
        for days in (1, 380, 401, 900):
            accesses(system.database, AccessKind.VIEWED, VIEWER, now - timedelta(days=days))

        again_at = shorten_access_log(system)
        shorten_access_log(system)

        assert again_at == now + timedelta(days=1)
        with system.database.reading() as session:
            assert session.scalar(select(func.count(AccessRow.id))) == 2
            (gone,) = session.scalars(
                select(AuditRow).where(AuditRow.act == "access_log.shortened")
            ).all()
    assert gone.detail["rows"] == 2
    until = datetime.fromisoformat(gone.detail["until"])
    assert abs(now - timedelta(days=400) - until) < timedelta(hours=1)


def test_a_log_of_less_than_a_year_is_refused_at_the_start() -> None:
    with pytest.raises(ValidationError, match="access_log_days"):
        Settings(access_log_days=364)
    assert Settings(access_log_days=365).access_log_days == 365
