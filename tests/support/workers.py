"""Those who do the blocks of a sweep, in this process: sent and begun anew, and answered late.

Each block is begun by whoever gets it from nothing but what is sent. So an answer that hangs on
what was done before, or on what is not sent, is another one here.
"""

from __future__ import annotations

import pickle
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any
from unittest import mock

from topology.work import workers as room
from topology.work.job import Answered, Begun, Job, answered
from topology.work.workers import Workers


class Elsewhere:
    """So many that take turns; a block is done when the last that may wait has been given."""

    def __init__(self, slots: int, job: Job[Any, Any, Any, Any]) -> None:
        self.slots = slots
        self.job = job.packed()
        self.blocks: list[list[Any]] = []
        self.given: list[tuple[bytes, Future[Answered]]] = []
        self.is_left = False

    def submit(self, block: list[Any]) -> Future[Answered]:
        asked: Future[Answered] = Future()
        self.blocks.append(list(block))
        self.given.append((pickle.dumps(block), asked))
        return asked

    def answer(self, asked: Future[Answered]) -> Answered:
        while self.given:
            block, last = self.given.pop()  # the last first
            found = answered(lambda: Begun.of(self.job), pickle.loads(block))
            last.set_result(pickle.loads(pickle.dumps(found)))
        return asked.result()

    def close(self) -> None:
        self.is_left = True

    abandon = close


@contextmanager
def elsewhere(first: int = 1) -> Iterator[list[Elsewhere]]:
    """Has everything but the first items done elsewhere, in small blocks; says by whom."""
    pools: list[Elsewhere] = []

    def made(workers: Workers, job: Job[Any, Any, Any, Any]) -> Elsewhere:
        pools.append(Elsewhere(workers.jobs, job))
        return pools[-1]

    with (
        mock.patch.object(Workers, "_pool", made),
        mock.patch.multiple(room, WORTH=-1, BLOCK_WORK=first),
    ):
        yield pools
