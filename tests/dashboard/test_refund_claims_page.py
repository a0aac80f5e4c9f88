"""환불 요청: decided at the desk with its dry run, refused with a reason, and complaints kept."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from streamlit.testing.v1 import AppTest

from billing_core.desk.complaints import complaints_closed
from billing_core.desk.refund_claims import claims_decided
from billing_core.models import Complaint, RefundClaim
from billing_core.rules.complaint import ComplaintChannel, ComplaintKind
from billing_core.rules.refund_claim import AccessDecision, ClaimState
from tests.dashboard.company import joins, live
from tests.dashboard.visits import keys, number_of, press, shown, visit
from tests.parts.claims import claim, claims, refuses
from tests.parts.people import APPROVER, VIEWER
from tests.parts.world import World

ROWS = 20  # of a page


def asked(world: World, days: int = 12) -> str:
    """Somebody who wants money back on the twelfth day."""
    joins(world, hana="김하나")
    live(world, days)
    return claims(world, "hana")


def deciding(page: AppTest, claim_id: str) -> AppTest:
    return press(page, f"claim_approve_{claim_id}")


def test_a_claim_waits_with_its_arithmetic_and_a_number_in_the_menu(world: World) -> None:
    asked(world)

    page = shown(visit("refund_claims", APPROVER))

    assert "김하나" in page
    assert "29,000원 × 남은 18일 ÷ 30일 = 17,400원" in page
    assert "검토 중" in page
    today = [link.proto.label for link in visit("today").get("page_link")]
    assert ":orange[▲] 답을 기다리는 환불 요청 1건" in today
    assert not any("오늘 할 일을 마쳤습니다" in label for label in today)


def test_it_is_approved_after_its_dry_run(world: World) -> None:
    claim_id = asked(world)
    page = deciding(visit("refund_claims", APPROVER), claim_id)
    dry_run = " ".join(shown(page).split())
    assert "17,400원을 환불합니다 · 환불 뒤 남는 금액 11,600원" in dry_run
    assert "29,000원 예약을 해제합니다" in dry_run

    page = press(page, f"approve_claim_{claim_id}_do")

    assert "17,400원을 환불하고 환불 요청을 마쳤습니다." in shown(page)
    assert world.ledger("hana") == [29_000, -17_400]
    done = claim(world, claim_id)
    assert (done.state, done.access) == (ClaimState.DONE, AccessDecision.ENDS_NOW)
    page = visit("refund_claims", APPROVER)
    page.segmented_control(key="refund_claims_view").set_value("decided").run()
    assert "김지현 결정" in shown(page)


def test_another_sum_needs_a_reason(world: World) -> None:
    claim_id = asked(world)
    page = visit("refund_claims", APPROVER)
    for note in ("", "장애가 있었음"):
        page = deciding(page, claim_id)  # in a test a dialog is gone after each press
        page.number_input(key=f"claim_{claim_id}_won_yes").set_value(20_000)
        page.radio(key=f"claim_{claim_id}_access").set_value(AccessDecision.STAYS)
        page.text_input(key=f"claim_{claim_id}_answer").set_value("불편을 드려 죄송합니다")
        page.text_input(key=f"claim_{claim_id}_note").set_value(note)
        page = press(page, f"approve_claim_{claim_id}_do")
        refused = "계산한 금액(17,400원)과 다르게 정한 이유를 적어 주세요." in shown(page)
        assert refused is not bool(note)

    assert world.ledger("hana") == [29_000, -20_000]
    assert claim(world, claim_id).answer == "불편을 드려 죄송합니다"
    assert world.live("hana")


def test_within_seven_days_somebody_says_whether_it_was_used(world: World) -> None:
    claim_id = asked(world, 3)
    page = deciding(visit("refund_claims", APPROVER), claim_id)
    assert "회원이 이용했는지 골라 주세요" in shown(page)
    assert page.button(key=f"approve_claim_{claim_id}_do").disabled

    page.session_state[f"claim_{claim_id}_used"] = "no"
    page = deciding(page, claim_id)
    assert "전액 29,000원" in shown(page)
    press(page, f"approve_claim_{claim_id}_do")

    assert world.ledger("hana") == [29_000, -29_000]
    assert claim(world, claim_id).used is False


def test_it_is_refused_with_a_reason_for_the_member(world: World) -> None:
    claim_id = asked(world)
    page = press(visit("refund_claims", APPROVER), f"claim_refuse_{claim_id}")
    page = press(page, f"refuse_claim_{claim_id}_do")
    assert "회원에게 보여 줄 사유를 적어 주세요." in shown(page)
    page = press(page, f"claim_refuse_{claim_id}")
    page.text_area(key=f"claim_{claim_id}_refusal").set_value("기간을 모두 이용하셨습니다")

    page = press(page, f"refuse_claim_{claim_id}_do")

    assert claim(world, claim_id).answer == "기간을 모두 이용하셨습니다"
    assert world.ledger("hana") == [29_000]
    assert keys(page, "claim_approve_") == []


def test_the_desk_takes_a_claim_for_the_member_and_closes_it_for_them(world: World) -> None:
    joins(world, hana="김하나")
    live(world, 12)
    page = press(visit("members", APPROVER, member="hana"), "members_claim")
    page.text_area(key="members_claim_reason").set_value("전화로 요청")

    page = press(page, f"claim_{number_of('hana')}_do")

    [taken] = world.rows(RefundClaim)
    assert (taken.asked_by, taken.reason) == ("김지현", "전화로 요청")
    assert "김지현 접수" in shown(page)
    assert "환불 요청을 접수했습니다" in shown(page)
    page = press(page, f"claim_withdraw_{taken.id}")
    press(page, f"withdraw_claim_{taken.id}_do")
    assert claim(world, taken.id).state is ClaimState.WITHDRAWN


def test_an_old_claim_is_red_on_the_first_page_and_in_the_lights(world: World) -> None:
    asked(world)
    assert "3영업일" not in str(visit("today").get("page_link"))
    live(world, 7)

    today = visit("today")

    labels = [link.proto.label for link in today.get("page_link")]
    assert any(label.startswith(":red[✕] 답을 기다리는 환불 요청 1건") for label in labels)
    assert "환불 요청은 3영업일 안에 처리" in shown(visit("health"))
    assert "3영업일 지남" in shown(visit("refund_claims"))


def test_a_complaint_is_received_answered_and_closed(world: World) -> None:
    joins(world, hana="김하나")
    page = press(visit("members", APPROVER, member="hana"), "members_complain")
    page = press(page, f"complain_{number_of('hana')}_do")
    assert "내용을 적어 주세요." in shown(page)
    page = press(page, "members_complain")
    page.text_area(key="members_complain_said").set_value("두 번 결제되었다고 함")
    press(page, f"complain_{number_of('hana')}_do")
    [one] = world.rows(Complaint)
    live(world, 2)

    page = visit("refund_claims", APPROVER)
    assert "두 번 결제되었다고 함" in shown(page)
    assert "3일째" in shown(page)
    for name, text in (("answer", "한 번만 결제됨을 설명"), ("close", "이해하고 마침")):
        page = press(page, f"complaint_{name}_{one.id}")
        page.text_area(key=f"complaint_{one.id}_{name}_text").set_value(text)
        page = press(page, f"{name}_complaint_{one.id}_do")

    assert "끝나지 않은 민원이 없습니다" in shown(page) or "답할 환불 요청이 없습니다" in shown(
        page
    )
    [closed] = world.rows(Complaint)
    assert (closed.answer, closed.result) == ("한 번만 결제됨을 설명", "이해하고 마침")
    story = shown(visit("members", APPROVER, member="hana"))
    assert "민원을 접수했습니다" in story
    assert "민원을 마쳤습니다" in story


def test_a_viewer_can_press_none_of_it(world: World) -> None:
    claim_id = asked(world)
    page = visit("refund_claims", VIEWER)
    for name in ("approve", "refuse", "withdraw"):
        assert page.button(key=f"claim_{name}_{claim_id}").disabled
    page = visit("members", VIEWER, member="hana")
    assert page.button(key="members_claim").disabled
    assert page.button(key="members_complain").disabled


def test_nothing_waiting_says_what_to_expect(world: World) -> None:
    joins(world, hana="김하나")
    refuses(world, claims(world, "hana"))

    page = visit("refund_claims")

    assert "답할 환불 요청이 없습니다" in shown(page)


def test_what_went_back_meanwhile_leaves_only_access_to_decide(world: World) -> None:
    claim_id = asked(world)
    world.sandbox.refund_at_console(gateway_number(world), 0, "고객 요청", rings=True)
    world.move(world.clock.now() + timedelta(hours=1))
    world.work()
    page = visit("refund_claims", APPROVER)
    assert "그사이 모두 환불되었습니다" in shown(page)

    page = press(deciding(page, claim_id), f"approve_claim_{claim_id}_do")

    assert "환불 요청을 마쳤습니다." in shown(page)
    assert world.ledger("hana") == [29_000, -29_000]
    world.work()
    assert world.live("hana") == []


def gateway_number(world: World) -> str:
    [paid] = [one for one in world.sandbox.payments() if one["customer_uid_usage"] != "issue"]
    return str(paid["imp_uid"])


def test_every_closed_complaint_and_decided_claim_is_found_page_by_page(world: World) -> None:
    """Complaints are kept for three years, and so many make a long list."""
    refuses(world, asked(world))
    number, now = world.number("hana"), world.clock.now()
    with world.system.database.writing() as session:
        decided = session.scalars(select(RefundClaim)).one()
        for place in range(ROWS + 2):
            closed = now - timedelta(hours=place // 2)  # several at one instant
            session.add(
                Complaint(
                    id=f"c{place:03}",
                    member_id=number,
                    kind=ComplaintKind.COMPLAINT,
                    channel=ComplaintChannel.PHONE,
                    received_at=closed,
                    received_by="김지현",
                    said=f"민원 {place:03}번",
                    closed_at=closed,
                )
            )
            session.add(
                RefundClaim(
                    id=f"r{place:03}",
                    member_id=number,
                    imp_uid=decided.imp_uid,
                    kind=decided.kind,
                    asked_at=closed,
                    state=ClaimState.WITHDRAWN,
                    finished_at=closed,
                )
            )
    with world.system.database.reading() as session:
        complaints = complaints_closed(session, ROWS)
        rest = complaints_closed(session, ROWS, complaints.next)
        rule, at = world.system.settings.refund_rule, world.clock.now()
        claims_first = claims_decided(session, rule, at, ROWS)
        claims_rest = claims_decided(session, rule, at, ROWS, claims_first.next)
    seen = [one.id for one in (*complaints.rows, *rest.rows)]
    assert sorted(seen) == [f"c{place:03}" for place in range(ROWS + 2)]
    assert len({one.id for one in (*claims_first.rows, *claims_rest.rows)}) == ROWS + 3
    assert rest.next is None
    assert claims_rest.next is None

    page = visit("refund_claims", APPROVER, view="closed")
    assert "민원 021번" not in shown(page)
    assert f"모두 {ROWS + 2}건" in shown(page)
    assert "민원 021번" in shown(press(page, "complaints_closed_after"))
