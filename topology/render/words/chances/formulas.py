"""What is said of fault trees that need not be coherent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from topology.cutsets.formulas.failing import Kind
from topology.render.words.phrases import shown, whole

NOT_COHERENT = "not coherent: a further failure may keep it from failing; the probability is exact"
SIGNED = "A negative value: this failure keeps the target from failing."
MEANING = {
    Kind.P_CUTS: "it fails when exactly the events of a minimal p-cut happen",
    Kind.PRIMES: "it fails whenever all of a prime implicant holds",
}
"""How what fails a tree is to be read."""
MOST = 5


def missing_events(names: Sequence[str]) -> str:
    """The first of some events."""
    return ", ".join(map(shown, names[:MOST])) + (", …" if len(names) > MOST else "")


def counts_of_orders(counts: Mapping[int, int]) -> str:
    """How many there are of each order."""
    return ", ".join(f"{whole(number)} of {order:,}" for order, number in sorted(counts.items()))
