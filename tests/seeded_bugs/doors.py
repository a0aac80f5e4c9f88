"""Seeded bugs of the doors: sign-in, the member's side, the API, notices."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any

from billing_core.lifecycle.checkout_page import page_of_token
from billing_core.lifecycle.open_window import require_registrable
from billing_core.portal.checkout_words import agreement_for
from tests.seeded_bugs.seed import answers, seed

_NUMBERS = count(1)

answers(
    "no_delay",
    "rules.sign_in:delay_after",
    timedelta(0),
    "비밀번호를 몇 번 틀려도 기다리지 않습니다.",
    "Wrong passwords cost nobody any time.",
    "sign_in/test_sign_in.py::test_after_five_wrong_tries_even_the_right_password_waits",
)
answers(
    "session_for_ever",
    "rules.sign_in:is_live",
    True,
    "로그인이 끝나지 않습니다.",
    "A session never ends.",
    "sign_in/test_sessions.py::test_a_session_ends_after_half_an_hour_of_nothing_and_twelve_hours_of_work",
)
answers(
    "weak_password",
    "rules.sign_in:is_weak",
    False,
    "약한 비밀번호를 받아 줍니다.",
    "A weak password will do.",
    "sign_in/test_sign_in.py::test_which_passwords_will_do",
)


@seed(
    "rules.masking:mask_name",
    "조회 권한에게 이름을 가리지 않습니다.",
    "A name shows whole to whoever should see it masked.",
    "rules/test_masking.py::test_nobodys_name_is_seen_whole",
)
def name_not_masked(original: Any, name: str) -> str:
    return name


@seed(
    "rules.masking:mask_card",
    "카드 번호를 가리지 않습니다.",
    "A card's number shows whole.",
    "rules/test_masking.py::test_of_a_card_four_digits_are_seen_at_most",
)
def card_not_masked(original: Any, card: str) -> str:
    return card


answers(
    "card_number_kept",
    "rules.card_number:require_no_card_number",
    None,
    "사유에 적힌 카드 번호를 저장합니다.",
    "A card number in a reason is kept.",
    "rules/test_card_number.py::test_a_person_is_told_to_leave_it_out",
)
answers(
    "link_twice",
    "portal.links:is_unspent",
    True,
    "회원 페이지 링크가 끝나지 않습니다.",
    "A link to the member's page never ends.",
    "portal/test_entering.py::test_a_late_or_guessed_link_opens_nothing",
)
answers(
    "desk_link_asks_nothing",
    "portal.links:_last_digits",
    (),
    "화면에서 보낸 링크가 카드 끝 네 자리를 묻지 않습니다.",
    "A link sent by the desk asks for nothing that only its member knows.",
    "portal/test_entering.py::test_a_link_from_the_desk_asks_for_the_cards_last_digits",
)
answers(
    "forms_of_other_sites",
    "portal.member_visit:_of_our_own",
    True,
    "다른 사이트의 양식이 회원 대신 누릅니다.",
    "A form of another site acts for a member.",
    "portal/test_entering.py::test_a_form_of_another_site_is_refused",
)


@seed(
    "portal.checkout:_agreed",
    "동의하지 않아도 결제창을 엽니다.",
    "A window opens without consent to what is shown.",
    "portal/test_checkout.py::test_no_window_without_consent_to_what_is_shown_now",
)
def consent_assumed(original: Any, visit: Any) -> Any:
    with visit.system.database.writing() as session:
        page = page_of_token(session, visit.token, visit.now)
        policy = visit.system.settings.policy
        offer = require_registrable(session, page, policy, visit.now)
    return original(replace(visit, given={"agreed": agreement_for(offer, visit.place).sha256}))


answers(
    "payment_link_reused",
    "portal.links:use_up",
    True,
    "결제 링크를 몇 번이고 씁니다.",
    "A payment link is used again and again.",
    "portal/test_pay_link.py::test_it_is_used_once_and_a_preview_uses_nothing",
)
answers(
    "addresses_of_anybody",
    "rules.return_url:_leads_to_an_app",
    True,
    "회원을 아무 주소로나 돌려보냅니다.",
    "A member is sent back to any address.",
    "rules/test_return_url.py::test_nowhere_else",
)
answers(
    "key_good_twice",
    "idempotency:_begin",
    True,
    "같은 Idempotency-Key의 요청을 두 번 합니다.",
    "A request under one idempotency key is done twice.",
    "sidecar/test_idempotency.py::test_the_same_request_is_done_once_and_answered_alike",
)
answers(
    "revoked_key_good",
    "sign_in.api_keys:_is_valid",
    True,
    "회수한 API 키가 통합니다.",
    "A revoked API key opens the door.",
    "sidecar/test_api_keys.py::test_wrong_missing_revoked_and_expired_keys_sound_alike",
)


@seed(
    "inbox.receive:store",
    "저장하지 않은 알림에 200을 답합니다.",
    "A notice is answered 200 without a row.",
    "sidecar/test_doorbell.py::test_a_webhook_is_in_the_book_when_the_answer_comes",
)
def answered_unstored(_original: Any, _session: Any, rings: Any, _now: Any) -> list[None]:
    return [None for _ in rings]


answers(
    "strangers_first",
    "lifecycle.strangers:Standing.is_ours",
    True,
    "가짜 알림을 진짜와 함께 읽습니다.",
    "Forged notices are read among the genuine ones.",
    "inbox/test_strangers.py::test_genuine_notices_are_settled_before_a_single_forged_one_is_read",
)


@seed(
    "lifecycle.queue_notice:queue_notice",
    "같은 일을 두 번 고지합니다.",
    "One event is told to its member twice.",
    "notices/test_story.py::test_a_refund_is_told_once_whoever_reads_it_again",
)
def told_twice(original: Any, session: Any, kind: Any, *, event: str, **named: Any) -> None:
    original(session, kind, event=event, **named)
    original(session, kind, event=f"{event}:{next(_NUMBERS)}", **named)


answers(
    "maybe_sent_again",
    "notices.tell_members:_settled_unsent",
    None,
    "보냈을지 모르는 편지를 다시 보냅니다.",
    "A letter that may have gone out goes out again.",
    "notices/test_crashes.py::test_wherever_it_dies_one_letter_at_most_and_nobody_forgotten",
)


@seed(
    "outbox.deliver:_post",
    "앱이 무엇이라 답하든 전달한 것으로 칩니다.",
    "Whatever the app answers counts as acknowledged.",
    "outbox/test_deliver.py::test_anything_but_2xx_is_not_an_acknowledgement",
)
def any_answer_is_yes(original: Any, system: Any, signed: Any) -> int:
    original(system, signed)
    return 200


@seed(
    "outbox.sign:sign",
    "본문과 맞지 않는 서명으로 앱에 알립니다.",
    "The app is told under a signature of another body.",
    "outbox/test_sign.py::test_a_receiver_verifies_it_with_the_ready_made_library",
)
def signed_otherwise(original: Any, webhooks: Any, message: Any, app_id: str, now: Any) -> Any:
    signed = original(webhooks, message, app_id, now)
    return replace(signed, body=signed.body.replace(b"member_id", b"memberid"))


answers(
    "files_unlogged",
    "access_log.note_access:note_access",
    None,
    "파일을 받아 간 사람이 접속기록에 남지 않습니다.",
    "Who took a file stands in no access log.",
    "dashboard/test_downloads.py::test_the_person_gets_the_file_once_and_the_log_says_what_and_why",
)
