"""Checks files one by one or several at once, each in a process that knows nothing of the others.

What is wrong with one file is said of that file; the others are checked all the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from topology.errors import TopologyError, printable

if TYPE_CHECKING:
    from topology.findings.gate.checked import Checked

FEW = 4
"""Fewer files are checked one after another: to start processes takes longer than is won."""
NOTHING = (
    "asks nothing: it has no objectives; --objectives names a file with some, "
    "--profile n-1 asks that any single failure is survived"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of every document, beside what it asks of itself; as it was typed."""

    today: str
    """The date by which it is judged what is still accepted."""
    objectives: str | None = None
    accepted: str | None = None
    baseline: str | None = None
    profiles: tuple[str, ...] = ()
    allow_unknown: bool = False
    defaults: tuple[str, ...] = ()
    time_limit: str | None = None


def check_all(
    asked: Asked, files: Sequence[str], jobs: int, tell: Callable[[str], None]
) -> list[Checked]:
    """What came of each file, in their order, whatever the number of processes."""
    jobs = min(jobs, len(files))
    if jobs < 2 or len(files) < FEW or "-" in files:
        return [_told(asked, file, tell) for file in files]
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    found = []
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        for number, one in enumerate(
            pool.map(_checked, [asked] * len(files), files, chunksize=1), 1
        ):
            tell(f"checked {number:,} of {len(files):,} documents")
            found.append(one)
    return found


def _told(asked: Asked, file: str, tell: Callable[[str], None]) -> Checked:
    tell(f"checking {file}")
    return checked_file(asked, file, lambda step: tell(f"{file}: {step}"))


def _checked(asked: Asked, file: str) -> Checked:
    """In another process."""
    return checked_file(asked, file, lambda _: None)


def checked_file(asked: Asked, file: str, tell: Callable[[str], None]) -> Checked:
    """Checks one file. What is wrong with it is in the answer."""
    from topology.findings.gate.checked import Checked

    try:
        return _judged(asked, file, tell)
    except TopologyError as error:
        return Checked(file, today=asked.today, error="\n".join(map(printable, error.lines())))
    except MemoryError:
        return Checked(file, today=asked.today, error="is too large for the memory of this machine")
