"""What contingencies came to along the ranges of a document, kept for its other values.

A contingency that a value makes no difference to is run once for all of them. Its work is counted
once as well, each time that work is counted anew: as much, whatever was found before.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from threading import local
from typing import Any, TypeVar

from topology.document.document import Path, Topology
from topology.loads.cascade.effort import DONE
from topology.loads.ranging.independence import Played, Values, unchanged_for
from topology.values.ranged import Ranged

MOST_KEPT = 20_000
"""So many contingencies are kept for a thread; then all of them are forgotten."""

T = TypeVar("T")
Asked = tuple[object, ...]
"""What is asked of a document: which causes fail, and for which targets."""


@dataclass(slots=True)
class Known:
    """What a contingency came to, for which values, and how much work that was."""

    values: Values
    found: Any
    work: float
    epoch: int
    """When that was counted last."""


class _Kept(local):
    """What a thread has found, by document, range and what was asked."""

    def __init__(self) -> None:
        self.known: dict[Asked, list[Known]] = {}
        self.number = 0
        self.now: Along | None = None


_KEPT = _Kept()


@dataclass(slots=True)
class Base:
    """A document that has ranges, as plain values, without its options."""

    plain: dict[str, Any]
    _text: str = field(default="", init=False)

    @property
    def text(self) -> str:
        """The same for the same document, whoever made it."""
        if not self._text:
            self._text = json.dumps(self.plain, sort_keys=True)
        return self._text


@dataclass(frozen=True)
class Along:
    """A document with one of its ranges at a value."""

    base: Base
    path: Path
    ranged: Ranged
    value: float
    topology: Topology

    @cached_property
    def _key(self) -> Asked:
        return self.base.text, self.path

    def of(self, asked: Asked, run: Callable[[], tuple[T, list[Played]]]) -> T:
        """What a contingency comes to that is `run` if that is not known for this value."""
        kept = _KEPT.known.setdefault((*self._key, *asked), [])
        for known in kept:
            if self.value in known.values:
                if known.epoch != DONE.epoch:
                    known.epoch = DONE.epoch
                    DONE.go_on(known.work)
                again: T = known.found
                return again
        before = DONE.work
        found, runs = run()
        values = unchanged_for(self.path, self.ranged, self.value, runs)
        kept.append(Known(values, found, DONE.work - before, DONE.epoch))
        _KEPT.number += 1
        if _KEPT.number > MOST_KEPT:
            _KEPT.known.clear()
            _KEPT.number = 0
        return found


@contextmanager
def going_along(along: Along) -> Iterator[None]:
    """Whatever is run meanwhile of this very document is kept, and found again."""
    before, _KEPT.now = _KEPT.now, along
    try:
        yield
    finally:
        _KEPT.now = before


def along_of(topology: Topology) -> Along | None:
    """Where along a range a document is at present, if it is."""
    now = _KEPT.now
    return now if now is not None and now.topology is topology else None


def forget_found() -> None:
    """Forgets all that this thread has found."""
    _KEPT.known.clear()
    _KEPT.number = 0
