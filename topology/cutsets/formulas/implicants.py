"""What fails a formula that is not coherent: minimal p-cuts, and prime implicants.

A p-cut is a set of events that fail the formula when they happen and no other does; a minimal one
has no part that is one (Rauzy and Dutuit 1997). They are the minimal cut sets of the least coherent
formula above it,

    U(f) = x (U(f1) or U(f0)) or x' U(f0)                 for f = x f1 or x' f0,

so they are found from its diagram as those are. A prime implicant also names what must not happen:

    P(f) = P(f0 f1)  u  {x + s : s in P(f1) - P(f0 f1)}  u  {x' + s : s in P(f0) - P(f0 f1)}

(Coudert and Madre 1992). A module is a variable, so the p-cuts of a formula take those of its
modules in their places, where each module is turned so that it has not failed while nothing has.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from topology.cutsets.engine.diagram import (
    FALSE,
    TRUE,
    BudgetExceededError,
    Diagram,
    Nodes,
    Room,
    new_manager,
    read_out,
)
from topology.cutsets.engine.fault_tree import Event
from topology.cutsets.engine.minimal_solutions import Limit, minimal_solutions
from topology.cutsets.engine.modules import coalesced, modules
from topology.cutsets.engine.solution import Part, Solution, constant
from topology.cutsets.engine.work import Work
from topology.cutsets.formulas.formula import Formula
from topology.cutsets.formulas.lowest import lowest_p_cuts
from topology.cutsets.formulas.solving import diagram_of

if TYPE_CHECKING:
    from oxidd.bdd import BDDFunction, BDDManager
    from oxidd.zbdd import ZBDDFunction

DENIED = "not "
"""Stands before an event that must not happen."""
ROOMS = (1 << 14, 1 << 18, 1 << 22)
"""Nodes of diagrams that one module may take, one after the other: room has its cost, too."""

SMALL = 20_000
"""Nodes of a diagram of which all p-cuts are looked for, whatever order is asked for."""
LARGE = 1_000_000
"""Nodes of a diagram of which not all p-cuts are looked for: they need several times as many."""
STEP = 40
"""How much more a step of families costs than a node of the library."""
MAX_STEPS = 8_000_000
"""Steps within which the p-cuts of an order have to be found: they take room as well."""
Solved = tuple[int, Diagram, str]
"""A module, its diagram, and the rule of its order."""


@dataclass(frozen=True, slots=True)
class Implicants:
    """A solution by sets of literals: events, and where `primes` their denials after them."""

    solution: Solution
    primes: bool


def minimal_p_cuts(formula: Formula, order: int | None, work: Work) -> Implicants | None:
    """The minimal p-cuts, up to an order if asked; None where not even a diagram is found.

    Where all, or all up to the order, are too much work: those up to as high an order as can be.
    """
    found = _diagrams(formula, work)
    if found is None:
        return None
    simple, diagrams = found
    upright, every = _upright(simple, diagrams), max(1, len(simple.events))
    largest = max((len(diagram) for _, diagram, _ in upright), default=0)
    if largest <= (LARGE if order is None else SMALL):
        half = next(work.shares(2))
        whole = _all_p_cuts(upright, order, half)
        work.spend(half.made)
        if whole is not None:
            return Implicants(_solution(simple, whole, order), primes=False)
    lowest, known = _ascending(upright, min(order or every, every), work)
    if known == every or lowest is None:
        upto = order
    elif known == order or order is None or largest > LARGE or largest <= SMALL:
        upto = known
    else:
        whole = _all_p_cuts(upright, order, work)
        lowest, upto = (lowest, known) if whole is None else (whole, order)
    return None if lowest is None else Implicants(_solution(simple, lowest, upto), primes=False)


def _ascending(upright: Sequence[Solved], most: int, work: Work) -> tuple[list[Part] | None, int]:
    """Those up to as high an order as the work allows, but for `most`, and that order."""
    parts: list[Part] | None = None
    known = 0
    while known < most and not work.is_over:
        further = _lowest_p_cuts(upright, known + 1, work)
        if further is None:
            break
        parts, known = further, known + 1
    return parts, known


def _upright(simple: Formula, diagrams: Sequence[Solved]) -> list[Solved]:
    """All modules, each but the top turned so that it has not failed while nothing has."""
    turned: set[int] = set()
    found = []
    for node, diagram, rule in diagrams:
        own = _turned(diagram, turned)
        if _at_nothing(own) and node != simple.top:
            turned.add(node)
            own = _denied(own)
        found.append((node, own, rule))
    return found


def _all_p_cuts(upright: Sequence[Solved], order: int | None, work: Work) -> list[Part] | None:
    """All of each module, up to an order if asked; None where they are too much work."""

    def minimal(diagram: Diagram, weights: Sequence[int]) -> Diagram:
        above = _in_room(partial(_coherent_above, diagram, work), work)
        limit = None if order is None else Limit(order, weights)
        found = minimal_solutions(above, work.expired, limit)
        work.spend(len(above) + len(found))
        return found

    return _parts(upright, order, minimal)


def _lowest_p_cuts(upright: Sequence[Solved], order: int, work: Work) -> list[Part] | None:
    """Those of each module up to an order without any others; None where they are too much work."""

    def minimal(diagram: Diagram, weights: Sequence[int]) -> Diagram:
        work.spend(len(diagram))
        steps = int(max(0, min(MAX_STEPS, work.nodes // STEP)))
        try:
            found, made = lowest_p_cuts(diagram, Limit(order, weights), steps, work.expired)
        except BudgetExceededError:
            # What is left after a try that was cut short by it is not enough for another.
            work.spend(STEP * steps if steps == MAX_STEPS else int(work.nodes) + 1)
            raise
        work.spend(STEP * made)
        return found

    return _parts(upright, order, minimal)


def _parts(
    upright: Sequence[Solved],
    order: int | None,
    minimal: Callable[[Diagram, Sequence[int]], Diagram],
) -> list[Part] | None:
    """The modules with their minimal sets, by the fewest failures of what each stands on."""
    fewest: dict[int, int] = {}
    parts: list[Part] = []
    try:
        for node, diagram, rule in upright:
            weights = [fewest.get(child, 1) for child in diagram.variables]
            found = minimal(diagram, weights)
            parts.append(Part(node, found, None, rule, order))
            fewest[node] = _fewest(found, weights, order)
    except BudgetExceededError:
        return None
    return parts


def prime_implicants(formula: Formula, order: int | None, work: Work) -> Implicants | None:
    """All prime implicants, those of up to so many literals if asked; None where too much work.

    Both a module and its denial are solved, each one literal to what is above.
    """
    found = _diagrams(formula, work)
    if found is None:
        return None
    simple, diagrams = found
    number, gates = len(simple.events), len(simple.gates)
    events = (*simple.events, *(Event(f"{DENIED}{event.name}") for event in simple.events))
    # Literals are numbered: events, their denials, gates, their denials.
    literal = {node: (node, number + node) for node in range(number)}
    for gate in range(gates):
        literal[number + gate] = (2 * number + gate, 2 * number + gates + gate)
    least = dict.fromkeys(range(2 * number), 1)
    parts: list[Part] = []
    try:
        for node, diagram, rule in diagrams:
            pairs = [literal[variable] for variable in diagram.variables]
            wanted = [diagram] if node == simple.top else [diagram, _denied(diagram)]
            for name, one in zip(literal[node], wanted, strict=False):
                weights = [least[name] for pair in pairs for name in pair]
                limit = None if order is None else Limit(order, weights)
                primes = _in_room(partial(_primes, one, limit, work), work)
                flat = tuple(name for pair in pairs for name in pair)
                minimal = replace(primes, variables=flat)
                work.spend(len(minimal))
                parts.append(Part(name, minimal, None, rule, order))
                least[name] = _fewest(minimal, weights, order)
    except BudgetExceededError:
        return None
    top = literal[simple.top][0] if simple.top >= number else simple.top
    both = Formula(events, (), top)
    return Implicants(_solution(both, parts, order), primes=True)


def _solution(simple: Formula, parts: list[Part], order: int | None) -> Solution:
    if not parts and simple.top >= len(simple.events):
        return constant(simple.events, simple.top, simple.gate(simple.top).votes == 0)
    solution = Solution(simple.events, tuple(parts), simple.top, None)
    return solution if order is None else Solution(simple.events, tuple(parts), simple.top, order)


def _diagrams(formula: Formula, work: Work) -> tuple[Formula, list[Solved]] | None:
    """The formula simplified, and the diagram of each of its modules; None if too much work."""
    simple = coalesced(formula.simplified())
    assert isinstance(simple, Formula)
    found = []
    is_constant = simple.top >= len(simple.events) and not simple.gate(simple.top).inputs
    for module in [] if is_constant else modules(simple):
        one = diagram_of(simple, module, work)
        if one is None:
            return None
        found.append((module.node, *one))
    return simple, found


# -- p-cuts ---------------------------------------------------------------------------------------


def _turned(diagram: Diagram, turned: set[int]) -> Diagram:
    """The same over variables of which some are denied."""
    flips = [node in turned for node in diagram.variables]
    if not any(flips):
        return diagram
    high, low = list(diagram.high), list(diagram.low)
    for node in range(2, len(diagram)):
        if flips[diagram.level[node]]:
            high[node], low[node] = low[node], high[node]
    return replace(diagram, high=high, low=low)


def _at_nothing(diagram: Diagram) -> bool:
    """Whether it has failed while no variable has."""
    node = diagram.root
    while node > TRUE:
        node = diagram.low[node]
    return node == TRUE


_OPPOSITE = (TRUE, FALSE)


def _denied(diagram: Diagram) -> Diagram:
    def other(node: int) -> int:
        return _OPPOSITE[node] if node < 2 else node

    return replace(
        diagram,
        high=[0, 0, *map(other, diagram.high[2:])],
        low=[0, 0, *map(other, diagram.low[2:])],
        root=other(diagram.root),
    )


def _coherent_above(diagram: Diagram, work: Work, room: int) -> Diagram:
    """The least coherent function that is not below a diagram's."""
    if diagram.root in (FALSE, TRUE):
        return diagram
    manager, nodes = _bdd_manager(len(diagram.variables), room)
    above = [manager.false(), manager.true()]
    literals = [manager.var(level) for level in range(len(diagram.variables))]
    for level, high, low in zip(diagram.level[2:], diagram.high[2:], diagram.low[2:], strict=True):
        _go_on(nodes, work)
        above.append((literals[level] & above[high]) | above[low])
    constants = [manager.false(), manager.true()]
    return read_out(manager.export_dddmp, [*constants, above[diagram.root]], diagram.variables)


