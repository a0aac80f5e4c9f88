"""Retries an import that PostgreSQL ended by a deadlock or a serialisation failure."""

from collections.abc import Callable
from typing import TypeVar

from billing_core.database import StorageUnavailable
from billing_core.rules.refusal import Refusal, RefusalCode

ENDED = ("40P01", "40001")  # deadlock, serialisation failure
WAITED_IN_VAIN = "55P03"
Result = TypeVar("Result")


def once_more(transaction: Callable[[], Result]) -> Result:
    """Runs a transaction, and once again where two writers made it impossible. It must begin anew.

    Raises Refusal "import_interrupted" when that does not help; nothing is in the book then.
    """
    try:
        return transaction()
    except StorageUnavailable as trouble:
        if _state(trouble) not in ENDED:
            raise _in_words(trouble) from trouble
    try:
        return transaction()
    except StorageUnavailable as trouble:
        raise _in_words(trouble) from trouble


def _in_words(trouble: StorageUnavailable) -> Refusal | StorageUnavailable:
    if _state(trouble) not in (*ENDED, WAITED_IN_VAIN):
        return trouble
    return Refusal(RefusalCode.IMPORT_INTERRUPTED)


def _state(trouble: StorageUnavailable) -> str:
    """PostgreSQL's five letters; empty on SQLite, where writers take turns from the beginning."""
    return getattr(getattr(trouble.cause, "orig", None), "sqlstate", None) or ""
