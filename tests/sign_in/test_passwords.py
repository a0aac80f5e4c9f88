"""What trying a password costs, in a process that no test has touched."""

from __future__ import annotations

import subprocess
import sys

from argon2 import Type, extract_parameters

ASKED = "from billing_core.sign_in.passwords import hashed; print(hashed('secret'))"


def test_a_kept_password_costs_whoever_guesses_64_mib_for_each_try() -> None:
    told = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    cost = extract_parameters(told.stdout.strip())

    assert cost.type is Type.ID
    assert cost.memory_cost >= 64 * 1024
    assert cost.time_cost >= 3
    assert cost.salt_len >= 16
    assert cost.hash_len >= 32
