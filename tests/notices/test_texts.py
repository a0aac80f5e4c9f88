"""What each notice says, letter by letter, and what a text may have in its braces."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from billing_core.clock import HeldClock
from billing_core.database import Database
from billing_core.lifecycle.notice_texts import (
    change_notice_text,
    keep_first_text,
    text_in_use,
)
from billing_core.models import AuditRow, NoticeText
from billing_core.rules.company import Company
from billing_core.rules.decline import DeclineReason
from billing_core.rules.notice import NoticeKind, notice_number
from billing_core.rules.notice_text import HOLES_OF, fill_holes, has_lone_brace, holes_in
from billing_core.rules.refusal import Refusal
from billing_core.wording.notice_facts import NoticeFacts
from billing_core.wording.notice_holes import HOLES, NAMED, WITHOUT, names_for
from billing_core.wording.notice_texts import FIRST_TEXTS
from billing_core.wording.notices import CHANNELS, DECLINED, KINDS, REASONS, STATES, WHAT_TO_DO
from tests.parts.people import ADMINISTRATOR, APPROVER

FAILED_AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
COMPANY = Company(name="하루요가", phone="02-123-4567", email="help@haru.example")
FACTS = {
    "plan": "월 정기 멤버십",
    "amount": 29_000,
    "decline": "limit_exceeded",
    "until": "2026-11-29T15:00:00+00:00",
    "ends": "2026-12-22T15:00:00+00:00",
    "granted": True,
}
KNOWN = NoticeFacts(
    name="김하늘",
    company=COMPANY,
    page_url="https://haru.example/me",
    facts=FACTS,
    happened_at=FAILED_AT,
    next_try_at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC),
)
NOTHING_KNOWN = NoticeFacts("", Company(), "", {}, FAILED_AT)
END = "\n\n문의: 02-123-4567 · help@haru.example\n하루요가"
GOLDEN = {
    NoticeKind.PAYMENT_FAILED: (
        "[하루요가] 정기결제가 되지 않았습니다",
        "김하늘 님, 안녕하세요.\n"
        "월 정기 멤버십 정기결제 29,000원이 결제되지 않았습니다.\n\n"
        "사유: 카드 한도를 넘었습니다\n"
        "카드 한도를 확인하시거나 다른 카드를 등록해 주세요.\n"
        "다음 자동 결제: 2026년 11월 24일 (화) 10:00\n\n"
        "2026년 11월 30일 (월) 0시까지 결제되지 않으면 이용이 끝납니다. "
        "그때까지는 그대로 이용하실 수 있습니다.\n"
        "카드 변경과 다시 결제: https://haru.example/me" + END,
    ),
    NoticeKind.CHARGED_AFTER_RETRY: (
        "[하루요가] 정기결제가 완료되었습니다",
        "김하늘 님, 안녕하세요.\n"
        "지난번에 되지 않았던 월 정기 멤버십 정기결제 29,000원이 2026년 11월 23일 (월) 결제되었습니다.\n"
        "2026년 12월 23일 (수) 0시까지 이용하실 수 있습니다." + END,
    ),
    NoticeKind.CANCELLATION_CONFIRMED: (
        "[하루요가] 정기결제 해지가 완료되었습니다",
        "김하늘 님, 안녕하세요.\n"
        "월 정기 멤버십 정기결제가 해지되었고, 앞으로 결제되지 않습니다.\n"
        "2026년 12월 23일 (수) 0시까지 이용하실 수 있으며, 그 전에는 해지를 철회하실 수 있습니다.\n"
        "청약철회나 환불을 원하시면 문의처로 알려 주세요." + END,
    ),
    NoticeKind.ACCESS_ENDING: (
        "[하루요가] 이용 기간이 곧 끝납니다",
        "김하늘 님, 안녕하세요.\n"
        "월 정기 멤버십 이용은 2026년 12월 23일 (수) 0시까지입니다. "
        "그 뒤에는 결제되지 않고 무료 이용으로 바뀝니다.\n"
        "계속 이용하시려면 여기에서 확인해 주세요: https://haru.example/me" + END,
    ),
    NoticeKind.REFUND_DONE: (
        "[하루요가] 환불이 처리되었습니다",
        "김하늘 님, 안녕하세요.\n"
        "2026년 11월 23일 (월) 29,000원을 환불했습니다.\n"
        "카드사에 따라 명세서에는 며칠 뒤에 표시될 수 있습니다." + END,
    ),
    NoticeKind.REFUND_ANSWERED: (
        "[하루요가] 환불 요청에 답변드립니다",
        "김하늘 님, 안녕하세요.\n요청하신 환불에 대한 답변입니다.\n"
        "요청하신 대로 29,000원을 환불하겠습니다." + END,
    ),
}


def said(kind: NoticeKind, facts: NoticeFacts) -> tuple[str, str]:
    subject, body = FIRST_TEXTS[kind]
    return facts.said(subject), facts.said(body)


@pytest.mark.parametrize("kind", list(NoticeKind))
def test_each_notice_says_exactly_this(kind: NoticeKind) -> None:
    assert said(kind, KNOWN) == GOLDEN[kind]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"ends": "2026-12-22T15:00:00+00:00"}, "2026년 12월 23일 (수) 0시까지 이용하실 수 있으며"),
        (
            {"ends": "2026-11-22T15:00:00+00:00"},
            "결제하신 이용 기간은 2026년 11월 23일 (월) 0시에 끝났습니다.",
        ),
        ({"ends": FAILED_AT.isoformat()}, "결제하신 이용 기간은 2026년 11월 23일 (월) 10:00에"),
        ({"never_paid": True}, "결제된 금액은 없습니다."),
        ({}, "이용 기간은 서비스의 결제 정보에서 확인하실 수 있습니다."),
    ],
)
def test_who_stops_is_promised_no_time_that_is_over(facts: dict[str, object], says: str) -> None:
    text = said(NoticeKind.CANCELLATION_CONFIRMED, replace(KNOWN, facts=facts))[1]
    assert says in text
    assert ("철회하실 수 있습니다" in text) == ("수 있으며" in says)


def test_without_any_facts_it_still_is_a_letter() -> None:
    assert said(NoticeKind.PAYMENT_FAILED, NOTHING_KNOWN) == (
        "[멤버십] 정기결제가 되지 않았습니다",
        "회원님, 안녕하세요.\n"
        "정기 멤버십 정기결제 결제 금액이 결제되지 않았습니다.\n\n"
        "사유: 카드사가 사유를 알려 주지 않았습니다\n"
        "카드사에 확인하시거나 다른 카드를 등록해 주세요.\n"
        "다음 자동 결제: 예정된 자동 결제가 없습니다\n\n"
        "이용 기간이 끝나기 전까지 결제되지 않으면 이용이 끝납니다. "
        "그때까지는 그대로 이용하실 수 있습니다.\n"
        "카드 변경과 다시 결제: 서비스의 결제 정보\n\n"
        "문의: 서비스의 고객센터\n멤버십",
    )


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("name", ["", "<b>", "김" * 120, "{금액}", "이름\r\nBcc: x@y.kr", "None"])
def test_whatever_a_member_is_called_is_text(kind: NoticeKind, name: str) -> None:
    facts = NoticeFacts(name, COMPANY, "", FACTS, FAILED_AT)
    subject, body = said(kind, facts)

    assert "\n" not in subject
    assert "\r" not in subject + body
    expected = " ".join(name.split())
    assert body.startswith(f"{expected} 님, " if expected else "회원님, ")


@given(
    kind=st.sampled_from(list(NoticeKind)),
    facts=st.dictionaries(
        st.sampled_from(list(FACTS)),
        st.none() | st.integers(0, 10**9) | st.booleans() | st.just("2026-11-29T15:00:00+00:00"),
    ),
)
def test_missing_facts_never_leave_a_trace(kind: NoticeKind, facts: dict[str, object]) -> None:
    for text in said(kind, NoticeFacts("", Company(), "", facts, FAILED_AT)):
        assert "None" not in text
        assert "{" not in text
        assert "}" not in text


@given(st.text(), st.dictionaries(st.text(), st.text()))
def test_filling_never_fails_and_is_done_once(text: str, values: dict[str, str]) -> None:
    filled = fill_holes(text, values)
    if not holes_in(text):
        assert filled == text


@given(st.text(alphabet="{}ab이름 "))
def test_a_text_without_lone_braces_has_only_holes(text: str) -> None:
    if not has_lone_brace(text):
        assert text.count("{") == text.count("}") == len(holes_in(text))


def test_every_code_has_its_words() -> None:
    assert set(KINDS) == set(FIRST_TEXTS) == set(HOLES_OF) == set(NoticeKind)
    assert set(HOLES) == set(WITHOUT) == set(NAMED.values())
    assert set(DECLINED) == set(WHAT_TO_DO) == set(DeclineReason)
    assert all(len(pair) == 2 for table in (STATES, CHANNELS, REASONS) for pair in table.values())
    for kind, texts in FIRST_TEXTS.items():
        assert set(holes_in("".join(texts))) <= set(names_for(kind))


def test_a_number_belongs_to_an_event() -> None:
    numbers = {notice_number(kind, event) for kind in NoticeKind for event in ("a", "b")}
    assert len(numbers) == 2 * len(NoticeKind)
    assert notice_number(NoticeKind.REFUND_DONE, "a") == notice_number(NoticeKind.REFUND_DONE, "a")


class TestChanging:
    def test_every_version_is_kept(self, database: Database, held_clock: HeldClock) -> None:
        kind, now = NoticeKind.REFUND_DONE, held_clock.now()
        with database.writing() as session:
            second = change_notice_text(
                session, kind, "환불", "{이름}, {금액}", actor=ADMINISTRATOR, now=now
            )
        with database.writing() as session:
            same = change_notice_text(
                session, kind, "환불 ", "{이름}, {금액}", actor=ADMINISTRATOR, now=now
            )
        with database.reading() as session:
            first = session.get_one(NoticeText, (kind, 1))
            in_use = text_in_use(session, kind)
            acts = [row.detail for row in session.query(AuditRow)]

        assert (second, same) == (2, 2)
        assert (first.subject, first.body) == FIRST_TEXTS[kind]
        assert in_use is not None
        assert (in_use.subject, in_use.made_by) == ("환불", "최은영")
        assert acts == [{"version": 2}]

    def test_a_better_text_of_the_program_takes_the_place_of_its_own_alone(
        self, database: Database, held_clock: HeldClock
    ) -> None:
        kind, now = NoticeKind.REFUND_DONE, held_clock.now()
        with database.writing() as session:
            session.add(NoticeText(kind=kind, version=1, subject="옛", body="글", made_at=now))
        with database.writing() as session:
            newer = keep_first_text(session, kind, now)
            assert (newer.version, newer.subject, newer.body) == (2, *FIRST_TEXTS[kind])
            assert keep_first_text(session, kind, now) is newer
            change_notice_text(session, kind, "우리", "글", actor=ADMINISTRATOR, now=now)
            assert keep_first_text(session, kind, now).subject == "우리"

    @pytest.mark.parametrize(
        ("subject", "body", "code"),
        [
            ("", "내용", "notice_empty"),
            ("제목", " ", "notice_empty"),
            ("두\n줄", "내용", "notice_empty"),
            ("제목", "{전화번호}", "notice_hole"),
            ("제목", "{거절 사유}", "notice_hole"),  # a refund has none
            ("제목", "{}", "notice_hole"),
            ("제목", "{이름", "notice_brace"),
            ("제목", "이름}", "notice_brace"),
            ("제목", "{{이름}}", "notice_brace"),
            ("제" * 101, "내용", "notice_too_long"),
            ("제목", "내" * 2_001, "notice_too_long"),
        ],
    )
    def test_a_bad_text_is_not_kept(
        self, database: Database, held_clock: HeldClock, subject: str, body: str, code: str
    ) -> None:
        kind, now = NoticeKind.REFUND_DONE, held_clock.now()
        with pytest.raises(Refusal, match=code), database.writing() as session:
            change_notice_text(session, kind, subject, body, actor=ADMINISTRATOR, now=now)
        with database.reading() as session:
            assert text_in_use(session, kind) is None

    def test_only_an_administrator_writes(self, database: Database, held_clock: HeldClock) -> None:
        kind, now = NoticeKind.REFUND_DONE, held_clock.now()
        with pytest.raises(Refusal, match="not_allowed"), database.writing() as session:
            change_notice_text(session, kind, "환불", "내용", actor=APPROVER, now=now)
