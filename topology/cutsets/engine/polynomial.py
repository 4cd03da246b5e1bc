"""Counts by order as polynomials with few terms: the coefficient of x^k counts sets of order k."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, eq=False)
class Polynomial:
    """The coefficients that are not 0, by their exponents."""

    terms: Mapping[int, int | Fraction]

    def __hash__(self) -> int:
        return hash(frozenset(self.terms.items()))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Polynomial) and self.terms == other.terms

    def __bool__(self) -> bool:
        return bool(self.terms)

    def __add__(self, other: Polynomial | int | Fraction) -> Polynomial:
        """The sum; a number is a constant."""
        found = dict(self.terms)
        for order, number in _terms(other).items():
            found[order] = found.get(order, 0) + number
        return Polynomial(found)

    def __mul__(self, other: Polynomial | int | Fraction) -> Polynomial:
        """The product; a number is a constant."""
        found: dict[int, int | Fraction] = {}
        right = _terms(other)
        for order, number in self.terms.items():
            for more, times in right.items():
                found[order + more] = found.get(order + more, 0) + number * times
        return Polynomial(found)

    def __pow__(self, exponent: int) -> Polynomial:
        """The power, by squaring."""
        found, square = ONE, self
        while exponent:
            if exponent & 1:
                found = found * square
            square, exponent = square * square, exponent >> 1
        return found

    __radd__ = __add__
    __rmul__ = __mul__


def _terms(value: Polynomial | int | Fraction) -> Mapping[int, int | Fraction]:
    if isinstance(value, Polynomial):
        return value.terms
    return {0: value} if value else {}


ONE = Polynomial({0: 1})
