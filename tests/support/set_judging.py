"""A `Judging` of set functions, and the best of all subsets by trying each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from math import fsum

from topology.document.options.choices import Choice
from topology.findings.gate.checked import Standing
from topology.remedy.answer import Failure, Left, State
from topology.remedy.judging import Chosen


def failure(number: int) -> Failure:
    """One of many."""
    return Failure(0, "pay", "survives", f"cause-{number:02}")


@dataclass(frozen=True)
class Rule:
    """Fails unless some `mended_by` is had as a whole, or if some `brought_by` is."""

    mended_by: tuple[Chosen, ...]
    brought_by: tuple[Chosen, ...] = ()

    def fails(self, chosen: Chosen) -> bool:
        """By the definition."""
        is_mended = any(term <= chosen for term in self.mended_by)
        return not is_mended or any(term <= chosen for term in self.brought_by)


@dataclass
class SetJudging:
    """Failures by rules; what lasts is found by trying all subsets, and told if `shows`."""

    costs: Sequence[float]
    rules: Mapping[Failure, Rule]
    clashes: frozenset[Chosen] = frozenset()
    shows: frozenset[Failure] = frozenset()
    asked: int = field(default=0)

    @property
    def choices(self) -> Sequence[Choice]:
        """Named by their positions."""
        return [Choice(f"o{i:02}", cost) for i, cost in enumerate(self.costs)]

    def clash(self, a: int, b: int) -> bool:
        """By the given pairs."""
        return frozenset((a, b)) in self.clashes

    def failures(self, chosen: Chosen) -> frozenset[Failure]:
        """Of all rules; two that clash are never asked about."""
        assert is_allowed(self, chosen)
        self.asked += 1
        return frozenset(f for f, rule in self.rules.items() if rule.fails(chosen))

    def fails(self, chosen: Chosen, failure: Failure) -> bool:
        """Of one rule."""
        assert is_allowed(self, chosen)
        self.asked += 1
        return self.rules[failure].fails(chosen)

    def is_lasting(self, chosen: Chosen, failure: Failure) -> bool:
        """Whether it fails with every part, where that may be told."""
        rule = self.rules[failure]
        return failure in self.shows and all(rule.fails(part) for part in subsets(chosen))

    def state(self, chosen: Chosen) -> State:
        """No clause but what fails; every third failure never comes back."""
        failing = sorted(self.failures(chosen))
        never = sum(f.cause.endswith(("0", "3", "6", "9")) for f in failing)
        clauses = {(0, "pay", "survives"): Standing.of(not failing)}
        return State(
            clauses, ("pay",) * bool(failing), tuple(failing), Left(never, None, len(failing))
        )


def subsets(chosen: Chosen) -> Iterator[Chosen]:
    """All of them, the small ones first."""
    for size in range(len(chosen) + 1):
        yield from map(frozenset, combinations(sorted(chosen), size))


def is_allowed(judging: SetJudging, chosen: Chosen) -> bool:
    """Whether all can be had together."""
    return not any(pair <= chosen for pair in judging.clashes)


def best_of_all(judging: SetJudging) -> tuple[int, float, Chosen]:
    """What is left at least without anything new, for what, and the first such set."""
    first = judging.failures(frozenset())
    ranked = []
    for chosen in subsets(frozenset(range(len(judging.costs)))):
        if is_allowed(judging, chosen) and (failing := judging.failures(chosen)) <= first:
            cost = fsum(judging.costs[i] for i in chosen)
            ranked.append((len(failing), cost, len(chosen), sorted(chosen)))
    left, cost, _, places = min(ranked)
    return left, cost, frozenset(places)
