"""What pushes a service: a brownout of a component, or a surge of demands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from topology.document import schema
from topology.errors import UnknownIdError, UsageError, quoted
from topology.loads.moment.wiring import Wiring
from topology.values.units import format_duration


class Kind(StrEnum):
    """What is done, and what its strength is."""

    BROWNOUT = "brownout"
    """The strength is the share of the capacity that is gone."""
    SURGE = "surge"
    """The strength is what the demands are multiplied by."""


DEPTHS = tuple(k / 10 for k in range(1, 11))
"""Shares of a capacity."""
FACTORS = (1.1, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 7.0, 10.0)
"""Times a demand."""
MOST_NAMED = 5
"""Ids that an error names."""


@dataclass(frozen=True, slots=True)
class Push:
    """What is done to which components, from time 0 for some time; afterwards all is as before."""

    kind: Kind
    of: tuple[str, ...]
    """The component that browns out, or those whose demands rise; sorted."""

    @property
    def strengths(self) -> tuple[float, ...]:
        """The strengths of the grid, the weakest first."""
        return DEPTHS if self.kind is Kind.BROWNOUT else FACTORS

    @property
    def none(self) -> float:
        """The strength at which nothing is done."""
        return 0.0 if self.kind is Kind.BROWNOUT else 1.0

    def events(self, strength: float, length_s: float) -> tuple[schema.Event, ...]:
        """The push and its end."""
        field = "capacity" if self.kind is Kind.BROWNOUT else "demand"
        during = strength
        if self.kind is Kind.BROWNOUT:
            # The share nearest to what is left: 1 - 0.7 is not 0.3.
            during = round(1.0 - strength, 12)
        return tuple(
            schema.Event(at=at, times=times, **{field: name})  # type: ignore[arg-type]
            for at, times in (("0 s", during), (format_duration(length_s), 1.0))
            for name in self.of
        )


def brownout(wiring: Wiring, target: int, of: str | None) -> Push:
    """The brownout of a component, or else of the target. Raises `UsageError`, `UnknownIdError`."""
    graph = wiring.graph
    v = target if of is None else _component(wiring, of)
    if graph.components[v].capacity is None:
        said = f"{quoted(graph.ids[v])} has no capacity, so none of it can be gone"
        raise UsageError(said + _instead(_with_capacity(wiring, target)))
    return Push(Kind.BROWNOUT, (graph.ids[v],))


def surge(wiring: Wiring, target: int, of: str | None) -> Push:
    """A surge of one demand, or else of all that reach the target.

    Raises `UsageError`, `UnknownIdError`.
    """
    graph = wiring.graph
    callers = [graph.ids[v] for v in sorted(_callers(wiring, target)) if graph.components[v].demand]
    if of is None:
        if not callers:
            raise UsageError(f"no demand reaches {quoted(graph.ids[target])}, so none can surge")
        return Push(Kind.SURGE, tuple(sorted(callers)))
    v = _component(wiring, of)
    if not graph.components[v].demand:
        raise UsageError(f"{quoted(of)} has no demand that could surge" + _instead(callers))
    return Push(Kind.SURGE, (of,))


def needed_by(wiring: Wiring, target: int) -> set[int]:
    """The components that calls of a target may come to, itself included."""
    return _reached(wiring, target, callers=False)


def _component(wiring: Wiring, name: str) -> int:
    index = wiring.graph.index
    if name not in index:
        raise UnknownIdError("component", name, index)
    return index[name]


def _instead(names: Sequence[str]) -> str:
    """Whom to name in place of what was named."""
    if not names:
        return ""
    more = f" and {len(names) - MOST_NAMED:,} more" if len(names) > MOST_NAMED else ""
    return f"; --of ID could be {', '.join(names[:MOST_NAMED])}{more}"


def _with_capacity(wiring: Wiring, target: int) -> list[str]:
    components = wiring.graph.components
    needed = needed_by(wiring, target)
    return sorted(components[v].id for v in needed if components[v].capacity is not None)


def _callers(wiring: Wiring, target: int) -> set[int]:
    return _reached(wiring, target, callers=True)


def _reached(wiring: Wiring, target: int, *, callers: bool) -> set[int]:
    """The components along all needs, from a target down or up to it."""
    todo, seen = [target], {target}
    up = _askers(wiring) if callers else {}
    for node in todo:
        beside = up.get(node, ()) if callers else _asked(wiring, node)
        fresh = [other for other in dict.fromkeys(beside) if other not in seen]
        seen.update(fresh)
        todo.extend(fresh)
    return {v for v in seen if v < wiring.size}


def _asked(wiring: Wiring, node: int) -> Iterator[int]:
    """What a node needs; of a way over a network its goal, and all that it may pass."""
    for number in wiring.arcs_from[node]:
        yield wiring.arcs[number].child
    if node in wiring.paths:
        network = wiring.networks[wiring.paths[node]]
        yield from (network.goal, *network.mesh.links, *network.mesh.arcs_in)


def _askers(wiring: Wiring) -> dict[int, list[int]]:
    """The nodes that need each."""
    up: dict[int, list[int]] = {}
    for node in _nodes(wiring):
        for child in _asked(wiring, node):
            up.setdefault(child, []).append(node)
    return up


def _nodes(wiring: Wiring) -> Iterable[int]:
    """Those that load comes from; tools carry none."""
    return range(wiring.first_tool)
