"""What an assertion is given: a topology or where it stands, and values as people write them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from os import PathLike
from pathlib import Path
from typing import TypeAlias, TypeVar

from topology.document.document import Topology, load
from topology.errors import UnknownIdError, UsageError, quoted
from topology.values.dates import real_date

Source: TypeAlias = Topology | str | PathLike[str]
"""A topology, or the path of its document."""
Value = TypeVar("Value")


def topology_of(source: object) -> Topology:
    """The topology itself, or that of a path; raises `UsageError`, and `DocumentError`."""
    if isinstance(source, Topology):
        return source
    if isinstance(source, str | PathLike):
        return load(Path(source))
    raise UsageError('the first argument must be a topology or a path, such as load("shop.json")')


def check_ids(names: Iterable[object], what: str = "a target") -> None:
    """Raises `UsageError` for what can be no id."""
    for name in names:
        if not isinstance(name, str):
            raise UsageError(f"{what} must be an id, not {quoted(name)}: give each by itself")


def known_components(topology: Topology, names: Iterable[object]) -> tuple[str, ...]:
    """Some ids of components; raises `UnknownIdError` with the nearest."""
    known = {component.id for component in topology.components}
    asked = tuple(names)
    check_ids(asked, "a component")
    for name in asked:
        if name not in known:
            raise UnknownIdError("component", str(name), known)
    return tuple(map(str, asked))


def with_objectives(
    topology: Topology, more: Iterable[object], *, accepted: bool = True
) -> Topology:
    """The document with more objectives, in plain values; raises `DocumentError`.

    What it has `accepted` for more than one objective is left out if so wished.
    """
    plain = topology.to_dict()
    if not accepted:
        plain.pop("accepted", None)
    before = plain.get("objectives", [])
    return Topology.from_dict({**plain, "objectives": [*before, *more]})


def parse_date(value: object) -> str:
    """A date, YYYY-MM-DD, as documents have them; raises `ValueError` with the rule.

    >>> parse_date("2028-02-29")
    '2028-02-29'
    """
    try:
        return real_date(value if isinstance(value, str) else "")
    except ValueError:
        raise ValueError("must be a date, YYYY-MM-DD") from None


def read(name: str, value: object, rule: Callable[[object], Value]) -> Value:
    """A value by the rule of documents; raises `UsageError`, with the name of the argument."""
    try:
        return rule(value)
    except ValueError as error:
        raise UsageError(f"{name}: {quoted(value)} {error}") from None
