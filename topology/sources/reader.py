"""Bytes to plain values: JSON and YAML 1.2, strict about everything that could be read two ways.
Fault trees in the Open-PSA and Aralia formats are read as the documents that say the same.

Duplicate keys, invalid UTF-8 and runaway nesting are errors with their line and column; no value is
guessed (in YAML, `on`, `no` and `1:30` are text, as YAML 1.2 has it and JSON users expect).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Any as AnyValue

from topology.errors import DocumentError, Problem, printable, quoted

MAX_DEPTH = 201
"""Objects and lists inside one another, as jiter has it; a requirement takes two levels."""

STDIN = "-"
STDIN_NAME = "standard input"


class Form(StrEnum):
    """How a document is written."""

    JSON = "json"
    YAML = "yaml"
    OPEN_PSA = "open-psa"
    ARALIA = "aralia"


SUFFIXES = {".yaml": Form.YAML, ".yml": Form.YAML, ".json": Form.JSON, ".xml": Form.OPEN_PSA}
"""The form of a file; how it begins tells of any other."""


def read(source: str | Path, form: Form | None = None) -> tuple[object, str]:
    """The plain value that a path, or `-` for standard input, holds; and the name to call it by.

    Raises `DocumentError` when it cannot be read or parsed: with one problem, but for fault trees.
    """
    shown = STDIN_NAME if source == STDIN else str(source)
    name = printable(shown)
    try:
        data = _stdin() if source == STDIN else Path(source).read_bytes()
    except IsADirectoryError:
        raise _error(name, "is a directory; name a JSON or YAML file") from None
    except FileNotFoundError:
        raise _error(name, f"no such file{_like_a_model(shown)}") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise _error(name, f"cannot be read: {why}") from None
    return parse(data, name, form or SUFFIXES.get(Path(shown).suffix.lower())), name


def _like_a_model(shown: str) -> str:
    """A word for whoever gives the name of a ready-made topology in place of a file."""
    from topology.sources.ready_made import ready_made

    return f"; `topology models {shown}` prints the ready-made one" if shown in ready_made() else ""


def _stdin() -> bytes:
    if sys.stdin is None:
        raise ValueError("it is closed")
    return sys.stdin.buffer.read()


_OTHER_BYTES = {
    b"\x1f\x8b": "is compressed (gzip): unpack it first",
    b"PK\x03\x04": "is compressed (zip): unpack it first",
    b"\xff\xfe": "is UTF-16: save it as UTF-8",
    b"\xfe\xff": "is UTF-16: save it as UTF-8",
}
"""How files begin that are no text in UTF-8, and what to do about it."""


def parse(data: bytes, name: str, form: Form | None = None) -> object:
    """The plain value of bytes; without a form the way they begin tells which it is."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    for start, what in _OTHER_BYTES.items():
        if data.startswith(start):
            raise _error(name, what)
    _check_utf8(data, name)
    start = data.lstrip()[:1]
    if not start:
        raise _error(name, "is empty")
    match form or _form_of(data, start):
        case Form.JSON:
            return _parse_json(data, name)
        case Form.OPEN_PSA:
            from topology.sources.open_psa import parse_open_psa

            return _parse_tree(parse_open_psa, data, name)
        case Form.ARALIA:
            from topology.sources.aralia import parse_aralia

            return _parse_tree(parse_aralia, data, name)
        case _:
            return _parse_yaml(data, name)


def _form_of(data: bytes, start: bytes) -> Form:
    if start in b"{[":
        return Form.JSON
    if start == b"<":
        return Form.OPEN_PSA
    from topology.sources.aralia import looks_like_aralia

    return Form.ARALIA if looks_like_aralia(data) else Form.YAML


def _parse_tree(parse_it: Callable[[bytes], object], data: bytes, name: str) -> object:
    try:
        return parse_it(data)
    except DocumentError as error:
        raise DocumentError(name, error.problems) from None


def _error(name: str, message: str, place: str = "") -> DocumentError:
    return DocumentError(name, [Problem(place, message)])


def _check_utf8(data: bytes, name: str) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{data[error.start]:02x}"
        raise _error(name, f"{byte} is not UTF-8", _end_of(data[: error.start])) from None


def _end_of(before: bytes) -> str:
    """The place after `before`, its column in bytes, as the JSON parser counts."""
    line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
    return f"line {line} column {column}"


_JITER_PLACE = re.compile(r"(?P<what>.*) at (?P<place>line \d+ column \d+)", re.DOTALL)


def _parse_json(data: bytes, name: str) -> object:
    import jiter

    try:
        value: object = jiter.from_json(data, catch_duplicate_keys=True, cache_mode="keys")
    except ValueError as error:
        match = _JITER_PLACE.fullmatch(str(error))
        what, place = (match["what"], match["place"]) if match else (str(error), "")
        raise _error(name, _json_message(what) + _json_hint(data, place), place) from None
    return value


def _json_hint(data: bytes, place: str) -> str:
    """What is often meant by what stands where JSON ends to be valid."""
    numbers = re.findall(r"\d+", place)
    lines = data.split(b"\n")
    if len(numbers) != 2 or int(numbers[0]) > len(lines):
        return ""
    offending = lines[int(numbers[0]) - 1][int(numbers[1]) - 1 :]
    if offending.startswith((b"//", b"#", b"/*")):
        return "; JSON has no comments, YAML has"
    return "; JSON has its text in double quotes" if offending.startswith(b"'") else ""


