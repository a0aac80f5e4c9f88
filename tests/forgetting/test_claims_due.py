"""Refund claims, complaints and disputes in the yearly list: kept for three years from their end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from billing_core.clock import HeldClock
from billing_core.forgetting.dispose import dispose
from billing_core.forgetting.due import DisposalList, disposal_list
from billing_core.forgetting.forget_member import forget_member
from billing_core.models import Complaint, Member, MemberNotice, RefundClaim
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.notice import NoticeKind, NoticeState
from billing_core.rules.refund_claim import ClaimKind, ClaimState
from billing_core.rules.refusal import Refusal, RefusalCode
from billing_core.rules.retention import ForgetReason, RetentionKind
from tests.forgetting.hana import forget
from tests.forgetting.test_dispose import YEAR, approve, years_later
from tests.parts.people import ADMINISTRATOR
from tests.seals.office import Office


@pytest.fixture
def office(sqlite_url: str, held_clock: HeldClock) -> Iterator[Office]:
    with years_later(sqlite_url, held_clock) as office:
        yield office


def complains(office: Office, name: str, received: datetime, closed: datetime | None) -> None:
    """Sena, who paid four years ago."""
    with office.database.writing() as session:
        session.add(
            Complaint(
                id=name,
                member_id=3,
                kind=ComplaintKind.COMPLAINT,
                channel=ComplaintChannel.PHONE,
                received_at=received,
                received_by="김지현",
                said="말함",
                answer="답함",
                result="마침" if closed else "",
                closed_at=closed,
            )
        )


def sena(office: Office) -> str:
    with office.database.reading() as session:
        return session.get_one(Member, 3).app_id


def claims_back(office: Office, name: str, state: ClaimState, finished: datetime | None) -> None:
    with office.database.writing() as session:
        session.add(
            RefundClaim(
                id=name,
                member_id=3,
                imp_uid="imp_000001",
                kind=ClaimKind.OTHER,
                reason="이유",
                asked_at=office.clock.now() - 5 * YEAR,
                state=state,
                answer="답",
                finished_at=finished,
            )
        )


def listed(office: Office) -> DisposalList:
    with office.database.reading() as session:
        return disposal_list(session, office.system.settings.keep_periods, office.clock.now())


def test_texts_go_three_years_after_the_end_and_open_ones_stay(office: Office) -> None:
    now, before = office.clock.now(), listed(office).rows[RetentionKind.DISPUTES]
    complains(office, "old", now - 5 * YEAR, now - 4 * YEAR)
    complains(office, "young", now - 5 * YEAR, now - YEAR)
    complains(office, "open", now - 5 * YEAR, None)
    claims_back(office, "oldclaim", ClaimState.REFUSED, now - 4 * YEAR)
    claims_back(office, "youngclaim", ClaimState.DONE, now - YEAR)
    claims_back(office, "openclaim", ClaimState.OPEN, None)
    assert listed(office).rows[RetentionKind.DISPUTES] == before + 2

    dispose(office.system, str(approve(office)))

    with office.database.reading() as session:
        kept = {
            **{one.id: one.said for one in session.query(Complaint)},
            **{one.id: one.reason for one in session.query(RefundClaim)},
        }
    assert kept == {
        "old": "",
        "young": "말함",
        "open": "말함",
        "oldclaim": "",
        "youngclaim": "이유",
        "openclaim": "이유",
    }


def test_nobody_is_due_while_a_complaint_of_theirs_is_open(office: Office) -> None:
    now = office.clock.now()
    who = {one.number for one in listed(office).members}
    number = min(who)
    complains(office, "open", now - 6 * YEAR, None)
    with office.database.writing() as session:
        session.query(Complaint).update({"member_id": number})

    assert {one.number for one in listed(office).members} == who - {number}


def test_a_complaint_is_kept_three_years_whoever_asks(office: Office) -> None:
    complains(office, "young", office.clock.now() - 2 * YEAR, office.clock.now() - YEAR)

    with pytest.raises(Refusal) as refused:
        forget(office, sena(office))
    assert refused.value.says is RefusalCode.FORGET_COMPLAINT_KEPT
    assert refused.value.facts["years"] == 3
    with office.database.reading() as session:
        assert session.get_one(Complaint, "young").said == "말함"

    forget_member(office.system, sena(office), ForgetReason.WRONG_PERSON, ADMINISTRATOR)
    with office.database.reading() as session:
        assert session.get_one(Complaint, "young").said == ""


def test_after_three_years_the_member_goes_with_it(office: Office) -> None:
    complains(office, "old", office.clock.now() - 5 * YEAR, office.clock.now() - 4 * YEAR)
    forget(office, sena(office))
    with office.database.reading() as session:
        assert session.get_one(Complaint, "old").said == ""


def test_how_a_member_was_told_goes_as_well_and_that_they_were_stays(office: Office) -> None:
    now = office.clock.now()
    with office.database.writing() as session:
        for event, years in (("old", 4), ("young", 1)):
            at = now - years * YEAR
            session.add(
                MemberNotice(
                    kind=NoticeKind.REFUND_DONE,
                    event=event,
                    member_id=3,
                    at=at,
                    queued_at=at,
                    facts={},
                    state=NoticeState.FAILED,
                    told_at=at,
                    told_how="010-1234-5678로 전화함",
                    run_at=at,
                )
            )

    dispose(office.system, str(approve(office)))

    with office.database.reading() as session:
        told = {one.event: one.told_how for one in session.query(MemberNotice)}
    assert told == {"old": "", "young": "010-1234-5678로 전화함"}
