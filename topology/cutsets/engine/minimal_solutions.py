"""Minimal solutions of a coherent diagram, as a zero-suppressed diagram of sets.

For a monotone function f = x f1 + x' f0 the minimal sets of variables that satisfy it are

    M(f) = {s + x : s in M(f1), s does not satisfy f0}  u  M(f0)

(Rauzy 1993, 2001). Whether s satisfies f0 is asked of f0 itself, not of M(f0): with F the family
of all sets that satisfy f0, the filter is the set difference M(f1) - F, one native operation of
the library with its memory of earlier answers, where `without` over M(f0) compares sets with
sets. F has the nodes of the binary diagram and those that stand for levels it skips.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from topology.cutsets.engine.diagram import (
    FALSE,
    MAX_MEMORY,
    TRUE,
    BudgetExceededError,
    Diagram,
    new_manager,
    read_out,
)
from topology.values.deadlines import never

if TYPE_CHECKING:
    from oxidd.zbdd import ZBDDFunction


_POLL = 1024


@dataclass(frozen=True, slots=True)
class Limit:
    """At most so many failures; `weights` are the fewest that each level's variable stands for."""

    max_order: int
    weights: Sequence[int]

    def families(self, singles: Sequence[ZBDDFunction], base: ZBDDFunction) -> list[ZBDDFunction]:
        """For each level the sets of variables below it that may join its own."""
        grid = self.grid(singles, base)
        empty = base - base
        return [
            grid[level + 1][self.max_order - weight] if weight <= self.max_order else empty
            for level, weight in enumerate(self.weights)
        ]

    def grid(self, singles: Sequence[ZBDDFunction], base: ZBDDFunction) -> list[list[ZBDDFunction]]:
        """The sets over the variables from each level on, by the most failures they have."""
        here = [base] * (self.max_order + 1)
        found = [here]
        for single, weight in zip(reversed(singles), reversed(self.weights), strict=True):
            here = [
                single.make_node(here[k - weight], here[k]) if k >= weight else here[k]
                for k in range(self.max_order + 1)
            ]
            found.append(here)
        return found[::-1]


class _Families:
    """The sets that satisfy each node of a diagram, over all variables below a level."""

    def __init__(self, diagram: Diagram, singles: list[ZBDDFunction]) -> None:
        self.singles = singles
        number = len(diagram.variables)
        self.start = [*diagram.level]
        self.start[FALSE] = self.start[TRUE] = number
        # filled[node][k] is the family over the variables from k levels above the node's own.
        self.filled: list[list[ZBDDFunction]] = [[] for _ in diagram.level]

    def of(self, node: int, level: int) -> ZBDDFunction:
        """The family of a node over the variables from a level on, at or above its own."""
        filled = self.filled[node]
        start = self.start[node]
        while len(filled) <= start - level:
            same = filled[-1]
            filled.append(self.singles[start - len(filled)].make_node(same, same))
        return filled[start - level]


def minimal_solutions(
    diagram: Diagram,
    expired: Callable[[], bool] = never,
    limit: Limit | None = None,
) -> Diagram:
    """The minimal solutions of a monotone binary diagram; with a limit only those within it."""
    if diagram.root in (FALSE, TRUE):
        return diagram
    from oxidd.zbdd import ZBDDManager

    number = len(diagram.variables)
    room = min(8 * len(diagram) + (1 << 12), MAX_MEMORY)
    manager = new_manager(ZBDDManager, 8 * room, room)
    manager.add_vars(number)
    singles = [manager.singleton(level) for level in range(number)]
    empty, base = manager.empty(), manager.base()
    families = _Families(diagram, singles)
    families.filled[FALSE].extend([empty] * (number + 1))
    families.filled[TRUE].append(base)
    small = limit.families(singles, base) if limit else None
    minimal = [empty, base]
    of, filled = families.of, families.filled
    try:
        for node in range(2, len(diagram)):
            level, high, low = diagram.level[node], diagram.high[node], diagram.low[node]
            single, low_family = singles[level], of(low, level + 1)
            filled[node].append(single.make_node(of(high, level + 1), low_family))
            with_it = minimal[high] - low_family
            if small is not None:
                with_it = with_it & small[level]
            minimal.append(single.make_node(with_it, minimal[low]))
            if not node % _POLL and expired():
                raise BudgetExceededError
    except MemoryError:
        raise BudgetExceededError from None
    return read_out(manager.export_dddmp, [empty, base, minimal[diagram.root]], diagram.variables)
