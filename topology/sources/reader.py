"""Bytes to plain values, whatever format they are in: which it is, and who reads it.

JSON and YAML are documents as they stand; fault trees in the Open-PSA and Aralia formats are read
as the documents that say the same (one module each, and one line of `PARSERS`); what else other
tools write is imported (`imports.table`).
"""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from topology.errors import DocumentError, NotCoherentError, Problem, printable
from topology.sources.foreign import foreign_text, foreign_value
from topology.sources.imports.given import MAX_BYTES as MAX_IMPORTED
from topology.sources.imports.given import Given
from topology.sources.places import place_after
from topology.sources.positions import (
    MAX_BYTES,
    Found,
    json_positions,
    prefixes,
    yaml_positions,
)
from topology.sources.positions import (
    Path as Keys,
)

if TYPE_CHECKING:
    from topology.sources.fault_tree_definitions import Definitions
    from topology.sources.imports.table import Imported

MAX_READ = 500_000_000
"""Bytes of a document; of a file that is imported `MAX_IMPORTED`."""
_STEP = 1 << 20
STDIN = "-"
STDIN_NAME = "standard input"


class Form(StrEnum):
    """How a document is written."""

    JSON = "json"
    YAML = "yaml"
    OPEN_PSA = "open-psa"
    ARALIA = "aralia"
    OTHER = "other"
    """Of another tool, imported."""


SUFFIXES = {".yaml": Form.YAML, ".yml": Form.YAML, ".json": Form.JSON, ".xml": Form.OPEN_PSA}
"""The form of a file; how it begins tells of any other."""


def read(source: str | Path, form: Form | None = None) -> tuple[object, str]:
    """The plain value that a path, or `-` for standard input, holds; and the name to call it by.

    Raises `DocumentError` when it cannot be read or parsed: with one problem, but for fault trees.
    """
    text = opened(source, form)
    return text.value, text.name


def opened(source: str | Path, form: Form | None = None) -> Text:
    """The same with the bytes, by which places are found later. Raises `DocumentError`."""
    name, data = contents(source, MAX_READ)
    return parsed(data, name, form, _path(source))


def fault_tree(source: str | Path) -> Definitions | None:
    """What a file of fault trees defines, coherent or not; None of any other.

    Raises `DocumentError` when it cannot be read or parsed.
    """
    name, data = contents(source, MAX_READ)
    data = data.removeprefix(b"\xef\xbb\xbf")
    start = _check_text(data, name)
    form = _form_by_name(_path(source)) or _form_of(data, start)
    if form not in (Form.OPEN_PSA, Form.ARALIA):
        return None
    try:
        found = _definitions(form, data)
        found.in_order()
    except DocumentError as error:
        raise DocumentError(name, error.problems) from None
    return found


def _definitions(form: Form, data: bytes) -> Definitions:
    if form is Form.OPEN_PSA:
        from topology.sources.open_psa import open_psa_definitions

        return open_psa_definitions(data)
    from topology.sources.aralia import aralia_definitions

    return aralia_definitions(data)


def given(source: str | Path) -> Given:
    """A file to import: its bytes, and how it is to be read. Raises `DocumentError`."""
    name, data = contents(source, MAX_IMPORTED)
    _check_text(data, name)
    path = _path(source)
    as_json = {Form.JSON: True, Form.YAML: False, None: None}.get(_form_by_name(path))
    return Given(name, data, path, as_json)


def _path(source: str | Path) -> Path | None:
    """Where a source lies; None for standard input."""
    return None if source == STDIN else Path(source)


def _form_by_name(path: Path | None) -> Form | None:
    return None if path is None else SUFFIXES.get(path.suffix.lower())


def contents(source: str | Path, most: int) -> tuple[str, bytes]:
    """The name to call a source by, and its bytes, at most so many. Raises `DocumentError`."""
    shown = STDIN_NAME if source == STDIN else str(source)
    name = printable(shown)
    if not shown:
        raise _error("", "the name of the file is empty")
    try:
        return name, _stdin(most) if source == STDIN else _whole(Path(source), most)
    except IsADirectoryError:
        raise _error(name, f"is a folder; name a file in it{_import_of(name)}") from None
    except FileNotFoundError:
        raise _error(name, f"no such file{_like_a_model(shown)}") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise _error(name, f"cannot be read: {why}") from None


