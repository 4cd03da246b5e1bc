"""Where the load is in one moment: attempts, work, success, as arrays over the nodes.

For given states (what is up, who is active, which queues are full) the loads of one moment are
the solution of

    attempts  A_i = x_i + sum_k calls_ki share_ki u_k (1 + p_i + .. + p_i^R_ki) + passing load
    work      u_k, what k executes of A_k under its capacity
    success   s_i = own success x product over hard needs,   p_i = 1 - s_i

Loads go down the levels of the wiring and success comes up, one sweep each: O(nodes + arcs) in
array operations. Retries, circles of calls and passing load feed back; then sweeps are repeated
from the values before. More failure makes more attempts and these more failure, so the map is
monotone, and the repetition comes to the solution that is nearest on the way: that of the system
itself (hysteresis). Where it converges slowly it is sped up by Aitken's process (1926), which on
such a sequence does not reach past its limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from topology.errors import TopologyError, quoted
from topology.load.moment.wiring import Floats, Form, Ints, Level, Wiring
from topology.structure.network import Network

TOLERANCE = 1e-13
OVER = 1 + 1e-12
"""More than the capacity by a rounding error is not more."""
MAX_SWEEPS = 20_000
SLOW, NEARLY, SMALL = 600, 1e-6, 0.01
CHECK_CIRCLES = 100
Flags = npt.NDArray[np.bool_]


class AmplificationError(TopologyError):
    """Calls in a circle that amplify without bound."""


class Way(NamedTuple):
    """The next link and the next node on the way to the goal of a network."""

    link: int
    node: int


class Limits:
    """What each component can do at a moment; the engine keeps it up to date."""

    def __init__(self, wiring: Wiring) -> None:
        components = wiring.graph.components
        size = wiring.size
        overloads = [component.overload for component in components]
        self.external: Floats = np.array([c.demand or 0.0 for c in components])
        self.capacity: Floats = np.array(
            [np.inf if c.capacity is None else c.capacity for c in components]
        )
        self.limit: Floats = np.array(
            [np.inf if o is None or o.limit is None else o.limit for o in overloads]
        )
        self.cost: Floats = np.array([0.0 if o is None else o.cost for o in overloads])
        self.queues: Flags = np.array(
            [o is not None and o.mode == "queue" for o in overloads], dtype=np.bool_
        )
        self.waiting: Flags = np.zeros(size, dtype=np.bool_)
        self.full: Flags = np.zeros(size, dtype=np.bool_)
        self.late: Flags = np.zeros(size, dtype=np.bool_)
        self.up: Flags = np.ones(size, dtype=np.bool_)

    def copy(self, up: Flags) -> Limits:
        """The same limits, to be changed apart, for components of which these are up."""
        new = copy(self)
        for name in ("external", "capacity", "limit", "waiting", "full", "late"):
            setattr(new, name, getattr(self, name).copy())
        new.up = up
        return new

    def lift(self) -> None:
        """Lets everything carry whatever comes."""
        self.capacity[:] = self.limit[:] = np.inf

    def bounded(self) -> Flags:
        """Components that may not serve all that is offered, even while they are up."""
        return np.isfinite(self.capacity) | np.isfinite(self.limit) | self.queues


_CHANGING = (
    *("weight", "own", "passing", "sent", "let_in", "work", "own_success", "success"),
    *("needs_success", "attempts", "_back_load"),
)


class Flow:
    """The loads of one moment. `solve` finds them anew, from where they were."""

    def __init__(self, wiring: Wiring, limits: Limits) -> None:
        self.wiring = wiring
        self.limits = limits
        size, nodes, arcs = wiring.size, wiring.node_count, wiring.arcs
        self.parent: Ints = np.array([arc.parent for arc in arcs], dtype=np.int64)
        self.child: Ints = np.array([arc.child for arc in arcs], dtype=np.int64)
        self.calls: Floats = np.array([arc.calls for arc in arcs])
        self.weight: Floats = np.ones(len(arcs))
        """The part of its parent's load that an arc gets."""
        self.retries: Ints = np.array([arc.retries for arc in arcs], dtype=np.int64)
        self._retrying = self.retries > 0
        self._returning = np.zeros(len(arcs), dtype=np.bool_)
        self._returning[wiring.returning] = True
        self.own: Floats = np.zeros(nodes)
        """Attempts that are for a node itself; for a component without those that only pass."""
        self.passing: Floats = np.zeros(size)
        self.sent: Floats = np.zeros(nodes)
        """What a node sends on to its arcs: the work that it executes of its own load."""
        self.let_in: Floats = np.zeros(size)
        self.work: Floats = np.zeros(size)
        """What a component executes in all."""
        self.own_success: Floats = np.ones(size)
        self.success: Floats = np.ones(nodes)
        self.needs_success: Floats = np.ones(size)
        """What a component's hard needs leave of its success."""
        self.attempts: Floats = self.calls.copy()
        """Attempts on each arc for each unit that its parent sends."""
        self.ways: list[dict[int, Way]] = [{} for _ in wiring.graph.networks]
        """The next hop of each node that load passes, farthest first."""
        self._along: list[dict[int, float]] = [{} for _ in wiring.graph.networks]
        self._levels = [_LevelPlan(self, level) for level in wiring.levels]
        self._feeds_back = bool(self._retrying.any() or self._returning.any() or wiring.paths)
        self._back_load: Floats = np.zeros(nodes)

    def copy(self, limits: Limits) -> Flow:
        """The same loads, to be changed apart under other limits."""
        new = copy(self)
        new.limits = limits
        for name in _CHANGING:
            setattr(new, name, getattr(self, name).copy())
        new.ways, new._along = list(self.ways), list(self._along)
        return new

    @property
    def offered(self) -> Floats:
        """Attempts that each component is offered, those that only pass included."""
        return self.own[: self.wiring.size] + self.passing

    def rebound(self) -> None:
        """Has to be called when a component gets a capacity or a limit that had none."""
        self._levels = [_LevelPlan(self, level) for level in self.wiring.levels]

    # -- the solution of one moment -----------------------------------------------------------

    def solve(self) -> None:
        """Finds the loads; raises `AmplificationError` when there are none."""
        state = self._state()
        hurry = _Hurry(state)
        for sweep in range(1, MAX_SWEEPS + 1):
            with np.errstate(over="ignore", invalid="ignore"):
                self._sweep(state)
            if not self._feeds_back:
                return
            found = self._state()
            if not np.all(np.isfinite(found)):
                break
            step = relative(found, state)
            if step <= TOLERANCE:
                return
            if sweep % CHECK_CIRCLES == 0:
                self._check_circles()
            state = hurry.next(state, found, step)
            self._keep_sensible(state)
            if sweep == SLOW and step < NEARLY:
                # At the very edge (load just at capacity) p ends like n^(-1/R), and rounding hides
                # where: a share that small is taken for what it tends to, and followed from there.
                size, hurry = self.wiring.size, _Hurry(state)
                np.copyto(state[:size], 1.0, where=state[:size] > 1 - SMALL)
        self._check_circles()
        raise AmplificationError(f"the load of {self._busiest()} does not settle")

    def _state(self) -> Floats:
        """What a sweep starts from: success of what is retried, loads that come back or pass."""
        if not self._feeds_back:
            return np.zeros(0)
        size = self.wiring.size
        return np.concatenate((self.success[:size], self._back_load, self.passing))

    def _keep_sensible(self, state: Floats) -> None:
        """Successes lie between 0 and 1, loads are not negative."""
        size = self.wiring.size
        np.clip(state[:size], 0.0, 1.0, out=state[:size])
        np.maximum(state[size:], 0.0, out=state[size:])

    def _sweep(self, state: Floats) -> None:
        size = self.wiring.size
        self.own[:] = 0.0
        self.own[:size] = self.limits.external
        attempts = self.calls * self.weight
        if self._feeds_back:
            nodes = self.wiring.node_count
            failing = 1.0 - state[:size]
            retried = self._retrying
            callee = self.child[retried]
            attempts[retried] *= geometric(failing[callee], self.retries[retried])
            self.own += state[size : size + nodes]
            self.passing = state[size + nodes :].copy()
        for plan in self._levels:
            plan.load(self, attempts)
        self.attempts = attempts
        if self._feeds_back:
            back = self._returning
            self._back_load = np.bincount(
                self.child[back],
                self.sent[self.parent[back]] * attempts[back],
                minlength=self.wiring.node_count,
            ).astype(np.float64)
            self._pass_load()
        for plan in reversed(self._levels):
            plan.succeed(self)

    # -- paths --------------------------------------------------------------------------------

    def find_ways(self, number: int, up: npt.NDArray[np.bool_]) -> None:
        """Sets the ways of a network anew: fewest links, of equal ones the lower ids."""
        network = self.wiring.graph.networks[number]
        down = Down(up)
        distance = network.reaching(down)
        ways: dict[int, Way] = {}
        sources = [
            self.wiring.owners[node] for node, of in self.wiring.paths.items() if of == number
        ]
        for source in sorted(sources):
            node = source
            while node in distance and distance[node] and node not in ways:
                ways[node] = _next(network, node, distance, down)
                node = ways[node].node
        farthest = sorted(ways, key=lambda node: (-distance[node], node))
        self.ways[number] = {node: ways[node] for node in farthest}

    def _pass_load(self) -> None:
        """The load that passes links and nodes, and the success along the ways."""
        if not self.wiring.paths:
            return
        self.passing = np.zeros(self.wiring.size)
        loads: list[dict[int, float]] = [{} for _ in self.ways]
        for node, number in self.wiring.paths.items():
            source = self.wiring.owners[node]
            loads[number][source] = loads[number].get(source, 0.0) + float(self.own[node])
        for number, ways in enumerate(self.ways):
            load, goal = loads[number], self.wiring.graph.networks[number].goal
            for node, way in ways.items():
                amount = load.get(node, 0.0)
                self.passing[way.link] += amount
                if way.node != goal:
                    self.passing[way.node] += amount
                    load[way.node] = load.get(way.node, 0.0) + amount
            along: dict[int, float] = {}
            for node in reversed(ways):
                way = ways[node]
                passed = float(self.own_success[way.link])
                if way.node != goal:
                    passed *= float(self.own_success[way.node]) * along[way.node]
                along[node] = passed
            self._along[number] = along

    def passed(self, path: int) -> list[int]:
        """The links and components on the way that a PATH asks for."""
        ways, at = self.ways[self.wiring.paths[path]], self.wiring.owners[path]
        found: list[int] = []
        while at in ways:
            found.extend(ways[at])
            at = ways[at].node
        return found

    def along(self, path: int) -> float:
        """The success of what is passed on the way that a PATH asks for; 0 without a way."""
        return self._along[self.wiring.paths[path]].get(self.wiring.owners[path], 0.0)

    # -- circles ------------------------------------------------------------------------------

    def _check_circles(self) -> None:
        """Raises when calls in a circle among what no capacity bounds amplify."""
        gain = self.attempts
        for nodes in self.wiring.circles:
            free = [n for n in nodes if n >= self.wiring.size or not self._is_saturated(n)]
            if not self.own[free].any():
                continue
            place = {node: i for i, node in enumerate(free)}
            matrix = np.zeros((len(free), len(free)))
            for node in free:
                if node < self.wiring.size and not self.limits.up[node]:
                    continue
                for number in self.wiring.arcs_from[node]:
                    child = self.wiring.arcs[number].child
                    if child in place:
                        matrix[place[child], place[node]] += gain[number]
            if free and spectral_radius(matrix) >= 1 - 1e-9:
                raise AmplificationError(self._circle_words(free))

    def _is_saturated(self, component: int) -> bool:
        capacity = self.limits.capacity[component]
        return bool(np.isfinite(capacity) and self.offered[component] > capacity)

    def _circle_words(self, nodes: list[int]) -> str:
        ids = self.wiring.graph.ids
        heaviest = max((n for n in nodes if n < self.wiring.size), key=lambda n: self.own[n])
        circle = [ids[n] for n in self.wiring.circle_through(heaviest)]
        first = circle.index(min(circle))
        names = " → ".join((*circle[first:], *circle[:first], circle[first]))
        return (
            f"calls go round in a circle and amplify without bound: {names}; "
            "give one of these needs `calls` below 1 (0 if it only has to be there)"
        )

    def _busiest(self) -> str:
        return quoted(self.wiring.graph.ids[int(np.nanargmax(self.own[: self.wiring.size]))])


