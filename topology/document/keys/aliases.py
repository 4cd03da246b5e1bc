"""`component`, the other word for `on` in a requirement: read as `on`, and called as it is written.

Tools that read YAML 1.1 take the key `on` for `true`; people whose documents go through one write
`component`. Past this point a document has `on` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

KEY, ALIAS = "on", "component"
Raw = dict[str, Any]
Step = str | int

_LISTS = frozenset(("needs", "all", "any", "of", "first_of", "split"))
"""The keys of lists whose entries are requirements."""
_OF_A_COMPONENT = ("needs", "repair", "verify", "start", "modes")
"""Where a component has requirements; its other fields are not looked at, as there are many."""
_SECTIONS = ("shared_risks", "scenarios", "options")
_BY_NAME = frozenset(("assumed", "crews", "raises", "spare"))
"""What holds names of people's own in the place of keys."""


class Aliased(dict[str, Any]):
    """A requirement that was written with `component`."""


def with_one_key(document: Raw) -> Raw:
    """A plain document in which `on` stands for `component`; what has none is shared. O(size)."""
    made = dict(document)
    items = document.get("components")
    if isinstance(items, list):
        made["components"] = _each(items, _component)
    for section in _SECTIONS:
        if section in document:
            made[section] = _walked(document[section], section)
    is_same = all(made[key] is value for key, value in document.items())
    return document if is_same else made


def said_of_true(key: str) -> str:
    """What to do about the key that a tool for YAML 1.1 leaves of `on`."""
    return f'tools for YAML 1.1 make "{key}" of the key "{KEY}": write "{ALIAS}" instead'


def as_written(path: tuple[Step, ...], document: object) -> tuple[Step, ...]:
    """A path in such a document as its author wrote it."""
    return tuple(_steps_as_written(path, document))


def _steps_as_written(path: tuple[Step, ...], inside: Any) -> Iterator[Step]:
    for step in path:
        yield ALIAS if step == KEY and isinstance(inside, Aliased) else step
        try:
            inside = inside[step]
        except (LookupError, TypeError):
            inside = None


def _component(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    new = {key: _walked(item[key], key) for key in _OF_A_COMPONENT if key in item}
    return item if all(item[key] is value for key, value in new.items()) else {**item, **new}


def _each_of(value: Any, made: Callable[[Any, Any], Any]) -> Any:
    """An object with another value under each key; itself where it is the same, or no object."""
    if not isinstance(value, dict):
        return value
    found = {key: made(key, inner) for key, inner in value.items()}
    return value if all(found[key] is inner for key, inner in value.items()) else found


def _walked(value: Any, key: str) -> Any:
    """What stands under a key, with its requirements."""
    if isinstance(value, list):
        return _each(value, _entry if key in _LISTS else _inside)
    return _changes(value) if key == "change" else _inside(value)


def _each(items: list[Any], made: Any) -> list[Any]:
    found = [item if type(item) is str else made(item) for item in items]
    return items if all(a is b for a, b in zip(items, found, strict=True)) else found


def _inside(value: Any) -> Any:
    """An object that is no requirement itself."""
    return _each_of(value, _of_key)


def _of_key(key: Any, value: Any) -> Any:
    is_plain = not isinstance(value, dict | list) or not isinstance(key, str)
    return value if is_plain or key in _BY_NAME or key[:2] == "x-" else _walked(value, key)


def _entry(value: Any) -> Any:
    """A requirement."""
    found = _inside(value)
    if not isinstance(found, dict) or ALIAS not in found or KEY in found:
        return found
    renamed = {KEY if key == ALIAS else key: inner for key, inner in found.items()}
    reasons = renamed.get("assumed")
    if isinstance(reasons, dict) and ALIAS in reasons and KEY not in reasons:
        renamed["assumed"] = {KEY if key == ALIAS else key: why for key, why in reasons.items()}
    return Aliased(renamed)


def _changes(value: Any) -> Any:
    """What an option changes: by id, values by path."""
    return _each_of(value, lambda _, fields: _each_of(fields, _at_path))


def _at_path(path: Any, value: Any) -> Any:
    if not isinstance(path, str):
        return value
    name = path.rpartition(".")[2]
    is_entry = name.endswith("]") and name.partition("[")[0] in _LISTS
    return _entry(value) if is_entry else _of_key(name, value)
