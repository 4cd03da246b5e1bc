"""Order-one cut sets of every node at once, kept as generators.

D(v), the single causes that take v down, is the least solution of

    D(v) = own(v) u  union of D(w) over the children w that must work
    D(v) = {c : c is in D(w) for at least `need` children w}              (a gate)

for v up with nothing failed; own(v) is v itself, if its failure takes it down, and the shared
risks that hit it. D is transitive: what takes w down takes down all that w alone takes down. So
D(v) is kept as *generators*: it is what is reached from v in a directed acyclic graph (`Cuts`)
whose nodes carry at most one cause each. Where a node has one generator it hangs on it as in a
dominator tree; a chain of n components takes n nodes, not n^2 / 2 entries.

A gate is an intersection (or threshold) of such closures: a lowest-common-ancestor walk from its
children downward that skips whole tree paths by jump pointers (Myers 1983) and stops when no
branch is left to meet. Dominator trees are the special case where every gate is an `any`
(Lengauer and Tarjan 1979); the union rule is the order-one part of MOCUS (Fussell and Vesely 1972).

Cost: O(edges log n) on trees, chains and meshes of bounded depth; a gate whose branches have long
disjoint chains of joins (nodes with several generators) costs the joins it walks.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

Generators = tuple[int, ...]
NO_CAUSE = -1
_PAIRWISE = 8
_SHARED = 4
"""Generators from which all that have the same ones share a node that stands for them."""


class Cuts:
    """A growing acyclic graph of nodes with at most one cause each; see the module.

    `generators[k]` are nodes made before k. `cause[k]` is whatever number the caller gave, or
    `NO_CAUSE`. The causes of a node are those of all nodes reached from it, itself included.
    """

    def __init__(self) -> None:
        self.generators: list[Generators] = []
        self.cause: list[int] = []
        self._root: list[int] = []
        self._depth: list[int] = []
        self._jump: list[int] = []
        self._uses: list[int] = []
        self._joins: dict[Generators, Generators] = {}
        """The nodes that stand for many generators."""

    def __len__(self) -> int:
        return len(self.cause)

    def add(self, cause: int, below: Generators) -> int:
        """A new node; `below` is what `union` or `meet` gave."""
        node = len(self.cause)
        self.cause.append(cause)
        self.generators.append(below)
        self._uses.append(0)
        for further in below:
            self._uses[further] += 1
        if len(below) == 1:
            parent = below[0]
            jump = self._jump
            far = jump[parent]
            depth = self._depth
            even = depth[parent] - depth[far] == depth[far] - depth[jump[far]]
            jump.append(jump[far] if even else parent)
            self._root.append(self._root[parent])
            depth.append(depth[parent] + 1)
        else:
            self._jump.append(node)
            self._root.append(node)
            self._depth.append(0)
        return node

    def add_sources(self, causes: Sequence[int]) -> range:
        """New nodes for causes that nothing else brings about; a quick `add` for many."""
        nodes = range(len(self.cause), len(self.cause) + len(causes))
        self.cause.extend(causes)
        self.generators.extend([()] * len(causes))
        self._root.extend(nodes)
        self._jump.extend(nodes)
        self._depth.extend([0] * len(causes))
        self._uses.extend([0] * len(causes))
        return nodes

    def single(self, cause: int, below: Generators) -> Generators:
        """Generators of what `cause` and `below` take down: at most one node, made if need be."""
        if cause == NO_CAUSE and len(below) < 2:
            return below
        if len(below) < _SHARED:
            return (self.add(cause, below),)
        join = self._joins.get(below)
        if join is None:
            join = self._joins[below] = (self.add(NO_CAUSE, below),)
        return join if cause == NO_CAUSE else (self.add(cause, join),)

    # -- closures -----------------------------------------------------------------------------

    def closure(self, below: Iterable[int]) -> list[int]:
        """All nodes reached, each once, in no stated order. O(answer and its edges)."""
        seen = set(below)
        todo = list(seen)
        generators = self.generators
        for node in todo:
            for further in generators[node]:
                if further not in seen:
                    seen.add(further)
                    todo.append(further)
        return todo

    def causes(self, below: Iterable[int]) -> list[int]:
        """The causes of these generators, each once, in no stated order."""
        cause = self.cause
        return [cause[k] for k in self.closure(below) if cause[k] != NO_CAUSE]

    # -- unions and intersections ---------------------------------------------------------------

    def union(self, branches: Iterable[Generators]) -> Generators:
        """Generators of the union; what a quick look finds to be implied by another is dropped."""
        found = {node for branch in branches for node in branch}
        if len(found) < 2:
            return tuple(found)
        if len(found) <= _PAIRWISE:
            found = {k for k in found if not any(self._implies(o, k) for o in found if o > k)}
        return tuple(sorted(found))

    def _implies(self, node: int, other: int) -> bool:
        """Whether `other` is certainly reached from `node`: along its tree, or one join further."""
        if self._on_tree_path(node, other):
            return True
        return any(self._on_tree_path(k, other) for k in self.generators[self._root[node]][:4])

    def _on_tree_path(self, node: int, other: int) -> bool:
        return self._root[node] == self._root[other] and self._nearest_common(node, other) == other

    def reaches(self, below: Iterable[int], other: int) -> bool:
        """Whether `other` is reached from any of these. O(log depth) for each tree on the way."""
        todo = [node for node in below if node >= other]
        seen = set(todo)
        for node in todo:
            if self._on_tree_path(node, other):
                return True
            # What was made before cannot have it as a generator.
            further = self.generators[self._root[node]]
            new = [k for k in further if k >= other and k not in seen]
            seen.update(new)
            todo.extend(new)
        return False

    def meet(self, branches: Sequence[Generators], need: int) -> Generators:
        """Generators of what at least `need` of the branches have in common."""
        if need <= 1:
            return self.union(branches)
        if sum(map(bool, branches)) < need:
            return ()
        times = Counter(k for branch in branches for k in branch)
        if not any(self.generators[k] for k in times):
            return tuple(sorted(k for k, found in times.items() if found >= need))
        walk = _Walk(self)
        for number, branch in enumerate(branches):
            for node in branch:
                if self.generators[node] or self._uses[node] or times[node] > 1:
                    walk.enter(node, 1 << number)
        return self.union([tuple(walk.common(need))])

    def corrections(self, below: Generators) -> Iterator[tuple[int, int]]:
        """Weights that make the closures of several generators count each node once.

        With weight 1 at each of `below` and the yielded weights at the yielded nodes, the weights
        of all nodes that reach any one node sum to 1 (inclusion and exclusion where paths join).
        """
        shared = [k for k in below if self.generators[k] or self._uses[k] > 1]
        if len(shared) < 2 or not any(self.generators[k] for k in shared):
            return iter(())
        return _Merge(self, shared).run()

    def nearest_common(self, u: int, v: int) -> int:
        """The first node on both tree paths; both must be in one tree. O(log depth)."""
        return self._nearest_common(u, v)

    def _nearest_common(self, u: int, v: int) -> int:
        depth, jump, generators = self._depth, self._jump, self.generators
        if depth[u] < depth[v]:
            u, v = v, u
        u = self.ancestor(u, depth[v])
        while u != v:
            if jump[u] != jump[v]:
                u, v = jump[u], jump[v]
            else:
                u, v = generators[u][0], generators[v][0]
        return u

    def ancestor(self, node: int, depth: int) -> int:
        """The node at a depth on the path to the root of the tree. O(log depth)."""
        depths, jump, generators = self._depth, self._jump, self.generators
        while depths[node] > depth:
            node = jump[node] if depths[jump[node]] >= depth else generators[node][0]
        return node

    def root(self, node: int) -> int:
        """The root of the tree that a node hangs in."""
        return self._root[node]

    def depth(self, node: int) -> int:
        """Steps to the root of the tree."""
        return self._depth[node]


class _Walk:
    """A walk from several nodes down to what they share, one tree at a time, latest root first.

    Whatever enters a tree comes from a node made later than the tree's root, so when a root is
    the latest left, all entries to its tree are known. Each entry has a mask: the branches that
    reach it.
    """

    def __init__(self, cuts: Cuts) -> None:
        self.cuts = cuts
        self.trees: dict[int, dict[int, int]] = {}
        self.heap: list[int] = []

    def enter(self, node: int, mask: int) -> None:
        root = self.cuts.root(node)
        entries = self.trees.get(root)
        if entries is None:
            entries = self.trees[root] = {}
            heapq.heappush(self.heap, -root)
        entries[node] = entries.get(node, 0) | mask

    def common(self, need: int) -> Iterator[int]:
        """The nodes first reached by `need` branches."""
        while self.heap and self._still_possible(need):
            root = -heapq.heappop(self.heap)
            entries = self.trees.pop(root)
            total = 0
            for mask in entries.values():
                total |= mask
            if total.bit_count() < need:
                for node in self.cuts.generators[root]:
                    self.enter(node, total)
            elif len(entries) == 1:
                yield from entries
            else:
                yield from self._first_shared(entries, need)

    def _still_possible(self, need: int) -> bool:
        total = 0
        for entries in self.trees.values():
            for mask in entries.values():
                total |= mask
        return total.bit_count() >= need

    def _first_shared(self, entries: dict[int, int], need: int) -> Iterator[int]:
        if len(entries) > _PAIRWISE:
            yield from self._climb(entries, need)
            return
        nodes = list(entries)
        cuts = self.cuts
        spots = set(nodes)
        for i, u in enumerate(nodes):
            spots.update(cuts.nearest_common(u, v) for v in nodes[:i])
        full = [s for s in spots if self._reached(s, entries).bit_count() >= need]
        for spot in full:
            if not any(o != spot and cuts.nearest_common(o, spot) == spot for o in full):
                yield spot

    def _reached(self, spot: int, entries: dict[int, int]) -> int:
        mask = 0
        for node, own in entries.items():
            if self.cuts.nearest_common(node, spot) == spot:
                mask |= own
        return mask

    def _climb(self, entries: dict[int, int], need: int) -> Iterator[int]:
        """Many entries to one tree: step by step from the deepest, merging on the way."""
        cuts = self.cuts
        masks = dict(entries)
        heap = [(-cuts.depth(node), node) for node in entries]
        heapq.heapify(heap)
        while heap:
            depth, node = heapq.heappop(heap)
            mask = masks.pop(node)
            if mask.bit_count() >= need:
                yield node
            elif depth:
                parent = cuts.generators[node][0]
                if parent not in masks:
                    heapq.heappush(heap, (depth + 1, parent))
                masks[parent] = masks.get(parent, 0) | mask


class _Merge:
    """The walk of `Cuts.corrections`.

    The state of a node is the pair of bit sets (generators that reach it, corrections that reach
    it); a node where states run together may need a correction of its own. Where all entries
    that are left have one state, nothing more can.
    """

    def __init__(self, cuts: Cuts, below: Sequence[int]) -> None:
        self.cuts = cuts
        self.trees: dict[int, dict[int, tuple[int, int]]] = {}
        self.heap: list[int] = []
        self.weights: list[int] = []
        for number, node in enumerate(below):
            self._enter(node, (1 << number, 0))

    def _enter(self, node: int, state: tuple[int, int]) -> None:
        root = self.cuts.root(node)
        entries = self.trees.get(root)
        if entries is None:
            entries = self.trees[root] = {}
            heapq.heappush(self.heap, -root)
        old = entries.get(node, (0, 0))
        entries[node] = (old[0] | state[0], old[1] | state[1])

    def run(self) -> Iterator[tuple[int, int]]:
        generators = self.cuts.generators
        while self.heap and not self._settled():
            root = -heapq.heappop(self.heap)
            entries = self.trees.pop(root)
            total = (0, 0)
            for node, (mask, corrections) in self._upward(entries):
                weight, made = self._missing((mask, corrections)), 0
                if weight:
                    yield node, weight
                    made = 1 << len(self.weights)
                    self.weights.append(weight)
                    entries[node] = (mask, corrections | made)
                total = (total[0] | mask, total[1] | corrections | made)
            for node in generators[root]:
                self._enter(node, total)

    def _settled(self) -> bool:
        first: tuple[int, int] | None = None
        for entries in self.trees.values():
            for state in entries.values():
                if first is None:
                    first = state
                elif state != first:
                    return False
        return first is None or not self._missing(first)

    def _missing(self, state: tuple[int, int]) -> int:
        """What has to be added for a node in this state to count once."""
        mask, corrections = state
        total = mask.bit_count()
        while corrections:
            low = corrections & -corrections
            total += self.weights[low.bit_length() - 1]
            corrections ^= low
        return 1 - total

    def _upward(self, entries: dict[int, tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
        """The entries and the spots where they meet, deepest first, each with its state.

        The caller writes a changed state back into `entries` before it asks for the next.
        """
        if len(entries) == 1:
            yield from list(entries.items())
            return
        if len(entries) > _PAIRWISE:
            yield from self._climb(entries)
            return
        cuts = self.cuts
        nodes = list(entries)
        spots = set(nodes)
        ordered = sorted(nodes, key=cuts.depth)
        for i, u in enumerate(ordered):
            spots.update(cuts.nearest_common(u, v) for v in ordered[:i])
        for spot in sorted(spots, key=lambda s: (-cuts.depth(s), s)):
            mask, corrections = entries.get(spot, (0, 0))
            for node, state in entries.items():
                if node != spot and cuts.nearest_common(node, spot) == spot:
                    mask |= state[0]
                    corrections |= state[1]
            entries[spot] = (mask, corrections)
            yield spot, (mask, corrections)

    def _climb(self, entries: dict[int, tuple[int, int]]) -> Iterator[tuple[int, tuple[int, int]]]:
        """Many entries to one tree: step by step from the deepest, merging on the way."""
        cuts = self.cuts
        heap = [(-cuts.depth(node), node) for node in entries]
        heapq.heapify(heap)
        while heap:
            depth, node = heapq.heappop(heap)
            yield node, entries[node]
            if not heap or not depth:
                continue
            parent = cuts.generators[node][0]
            mask, corrections = entries[node]
            if parent in entries:
                mask, corrections = mask | entries[parent][0], corrections | entries[parent][1]
            else:
                heapq.heappush(heap, (depth + 1, parent))
            entries[parent] = (mask, corrections)
