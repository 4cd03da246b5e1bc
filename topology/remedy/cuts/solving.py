"""Programs of zeros and ones, and their relaxations, by HiGHS on one thread."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from topology.remedy.solver import solver
from topology.values.deadlines import never

Floats = NDArray[np.float64]
GAP = 1e-6
"""How far an optimum may be from its bound, in the unit of the cost."""


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
    covers: NDArray[np.intp]
    """Of shape (rows, variables): as how many each variable counts."""
    least: Floats
    at_most: tuple[Floats, float] | None = None
    """One more row: coefficients, and what they may come to."""

    def relaxed(self) -> Solved:
        """The linear program."""
        highs = self._passed(never)
        highs.run()
        found = highs.getSolution()
        values, prices = np.array(found.col_value), np.array(found.row_dual)
        return Solved(values, prices, float(highs.getInfo().objective_function_value))

    def whole(self, expired: Callable[[], bool]) -> Solved:
        """In whole numbers, to an absolute gap of `GAP`. Raises `Unfinished` if time ran out."""
        if expired():
            raise Unfinished
        highs = self._passed(expired)
        size = len(self.cost)
        whole = np.full(size, int(highspy.HighsVarType.kInteger), dtype=np.uint8)
        highs.changeColsIntegrality(size, np.arange(size, dtype=np.int32), whole)
        highs.setOptionValue("mip_abs_gap", GAP)
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise Unfinished
        values = np.array(highs.getSolution().col_value)
        return Solved(values, np.zeros(0), float(highs.getInfo().mip_dual_bound))

    def _passed(self, expired: Callable[[], bool]) -> highspy.Highs:
        highs = solver(expired)
        rows, columns = self.covers.shape
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = columns, rows + (self.at_most is not None)
        program.col_cost_ = self.cost
        program.col_lower_, program.col_upper_ = np.zeros(columns), np.ones(columns)
        column, row = np.nonzero(self.covers.T)
        value = self.covers[row, column].astype(np.float64)
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
        highs.passModel(program)
        return highs
