"""Decision diagrams of a module as plain arrays; built by a library, or outright.

A diagram decides one variable a level: `low` where it has not failed, `high` where it has. Read
as a binary decision diagram (Bryant 1986) its paths to `TRUE` are the states in which the module
fails; read as a zero-suppressed one (Minato 1993) they are sets. The library keeps the nodes
unique while it builds; later passes run over the arrays from the first node, which is at the
bottom, to the last, the top, or back.
"""

from __future__ import annotations

import _thread
import json
import mmap
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from math import inf
from operator import and_, or_
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.modules import Module
from topology.errors import ResourceError

if TYPE_CHECKING:
    from oxidd.bdd import BDDFunction, BDDManager
    from oxidd.zbdd import ZBDDFunction, ZBDDManager

FALSE = 0
TRUE = 1
MAX_LEVELS = 20_000
"""Levels that the library is given; its recursion is as deep."""

MAX_MEMORY = 1 << 24
"""Earlier results that the library remembers at most."""


WORKER_STACK = 1 << 30
"""Address space for the stack of the one thread by which the library works."""
MARGIN = 256 << 20
"""Address space for what grows as a diagram does, and for the threads' own."""

AnyManager = TypeVar("AnyManager")


def new_manager(kind: Callable[[int, int, int], AnyManager], nodes: int, known: int) -> AnyManager:
    """A manager of the library with room for so many nodes and earlier results, and one worker.

    Raises `ResourceError` where the process may not have the room or the threads: the library
    itself would end the process.
    """
    _try_room(MARGIN + 64 * nodes + 32 * known)
    return kind(nodes, known, 1)


def _try_room(octets: int) -> None:
    """Takes what the library is about to take, and gives it back.

    Tries again for a moment: an earlier manager's threads end some time after it has gone.
    """
    for pause in (0.01, 0.05, 0.2, 0.0):
        if _is_there(octets):
            return
        time.sleep(pause)
    raise ResourceError(
        "decision diagrams need two threads more and "
        f"{(WORKER_STACK + octets) >> 20:,} MB of address space, which this process may not "
        "have: raise its limits (ulimit -u, ulimit -v)"
    )


def _is_there(octets: int) -> bool:
    """Whether the threads and the address space can be had now."""
    usual, over = threading.stack_size(), _thread.allocate_lock()
    ended: list[_thread.LockType] = []
    over.acquire()
    try:
        with mmap.mmap(-1, octets):
            # Its worker, its collector, and as many again: what has ended is not gone at once.
            for stack in (WORKER_STACK, usual, usual, usual):
                threading.stack_size(stack)
                end = _thread.allocate_lock()
                end.acquire()
                # Not `Thread`, which waits for each to begin: that took most of the time of this.
                _thread.start_new_thread(_wait, (over, end))
                ended.append(end)
    except (OSError, RuntimeError, MemoryError, OverflowError):
        return False
    finally:
        threading.stack_size(usual)
        over.release()
        for end in ended:
            end.acquire()
    return True


def _wait(over: _thread.LockType, end: _thread.LockType) -> None:
    with over:
        end.release()


class BudgetExceededError(Exception):
    """A diagram has more nodes than it was allowed."""


@dataclass(frozen=True, slots=True)
class Room:
    """How many nodes a manager may hold at a time, and how many may be made in it."""

    held: int
    made: float = inf


class Nodes:
    """The nodes of a manager, counted so that every run counts the same.

    The library's own collector works when a manager is nearly full, in a thread and at moments of
    its own. So a manager has `SPARE` times the room that is used: where it has collected all the
    same, or a single step has gone as far as that, there was not room enough. Nodes out of use
    are taken away here, if at all.
    """

    SPARE = 2

    def __init__(self, manager: BDDManager | ZBDDManager, room: Room, *, collects: bool) -> None:
        self._manager = manager
        self._room = room
        self._collects = collects
        self._collected = 0
        self._gone = 0
        self._is_exceeded = False

    @property
    def made(self) -> int:
        """How many were made, those out of use among them; all of the room if it was too little."""
        self._look()
        return self._gone + (self._room.held if self._is_exceeded else self._held())

    def need_room(self) -> None:
        """Raises `BudgetExceededError` where more are held, or were made, than may be."""
        self._look()
        if self._is_exceeded or self.made > self._room.made:
            raise BudgetExceededError

    def _look(self) -> None:
        """Takes away what is out of use where there are too many, if that helps."""
        if self._is_exceeded or self._held() <= self._room.held:
            self._is_exceeded = self._is_exceeded or self._is_foreign()
        elif self._collects and not self._is_foreign():
            self._gone += self._manager.gc()
            self._collected = self._manager.gc_count()
            self._is_exceeded = self._held() > self._room.held // 2
        else:
            self._is_exceeded = True

    def _held(self) -> int:
        return self._manager.approx_num_inner_nodes()

    def _is_foreign(self) -> bool:
        """Whether the library has collected by itself."""
        return self._manager.gc_count() != self._collected


@dataclass(frozen=True, slots=True)
class Diagram:
    """Nodes as three arrays, children before parents; the first two are `FALSE` and `TRUE`.

    `variables` are the nodes of the fault tree by level, top level first.
    """

    variables: tuple[int, ...]
    level: Sequence[int]
    high: Sequence[int]
    low: Sequence[int]
    root: int

    def __len__(self) -> int:
        return len(self.level)


def outright(votes: int, variables: Sequence[int]) -> Diagram:
    """The diagram of one gate over distinct variables: a grid of votes left by inputs left.

    It is the same read as minimal solutions. O(votes (inputs - votes)).
    """
    level, high, low = [0, 0], [0, 0], [0, 0]
    number = len(variables)
    below = [TRUE] + [FALSE] * votes
    for at in range(number - 1, -1, -1):
        here = list(below)
        for left in range(max(1, votes - at), min(votes, number - at) + 1):
            here[left] = len(level)
            level.append(at)
            high.append(below[left - 1])
            low.append(below[left])
        below = here
    return Diagram(tuple(variables), level, high, low, below[votes])


