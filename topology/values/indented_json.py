"""JSON with a line for each value: what `json.dumps(value, ensure_ascii=False, indent=2)` gives.

`json` indents in Python, through a generator for each level of nesting. Here all values that hold
no others are collected and written at once by its encoder in C; only what stands between them,
which is brackets, keys and indents, is put together in Python. What iterators yield, which is most
of what is long, is written by `pydantic_core`, several items at a time.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, repeat
from typing import TypeGuard

INDENT = "  "
CHUNK = 5_000
"""Values that are held before a piece of text is made of them."""
_SEQUENCES = (list, tuple)
BATCH = 1 << 16
"""Letters of text that the items which are written at once come to, one item aside."""
_SMALL = re.compile(rb'e-[1-9](?:,?\n|": )')
"""The end of a float that Python writes otherwise: `1e-07` for `1e-7`."""


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


def _holds_iterators(value: object) -> TypeGuard[dict[object, object]]:
    return isinstance(value, dict) and any(isinstance(v, Iterator) for v in value.values())


def _chunks(parts: _Parts, value: object, line: str) -> Iterator[str]:
    if isinstance(value, Iterator):
        yield from _item_chunks(parts, value, line)
    elif _holds_iterators(value):
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


def _item_chunks(parts: _Parts, items: Iterator[object], line: str) -> Iterator[str]:
    """What an iterator yields; as many at once as do not come to too much text."""
    inner, mark, most = line + INDENT, "[", 1
    batch: list[object] = []
    for item in items:
        if _holds_iterators(item) or isinstance(item, Iterator):
            if batch:
                parts.add_batch(batch, mark, inner)
                batch, mark = [], ","
            parts.last += mark + inner
            yield from _chunks(parts, item, inner)
            mark = ","
            continue
        batch.append(item)
        if len(batch) >= most:
            parts.add_batch(batch, mark, inner)
            batch, mark = [], ","
            text = parts.text()
            most = 2 * most if 2 * len(text) < BATCH else max(1, most // 2)
            yield text
    if batch:
        parts.add_batch(batch, mark, inner)
        mark = ","
    parts.last += "[]" if mark == "[" else line + "]"


def _written_at_once(items: list[object], line: str) -> str | None:
    """Items with commas between them; None where Python would write them in another way."""
    from pydantic_core import PydanticSerializationError, to_json

    depth = len(line) // len(INDENT)
    nested: object = items
    for _ in range(depth - 1):
        nested = [nested]
    try:
        raw = to_json(nested, indent=len(INDENT), inf_nan_mode="constants")
    except (PydanticSerializationError, ValueError):  # half a character, or nested too deeply
        return None
    if b"0.0000" in raw or b'"None": ' in raw or _SMALL.search(raw):
        return None
    # Each list around the items has a line of its own before them, and one after them.
    return raw[depth * (depth + 3) : -depth * (depth + 1)].decode()


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

    def add_batch(self, items: list[object], mark: str, line: str) -> None:
        """Items of plain types, each on a line of its own; `mark` stands before the first."""
        self.last += mark + line
        text = _written_at_once(items, line)
        if text is None:
            self._add_each(items, line)
        else:
            self.last += text

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
        self._add_each(items, line)

    def _add_each(self, items: Sequence[object], line: str) -> None:
        self.add(items[0], line)
        for item in items[1:]:
            self.last += f",{line}"
            self.add(item, line)
