"""What is done to each item of a sweep, in a form that can be sent to another process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Generic, TypeAlias, TypeVar

from topology.errors import TopologyError

Given = TypeVar("Given")
State = TypeVar("State")
Item = TypeVar("Item")
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Job(Generic[Given, State, Item, Result]):
    """What is done to each item, and to what.

    Both are functions of modules, which are sent by their names. What `do` makes of an item must
    not depend on the items before it: who gets which items is not said.
    """

    given: Given
    """Sent once to whoever takes part."""
    begin: Callable[[Given], State]
    """Makes of what is given what all items need; it is never sent, as it may be large."""
    do: Callable[[State, Item], Result]

    def packed(self) -> bytes:
        """The job as it is sent."""
        import pickle  # which a run that asks nobody does without

        return pickle.dumps(self, pickle.HIGHEST_PROTOCOL)


@dataclass(frozen=True, slots=True)
class Refused:
    """What was wrong with the input, which somebody else found: its lines."""

    lines: tuple[str, ...]


Answered: TypeAlias = "list[Any] | Refused"
"""What came of a block: a result for each item."""


@dataclass(slots=True)
class Begun:
    """A job that was sent, and what was made for it; one thread does its blocks."""

    job: Job[Any, Any, Any, Any]
    state: Any

    @classmethod
    def of(cls, packed: bytes) -> Begun:
        """Begins a job that was packed."""
        import pickle

        job = pickle.loads(packed)
        return cls(job, job.begin(job.given))

    def block(self, items: Sequence[Any]) -> list[Any]:
        """The results of some items, in their order."""
        return [self.job.do(self.state, item) for item in items]


def answered(begun: Callable[[], Begun], items: Sequence[Any]) -> Answered:
    """What comes of a block; an error of the input as a value, as not each kind can be sent."""
    try:
        return begun().block(items)
    except TopologyError as error:
        return Refused(error.lines())


def results(block: Answered) -> list[Any]:
    """The results of a block. Raises `TopologyError` for what was wrong with the input."""
    if isinstance(block, Refused):
        raise TopologyError(*block.lines)
    return block


def blocks(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Items in blocks of a size, the last of which may be smaller.

    >>> list(blocks("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    rest = iter(items)
    while block := list(islice(rest, size)):
        yield block
