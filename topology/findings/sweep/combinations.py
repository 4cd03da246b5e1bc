"""All sets of so many failures, in one order that is always the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import chain, combinations, combinations_with_replacement

Failed = tuple[str, ...]
"""What fails at once; an entry of several members as often as members of it fail."""


def failures_up_to(order: int, members: Mapping[str, int]) -> Iterator[Failed]:
    """All sets of 1 to `order` failures: the smaller first, those of one size by their names.

    `members` says how often each cause can fail.

    >>> list(failures_up_to(2, {"b": 1, "a": 2}))
    [('a',), ('b',), ('a', 'a'), ('a', 'b')]
    """
    return chain.from_iterable(_failures(size, members) for size in range(1, order + 1))


def _failures(order: int, members: Mapping[str, int]) -> Iterator[Failed]:
    names = sorted(members)
    if max(members.values(), default=1) < 2:
        return combinations(names, order)
    return (
        failed
        for failed in combinations_with_replacement(names, order)
        if len(set(failed)) == order
        or all(times <= members[name] for name, times in Counter(failed).items())
    )


def count_up_to(order: int, members: Mapping[str, int]) -> int:
    """How many sets of 1 to `order` failures there are: sum of coefficients of a product.

    Each cause is a factor 1 + x + ... + x^members; O(order^2) for each.

    >>> count_up_to(2, {"b": 1, "a": 2})
    4
    """
    ways = [1] + [0] * order
    for most in members.values():
        ways = [sum(ways[max(0, size - most) : size + 1]) for size in range(order + 1)]
    return sum(ways[1:])
