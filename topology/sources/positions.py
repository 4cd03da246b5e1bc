"""Where the values of a JSON or YAML text stand: looked for only once something is wrong."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeAlias

Path: TypeAlias = tuple[str | int, ...]
"""The keys and indices that lead to a value."""
Found: TypeAlias = dict[Path, tuple[int, int]]
"""Lines and columns, by path."""

MAX_BYTES = 5_000_000
"""Of larger texts nothing is looked for, which would take longer than all the rest."""
_TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*+"|[\[\]{},:]|[^\s\[\]{},:"]++')


class _Walk:
    """A way through the values of a text in their order, and what is met of what is looked for."""

    def __init__(self, wanted: Collection[Path]) -> None:
        self._wanted = wanted
        self._open: list[list[Any]] = []
        """Path, whether it is an object, and the key or index of what comes next, by depth."""
        self.keys: dict[Path, Any] = {}
        self.values: dict[Path, Any] = {}

    @property
    def awaits_key(self) -> bool:
        return bool(self._open) and self._open[-1][1] and self._open[-1][2] is None

    def key(self, name: str, mark: Any) -> None:
        top = self._open[-1]
        top[2] = name
        if (path := (*top[0], name)) in self._wanted:
            self.keys[path] = mark

    def value(self, mark: Any, opens: bool | None = None) -> None:
        """A value, or the beginning of an object (`opens`) or of a list."""
        path: Path = (*self._open[-1][0], self._open[-1][2]) if self._open else ()
        if path in self._wanted:
            self.values[path] = mark
        if opens is None:
            self._advance()
        else:
            self._open.append([path, opens, None if opens else 0])

    def close(self) -> None:
        self._open.pop()
        self._advance()

    def _advance(self) -> None:
        if self._open:
            top = self._open[-1]
            top[2] = None if top[1] else top[2] + 1


def json_positions(data: bytes, wanted: Collection[Path]) -> tuple[Found, Found]:
    """Where keys and values stand in valid JSON; columns in bytes, as its parser counts."""
    walk = _Walk(wanted)
    for token in _TOKEN.finditer(data):
        text = token[0]
        if text in b",:":
            continue
        if text in b"]}":
            walk.close()
        elif walk.awaits_key:
            walk.key(json.loads(text), token.start())
        else:
            walk.value(token.start(), opens=text == b"{" if text in b"[{" else None)
    starts = [0, *(found.end() for found in re.finditer(b"\n", data))]

    def place(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    return _placed(walk.keys, place), _placed(walk.values, place)


def yaml_positions(data: bytes, wanted: Collection[Path]) -> tuple[Found, Found]:
    """Where keys and values stand in valid YAML; what an alias stands for stands where it does."""
    import yaml

    walk = _Walk(wanted)
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for event in yaml.parse(data.decode("utf-8"), Loader=loader):
        mark = event.start_mark
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            walk.value(mark, opens=isinstance(event, yaml.MappingStartEvent))
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            walk.close()
        elif isinstance(event, yaml.ScalarEvent | yaml.AliasEvent):
            if walk.awaits_key:
                walk.key(getattr(event, "value", ""), mark)
            else:
                walk.value(mark)
    return tuple(  # type: ignore[return-value]
        _placed(marks, lambda mark: (mark.line + 1, mark.column + 1))
        for marks in (walk.keys, walk.values)
    )


def _placed(marks: dict[Path, Any], place: Callable[[Any], tuple[int, int]]) -> Found:
    return {path: place(mark) for path, mark in marks.items()}


def prefixes(path: Path) -> Iterator[Path]:
    """A path and all that leads to it, the longest first."""
    return (path[:length] for length in range(len(path), -1, -1))
