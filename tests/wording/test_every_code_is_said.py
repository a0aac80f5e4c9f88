"""Every code of the core that a person reads has its words, in Korean and in English."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import pytest

from billing_core.lifecycle.mend_booking import MENDABLE
from billing_core.rules.actor import Guarded
from billing_core.rules.correction import CorrectionReason
from billing_core.rules.cure import CURES, Cure
from billing_core.rules.decline import DeclineReason
from billing_core.rules.downgrade import CheckCode, EvidenceKind, VoidReason
from billing_core.rules.effect import EffectCode
from billing_core.rules.exclusion import ExclusionReason
from billing_core.rules.failure import FailureCode
from billing_core.rules.file_flaw import FileFlawCode
from billing_core.rules.file_form import FileForm
from billing_core.rules.finding import FindingKind
from billing_core.rules.finding_answer import FindingAnswer
from billing_core.rules.loop import LoopName, Stillness
from billing_core.rules.preflight import Trouble
from billing_core.rules.refusal import RefusalCode
from billing_core.rules.roll_up_difference import RollUpSum
from billing_core.rules.seal import SealFlaw
from billing_core.rules.sign_in import Way
from billing_core.rules.source import Source
from billing_core.rules.undelivered import Undelivered
from billing_core.rules.unsettled import Unsettled
from billing_core.seals.sealed_rows import SEALED
from billing_core.wording import (
    checks,
    cures,
    declines,
    effects,
    evidence,
    file_flaws,
    findings,
    preflight,
    roll_ups,
    seals,
    sources,
)
from billing_core.wording.answers import ANSWERS
from billing_core.wording.corrections import CORRECTION_REASONS
from billing_core.wording.cures_of_kind import CURES_OF_KIND
from billing_core.wording.doors import DOORS
from billing_core.wording.exclusions import EXCLUSIONS
from billing_core.wording.failures import FAILURES
from billing_core.wording.guarded import GUARDED
from billing_core.wording.loops import LOOPS, STANDING
from billing_core.wording.refusals import REFUSALS
from billing_core.wording.refusals_at_doors import AT_DOORS
from billing_core.wording.sign_in import WAYS
from billing_core.wording.undelivered import UNDELIVERED
from billing_core.wording.unsettled import UNSETTLED

TOLD_AS_IT_IS = RefusalCode.PROGRAM_ENDED  # says both languages at once, into a terminal
HANGUL = re.compile("[가-힣]")
BLANKS = re.compile(r"{[\w:,]+}")
# What the vendor, our engineers, or another product would say.
NOT_OF_THE_OFFICE = ("취소", "게이트웨이", "아임포트", "웹훅", "빌링키", "원장", "수집", "약속")


def every_pair() -> Iterator[tuple[str, str]]:
    yield from findings.FINDING_LABELS.values()
    yield from findings.FINDING_ADVICE.values()
    for words in (*cures.CURES_SAID.values(), *CURES_OF_KIND.values()):
        yield from words
    yield from evidence.EVIDENCE.values()
    yield from evidence.WAITS_FOR.values()
    yield from evidence.FACTS_OF_FINDING.values()
    yield from effects.EFFECTS.values()
    yield from (cures.STILL_OPEN, cures.PARTLY_REFUNDED)
    yield from (evidence.TAKEN_BACK, evidence.ALL_OF_THEM)
    yield from declines.DECLINES.values()
    yield from declines.ADVICE.values()
    for kind, trouble in preflight.TROUBLES.items():
        yield from trouble if kind in MENDABLE else trouble[:-1]
    yield from (*LOOPS.values(), *STANDING.values())
    yield preflight.RETRY_NOT_BOOKED
    yield from GUARDED.values()
    yield from ANSWERS.values()
    yield from FAILURES.values()
    yield from (*checks.GREEN.values(), *checks.RED.values(), *checks.VOID_REASONS.values())
    yield from sources.SOURCES.values()
    yield from (*seals.FLAWS.values(), *seals.TABLES.values(), seals.AND_MORE)
    yield from DOORS.values()
    yield from UNDELIVERED.values()
    yield from UNSETTLED.values()
    yield from WAYS.values()
    yield from (checks.UNREAD, roll_ups.DIFFERENCE, roll_ups.OF_ALL_TIME)
    yield from (*CORRECTION_REASONS.values(), *roll_ups.SUMS.values())
    yield from file_flaws.FILE_FLAWS.values()
    yield from (said for code, said in EXCLUSIONS.items() if code is not ExclusionReason.LEGACY)
    for code, said in REFUSALS.items():
        if code is not TOLD_AS_IT_IS:
            yield said


@pytest.mark.parametrize(
    ("table", "codes"),
    [
        (findings.FINDING_LABELS, FindingKind),
        (findings.FINDING_ADVICE, FindingKind),
        (cures.CURES_SAID, Cure),
        (evidence.EVIDENCE, EvidenceKind),
        (evidence.WAITS_FOR, EvidenceKind),
        (effects.EFFECTS, EffectCode),
        (declines.DECLINES, DeclineReason),
        (declines.ADVICE, DeclineReason),
        (preflight.TROUBLES, Trouble),
        (GUARDED, Guarded),
        (EXCLUSIONS, ExclusionReason),
        (ANSWERS, FindingAnswer),
        (FAILURES, FailureCode),
        (checks.GREEN, CheckCode),
        (UNDELIVERED, Undelivered),
        (UNSETTLED, Unsettled),
        (WAYS, Way),
        (sources.SOURCES, Source),
        (CORRECTION_REASONS, CorrectionReason),
        (roll_ups.SUMS, RollUpSum),
        (seals.FLAWS, SealFlaw),
        (seals.TABLES, SEALED),
        (checks.RED, CheckCode),
        (checks.VOID_REASONS, VoidReason),
        (file_flaws.FILE_FLAWS, FileFlawCode),
        (file_flaws.FORMS, FileForm),
        (REFUSALS, RefusalCode),
        (LOOPS, LoopName),
        (STANDING, Stillness),
    ],
)
def test_no_code_is_without_words(table: Collection[str], codes: Collection[str]) -> None:
    assert set(table) == set(codes)


def test_each_is_said_in_both_languages_with_the_same_blanks() -> None:
    for korean, english in every_pair():
        assert HANGUL.search(korean), korean
        assert english, korean
        assert not HANGUL.search(english), english
        assert sorted(BLANKS.findall(korean)) == sorted(BLANKS.findall(english)), korean


def test_the_office_reads_its_own_words() -> None:
    at_doors = {said for said, _ in AT_DOORS.values()}
    for korean in {korean.replace("결제 원장", "") for korean, _ in every_pair()} - at_doors:
        assert not [word for word in NOT_OF_THE_OFFICE if word in korean], korean


def test_a_sentence_ends_and_a_button_does_not() -> None:
    for kind, offered in CURES.items():
        for cure in offered:
            words = cures.cure_words(kind, cure)
            assert [one[-1] for one in words.button if one[-1] == "."] == []
            for korean, english in (words.will, words.done):
                assert korean.endswith("."), korean
                assert english.endswith("."), english


def test_words_for_one_kind_are_of_a_cure_that_it_has() -> None:
    for kind, cure in CURES_OF_KIND:
        assert cure in CURES[kind]
