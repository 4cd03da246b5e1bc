"""Minimal solutions of a coherent diagram, as a zero-suppressed diagram of sets.

For a monotone function f = x f1 + x' f0 the minimal sets of variables that satisfy it are

    M(f) = {s + x : s in M(f1), s does not satisfy f0}  u  M(f0)

(Rauzy 1993, 2001). Whether s satisfies f0 is asked of f0 itself, not of M(f0): with F the family
of all sets that satisfy f0, the filter is the set difference M(f1) - F, one native operation of
the library with its memory of earlier answers, where `without` over M(f0) compares sets with
sets. F has the nodes of the binary diagram and those that stand for levels it skips.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from topology.diagram import FALSE, TRUE, BudgetExceededError, Diagram, read_out

if TYPE_CHECKING:
    from oxidd.zbdd import ZBDDFunction


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


def minimal_solutions(diagram: Diagram) -> Diagram:
    """The minimal solutions of a monotone binary diagram."""
    if diagram.root in (FALSE, TRUE):
        return diagram
    from oxidd.zbdd import ZBDDManager

    number = len(diagram.variables)
    room = max(1 << 14, 16 * len(diagram))
    manager = ZBDDManager(room, room, 1)
    manager.add_vars(number)
    singles = [manager.singleton(level) for level in range(number)]
    families = _Families(diagram, singles)
    empty, base = manager.empty(), manager.base()
    families.filled[FALSE].extend([empty] * (number + 1))
    families.filled[TRUE].append(base)
    minimal = [empty, base]
    of, filled = families.of, families.filled
    try:
        for node in range(2, len(diagram)):
            level, high, low = diagram.level[node], diagram.high[node], diagram.low[node]
            single = singles[level]
            high_family, low_family = of(high, level + 1), of(low, level + 1)
            filled[node].append(single.make_node(high_family, low_family))
            minimal.append(single.make_node(minimal[high] - low_family, minimal[low]))
    except MemoryError:
        raise BudgetExceededError from None
    return read_out(manager.export_dddmp, [empty, base, minimal[diagram.root]], diagram.variables)
