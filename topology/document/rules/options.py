"""What a schema cannot say of options: what they add, change and spare, and what they cost."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import takewhile
from math import isfinite
from typing import Any, Protocol

from topology.document.failure_rules import Causes, hits_of, selectable, texts, twice, wanted_of
from topology.document.requirement_rules import Raw
from topology.document.rules.changes import changed, steps_of
from topology.errors import printable, quoted
from topology.values.units import counted

DOES = ("add", "change", "spare", "link")
"""What an option may do."""
_ITEMS = ("components", "shared_risks")
_PLACE = ("latitude", "longitude")
_BETWEEN = "--"
MAX_NAMED = 3
"""Nodes without a place that a message names."""


class OfOptions(Causes, Protocol):
    """What the rules of options have to know of a document."""

    document: Raw
    risks: list[tuple[int, Raw]]

    def reference(self, verb: str, name: str, *, risks: bool = False) -> str | None:
        """The message for a reference that does not lead to a component or risk, or None."""


def link_id(option: str, a: str, b: str) -> str:
    """What a link is called that an option has for two ends, of which the first is the lesser.

    >>> link_id("new-fibre", "hamburg", "ulm")
    'new-fibre:hamburg--ulm'
    """
    return f"{option}:{a}{_BETWEEN}{b}"


def does_nothing(option: Mapping[str, Any]) -> bool:
    """Whether an option would leave a document as it is."""
    if "link" in option:
        return False
    add = option.get("add")
    adds = any(add.values()) if isinstance(add, dict) else bool(add)
    return not adds and not option.get("change") and not option.get("spare")


class Options:
    """The rules of options, over the names of one document."""

    def __init__(self, names: OfOptions) -> None:
        self._names = names

    def of_option(self, item: Raw) -> Iterator[str]:
        """What is wrong with an option, its id aside."""
        if does_nothing(item) and "between" not in item:
            yield "does nothing: it has no add, no change, no spare and no link"
        yield from self._excludes(item)
        yield from self._costs(item)
        yield from self._add(_object(item, "add"))
        yield from self._change(item)
        yield from self._spare(item)
        yield from self._family(item)

    # -- what it costs, and what it cannot be had with --------------------------------------------

    def _excludes(self, item: Raw) -> Iterator[str]:
        for name in texts(item.get("excludes")):
            if name == item.get("id"):
                yield "excludes itself"
            elif name not in self._ids:
                near = self._names.near(name, self._ids)
                yield f"excludes the option {quoted(name)}, which does not exist{near}"
        yield from (f"excludes {quoted(name)} twice" for name in twice(texts(item.get("excludes"))))

    @cached_property
    def _ids(self) -> set[str]:
        return {name for o in self._all if isinstance(name := o.get("id"), str)}

    @cached_property
    def _all(self) -> list[Raw]:
        options = self._names.document.get("options")
        return [o for o in options if isinstance(o, dict)] if isinstance(options, list) else []

    def _costs(self, item: Raw) -> Iterator[str]:
        costs = {key: item[key] for key in ("cost", "cost_per_km") if item.get(key) is not None}
        if "link" in item:
            if not any(_may_be_more_than_0(cost) for cost in costs.values()):
                yield "costs nothing: cost or cost_per_km must be more than 0"
            return
        if "cost_per_km" in costs and "between" not in item:
            yield "has cost_per_km without link: only a link has a length"
        if "cost" not in costs:
            yield 'lacks "cost", which is required: what it costs, or 1 where all cost the same'
        elif not _may_be_more_than_0(costs["cost"]):
            yield f"cost is {quoted(costs['cost'])}: must be more than 0"

    # -- what it adds, changes and spares ---------------------------------------------------------

    def _add(self, add: Raw) -> Iterator[str]:
        added = _added_ids(add)
        for name in dict.fromkeys(added):
            if name in self._names.ids or name in self._names.risk_ids:
                yield f"adds {quoted(name)}, which is there already"
        yield from (f"adds {quoted(name)} twice" for name in twice(added))
        for name in _object(add, "crews"):
            if name in self._names.crews:
                yield f"adds the crew {quoted(name)}, which is there already"

    def _change(self, item: Raw) -> Iterator[str]:
        added = _added_ids(_object(item, "add"))
        for name, changes in _object(item, "change").items():
            if not isinstance(name, str) or not isinstance(changes, dict):
                continue
            if name in added:
                yield f"changes {quoted(name)}, which it adds itself: say it there"
            elif message := self._names.reference("changes", name, risks=True):
                yield message
            else:
                yield from self._fields(name, changes)

    def _fields(self, name: str, changes: Mapping[Any, Any]) -> Iterator[str]:
        given = {path: value for path, value in changes.items() if isinstance(path, str)}
        if not given:
            yield f"changes nothing of {quoted(name)}"
        for path, value in given.items():
            steps = steps_of(path)
            if steps[:1] == ("id",):
                yield f"changes the id of {quoted(name)}, by which it is known"
            elif value is None and steps and path.endswith("]"):
                rule = "null takes a field away; to take away an entry, give the whole list"
                yield f"changes {printable(path)} of {quoted(name)} to null: {rule}"
            elif not _is_json(value):
                rule = (
                    "what JSON cannot hold: only lists, objects, text and finite numbers are read"
                )
                yield f"changes {printable(path)} of {quoted(name)} to {rule}"
        _, nowhere = changed(self._items[name], given)
        for path in nowhere:
            rule = "" if steps_of(path) else "; a path is like needs[0].switchover.decide"
            yield f"changes {quoted(path)} of {quoted(name)}, which is not there{rule}"

    @cached_property
    def _items(self) -> dict[str, Raw]:
        both = (*self._names.components, *self._names.risks)
        return {name: item for _, item in both if isinstance(name := item.get("id"), str)}

    def _spare(self, item: Raw) -> Iterator[str]:
        components = _object(item, "add").get("components")
        added = (
            [c for c in components if isinstance(c, dict)] if isinstance(components, list) else []
        )
        for risk, names in _object(item, "spare").items():
            if not isinstance(risk, str):
                continue
            if risk not in self._names.risk_ids:
                what = "is a component, not a shared risk"
                near = self._names.near(risk, self._names.risk_ids)
                rule = what if risk in self._names.ids else f"does not exist{near}"
                yield f"spares something of {quoted(risk)}, which {rule}"
                continue
            parts = [*self._names.components, *enumerate(added)]
            hits = hits_of(self._items[risk].get("hits"), parts)
            hit = {str(part["id"]) for part in hits if _has_id(part)}
            for name in texts(names):
                if name not in hit:
                    near = self._names.near(name, hit)
                    yield f"spares {quoted(name)} of {quoted(risk)}, which does not hit it{near}"
            yield from (
                f"spares {quoted(name)} of {quoted(risk)} twice" for name in twice(texts(names))
            )

    # -- links for every pair ---------------------------------------------------------------------

    def _family(self, item: Raw) -> Iterator[str]:
        if "link" not in item:
            if "between" in item:
                yield "has between without link: what would be between them?"
            return
        if plain := [key for key in DOES if key != "link" and item.get(key)]:
            yield f"has {plain[0]} beside link: each link is an option by itself; make it two"
        for key in ("id", "connects"):
            if key in _object(item, "link"):
                yield f"link has {key}, which each of the links has by itself"
        between = item.get("between")
        if between is None:
            yield "has link without between: between what?"
        elif isinstance(between, dict) and (wanted := wanted_of(between)):
            yield from self._ends(item, wanted)

    def _ends(self, item: Raw, wanted: Mapping[str, str]) -> Iterator[str]:
        for key, value in wanted.items():
            known = {v for _, c in self._names.components for v in selectable(c, key)}
            if value not in known:
                near = self._names.near(value, known)
                yield f"is between the {key} {quoted(value)}, which no component has{near}"
                return
        ends = self.ends(wanted)
        if len(ends) < 2:
            yield f"is between {counted(len(ends), 'node')}: a link has two ends"
        if item.get("cost_per_km") is not None and _may_be_more_than_0(item["cost_per_km"]):
            yield from _without_place(ends)
        if isinstance(name := item.get("id"), str):
            yield from self._taken(name, sorted(str(c["id"]) for c in ends), item)

    def ends(self, wanted: Mapping[str, str]) -> list[Raw]:
        """The nodes that are selected."""
        return [
            item
            for _, item in self._names.components
            if "connects" not in item
            and _has_id(item)
            and all(value in selectable(item, key) for key, value in wanted.items())
        ]

    def _taken(self, family: str, ends: Sequence[str], item: Raw) -> Iterator[str]:
        """Where two things would have the id of one of its links."""
        selected = frozenset(ends)
        kinds = selectable(_object(item, "link"), "kind")
        for name in self._named(family):
            for a, b in _halves(name.removeprefix(f"{family}:")):
                if a < b and {a, b} <= selected and not self._is_joined(a, b, kinds):
                    yield f"has a link {quoted(name)}: that id is taken"
        for (a, b), (c, d) in _confused(ends):
            both = f"from {quoted(a)} to {quoted(b)} and from {quoted(c)} to {quoted(d)}"
            yield f"has two links {quoted(link_id(family, a, b))}: {both}"

    def _named(self, family: str) -> list[str]:
        """What is called as a link of an option would be."""
        front = f"{family}:"
        at = bisect_left(self._known, front)
        return list(takewhile(lambda name: name.startswith(front), self._known[at:]))

    @cached_property
    def _known(self) -> list[str]:
        """All ids, sorted."""
        known: Iterable[str] = (
            *self._names.ids,
            *self._names.risk_ids,
            *self._names.mode_ids,
            *self._ids,
        )
        return sorted(set(known))

    def _is_joined(self, a: str, b: str, kinds: Iterable[str]) -> bool:
        return any((frozenset((a, b)), kind) in self._joined for kind in kinds)

    @cached_property
    def _joined(self) -> set[tuple[frozenset[str], str]]:
        """The ends of links, with the kind."""
        found: set[tuple[frozenset[str], str]] = set()
        for _, item in self._names.components:
            if len(ends := texts(item.get("connects"))) == 2:
                found.update((frozenset(ends), kind) for kind in selectable(item, "kind"))
        return found


def _object(item: Raw, key: str) -> dict[Any, Any]:
    value = item.get(key)
    return value if isinstance(value, dict) else {}


def _added_ids(add: Raw) -> list[str]:
    found = []
    for section in _ITEMS:
        items = add.get(section)
        for item in items if isinstance(items, list) else ():
            found += [item["id"]] if isinstance(item, dict) and _has_id(item) else []
    return found


def _has_id(item: Raw) -> bool:
    return isinstance(item.get("id"), str)


def _may_be_more_than_0(cost: object) -> bool:
    """Whether it costs something, as far as it is a number: the schema says what is none."""
    if isinstance(cost, bool) or not isinstance(cost, int | float | dict):
        return True
    low = cost.get("low") if isinstance(cost, dict) else cost
    return not isinstance(low, int | float) or low != 0


def _is_json(value: object) -> bool:
    if isinstance(value, dict):
        return all(isinstance(key, str) and _is_json(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(_is_json, value))
    return value is None or isinstance(value, str | int) or _is_finite(value)


def _is_finite(value: object) -> bool:
    return isinstance(value, float) and isfinite(value)


def _without_place(ends: Sequence[Raw]) -> Iterator[str]:
    lost = [str(c["id"]) for c in ends if any(c.get(key) is None for key in _PLACE)]
    if lost:
        named = ", ".join(map(quoted, lost[:MAX_NAMED]))
        more = f" and {len(lost) - MAX_NAMED} more" if len(lost) > MAX_NAMED else ""
        have = "has" if len(lost) == 1 else "have"
        yield f"has cost_per_km, but {named}{more} {have} no latitude and longitude"


def _halves(name: str) -> Iterator[tuple[str, str]]:
    """All two ids of which the id of a link may be made."""
    at = name.find(_BETWEEN)
    while at >= 0:
        yield name[:at], name[at + len(_BETWEEN) :]
        at = name.find(_BETWEEN, at + 1)


def _confused(ends: Sequence[str]) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Pairs of pairs, of sorted ends, whose links would have one id.

    With the shorter first end `a` the longer one is `a--m`, of which the other second end has the
    rest before its own.
    """
    selected = frozenset(ends)
    for c in ends:
        for a, rest in _halves(f"{c}{_BETWEEN}"):
            if len(a) >= len(c) or a not in selected:
                continue
            at = bisect_left(ends, rest)
            while at < len(ends) and ends[at].startswith(rest):
                b, d = ends[at], ends[at].removeprefix(rest)
                if d in selected and a < b and c < d:
                    yield (a, b), (c, d)
                at += 1
