"""What those who do blocks have in common, be they processes of this machine or a cluster."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any, Protocol, TypeAlias

from topology.work.job import Answered

Block: TypeAlias = list[Any]
"""Some items of a sweep."""


class Pool(Protocol):
    """Those who do blocks of one job, each by itself."""

    @property
    def slots(self) -> int:
        """How many blocks are done at once."""

    def submit(self, block: Block) -> Future[Answered]:
        """Has a block done."""

    def answer(self, asked: Future[Answered]) -> Answered:
        """What came of it, once it is done. Raises `ResourceError` where it cannot be."""

    def close(self) -> None:
        """Lets all of them go, as everything is done."""

    def abandon(self) -> None:
        """Lets all of them go, with what is not done taken back."""


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Ctrl-C reaches all processes of a terminal: those started meanwhile are never stopped by it.

    They are ended by their parent, and would otherwise say so where they are.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    resource_tracker.ensure_running()  # Python starts it with the first, and lets signals in again.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
