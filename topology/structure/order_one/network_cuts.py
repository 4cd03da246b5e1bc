"""Single failures of the paths over one network: dominators, and causes that hit in several places.

A cause that takes one element of the network down cuts off what that element dominates. A cause
that takes several down at once (a duct, a power feed) may cut off more than each alone: those few
are followed together, as one bit each of a mask that spreads from the goal over what still works.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from topology.structure.network import Network
from topology.structure.order_one.dominators import immediate_dominators
from topology.structure.order_one.down_sets import DownSets
from topology.structure.order_one.single_cuts import NO_CAUSE, Cuts, Generators

CauseClass = tuple[Generators, tuple[int, ...]]
"""Nodes that take down the same elements, and those elements (see `cause_classes`)."""
_BLOCK = 4096


def solve_network(sets: DownSets, number: int) -> None:
    """Sets `below` of all paths of a network, and of the components that have a core in it."""
    network = sets.graph.networks[number]
    dominators = immediate_dominators(network, sets.graph.never_up)
    sets.dominators[number] = dominators
    extra = _Common(sets, number, dominators).extra()
    cuts, goal = sets.cuts, network.goal
    passing: dict[int, Generators] = {goal: sets.below[goal] or ()}
    dominated = Counter(dominators.values())
    for element, dominator in dominators.items():
        beyond = passing[dominator]
        if element in extra:
            beyond = cuts.union([beyond, extra[element]])
        path = network.paths.get(element)
        if path is not None:
            sets.below[path] = beyond
        core = sets.core_below.get((element, number))
        if core is not None:
            full = cuts.single(NO_CAUSE, cuts.union([core, beyond]))
            sets.below[element] = passing[element] = full
        elif element in dominated:
            both = cuts.union([sets.element(element, number), beyond])
            # A node only where several share it: most links lead to one host.
            alone = dominated[element] == 1 and len(both) == 2
            passing[element] = both if alone else cuts.single(NO_CAUSE, both)


def cause_classes(cuts: Cuts, elements: Sequence[Generators]) -> Iterator[CauseClass]:
    """The nodes below the elements, classed by the set of elements that they take down.

    Of nodes that imply one another within a class only the first is named. Each class gives the
    positions of its elements. Cost: the closures of the elements.
    """
    masks: dict[int, int] = {}
    for position, below in enumerate(elements):
        for node in below:
            masks[node] = masks.get(node, 0) | 1 << position
    for node in cuts.closure(masks):
        masks.setdefault(node, 0)
    implied: dict[int, int] = {}
    classes: dict[int, list[int]] = {}
    for node in sorted(masks, reverse=True):
        mask = masks[node]
        for further in cuts.generators[node]:
            masks[further] |= mask
            implied[further] = max(implied.get(further, 0), mask.bit_count())
        if implied.get(node, 0) < mask.bit_count():
            classes.setdefault(mask, []).append(node)
    for mask, nodes in classes.items():
        yield tuple(nodes), tuple(bits(mask))


def bits(mask: int) -> Iterator[int]:
    """The positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def alive_masks(
    network: Network, down: Iterable[int], kills: Mapping[int, int], every: int
) -> dict[int, int]:
    """For each node the causes (bits of `every`) under which the goal is still reached from it.

    `kills[element]` are the causes that take an element down. Least solution, by a work list.
    """
    alive = {network.goal: every & ~kills.get(network.goal, 0)}
    queue, queued = deque((network.goal,)), {network.goal}
    arcs_in = network.mesh.arcs_in
    blocked = frozenset(down)
    while queue:
        node = queue.popleft()
        queued.discard(node)
        through = alive[node] & ~kills.get(node, 0)
        for start, link in arcs_in.get(node, ()):
            if start in blocked or link in blocked:
                continue
            before = alive.get(start, 0)
            after = before | (through & ~kills.get(link, 0))
            if after != before:
                alive[start] = after
                if start not in queued:
                    queued.add(start)
                    queue.append(start)
    return alive


