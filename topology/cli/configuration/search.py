"""Which file has the configuration of a folder, and what does it say?

`topology.toml`, or the table `[tool.topology]` of `pyproject.toml`, in the folder or the nearest
one above it, up to the root of the repository.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePath
from typing import Any

from topology.cli.configuration.keys import wrong_in
from topology.errors import DocumentError, Problem, UsageError, kind_of, quoted

OWN, SHARED = "topology.toml", "pyproject.toml"
PREFIX = "tool.topology."
"""Where our table stands in a file that is shared with other tools."""
STDOUT = "-"
MAX_BYTES = 10_000_000
MAX_FILES = 10_000
"""How many files a configuration may name."""


@dataclass(frozen=True, slots=True)
class Configuration:
    """What a file says, checked: its name and its folder as the working folder sees them.

    `prefix` is where the table stands in it. What a key says is None where it is not there.
    """

    name: str = ""
    folder: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    prefix: str = ""

    def origin(self, key: str) -> str:
        """Where a key stands."""
        return f"{self.name}: {self.prefix}{key}"

    def word(self, key: str) -> str | None:
        """Text, as it is."""
        return self.values.get(key)

    def flag(self, key: str) -> bool | None:
        """True or false."""
        return self.values.get(key)

    def words(self, key: str) -> tuple[str, ...] | None:
        """A list, or a single one."""
        given = self.values.get(key)
        return None if given is None else (given,) if isinstance(given, str) else tuple(given)

    def path(self, key: str) -> str | None:
        """A path, as the working folder sees it."""
        given = self.values.get(key)
        return None if given is None else self._from_here(given)

    def outputs(self, key: str) -> tuple[tuple[str, str], ...] | None:
        """Forms with their paths, sorted; `-` is stdout. Raises `DocumentError`.

        No path leads out of the folder of the configuration over symbolic links either: a
        repository that somebody else wrote may hold any.
        """
        given = self.values.get(key)
        if given is None:
            return None
        found = []
        for form, path in sorted(given.items()):
            here = path if path == STDOUT else self._from_here(path)
            if path != STDOUT and not self._is_inside(here):
                rule = f"must stay in the folder of this file; {quoted(path)} leads out of it"
                raise self._wrong(f"{key}.{form}", rule)
            found.append((form, here))
        return tuple(found)

    def files(self, key: str) -> tuple[str, ...] | None:
        """The files of all patterns, sorted, each once. Raises `DocumentError` where one has none.

        What is hidden is left out unless the pattern names it, as a shell does.
        """
        patterns = self.values.get(key)
        if patterns is None:
            return None
        found: set[str] = set()
        for index, pattern in enumerate(patterns):
            matches = list(islice(self._matches(key, pattern), MAX_FILES + 1))
            if not matches:
                raise self._wrong(f"{key}[{index}]", f"{quoted(pattern)} is the name of no file")
            found.update(matches)
            if len(found) > MAX_FILES:
                raise self._wrong(key, f"must be at most {MAX_FILES:,} files")
        return tuple(map(self._from_here, sorted(found)))

    def _matches(self, key: str, pattern: str) -> Iterator[str]:
        folder = Path(self.folder)
        hidden = _has_hidden(pattern)
        try:
            for match in folder.glob(pattern):
                inside = str(match.relative_to(folder))
                if match.is_file() and (hidden or not _has_hidden(inside)):
                    yield inside
        except OSError as error:
            raise self._wrong(key, f"{quoted(pattern)}: {error.strerror}") from None

    def _from_here(self, given: str) -> str:
        """A path of the file; one that is called `-` is no stream."""
        path = os.path.join(self.folder, given)  # noqa: PTH118  # which keeps ./ and ../
        return f"./{path}" if path == STDOUT else path

    def _is_inside(self, path: str) -> bool:
        folder, real = os.path.realpath(self.folder), os.path.realpath(path)
        return os.path.commonpath((folder, real)) == folder

    def _wrong(self, key: str, rule: str) -> DocumentError:
        return DocumentError(self.name, [Problem(f"{self.prefix}{key}", rule)])


def _has_hidden(path: str) -> bool:
    return any(part.startswith(".") and part != ".." for part in PurePath(path).parts)


def find(folder: Path) -> Configuration:
    """The configuration that holds in the working folder, if there is one. Raises `DocumentError`.

    A `pyproject.toml` without our table is passed over; it is read, so what is no TOML is said.
    """
    up = ""
    for place in (folder, *folder.parents):
        for file, prefix in ((OWN, ""), (SHARED, PREFIX)):
            if not os.path.lexists(place / file):
                continue
            table = _table(place / file, up + file, prefix)
            if table is not None:
                return Configuration(up + file, up.rstrip("/"), table, prefix)
        if has_repository(place):
            break
        up += "../"
    return Configuration()


def has_repository(folder: Path) -> bool:
    """Whether a folder is the root of one."""
    return os.path.lexists(folder / ".git")


def _table(path: Path, name: str, prefix: str) -> Mapping[str, object] | None:
    """The table of a file, checked; None where it has none."""
    table: object = _parsed(path, name)
    for key in filter(None, prefix.split(".")):
        if not isinstance(table, dict) or key not in table:
            return None
        table = table[key]
    if not isinstance(table, dict):
        rule = f"must be a table; it is {kind_of(table)}"
        raise DocumentError(name, [Problem(prefix.rstrip("."), rule)])
    if problems := list(wrong_in(table, prefix)):
        raise DocumentError(name, problems)
    return table


def _parsed(path: Path, name: str) -> dict[str, object]:
    import tomllib

    rule, data = _contents(path)
    try:
        if not rule:
            return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        rule = f"line {line}: byte 0x{data[error.start]:02x} is not UTF-8"
    except RecursionError:
        rule = "is nested too deeply"
    except ValueError as error:
        rule = f"is no TOML: {error}"
    raise DocumentError(name, [Problem("", rule)])


def _contents(path: Path) -> tuple[str, bytes]:
    """What is wrong with a file, or nothing, and its bytes."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        return f"cannot be read: {error.strerror}", b""
    return f"has more than {MAX_BYTES:,} bytes" if len(data) > MAX_BYTES else "", data


def working_folder() -> Path:
    """The folder in which the command was called. Raises `UsageError` where it is gone."""
    try:
        return Path.cwd()
    except OSError as error:
        raise UsageError(f"the working folder: {error.strerror}") from None
