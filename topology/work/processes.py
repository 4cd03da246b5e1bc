"""Processes of this machine that do blocks of one job.

They are spawned, never forked: what the parent has found so far must change no answer, and a fork
of a process with threads may never end. They are gone as soon as their parent is.
"""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from typing import Any

from topology.errors import ResourceError
from topology.work.job import Answered, Begun, Job, answered
from topology.work.pool import Block, uninterrupted

ENDED = (
    "a process that took part was ended before it was done, as where memory runs out: "
    "--jobs 1 does one thing after another"
)


class Processes:
    """So many processes, each of which begins the job by itself."""

    def __init__(self, jobs: int, job: Job[Any, Any, Any, Any]) -> None:
        self.slots = jobs
        self._others = set(active_children())
        self._pool = ProcessPoolExecutor(jobs, get_context("spawn"), _start, (job.packed(),))

    def submit(self, block: Block) -> Future[Answered]:
        """Has a block done. Raises `ResourceError` where a process is lost."""
        with uninterrupted(), _lost():
            return self._pool.submit(_do, block)

    def answer(self, asked: Future[Answered]) -> Answered:
        """What came of it, once it is done. Raises `ResourceError` where a process is lost."""
        with _lost():
            return asked.result()

    def close(self) -> None:
        """Ends the processes, once they have done what they do."""
        self._pool.shutdown()

    def abandon(self) -> None:
        """Ends the processes, whatever they are at, so that none is left."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        ours = set(active_children()) - self._others
        for process in ours:
            process.kill()
        for process in ours:
            process.join()
        del self._pool
        gc.collect()  # What its queues hold of the system is given back, though all ends here.


@contextmanager
def _lost() -> Iterator[None]:
    """Says that a process is lost in words that say what can be done."""
    try:
        yield
    except BrokenProcessPool:
        raise ResourceError(ENDED) from None


# -- in a process that does blocks ---------------------------------------------------------------

_PACKED = b""
_BEGUN: Begun | None = None


def _start(packed: bytes) -> None:
    """Takes a job, which is begun with its first block: what is wrong with it is said then."""
    global _PACKED  # noqa: PLW0603  # a process does one job
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # As in the command itself: a run makes millions of objects that it keeps to the end.
    gc.disable()
    threading.Thread(target=_leave_with_parent, daemon=True).start()
    _PACKED = packed


def _leave_with_parent() -> None:
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _begun() -> Begun:
    global _BEGUN  # noqa: PLW0603
    if _BEGUN is None:
        _BEGUN = Begun.of(_PACKED)
        gc.freeze()  # What all blocks need is looked at no more.
    return _BEGUN


def _do(items: Block) -> Answered:
    """Does a block, and takes away what is left of it in circles."""
    found = answered(_begun, items)
    gc.collect()
    return found
