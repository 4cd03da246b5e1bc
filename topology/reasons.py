"""Why: the shortest chain of failures from a cause to what it takes down, step by step.

A step x -> y says that y is down and that x, down before it, stands in a part of y's needs that no
longer holds. For a `reach` that is a link or node that blocks: y still comes up to it, and the goal
would be reached from it by a way that y has lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from topology import schema
from topology.graph import Graph, Mesh, Network, choice
from topology.order_one import OrderOne

MAX_STEPS = 12
"""Longer chains are shown by their first and last steps, with the number left out between."""
_MAX_NAMES = 4


class Explainer:
    """Explains what one cause takes down. `cause` is a component, or `graph.size` plus a risk."""

    def __init__(self, order: OrderOne, cause: int) -> None:
        self.graph = order.graph
        self.cause = cause
        self.down, paths = order.taken_down(cause)
        self.blame = Blame(
            self.graph,
            self.down | self.graph.never_up,
            lost=paths,
            alone={path: cause for path in paths if order.dominates(cause, path)},
        )
        self._before: dict[int, int] | None = None

    def chain(self, target: int) -> list[int]:
        """The shortest chain from the cause to a component that it takes down, both included."""
        if self._before is None:
            self._before = self._search()
        if target not in self._before:
            self.blame = replace(self.blame, before=self._lost_paths())
            self._before = self._search()
        before = self._before
        chain = [target]
        while chain[-1] != self.cause:
            chain.append(before[chain[-1]])
        return chain[::-1]

    def reason(self, target: int) -> tuple[str, ...]:
        """The chain in words, shortened in the middle when it is long."""
        chain = self.chain(target)
        if self.cause < self.graph.size:
            first, rest = [self._fails()], chain
        else:
            first, rest = [self._hits(chain[1])], chain[1:]
        steps = list(zip(rest, rest[1:], strict=False))
        return (*first, *self._shorten(steps))

    def _shorten(self, steps: Sequence[tuple[int, int]]) -> Iterator[str]:
        words = self.blame.step
        if len(steps) <= MAX_STEPS:
            yield from (words(x, y) for x, y in steps)
            return
        half = MAX_STEPS // 2
        yield from (words(x, y) for x, y in steps[:half])
        yield f"… {len(steps) - 2 * half:,} steps like these …"
        yield from (words(x, y) for x, y in steps[-half:])

    def _fails(self) -> str:
        component = self.graph.components[self.cause]
        if component.count == 1:
            return f"{component.id} fails"
        members = f"one of the {component.count:,} members of {component.id} fails"
        return f"{members}, and all are needed" if component.count == component.quorum else members

    def _hits(self, first: int) -> str:
        risk = self.graph.risks[self.cause - self.graph.size]
        others = len(self.graph.risk_hits[self.cause - self.graph.size]) - 1
        more = f" and {others:,} more" if others else ""
        return f"{risk.id} hits {self.graph.ids[first]}{more}"

    def _lost_paths(self) -> dict[int, frozenset[int]]:
        """What was down before each path was lost.

        Where things on a way need what is at its start, all of it is down in the end and shuts one
        another off from the cause; only as it went down does the chain show.
        """
        if self.cause < self.graph.size:
            return self.graph.lost_paths([self.cause])
        return self.graph.lost_paths([], [self.cause - self.graph.size])

    def _search(self) -> dict[int, int]:
        """For each component that goes down, the one before it on its shortest chain.

        Breadth-first from the cause; of equal chains the one of the lower ids.
        """
        graph = self.graph
        before: dict[int, int] = {}
        blamed_by = self._blamed_by()
        if self.cause < graph.size:
            level = [self.cause]
        else:
            level = [v for v in graph.risk_hits[self.cause - graph.size] if v in self.down]
            before.update(dict.fromkeys(level, self.cause))
        seen = set(level)
        while level:
            further: list[int] = []
            for x in sorted(level):
                for y in blamed_by.get(x, ()):
                    if y not in seen:
                        seen.add(y)
                        before[y] = x
                        further.append(y)
            level = further
        return before

    def _blamed_by(self) -> dict[int, list[int]]:
        """For each component that is down, those that are down and blame it, by number."""
        blamed_by: dict[int, list[int]] = {}
        for y in sorted(self.down):
            for x in self.blame.of(y):
                blamed_by.setdefault(x, []).append(y)
        return blamed_by


@dataclass(frozen=True, slots=True)
class Blame:
    """What the parts of a component's needs that do not hold can be blamed on, while `down` is.

    `lost` are the paths that do not hold, beyond those never up. `alone` names for a path the one
    element that by itself cuts it off: nothing else has to be looked for. `before` holds for a
    path what was down before it was lost.
    """

    graph: Graph
    down: Set[int]
    lost: Set[int] = frozenset()
    alone: Mapping[int, int] = field(default_factory=dict)
    before: Mapping[int, Set[int]] = field(default_factory=dict)

    def of(self, y: int) -> set[int]:
        """The components to blame for y, if its needs do not hold."""
        found: set[int] = set()
        for entry in self.graph.components[y].needs:
            found.update(self._entry(entry, y))
        return found

    def _entry(self, entry: schema.Requirement, y: int) -> Iterator[int]:
        """Down components in a part that does not hold; nothing for an entry that holds."""
        if isinstance(entry, str):
            if (x := self.graph.index[entry]) in self.down:
                yield x
        elif isinstance(entry, schema.On):
            if entry.hard and (x := self.graph.index[entry.on]) in self.down:
                yield x
        elif isinstance(entry, schema.Reach):
            yield from self.blockers(entry, y)
        elif not self.holds(entry, y):
            for part in parts_of(entry):
                yield from self._entry(part, y)

    def holds(self, entry: schema.Requirement, y: int) -> bool:
        """Whether an entry of y's needs holds."""
        if isinstance(entry, str):
            return self.graph.index[entry] not in self.down
        if isinstance(entry, schema.On):
            return not entry.hard or self.graph.index[entry.on] not in self.down
        if isinstance(entry, schema.All):
            return all(self.holds(part, y) for part in entry.all)
        if isinstance(entry, schema.Reach):
            path = self.graph.network_of(entry).paths[y]
            return path not in self.lost and path not in self.graph.never_up_paths
        least, parts = choice(entry)
        return sum(self.holds(part, y) for part in parts) >= least

    def blockers(self, entry: schema.Reach, y: int) -> Iterator[int]:
        """Down links and nodes that y comes up to, and beyond which a way to the goal lay."""
        if self.holds(entry, y):
            return
        network = self.graph.network_of(entry)
        path = network.paths[y]
        if path in self.alone:
            yield self.alone[path]
            return
        yield from self._at_the_edge(network, y, self.down)
        if path in self.before:
            yield from self._at_the_edge(network, y, self.before[path])

    def _at_the_edge(self, network: Network, y: int, down: Set[int]) -> Iterator[int]:
        island = reachable_from(network.mesh, y, down)
        distance, far = self.graph.distances(network), len(self.graph.ids)
        nearest = min(distance.get(u, far) for u in island)
        beyond: Mapping[int, int] | None = None
        for u in sorted(island):
            for v, link in network.mesh.arcs_out.get(u, ()):
                if v in island or v not in distance or v in self.graph.never_up:
                    continue
                if distance[v] >= nearest:
                    # Its shortest way may lead back here: look for one that does not.
                    if beyond is None:
                        beyond = network.reaching(self.graph.never_up | island)
                    if v not in beyond:
                        continue
                if link in down:
                    yield link
                elif v in down:
                    yield v

    # -- words ----------------------------------------------------------------------------------

    def step(self, x: int, y: int) -> str:
        """One step of a chain: how x being down makes y go down."""
        component = self.graph.components[y]
        for entry in component.needs:
            if not self.holds(entry, y) and x in set(self._entry(entry, y)):
                return f"{component.id} {self._words(entry, x, y)}"
        return f"{component.id} goes down"

    def _words(self, entry: schema.Requirement, x: int, y: int) -> str:
        if isinstance(entry, schema.All):
            broken = (part for part in entry.all if x in set(self._entry(part, y)))
            return self._words(next(broken), x, y)
        if isinstance(entry, schema.Reach):
            return f"cannot reach {entry.reach}{over_words(entry)}"
        if isinstance(entry, str | schema.On):
            return f"needs {self.graph.ids[x]}"
        least, parts = choice(entry)
        if least == len(parts):
            broken = (part for part in parts if x in set(self._entry(part, y)))
            return self._words(next(broken), x, y)
        if isinstance(entry, schema.FirstOf):
            return "has no standby left"
        if isinstance(entry, schema.Any):
            return "has no alternative left"
        left = sum(self.holds(part, y) for part in parts)
        return f"has {left:,} of {len(parts):,} alternatives left and needs {least:,}"


