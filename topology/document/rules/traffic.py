"""What a schema cannot say of traffic: ends that dangle, kinds of no link, half a place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Protocol

from topology.document.failure_rules import SELECTS, selectable, texts, twice, wanted_of
from topology.document.requirement_rules import Names, Raw
from topology.document.schema import ALL
from topology.errors import quoted

_SIDES = {"from": "comes from", "to": "goes to"}
"""The two ends of a demand, and what messages say of them."""
_PLAIN_KEYS = frozenset((*_SIDES, "demand", "source"))
_PLACE = ("latitude", "longitude")
OF_NETWORKS = frozenset(("metric", *_PLACE))
"""The fields of a component of which something has to be seen to here."""


def ways_words(demand: Raw) -> str | None:
    """From where to where a demand is, where both are single ids.

    >>> ways_words({"from": "a", "to": "b", "demand": 1})
    'a → b'
    """
    origin, end = demand.get("from"), demand.get("to")
    return f"{origin} → {end}" if isinstance(origin, str) and isinstance(end, str) else None


class Ends(Names, Protocol):
    """The ids of a document, and what its links join."""

    document: Raw
    ids: set[str]
    components: list[tuple[int, Raw]]


class Traffic:
    """The rules of traffic over links, over the names of one document."""

    def __init__(self, names: Ends) -> None:
        self._names = names
        self._selected: dict[tuple[tuple[str, str], ...], frozenset[str]] = {}

    # -- components and routing -------------------------------------------------------------------

    def of_component(self, item: Raw) -> Iterator[str]:
        """What is wrong with how long a link counts, and with where something is."""
        if item.get("metric") is not None and "connects" not in item:
            yield "metric is for links: it has no connects"
        given = [field for field in _PLACE if item.get(field) is not None]
        if len(given) == 1:
            (other,) = set(_PLACE).difference(given)
            yield f"has {given[0]} without {other}: a place on earth is both"

    def outside(self) -> Iterator[str]:
        """What is wrong with the routing, and with traffic where nothing could carry it."""
        routing = self._names.document.get("routing")
        kinds, known = texts(routing.get("over") if isinstance(routing, dict) else ()), self._kinds
        for kind in kinds:
            if kind not in known:
                near = self._names.near(kind, known)
                yield f"routing goes over {quoted(kind)}, which is the kind of no link{near}"
        yield from (f"routing goes over {quoted(kind)} twice" for kind in twice(kinds))
        if self._names.document.get("traffic") and not self._names.links:
            yield "has traffic and no link that could carry it: a link is what has connects"

    @cached_property
    def _kinds(self) -> set[str | None]:
        """The kinds of links, that of those without one as well."""
        links = (c for _, c in self._names.components if "connects" in c)
        return {kind for c in links for kind in selectable(c, "kind")}

    # -- demands ----------------------------------------------------------------------------------

    def is_plain(self, item: Raw) -> bool:
        """Whether a demand is surely right: the quick look that most of a large file passes."""
        origin, end = item.get("from"), item.get("to")
        if type(origin) is not str or type(end) is not str or origin == end:
            return False
        if type(item.get("demand")) not in (int, float) or not item.keys() <= _PLAIN_KEYS:
            return False
        return origin in self._nodes and end in self._nodes

    def of_demand(self, item: Raw) -> Iterator[str]:
        """What is wrong with where a demand comes from and goes to."""
        sides = [item.get(side) for side in _SIDES]
        problems = [
            message
            for verb, side in zip(_SIDES.values(), sides, strict=True)
            for message in self._side(verb, side)
        ]
        yield from problems
        if problems or None in sides:
            return
        origins, ends = map(self._meant, sides)
        if len(origins) == 1 and origins == ends:
            yield f"goes from {quoted(*origins)} to itself: no link carries that"

    def _side(self, verb: str, side: object) -> Iterator[str]:
        if isinstance(side, dict):
            yield from self._selection(verb, side)
            return
        names = [side] if isinstance(side, str) and side != ALL else texts(side)
        for name in dict.fromkeys(names):
            if message := self._names.reference(verb, name):
                yield message
            elif name in self._names.links:
                yield f"{verb} {quoted(name)}, which is a link; traffic is between nodes"
        yield from (f"{verb} {quoted(name)} twice" for name in twice(names))

    def _selection(self, verb: str, selector: Raw) -> Iterator[str]:
        wanted = wanted_of(selector)
        if not wanted or self._found(wanted):
            return
        chosen = " and ".join(f"{key} {quoted(value)}" for key, value in wanted.items())
        for key, value in wanted.items():
            known = self._selectable[key]
            if value not in known:
                near = self._names.near(value, known)
                yield f"{verb} the {key} {quoted(value)}, which no component has{near}"
                return
        yield f"{verb} {chosen}, which is none of the nodes that the links of the routing join"

    def _meant(self, side: object) -> frozenset[str]:
        """The nodes of one side; of all of them none, as that is never a single one."""
        if isinstance(side, dict):
            return self._found(wanted_of(side))
        return frozenset([side] if isinstance(side, str) and side != ALL else texts(side))

    def _found(self, wanted: Mapping[str, str]) -> frozenset[str]:
        """The nodes that a selector means."""
        key = tuple(wanted.items())
        if key not in self._selected:
            self._selected[key] = frozenset(
                str(item["id"])
                for item in self._joined
                if all(value in selectable(item, field) for field, value in wanted.items())
            )
        return self._selected[key]

    @cached_property
    def _nodes(self) -> set[str]:
        """What may be named."""
        return self._names.ids - self._names.links

    @cached_property
    def _joined(self) -> list[Raw]:
        """The nodes that the links of the routing join, and those that demands name by their ids.

        A selector means some of these.
        """
        routing = self._names.document.get("routing")
        over = routing.get("over") if isinstance(routing, dict) else None
        kinds = None if over is None else frozenset(texts(over))
        ends: set[str] = set()
        for _, item in self._names.components:
            if "connects" in item and (kinds is None or kinds & {*selectable(item, "kind")}):
                ends.update(texts(item["connects"]))
        demands = self._names.document.get("traffic")
        for demand in demands if isinstance(demands, list) else ():
            if isinstance(demand, dict):
                for side in _SIDES:
                    ends |= self._meant(demand[side]) if _is_named(demand.get(side)) else set()
        parts = (item for _, item in self._names.components)
        return [item for item in parts if isinstance(n := item.get("id"), str) and n in ends]

    @cached_property
    def _selectable(self) -> dict[str, set[str]]:
        """For each field of a selector the values that components have."""
        parts = [item for _, item in self._names.components]
        return {key: {v for item in parts for v in selectable(item, key)} for key in SELECTS}


def _is_named(side: object) -> bool:
    return isinstance(side, str | list)
