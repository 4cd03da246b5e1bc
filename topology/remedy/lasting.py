"""Whether a failure is shown to stay with any of some choices left out.

A target that goes down with a cause by structure, with some choices made, does so with fewer made,
if each of them can only help: the structure function is monotone, so what is added, weaker needs,
more members and fewer hits keep up what was up. That is the whole rule, and it is shown for each
field of its own; of what is not known to help, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import combinations
from typing import Any

from topology.document.options.applying import patched
from topology.document.options.choices import Choice, Raw
from topology.document.options.typed import component_of
from topology.document.schema import (
    ALL,
    All,
    FirstOf,
    On,
    Reach,
    Requirement,
    choice,
    parts_of,
    tools_of,
)
from topology.errors import DocumentError
from topology.structure.graph import Graph
from topology.structure.network import network_key

UNREAD = frozenset(
    {
        "name",
        "description",
        "source",
        "owner",
        "url",
        "runbook",
        "assumed",
        "guessed",
        "metric",
        "latitude",
        "longitude",
        "profile",
        "demand",
        "loss_per_hour",
        "capacity",
        "overload",
        "repair",
        "verify",
        "start",
    }
)
"""Fields that the structure function does not read."""
MOST_TOGETHER = 4
"""Choices that change the needs of one component, up to which all sets of them are gone through."""
MOST_ATOMS = 12
"""What needs name, up to which they are compared by truth tables."""


class Lasting:
    """Which choices of a document can only help its structure."""

    def __init__(self, graph: Graph, plain: Raw, choices: Sequence[Choice]) -> None:
        """Of the document with nothing chosen, compiled and in plain values."""
        self._graph = graph
        self._choices = choices
        self._items = {item["id"]: item for item in plain["components"]}
        self._risks = frozenset(item["id"] for item in plain.get("shared_risks", ()))
        # Which entry of a standby is active hangs on what is up: with the first one it stays.
        self._is_steady = not any(graph.nodes.active.values()) and not graph.ranges
        self._helps = [self._is_steady and self._can_only_help(one) for one in choices]
        self._pairs: dict[tuple[str, frozenset[int]], bool] = {}

    def only_helps(self, chosen: Iterable[int]) -> bool:
        """Whether with any of the chosen left out no more can be up, whatever has failed."""
        if not all(self._helps[n] for n in chosen):
            return False
        touching: dict[str, set[int]] = {}
        for n in chosen:
            for name, changes in self._choices[n].change.items():
                if name in self._items and any(map(_is_of_needs, changes)):
                    touching.setdefault(name, set()).add(n)
        return all(self._only_weaken(name, frozenset(some)) for name, some in touching.items())

    def keeps_asking(self, chosen: Iterable[int], number: int, target: str) -> bool:
        """Whether the objective is about the target, of which something is known, throughout."""
        component = self._graph.components[self._graph.index[target]]
        if not (component.says_needs or component.spread is not None):
            return False
        objective = self._graph.topology.objectives[number]
        if objective.of != ALL:
            return True
        some = [self._choices[n] for n in chosen]
        if any("demand" in changes for one in some for changes in one.change.values()):
            return False
        if self._graph.standards.by_rule[1] == "demand":
            return True
        added = [item for one in some for item in one.add.get("components", ())]
        named = (_names(target, one.change) or _names(target, one.add) for one in some)
        return not any("demand" in item for item in added) and not any(named)

    # -- one choice -------------------------------------------------------------------------------

    def _can_only_help(self, one: Choice) -> bool:
        """Whether it does, needs of what was there aside."""
        if one.add.get("shared_risks") or any(map(_has_tools, one.add.get("components", ()))):
            return False
        return all(self._is_good(name, changes) for name, changes in one.change.items())

    def _is_good(self, name: str, changes: Mapping[str, Any]) -> bool:
        if name in self._risks:
            return all(
                _top(path) in ("name", "description", "repair", "verify") for path in changes
            )
        item = self._items.get(name)
        if item is None:
            return False
        return all(self._is_good_field(item, path, value) for path, value in changes.items())

    def _is_good_field(self, item: Raw, path: str, value: Any) -> bool:
        field = _top(path)
        if field in UNREAD:
            return True
        if field == "needs":
            return not (path == field and value is None)
        if field == "fails":
            return value is False or item.get("fails") is not False
        if field not in ("count", "quorum") or "spread" in item:
            return False
        was = item.get(field, 1)
        now = 1 if value is None else value
        if type(now) is not int or type(was) is not int:
            return False
        return now >= was if field == "count" else now <= was

    # -- needs ------------------------------------------------------------------------------------

    def _only_weaken(self, name: str, some: frozenset[int]) -> bool:
        """Whether each more of some choices makes the needs of a component hold no less."""
        if len(some) > MOST_TOGETHER:
            return False
        key = name, some
        if key not in self._pairs:
            self._pairs[key] = self._compared(name, sorted(some))
        return self._pairs[key]

    def _compared(self, name: str, some: Sequence[int]) -> bool:
        sets = [frozenset(s) for k in range(len(some) + 1) for s in combinations(some, k)]
        try:
            needs = {s: self._needs(name, sorted(s)) for s in sets}
            return all(implies(needs[s], needs[s | {n}]) for s in sets for n in some if n not in s)
        except (ValueError, TypeError, DocumentError):
            return False

    def _needs(self, name: str, some: Sequence[int]) -> tuple[Requirement, ...]:
        """The needs with some choices made. Raises `ValueError` for what is no component then."""
        item = self._items[name]
        for n in some:
            change = {name: self._choices[n].change[name]}
            own = replace(self._choices[n], add={}, change=change, spare={})
            item = patched({"components": [item]}, (own,))["components"][0]
        return tuple(component_of(item).needs)


def _top(path: str) -> str:
    """The field that a path leads into."""
    return path.partition(".")[0].partition("[")[0]


def _is_of_needs(path: str) -> bool:
    return _top(path) == "needs"


def _names(target: str, value: Any) -> bool:
    """Whether a plain value says a name anywhere."""
    if isinstance(value, Mapping):
        return any(_names(target, further) for further in value.values())
    if isinstance(value, list | tuple):
        return any(_names(target, further) for further in value)
    return bool(value == target)


def _has_tools(value: Any) -> bool:
    """Whether a plain value has a switch that needs something: it may be no help."""
    if isinstance(value, Mapping):
        switch = value.get("switchover")
        if isinstance(switch, Mapping) and switch.get("needs"):
            return True
        return any(map(_has_tools, value.values()))
    return isinstance(value, list | tuple) and any(map(_has_tools, value))


# -- needs as formulas ---------------------------------------------------------------------------


def implies(strong: Iterable[Requirement], weak: Iterable[Requirement]) -> bool:
    """Whether whenever all of some needs hold, all of some others do, as far as structure says.

    By truth tables over what they name: O(2^names) bits. False too where they name more than
    `MOST_ATOMS`, or hang on the tools of a switch.

    >>> implies(["a"], [])
    True
    >>> implies(["a"], ["b"])
    False
    """
    one, other = tuple(strong), tuple(weak)
    atoms = sorted({atom for entry in (*one, *other) for atom in _atoms(entry)})
    if len(atoms) > MOST_ATOMS or any(map(_switches, (*one, *other))):
        return False
    columns = dict(zip(atoms, _columns(len(atoms)), strict=True))
    everything = (1 << (1 << len(atoms))) - 1
    return not _all(one, columns, everything) & ~_all(other, columns, everything)


def _atoms(entry: Requirement) -> Iterable[str]:
    """What an entry asks about: a component, or a way to one."""
    if isinstance(entry, str | On | Reach):
        return [_atom(entry)] if isinstance(entry, str | Reach) or entry.hard else []
    return [atom for part in parts_of(entry) for atom in _atoms(part)]


def _atom(entry: str | On | Reach) -> str:
    if isinstance(entry, Reach):
        goal, over = network_key(entry)
        return f"to {goal} over {sorted(over) if over is not None else None}"
    return f"on {entry if isinstance(entry, str) else entry.on}"


def _switches(entry: Requirement) -> bool:
    """Whether something hangs on the tools of a switch."""
    if isinstance(entry, str | On | Reach):
        return False
    if isinstance(entry, FirstOf) and tools_of(entry):
        return True
    return any(map(_switches, parts_of(entry)))


@lru_cache(MOST_ATOMS + 1)
def _columns(number: int) -> tuple[int, ...]:
    """Of each of so many variables the rows of a truth table in which it is true, as bits."""
    rows = 1 << number
    return tuple(
        sum(1 << row for row in range(rows) if row >> place & 1) for place in range(number)
    )


def _all(entries: Iterable[Requirement], columns: Mapping[str, int], everything: int) -> int:
    """The rows in which all entries hold."""
    rows = everything
    for entry in entries:
        rows &= _rows(entry, columns, everything)
    return rows


def _rows(entry: Requirement, columns: Mapping[str, int], everything: int) -> int:
    """The rows in which an entry holds."""
    if isinstance(entry, On) and not entry.hard:
        return everything
    if isinstance(entry, str | On | Reach):
        return columns[_atom(entry)]
    if isinstance(entry, All):
        return _all(entry.all, columns, everything)
    least, parts = choice(entry)
    at_least = [everything] + [0] * least
    for part in parts:
        rows = _rows(part, columns, everything)
        for number in range(least, 0, -1):
            at_least[number] |= at_least[number - 1] & rows
    return at_least[least]
