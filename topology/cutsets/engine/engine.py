"""Minimal cut sets and probability of a coherent fault tree: the one way in.

`solve` simplifies the tree, takes its modules apart, races variable orders for each, and keeps
two diagrams a module: the binary one, which has the probability, and that of the minimal
solutions, which has the cut sets. All questions are then passes over their arrays, inner modules
first. Where a binary diagram is too large the cut sets of the lowest orders are found without;
where an order is asked for they are found so at once, unless the diagram is a small one.

Where only sets are asked for, families of minimal sets (`families`) run beside the orders of
binary diagrams, each with a few times more work than before until one has won.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import count

from topology.cutsets.engine.diagram import FALSE, BudgetExceededError, Diagram, outright
from topology.cutsets.engine.families.certain import Certain
from topology.cutsets.engine.families.gates import BottomUp
from topology.cutsets.engine.families.pairs import pairs, single_failures
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.minimal_solutions import Limit, minimal_solutions
from topology.cutsets.engine.modules import Module, coalesced, modules
from topology.cutsets.engine.solution import Part, Solution, constant
from topology.cutsets.engine.variable_order import FIRST_BUDGET, QUICK, RULES, Race, Rule, Winner
from topology.cutsets.engine.work import Work

BUDGET = 2_000 * 4**6
"""Nodes that a variable order may make before the race gives up."""
EASY = 2_000 * 4**5
"""Nodes within which most trees are solved; past it the lowest orders are secured first."""
SECURED = 3
"""Orders that are secured so."""
SMALL = FIRST_BUDGET
"""Nodes within which a whole diagram is tried first where an order is asked for."""
STAGES = (32_000, 128_000, 512_000, EASY)
"""Nodes of the race after which families of minimal sets have their turn."""
SIDE = ("gravity", "weighted", "depth first")
"""Rules whose order they are tried in, the first that there is."""
STEP = 8
"""How much more a step of theirs costs than a node of the library."""
DEARER = 4
"""How much more a node of a diagram costs of which the minimal solutions are found."""
FEW = 1_000
"""With fewer nodes than so many for each gate of a module only quick rules race for it."""
NOT_SMALL = 8
"""One part of so many of the work counts as much of it (`SMALL` in `several`)."""
MAX_CELLS = 1_000_000
"""Nodes of a diagram of one gate that is built outright."""


def solve(
    tree: FaultTree,
    max_order: int | None = None,
    budget: int | None = None,
    work: Work | None = None,
    *,
    sets_only: bool = False,
) -> Solution:
    """All minimal cut sets of a tree; those up to an order if asked, or if it is too large.

    Stops when no more `work` may be done; what is complete by then is the solution. With
    `sets_only` the probability need not be known in the end, where that is sooner done.
    """
    simple = coalesced(tree.simplified())
    if simple.top >= len(simple.events) and not simple.gate(simple.top).inputs:
        return constant(simple.events, simple.top, simple.gate(simple.top).votes == 0)
    solver = _Solver(simple, max_order, budget or BUDGET, work or Work(), sets_only)
    parts = tuple(solver.part(module) for module in modules(simple))
    cut_off = [part.max_order for part in parts if part.max_order is not None]
    solution = Solution(simple.events, parts, simple.top, min(cut_off, default=None))
    if max_order is None or (solution.complete and max(solution.count_by_order) <= max_order):
        return solution
    most = min(max_order, *cut_off) if cut_off else max_order
    return Solution(simple.events, parts, simple.top, most)


class _Solver:
    """Solves one module after the other; `least` are the fewest failures of each node."""

    def __init__(
        self, tree: FaultTree, max_order: int | None, budget: int, work: Work, sets_only: bool
    ) -> None:
        self.tree = tree
        self.max_order = max_order
        self.budget = budget
        self.work = work
        self.sets_only = sets_only
        self.least = {number: event.order for number, event in enumerate(tree.events)}

    def part(self, module: Module) -> Part:
        """A module solved, as far as the budget and the time allow."""
        part = self._part(module)
        fewest = _fewest(part.minimal, [self.least[node] for node in part.minimal.variables])
        if fewest is None:  # then none has been found up to this order
            most = part.max_order or 0
            needed = most if most != self.max_order else self._needed(module, most)
            fewest = 1 + max(0, needed)
        self.least[module.node] = fewest
        return part

    def _part(self, module: Module) -> Part:
        if len(module.gates) == 1:
            return self._outright(module)
        secured = Part(module.node, _NO_SETS, None, "none", 0)
        winner: Winner | Part | None
        if self.max_order is None and not self.work.is_over:
            race = Race(self.tree, module, self._rules(module))
            half = next(self.work.shares(2))  # the rest secures the lowest orders
            winner = self._raced(module, race, half)
            self.work.spend(half.made)
        else:
            race = Race(self.tree, module, QUICK)
            winner = race.run(min(SMALL, self.budget), self.work)
        if winner is None:
            most = SECURED if not self.work.is_over else 1
            secured = self._further(module, race, secured, self.max_order or most)
            if secured.max_order == self.max_order or self.work.is_over:
                return secured
            if self.max_order is not None:
                race = Race(self.tree, module)
            winner = race.run(self.budget, self.work)
        if isinstance(winner, Part):
            return winner
        if winner is not None:
            whole = self._whole(module, winner)
            if whole is not None:
                return whole
            secured = replace(secured, binary=winner.diagram)
        return self._further(module, race, secured, self.max_order)

    def _rules(self, module: Module) -> Mapping[str, Rule]:
        """Those that race: few where there is too little work for all of them to get anywhere."""
        if self.work.nodes >= FEW * len(module.gates):
            return RULES
        # With more work more would race: a part of it is taken, so that this is seen (`several`).
        self.work.spend(int(self.work.nodes) // NOT_SMALL + 1)
        return QUICK

    def _raced(self, module: Module, race: Race, work: Work) -> Winner | Part | None:
        """The winner among orders, or the module by its families where these are there before."""
        for nodes in STAGES:
            winner = race.run(min(nodes, EASY, self.budget), work)
            if winner is not None or work.is_over or nodes > self.budget:
                return winner
            rule = next((name for name in SIDE if name in race.orders), "")
            if self.sets_only and rule:
                minimal = self._families(module, race.orders[rule], None, nodes, work)
                if minimal is not None:
                    return Part(module.node, minimal, None, rule)
        return None

    def _outright(self, module: Module) -> Part:
        """A module of one gate; of very many inputs the sets that are small enough, if any."""
        votes, number = self.tree.gate(module.node).votes, len(module.variables)
        if votes * (number - votes + 1) <= MAX_CELLS:
            diagram = outright(votes, module.variables)
            return Part(module.node, diagram, diagram, "outright", votes=votes)
        fewest = sum(sorted(self.least[node] for node in module.variables)[:votes])
        most = SECURED if self.max_order is None else self.max_order
        return Part(module.node, _NO_SETS, None, "none", min(most, fewest - 1))

    def _whole(self, module: Module, winner: Winner) -> Part | None:
        """The module by its binary diagram; up to an order where asked and the diagram is large."""
        binary, limit, most = winner.diagram, None, None
        if self.max_order is not None and len(binary) > EASY:
            most = self.max_order
            limit = self._limit(binary.variables, most)
        try:
            self.work.spend(DEARER * len(binary))
            minimal = minimal_solutions(binary, self.work.expired, limit)
        except BudgetExceededError:
            return None
        return Part(module.node, minimal, binary, winner.rule, most)

    def _further(self, module: Module, race: Race, known: Part, most: int | None) -> Part:
        """The module's cut sets order by order from what is known, as long as it can be done."""
        rule, order = race.first()
        assert known.max_order is not None
        if self.max_order is not None and most is not None and not self.work.is_over:
            # Which is no more work than one by one, where it can be done with a part of it.
            part = next(self.work.shares(4))
            minimal = self._truncated(module, order, most, part)
            self.work.spend(part.made)
            if minimal is not None:
                return replace(known, minimal=minimal, rule=rule, max_order=most)
        for max_order in count(known.max_order + 1):
            if (most is not None and max_order > most) or self.work.expired():
                break
            if max_order > 1 and self.work.is_over:
                break
            minimal = self._truncated(module, order, max_order, self.work)
            if minimal is None:
                break
            known = replace(known, minimal=minimal, rule=rule, max_order=max_order)
        return known

    def _truncated(
        self, module: Module, order: Sequence[int], max_order: int, work: Work
    ) -> Diagram | None:
        """The sets of a module that cut sets up to an order need; None where there is no room."""
        if max_order == self.max_order:
            max_order = self._needed(module, max_order)
        limit = self._limit(order, max_order)
        if max_order < 1:
            return _NO_SETS
        if max_order == 1:
            return single_failures(self.tree, module, order, limit)
        if max_order == 2:
            return self._pairs(module, order, limit, work)
        return self._families(module, order, limit, self.budget // STEP, work)

    def _needed(self, module: Module, max_order: int) -> int:
        """Up to which order a module's sets can be part of cut sets up to an order."""
        around, certain = self._certain.around[module.node], self._certain
        apart = around.variables & ~certain.below[module.node]
        return max_order - around.more - certain.weight(apart)

    @cached_property
    def _certain(self) -> Certain:
        """What joins the sets of each gate on their way to the top of the whole tree."""
        events = range(len(self.tree.events))
        whole = Module(self.tree.top, tuple(self.tree.inputs_first()), tuple(events))
        return Certain(self.tree, whole, events, [event.order for event in self.tree.events])

    def _pairs(
        self, module: Module, order: Sequence[int], limit: Limit, work: Work
    ) -> Diagram | None:
        if work.is_over:
            return None
        work.spend(sum(len(self.tree.gate(node).inputs) for node in module.gates))
        try:
            return pairs(self.tree, module, order, limit, work.expired)
        except BudgetExceededError:
            return None

    def _families(
        self, module: Module, order: Sequence[int], limit: Limit | None, steps: int, work: Work
    ) -> Diagram | None:
        """The minimal solutions by families within some work; None where there is no room."""
        if work.is_over:
            return None
        steps = int(min(steps, work.nodes // STEP))
        families = BottomUp(self.tree, module, order, limit, steps, work.expired)
        try:
            return families.solve()
        except BudgetExceededError:
            return None
        finally:
            work.spend(STEP * families.made)

    def _limit(self, order: Sequence[int], max_order: int) -> Limit:
        return Limit(max_order, [self.least[node] for node in order])


_NO_SETS = Diagram((), [0, 0], [0, 0], [0, 0], FALSE)


def _fewest(diagram: Diagram, weights: Sequence[int]) -> int | None:
    """The least weight of any set of a diagram, if it has one."""
    found: list[int | None] = [None, 0]
    for level, high, low in zip(diagram.level[2:], diagram.high[2:], diagram.low[2:], strict=True):
        with_it, without = found[high], found[low]
        if with_it is not None:
            with_it += weights[level]
        some = [one for one in (with_it, without) if one is not None]
        found.append(min(some, default=None))
    return found[diagram.root]
