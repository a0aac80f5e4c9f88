"""A step that says no: for the person one Korean sentence, for the engineer a code and ids."""

from __future__ import annotations


class Refusal(Exception):
    """Nothing was changed. `for_people` says what is wrong and what to do; `code` is stable."""

    def __init__(self, code: str, for_people: str, **ids: object) -> None:
        details = " ".join(f"{key}={value!r}" for key, value in ids.items())
        super().__init__(f"{code}: {for_people} {details}".rstrip())
        self.code = code
        self.for_people = for_people
        self.ids = ids
