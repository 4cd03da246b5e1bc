"""The values of a compose file, each with its place, and how those of two files become one.

Mappings are merged, lists appended and other values replaced, but for what compose replaces whole
(`command`) or merges by a name (`environment`, `depends_on`, `networks`).
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any, NamedTuple

from topology.sources.imports.given import Given


class Place(NamedTuple):
    """The file and line in which something stands."""

    given: Given
    line: int | None

    def source(self, path: str) -> str:
        """As a document has it."""
        return self.given.source(path, self.line)


class Node(dict[str, Any]):
    """A mapping that knows where its keys stand, and which are tagged for a merge."""

    def __init__(self) -> None:
        super().__init__()
        self.places: dict[str, Place] = {}
        self.tags: dict[str, str] = {}

    def put(self, key: str, value: Any, place: Place) -> None:
        """Sets a key."""
        self[key] = value
        self.places[key] = place

    def copied(self) -> Node:
        """Another one with the same entries and tags."""
        other = Node()
        other.update(self)
        other.places.update(self.places)
        other.tags.update(self.tags)
        return other

    def drop(self, key: str) -> None:
        """Takes a key away."""
        self.pop(key, None)
        self.places.pop(key, None)


class Row(list[Any]):
    """A list that knows where its items stand."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []

    def add(self, value: Any, place: Place) -> None:
        """Appends an item."""
        self.append(value)
        self.places.append(place)


RESET, OVERRIDE = "!reset", "!override"
_REPLACED = ("command", "entrypoint")
"""Lists that another file replaces."""
NAMED = ("environment", "depends_on", "networks", "extra_hosts")
"""What is a list of names, or of `name=value`, or a mapping; merged by name."""


def tree(
    given: Given, value: object, text: Callable[[str], str], keys: Container[str] | None = None
) -> Any:
    """A value of a file with its places, its texts made by `text`; of a mapping these `keys`."""
    if isinstance(value, dict):
        node = Node()
        for key, inner in value.items():
            name = str(key)
            if keys is not None and name not in keys:
                continue
            node.put(name, tree(given, inner, text), Place(given, given.line(value, name)))
            if tag := given.tag(value, name):
                node.tags[name] = tag
        return node
    if isinstance(value, list):
        row = Row()
        for index, inner in enumerate(value):
            row.add(tree(given, inner, text), Place(given, given.line(value, index)))
        return row
    return text(value) if isinstance(value, str) else value


def merged(base: Node, over: Node) -> Node:
    """A mapping with another laid over it; both stay as they are."""
    whole = Node()
    for part in (base, over):
        for key in part.tags:
            if part.tags[key] == RESET:
                whole.drop(key)
        for key, value in part.items():
            place, tag = part.places[key], part.tags.get(key, "")
            if tag == RESET:
                continue
            if part is base or key not in whole or tag == OVERRIDE:
                whole.put(key, value, place)
            elif value is not None:
                united = _united(key, whole[key], value)
                whole.put(key, united, place if united is value else whole.places[key])
    return whole


def without_tags(node: Node) -> Node:
    """A mapping as it is when nothing lies below it."""
    return merged(node, Node())


def _united(key: str, below: Any, value: Any) -> Any:
    if key in NAMED:
        below, value = by_name(below), by_name(value)
    if isinstance(below, Node) and isinstance(value, Node):
        return merged(below, value)
    if isinstance(below, Row) and isinstance(value, Row) and key not in _REPLACED:
        row = Row()
        for part in (below, value):
            for item, place in zip(part, part.places, strict=True):
                row.add(item, place)
        return row
    return value


def text_of(value: object) -> str:
    """A text or a number as text; empty for what is neither, or no number that anybody writes."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value.bit_length() < 1_000 else ""
    return str(value) if isinstance(value, str | float) else ""


def by_name(value: Any) -> Any:
    """A list of names, or of `name=value`, as the mapping that says the same."""
    if not isinstance(value, Row):
        return value
    node = Node()
    for item, place in zip(value, value.places, strict=True):
        if found := text_of(item):
            name, sign, text = found.partition("=")
            node.put(name, text if sign else None, place)
    return node