def _in_room(solve: Callable[[int], Diagram], work: Work) -> Diagram:
    """What comes of it in as little room as does. Raises `BudgetExceededError` where none does."""
    for room in ROOMS:
        if work.is_over:
            break
        try:
            return solve(room)
        except (BudgetExceededError, MemoryError):
            work.spend(room)
    raise BudgetExceededError


def _bdd_manager(levels: int, room: int) -> tuple[BDDManager, Nodes]:
    from oxidd.bdd import BDDManager

    manager: BDDManager = new_manager(BDDManager, Nodes.SPARE * room + 4 * levels, room)
    manager.add_vars(levels)
    return manager, Nodes(manager, Room(room), collects=False)


def _go_on(nodes: Nodes, work: Work) -> None:
    nodes.need_room()
    if work.expired():
        raise BudgetExceededError


def _fewest(minimal: Diagram, weights: Sequence[int], order: int | None) -> int:
    """The fewest literals of any set; one more than asked for where there is none."""
    found: list[int | None] = [None, 0]
    for level, high, low in zip(minimal.level[2:], minimal.high[2:], minimal.low[2:], strict=True):
        with_it, without = found[high], found[low]
        some = [] if with_it is None else [with_it + weights[level]]
        some += [] if without is None else [without]
        found.append(min(some, default=None))
    fewest = found[minimal.root]
    return 1 + (order or 0) if fewest is None else fewest


