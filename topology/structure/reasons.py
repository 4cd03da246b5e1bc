"""Why: the shortest chain of failures from a cause to what it takes down, step by step.

A step x -> y says that x fell before y (see `waves`) and stands in a part of y's needs that did not
hold when y fell. For a `reach` x is a link or node that blocked the way when it was lost: y still
came up to it, and beyond it the goal would have been reached without coming back.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from topology.document import schema
from topology.structure.graph import Graph, Mesh, Network, choice
from topology.structure.order_one.order_one import OrderOne
from topology.structure.order_one.single_cuts import Cuts
from topology.structure.waves import Before, Waves

MAX_STEPS = 12
"""Longer chains are shown by their first and last steps, with the number left out between."""
_SHORT = 64
_KEPT = 5_000_000
"""Components in all failures whose explanations are kept."""


class Reasons:
    """The reasons of single failures. A cause is a component, or `graph.size` plus a risk."""

    def __init__(self, order: OrderOne) -> None:
        self.order = order
        self.graph = order.graph
        self._explainers: dict[int, Explainer] = {}
        self._kept = 0
        self._relay = Relay(order)

    def chain(self, target: int, cause: int) -> Chain:
        """The shortest chain from a cause to a component that it takes down."""
        run, end = self._relay.run(cause, target)
        rest = [end] if end == target else self._explainer(end).chain(target)
        return Chain(self._relay, cause, run, rest)

    def reason(self, target: int, cause: int) -> tuple[str, ...]:
        """That chain in words, shortened in the middle when it is long."""
        direct = self._direct(target, cause)
        if direct:
            return self._fails(cause), f"{self.graph.ids[target]} {direct}"
        chain = self.chain(target, cause)
        steps = chain.length
        skip = 0 if cause < self.graph.size else 1
        words = [self._fails(cause) if not skip else self._hits(cause, chain.at(1))]
        half = MAX_STEPS // 2
        hidden = steps - skip - 2 * half
        if hidden <= 0:
            words.extend(self._step(chain, k) for k in range(skip, steps))
        else:
            words.extend(self._step(chain, k) for k in range(skip, skip + half))
            words.append(left_out(hidden))
            words.extend(self._step(chain, k) for k in range(steps - half, steps))
        return tuple(words)

    def _direct(self, target: int, cause: int) -> str:
        """The words when the failure of a component alone breaks an entry: the shortest of chains.

        So most are found without following the failure any further.
        """
        if cause >= self.graph.size:
            return ""
        entries = self.graph.components[target].needs
        said = self._broken(entries, target, cause)
        return min(said, key=_plain_first, default="")

    def _broken(
        self, entries: Iterable[schema.Requirement], target: int, cause: int
    ) -> Iterator[str]:
        graph = self.graph
        for entry in entries:
            if isinstance(entry, str | schema.On):
                name = entry if isinstance(entry, str) else entry.on if entry.hard else None
                if name == graph.ids[cause]:
                    yield f"needs {name}"
            elif isinstance(entry, schema.Reach):
                path = graph.network_of(entry).paths[target]
                if self.order.dominates(cause, path):
                    yield f"cannot reach {entry.reach}{over_words(entry)}"
            elif isinstance(entry, schema.All):
                yield from self._broken(entry.all, target, cause)

    def _step(self, chain: Chain, k: int) -> str:
        x, y = chain.at(k), chain.at(k + 1)
        if k < chain.run:
            return f"{self.graph.ids[y]} needs {self.graph.ids[x]}"
        return self._explainer(chain.rest[0]).step(x, y)

    def _explainer(self, cause: int) -> Explainer:
        """Kept as long as there is room: one cause mostly takes several targets down."""
        found = self._explainers.get(cause)
        if found is None:
            found = Explainer(self.order, cause)
            self._kept += len(found.down)
            while self._explainers and self._kept > _KEPT:
                self._kept -= len(self._explainers.pop(next(iter(self._explainers))).down)
            self._explainers[cause] = found
        return found

    def _fails(self, cause: int) -> str:
        component = self.graph.components[cause]
        if component.count == 1:
            return f"{component.id} fails"
        members = f"one of the {component.count:,} members of {component.id} fails"
        return f"{members}, and all are needed" if component.count == component.quorum else members

    def _hits(self, cause: int, first: int) -> str:
        number = cause - self.graph.size
        others = len(self.graph.risk_hits[number]) - 1
        more = f" and {others:,} more" if others else ""
        return f"{self.graph.risks[number].id} hits {self.graph.ids[first]}{more}"


def _plain_first(words: str) -> tuple[bool, str]:
    """Of several ways to say why, whatever their order in the file: "needs x" if there is one."""
    return not words.startswith("needs "), words


def left_out(hidden: int) -> str:
    """Stands for the steps in the middle of a long chain."""
    return f"… {hidden:,} more step{'s' if hidden > 1 else ''} …"


class Relay:
    """Components that hand a failure on to the only one that needs them.

    What takes such a component down takes that one down next, and goes on from there; so a chain
    of them is a path in a forest, and a place on it is found without walking it (see `Cuts`).
    In a cycle there is no such order: there nothing is taken for a relay.
    """

    def __init__(self, order: OrderOne) -> None:
        self.order = order
        self._next: dict[int, int] = {}
        self._forest: tuple[Cuts, dict[int, int]] | None = None

    def next(self, component: int) -> int:
        """The only component that needs this one; -1 when there is none or it is not alone."""
        found = self._next.get(component)
        if found is None:
            found = self._next[component] = self._only_user(component)
        return found

    def _only_user(self, component: int) -> int:
        graph = self.order.graph
        users = graph.parents.get(component, ())
        if len(users) != 1 or users[0] >= graph.size or self.order.has_cycles:
            return -1
        on_the_way = any(
            network.goal == component or network.mesh.is_element(component)
            for network in graph.networks
        )
        return users[0] if graph.fails_alone[users[0]] and not on_the_way else -1

    def run(self, cause: int, target: int) -> tuple[int, int]:
        """How many steps are relayed from a cause on its way to a target, and where they end."""
        if cause >= self.order.graph.size:
            return 0, cause
        at = cause
        for steps in range(_SHORT):
            following = self.next(at)
            if at == target or following < 0:
                return steps, at
            at = following
        forest, node_of = self._trees()
        here, there = node_of[cause], node_of[target]
        if forest.root(here) == forest.root(there):
            return forest.depth(here) - forest.depth(there), target
        end = forest.cause[forest.root(here)]
        return forest.depth(here), end

    def after(self, cause: int, steps: int) -> int:
        """The component so many relayed steps after a cause."""
        if steps <= _SHORT:
            for _ in range(steps):
                cause = self.next(cause)
            return cause
        forest, node_of = self._trees()
        node = node_of[cause]
        return forest.cause[forest.ancestor(node, forest.depth(node) - steps)]

    def _trees(self) -> tuple[Cuts, dict[int, int]]:
        """All components in the forest of relays, and the node of each."""
        if self._forest is not None:
            return self._forest
        forest, node_of = Cuts(), dict[int, int]()
        for component in range(self.order.graph.size):
            path = [component]
            while path[-1] not in node_of and self.next(path[-1]) >= 0:
                path.append(self.next(path[-1]))
            for v in reversed(path):
                if v not in node_of:
                    above = self.next(v)
                    node_of[v] = forest.add(v, (node_of[above],) if above >= 0 else ())
        self._forest = forest, node_of
        return self._forest


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain of failures: `run` relayed steps from the cause, then the components of `rest`."""

    relay: Relay
    cause: int
    run: int
    rest: list[int]

    @property
    def length(self) -> int:
        """The number of steps."""
        return self.run + len(self.rest) - 1

    def at(self, k: int) -> int:
        """The component (or shared risk) after k steps."""
        return self.relay.after(self.cause, k) if k < self.run else self.rest[k - self.run]


