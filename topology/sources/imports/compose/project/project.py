"""A compose project: the services that all its files say together.

Files are read in order, each with its variables filled in, its `extends` followed and what it
includes beside it; then they are merged as compose merges them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from topology.errors import kind_of, printable, quoted
from topology.sources.imports.compose.project.extending import Extending
from topology.sources.imports.compose.project.folders import MAX_FILES, Folders
from topology.sources.imports.compose.project.models import MAX_NAME, Models, variables_in
from topology.sources.imports.compose.project.tree import (
    Node,
    Place,
    Row,
    merged,
    text_of,
    without_tags,
)
from topology.sources.imports.compose.project.variables import Variables
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options

MAX_INCLUDED = 50
"""Files that include one another, one inside the other."""


class Project:
    """What the files say together. Raises `DocumentError` for what compose would not run."""

    def __init__(self, files: Sequence[Given], options: Options) -> None:
        # As compose takes them by itself, which the order of names in a folder does not.
        files = sorted(files, key=lambda file: ".override." in file.short_name)
        first = files[0]
        self.folders = Folders(first, allow_outside=options.allow_outside)
        self.models = Models()
        self.variables_from: set[str] = set()
        """Files of variables."""
        self._includes = 0
        self.all_variables = [Variables(self._first_variables(first, options))]
        """Those of the project, then those of what it includes."""
        for file in files:
            self.folders.know(file)
        whole = self._merged(files, self.all_variables[0], ())
        self.services: Node = whole.get("services") or Node()
        self.volumes: Node = whole.get("volumes") or Node()
        name = text_of(whole.get("name")) or Path(first.short_name).stem or "compose"
        self.name = printable(name[:MAX_NAME])

    def variables(self) -> dict[str, str]:
        """What passes for the environment of whoever runs the project."""
        return self.all_variables[0].values

    def _first_variables(self, first: Given, options: Options) -> dict[str, str]:
        root = self.folders.root
        if options.env_file is not None:
            path = Path(options.env_file).absolute()
            return self._set_in(path, first, "--env-file", {})
        path_beside = None if root is None else self.folders.beside(root, ".env")
        return {} if path_beside is None else self._set_in(path_beside, first, ".env", {})

    def _set_in(self, path: Path, at: Given, what: str, known: dict[str, str]) -> dict[str, str]:
        """What a file of variables sets."""
        given = self.folders.opened(path, at, what)
        self.variables_from.add(self.folders.short(given))
        return {name: value for name, (value, _) in variables_in(given, known).items()}

    def _merged(
        self, files: Sequence[Given], variables: Variables, stack: tuple[Given, ...]
    ) -> Node:
        whole = Node()
        extending = Extending(self.folders, self.models, variables)
        for given in files:
            for model in self.models.of(given, variables):
                below = whole.get("services") or Node()
                part = extending.followed(given, model, below)
                whole = merged(whole, part) if whole else part
                included = list(self._included(model, variables, (*stack, given)))
                whole = _joined(whole, included, given) if included else whole
        return _clean(whole)

    def _included(
        self, model: Node, variables: Variables, stack: tuple[Given, ...]
    ) -> Iterator[Node]:
        """What a file includes, one whole project after the other."""
        entries = model.get("include")
        if entries is None:
            return
        place = model.places["include"]
        if not isinstance(entries, Row):
            raise place.given.error(f"must be a list, not {kind_of(entries)}", "include")
        for entry, at in zip(entries, entries.places, strict=True):
            self._includes += 1
            if self._includes > MAX_FILES:
                raise at.given.error(f"includes more than {MAX_FILES:,} files", "include")
            asked = entry if isinstance(entry, dict) else {"path": entry}
            yield self._project(asked, at, variables, stack)

    def _project(
        self, asked: dict[str, Any], at: Place, variables: Variables, stack: tuple[Given, ...]
    ) -> Node:
        paths = [self.folders.path(name, at, "include") for name in _names(asked.get("path"))]
        if not paths:
            raise at.given.error("must name a file", "include")
        files = [self.folders.opened(path, at.given, "include") for path in paths]
        if circle := [given for given in files if given in stack]:
            way = " → ".join(
                given.short_name for given in (*stack[stack.index(circle[0]) :], circle[0])
            )
            raise at.given.error(f"includes in a circle: {way}")
        if len(stack) > MAX_INCLUDED:
            raise at.given.error("is included too deeply")
        home = paths[0].parent
        if (folder := asked.get("project_directory")) is not None:
            home = self.folders.path(folder, at, "include.project_directory")
        for given in files:
            self.folders.settle(given, home)
        known = {**self._own_variables(asked, home, at, variables), **variables.values}
        own = Variables(known)
        self.all_variables.append(own)
        return self._merged(files, own, stack)

    def _own_variables(
        self, asked: dict[str, Any], home: Path, at: Place, variables: Variables
    ) -> dict[str, str]:
        """What is set for included files alone, which the project's own goes before."""
        found: dict[str, str] = {}
        names = _names(asked.get("env_file"))
        paths = [self.folders.path(name, at, "include.env_file") for name in names]
        beside = None if names else self.folders.beside(home, ".env")
        for path in paths or ([] if beside is None else [beside]):
            found |= self._set_in(path, at.given, "include.env_file", variables.values | found)
        return found


def _names(value: object) -> list[object]:
    """One name, or a list of them."""
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def _clean(whole: Node) -> Node:
    """A project whose services have nothing left to merge."""
    services, clean = whole.get("services") or Node(), Node()
    for name, service in merged(services, Node()).items():
        clean.put(name, without_tags(service), services.places[name])
    result = whole.copied()
    result["services"] = clean
    return result


def _joined(whole: Node, others: Iterable[Node], given: Given) -> Node:
    """A project with those that it includes; no two may differ on what both have."""
    joined = whole.copied()
    joined.drop("include")
    for key in ("services", "volumes"):
        both = (joined.get(key) or Node()).copied()
        for other in others:
            parts = other.get(key) or Node()
            for name, part in parts.items():
                if name in both and both[name] != part:
                    raise given.error(f"differs from what it includes on {key[:-1]} {quoted(name)}")
                both.put(name, part, parts.places[name])
        joined.put(key, both, Place(given, None))
    return joined