def parts_of(entry: schema.All | schema.Any | schema.AtLeast | schema.FirstOf) -> Sequence[schema.Requirement]:
    """The entries inside a compound one."""
    return entry.all if isinstance(entry, schema.All) else choice(entry)[1]


def over_words(entry: schema.Reach) -> str:
    """The kinds a reach is bound to, in words."""
    return "" if entry.over is None else f" over {' or '.join(entry.over)}"


def reachable_from(mesh: Mesh, start: int, down: Set[int]) -> set[int]:
    """The nodes that a path of working links and nodes leads to, `start` included."""
    arcs_out = mesh.arcs_out
    found = {start}
    todo = [start]
    for node in todo:
        for further, link in arcs_out.get(node, ()):
            if further not in found and link not in down and further not in down:
                found.add(further)
                todo.append(further)
    return found


def never_up_reason(graph: Graph, target: int) -> tuple[str, ...]:
    """Why a component does not work with nothing failed: the shortest chain from a missing path.

    With nothing failed every need holds but those that ask for a path that does not exist.
    """
    blame = Blame(graph, graph.never_up)
    after: dict[int, int] = {}
    queue, seen = [target], {target}
    for y in queue:
        missing = next(iter(_missing_paths(graph, blame, y)), None)
        if missing is not None:
            steps = [missing]
            while y != target:
                x, y = y, after[y]
                steps.append(blame.step(x, y))
            return tuple(steps)
        for x in sorted(blame.of(y)):
            if x not in seen:
                seen.add(x)
                after[x] = y
                queue.append(x)
    return (f"{graph.ids[target]} is never up",)


def _missing_paths(graph: Graph, blame: Blame, y: int) -> Iterator[str]:
    component = graph.components[y]
    for entry in _reaches(component.needs, blame, y):
        if not any(True for _ in blame.blockers(entry, y)):
            yield f"{component.id} has no path to {entry.reach}{over_words(entry)}"


def _reaches(entries: Iterable[schema.Requirement], blame: Blame, y: int) -> Iterator[schema.Reach]:
    """The reach entries that do not hold, in parts that do not hold."""
    for entry in entries:
        if isinstance(entry, str | schema.On) or blame.holds(entry, y):
            continue
        if isinstance(entry, schema.Reach):
            yield entry
        else:
            yield from _reaches(parts_of(entry), blame, y)
