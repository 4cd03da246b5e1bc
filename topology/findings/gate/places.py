"""Where components, shared risks and objectives are described: in which file, at which line.

What was imported says so itself, in `source`: "compose.yaml:14 services.web". Else it is the place
in the document.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath

from topology.document.document import Path as Keys
from topology.findings.gate.checked import Place
from topology.sources.reader import Text

_SOURCE = re.compile(r"([^:;\\\s][^:;\\]*):([1-9]\d{0,8})(?= |$)")
"""The file and line of one source, as imports write it."""
_TEXTS = re.compile(
    r"conf|csv|dot|env|gml|graphml|hcl|json|jsonl|tf|tfstate|tfvars|xml|yaml|yml", re.IGNORECASE
)
"""How the name of a file ends that is taken for one though it is not there; a host is none."""
_LISTS = ("components", "shared_risks", "objectives", "accepted")


class Places:
    """The places of one document, or of a file beside one, looked for once one is asked for."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._file = as_given(text.name)

    def of(self, name: str) -> Place:
        """Where a component, a shared risk or a mode of a component is described, by its id."""
        items = self._by_id
        key = items.get(name) or items.get(name.rpartition(":")[0])
        return Place(self._file) if key is None else self._place(*key)

    def of_objective(self, number: int) -> Place:
        """Where an objective stands, by its position from 0."""
        return self._place("objectives", number)

    def at(self, path: Keys) -> Place:
        """Where an entry of a list stands; the text alone where that is not known."""
        return Place(self._file, *self._found.get(path, ()))

    def _place(self, field: str, number: int) -> Place:
        items = self._lists[field]
        item = items[number] if number < len(items) else None
        source = item.get("source") if isinstance(item, Mapping) else None
        return self._of_source(source) or self.at((field, number))

    def _of_source(self, source: object) -> Place | None:
        """The first file and line that a source names, unless it lies anywhere else."""
        for one in source.split("; ") if isinstance(source, str) else ():
            match = _SOURCE.match(one)
            file = self._file_of(match[1]) if match is not None else ""
            if match is not None and file:
                return Place(file, int(match[2]))
        return None

    def _file_of(self, named: str) -> str:
        """Beside the document, as imports name no folders; or from where one is, if it is there."""
        path = PurePosixPath(named)
        if path.is_absolute() or ".." in path.parts or not named.isprintable():
            return ""
        beside = as_given(str(PurePosixPath(self._file).parent / path))
        there = next(filter(os.path.isfile, (beside, named)), "")
        return there or (beside if _TEXTS.fullmatch(path.suffix[1:]) else "")

    @cached_property
    def _lists(self) -> dict[str, list[object]]:
        value = self._text.value
        document = value if isinstance(value, dict) else {}
        lists = {field: document.get(field) for field in _LISTS}
        return {field: found if isinstance(found, list) else [] for field, found in lists.items()}

    @cached_property
    def _by_id(self) -> dict[str, tuple[str, int]]:
        return dict(reversed([*self._ids()]))

    def _ids(self) -> Iterator[tuple[str, tuple[str, int]]]:
        for field in ("components", "shared_risks"):
            for number, item in enumerate(self._lists[field]):
                name = item.get("id") if isinstance(item, Mapping) else None
                if isinstance(name, str):
                    yield name, (field, number)

    @cached_property
    def _found(self) -> Mapping[Keys, tuple[int, int]]:
        """Lines and columns of all entries: to look for one takes as long as to look for all."""
        return self._text.places({*_entries(self._text.value)})


def _entries(value: object, path: Keys = ()) -> Iterator[Keys]:
    """The ways to the entries of the lists that are told of, and to those of lists in them."""
    if isinstance(value, Mapping):
        for field in _LISTS:
            yield from _entries(value.get(field), (*path, field))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield (*path, number)
            yield from _entries(item, (*path, number))


def as_given(file: str) -> str:
    """A file relative to where one is, if it lies below; else as it was given; with slashes.

    >>> as_given("./models/visa.json"), as_given(os.path.abspath("visa.json"))
    ('models/visa.json', 'visa.json')
    """
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()
