"""Files that are judged again whenever they are saved, and what that changed.

They are looked at every now and then: at their size and time, and at what they hold where those
tell of a change or could not. Events of the file system would come sooner by a blink, from one more
library, and not at all where a network or a container shares the files; to look at some dozens of
them costs next to nothing.
"""

from __future__ import annotations

import hashlib
import os
import stat
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from topology.errors import TopologyError, printable
from topology.render.terminal.columns import Line
from topology.values.units import counted

EVERY_S = 0.25
"""Seconds between two looks."""
QUIET_S = 0.1
"""For so long a file that was written has to stay as it is."""
MOST_WAITS = 20
"""After so many times it is judged as it is: some files never stop growing."""
FRESH_S = 2.0
"""So coarse is the time of a file at worst (FAT): what was read later than that has not changed
unseen."""

Judge = Callable[[str], list[str]]
"""Lines of what was found in a file; the last is the verdict in a sentence. Raises
`TopologyError`."""
Say = Callable[[Sequence[Line]], bool]
"""Prints lines; whether anybody reads them."""


@dataclass(frozen=True, slots=True)
class Clock:
    """The time in seconds, and how to let some pass."""

    now: Callable[[], float] = time.time
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True, slots=True)
class Seen:
    """A file when it was looked at; two are the same if they hold the same."""

    digest: bytes
    state: tuple[int, ...] = field(compare=False)
    is_settled: bool = field(compare=False)
    """Whether another change would show in the state."""


def look(path: str, before: Seen | None, now: float) -> Seen | None:
    """What a file holds now; None where there is none, as between the steps of some editors."""
    try:
        at = os.stat(path)  # noqa: PTH116
        state = (at.st_mtime_ns, at.st_size, at.st_ino, at.st_dev)
        if before and before.state == state and before.is_settled:
            return before
        if not stat.S_ISREG(at.st_mode):
            return None
        with open(path, "rb") as file:  # noqa: PTH123
            digest = hashlib.file_digest(file, "blake2b").digest()
    except (OSError, ValueError):
        return None
    return Seen(digest, state, now - at.st_mtime > FRESH_S)


class Watch:
    """The verdicts of some files, renewed when one of them changes or one of those beside them."""

    def __init__(
        self,
        files: Sequence[str],
        judge: Judge,
        *,
        beside: Sequence[str] = (),
        clock: Clock | None = None,
    ) -> None:
        """`beside` are files by which all are judged, such as objectives."""
        self._files, self._judge, self._beside = tuple(files), judge, tuple(beside)
        self._clock = clock or Clock()
        self._seen = self._look({})
        self._good: dict[str, list[str]] = {}

    def run(self, say: Say) -> None:
        """Says all verdicts and then every change, until nobody reads any more.

        What is wrong with a file is said, and its last verdict kept. Raises `TopologyError` where
        a file is not there to begin with.
        """
        missing = [file for file in self._files if self._seen[file] is None]
        for file in missing[:1]:
            self._judge(file)
        told = say([line for file in self._files for line in self._verdict(file)])
        while told:
            self._clock.sleep(EVERY_S)
            for file in self._changed():
                told = told and say(list(self._verdict(file)))

    def _look(self, before: dict[str, Seen | None]) -> dict[str, Seen | None]:
        now = self._clock.now()
        names = (*self._files, *self._beside)
        return {name: look(name, before.get(name), now) for name in names}

    def _changed(self) -> Sequence[str]:
        """The files to be judged again, when no file changes any more."""
        before, seen = self._seen, self._look(self._seen)
        if seen == before:
            self._seen = seen
            return ()
        for _ in range(MOST_WAITS):
            self._clock.sleep(QUIET_S)
            last, seen = seen, self._look(seen)
            if seen == last and not _vanished(before, seen):
                break
        self._seen = seen
        if any(seen[name] != before[name] for name in self._beside):
            return self._files
        return [file for file in self._files if seen[file] != before[file]]

    def _verdict(self, file: str) -> Iterator[Line]:
        name = printable(file)
        try:
            lines = self._judge(file)
        except TopologyError as error:
            yield from _wrong(error, kept=file in self._good)
            return
        before = self._good.get(file)
        self._good[file] = lines
        if before is None:
            yield [("target", name)]
            yield from ([("", f"  {line}")] for line in lines)
        else:
            yield from _change(name, before, lines)


def _vanished(before: dict[str, Seen | None], seen: dict[str, Seen | None]) -> bool:
    """Whether a file is away that was there: an editor may be about to put another in its place."""
    return any(seen[name] is None and before[name] is not None for name in seen)


def _wrong(error: TopologyError, *, kept: bool) -> Iterator[Line]:
    """The first thing that is wrong, how many more there are, and what holds until it is mended."""
    first, *more = error.lines()
    others = f" (and {counted(len(more), 'more problem')})" if more else ""
    yield [("bad", "error"), ("", f": {first}{others}")]
    if kept:
        yield [("dim", "  the last verdict is kept")]


def _change(name: str, before: Sequence[str], lines: Sequence[str]) -> Iterator[Line]:
    """What is gone and what is new between two verdicts; the sentence at the end is always said."""
    gone, new = difference(before[:-1], lines[:-1])
    same = len(lines[:-1]) - len(new)
    yield [("target", name), ("", f": {len(new):,} new, {len(gone):,} gone, {same:,} as before")]
    yield from ([("", f"  - {line}")] for line in gone)
    yield from ([("", f"  + {line}")] for line in new)
    yield from ([("", f"  {line}")] for line in lines[-1:])


def difference(before: Sequence[str], after: Sequence[str]) -> tuple[list[str], list[str]]:
    """The lines of the first that the second has not, and the other way round, in their order.

    >>> difference(["a", "b", "b"], ["b", "c", "a"])
    (['b'], ['c'])
    """
    return _without(before, after), _without(after, before)


def _without(lines: Sequence[str], others: Sequence[str]) -> list[str]:
    left = Counter(others)
    found = []
    for line in lines:
        if left[line]:
            left[line] -= 1
        else:
            found.append(line)
    return found
