"""`Builder`: a document by calls, one for each entry; made and checked when its block ends."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from types import TracebackType
from typing import Any, Generic, Self, TypeAlias, TypeVar, Unpack

from topology.document.building.arguments import (
    AcceptanceFields,
    ChoiceFields,
    ComponentFields,
    Count,
    CrewFields,
    DemandFields,
    DocumentFields,
    FirstOfFields,
    Number,
    ObjectiveFields,
    OnFields,
    OptionFields,
    Plain,
    ReachFields,
    RoutingFields,
    ScenarioFields,
    SharedRiskFields,
    SplitFields,
)
from topology.document.schema.marks import NAMES
from topology.errors import DocumentError, Problem, UsageError, printable, quoted

T = TypeVar("T")
Need: TypeAlias = str | Plain
"""An id, or what a method of the builder makes of ids."""
_OWN_WORDS = "own_words"


class Builder(Generic[T]):
    """The entries of a document so far; see `Topology.build`.

    Each method that adds an entry with an id gives back the id, to be named in others. Keywords are
    the fields of the document; those that are no names in Python are called `hold` (`for`) and
    `origin` (`from`). `own_words` are keys that begin with `x-`.
    """

    def __init__(self, read: Callable[[Any], T], name: str, fields: DocumentFields) -> None:
        self._read = read
        self._plain: dict[str, Any] = {"name": name, **_plain(fields)}
        self._calls: dict[tuple[str, int], str] = {}
        self._made: T | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if kind is None:
            self._made = self._checked()

    @property
    def topology(self) -> T:
        """What was built. Raises `UsageError` before the block has ended without an error."""
        if self._made is None:
            raise UsageError("the topology is made when the block ends: ask for it after `with`")
        return self._made

    # -- entries ------------------------------------------------------------------------------

    def component(self, id: str, **fields: Unpack[ComponentFields]) -> str:
        """Adds a component; its id."""
        return self._add("components", {"id": id, **_plain(fields)})

    def shared_risk(self, id: str, **fields: Unpack[SharedRiskFields]) -> str:
        """Adds a shared risk; its id."""
        return self._add("shared_risks", {"id": id, **_plain(fields)})

    def crew(self, name: str, size: Count, **fields: Unpack[CrewFields]) -> str:
        """Says how many there are of a crew; its name."""
        crews = self._plain.setdefault("crews", {})
        crews[name] = {"size": size, **_plain(fields)} if fields else _copied(size)
        return name

    def routing(self, **fields: Unpack[RoutingFields]) -> None:
        """Says how traffic takes its ways over the links."""
        self._plain["routing"] = _plain(fields)

    def traffic(
        self,
        origin: Need | Sequence[str],
        to: Need | Sequence[str],
        demand: Number,
        **fields: Unpack[DemandFields],
    ) -> None:
        """Adds what goes over the links from one place to another."""
        ends = {"from": _copied(origin), "to": _copied(to), "demand": _copied(demand)}
        self._add("traffic", {**ends, **_plain(fields)})

    def objective(self, of: Need | Sequence[str], **fields: Unpack[ObjectiveFields]) -> None:
        """Adds what a target has to withstand."""
        self._add("objectives", {"of": _copied(of), **_plain(fields)})

    def accepted(self, id: str, **fields: Unpack[AcceptanceFields]) -> None:
        """Adds what is borne until a date."""
        self._add("accepted", {"id": id, **_plain(fields)})

    def scenario(self, id: str, **fields: Unpack[ScenarioFields]) -> str:
        """Adds a scenario; its id."""
        return self._add("scenarios", {"id": id, **_plain(fields)})

    def option(self, id: str, **fields: Unpack[OptionFields]) -> str:
        """Adds what could be changed; its id."""
        return self._add("options", {"id": id, **_plain(fields)})

    # -- requirements -------------------------------------------------------------------------

    def on(self, id: str, **fields: Unpack[OnFields]) -> Plain:
        """A need of one component, with what is said of it."""
        return {"on": id, **_plain(fields)}

    def all(self, *needs: Need, **fields: Unpack[ChoiceFields]) -> Plain:
        """Holds when every one of them holds."""
        return {"all": _copied(needs), **_plain(fields)}

    def any(self, *needs: Need, **fields: Unpack[ChoiceFields]) -> Plain:
        """Holds when one of them holds."""
        return {"any": _copied(needs), **_plain(fields)}

    def at_least(self, least: Count, *needs: Need, **fields: Unpack[ChoiceFields]) -> Plain:
        """Holds when so many of them hold."""
        return {"at_least": least, "of": _copied(needs), **_plain(fields)}

    def first_of(self, *needs: Need, **fields: Unpack[FirstOfFields]) -> Plain:
        """Holds when one of them holds: standby in the order given."""
        return {"first_of": _copied(needs), **_plain(fields)}

    def reach(self, goal: str, **fields: Unpack[ReachFields]) -> Plain:
        """Holds when a path of working links leads from here to the goal."""
        return {"reach": goal, **_plain(fields)}

    def split(self, *needs: Need, **fields: Unpack[SplitFields]) -> Plain:
        """Each of them carries its own part of the load, by weight."""
        return {"split": _copied(needs), **_plain(fields)}

    # -----------------------------------------------------------------------------------------

    def _add(self, section: str, item: dict[str, Any]) -> str:
        items = self._plain.setdefault(section, [])
        self._calls[section, len(items)] = _caller()
        items.append(item)
        return str(item.get("id", ""))

    def _checked(self) -> T:
        try:
            return self._read({"components": [], **self._plain})
        except DocumentError as error:
            raise DocumentError(error.source, map(self._located, error.problems)) from None

    def _located(self, problem: Problem) -> Problem:
        """The problem with the line of the call that added the entry, where that is known."""
        section, _, rest = problem.place.partition("[")
        index = rest.partition("]")[0]
        at = self._calls.get((section, int(index)), "") if index.isdigit() else ""
        return replace(problem, at=at)


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields by their names in a document, in values that nobody else holds."""
    given = {key: value for key, value in fields.items() if key != _OWN_WORDS}
    named = {NAMES.get(key, key): _copied(value) for key, value in given.items()}
    own = fields.get(_OWN_WORDS, {})
    if not isinstance(own, Mapping):
        raise UsageError(f"{_OWN_WORDS} is {quoted(own)}: must be a dict of keys and values")
    return {**named, **_copied(own)}


def _copied(value: Any) -> Any:
    """Plain values as a parser gives them: tuples are lists. Raises `DocumentError`."""
    try:
        return _plain_copy(value)
    except RecursionError:
        raise DocumentError("", [Problem("", "is nested too deeply")]) from None


def _plain_copy(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain_copy(inner) for key, inner in value.items()}
    return [_plain_copy(inner) for inner in value] if isinstance(value, list | tuple) else value


def _caller() -> str:
    """The file, without its folder, and the line from which an entry is added."""
    frame = sys._getframe(3)
    name = PurePath(frame.f_code.co_filename).name
    is_file = name.endswith(".py")
    return f"{printable(name)} line {frame.f_lineno}" if is_file else ""