class Explainer:
    """Explains what one cause takes down."""

    def __init__(self, order: OrderOne, cause: int) -> None:
        graph = self.graph = order.graph
        self.cause = cause
        self.down, lost = order.taken_down(cause)
        if cause < graph.size:
            self.first = [cause] if self.down else []
        else:
            self.first = [v for v in graph.risk_hits[cause - graph.size] if v in self.down]
        self.alone = {path: cause for path in lost if order.dominates(cause, path)}
        self.waves = Waves(graph, self.first, lost, self.alone)

    def chain(self, target: int) -> list[int]:
        """The shortest chain from the cause to a component that it takes down, both included."""
        chain = [target]
        while chain[-1] != self.cause:
            chain.append(self._before[chain[-1]])
        return chain[::-1]

    def step(self, x: int, y: int) -> str:
        """One step of such a chain in words."""
        return self._blame(y).step(x, y)

    def _blame(self, y: int) -> Blame:
        """Whom to blame for the fall of y: judged in the state just before it."""
        return Blame(self.graph, Before(self.waves, self.waves.of[y]), self.waves, self.alone)

    @cached_property
    def _before(self) -> dict[int, int]:
        """For each component that goes down, the one before it on its shortest chain.

        Breadth-first from the cause; of equal chains the one of the lower ids.
        """
        blamed_by: dict[int, list[int]] = {}
        for y in sorted(self.down.difference(self.first)):
            for x in self._blame(y).of(y):
                blamed_by.setdefault(x, []).append(y)
        before = dict.fromkeys(self.first, self.cause)
        level = self.first
        while level:
            further: list[int] = []
            for x in sorted(level):
                for y in blamed_by.get(x, ()):
                    if y not in before:
                        before[y] = x
                        further.append(y)
            level = further
        return before


