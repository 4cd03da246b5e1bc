"""What is said of fault trees that need not be coherent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from topology.render.words.phrases import shown, whole

NOT_COHERENT = "not coherent: a further failure may keep it from failing; the probability is exact"
SIGNED = "A negative value: this failure keeps the target from failing."
MOST = 5


def missing_events(names: Sequence[str]) -> str:
    """The first of some events."""
    return ", ".join(map(shown, names[:MOST])) + (", …" if len(names) > MOST else "")


def counts_of_orders(counts: Mapping[int, int]) -> str:
    """How many there are of each order."""
    return ", ".join(f"{whole(number)} of {order:,}" for order, number in sorted(counts.items()))
