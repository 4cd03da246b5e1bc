"""What is being done, said on stderr while it takes its time."""

from __future__ import annotations

import sys
import threading
import time
from contextlib import suppress
from types import TracebackType
from typing import Self

from topology.cli.streams import complain
from topology.errors import printable
from topology.values.steps import Step

BAR = 20
"""Columns of the bar that says how far a step is."""


def _bar(step: str) -> str:
    """How much of a step is done, where that is known and there is more than one part of it."""
    if not isinstance(step, Step) or step.total < 2:
        return ""
    full = BAR * min(step.done, step.total) // step.total
    return f"[{'#' * full}{'.' * (BAR - full)}] "


class Progress:
    """Says on stderr what is being done, once it has taken over a second.

    On a terminal one line that is renewed and wiped in the end; elsewhere a line for each step.
    """

    def __init__(self) -> None:
        self._step = ""
        self._said = ""
        self._started = time.monotonic()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        with suppress(RuntimeError):  # a process that may start no thread does without
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        if self._thread.ident is not None:
            self._thread.join()
        if self._said and sys.stderr.isatty():
            complain("\r\x1b[K")

    def step(self, what: str) -> None:
        """Names what is done from now on."""
        self._step = what

    def _watch(self) -> None:
        while not self._done.wait(1.0):
            step = self._step
            if sys.stderr.isatty():
                seconds = time.monotonic() - self._started
                complain(f"\r\x1b[K{_bar(step)}{printable(step)} … {seconds:.0f} s")
            elif step != self._said:
                complain(f"{printable(step)} …\n")
            self._said = step