class Builder:
    """Builds one module in one order within an amount of work.

    Work is counted in nodes, not seconds, so it is the same everywhere. Nodes that went out of
    use count too: once the library collects them, more than allowed were made.
    `reached` counts the gates done.
    """

    def __init__(self, tree: FaultTree, module: Module, order: Sequence[int], budget: int) -> None:
        from oxidd.bdd import BDDManager

        self.order = tuple(order)
        self.tree = tree
        self.module = module
        nodes = Nodes.SPARE * budget + 4 * len(order) + 1024
        self.manager: BDDManager = new_manager(BDDManager, nodes, min(budget, MAX_MEMORY))
        self.nodes = Nodes(self.manager, Room(budget), collects=False)
        self.manager.add_vars(len(order))
        self.function: BDDFunction | None = None
        self.reached = 0

    def build(self, expired: Callable[[], bool]) -> None:
        """Builds the function; an error if it takes more work than allowed, or too long."""
        try:
            self._build(expired)
        except MemoryError:
            raise BudgetExceededError from None

    def _build(self, expired: Callable[[], bool]) -> None:
        tree, gates = self.tree, self.module.gates
        ready = {node: self.manager.var(level) for level, node in enumerate(self.order)}
        last_use = {child: node for node in gates for child in tree.gate(node).inputs}
        for node in gates:
            gate = tree.gate(node)
            inputs = [ready[child] for child in gate.inputs]
            ready[node] = self._gate(gate.votes, inputs, expired)
            self._go_on(expired)
            self.reached += 1
            for child in gate.inputs:
                if last_use[child] == node:
                    del ready[child]
        self.function = ready[self.module.node]

    def _gate(
        self, votes: int, inputs: list[BDDFunction], expired: Callable[[], bool]
    ) -> BDDFunction:
        """Inputs are taken from the bottom up and the smallest first: most steps look at few."""
        inputs.sort(key=_depth, reverse=True)
        if votes == 1:
            return self._merged(inputs, or_, expired)
        if votes == len(inputs):
            return self._merged(inputs, and_, expired)
        return self._at_least(votes, inputs, expired)

    def _merged(
        self,
        inputs: Sequence[BDDFunction],
        of: Callable[[BDDFunction, BDDFunction], BDDFunction],
        expired: Callable[[], bool],
    ) -> BDDFunction:
        """All inputs by an operation on two, those of fewest nodes first."""
        heap = [(item.node_count(), number, item) for number, item in enumerate(inputs)]
        heapify(heap)
        number = len(heap)
        while len(heap) > 1:
            self._go_on(expired)
            both = of(heappop(heap)[2], heappop(heap)[2])
            heappush(heap, (both.node_count(), number, both))
            number += 1
        return heap[0][2]

    def _go_on(self, expired: Callable[[], bool]) -> None:
        self.nodes.need_room()
        if expired():
            raise BudgetExceededError

    def _at_least(
        self, votes: int, inputs: list[BDDFunction], expired: Callable[[], bool]
    ) -> BDDFunction:
        below = [self.manager.true()] + [self.manager.false()] * votes
        for item in inputs:
            self._go_on(expired)
            below[1:] = [item.ite(below[k - 1], below[k]) for k in range(1, votes + 1)]
        return below[votes]

    def made(self) -> int:
        """How many nodes were made by now, those out of use among them."""
        return self.nodes.made

    def size(self) -> int:
        """The nodes of the function, terminals included."""
        assert self.function is not None
        return self.function.node_count()

    def diagram(self) -> Diagram:
        """The function, read out."""
        assert self.function is not None
        constants = [self.manager.false(), self.manager.true()]
        return read_out(self.manager.export_dddmp, [*constants, self.function], self.order)


def _depth(function: BDDFunction) -> int:
    level = function.node_level()
    return -1 if level is None else level


def read_out(
    export: Callable[..., None],
    functions: Sequence[BDDFunction] | Sequence[ZBDDFunction],
    variables: Sequence[int],
) -> Diagram:
    """The last of the functions as arrays; the first two are the two terminals.

    The library writes its nodes to a file bottom up, four numbers each, far faster than it
    answers for one node at a time.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "diagram"
        export(path, functions, ascii=True)
        head, _, body = path.read_text(encoding="ascii").partition(".nodes\n")
    said = dict(line[1:].split(" ", 1) for line in head.splitlines() if " " in line)
    roots = [int(word) for word in said["rootids"].split()]
    # Terminals come first, in either order ("1 F 0 0"), then four numbers a line, which a reader of
    # JSON takes in half the time of splitting and converting them.
    inner = body.split("\n", 2)[2].partition(".end")[0].split("\n")
    numbers: list[int] = json.loads(f"[{','.join(inner[:-1]).replace(' ', ',')}]")
    places = {roots[0]: FALSE, roots[1]: TRUE}
    levels = list(map(int, said.get("ids", "").split()))
    level = [0, 0, *map(levels.__getitem__, numbers[1::4])]
    high = [0, 0, *[number - 1 for number in numbers[2::4]]]
    low = [0, 0, *[number - 1 for number in numbers[3::4]]]
    if places == {2: FALSE, 1: TRUE}:
        swapped = (TRUE, FALSE)
        high = [swapped[k] if k < 2 else k for k in high]
        low = [swapped[k] if k < 2 else k for k in low]
    root = places.get(roots[2], roots[2] - 1)
    return Diagram(tuple(variables), level, high, low, root)
