"""What an import found, and how sure it is of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields

from topology.values.units import counted

ENTRIES = ("entry of traffic", "entries of traffic")
"""One, and several."""


def written_words(components: int, needs: int, risks: int, traffic: int = 0) -> str:
    """What a document holds."""
    of = ((components, "component"), (needs, "need"), (risks, "shared risk"))
    entries = [counted(traffic, *ENTRIES)] if traffic else []
    return ", ".join([*(counted(number, noun) for number, noun in of), *entries])


@dataclass(frozen=True, slots=True)
class Note:
    """So many of something, each in words; `items` has them all unless it says how many more."""

    count: int = 0
    items: tuple[str, ...] = ()

    @classmethod
    def of(cls, items: Iterable[str]) -> Note:
        """A note of as many as there are words."""
        told = tuple(items)
        return cls(len(told), told)

    def plain(self) -> dict[str, object]:
        """As JSON has it."""
        return {"count": self.count, "items": list(self.items)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The register of an import, in the order in which it is told."""

    read: Note = field(default_factory=Note)
    """What was read: a line for each file; counted are the things described in them."""
    certain: Note = field(default_factory=Note)
    """Needs that a file states."""
    assumed: Note = field(default_factory=Note)
    """Needs, risks and values that follow from a convention."""
    guessed: Note = field(default_factory=Note)
    """Needs and risks that only names tell of."""
    unknown: Note = field(default_factory=Note)
    """Components that say nothing of what they need."""
    left_out: Note = field(default_factory=Note)
    """What was there and is not in the document, and why."""
    direction: Note = field(default_factory=Note)
    """Which way the arrows were read, with an example."""
    written: Note = field(default_factory=Note)
    """What the document holds; counted are its components."""

    def plain(self) -> dict[str, object]:
        """As JSON has it, with the keys in order."""
        return {part.name: getattr(self, part.name).plain() for part in fields(self)}


def few(things: Sequence[object], shown: int = 3) -> str:
    """The first few of them, and how many more.

    >>> few(["a", "b", "c", "d"])
    'a, b, c and 1 more'
    """
    more = f" and {len(things) - shown:,} more" if len(things) > shown else ""
    return ", ".join(map(str, things[:shown])) + more
