"""The rules of what fails and comes back: works, modes, places of members, surges, lasting data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any, Protocol

from topology.document.requirement_rules import NOWHERE, At, Names, Raw, Requirements, span_of
from topology.document.schema.failures import TOO_LONG_DOWN
from topology.errors import quoted
from topology.values.units import SECONDS, parse_duration

SELECTS = ("kind", "location", "tag", "criticality")
_OFTEN = ({"mtbf"}, {"per_year"})
"""Failure data that say how often, and not for how long."""


class Causes(Names, Protocol):
    """The ids of a document, and the causes among them."""

    ids: set[str]
    risk_ids: set[str]
    crews: set[str]
    components: list[tuple[int, Raw]]

    @property
    def mode_ids(self) -> Counter[str]:
        """What the modes of all components are called as causes."""

    @property
    def demanded(self) -> Collection[object]:
        """What has a demand of its own."""


class Failures:
    """These rules, over the names of one document."""

    def __init__(self, causes: Causes, requirements: Requirements) -> None:
        self._causes = causes
        self._requirements = requirements

    def of_component(self, item: Raw, at: At) -> Iterator[str]:
        """What is wrong with how a component fails, where its members stand, how it starts."""
        if "spread" in item:
            yield from self._places(item, at.own)
        if "modes" in item:
            yield from self._modes(item, at)
        if isinstance(start := item.get("start"), dict):
            # It has to be able to start without itself.
            yield from self._requirements.of_work(start, replace(at, verb="to start needs"))
        yield from self.of_works(item, at)
        yield from _lasting(item)

    def of_risk(self, item: Raw) -> Iterator[str]:
        """What is wrong with how a shared risk strikes, and how it is mended."""
        hits, raises = item.get("hits"), item.get("raises")
        if hits is None and not raises:
            yield 'lacks "hits", which is required without "raises"'
        if item.get("for") is not None and not raises:
            yield "has for without raises: only a surge ends by itself"
        if "parts" in item and not any(map(_has_members, hits_of(hits, self._causes.components))):
            yield "has parts, but hits nothing that has a count"
        yield from self._surge(raises)
        yield from self.of_works(item, NOWHERE)
        yield from _lasting(item)

    def of_works(self, item: Raw, at: At, who: str = "") -> Iterator[str]:
        """What is wrong with the repair and the verification of something."""
        for field in ("repair", "verify"):
            work, verb = item.get(field), f"{who}{field}"
            if not isinstance(work, dict):
                continue
            crew, crews = work.get("crew"), self._causes.crews
            if isinstance(crew, str) and crew not in crews:
                near = self._causes.near(crew, crews)
                yield f"{verb} takes the crew {quoted(crew)}, which does not exist{near}"
            # That it is mended only with itself is a deadlock, and found as one.
            inside = replace(at, own=None, verb=f"{verb} needs")
            yield from self._requirements.of_work(work, inside)

    def _places(self, item: Raw, own: str | None) -> Iterator[str]:
        places, count = texts(item["spread"]), span_of(item.get("count", 1))
        for name in places:
            if name == own:
                yield "is spread over itself"
            elif message := self._causes.reference("is spread over", name):
                yield message
        yield from (f"is spread over {quoted(name)} twice" for name in twice(places))
        if count is not None and len(places) > count[0]:
            members = "1 member" if count[0] == 1 else f"{count[0]} members"
            yield f"is spread over {len(places)} places, but has only {members}"

    def _modes(self, item: Raw, at: At) -> Iterator[str]:
        modes = modes_of(item)
        names = [name for mode in modes if isinstance(name := mode.get("id"), str)]
        yield from (f"has two modes {quoted(name)}" for name in twice(names))
        for name in dict.fromkeys(names):
            yield from self._mode_id(name, f"{at.own}:{name}", names)
        for mode in modes:
            who = f"mode {quoted(mode.get('id'))}: "
            yield from self.of_works(mode, at, who)
            yield from (who + said for said in _lasting(mode))

    def _mode_id(self, name: str, cause: str, names: Sequence[str]) -> Iterator[str]:
        if not name.isprintable():
            yield f"the mode {quoted(name)} has a character that cannot be printed"
        elif name != name.strip():
            yield f"the mode {quoted(name)} begins or ends with a space"
        is_other = self._causes.mode_ids[cause] > names.count(name)
        if is_other or cause in self._causes.ids or cause in self._causes.risk_ids:
            yield f"has the mode {quoted(name)}, called {quoted(cause)} as a cause: that is taken"

    def _surge(self, raises: object) -> Iterator[str]:
        if not isinstance(raises, dict):
            return
        for name in raises:
            if not isinstance(name, str):
                continue
            if message := self._causes.reference("raises the demand of", name):
                yield message
            elif name not in self._causes.demanded:
                yield f"raises the demand of {quoted(name)}, which has none"


def _lasting(item: Raw) -> Iterator[str]:
    """A word where failure data say how often, and nothing says for how long."""
    fails, repair = item.get("fails"), item.get("repair")
    if not isinstance(fails, dict):
        return
    said = {key for key, value in fails.items() if value is not None} - {"assumed"}
    lasts = isinstance(repair, dict) and repair.get("time") is not None
    if said in _OFTEN and not lasts:
        yield (
            f"fails has {said.pop()} alone, which says how often and not for how long: "
            "add an mttr, or a repair with a time"
        )
    elif said == {"per_year"} and isinstance(repair, dict):
        lasts_s, often = _most(repair.get("time"), parse_duration), _most(fails["per_year"], float)
        if lasts_s * often > SECONDS["y"]:
            yield f"fails {TOO_LONG_DOWN.format('repair.time')}"


def _most(value: object, read: Callable[[Any], float]) -> float:
    """The most that a number can be, of a range its high end; 0 for what is none."""
    given = value.get("high") if isinstance(value, dict) else value
    try:
        return read(given)
    except (TypeError, ValueError):
        return 0.0


def _has_members(component: Raw) -> bool:
    count = span_of(component.get("count", 1))
    return count is None or count[1] > 1


def hits_of(hits: object, components: Iterable[tuple[int, Raw]]) -> Iterator[Raw]:
    """The components that a shared risk hits."""
    if isinstance(hits, list):
        names = {name for name in hits if isinstance(name, str)}
        yield from (c for _, c in components if isinstance(c.get("id"), str) and c["id"] in names)
    elif isinstance(hits, dict):
        wanted = wanted_of(hits)
        for _, component in components:
            if all(v in selectable(component, k) for k, v in wanted.items()):
                yield component


def selectable(item: Raw, key: str) -> Sequence[str]:
    """The values by which a selector finds `item` under `key`."""
    if key == "tag":
        return texts(item.get("tags"))
    value = item.get(key, "component" if key == "kind" else None)
    return [str(value)] if type(value) in (str, int) else []


def wanted_of(selector: Raw) -> dict[str, str]:
    """What a selector asks for, by field, as far as it is well formed."""
    return {k: str(v) for k, v in selector.items() if k in SELECTS and type(v) in (str, int)}


def modes_of(component: Raw) -> list[Raw]:
    """The modes of a component that are objects."""
    modes = component.get("modes")
    return [mode for mode in modes if isinstance(mode, dict)] if isinstance(modes, list) else []


def texts(value: object) -> list[str]:
    """What is text in a list."""
    return [v for v in value if isinstance(v, str)] if isinstance(value, list) else []


def twice(names: Iterable[str]) -> list[str]:
    """What is there more than once."""
    return [name for name, times in Counter(names).items() if times > 1]