class _Common:
    """The causes that take several elements of a network down, and what more they cut off."""

    def __init__(self, sets: DownSets, number: int, dominators: dict[int, int]) -> None:
        self.sets = sets
        self.network = sets.graph.networks[number]
        self.dominators = dominators
        self.elements: list[int] = []
        self.below: list[Generators] = []
        if not self._any_depth(number):
            return
        links = self.network.mesh.links
        nodes = (e for e in dominators if e not in links)
        self.elements = [e for e in (*nodes, *sorted(links)) if self._is_passed(e, number)]
        self.below = [sets.element(e, number) for e in self.elements]

    def _any_depth(self, number: int) -> bool:
        """Whether any element has a cause but itself: mostly none has, and there is no more to do.

        A node with a need but without a core may be passed only in a cycle or not at all.
        """
        graph, mesh = self.sets.graph, self.network.mesh
        if graph.strikes or any(core[1] == number for core in self.sets.cores):
            return True
        children, paths = graph.children, self.network.paths
        return any(children[link] for link in mesh.links) or any(
            children[node] and (node not in paths or len(mesh.arcs_in[node]) > 1)
            for node in mesh.arcs_in
        )

    def _is_passed(self, element: int, number: int) -> bool:
        """Whether the element can be on the way; the rest need not be solved yet."""
        sets = self.sets
        return (element, number) in sets.core_below or sets.below[element] is not None

    def extra(self) -> dict[int, Generators]:
        """Causes that cut an element off without any element that dominates it going down."""
        found: dict[int, Generators] = {}
        classes = [c for c in self._classes() if len(c[1]) > 1]
        for start in range(0, len(classes), _BLOCK):
            block = classes[start : start + _BLOCK]
            for element, more in self._extra_of(block).items():
                found[element] = found.get(element, ()) + more
        return found

    def _classes(self) -> Iterator[CauseClass]:
        """Classes of what lies deeper than the elements themselves; mostly there is nothing."""
        cuts = self.sets.cuts
        deep = [i for i, below in enumerate(self.below) if any(cuts.generators[k] for k in below)]
        if not deep:
            shared = _repeated(self.below)
            deep = [i for i, below in enumerate(self.below) if shared.intersection(below)]
        else:
            reached = set(cuts.closure(k for i in deep for k in self.below[i]))
            shared = _repeated(self.below)
            deep = [
                i
                for i, below in enumerate(self.below)
                if any(k in reached or k in shared for k in below)
            ]
        for nodes, positions in cause_classes(cuts, [self.below[i] for i in deep]):
            yield nodes, tuple(deep[p] for p in positions)

    def _extra_of(self, classes: Sequence[CauseClass]) -> dict[int, Generators]:
        kills: dict[int, int] = {}
        for bit, (_, positions) in enumerate(classes):
            for position in positions:
                element = self.elements[position]
                kills[element] = kills.get(element, 0) | 1 << bit
        every = (1 << len(classes)) - 1
        down = self.sets.graph.never_up
        alive = alive_masks(self.network, down, kills, every)
        cut: dict[int, int] = {self.network.goal: 0}
        found: dict[int, Generators] = {}
        for element, dominator in self.dominators.items():
            cut[element] = every & ~self._alive_beyond(element, alive, kills)
            more = cut[element] & ~(kills.get(dominator, 0) | cut[dominator])
            if more:
                found[element] = tuple(node for bit in bits(more) for node in classes[bit][0])
        return found

    def _alive_beyond(self, element: int, alive: dict[int, int], kills: dict[int, int]) -> int:
        """The causes under which the goal is reached from an element, a link from either end."""
        ends = self.sets.graph.components[element].connects
        if ends is None or element not in self.network.mesh.links:
            return alive.get(element, 0)
        index = self.sets.graph.index
        one_way = self.sets.graph.components[element].one_way
        found = 0
        for end in (index[name] for name in (ends[1:] if one_way else ends)):
            found |= alive.get(end, 0) & ~kills.get(end, 0)
        return found


def _repeated(branches: Iterable[Generators]) -> set[int]:
    """The nodes that occur in more than one branch."""
    seen: set[int] = set()
    twice: set[int] = set()
    for branch in branches:
        for node in branch:
            (twice if node in seen else seen).add(node)
    return twice
