"""The file of a sweep: a first line that says what it is of, a line for each contingency, an end.

It is written as the contingencies are played. What stands there when a sweep is stopped is taken
for what it says when it goes on: a last line that is not whole is cut off, and every other must be
what the sweep would have written there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from topology.errors import UsageError, printable, quoted
from topology.findings.sweep.combinations import Failed
from topology.render.machine.contingencies.sweep import END, Tally, line
from topology.render.machine.plain import Plain

SAID_OTHERWISE = {
    "format": "in another format",
    "version": "of another version of topology",
    "document": "of another document",
    "document_sha256": "of another document, or of this one before it was changed",
    "order": "of another order",
    "targets": "of other targets",
}
"""What the first lines of two files may differ in, in words."""


class Journal:
    """The lines that are there, and where the next one goes."""

    def __init__(self, path: str, head: Plain, targets: Iterable[str]) -> None:
        self.path = path
        self.tally = Tally(targets)
        self.is_ended = False
        """Whether the last line stands there."""
        self._head = head
        self._end = 0
        """Octets that are whole lines."""

    @property
    def is_there(self) -> bool:
        """Whether something has been written before."""
        return os.path.isfile(self.path) and os.path.getsize(self.path) > 0  # noqa: PTH113, PTH202

    def resume(self, expected: Iterable[Failed]) -> None:
        """Reads what is there, which must be of these contingencies, in their order.

        Raises `UsageError` for a file of something else, naming what differs and where.
        """
        todo = iter(expected)
        with _openable(self.path), Path(self.path).open("rb") as file:
            for number, text in enumerate(file, 1):
                if not text.endswith(b"\n"):
                    if number == 1 and not line(self._head).encode().startswith(text):
                        raise self._no(number, "is no sweep")
                    return
                if number == 1:
                    self._check_head(text)
                elif self.is_ended:
                    raise self._no(number, "comes after the end")
                else:
                    self._take(number, text, todo)
                self._end += len(text)

    def _check_head(self, text: bytes) -> None:
        found = self._plain(1, text)
        for key, value in self._head.items():
            if found.get(key) != value:
                raise UsageError(
                    f"{printable(self.path)} is {SAID_OTHERWISE.get(key, 'of another sweep')}: "
                    "write to another file"
                )

    def _take(self, number: int, text: bytes, todo: Iterator[Failed]) -> None:
        row = self._plain(number, text)
        if END in row:
            if row != self.tally.plain():
                raise self._no(number, "does not add up")
            self.is_ended = True
            return
        failed = next(todo, None)
        try:
            if failed is None or row["failed"] != list(failed):
                raise self._no(number, "is not the contingency that comes there")
            self.tally.add(row)
        except (KeyError, TypeError, AttributeError):
            raise self._no(number, "is no contingency") from None

    def _plain(self, number: int, text: bytes) -> Mapping[str, object]:
        try:
            found = json.loads(text)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self._no(number, "is no sweep" if number == 1 else "is no contingency")
        return found

    def _no(self, number: int, why: str) -> UsageError:
        return UsageError(f"{printable(self.path)}: line {number:,} {why}: write to another file")

    @contextmanager
    def going_on(self) -> Iterator[Appending]:
        """The file, to go on with after the last whole line; with a first line, if there is none.

        Whatever ends it, what was appended is on the disk then.
        """
        with _openable(self.path):
            file = Path(self.path).open("r+b" if self.is_there else "wb")  # noqa: SIM115
        with file:
            if self.is_there:
                file.truncate(self._end)
                file.seek(self._end)
            try:
                appending = Appending(file, self.tally)
                if not self._end:
                    appending.write(self._head)
                yield appending
            finally:
                with _openable(self.path):
                    file.flush()


class Appending:
    """A journal that is being written."""

    def __init__(self, file: IO[bytes], tally: Tally) -> None:
        self._file = file
        self._tally = tally

    def write(self, plain: Plain) -> None:
        """A line."""
        self._file.write(line(plain).encode("ascii"))

    def add(self, row: Plain) -> None:
        """A contingency."""
        self._tally.add(row)
        self.write(row)

    def flush(self) -> None:
        """Has what was written outlive this process."""
        self._file.flush()

    def end(self) -> None:
        """Says that these were all."""
        self.write(self._tally.plain())


@contextmanager
def _openable(path: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UsageError(f"{quoted(path)} cannot be written or read: {error.strerror}") from None
