"""The work that mends something, and what it takes to start: how long, by whom, over what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.document.schema import (
    All,
    Component,
    On,
    Reach,
    Repair,
    Requirement,
    SharedRisk,
    Start,
    Verify,
    choice,
)
from topology.render.words.phrases import amount, shown
from topology.values.units import time_words


def mending_words(owner: Component | SharedRisk) -> str:
    """How it is mended, where that is more than a time; empty else.

    >>> mending_words(SharedRisk(id="fire", hits=("a",), repair=Repair(time="4 h", needs=("vpn",))))
    'repair 4 h while vpn works'
    """
    works = [work for work in (owner.repair, owner.verify) if work is not None]
    if isinstance(owner, Component) and not any(work.needs for work in works):
        return ""
    return ", then ".join(map(_work, works))


def start_words(start: Start | None) -> str:
    """What it takes to come up, beside what it needs to run; empty if nothing."""
    if start is None:
        return ""
    needs = f" while {needs_words(start.needs)}" if start.needs else ""
    return f"{time_words(start.time)}{needs}"


def needs_words(entries: Sequence[Requirement]) -> str:
    """Needs of work in words."""
    names = [shown(_entry(entry)) for entry in entries]
    return f"{' and '.join(names)} work{'s' if len(names) == 1 else ''}"


def _work(work: Repair | Verify) -> str:
    return " ".join(_parts(work))


def _parts(work: Repair | Verify) -> Iterator[str]:
    if isinstance(work, Verify):
        yield f"verify {amount(work.units)} x {time_words(work.time)}"
    else:
        yield "repair" if work.time is None else f"repair {time_words(work.time)}"
    if work.crew is not None:
        yield f"by {shown(work.crew)}"
    if work.needs:
        yield f"while {needs_words(work.needs)}"
    if work.otherwise is not None:
        yield f"(else {time_words(work.otherwise)} by hand)"


def _entry(entry: Requirement) -> str:
    if isinstance(entry, str):
        return entry
    if isinstance(entry, On):
        return entry.on
    if isinstance(entry, Reach):
        return f"a way to {entry.reach}"
    if isinstance(entry, All):
        return f"({' and '.join(map(_entry, entry.all))})"
    least, parts = choice(entry)
    names = ", ".join(map(_entry, parts))
    return f"one of ({names})" if least == 1 else f"{least} of ({names})"
