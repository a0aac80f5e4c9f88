"""Threads of their own for what strangers make us do slowly: hashing, and asking the provider.

The gate looks at every request in a thread of the server. If tries at passwords waited there too, a
few dozen at once would keep out everybody who has long signed in.
"""

from asyncio import get_running_loop
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Made = TypeVar("Made")
THREADS, MOST, MOST_OF_AN_ADDRESS = 2, 40, 8  # in a lane, those in hand included


class Crowded(Exception):
    """No more can wait here now."""


class Lane:
    """One queue. Of an address only so many wait, so one stranger alone does not fill it."""

    def __init__(self, name: str, threads: int = THREADS) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._here: Counter[str] = Counter()

    async def run(self, address: str, work: Callable[[], Made]) -> Made:
        """Raises Crowded, without having begun."""
        if self._here.total() >= MOST or self._here[address] >= MOST_OF_AN_ADDRESS:
            raise Crowded
        self._here[address] += 1
        try:
            return await get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._here[address] -= 1
            self._here += Counter()  # forgets who has none


# Who comes with a browser that somebody has signed in from waits behind no stranger.
STRANGERS, KNOWN = Lane("strangers"), Lane("known")
AT_PROVIDER = Lane("at-provider", threads=8)  # each waits for seconds while it is down
