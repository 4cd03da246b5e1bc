"""Who does the blocks of a sweep, and when it is worth asking others.

To start a process takes as long as thousands of moments of a run. So the first items are always
done here; others are asked once what is left is `WORTH` it, by the work that was counted so far. As
an item comes to the same whoever does it, nothing that is said hangs on that choice.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from topology.errors import UsageError
from topology.work.job import Given, Item, Job, Result, State, blocks, results

if TYPE_CHECKING:
    from topology.work.pool import Pool

WORTH = 24_000
"""Work that is left, from which on processes are started: in moments, some three seconds."""
BLOCK_WORK = 2_000
"""About the work of a block: a quarter of a second."""
FIRST = 16
"""Items that cost little are done here by so many."""
LEAST = 1e-3
"""What an item costs at least; nobody counts so little."""
MOST_ITEMS = 1_000
"""Items of a block, however little each takes."""
AHEAD = 3
"""Blocks for each who does them that wait or are done while an earlier one is not."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How much work there is: so many items, and what has been done so far, in moments."""

    items: int
    spent: Callable[[], float]
    first: int = FIRST
    """Items that are done here before it is asked anew whether the others are worth it."""


@dataclass(frozen=True, slots=True)
class Workers:
    """So many processes of this machine, or a cluster by its address.

    One process is this one: nothing is started.
    """

    jobs: int = 1
    cluster: str = ""
    """Such as `tcp://host:8786`, or `cluster.LOCAL`."""

    def __post_init__(self) -> None:
        """Raises `UsageError` for fewer than one process."""
        if self.jobs < 1:
            raise UsageError(f"there must be at least 1 job, not {self.jobs}")

    @classmethod
    def of(cls, jobs: int | Workers) -> Workers:
        """So many processes; or those who are named already."""
        return jobs if isinstance(jobs, Workers) else cls(jobs)

    def at_most(self, number: int) -> Workers:
        """No more processes than there are things to do."""
        return Workers(max(1, min(self.jobs, number)), self.cluster)

    @property
    def are_here(self) -> bool:
        """Whether this process does everything."""
        return self.jobs < 2 and not self.cluster

    def each(
        self,
        job: Job[Given, State, Item, Result],
        items: Iterable[Item],
        state: Callable[[], State],
        counted: Counted | None = None,
    ) -> Generator[Result, None, None]:
        """What a job makes of each item, in their order.

        `state` is what `job.begin` would make, for what is done here. Where work is not `counted`
        each item is a block by itself, and others are asked at once; so a cluster always is. Raises
        `TopologyError` for what is wrong with the input, `ResourceError` where those who were asked
        are lost, and whatever else `job.do` raises.
        """
        rest = iter(items)
        if self.are_here or (counted is not None and counted.items <= counted.first):
            made = state()
            yield from (job.do(made, item) for item in rest)
            return
        size = 1
        if counted is not None and not self.cluster:
            size = yield from self._begun_here(job, rest, state, counted)
        elif counted is not None:
            size = counted.first
        with closing(self._elsewhere(job, blocks(rest, size))) as found:
            yield from found

    def _begun_here(
        self,
        job: Job[Given, State, Item, Result],
        rest: Iterator[Item],
        state: Callable[[], State],
        counted: Counted,
    ) -> Generator[Result, None, int]:
        """Does items here until the rest is worth more; returns of how many a block is made."""
        made, before, done = state(), counted.spent(), 0
        while True:
            some = list(islice(rest, counted.first))
            if not some:
                return 1
            yield from (job.do(made, item) for item in some)
            done += len(some)
            each = max((counted.spent() - before) / done, LEAST)
            if each * (counted.items - done) > WORTH:
                return max(1, min(MOST_ITEMS, int(BLOCK_WORK / each)))

    def _elsewhere(
        self, job: Job[Given, State, Item, Result], todo: Iterator[list[Item]]
    ) -> Generator[Result, None, None]:
        """The results of blocks, of which a few are done ahead of the one that is waited for."""
        first = next(todo, None)
        if first is None:
            return
        pool = self._pool(job)
        waiting = deque([pool.submit(first)])
        try:
            while waiting:
                ahead = AHEAD * pool.slots - len(waiting)
                waiting.extend(map(pool.submit, islice(todo, ahead)))
                yield from results(pool.answer(waiting.popleft()))
        except BaseException:
            pool.abandon()
            raise
        pool.close()

    def _pool(self, job: Job[Given, State, Item, Result]) -> Pool:
        if self.cluster:
            from topology.work.cluster import Cluster

            return Cluster(self.cluster, self.jobs, job)
        from topology.work.processes import Processes

        return Processes(self.jobs, job)


HERE = Workers()
"""This process alone."""
