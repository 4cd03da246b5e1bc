"""Attributes of resources, of which any may be of any type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from topology.sources.imports.loose import table

Plain = Mapping[str, Any]
NOTHING: Plain = {}
MAX_VALUES = 10_000
"""Values of one attribute that are looked at."""


def at(values: object, path: str) -> Iterator[object]:
    """What stands at a path of keys: `route.nat_gateway_id`, in whatever lists lie between.

    >>> list(at({"route": [{"id": 1}, {"id": 2}]}, "route.id"))
    [1, 2]
    """
    found = [values]
    for key in path.split("."):
        found = [part[key] for part in _flat(found) if isinstance(part, dict) and key in part]
    yield from _flat(found)


def _flat(values: list[object]) -> list[object]:
    """Values and the items of lists among them, three lists deep at the most."""
    found = values
    for _ in range(3):
        if not any(isinstance(value, list) for value in found):
            break
        inner = (value if isinstance(value, list) else [value] for value in found)
        found = [one for several in inner for one in several[:MAX_VALUES]]
    return [value for value in found if not isinstance(value, list)]


def texts(values: object, path: str) -> list[str]:
    """The texts there that are not empty."""
    return [value for value in at(values, path) if isinstance(value, str) and value]


def number(values: object, path: str) -> int | None:
    """The whole number there; old states write it as a text."""
    for value in at(values, path):
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            return int(value)
    return None


def is_set(values: object, path: str, wanted: str) -> bool:
    """Whether an attribute has a value; yes and no are written `true` and `false`."""
    for value in at(values, path):
        said = str(value).lower() if isinstance(value, bool) else value
        if said == wanted or (isinstance(said, int) and str(said) == wanted):
            return True
    return False


def without_secrets(values: object, marks: object) -> Plain:
    """The attributes without those that are marked as sensitive, in whole or in part."""
    given, marked = table(values), marks
    if marked is True:
        return NOTHING
    secret = {key for key, mark in table(marked).items() if _holds_true(mark)}
    return {key: value for key, value in given.items() if key not in secret}


def _holds_true(mark: object) -> bool:
    """Whether `true` stands anywhere in a mark."""
    todo = [mark]
    while todo:
        one = todo.pop()
        if one is True:
            return True
        if isinstance(one, dict):
            todo += one.values()
        elif isinstance(one, list):
            todo += one
    return False
