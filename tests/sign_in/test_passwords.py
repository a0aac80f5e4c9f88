"""Passwords that others would guess, and what trying one costs, in a process of its own."""

from __future__ import annotations

import subprocess
import sys

import pytest
from argon2 import Type, extract_parameters

from billing_core.sign_in.passwords import is_guessed_early
from billing_core.wording.sign_in import WORDS_OF_THE_DESK

ASKED = "from billing_core.sign_in.passwords import hashed; print(hashed('secret'))"


def test_a_kept_password_costs_whoever_guesses_64_mib_for_each_try() -> None:
    told = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    cost = extract_parameters(told.stdout.strip())

    assert cost.type is Type.ID
    assert cost.memory_cost >= 64 * 1024
    assert cost.time_cost >= 3
    assert cost.salt_len >= 16
    assert cost.hash_len >= 32


@pytest.mark.parametrize(
    "password",
    [
        *("password123", "qwertyuiop", "1q2w3e4r5t", "P@ssw0rd2026", "iloveyou1234"),
        *("asdfghjkl1", "q1w2e3r4t5y6", "company2026!", "Admin2026!"),
    ],
)
def test_what_many_people_choose_is_guessed_early(password: str) -> None:
    assert is_guessed_early(password, "hana", "김하나")


def test_no_word_of_the_desk_with_a_year_behind_it_will_do() -> None:
    assert [word for word in WORDS_OF_THE_DESK if not is_guessed_early(f"{word}2026!")] == []


@pytest.mark.parametrize(
    "password", ["correct horse battery", "푸른 하늘 은하수 17", "정말 아무도 모르는 긴 문장 " * 8]
)
def test_a_sentence_of_ones_own_will_do_however_long(password: str) -> None:
    assert not is_guessed_early(password, "hana", "김하나")