class _LevelPlan:
    """One level with the index arrays that a sweep uses over and over."""

    def __init__(self, flow: Flow, level: Level) -> None:
        bounded = flow.limits.bounded()
        components = level.components
        self.bounded = components[bounded[components]]
        self.free = components[~bounded[components]]
        self.junctions = level.junctions
        forward = level.arcs[~flow._returning[level.arcs]]
        self.arcs = forward
        self.parents, self.children = flow.parent[forward], flow.child[forward]
        self.products, self.product_arcs, self.product_starts = level.products
        self.product_children = flow.child[self.product_arcs]
        self.sums, self.sum_arcs, self.sum_starts = level.sums
        self.sum_children = flow.child[self.sum_arcs]
        forms = flow.wiring.forms
        self.paths = [int(n) for n in self.products if forms[n] is Form.PATH]
        self.makers = self.products[self.products < flow.wiring.size]
        self.bare = components[~np.isin(components, self.makers)]
        self.retried = bool(
            flow._retrying[self.product_arcs].any() or flow._retrying[self.sum_arcs].any()
        )
        arcs = np.concatenate((self.product_arcs, self.sum_arcs))
        self.uncalled = bool((flow.calls[arcs] == 0).any())
        self.queues = components[flow.limits.queues[components]]

    def load(self, flow: Flow, attempts: Floats) -> None:
        """Takes what arrives at this level, executes it, and sends it on."""
        if len(self.free):
            free = self.free
            up = flow.limits.up[free]
            flow.sent[free] = np.where(up, flow.own[free], 0.0)
            flow.own_success[free] = up
            offered = flow.own[free] + flow.passing[free]
            flow.let_in[free] = offered
            flow.work[free] = np.where(up, offered, 0.0)
        if len(self.bounded):
            self._serve(flow)
        if len(self.junctions):
            flow.sent[self.junctions] = flow.own[self.junctions]
        if len(self.arcs):
            np.add.at(flow.own, self.children, flow.sent[self.parents] * attempts[self.arcs])

    def _serve(self, flow: Flow) -> None:
        """Work and success of components that have a capacity, a limit or a queue."""
        limits, v = flow.limits, self.bounded
        own = flow.own[v]
        offered = own + flow.passing[v]
        up, queue = limits.up[v], limits.queues[v]
        capacity = np.where(up, limits.capacity[v], 0.0)
        into = np.minimum(offered, limits.limit[v])
        over = into > capacity * OVER
        cost = limits.cost[v]
        room = np.where(cost < 1, 1 - cost, 1.0)
        good = np.where(cost < 1, np.maximum(0.0, (capacity - cost * into) / room), 0.0)
        good = np.where(over, good, into)
        work = np.where(over, capacity, into)
        if queue.any():
            waits = queue & ~(limits.full[v] & over)
            good = np.where(queue, np.where(waits, into, capacity), good)
            good = np.where(queue & limits.late[v], 0.0, good)
            drained = np.where(limits.waiting[v], capacity, np.minimum(into, capacity))
            work = np.where(queue, drained, work)
            into = np.where(queue & ~waits, capacity, into)
        up_or_queue = up | queue
        # Where nothing is offered nothing fails, but for what is late in a queue.
        idle = ~limits.late[v]
        with np.errstate(divide="ignore", invalid="ignore"):
            success = np.where(offered > 0, good / offered, idle)
            part = np.where(offered > 0, own / offered, 1.0)
        flow.own_success[v] = np.where(up_or_queue, success, 0.0)
        flow.let_in[v] = into
        flow.work[v] = work
        flow.sent[v] = np.where(up, work * part, 0.0)

    def succeed(self, flow: Flow) -> None:
        """The success of this level's nodes, from that of the levels below."""
        success = flow.success
        if len(self.sums):
            values = self._seen(flow, self.sum_children, self.sum_arcs) * flow.weight[self.sum_arcs]
            success[self.sums] = np.add.reduceat(values, self.sum_starts)
        if len(self.bare):
            success[self.bare] = flow.own_success[self.bare]
        if len(self.products):
            values = self._seen(flow, self.product_children, self.product_arcs)
            product = np.multiply.reduceat(values, self.product_starts)
            success[self.products] = product
            if len(self.makers):
                made = product[self.products < flow.wiring.size]
                flow.needs_success[self.makers] = made
                success[self.makers] = made * flow.own_success[self.makers]
            for path in self.paths:
                success[path] *= flow.along(path)
        if len(self.queues):
            asleep = self.queues[~flow.limits.up[self.queues]]
            success[asleep] = flow.own_success[asleep]

    def _seen(self, flow: Flow, children: Ints, arcs: Ints) -> Floats:
        """The success that a caller sees of each callee, after its retries.

        What is not called (`calls` 0) only has to be there: nothing of it can fail.
        """
        seen = flow.success[children]
        if self.retried:
            seen = 1.0 - (1.0 - seen) ** (flow.retries[arcs] + 1)
        return np.where(flow.calls[arcs] > 0, seen, 1.0) if self.uncalled else seen