@dataclass(frozen=True, slots=True)
class Blame:
    """What the parts of a component's needs that do not hold can be blamed on, while `down` is.

    Without `waves` it is the state with nothing failed that is judged. `alone` names for a path the
    one element that by itself cuts it off: nothing else has to be looked for.
    """

    graph: Graph
    down: Container[int]
    waves: Waves | None = None
    alone: Mapping[int, int] = field(default_factory=dict)

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
            return path not in self.down and path not in self.graph.never_up_paths
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
        lost = None if self.waves is None else self.waves.of.get(path)
        when = self.down if self.waves is None or lost is None else Before(self.waves, lost + 1)
        yield from self._at_the_edge(network, y, when)

    def _at_the_edge(self, network: Network, y: int, down: Container[int]) -> Iterator[int]:
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
        return f"{component.id} {self._plainest(component.needs, x, y)}"

    def _plainest(self, entries: Iterable[schema.Requirement], x: int, y: int) -> str:
        """The words for the entry that blames x; of several, whatever their order, "needs x"."""
        broken = (e for e in entries if not self.holds(e, y) and x in set(self._entry(e, y)))
        said = (self._words(entry, x, y) for entry in broken)
        return min(said, key=_plain_first)

    def _words(self, entry: schema.Requirement, x: int, y: int) -> str:
        if isinstance(entry, schema.All):
            return self._plainest(entry.all, x, y)
        if isinstance(entry, schema.Reach):
            return f"cannot reach {entry.reach}{over_words(entry)}"
        if isinstance(entry, str | schema.On):
            return f"needs {self.graph.ids[x]}"
        least, parts = choice(entry)
        if least == len(parts):
            return self._plainest(parts, x, y)
        return exhausted_words(entry, [self.holds(part, y) for part in parts])


def parts_of(
    entry: schema.All | schema.Any | schema.AtLeast | schema.FirstOf,
) -> Sequence[schema.Requirement]:
    """The entries inside a compound one."""
    return entry.all if isinstance(entry, schema.All) else choice(entry)[1]


def exhausted_words(
    entry: schema.Any | schema.AtLeast | schema.FirstOf, holds: Sequence[bool]
) -> str:
    """How a choice of which too few entries hold is told."""
    if isinstance(entry, schema.FirstOf):
        return "has no standby left"
    if isinstance(entry, schema.Any):
        return "has no alternative left"
    return f"has {sum(holds):,} of {len(holds):,} alternatives left and needs {entry.at_least:,}"


def over_words(entry: schema.Reach) -> str:
    """The kinds a reach is bound to, in words."""
    return "" if entry.over is None else f" over {' or '.join(sorted(entry.over))}"


def reachable_from(mesh: Mesh, start: int, down: Container[int]) -> set[int]:
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
        missing = min(_missing_paths(graph, blame, y), default=None)
        if missing is not None:
            chain = [y]
            while chain[-1] != target:
                chain.append(after[chain[-1]])
            steps = pairwise(chain)
            return (missing, *(blame.step(x, further) for x, further in steps))
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
