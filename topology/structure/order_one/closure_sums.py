"""For each node of an acyclic graph the sum of the weights of all that reach it, by bit sets.

Beside the pass with corrections (`OrderOne.totals`), which is linear where paths seldom join. Where
they join everywhere there are more corrections than nodes; then sets of bits, a block of nodes at a
time, are O(nodes x edges / 64) and need no thought.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BLOCK = 4_096
"""Nodes whose bits are followed at once."""
LIMB = 24
"""Bits of a weight that are added at once: sums of so small numbers are exact as floats."""


def closure_sums(
    below: Sequence[Sequence[int]], weights: Sequence[int], wanted: Sequence[int]
) -> list[int]:
    """For each wanted node the sum of the weights of all from which it is reached, itself too.

    `below[k]` are the nodes under node k, all of lower number. Exact for whole weights >= 0.

    >>> closure_sums([(), (0,), (0,), (1, 2)], [1, 10, 100, 1000], [0, 1])
    [1111, 1010]
    """
    import numpy as np

    limbs = _limbs(weights)
    found: list[int] = []
    for first in range(0, len(wanted), BLOCK):
        block = wanted[first : first + BLOCK]
        reach = np.zeros((len(below), (len(block) + 7) // 8), np.uint8)
        for bit, node in enumerate(block):
            reach[node, bit // 8] |= 128 >> bit % 8
        for node in range(min(block, default=0), len(below)):
            row = reach[node]
            for further in below[node]:
                row |= reach[further]
        sums = [0] * len(block)
        for position, limb in enumerate(limbs):
            carrying = np.flatnonzero(limb)
            bits = np.unpackbits(reach[carrying], axis=1, count=len(block))
            added = limb[carrying] @ bits.astype(np.float64)
            sums = [s + (int(a) << LIMB * position) for s, a in zip(sums, added, strict=True)]
        found += sums
    return found


def _limbs(weights: Sequence[int]) -> list[NDArray[np.float64]]:
    """The weights in pieces of `LIMB` bits, the lowest first."""
    import numpy as np

    left = list(weights)
    found: list[NDArray[np.float64]] = []
    while any(left) or not found:
        found.append(np.array([w & (1 << LIMB) - 1 for w in left], np.float64))
        left = [w >> LIMB for w in left]
    return found
