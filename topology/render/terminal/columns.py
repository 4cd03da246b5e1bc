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
FACTS = "dim"
"""The style of what is said beside a name, or below it where there is no room."""
ID = "id"
"""The style of an id beside the name that people know it by."""
MARGIN = "margin"
"""The style of what stands at the left of a line, or of the last part of that; what is left of the
line goes on beside it."""
_MIN_ROOM = 20


def folded(lines: Sequence[Line], columns: int) -> Iterator[Line]:
    """The lines, each at most `columns` wide; what is left of one goes on below it."""
    for line in lines:
        if columns >= UNLIMITED or _is_command(line) or _columns(line) <= columns:
            yield line
        elif line[-1][0] == FACTS and len(line) > 1:
            yield from folded([line[:-1]], columns)
            below = " " * (_indent(line) + 2) + line[-1][1].lstrip(" ")
            yield from folded([[(FACTS, below)]], columns)
        else:
            yield from _fold(line, columns)


def _is_command(line: Line) -> bool:
    return any(style == COMMAND for style, _ in line)


def _columns(line: Line) -> int:
    return sum(_width(char) for _, text in line for char in text)


def _width(char: str) -> int:
    """Columns of a character, as terminals have it."""
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _indent(line: Line) -> int:
    text = "".join(span for _, span in line)
    return len(text) - len(text.lstrip(" "))


def _fold(line: Line, columns: int) -> Iterator[Line]:
    text = "".join(span for _, span in line)
    styles = [style for style, span in line for _ in span]
    left = line[: max((n for n, span in enumerate(line, 1) if span[0] == MARGIN), default=0)]
    margin = "".join(span for _, span in left)
    if len(margin) + _MIN_ROOM > columns:
        margin = ""
    indent = start = len(margin) or _indent(line)
    before = left if margin else [("", " " * indent)]
    while start < len(text):
        end = _break(text, start, max(_MIN_ROOM, columns - indent))
        piece = zip(styles[start:end], text[start:end], strict=True)
        spans = groupby(piece, key=lambda pair: pair[0])
        yield [*before, *((s, "".join(c for _, c in pairs)) for s, pairs in spans)]
        before = [("", " " * indent)]
        start = end + len(text[end:]) - len(text[end:].lstrip(" "))


def _break(text: str, start: int, room: int) -> int:
    """Where the piece from `start` ends: at its last space, or else where room does."""
    used, end = 0, start
    while end < len(text) and used + _width(text[end]) <= room:
        used += _width(text[end])
        end += 1
    space = text.rfind(" ", start, end + 1) if end < len(text) else end
    return space if space > start else end
