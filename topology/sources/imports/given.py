"""A file as an importer is given it: its bytes, its plain values, and where they stand in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePath

from topology.errors import DocumentError, Problem, printable
from topology.sources.json_text import parse_json
from topology.sources.yaml_text import Marks, parse_documents

MAX_BYTES = 100_000_000
"""Of what is read; files that are larger are refused unread."""


@dataclass(frozen=True)
class Given:
    """One file; `path` is where it lies, None for standard input and for bytes."""

    name: str
    data: bytes = field(repr=False)
    path: Path | None = None
    as_json: bool | None = None
    """Whether it is read as JSON and not as YAML; by how it begins, if its name does not tell."""

    @cached_property
    def text(self) -> str:
        """Its text. Raises `DocumentError` when it is not UTF-8."""
        try:
            return self.data.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
        except UnicodeDecodeError:
            raise self.error("is not UTF-8") from None

    @cached_property
    def is_json(self) -> bool:
        """Whether its text is read as JSON."""
        return self.text.lstrip()[:1] in ("{", "[") if self.as_json is None else self.as_json

    @property
    def documents(self) -> list[object]:
        """The plain values of its JSON or YAML, one for each document of it that is not empty.

        Raises `DocumentError` when it is neither.
        """
        self._need_sound()
        return self._marks.values

    @property
    def values(self) -> list[object]:
        """The same, to look at; none where it is neither."""
        return self._marks.values

    @property
    def value(self) -> object:
        """The first of them, to look at; None where there is none."""
        return next(iter(self.values), None)

    @property
    def own_value(self) -> object:
        """Its plain value, if it is one document that is read as it stands. Raises as above."""
        self._need_sound()
        if self._marks.refused is not None:
            raise DocumentError(self.name, self._marks.refused.problems)
        if not self._marks.values:
            raise self.error("is empty")
        return self._marks.values[0]

    def _need_sound(self) -> None:
        if (error := self._parsed[1]) is not None:
            raise DocumentError(self.name, error.problems)

    @property
    def _marks(self) -> Marks:
        return self._parsed[0]

    @cached_property
    def _parsed(self) -> tuple[Marks, DocumentError | None]:
        """What was read, and why nothing could be: it is asked for by one format after another."""
        try:
            if self.is_json:
                return Marks([parse_json(self.data.removeprefix(b"\xef\xbb\xbf"))]), None
            return parse_documents(self.text.encode()), None
        except DocumentError as error:
            return Marks(), error

    def line(self, holder: object, key: str | int) -> int | None:
        """The line at which a key of a mapping, or an item of a list, stands; None for JSON."""
        return self._marks.line(holder, key)

    def tag(self, holder: object, key: str | int) -> str:
        """The tag of what stands there, such as `!reset`; empty without one."""
        return self._marks.tags.get((id(holder), key), "")

    @cached_property
    def short_name(self) -> str:
        """Its name without folders, which are those of one machine."""
        return PurePath(self.name).name or self.name

    def source(self, place: str, line: int | None = None) -> str:
        """Where something stands in it.

        >>> Given("/srv/compose.yaml", b"").source("services.web", 14)
        'compose.yaml:14 services.web'
        """
        at = self.short_name if line is None else f"{self.short_name}:{line}"
        return printable(f"{at} {place}".rstrip())

    def error(self, message: str, place: str = "") -> DocumentError:
        """The error that says what is wrong in it, to be raised."""
        return DocumentError(self.name, [Problem(place, message)])
