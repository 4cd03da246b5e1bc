"""The chance that something has failed as a polynomial in p, and the sets of each size behind it.

Let each of n units have failed with probability p by itself. Something has failed then with
probability F(p) = sum over k of F_k p^k (1 - p)^(n - k), F_k being the number of sets of k units
that fail it: that is the whole signature of a system (Samaniego 1985; Boland 2001). As a sum of
powers of p alone it has whole coefficients, below 3^n, and what it does not depend on is no part
of it. So F is worked out in powers of p, a module put in for its variable, and turned at the end.

A polynomial is one number, its value at a power of two so large that coefficients do not meet
(Kronecker's substitution), modulo the power at which it is cut off. Sums and products are then
those of whole numbers, and the sign of each coefficient is found when they are read from below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import comb

FEW_TERMS = 16
"""Terms of a factor up to which it is multiplied term by term, which takes linear time."""


@dataclass(frozen=True, slots=True)
class Group:
    """Members that fail alike, as one event: `failing` of `count` of them have failed.

    This is how many ways there are for each number of failures among them that the survival
    signature of Coolen and Coolen-Maturi (2012) counts by.
    """

    count: int = 1
    failing: int = 1

    def coefficients(self, most: int) -> dict[int, int]:
        """The chance that so many have failed, by powers of p up to one.

        >>> Group(3, 2).coefficients(3)
        {2: 3, 3: -2}
        """
        least = self.failing
        return {
            i: (-1) ** (i - least) * comb(i - 1, least - 1) * comb(self.count, i)
            for i in range(least, min(self.count, most) + 1)
        }


@dataclass(frozen=True, slots=True)
class Factor:
    """A polynomial to multiply by: as a number, and as its terms where there are few."""

    number: int
    terms: tuple[tuple[int, int], ...] | None


class Ring:
    """Polynomials over so many `units`, cut off behind p^most."""

    def __init__(self, units: int, most: int) -> None:
        self.most = min(units, most)
        # C(n, i) 2^i bounds the coefficient of p^i, and is largest at i = 2 n / 3.
        largest = min(self.most, 2 * units // 3 + 1)
        self.width = _whole(comb(units, largest).bit_length() + largest + 3)
        self.bits = self.width * (self.most + 1)
        # Where nothing is cut off a number may be as short as its degree asks for, and negative.
        self._mask = (1 << self.bits) - 1 if most < units else -1

    def group(self, group: Group) -> Factor:
        """The polynomial of a group of members."""
        found = group.coefficients(self.most)
        terms = tuple((self.width * i, one) for i, one in found.items())
        number = sum(one << shift for shift, one in terms) & self._mask
        return Factor(number, terms if len(terms) <= FEW_TERMS else None)

    def factor(self, number: int) -> Factor:
        """A polynomial, ready to be multiplied by."""
        if abs(number).bit_length() > self.width * FEW_TERMS:
            return Factor(number, None)
        found = self.coefficients(number)
        return Factor(number, tuple((self.width * i, one) for i, one in enumerate(found) if one))

    def decided(self, factor: Factor, failed: int, working: int) -> int:
        """The polynomial of a node: `failed` where its variable has failed, `working` elsewhere.

        That is working + q (failed - working), q being the polynomial of the variable.
        """
        gained = failed - working
        if factor.terms is None:
            return (working + gained * factor.number) & self._mask
        for shift, one in factor.terms:
            working += (gained if one == 1 else gained * one) << shift
        return working & self._mask

    def coefficients(self, number: int) -> list[int]:
        """The coefficients of a polynomial, from that of p^0 on."""
        # A half in every place makes all of them positive, so that each is by itself.
        half = 1 << (self.width - 1)
        halves = _fields(b"\0" * (self.width // 8 - 1) + b"\x80", self.most + 1)
        found = _read((number + halves) & ((1 << self.bits) - 1), self.width, self.most)
        return [one - half for one in found]


def _whole(width: int) -> int:
    """A width in whole octets."""
    return -(-width // 8) * 8


def _fields(field: bytes, number: int) -> int:
    """A number in which so many fields are the same."""
    return int.from_bytes(field * number, "little")


def _read(number: int, width: int, most: int) -> list[int]:
    """The fields of a number, from the lowest on."""
    wide = width // 8
    octets = number.to_bytes(wide * (most + 1), "little")
    return [
        int.from_bytes(octets[start : start + wide], "little")
        for start in range(0, len(octets), wide)
    ]


def sets_by_size(coefficients: Sequence[int], own: int, units: int, most: int) -> list[int]:
    """How many sets of k units have failed it, for k from 0 up to `most`.

    It depends on `own` of these units. Of them the sets are counted by the sum of
    a_i x^i (1 + x)^(own - i), by Horner's rule; any of the others may be in a set as well.

    >>> sets_by_size([0, 0, 3, -2], 3, 4, 4)
    [0, 0, 3, 4, 1]
    """
    wide = _whole(comb(units, min(most, units // 2)).bit_length() + 2)
    if own > most:
        found = _homogeneous(coefficients, most, wide) * _written(choices(units - most, most), wide)
        return _read(found & ((1 << wide * (most + 1)) - 1), wide, most)
    width = _whole(comb(own, own // 2).bit_length() + 2)
    counted = _read(_homogeneous(coefficients, own, width), width, own)
    if own == units:
        return counted
    product = _written(counted, wide) * _written(choices(units - own, most), wide)
    return _read(product & ((1 << wide * (most + 1)) - 1), wide, most)


def _homogeneous(coefficients: Sequence[int], degree: int, width: int) -> int:
    """The sum of a_i x^i (1 + x)^(degree - i), as a number with fields of a width."""
    found = coefficients[0]
    for i in range(1, degree + 1):
        found += found << width
        if i < len(coefficients):
            found += coefficients[i] << width * i
    return found


def _written(numbers: Sequence[int], width: int) -> int:
    """A number with these as its fields."""
    octets = width // 8
    return int.from_bytes(b"".join(one.to_bytes(octets, "little") for one in numbers), "little")


@lru_cache(maxsize=8)
def choices(units: int, most: int) -> tuple[int, ...]:
    """In how many ways k of so many units can be chosen, for k from 0 up to `most`.

    >>> choices(3, 4)
    (1, 3, 3, 1, 0)
    """
    found, one = [], 1
    for k in range(most + 1):
        found.append(one)
        one = one * (units - k) // (k + 1)
    return tuple(found)