def _json_message(what: str) -> str:
    duplicate = re.fullmatch(r'Detected duplicate key "?(.*?)"?', what, re.DOTALL)
    if duplicate:
        return f"the key {quoted(duplicate[1])} is given twice"
    if "recursion limit" in what:
        return "is nested too deeply"
    return f"is not valid JSON: {printable(what)}"


# -- YAML ---------------------------------------------------------------------------------------

_YAML_NOT_ALLOWED = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_YAML_TAGS = "tag:yaml.org,2002:"
_YAML_TEXT = f"{_YAML_TAGS}str"
_YAML_NULL = re.compile(r"~|null|Null|NULL|")
_YAML_TRUE = re.compile(r"true|True|TRUE")
_YAML_FALSE = re.compile(r"false|False|FALSE")
_YAML_INT = re.compile(r"[-+]?[0-9]{1,400}")
_YAML_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,6})?")
_YAML_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


def _parse_yaml(data: bytes, name: str) -> object:
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    text = data.decode("utf-8")
    if bad := _YAML_NOT_ALLOWED.search(text):
        place = _end_of(text[: bad.start()].encode("utf-8"))
        raise _error(name, f"is not valid YAML: holds the character U+{ord(bad[0]):04X}", place)
    try:
        return _Builder(name).build(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        what = printable(str(error.problem or error.context))
        mark = error.problem_mark or error.context_mark
        lines = text.splitlines()
        if mark and mark.line < len(lines) and "\t" in lines[mark.line][: mark.column + 1]:
            what += "; YAML is indented with spaces, not with tabs"
        raise _error(name, f"is not valid YAML: {what}", _place_of(mark)) from None
    except yaml.YAMLError as error:
        what = printable(" ".join(str(error).split()))
        raise _error(name, f"is not valid YAML: {what}") from None


def _place_of(mark: AnyValue) -> str:
    return f"line {mark.line + 1} column {mark.column + 1}" if mark else ""


class _Builder:
    """Builds plain values from YAML events, without recursion.

    Anchors may be used again, but not merged or nested in themselves: an alias stands for the same
    value, which is not copied, so a "billion laughs" costs nothing until somebody walks it; the
    count of walked values is therefore bounded here.
    """

    MAX_ALIASED = 1_000_000

    def __init__(self, name: str) -> None:
        self.name = name
        self.anchors: dict[str, tuple[object, int]] = {}
        self.open: list[tuple[object, str | None, list[object]]] = []
        self.sizes: list[int] = [0]
        self.aliased = 0

    def build(self, events: object) -> object:
        import yaml

        result: list[object] = []
        self.open = []
        documents = 0
        for event in events:  # type: ignore[attr-defined]
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise self._fail(event, "holds more than one YAML document")
            elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
                self._check_tag(event)
                self._start(event, {} if isinstance(event, yaml.MappingStartEvent) else [])
            elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
                value, anchor, _ = self.open.pop()
                size = self.sizes.pop() + 1
                self._done(event, value, anchor, size, result)
            elif isinstance(event, yaml.ScalarEvent):
                self._check_tag(event)
                self._done(event, self._scalar(event), event.anchor, 1, result)
            elif isinstance(event, yaml.AliasEvent):
                self._alias(event, result)
        if not result:
            raise _error(self.name, "is empty")
        return result[0]

    def _check_tag(self, event: object) -> None:
        """Refuses tags that would change a value; text may be said to be text."""
        tag = event.tag  # type: ignore[attr-defined]
        if tag is not None and tag not in ("!", _YAML_TEXT):
            shown = quoted(tag.replace(_YAML_TAGS, "!!"))
            raise self._fail(event, f"has the tag {shown}: tags are not read; leave it out")

    def _start(self, event: object, value: object) -> None:
        if len(self.open) >= MAX_DEPTH:
            raise self._fail(event, "is nested too deeply")
        self.open.append((value, event.anchor, []))  # type: ignore[attr-defined]
        self.sizes.append(0)

    def _alias(self, event: object, result: list[object]) -> None:
        anchor: str = event.anchor  # type: ignore[attr-defined]
        if anchor not in self.anchors:
            raise self._fail(event, f"the anchor {quoted(anchor)} is not defined before its use")
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
            parent[str(keys.pop())] = value
            return
        if not isinstance(value, str):
            raise self._fail(event, f"a key must be text, not {quoted(value)}")
        if value == "<<":
            raise self._fail(event, "merge keys (<<) are not part of YAML 1.2")
        if value in parent:
            raise self._fail(event, f"the key {quoted(value)} is given twice")
        keys.append(value)

    def _scalar(self, event: object) -> object:
        text: str = event.value  # type: ignore[attr-defined]
        if not event.implicit[0] or event.tag is not None:  # type: ignore[attr-defined]
            return text
        if _YAML_NULL.fullmatch(text):
            return None
        if _YAML_TRUE.fullmatch(text) or _YAML_FALSE.fullmatch(text):
            return text[0] in "tT"
        if _YAML_INT.fullmatch(text):
            return int(text)
        if _YAML_FLOAT.fullmatch(text):
            return float(text)
        if _YAML_SPECIAL.fullmatch(text):
            return float(text.replace(".", ""))
        return text

    def _fail(self, event: object, message: str) -> DocumentError:
        return _error(self.name, message, _place_of(event.start_mark))  # type: ignore[attr-defined]
