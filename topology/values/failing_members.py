"""How many of some that are alike have failed: the binomial distribution, to rounding.

Members of one entry fail alike and apart, each with probability q.
"""

from __future__ import annotations

from math import comb, exp, expm1, fsum, lgamma, log, log1p, pi, sqrt


def at_least(members: int, count: int, q: float) -> float:
    """The probability that so many of `count` alike are down, each with q; to rounding.

    >>> at_least(1, 3, 0.5), at_least(2, 3, 0.5), at_least(0, 3, 0.5), at_least(4, 3, 0.5)
    (0.875, 0.5, 1.0, 0.0)
    """
    if members <= 0 or q >= 1.0:
        return 1.0 if members <= count else 0.0
    if members > count or q <= 0.0:
        return 0.0
    if members == 1:
        return -expm1(count * log1p(-q))
    if count > MAX_SUMMED:
        return _tail(members, count - members + 1, q)
    term = exactly(members, count, q)
    if term == 0.0:  # far from the middle, on either side
        return float(members < count * q)
    odds = q / (1.0 - q)
    terms = [term]
    for number in range(members, count):
        term *= (count - number) / (number + 1) * odds
        if term < terms[0] * 1e-20 and number > count * q:
            break
        terms.append(term)
    return min(1.0, fsum(terms))


MAX_SUMMED = 100_000
"""Members of which the chances that so many are down are summed one by one."""


def _tail(a: int, b: int, q: float) -> float:
    """The regularised incomplete beta function I_q(a, b), by its continued fraction (Lentz 1976).

    It is the chance of a or more among a + b - 1; takes some sqrt(a + b) steps.
    """
    if q > (a + 1) / (a + b + 2):
        return 1.0 - _tail(b, a, 1.0 - q)
    c, d = 1.0, 1.0 / (1.0 - (a + b) * q / (a + 1))
    value = d
    for m in range(1, a + b):
        before = value
        for factor in (
            m * (b - m) * q / ((a + 2 * m - 1) * (a + 2 * m)),
            -(a + m) * (a + b + m) * q / ((a + 2 * m) * (a + 2 * m + 1)),
        ):
            d, c = 1.0 / (1.0 + factor * d), 1.0 + factor / c
            value *= c * d
        if abs(value - before) <= 1e-15 * abs(value):
            break
    return min(1.0, exactly(a, a + b - 1, q) * (1.0 - q) * value)


def exactly(members: int, count: int, q: float) -> float:
    """The probability that exactly so many of `count` alike are down."""
    if members > count or members < 0:
        return 0.0
    if q <= 0.0 or q >= 1.0:
        return float(members == (count if q >= 1.0 else 0))
    if count <= 1000:  # so far the number of ways is a float
        return float(comb(count, members) * q**members * (1.0 - q) ** (count - members))
    left = count - members
    if not members or not left:
        return exp(members * log(q) + left * log1p(-q))
    far = _deviance(members, count * q) + _deviance(left, count * (1.0 - q))
    rest = _stirling_error(count) - _stirling_error(members) - _stirling_error(left)
    return exp(rest - far) * sqrt(count / members / left / (2 * pi))


def _deviance(found: int, expected: float) -> float:
    """x log(x / m) + m - x, without cancelling where they are close (Loader 2000)."""
    ratio = (found - expected) / (found + expected)
    if abs(ratio) >= 0.1:
        return found * log(found / expected) + expected - found
    terms = (2 * found * ratio ** (2 * j + 1) / (2 * j + 1) for j in range(1, 12))
    return fsum([(found - expected) * ratio, *terms])


def _stirling_error(number: int) -> float:
    """log n! less the formula of Stirling: exact for few, else by its series."""
    if number <= 15:
        return lgamma(number + 1) - (number + 0.5) * log(number) + number - 0.5 * log(2 * pi)
    square = float(number) ** 2
    series = (1 / 1680 - 1 / 1188 / square) / square
    return (1 / 12 - (1 / 360 - (1 / 1260 - series) / square) / square) / number
