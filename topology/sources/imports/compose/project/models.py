"""One compose file: the parts of it that count, with its variables filled in."""

from __future__ import annotations

from typing import Any

from topology.errors import kind_of, quoted
from topology.sources.imports.compose.project.tree import RESET, Node, Place, tree
from topology.sources.imports.compose.project.variables import (
    Variables,
    VariablesError,
    variables_of,
)
from topology.sources.imports.given import Given

USED = frozenset(
    [
        "command",
        "container_name",
        "depends_on",
        "deploy",
        "entrypoint",
        "env_file",
        "environment",
        "extends",
        "external_links",
        "extra_hosts",
        "hostname",
        "image",
        "ipc",
        "links",
        "network_mode",
        "networks",
        "pid",
        "ports",
        "profiles",
        "scale",
        "volumes",
        "volumes_from",
    ]
)
"""The keys of a service that say something of what it needs, or how many of it there are."""
COUNTED = ("networks", "configs", "secrets", "models")
"""Keys of a file whose entries are counted, and no more."""
MAX_SERVICES = 100_000
"""Of a file."""
MAX_NAME = 255
"""Characters of the name of a service."""


class Models:
    """Files as they are read, each once for each set of variables."""

    def __init__(self) -> None:
        self.counted: dict[str, set[str]] = {}
        """The names of what is counted, by its key."""
        self.services: dict[str, int] = {}
        """How many services a file describes."""
        self._known: dict[tuple[int, int], list[Node]] = {}

    def of(self, given: Given, variables: Variables) -> list[Node]:
        """The documents of a file. Raises `DocumentError`."""
        key = id(given), id(variables)
        if key not in self._known:
            found = [_model(given, value, variables) for value in given.documents]
            self._known[key] = found
            self.services[given.short_name] = sum(len(one["services"]) for one in found)
            for value in given.documents:
                self._count(value)
        return self._known[key]

    def _count(self, value: object) -> None:
        for key in COUNTED:
            entries = value.get(key) if isinstance(value, dict) else None
            if isinstance(entries, dict):
                self.counted.setdefault(key, set()).update(map(str, entries))


def variables_in(given: Given, known: dict[str, str]) -> dict[str, tuple[str, int]]:
    """What a file of variables sets, with lines. Raises `DocumentError`."""
    try:
        return variables_of(given.text, known)
    except VariablesError as error:
        raise given.error(str(error)) from None


def _model(given: Given, value: object, variables: Variables) -> Node:
    if not isinstance(value, dict):
        raise given.error(f"must be a mapping with services, not {kind_of(value)}")
    try:
        return _filled(given, value, variables)
    except VariablesError as error:
        raise given.error(str(error)) from None


def _filled(given: Given, document: dict[str, Any], variables: Variables) -> Node:
    model = Node()
    for key in ("name", "include", "volumes"):
        if key in document:
            part = tree(given, document[key], variables.filled)
            model.put(key, part, Place(given, given.line(document, key)))
    if not isinstance(model.get("volumes") or {}, dict):
        raise given.error(f"must be a mapping, not {kind_of(document['volumes'])}", "volumes")
    given_services = document.get("services") or {}
    if not isinstance(given_services, dict):
        raise given.error(f"must be a mapping, not {kind_of(given_services)}", "services")
    if len(given_services) > MAX_SERVICES:
        raise given.error(f"has more than {MAX_SERVICES:,} services", "services")
    services = Node()
    for key, service in given_services.items():
        name, tag = _name(given, key), given.tag(given_services, key)
        # Whatever stands behind the tag counts for nothing.
        part = Node() if tag == RESET else _service(given, name, service, variables)
        services.put(name, part, Place(given, given.line(given_services, key)))
        if tag:
            services.tags[name] = tag
    model.put("services", services, Place(given, given.line(document, "services")))
    return model


def is_name(text: str) -> bool:
    """Whether a component can be called so."""
    return 0 < len(text) <= MAX_NAME and text.isprintable() and text.strip() == text


def _name(given: Given, key: object) -> str:
    name = str(key)
    if not is_name(name):
        raise given.error(f"{quoted(name)} is no name of a service", "services")
    return name


def _service(given: Given, name: str, value: object, variables: Variables) -> Node:
    if value is not None and not isinstance(value, dict):
        raise given.error(f"must be a mapping, not {kind_of(value)}", f"services.{name}")
    return tree(given, value or {}, variables.filled, USED)  # type: ignore[no-any-return]
