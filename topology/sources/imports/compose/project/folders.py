"""The files that a project leads to: found beside one another, bounded, never outside unasked."""

from __future__ import annotations

import os
from pathlib import Path

from topology.errors import kind_of, printable, quoted
from topology.sources.imports.compose.project.tree import Place
from topology.sources.imports.given import MAX_BYTES, Given

MAX_FILES = 1_000
"""That one project may lead to."""


class Folders:
    """Where the files of a project lie, and which of them were read."""

    def __init__(self, first: Given, *, allow_outside: bool) -> None:
        self.first = first
        self.allow_outside = allow_outside
        self.root = None if first.path is None else _resolved(first.path.absolute()).parent
        self._homes: dict[int, Path] = {}
        self._given: dict[Path, Given] = {}

    def settle(self, given: Given, home: Path) -> None:
        """Says from which folder the names that stand in a file lead on, if nobody did."""
        self._homes.setdefault(id(given), home)

    def know(self, given: Given) -> None:
        """A file that a caller gave: the names in it lead on from the folder of the first."""
        if self.root is not None and given.path is not None:
            self.settle(given, self.root)
            self._given[_resolved(given.path)] = given

    def home(self, given: Given) -> Path | None:
        """That folder; None where the file lies nowhere."""
        return self._homes.get(id(given), self.root)

    def path(self, name: object, at: Place, what: str) -> Path:
        """Where a name that stands in a file leads. Raises `DocumentError`."""
        if not isinstance(name, str) or not name:
            raise at.given.error(f"must be the name of a file, not {kind_of(name)}", what)
        home = self.home(at.given)
        if home is None or self.root is None:
            raise at.given.error("other files cannot be followed from what lies in none", what)
        try:
            path = _resolved(home / name)
        except (OSError, ValueError, RuntimeError):
            raise at.given.error(f"{quoted(name)} is no name of a file", what) from None
        if not self.allow_outside and not path.is_relative_to(self.root):
            raise at.given.error(
                f"{quoted(name)} lies outside the folder of the first file: "
                "--allow-outside reads it", what,
            )  # fmt: skip
        return path

    def beside(self, home: Path, name: str) -> Path | None:
        """A file in a folder, if it is there and may be read."""
        path = home / name
        inside = self.allow_outside or self.root is None or _is_inside(path, self.root)
        return path if inside and is_file(path) else None

    def opened(self, path: Path, at: Given, what: str) -> Given:
        """The file at a path, read once. Raises `DocumentError`."""
        if path not in self._given:
            if len(self._given) >= MAX_FILES:
                raise self.first.error(f"leads to more than {MAX_FILES:,} files")
            self._given[path] = self._read(path, at, what)
        return self._given[path]

    def _read(self, path: Path, at: Given, what: str) -> Given:
        near = os.path.relpath(path, self.root) if self.root is not None else path.name
        shown = quoted(near)
        try:
            if not is_file(path):
                raise at.error(f"{shown} is no file that is there", what)
            if path.stat().st_size > MAX_BYTES:
                raise at.error(f"{shown} has more than {MAX_BYTES:,} bytes", what)
            data = path.read_bytes()
        except (OSError, ValueError):
            raise at.error(f"{shown} cannot be read", what) from None
        name = str(Path(self.first.name).parent / near)
        return Given(printable(name), data, path, path.suffix.lower() == ".json" or None)

    @property
    def read(self) -> tuple[Path, ...]:
        """The files that were read, those that a caller gave included."""
        return tuple(sorted(self._given))

    def short(self, given: Given) -> str:
        """A file from the folder of the first, if it lies there."""
        inside = given.path is not None and self.root is not None
        if inside and (path := given.path.absolute()).is_relative_to(self.root):  # type: ignore[union-attr,arg-type]
            return printable(str(path.relative_to(self.root)))  # type: ignore[arg-type]
        return given.short_name


def is_file(path: Path) -> bool:
    """Whether a file is there, whatever its name."""
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _resolved(path: Path) -> Path:
    return path.resolve()


def _is_inside(path: Path, root: Path) -> bool:
    try:
        return _resolved(path).is_relative_to(root)
    except (OSError, RuntimeError):
        return False
