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
_HOLDERS = (dict, list)
"""What may hold a requirement: all else is as it was."""
_BY_NAME = frozenset(("assumed", "crews", "raises", "spare"))
"""What holds names of people's own in the place of keys."""


class Aliased(dict[str, Any]):
    """A requirement that was written with `component`."""


def with_one_key(document: Raw) -> Raw:
    """A plain document in which `on` stands for `component`; what has none is shared. O(size)."""
    made: Raw = _each_of(document, _section)
    return made


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


def _section(name: str, value: Any) -> Any:
    if name == "components":
        return _each(value, _component) if isinstance(value, list) else value
    return _walked(value, name) if name in _SECTIONS else value


def _component(item: Any) -> Any:
    return _each_of(
        item, lambda key, inner: _walked(inner, key) if key in _OF_A_COMPONENT else inner
    )


def _each_of(value: Any, made: Callable[[Any, Any], Any]) -> Any:
    """An object with another value under each key; itself where all are the same, or no object.

    It is copied only where one is another, as nearly all documents have `on` alone.
    """
    if not isinstance(value, dict):
        return value
    changed: Raw | None = None
    for key, inner in value.items():
        if isinstance(inner, _HOLDERS) and (new := made(key, inner)) is not inner:
            changed = dict(value) if changed is None else changed
            changed[key] = new
    return value if changed is None else changed


def _walked(value: Any, key: str) -> Any:
    """What stands under a key, with its requirements."""
    if isinstance(value, list):
        return _each(value, _entry if key in _LISTS else _inside)
    return _changes(value) if key == "change" else _inside(value)


def _each(items: list[Any], made: Callable[[Any], Any]) -> list[Any]:
    """The same of a list."""
    changed: list[Any] | None = None
    for place, item in enumerate(items):
        if isinstance(item, _HOLDERS) and (new := made(item)) is not item:
            changed = list(items) if changed is None else changed
            changed[place] = new
    return items if changed is None else changed


def _inside(value: Any) -> Any:
    """An object that is no requirement itself."""
    return _each_of(value, _of_key)


def _of_key(key: Any, value: Any) -> Any:
    is_plain = not isinstance(key, str) or key in _BY_NAME or key[:2] == "x-"
    return value if is_plain else _walked(value, key)


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
