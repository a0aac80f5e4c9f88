"""Seeded bugs of seals, backups, supervision and forgetting."""

from __future__ import annotations

from typing import Any

from tests.seeded_bugs.seed import answers, seed


@seed(
    "rules.seal:row_digest",
    "금액을 고쳐 써도 봉인이 알아채지 못합니다.",
    "A seal does not notice a row whose facts were changed.",
    "seals/test_tampering.py::test_what_was_changed_is_told_with_its_rows",
)
def facts_not_sealed(original: Any, key: bytes, table: str, facts: Any, text: Any) -> Any:
    return original(key, table, facts[:1], text)


answers(
    "last_seals_gone",
    "seals.witness:cut_off",
    [],
    "마지막 봉인이 사라져도 모릅니다.",
    "The last seals are cut off unseen.",
    "seals/test_tampering.py::test_nothing_is_sealed_again_where_the_last_seals_are_gone",
)


@seed(
    "backups.make_backup:open_again",
    "백업을 열어 보지 않고 백업으로 칩니다.",
    "A backup counts without having been opened.",
    "backups/test_backup.py::test_one_that_does_not_open_is_none_and_takes_no_older_one_away",
)
def backup_not_opened(original: Any, path: Any, key: str, scratch: Any) -> Any:
    from billing_core.backups.archive import Manifest

    try:
        return original(path, key, scratch)
    except Exception:
        return Manifest.__new__(Manifest)


@seed(
    "rules.backup:BackupRule.outdated",
    "오래되면 하나 남은 백업도 지웁니다.",
    "The newest backup goes when it is old.",
    "rules/test_backup.py::test_the_newest_stays_however_old_it_is",
)
def newest_goes(original: Any, self: Any, made: Any, now: Any) -> Any:
    every = list(made)
    return original(self, [*every, now], now)


@seed(
    "backups.restore_book:_put_in_place",
    "그사이 켠 장부 위에 덮어써 복구합니다.",
    "A backup is restored over a book that was begun meanwhile.",
    "backups/test_drill.py::test_a_book_that_was_begun_meanwhile_stays",
)
def restored_over_a_book(_original: Any, begun: Any, book: Any) -> None:
    begun.rename(book)


answers(
    "restored_and_charging",
    "lifecycle.restored:is_just_restored",
    False,
    "복구한 뒤 두 장부를 비교하기 전에 결제를 내보냅니다.",
    "After a restore charges go out before the books were compared.",
    "backups/test_drill.py::test_last_weeks_book_charges_nobody_twice_and_asks_about_what_is_absent",
)
answers(
    "leases_lapse",
    "held_claims:HeldClaims.renew",
    None,
    "오래 걸리는 일을 다른 작업자가 또 가져갑니다.",
    "A lease lapses while its work goes on.",
    "book/test_held_claims.py::test_nobody_else_gets_what_is_worked_on_however_long_it_takes",
)
answers(
    "leases_kept",
    "held_claims:HeldClaims.give_back",
    None,
    "멈춘 프로그램이 잡고 있던 일을 내려놓지 않습니다.",
    "What a stopped program held is not given back.",
    "book/test_held_claims.py::test_what_is_given_back_is_free_at_once_and_the_try_has_cost_nothing",
)
answers(
    "standing_loops_unseen",
    "rules.loop:standing_loops",
    [],
    "멈춘 자동 작업이 초록불입니다.",
    "A loop that stands still is green.",
    "rules/test_loop.py::test_a_loop_that_has_not_turned_for_its_own_time_is_stuck",
)


@seed(
    "supervisor:Supervisor._turn",
    "오류 하나에 자동 작업이 끝납니다.",
    "An error ends its loop.",
    "reliability/test_supervisor.py::test_the_pause_after_failures_grows_and_ends",
)
def an_error_ends_the_loop(original: Any, self: Any, each: Any) -> int:
    return int(each.loop.turn())


answers(
    "audit_keeps_words",
    "forgetting.erase_member:_from_the_audit_log",
    None,
    "삭제한 회원의 말이 감사 기록에 남습니다.",
    "The audit log keeps the words about a forgotten member.",
    "forgetting/test_forget_member.py::test_an_act_says_no_word_and_the_seals_hold",
)


@seed(
    "gateway.allow_list:_named",
    "포트원의 답을 이름, 전화번호까지 그대로 저장합니다.",
    "The gateway's answers are kept whole, phone numbers and all.",
    "gateway/test_allow_list.py::test_nothing_of_an_unlisted_key_survives_wherever_it_stands",
)
def answers_kept_whole(original: Any, readers: Any, fields: Any) -> Any:
    return dict(fields) | original(readers, fields)


answers(
    "buttons_heal_nothing",
    "lifecycle.asked_cure:AskedCure.close",
    None,
    "확인 필요의 버튼을 눌러도 빨간 불이 꺼지지 않습니다.",
    "A finding stays red whatever a person presses.",
    "cases/test_kinds.py::test_each_kind_is_found_and_its_button_heals",
)
