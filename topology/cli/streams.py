"""Standard output: styled lines for a terminal, text and JSON as UTF-8; and standard error."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import chain
from typing import TextIO

from topology.errors import UsageError
from topology.render.terminal.columns import UNLIMITED, Line, folded

_STYLES = {
    "bad": "bold red",
    "good": "bold green",
    "target": "bold",
    "dim": "dim",
    "margin": "dim",
    "id": "dim",
    "command": "dim",
    "": "",
}


def width(stream: TextIO | None = None) -> int:
    """Columns of the terminal; a pipe has no end of line to keep to, unless COLUMNS gives one."""
    given = os.environ.get("COLUMNS", "")
    if given.isascii() and given.isdigit() and int(given[:9]) > 0:
        return max(40, int(given[:9]))
    if not (stream or sys.stdout).isatty():
        return UNLIMITED
    return shutil.get_terminal_size().columns


def print_lines(lines: Sequence[Line]) -> None:
    """Prints lines, folded to the terminal, in colour on one unless NO_COLOR is set."""
    lines = list(folded(lines, width()))
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    if not colour or os.environ.get("TERM") == "dumb":
        from topology.render.terminal.lines import plain

        print_text(plain(lines))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((text, _STYLES[style]) for style, text in line)))


def print_json(plain: object) -> None:
    """Prints plain values as JSON. What could move a cursor or reverse a line is escaped.

    What iterators in them yield is printed as it comes, and never held as a whole.
    """
    from topology.values.indented_json import indented_chunks

    _print_texts(chain(map(_escaped, indented_chunks(plain)), ("\n",)))


def _escaped(text: str) -> str:
    # JSON escapes the control characters of ASCII itself, but for one.
    return text if text.isascii() and "\x7f" not in text else _all_printable(text)


def _all_printable(text: str) -> str:
    if text.replace("\n", "").isprintable():
        return text
    import json

    odd = (c for c in set(text) if c != "\n" and not c.isprintable())
    return text.translate({ord(c): json.dumps(c)[1:-1] for c in odd})


def print_text(text: str) -> None:
    """Writes text to stdout as UTF-8, all at once. Raises `UsageError` when it cannot.

    When the reader has left, nothing is wrong, and nothing more can be said.
    """
    _print_texts((text,))


def _print_texts(texts: Iterable[str]) -> None:
    """The same with one text after another, each made when those before have been written."""
    for text in texts:
        try:
            sys.stdout.flush()
            sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            silence()
            return
        except OSError as error:
            silence()
            raise UsageError(f"standard output cannot be written: {error.strerror}") from None


def is_read() -> bool:
    """Whether stdout leads anywhere: not any more when its reader has left and was written to."""
    try:
        nowhere = os.stat(os.devnull)  # noqa: PTH116
        return not os.path.samestat(os.fstat(sys.stdout.fileno()), nowhere)
    except (OSError, ValueError):
        return True


def complain(text: str) -> None:
    """Writes text to stderr. Whoever cannot be told is still told by the exit code."""
    with suppress(OSError):
        sys.stderr.write(text)
        sys.stderr.flush()


def tell(lines: Sequence[Line]) -> None:
    """Writes lines to stderr, folded to the terminal, without colour."""
    from topology.render.terminal.lines import plain

    complain(plain(list(folded(lines, width(sys.stderr)))))


def silence() -> None:
    """Lets all that is still to be written to stdout vanish."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