class _Hurry:
    """Speeds a slow repetition up, and calms one that goes to and fro.

    What a circle of calls hands on goes round in it, so states are compared a `WINDOW` of sweeps
    apart, which most circles divide. If they draw near at a steady ratio, Aitken's process jumps to
    where that leads; if they do not change at all though each sweep does, steps are halved.
    """

    WINDOW = 12

    def __init__(self, state: Floats) -> None:
        self._sweeps = 0
        self._state = state
        self._change: Floats | None = None
        self._halved = False

    def next(self, state: Floats, found: Floats, step: float) -> Floats:
        """Where the next sweep starts, when one from `state` has `found` another."""
        if self._halved:
            found = (state + found) / 2
        self._sweeps += 1
        if self._sweeps % self.WINDOW:
            return found
        change = found - self._state
        length, before = _length(change), self._change
        self._state, self._change = found, change
        if length <= step * 1e-6:
            self._halved = True
        elif before is not None and step < 1e-3:
            ratio = length / _length(before)
            if 0.05 < ratio < 1 - 1e-9:
                self._state = found + change * (ratio / (1 - ratio))
                self._change = None
                return self._state
        return found


def _length(change: Floats) -> float:
    return float(np.max(np.abs(change), initial=0.0))


def relative(found: Floats, state: Floats) -> float:
    """The largest difference, relative to what is greater than 1."""
    return _length((found - state) / np.maximum(1.0, np.abs(found)))


