"""Programs of zeros and ones, and their relaxations, by HiGHS on one thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


class Unfinished(Exception):  # noqa: N818 - not an error: the time given is over
    """Time ran out before a program was solved."""


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """Values of the variables, the price of each row, and what the cost is at least."""

    values: Floats
    prices: Floats
    bound: float


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Least cost of variables from 0 to 1 of which enough are in each row."""

    cost: Floats
    covers: NDArray[np.bool_]
    """Of shape (rows, variables)."""
    least: Floats
    at_most: tuple[Floats, float] | None = None
    """One more row: coefficients, and what they may come to."""

    def relaxed(self) -> Solved:
        """The linear program."""
        solver, _ = self._passed()
        solver.run()
        found = solver.getSolution()
        values, prices = np.array(found.col_value), np.array(found.row_dual)
        return Solved(values, prices, float(solver.getInfo().objective_function_value))

    def whole(self, expired: Callable[[], bool]) -> Solved:
        """In whole numbers, to an absolute gap of 1e-6."""
        if expired():
            raise Unfinished
        solver, highspy = self._passed()
        size = len(self.cost)
        whole = np.full(size, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        solver.changeColsIntegrality(size, np.arange(size, dtype=np.int32), whole)
        solver.setOptionValue("mip_rel_gap", 0.0)
        solver.setOptionValue("mip_abs_gap", 1e-6)
        self._watch(solver, highspy, expired)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Unfinished
        values = np.array(solver.getSolution().col_value)
        return Solved(values, np.zeros(0), float(solver.getInfo().mip_dual_bound))

    @staticmethod
    def _watch(solver: Any, highspy: Any, expired: Callable[[], bool]) -> None:
        def look(kind: Any, message: str, out: Any, into: Any, data: Any) -> None:  # noqa: ARG001
            into.user_interrupt = expired()

        interrupt = highspy.cb.HighsCallbackType.kCallbackMipInterrupt
        solver.setCallback(look, None)
        solver.startCallback(interrupt)

    def _passed(self) -> tuple[Any, Any]:
        highspy = _highspy()
        solver = highspy.Highs()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("random_seed", 0)
        rows, columns = self.covers.shape
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = columns, rows + (self.at_most is not None)
        program.col_cost_ = self.cost
        program.col_lower_, program.col_upper_ = np.zeros(columns), np.ones(columns)
        column, row = np.nonzero(self.covers.T)
        value = np.ones(len(row))
        least, most = self.least, np.full(rows, highspy.kHighsInf)
        if self.at_most is not None:
            coefficients, limit = self.at_most
            column = np.concatenate((column, np.arange(columns)))
            row = np.concatenate((row, np.full(columns, rows)))
            value = np.concatenate((value, coefficients))
            by_column = np.argsort(column, kind="stable")
            column, row, value = column[by_column], row[by_column], value[by_column]
            least, most = np.append(least, -highspy.kHighsInf), np.append(most, limit)
        program.row_lower_, program.row_upper_ = least, most
        matrix = program.a_matrix_
        matrix.format_ = highspy.MatrixFormat.kColwise
        matrix.start_ = np.searchsorted(column, np.arange(columns + 1)).astype(np.int32)
        matrix.index_, matrix.value_ = row.astype(np.int32), value
        solver.passModel(program)
        return solver, highspy


@cache
def _highspy() -> Any:
    """Imported where it is used; its first words go nowhere."""
    import highspy

    return highspy
