"""Lines folded to the columns of a terminal, at spaces where there are any."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import groupby

Line = list[tuple[str, str]]
"""Spans of (style, text)."""

UNLIMITED = 1_000_000
COMMAND = "command"
"""The style of a command to paste, which is never folded."""
_MIN_ROOM = 20


def folded(lines: Sequence[Line], columns: int) -> Iterator[Line]:
    """The lines, each at most `columns` wide; what is left of one goes on below, indented."""
    for line in lines:
        text = "".join(span for _, span in line)
        if columns >= UNLIMITED or _is_command(line) or sum(map(_width, text)) <= columns:
            yield line
        else:
            yield from _fold(line, text, columns)


def _is_command(line: Line) -> bool:
    return any(style == COMMAND for style, _ in line)


def _width(char: str) -> int:
    """Columns of a character, as terminals have it."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _fold(line: Line, text: str, columns: int) -> Iterator[Line]:
    styles = [style for style, span in line for _ in span]
    indent = len(text) - len(text.lstrip(" "))
    # The facts that follow a name stand further in than the reason below them.
    hang = indent + 4 if any(style == "dim" for style, _ in line) else indent
    start, left = 0, 0
    while start < len(text):
        room = max(_MIN_ROOM, columns - left)
        end = _break(text, start, room, indent if start == 0 else start)
        piece = zip(styles[start:end], text[start:end], strict=True)
        spans = [(s, "".join(c for _, c in g)) for s, g in groupby(piece, key=lambda p: p[0])]
        yield [("", " " * left), *spans] if left else spans
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
        left = min(hang, columns // 2)


def _break(text: str, start: int, room: int, first: int) -> int:
    """Where the piece from `start` ends: at its last space after `first`, or where room ends."""
    used, end = 0, start
    while end < len(text) and used + _width(text[end]) <= room:
        used += _width(text[end])
        end += 1
    if end == len(text) or text[end] == " ":
        return end
    space = text.rfind(" ", max(start, first), end)
    return end if space <= first else space
