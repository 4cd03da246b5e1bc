"""Where output goes: styled lines to a terminal, text to stdout, files whole or not at all."""

from __future__ import annotations

import errno
import json
import os
import shutil
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from topology.errors import UsageError, printable
from topology.render.terminal.columns import UNLIMITED, Line, folded

_STYLES = {
    "bad": "bold red",
    "good": "bold green",
    "target": "bold",
    "dim": "dim",
    "margin": "dim",
    "command": "dim",
    "": "",
}


def width() -> int:
    """Columns of the terminal; a pipe has no end of line to keep to, unless COLUMNS gives one."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given[:9]) > 0:
        return max(40, int(given[:9]))
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else UNLIMITED


def print_lines(lines: Sequence[Line]) -> None:
    """Prints lines, folded to the terminal, in colour on one unless NO_COLOR is set."""
    lines = list(folded(lines, width()))
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    if not colour or os.environ.get("TERM") == "dumb":
        from topology.render.terminal.text import plain

        print_text(plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((text, _STYLES[style]) for style, text in line)))


def print_json(plain: object) -> None:
    """Prints plain values as JSON. What could move a cursor or reverse a line is escaped."""
    text = json.dumps(plain, ensure_ascii=False, indent=2)
    if not text.replace("\n", "").isprintable():
        text = "".join(c if c == "\n" or c.isprintable() else json.dumps(c)[1:-1] for c in text)
    print_text(text + "\n")


def print_text(text: str) -> None:
    """Writes text to stdout as UTF-8, all at once. Raises `UsageError` when it cannot.

    When the reader has left, nothing is wrong, and nothing more can be said.
    """
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        silence()
    except OSError as error:
        silence()
        raise UsageError(f"standard output cannot be written: {error.strerror}") from None


def silence() -> None:
    """Lets all that is still to be written to stdout vanish."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def need_writable(path: str) -> None:
    """Raises `UsageError` when a file cannot be written, before work is done for it."""
    if path == "-":
        return
    try:
        why = _why_not_writable(os.path.realpath(path))
    except OSError as error:
        why = error.errno or errno.EIO
    if why:
        raise UsageError(f"{printable(path)} cannot be written: {os.strerror(why)}")


def _why_not_writable(path: str) -> int:
    """The number of the error that writing there would be; 0 if none is seen."""
    folder = os.path.dirname(path)  # noqa: PTH120
    if not stat.S_ISDIR(os.stat(folder).st_mode):  # noqa: PTH116
        return errno.ENOTDIR
    if os.path.isdir(path):  # noqa: PTH112
        return errno.EISDIR
    is_there = os.path.exists(path)  # noqa: PTH110
    is_free = os.access(path if is_there else folder, os.W_OK)
    return 0 if is_free else errno.EACCES


def write_file(path: str, text: str) -> None:
    """Writes a file whole or not at all; `-` is stdout. Raises `UsageError` when it cannot."""
    if path == "-":
        print_text(text)
        return
    try:
        _write(Path(os.path.realpath(path)), text.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise UsageError(f"{printable(path)} cannot be written: {error.strerror}") from None


def _write(target: Path, data: bytes) -> None:
    if target.exists() and not target.is_file():
        # A pipe or a device is written to, and must not be replaced; a directory says so.
        target.write_bytes(data)
        return
    if target.exists() and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=".topology-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink()
        raise


def _mode(target: Path) -> int:
    """The mode of the file that is replaced, or what a new file would have."""
    try:
        return target.stat().st_mode & 0o777
    except OSError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask


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
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._done.set()
        self._thread.join()
        if self._said and sys.stderr.isatty():
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def step(self, what: str) -> None:
        """Names what is done from now on."""
        self._step = what

    def _watch(self) -> None:
        while not self._done.wait(1.0):
            step = self._step
            if sys.stderr.isatty():
                seconds = time.monotonic() - self._started
                sys.stderr.write(f"\r\x1b[K{printable(step)} … {seconds:.0f} s")
            elif step != self._said:
                sys.stderr.write(f"{printable(step)} …\n")
            self._said = step
            sys.stderr.flush()
