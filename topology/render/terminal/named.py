"""Lines with the names that people know things by, each with its id beside in grey."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from topology.render.terminal.columns import COMMAND, ID, MARGIN, Line
from topology.render.words.names import Named, Names


def named_lines(lines: Iterable[Line], names: Names) -> Iterator[Line]:
    """The same lines; what is pasted, and what stands in columns at the left, has ids as before."""
    return ([part for span in line for part in _named(*span, names)] for line in lines)


def _named(style: str, text: str, names: Names) -> Line:
    if style in (COMMAND, MARGIN):
        return [(style, text)]
    bare = text.strip(" ")
    if (alone := names.of_id(bare)) is not None:
        before, after = text[: len(text) - len(text.lstrip(" "))], text[len(text.rstrip(" ")) :]
        return [(style, before), *_shown(style, alone), (style, after)]
    parts = names.parts(text)
    return [s for p in parts for s in ([(style, p)] if isinstance(p, str) else _shown(style, p))]


def _shown(style: str, part: Named) -> Line:
    return [(style, part.name), *([] if part.is_known else [(ID, f" ({part.id})")])]