def _import_of(folder: str) -> str:
    """The command that makes one document of what lies in a folder."""
    command = f"topology import {shlex.quote(folder)} -o topology.json"
    return f", or `{command}` makes one document of all"


def _like_a_model(shown: str) -> str:
    """A word for whoever gives the name of a ready-made topology in place of a file."""
    from topology.sources.ready_made import ready_made

    return f"; `topology models {shown}` prints the ready-made one" if shown in ready_made() else ""


def _stdin(most: int) -> bytes:
    if sys.stdin is None:
        raise ValueError("it is closed")
    return _bounded(sys.stdin.buffer, most)


def _whole(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        if os.fstat(file.fileno()).st_size > most:
            raise ValueError(_too_long(most))
        return _bounded(file, most)


def _too_long(most: int) -> str:
    return f"it has more than {most:,} bytes"


def _bounded(file: BinaryIO, most: int) -> bytes:
    """All that is in a file, a pipe or a device. Raises `ValueError` if that is too much."""
    parts, left = [], most
    while part := file.read(min(_STEP, left + 1)):
        parts.append(part)
        left -= len(part)
        if left < 0:
            raise ValueError(_too_long(most))
    return b"".join(parts)


_OTHER_BYTES = {
    b"\x1f\x8b": "is compressed (gzip): unpack it first",
    b"PK\x03\x04": "is compressed (zip): unpack it first",
    b"\xff\xfe": "is UTF-16: save it as UTF-8",
    b"\xfe\xff": "is UTF-16: save it as UTF-8",
}
"""How files begin that are no text in UTF-8, and what to do about it."""


@dataclass(frozen=True, slots=True)
class Text:
    """The plain value of a text, and the text."""

    value: object
    name: str
    data: bytes
    form: Form
    imported: Imported | None = None
    """What an import came to, if the text is that of another tool."""

    def located(self, error: DocumentError) -> DocumentError:
        """The error with lines and columns beside the places of its problems."""
        positions = self._positions
        if positions is None:
            return error
        paths = [problem.path for problem in error.problems if problem.path is not None]
        keys, values = positions(self.data, {p for path in paths for p in prefixes(path)})
        problems = [_located(problem, keys, values) for problem in error.problems]
        return DocumentError(error.source, problems)

    def places(self, paths: Collection[Keys]) -> Found:
        """Line and column, from 1 and in characters, of the values that paths lead to.

        Those are left out of which it is not known: of other tools, or of too large a text.
        """
        positions = self._positions
        if positions is None:
            return {}
        found = positions(self.data, paths)[1]
        if self.form is not Form.JSON:
            return found
        return _in_characters(found, self.data)

    @property
    def _positions(self) -> Callable[[bytes, Collection[Keys]], tuple[Found, Found]] | None:
        """What knows where its values stand; None for other tools, and for too large a text."""
        return None if len(self.data) > MAX_BYTES else _POSITIONS.get(self.form)


def _in_characters(found: Found, data: bytes) -> Found:
    """Columns that count bytes as those that count characters; each line is read once."""
    lines = data.split(b"\n")
    placed: Found = {}
    at, read, characters = 0, 0, 0
    for path, (line, column) in sorted(found.items(), key=lambda one: one[1]):
        if line != at:
            at, read, characters = line, 0, 0
        characters += len(lines[line - 1][read : column - 1].decode("utf-8"))
        read = column - 1
        placed[path] = line, characters + 1
    return placed


def _located(problem: Problem, keys: Found, values: Found) -> Problem:
    if problem.path is None:
        return problem
    own = keys.get(problem.path) if problem.of_key else None
    known = (values[path] for path in prefixes(problem.path) if path in values)
    line, column = own or next(known)
    return replace(problem, at=f"line {line} column {column}")


def parse(data: bytes, name: str, form: Form | None = None) -> object:
    """The plain value of bytes; without a form the way they begin tells which it is."""
    return parsed(data, name, form).value


def parsed(data: bytes, name: str, form: Form | None = None, path: Path | None = None) -> Text:
    """The same with the bytes; `path` is where they lie. Raises `DocumentError`."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    start = _check_text(data, name)
    form = form or _form_by_name(path) or _form_of(data, start)
    file = Given(name, data, path, form is Form.JSON)
    try:
        value = file.own_value if form in (Form.JSON, Form.YAML) else PARSERS[form](data)
    except NotCoherentError as error:
        raise error.named(name) from None
    except DocumentError as error:
        if (found := _imported(file)) is not None:
            return Text(found.document, name, data, Form.OTHER, found)
        foreign = foreign_text(data.decode("utf-8"))
        problems = [Problem("", foreign)] if foreign else error.problems
        raise DocumentError(name, problems) from None
    if form in (Form.JSON, Form.YAML) and not _is_ours(value):
        if (found := _imported(file)) is not None:
            return Text(found.document, name, data, Form.OTHER, found)
        is_plain = not isinstance(value, dict | list)
        foreign = foreign_text(data.decode("utf-8")) if is_plain else foreign_value(value)
        if foreign:
            raise _error(name, foreign)
    return Text(value, name, data, form)


def plain_file(source: str | Path) -> Text:
    """JSON or YAML that is no document but stands beside one: read as it is, never imported.

    Raises `DocumentError` when it cannot be read or parsed.
    """
    name, data = contents(source, MAX_IMPORTED)
    return plain_text(data, name, _path(source))


def plain_text(data: bytes, name: str, path: Path | None = None) -> Text:
    """The same of bytes; `path` is where they lie. Raises `DocumentError`."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    start = _check_text(data, name)
    form = _form_by_name(path)
    if form not in (Form.JSON, Form.YAML):
        form = Form.JSON if start in b"{[" else Form.YAML
    return Text(Given(name, data, path, form is Form.JSON).own_value, name, data, form)


def _is_ours(value: object) -> bool:
    """Whether a value is meant for a document of this program."""
    if not isinstance(value, dict) or "bomFormat" in value:
        return False
    return isinstance(value.get("components"), list)


def _imported(file: Given) -> Imported | None:
    """What a file of another tool says, imported as it stands; None where it is of none."""
    from topology.sources.imports import table
    from topology.sources.imports.options import Options

    form = table.recognised(file) if len(file.data) <= MAX_IMPORTED else None
    return None if form is None else table.imported(form, [file], Options())


def _check_text(data: bytes, name: str) -> bytes:
    """The first byte that is no space. Raises `DocumentError` for what is no text in UTF-8."""
    data = data.removeprefix(b"\xef\xbb\xbf")
    for start, what in _OTHER_BYTES.items():
        if data.startswith(start):
            raise _error(name, what)
    _check_utf8(data, name)
    if not (start := data.lstrip()[:1]):
        raise _error(name, "is empty")
    return start


def _form_of(data: bytes, start: bytes) -> Form:
    if start in b"{[":
        return Form.JSON
    if start == b"<":
        return Form.OPEN_PSA
    from topology.sources.aralia import looks_like_aralia

    return Form.ARALIA if looks_like_aralia(data) else Form.YAML


def _open_psa(data: bytes) -> object:
    from topology.sources.open_psa import parse_open_psa

    return parse_open_psa(data)


def _aralia(data: bytes) -> object:
    from topology.sources.aralia import parse_aralia

    return parse_aralia(data)


PARSERS: dict[Form, Callable[[bytes], object]] = {
    Form.OPEN_PSA: _open_psa,
    Form.ARALIA: _aralia,
}
"""Who reads a format but JSON and YAML: UTF-8 bytes to plain values."""
_POSITIONS = {Form.JSON: json_positions, Form.YAML: yaml_positions}
"""Who knows where the values of a format stand."""


def _error(name: str, message: str, place: str = "") -> DocumentError:
    return DocumentError(name, [Problem(place, message)])


def _check_utf8(data: bytes, name: str) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        byte = f"byte 0x{data[error.start]:02x}"
        raise _error(name, f"{byte} is not UTF-8", place_after(data[: error.start])) from None
