"""The command `topology` in this process, where what is tested is not the process.

It is `main` itself that runs, with streams, arguments and surroundings of its own; only the end of
the process is an exception. How fast the machine is decides nothing: what is said of progress is
kept in `steps`, and reaches no stream. `tests.support.processes` has the real thing.
"""

from __future__ import annotations

import contextlib
import gc
import io
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from unittest import mock

from tests.support.surroundings import surroundings
from topology.cli import main
from topology.cli.progress import Progress

ESCAPE = "\x1b"


@dataclass(frozen=True)
class Done:
    """How a command ended, and all it said."""

    returncode: int
    stdout: str
    stderr: str
    steps: tuple[str, ...] = ()


class Stream(io.TextIOWrapper):
    """A stream that is kept, and that may pass for a terminal."""

    def __init__(self, terminal: bool = False, errors: str = "strict") -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors=errors, write_through=True)
        self.terminal = terminal

    def isatty(self) -> bool:
        return self.terminal

    def text(self) -> str:
        self.flush()
        kept = self.buffer
        assert isinstance(kept, io.BytesIO)
        return kept.getvalue().decode("utf-8")


def run(
    *arguments: str | Path,
    stdin: bytes = b"",
    cwd: Path | None = None,
    terminal: bool = False,
    clock: bool = False,
    **given: str,
) -> Done:
    """Runs a command; on a terminal if asked to, and with the real clock of progress."""
    out, err = Stream(terminal), Stream(terminal, "backslashreplace")
    steps: list[str] = []
    words = ["topology", *map(str, arguments)]
    with contextlib.ExitStack() as stack:
        if not clock:
            stack.enter_context(_without_a_clock(steps))
        stack.enter_context(_in_place_of_a_process(words, stdin, out, err, surroundings(**given)))
        if cwd is not None:
            stack.enter_context(contextlib.chdir(cwd))
        code = _code_of_main()
    return Done(code, out.text(), err.text(), tuple(steps))


def fails(*arguments: str | Path, **given: Any) -> list[str]:
    """The lines on stderr of a command that ends with 2 and prints nothing else."""
    done = run(*arguments, **given)
    assert (done.returncode, done.stdout) == (2, ""), done
    return done.stderr.splitlines()


def prints(*arguments: str | Path, **given: Any) -> str:
    """What a command prints that ends with 0 and complains of nothing."""
    done = run(*arguments, **given)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


class _Left(BaseException):
    """In place of the end of the process."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def _leave(code: int) -> NoReturn:
    raise _Left(code)


def _code_of_main() -> int:
    try:
        main()
    except _Left as left:
        return left.code
    raise AssertionError("the command did not end the process")


@contextlib.contextmanager
def _in_place_of_a_process(
    words: list[str], stdin: bytes, out: Stream, err: Stream, env: dict[str, str]
) -> Iterator[None]:
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    collects = gc.isenabled()
    with (
        mock.patch.dict(os.environ, env, clear=True),
        mock.patch.object(os, "_exit", _leave),
        mock.patch.multiple(sys, argv=words, stdin=given, stdout=out, stderr=err, __stdout__=out),
    ):
        try:
            yield
        finally:
            (gc.enable if collects else gc.disable)()


@contextlib.contextmanager
def _without_a_clock(steps: list[str]) -> Iterator[None]:
    with (
        mock.patch.object(Progress, "__enter__", lambda self: self),
        mock.patch.object(Progress, "__exit__", lambda *_: None),
        mock.patch.object(Progress, "step", lambda _, what: steps.append(what)),
    ):
        yield
