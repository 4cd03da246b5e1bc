"""Bounds of the probability of a coherent tree whose diagram is too large, from both sides.

All states of at most k failures are looked at, at once: a gate is one whole number with a bit for
each state, so an or is one `|` over all of them. With L the probability that the tree fails with k
failures or fewer, and T that more than k happen,

    L  <=  Q  <=  L + T,

and both close in as k grows. What fails the tree alone is taken out before, exactly, which leaves
fewer to fail together: Q = 1 - (1 - s) (1 - Q'). Beside that, gate by gate from below, as failures
of coherent parts go together (Esary, Proschan and Walkup 1967): an or fails at most as often as
independent inputs would make it, an and at least so. Sums of positive terms only. k follows from
the number of states alone, so every run has the same bounds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import compress
from math import expm1, fsum, log1p, prod

from topology.cutsets.engine.fault_tree import FaultTree

MAX_BITS = 2_000_000
"""States that are looked at at most, those that are there several times counted as often."""
MAX_FAILURES = 6
MAX_TOGETHER = 4 * 10**9
"""Bits of all gates together at most: so few states are looked at where there are many gates."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """Between these the probability lies; states of up to so many `failures` were looked at."""

    lower: float
    upper: float
    failures: int


def bounds(tree: FaultTree, q: Sequence[float]) -> Bounds:
    """The bounds of the probability of the top, events failing independently with `q`.

    >>> from topology.cutsets.engine.fault_tree import Event, Gate
    >>> two = FaultTree((Event("a"), Event("b")), (Gate(2, (0, 1)),), 2)
    >>> bounds(two, [0.1, 0.2])
    Bounds(lower=0.020000000000000004, upper=0.020000000000000004, failures=2)
    """
    simple = tree.simplified()
    number = len(simple.events)
    if simple.top < number:
        return Bounds(q[simple.top], q[simple.top], 1)
    gates = simple.inputs_first()
    if not simple.gate(simple.top).inputs:
        always = float(simple.gate(simple.top).votes == 0)
        return Bounds(always, always, 0)
    lower, upper = _gate_by_gate(simple, gates, q)
    below = {child for node in gates for child in simple.gate(node).inputs if child < number}
    events = [event for event in sorted(below) if q[event] > 0]
    certain = [event for event in events if q[event] >= 1]
    events = [event for event in events if q[event] < 1]
    states = _States(simple, gates, certain)
    alone = set(states.alone(events))
    if alone and -1 in alone:  # certain failures are enough
        return Bounds(1.0, 1.0, 0)
    single = -expm1(fsum(log1p(-q[event]) for event in sorted(alone)))
    rest = [event for event in events if event not in alone]
    failures = _most(len(rest), len(gates))
    low = states.probability(rest, q, failures)
    high = min(1.0, low + more_than(failures, [q[event] for event in rest]))
    lower = max(lower, single + (1.0 - single) * low)
    upper = min(upper, single + (1.0 - single) * high)
    return Bounds(lower, max(lower, upper), failures)


def _most(events: int, gates: int) -> int:
    """Failures up to which all states are looked at; one at least."""
    most = min(MAX_BITS, MAX_TOGETHER // max(1, gates))
    found = 1
    while found < min(events, MAX_FAILURES) and events ** (found + 1) <= most:
        found += 1
    return found


def more_than(number: int, q: Sequence[float]) -> float:
    """The probability that more than so many of independent events happen; O(number x events).

    >>> round(more_than(1, [0.5, 0.5, 0.5]), 12)
    0.5
    """
    exactly = [1.0, *[0.0] * number]
    more = 0.0
    for one in q:
        more += exactly[number] * one
        for k in range(number, 0, -1):
            exactly[k] = exactly[k] * (1.0 - one) + exactly[k - 1] * one
        exactly[0] *= 1.0 - one
    return more


class _States:
    """States of a tree, one bit each; some events have always failed."""

    def __init__(self, tree: FaultTree, gates: Sequence[int], certain: Sequence[int]) -> None:
        self._tree = tree
        self._gates = gates
        self._certain = certain

    def alone(self, events: Sequence[int]) -> Iterator[int]:
        """The events that fail the tree alone; -1 where it has failed without any."""
        masks = {event: 2 << n for n, event in enumerate(events)}
        failed = self._failed(masks, (2 << len(events)) - 1)
        if failed & 1:
            yield -1
        yield from (event for n, event in enumerate(events) if failed >> (n + 1) & 1)

    def probability(self, events: Sequence[int], q: Sequence[float], most: int) -> float:
        """The probability that it fails with no more than so many failures of some events."""
        number = len(events)
        if not number:
            return 0.0
        digits = [_every_first(number, digit, most) for digit in range(most)]
        masks = {
            event: _any(digits, [n * number**digit for digit in range(most)])
            for n, event in enumerate(events)
        }
        failed = self._failed(masks, (1 << number**most) - 1)
        odds = [q[event] / (1.0 - q[event]) for event in events]
        # The lowest bit is the state of the last digits: read from the end, all digits from 0 on.
        bits = bin(failed)[:1:-1].encode().translate(_TRUTH).ljust(number**most, b"\0")
        none = prod(1.0 - q[event] for event in events)
        return fsum(_weights(odds, most, bits)) * none

    def _failed(self, masks: dict[int, int], every: int) -> int:
        """The states in which the top has failed."""
        tree = self._tree
        value = dict.fromkeys(self._certain, every) | masks
        uses: dict[int, int] = {}
        for node in self._gates:
            for child in tree.gate(node).inputs:
                uses[child] = uses.get(child, 0) + 1
        for node in self._gates:
            gate = tree.gate(node)
            value[node] = _gate(gate.votes, [value.get(child, 0) for child in gate.inputs], every)
            for child in gate.inputs:
                uses[child] -= 1
                if not uses[child]:
                    value.pop(child, None)
        return value[tree.top]


_TRUTH = bytes(int(byte == ord("1")) for byte in range(256))


def _any(digits: Sequence[int], shifts: Sequence[int]) -> int:
    found = 0
    for digit, shift in zip(digits, shifts, strict=True):
        found |= digit << shift
    return found


def _every_first(number: int, digit: int, digits: int) -> int:
    """The states, numbers of so many digits to a base, of which one digit is 0."""
    found: int = (1 << number**digit) - 1
    width: int = number ** (digit + 1)
    total = number**digits
    while width < total:
        times = min(number, total // width)
        block, found = found, 0
        for n in range(times):
            found |= block << (n * width)
        width *= times
    return found


def _gate(votes: int, inputs: Sequence[int], every: int) -> int:
    """The states in which so many inputs have failed."""
    if votes == len(inputs):
        found = every
        for one in inputs:
            found &= one
        return found
    at_least = [every] + [0] * votes
    for one in inputs:
        for k in range(votes, 0, -1):
            at_least[k] |= at_least[k - 1] & one
    return at_least[votes]


def _weights(odds: Sequence[float], digits: int, failed: bytes) -> Iterator[float]:
    """For each state that has failed the product of the odds of its failures, once for each set.

    The digits of a set ascend from the highest on, and only the last is repeated to fill them.
    """
    size = len(odds) ** (digits - 1)
    for m, one in enumerate(odds):
        yield from [one * weight for weight in _lower(odds, digits - 1, failed, m * size, m)]


def _lower(
    odds: Sequence[float], digits: int, failed: bytes, start: int, before: int
) -> list[float]:
    """The same of the lower digits alone, in the states from `start` on, after one such digit."""
    number = len(odds)
    if not digits:
        return [1.0] if failed[start] else []
    if failed.find(1, start, start + number**digits) < 0:
        return []
    repeated = start + before * sum(number**digit for digit in range(digits))
    found = [1.0] if failed[repeated] else []
    first = before + 1
    if digits == 1:
        return [*found, *compress(odds[first:], failed[start + first : start + number])]
    size = number ** (digits - 1)
    for n in range(first, number):
        one = odds[n]
        lower = _lower(odds, digits - 1, failed, start + n * size, n)
        found += [one * weight for weight in lower]
    return found


def _gate_by_gate(tree: FaultTree, gates: Sequence[int], q: Sequence[float]) -> tuple[float, float]:
    """Bounds of the top from those of the inputs of each gate; linear."""
    low, high = dict(enumerate(q)), dict(enumerate(q))
    for node in gates:
        gate = tree.gate(node)
        lows = sorted((low[child] for child in gate.inputs), reverse=True)
        highs = sorted((high[child] for child in gate.inputs), reverse=True)
        low[node] = prod(lows[: gate.votes])
        if gate.votes == 1:
            high[node] = min(1.0, -expm1(fsum(log1p(-one) for one in highs if one < 1)))
            high[node] = 1.0 if highs[0] >= 1 else high[node]
        else:
            # Of all but votes - 1 inputs one at least fails then, and on average so many of all.
            high[node] = min(1.0, fsum(highs) / gate.votes, fsum(highs[gate.votes - 1 :]))
    return low[tree.top], high[tree.top]
