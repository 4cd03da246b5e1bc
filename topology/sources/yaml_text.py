"""YAML 1.2 to plain values: no value is guessed, none is read two ways.

`on`, `no` and `1:30` are text, as YAML 1.2 has it and JSON users expect. Merge keys (`<<`) are
read as most people mean them; duplicate keys and tags are errors with their line and column.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from typing import Any as AnyValue

from topology.errors import DocumentError, Problem, printable, quoted
from topology.sources.places import MAX_DEPTH, NESTED_TOO_DEEPLY, place_after, too_deep
from topology.values.plain_numbers import after_comma

if TYPE_CHECKING:
    import yaml

_MERGE = object()
"""Stands for the key `<<` until its value is there."""
_NOT_ALLOWED = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAGS = "tag:yaml.org,2002:"
_TEXT = f"{_TAGS}str"
_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]{1,400}")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,6})?")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


@dataclass
class Marks:
    """The documents of a text that are not empty, and where their values stand.

    Mappings and lists are known by `id`: they live as long as this.
    """

    values: list[object] = field(default_factory=list)
    lines: dict[int, dict[str | int, int]] = field(default_factory=dict)
    """By mapping or list, the line of each key or item."""
    tags: dict[tuple[int, str | int], str] = field(default_factory=dict)
    """By mapping or list and key or index, the tag of what stands there."""
    refused: DocumentError | None = None
    """What a document of ours may not have, of which the first: a tag, or a second document."""

    def line(self, holder: object, key: str | int) -> int | None:
        """The line of a key of a mapping, or of an item of a list."""
        return self.lines.get(id(holder), {}).get(key)


def parse_documents(data: bytes) -> Marks:
    """All documents of UTF-8 bytes, tags or not; raises `DocumentError` with one problem."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = data.decode("utf-8")
    if bad := _NOT_ALLOWED.search(text):
        place = place_after(text[: bad.start()].encode("utf-8"))
        raise _error(f"is not valid YAML: holds the character U+{ord(bad[0]):04X}", place)
    try:
        return _Builder().build(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        raise _said(text, error) from None


def _said(text: str, error: yaml.YAMLError) -> DocumentError:
    """What the parser found wrong; but our own bound first, beyond which it may have looked."""
    import yaml

    is_marked = isinstance(error, yaml.MarkedYAMLError)
    mark = (error.problem_mark or error.context_mark) if is_marked else None
    if deep := too_deep(text[: mark.index + 1] if mark else text):
        return _error(NESTED_TOO_DEEPLY, deep)
    what = str(error.problem or error.context) if is_marked else " ".join(str(error).split())
    lines = text.splitlines()
    if mark and mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
        what += "; YAML is indented with spaces, not with tabs"
    return _error(f"is not valid YAML: {printable(what)}", _place_of(mark))


def _error(message: str, place: str = "") -> DocumentError:
    return DocumentError("", [Problem(place, message)])


def _place_of(mark: AnyValue) -> str:
    return f"line {mark.line + 1} column {mark.column + 1}" if mark else ""


class _Builder:
    """Builds plain values from YAML events, without recursion.

    Anchors may be used again, but not nested in themselves: an alias stands for the same
    value, which is not copied, so a "billion laughs" costs nothing until somebody walks it; the
    count of walked values is therefore bounded here.
    """

    MAX_ALIASED = 1_000_000

    def __init__(self) -> None:
        self.anchors: dict[str, tuple[object, int]] = {}
        self.open: list[tuple[object, str | None, list[object]]] = []
        self.sizes: list[int] = [0]
        self.aliased = 0
        self.merged: dict[int, list[dict[str, object]]] = {}
        """What is merged into a mapping once it is complete, by the depth of that."""
        self.marks = Marks()

    def build(self, events: object) -> Marks:
        import yaml

        result: list[object] = []
        self.open = []
        documents = 0
        for event in events:  # type: ignore[attr-defined]
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._refuse(event, "holds more than one YAML document")
            elif isinstance(event, yaml.DocumentEndEvent):
                self.anchors.clear()
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._check_tag(event)
                self._start(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                for merged in self.merged.pop(len(self.open), ()):
                    self._merge(merged)
                value, anchor, _ = self.open.pop()
                size = self.sizes.pop() + 1
                self._done(event, value, anchor, size, result)
            elif isinstance(event, yaml.ScalarEvent):
                self._check_tag(event)
                self._mark_item(event)
                self._done(event, self._scalar(event), event.anchor, 1, result)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event, result)
        # What holds nothing, as between two separators, is no document.
        self.marks.values = result if documents < 2 else [v for v in result if v is not None]
        return self.marks

    def _refuse(self, event: object, message: str) -> None:
        self.marks.refused = self.marks.refused or self._fail(event, message)

    def _check_tag(self, event: object) -> None:
        """Refuses tags that would change a value; text may be said to be text."""
        tag = event.tag  # type: ignore[attr-defined]
        if tag is not None and tag not in ("!", _TEXT):
            shown = quoted(tag.replace(_TAGS, "!!"))
            self._refuse(event, f"has the tag {shown}: tags are not read; leave it out")
            holder, key = self._coming()
            if key is not None:
                self.marks.tags[id(holder), key] = tag.replace(_TAGS, "!!")

    def _coming(self) -> tuple[object, str | int | None]:
        """The mapping or list in which the next value will stand, and its key or index."""
        if not self.open:
            return None, None
        holder, _, keys = self.open[-1]
        if isinstance(holder, list):
            return holder, len(holder)
        key = keys[-1] if keys else None
        return holder, key if isinstance(key, str) else None

    def _mark_item(self, event: object) -> None:
        """Notes where an item of a list begins."""
        holder, key = self._coming()
        if isinstance(key, int):
            self._mark(event, holder, key)

    def _start(self, event: object, value: object) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise self._fail(event, NESTED_TOO_DEEPLY)
        self._mark_item(event)
        self.marks.lines[id(value)] = {}
        self.open.append((value, event.anchor, []))  # type: ignore[attr-defined]
        self.sizes.append(0)

    def _alias(self, event: object, result: list[object]) -> None:
        anchor: str = event.anchor  # type: ignore[attr-defined]
        if anchor not in self.anchors:
            raise self._fail(event, f"the anchor {quoted(anchor)} is not defined before its use")
        self._mark_item(event)
        value, size = self.anchors[anchor]
        self.aliased += size
        if self.aliased > self.MAX_ALIASED:
            raise self._fail(event, f"aliases repeat more than {self.MAX_ALIASED:,} values")
        self._done(event, value, None, size, result)

    def _done(
        self, event: object, value: object, anchor: str | None, size: int, result: list[object]
    ) -> None:
        if anchor is not None:
            self.anchors[anchor] = (value, size)
        self.sizes[-1] += size
        if not self.open:
            result.append(value)
            return
        parent, _, keys = self.open[-1]
        if isinstance(parent, list):
            parent.append(value)
        elif isinstance(parent, dict):
            self._into_mapping(event, parent, keys, value)

    def _into_mapping(
        self, event: object, parent: dict[str, object], keys: list[object], value: object
    ) -> None:
        if keys:
            key = keys.pop()
            if key is _MERGE:
                self.merged[len(self.open)] = self._mappings(event, value)
            else:
                parent[str(key)] = value
            return
        if not isinstance(value, str):
            before = next(reversed(parent.values()), None)
            hint = after_comma(before, getattr(event, "value", ""))
            if value is True:
                hint = '; where a tool for YAML 1.1 made it of the key "on", write "component"'
            raise self._fail(event, f"a key must be text, not {quoted(value)}{hint}")
        is_merge = value == "<<" and event.implicit[0]  # type: ignore[attr-defined]
        if value in parent or (is_merge and len(self.open) in self.merged):
            raise self._fail(event, f"the key {quoted(value)} is given twice")
        self._mark(event, parent, value)
        keys.append(_MERGE if is_merge else value)

    def _mark(self, event: object, holder: object, key: str | int) -> None:
        line = event.start_mark.line + 1  # type: ignore[attr-defined]
        self.marks.lines[id(holder)][key] = line

    def _mappings(self, event: object, value: object) -> list[dict[str, object]]:
        """What stands behind a merge key: mappings, of which the first to give a key counts."""
        given = value if isinstance(value, list) else [value]
        found = [one for one in given if isinstance(one, dict)]
        if len(found) < len(given):
            raise self._fail(event, "<< takes a mapping, or a list of mappings")
        return found

    def _merge(self, merged: dict[str, object]) -> None:
        """Gives the innermost mapping the keys that it does not give itself."""
        parent = self.open[-1][0]
        assert isinstance(parent, dict)
        lines, own = self.marks.lines.get(id(merged), {}), self.marks.lines[id(parent)]
        for key, value in merged.items():
            if key not in parent:
                parent[key] = value
                own.update({key: lines[key]} if key in lines else {})

    def _scalar(self, event: object) -> object:
        text: str = event.value  # type: ignore[attr-defined]
        if not event.implicit[0] or event.tag is not None:  # type: ignore[attr-defined]
            return text
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
            return text[0] in "tT"
        if _INT.fullmatch(text):
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
        if _SPECIAL.fullmatch(text):
            return float(text.replace(".", ""))
        return text

    def _fail(self, event: object, message: str) -> DocumentError:
        return _error(message, _place_of(event.start_mark))  # type: ignore[attr-defined]
