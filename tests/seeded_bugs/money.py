"""Seeded bugs of the ledger, refunds and readings."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from billing_core.models import EntryKind, Sweep
from billing_core.rules.classification import Classified, PaymentClass
from billing_core.rules.day_read import midnight_before
from billing_core.rules.payment import PaymentStatus
from tests.seeded_bugs.seed import answers, seed


@seed(
    "inbox.drain:_settle_all",
    "알림 본문에 적힌 상태를 그대로 믿습니다.",
    "The status in the body of a notice is believed.",
    "inbox/test_forged_status.py::test_a_payment_stays_paid_whatever_a_notice_says",
    "inbox/test_forged_status.py::test_a_declined_charge_stays_declined_although_a_notice_says_paid",
)
def body_believed(original: Any, system: Any, found: Any) -> None:
    def told(payment: Any, rings: Any) -> Any:
        with suppress(ValueError):
            at = payment.paid_at or payment.failed_at
            status = PaymentStatus(json.loads(rings[-1].body or b"{}").get("status"))
            return replace(payment, status=status, paid_at=at)
        return payment

    original(system, [(told(payment, rings), rings) for payment, rings in found])


answers(
    "sums_never_added",
    "roll_ups.money:add_noted",
    None,
    "장부에 적힌 돈이 월별 합계에는 더해지지 않습니다.",
    "What is entered in the ledger is not added to the sums at commit.",
    "numbers/test_rebuild.py::test_what_is_entered_while_they_are_made_anew_is_added_to_them",
)


@seed(
    "lifecycle.lock_news:lock_news",
    "한꺼번에 반영할 때, 다른 사람이 잡고 있는 회원을 기다립니다(PostgreSQL).",
    "A group of news waits for a member whom somebody holds, on PostgreSQL.",
    "inbox/test_news_together.py::test_whoever_has_a_member_of_a_group_is_not_waited_for_and_waits_for_nobody",
)
def a_group_that_waits(original: Any, session: Any, payments: Any) -> set[str]:
    return {payment.imp_uid for payment in payments}


@seed(
    "reconcile.sweep:next_sweep_from",
    "대조가 지난번에 끝난 데부터만 읽어, 늦게 나타난 결제를 놓칩니다.",
    "The sweep reads without an overlap and misses what appears late.",
    "reconcile/test_overlap.py::test_a_payment_of_the_day_before_that_the_list_did_not_have_at_midnight",
)
def no_overlap(original: Any, system: Any, now: Any) -> Any:
    with system.database.reading() as session:
        last = session.scalar(
            select(func.max(Sweep.window_until)).where(Sweep.finished_at.is_not(None))
        )
    return original(system, now) if last is None else midnight_before(min(last, now))


@seed(
    "rules.classification:classify",
    "카드 등록을 실제 결제로 셉니다.",
    "An issuance counts as money.",
    "lifecycle/test_first_charge.py::test_an_issuance_that_looks_paid_is_listed_but_never_counted",
)
def issuance_counted(original: Any, payment: Any, *, known_member: bool) -> Any:
    found = original(payment, known_member=known_member)
    issuance = found.payment_class is PaymentClass.ISSUANCE
    return Classified(PaymentClass.CHARGE) if issuance else found


@seed(
    "rules.classification:classify",
    "승인번호가 있는 카드 등록을 사람에게 묻지 않고 셉니다.",
    "What looks like issuance and money at once is counted without a person.",
    "lifecycle/test_first_charge.py::test_an_issuance_with_an_approval_number_waits_for_a_person",
)
def quarantine_skipped(original: Any, payment: Any, *, known_member: bool) -> Any:
    found = original(payment, known_member=known_member)
    waits = found.payment_class is PaymentClass.QUARANTINED
    return Classified(PaymentClass.CHARGE) if waits else found


@seed(
    "lifecycle.remember_payment:reclassify",
    "다시 읽으면 사람이 내린 판단을 덮어씁니다.",
    "The next reading overwrites what a person has decided.",
    "lifecycle/test_findings.py::test_what_a_person_left_out_is_not_asked_about_again_when_it_is_refunded",
)
def decision_overwritten(original: Any, record: Any, classified: Any) -> None:
    record.payment_class, record.reason = classified.payment_class, classified.why


answers(
    "two_numbers_one_payment",
    "rules.same_payment:is_gateway_number",
    False,
    "포트원 번호가 다른 두 결제를 하나로 합칩니다.",
    "Two gateway numbers become one payment.",
    "lifecycle/test_payment_names.py::test_a_file_with_numbers_of_the_gateway_joins_no_other_number",
)


@seed(
    "reconcile.sweep:leave_out",
    "읽을 수 없는 한 줄이 나머지를 모두 멈춥니다.",
    "One row that cannot be read stops all the others.",
    "reconcile/test_poison.py::test_the_sweep_settles_everybody_else_and_ends",
)
def poison_stops_all(original: Any, system: Any, row: Any, why: str) -> None:
    raise ValueError(why)


answers(
    "refund_unasked",
    "lifecycle.watch_refunds:_ask_why",
    None,
    "우리가 하지 않은 환불을 묻지 않습니다.",
    "A refund that we did not send is asked about by nobody.",
    "cases/test_refunds.py::test_a_refund_at_the_console_is_asked_about_the_same_day",
)
answers(
    "not_taken_back",
    "lifecycle.take_back:bookings_to_take_back",
    (),
    "환불한 회원의 다음 결제를 전날 저녁에 멈추지 않습니다.",
    "Undecided after a refund, the next charge is not taken back the evening before.",
    "cases/test_refunds.py::test_undecided_the_booking_is_taken_back_the_evening_before",
)
answers(
    "own_refund_not_known",
    "rules.refund_request:asked_by_us",
    {},
    "우리가 보낸 환불을 남이 한 것으로 압니다.",
    "A refund that we sent is taken for another's.",
    "lifecycle/test_findings.py::test_a_refund_whose_answer_is_lost_is_read_back_and_not_sent_twice",
)


@seed(
    "gateway.payment_calls:refund",
    "환불할 때 남은 금액을 함께 보내지 않습니다.",
    "A refund is sent without what is left, so two at once both go out.",
    "gateway/test_refund.py::test_a_partial_refund_says_what_may_still_be_refunded",
)
def refund_without_checksum(
    original: Any, imp_uid: str, amount: int, remaining: int, reason: str
) -> Any:
    call = original(imp_uid, amount, remaining, reason)
    return replace(call, body={k: v for k, v in call.body.items() if k != "checksum"})


answers(
    "known_refunds_forgotten",
    "rules.refund:_same_instant",
    False,
    "번호 없는 환불을 다시 읽을 때마다 새 환불로 칩니다.",
    "A refund without an id is new money back at every reading.",
    "rules/test_refund.py::test_a_third_refund_of_the_same_second_is_the_only_news",
)


@seed(
    "lifecycle.reverse_payment:_opposite",
    "잘못 적은 결제를 되돌리면 환불액이 늘어납니다.",
    "Reversing a payment raises the refunds.",
    "numbers/test_corrections.py::test_a_reversed_payment_is_no_payment_no_member_and_no_refund",
)
def reversal_is_a_refund(original: Any, entry: Any) -> Any:
    return original(entry)._replace(kind=EntryKind.REFUND)


@seed(
    "rules.refund_proposal:propose_refund",
    "이미 환불한 금액을 빼지 않고 제안합니다.",
    "What went back before is proposed again.",
    "rules/test_refund_proposal.py::test_what_went_back_before_is_taken_off",
)
def proposed_again(original: Any, payment: Any, asked_on: Any, rule: Any, *, used: bool) -> Any:
    return original(replace(payment, given_back=0), asked_on, rule, used=used)


answers(
    "transfer_twice",
    "lifecycle.transfer_terms:_recorded_before",
    False,
    "같은 계좌 이체를 두 번 기록합니다.",
    "The same transfer is recorded twice.",
    "cases/test_second_acts.py::test_the_same_transfer_is_recorded_once",
)


@seed(
    "lifecycle.record_by_hand:refuse_more_than_kept",
    "남은 돈보다 많은 환불을 기록합니다.",
    "More is recorded as given back than the company has kept.",
    "cases/test_refunds.py::test_no_more_is_recorded_as_given_back_than_was_kept",
)
def more_back_than_kept(original: Any, session: Any, record: Any, imp_uid: str, amount: int) -> Any:
    return original(session, record, imp_uid, min(amount, 1))


answers(
    "question_of_one_payment_skipped",
    "lifecycle.ask_same_payment:ask_same_payment",
    None,
    "같은 결제인지 분명하지 않은 두 줄을 묻지 않습니다.",
    "Two rows that may be one payment are asked about by nobody.",
    "lifecycle/test_payment_names.py::test_what_is_less_certain_waits_for_a_person",
)
answers(
    "given_back_once_more",
    "lifecycle.refund_payment:_gave_back_meanwhile",
    False,
    "콘솔에서 이미 환불한 부분을 모르고 한 번 더 환불합니다.",
    "A part that went back at the console, unheard of, is given back once more.",
    "cases/test_refunds.py::test_a_part_that_went_back_unheard_of_is_not_sent_once_more",
)


@seed(
    "rules.refund:in_parts",
    "환불 내역이 사라지고 합계만 남은 결제에서, 이미 아는 환불에 합계를 더합니다.",
    "A sum that has lost its history is entered besides the refunds that were known.",
    "stories/test_facts_found.py::test_a_row_that_forgets_its_refunds_gives_back_no_more_than_it_says",
)
def sum_besides_its_parts(original: Any, known: Any, told: Any) -> Any:
    return tuple(told)


@seed(
    "roll_ups.money:_given_back",
    "함께 반영한 옛 결제와 환불에서, 환불을 코호트에 두 번 셉니다.",
    "Of an older payment and a refund learnt together the cohort counts the refund twice.",
    "numbers/test_noted_money.py::test_an_older_payment_and_a_refund_that_are_learnt_together_count_once",
)
def refund_moved_before_it_counts(original: Any, facts: Any) -> Any:
    return original(())
