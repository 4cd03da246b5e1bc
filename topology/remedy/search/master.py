"""The master problem: the cheapest set that meets all rows so far, by HiGHS.

Binary x_i for each choice and y_f for each failure that is there from the start, which is 1 where
it is borne; rows as in `rows`, and x_a + x_b ≤ 1 for two that clash. In this order the least is
looked for, each solve holding what those before it came to: Σ y (solved first with none borne, as
mostly all can be mended), cost, and, where ties matter, the number of choices and their positions.

Costs are divided by the largest, so that the solver's tolerance of 1e-9 is one of the dearest
choice: sets whose costs differ by less than 1e-9 of it, for each choice, are taken to cost the
same. What a set costs is summed exactly afterwards. Positions are told by powers of two, ten
choices a solve, as more would drown in the tolerance; choices that no row names are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import fsum, inf

import highspy
import numpy as np

from topology.remedy.answer import Failure
from topology.remedy.judging import Chosen
from topology.remedy.search.rows import Row
from topology.remedy.solver import solver
from topology.values.deadlines import never

TOLERANCE = 1e-9
"""Of the dearest choice: what two sets may differ by and cost the same."""
AT_ONCE = 10
"""Choices whose positions one solve tells apart."""
_BORNE, _COST, _NUMBER = range(3)


@dataclass(frozen=True, slots=True)
class Solved:
    """The best that meets all rows."""

    chosen: Chosen
    borne: frozenset[Failure]
    cost: float
    bound: float
    """What no set that bears as few costs less than; the cost itself unless time was up."""
    is_optimal: bool


@dataclass(frozen=True, slots=True)
class _Run:
    ones: frozenset[int]
    value: float
    bound: float
    is_optimal: bool


class Master:
    """The rows so far, and the best that meets them; rows are only ever added."""

    def __init__(
        self,
        costs: Sequence[float],
        clashes: Iterable[tuple[int, int]],
        bearable: Iterable[Failure],
        expired: Callable[[], bool] = never,
    ) -> None:
        self._costs = costs
        self._scale = max(costs, default=0) or 1.0
        self._bearable = tuple(sorted(bearable))
        self._column = {f: len(costs) + n for n, f in enumerate(self._bearable)}
        self._expired = expired
        self._highs = solver(expired)
        self._named: set[int] = set()
        self._rows: set[Row] = set()
        self._columns()
        for a, b in clashes:
            self._row(-inf, 1.0, {a: 1.0, b: 1.0})

    def _columns(self) -> None:
        own, borne = range(len(self._costs)), self._column.values()
        for column in (*own, *borne):
            self._highs.addCol(0.0, 0.0, 1.0, 0, [], [])
            self._highs.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        self._goals = {
            _BORNE: dict.fromkeys(borne, 1.0),
            _COST: {i: cost / self._scale for i, cost in enumerate(self._costs)},
            _NUMBER: dict.fromkeys(own, 1.0),
        }
        for goal in self._goals.values():
            self._row(-inf, inf, goal)

    def _row(self, lower: float, upper: float, of: dict[int, float]) -> None:
        self._highs.addRow(lower, upper, len(of), list(of), list(of.values()))

    def add(self, row: Row) -> None:
        """One more row."""
        if row in self._rows:
            return
        self._rows.add(row)
        terms = {i: 1.0 for i in range(len(self._costs)) if i not in row.most}
        terms |= dict.fromkeys(sorted(row.least), -1.0)
        self._named |= terms.keys()
        if row.failure in self._column:
            terms[self._column[row.failure]] = 1.0
        self._row(1.0 - len(row.least), inf, terms)

    def best(
        self, *, borne: int | None = None, budget: float = inf, with_ties: bool = False
    ) -> Solved | None:
        """The cheapest that bears as few as can be, or so many at most, within the budget.

        None where no set meets all rows, or time was up before one was found.
        """
        limit = inf if budget == inf else budget / self._scale + TOLERANCE
        self._limit(_COST, limit)
        self._limit(_NUMBER, inf)
        self._limit(_BORNE, borne or 0)
        found = self._least(_COST)
        if found is None and borne is None:
            self._limit(_BORNE, inf)
            fewest = self._least(_BORNE)
            if fewest is None:
                return None
            self._limit(_BORNE, round(fewest.value))
            found = self._least(_COST)
        if found is None:
            return None
        cost = self._solved(found)
        return self._untied(cost) if with_ties and found.is_optimal else cost

    def _untied(self, first: Solved) -> Solved:
        """Of all that cost the same the fewest, then those that come first."""
        self._limit(_COST, first.cost / self._scale + TOLERANCE * max(1, len(first.chosen)))
        fewest = self._least(_NUMBER)
        if fewest is None or not fewest.is_optimal:
            return first
        self._limit(_NUMBER, round(fewest.value))
        found = self._in_order(fewest)
        return Solved(found.chosen, found.borne, found.cost, first.bound, is_optimal=True)

    def _in_order(self, last: _Run) -> Solved:
        named = sorted(self._named)
        fixed: list[int] = []
        for start in range(0, len(named), AT_ONCE):
            if last.ones <= frozenset((*fixed, *self._column.values())):
                break
            block = named[start : start + AT_ONCE]
            weights = {i: -float(2 ** (len(block) - 1 - n)) for n, i in enumerate(block)}
            run = self._run(weights)
            if run is None or not run.is_optimal:
                break
            last = run
            for i in block:
                self._highs.changeColBounds(i, float(i in run.ones), float(i in run.ones))
            fixed += block
        for i in fixed:
            self._highs.changeColBounds(i, 0.0, 1.0)
        return self._solved(last)

    def _limit(self, goal: int, upper: float) -> None:
        self._highs.changeRowBounds(goal, -inf, upper)

    def _least(self, goal: int) -> _Run | None:
        return self._run(self._goals[goal])

    def _run(self, goal: dict[int, float]) -> _Run | None:
        highs = self._highs
        if self._expired():
            return None
        weights = np.zeros(len(self._costs) + len(self._column))
        weights[list(goal)] = list(goal.values())
        highs.changeColsCost(len(weights), np.arange(len(weights), dtype=np.int32), weights)
        highs.run()
        status, info = highs.getModelStatus(), highs.getInfo()
        if status == highspy.HighsModelStatus.kModelEmpty:
            return _Run(frozenset(), 0.0, 0.0, is_optimal=True)
        is_optimal = status == highspy.HighsModelStatus.kOptimal
        is_feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        if not is_optimal and not is_feasible:
            return None
        ones = frozenset(i for i, x in enumerate(highs.getSolution().col_value) if x > 0.5)
        return _Run(ones, info.objective_function_value, info.mip_dual_bound, is_optimal)

    def _solved(self, run: _Run) -> Solved:
        chosen = frozenset(i for i in run.ones if i < len(self._costs))
        borne = frozenset(f for f, column in self._column.items() if column in run.ones)
        cost = fsum(self._costs[i] for i in chosen)
        bound = cost if run.is_optimal else max(0.0, run.bound * self._scale)
        return Solved(chosen, borne, cost, bound, run.is_optimal)
