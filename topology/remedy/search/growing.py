"""The largest set that still fails, by few questions."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from topology.remedy.judging import Chosen


def grown(
    base: Chosen,
    others: Sequence[int],
    fails: Callable[[Chosen], bool],
    clash: Callable[[int, int], bool] = lambda _a, _b: False,
) -> Chosen:
    """A set that fails, with as many of the others as can be had together and still fail.

    Divide and conquer, as QuickXplain (Junker 2004): halves are added as wholes, so that with k of
    n that cannot be added it takes O(k log(n/k)) questions, one where none fails to. Maximal where
    what fails with more fails with less; it fails in any case, as what is added last was asked.

    >>> sorted(grown(frozenset(), range(6), lambda chosen: 4 not in chosen))
    [0, 1, 2, 3, 5]
    """

    def add(found: Chosen, items: Sequence[int], is_known_not_to: bool) -> Chosen:
        items = [i for i in items if not any(clash(i, j) for j in found)]
        block = _together(items, clash)
        if not block:
            return found
        if not (is_known_not_to and len(block) == len(items)):
            more = found | block
            if fails(more):
                return add(more, [i for i in items if i not in block], False)
        if len(items) == 1:
            return found
        middle = len(items) // 2
        left = add(found, items[:middle], False)
        # What fails with the first half as a whole cannot fail with the second as well.
        is_whole = left >= found.union(items[:middle]) and len(block) == len(items)
        return add(left, items[middle:], is_whole)

    return add(base, list(others), False)


def shrunk(base: Chosen, kept: Chosen, fails: Callable[[Chosen], bool]) -> Chosen:
    """A set that fails, with as few beside the kept as still fail; the last ones go first.

    >>> sorted(shrunk(frozenset(range(6)), frozenset({0}), lambda chosen: 4 in chosen))
    [0, 4]
    """
    given = sorted(base - kept, reverse=True)
    return base - grown(frozenset(), given, lambda left: fails(base - left))


def _together(items: Sequence[int], clash: Callable[[int, int], bool]) -> Chosen:
    """The first of them that can be had together, in their order."""
    block: list[int] = []
    for item in items:
        if not any(clash(item, other) for other in block):
            block.append(item)
    return frozenset(block)
