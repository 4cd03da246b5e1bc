"""The best of all sets of options, by applying each and judging what comes of it.

Nothing of `topology.remedy` is used: a clause that was violated or held has to hold, one that was
not known must not be violated.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from math import fsum

from topology.document.document import Topology
from topology.document.options.applying import applied
from topology.document.options.choices import Choice, choices
from topology.errors import TopologyError
from topology.findings.objectives.judged import Judged

Key = tuple[int, str, str]
Ids = frozenset[str]


@dataclass(frozen=True)
class Tried:
    """What comes of each set that can be had."""

    costs: Mapping[Ids, float]
    does: Mapping[Ids, bool]
    """Whether with it all is as it has to be."""

    @property
    def optimum(self) -> float | None:
        """The least cost with which all is as it has to be; None if nothing does."""
        return min((self.costs[ids] for ids, does in self.does.items() if does), default=None)

    @property
    def is_monotone(self) -> bool:
        """Whether no set that does ceases to by having more."""
        doing = [ids for ids, does in self.does.items() if does]
        return all(self.does[more] for ids in doing for more in self.does if ids < more)


def clauses(topology: Topology) -> dict[Key, bool | None]:
    """Each clause: it holds, it does not, or that is not known; of two of one name the worse."""
    found: dict[Key, bool | None] = {}
    for verdict in Judged.of(topology).verdicts:
        for clause in verdict.clauses:
            key = (verdict.number, verdict.about, clause.rule)
            if key in found and (found[key] is False or clause.holds is True):
                continue
            found[key] = clause.holds
    return found


def does(before: Mapping[Key, bool | None], after: Mapping[Key, bool | None]) -> bool:
    """Whether a document is as it has to be."""
    return all(
        holds or (holds is None and (before[key] is None if key in before else True))
        for key, holds in after.items()
    )


def tried(topology: Topology) -> Tried:
    """Every set of options that can be had together. Exponential: for a dozen at most."""
    known = choices(topology)
    before = clauses(topology)
    costs, found = {}, {}
    for chosen in _allowed(known):
        ids = frozenset(choice.id for choice in chosen)
        try:
            after = clauses(applied(topology, chosen))
        except TopologyError:
            continue
        costs[ids] = fsum(choice.cost for choice in chosen)
        found[ids] = does(before, after)
    return Tried(costs, found)


def _allowed(known: list[Choice]) -> Iterator[tuple[Choice, ...]]:
    for size in range(len(known) + 1):
        for chosen in combinations(known, size):
            if not any(a.clashes_with(b) for a, b in combinations(chosen, 2)):
                yield chosen