# -- prime implicants -----------------------------------------------------------------------------


def _primes(diagram: Diagram, limit: Limit | None, work: Work, room: int) -> Diagram:
    return _Primes(diagram, limit, room, work).solve()


class _Primes:
    """The prime implicants of a diagram, as sets of literals: two levels for each of its own."""

    def __init__(self, diagram: Diagram, limit: Limit | None, room: int, work: Work) -> None:
        from oxidd.zbdd import ZBDDManager

        self._work = work
        self._diagram = diagram
        levels = len(diagram.variables)
        self._binary, self._nodes = _bdd_manager(levels, room)
        self._sets: ZBDDManager = new_manager(ZBDDManager, Nodes.SPARE * room + 8 * levels, room)
        self._sets.add_vars(2 * levels)
        self._set_nodes = Nodes(self._sets, Room(room), collects=False)
        self._singles = [self._sets.singleton(level) for level in range(2 * levels)]
        empty, base = self._sets.empty(), self._sets.base()
        self._limit = limit
        self._small = [] if limit is None else limit.grid(self._singles, base)
        self._known: dict[BDDFunction, ZBDDFunction] = {
            self._binary.false(): empty,
            self._binary.true(): base,
        }

    def solve(self) -> Diagram:
        """The sets as a diagram over numbers of levels."""
        diagram = self._diagram
        literals = [self._binary.var(level) for level in range(len(diagram.variables))]
        built = [self._binary.false(), self._binary.true()]
        for level, high, low in zip(
            diagram.level[2:], diagram.high[2:], diagram.low[2:], strict=True
        ):
            built.append(literals[level].ite(built[high], built[low]))
        found = self._of(built[diagram.root])
        if self._limit is not None:
            found = found & self._small[0][self._limit.max_order]
        constants = [self._sets.empty(), self._sets.base()]
        if found in constants:
            return Diagram((), [0, 0], [0, 0], [0, 0], constants.index(found))
        pairs = tuple(range(2 * len(diagram.variables)))
        return read_out(self._sets.export_dddmp, [*constants, found], pairs)

    def _of(self, function: BDDFunction) -> ZBDDFunction:
        """The primes of a function, without recursion: it may be as deep as there are levels."""
        known = self._known
        stack = [function]
        while stack:
            top = stack[-1]
            if top in known:
                stack.pop()
                continue
            high, low = top.cofactors() or (top, top)
            both = high & low
            left = [part for part in (both, high, low) if part not in known]
            if left:
                stack.extend(left)
                continue
            _go_on(self._nodes, self._work)
            _go_on(self._set_nodes, self._work)
            known[top] = self._joined(2 * (top.node_level() or 0), high, low, both)
            stack.pop()
        return known[function]

    def _joined(
        self, level: int, high: BDDFunction, low: BDDFunction, both: BDDFunction
    ) -> ZBDDFunction:
        common = self._known[both]
        failed, denied = self._known[high] - common, self._known[low] - common
        if self._limit is not None:
            failed, denied = (
                self._within(level + k, sets) for k, sets in enumerate((failed, denied))
            )
        without = self._singles[level + 1].make_node(denied, common)
        return self._singles[level].make_node(failed, without)

    def _within(self, literal: int, sets: ZBDDFunction) -> ZBDDFunction:
        """Those to which a literal may be added."""
        assert self._limit is not None
        left = self._limit.max_order - self._limit.weights[literal]
        return sets & self._small[literal + 1][left] if left >= 0 else self._sets.empty()