class Down:
    """What is not up, as a container."""

    def __init__(self, up: Sequence[bool] | Flags) -> None:
        self.up = up

    def __contains__(self, component: object) -> bool:
        return isinstance(component, int) and not self.up[component]


def _next(network: Network, node: int, distance: dict[int, int], down: Down) -> Way:
    """The next hop of a node from which the goal is reached."""
    steps = [
        (v, link)
        for v, link in network.mesh.arcs_out.get(node, ())
        if distance.get(v, -1) == distance[node] - 1 and link not in down and v not in down
    ]
    further, link = min(steps)
    return Way(link, further)


def geometric(ratio: Floats, times: Ints) -> Floats:
    """1 + r + .. + r^times for each element, exact also near r = 1.

    >>> geometric(np.array([0.5, 1.0]), np.array([2, 3])).tolist()
    [1.75, 4.0]
    """
    most = int(times.max(initial=0))
    if most <= 64:
        total = np.ones_like(ratio)
        for further in range(most):
            total = np.where(times > further, 1.0 + ratio * total, total)
        return total
    with np.errstate(divide="ignore", invalid="ignore"):
        closed = (1.0 - ratio ** (times + 1.0)) / (1.0 - ratio)
    return np.where(ratio < 1.0, closed, times + 1.0)


def spectral_radius(matrix: Floats) -> float:
    """The largest eigenvalue of a non-negative matrix, by its absolute value."""
    return float(np.max(np.abs(np.linalg.eigvals(matrix)), initial=0.0))
