"""JSON with a line for each value: what `json.dumps(value, ensure_ascii=False, indent=2)` gives.

`json` indents in Python, through a generator for each level of nesting. Here all values that hold
no others are collected and written at once by its encoder in C; only what stands between them,
which is brackets, keys and indents, is put together in Python.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat

INDENT = "  "
CHUNK = 5_000
"""Values that are held before a piece of text is made of them."""
_SEQUENCES = (list, tuple)


def indented_json(value: object, *, allow_nan: bool = True) -> str:
    """Plain values as JSON text. Raises what `json.dumps` does.

    >>> print(indented_json({"ids": ["a", "b"], "none": []}))
    {
      "ids": [
        "a",
        "b"
      ],
      "none": []
    }
    """
    parts = _Parts(allow_nan)
    parts.add(value, "\n")
    return parts.text()


def indented_chunks(value: object) -> Iterator[str]:
    """The same text in pieces, each made when it is asked for.

    An iterator is written as the list of what it yields, an item at a time. It may stand in a
    mapping, in what another iterator yields, or alone.

    >>> print("".join(indented_chunks({"ids": iter(["a"]), "none": iter([])})))
    {
      "ids": [
        "a"
      ],
      "none": []
    }
    """
    parts = _Parts(allow_nan=True)
    yield from _chunks(parts, value, "\n")
    yield parts.text()


def _chunks(parts: _Parts, value: object, line: str) -> Iterator[str]:
    if isinstance(value, Iterator):
        mark = "["
        for item in value:
            parts.last += mark + line + INDENT
            yield from _chunks(parts, item, line + INDENT)
            mark = ","
        parts.last += "[]" if mark == "[" else line + "]"
    elif isinstance(value, dict) and any(isinstance(inner, Iterator) for inner in value.values()):
        parts.last += "{"
        keys = parts.keys.setdefault(line + INDENT, {})
        for number, (key, inner) in enumerate(value.items()):
            text = keys.get(key) or parts.key(key, line + INDENT)
            parts.last += text[number == 0 :]
            yield from _chunks(parts, inner, line + INDENT)
        parts.last += line + "}"
    else:
        parts.add(value, line)
        if len(parts.scalars) >= CHUNK:
            yield parts.text()


class _Parts:
    """What holds no other values, in order, and the text before each and after the last."""

    def __init__(self, allow_nan: bool) -> None:
        # A newline parts them without doubt: within a text it is escaped.
        self.encoder = json.JSONEncoder(
            ensure_ascii=False, allow_nan=allow_nan, separators=("\n", ": ")
        )
        self.allow_nan = allow_nan
        self.scalars: list[object] = []
        self.before: list[str] = []
        self.last = ""
        self.keys: dict[str, dict[object, str]] = {}
        self.scalar_types: set[type] = set()

    def text(self) -> str:
        """The text of all that was added; what is added from then on begins anew."""
        scalars = self.encoder.encode(self.scalars)[1:-1].split("\n") if self.scalars else ()
        text = "".join(chain.from_iterable(zip(self.before, scalars, strict=True))) + self.last
        self.scalars, self.before, self.last = [], [], ""
        return text

    def add(self, value: object, line: str) -> None:
        """A value, which ends in a line of this indent, given with the newline before it."""
        if isinstance(value, dict) and value:
            self._add_members(value, line + INDENT)
            self.last += line + "}"
        elif isinstance(value, _SEQUENCES) and value:
            self._add_items(value, line + INDENT)
            self.last += line + "]"
        else:
            self.before.append(self.last)
            self.scalars.append(value)
            self.last = ""
            if not isinstance(value, (dict, *_SEQUENCES)):
                self.scalar_types.add(type(value))

    def _add_members(self, members: Mapping[object, object], line: str) -> None:
        keys, scalar_types = self.keys.setdefault(line, {}), self.scalar_types
        self.last += "{"
        mark = 1
        for key, value in members.items():
            text = (keys.get(key) or self.key(key, line))[mark:]
            mark = 0
            if type(value) in scalar_types:
                self.before.append(self.last + text)
                self.scalars.append(value)
                self.last = ""
            else:
                self.last += text
                self.add(value, line)

    def key(self, key: object, line: str) -> str:
        """A key with the comma before it; kept if it is a text, as other keys may be equal."""
        written = json.dumps({key: 0}, ensure_ascii=False, allow_nan=self.allow_nan)
        text = f",{line}{written[1:-2]}"
        if isinstance(key, str):
            self.keys.setdefault(line, {})[key] = text
        return text

    def _add_items(self, items: Sequence[object], line: str) -> None:
        mark = f",{line}"
        self.last += f"[{line}"
        if self.scalar_types.issuperset(map(type, items)):
            self.before.append(self.last)
            self.before.extend(repeat(mark, len(items) - 1))
            self.scalars.extend(items)
            self.last = ""
            return
        self.add(items[0], line)
        for item in items[1:]:
            self.last += mark
            self.add(item, line)
