"""Which failures are gone through: those of the kinds asked for, alone or two at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, combinations
from math import comb

from topology.errors import UsageError, did_you_mean, quoted
from topology.network.causes import Cause, CauseKind, Causes
from topology.network.sweep import TrafficNetwork
from topology.structure.graph import Graph


@dataclass(frozen=True, slots=True)
class Chosen:
    """The causes that are asked for."""

    causes: Causes
    alone: tuple[Cause, ...]
    """Those that the network feels, in the order of their numbers."""
    silent: tuple[int, ...]
    """Those that it does not feel alone, and may together with others."""

    @classmethod
    def of(cls, network: TrafficNetwork, kinds: Sequence[str]) -> Chosen:
        """The causes of some kinds, or else all. Raises `UsageError` for a kind that is none."""
        graph, causes = network.graph, network.causes
        need_known(graph, kinds)
        alone = tuple(c for c in causes.single() if _is_of(causes, c.numbers[0], kinds))
        felt = {cause.numbers[0] for cause in alone}
        silent = (n for n in _reaching(network) if n not in felt and _is_of(causes, n, kinds))
        return cls(causes, alone, tuple(silent))

    @property
    def pair_count(self) -> int:
        """How many pairs there are to look at."""
        return comb(len(self.alone) + len(self.silent), 2) + len(self._twice)

    @property
    def _twice(self) -> list[int]:
        """Components of which two members may fail."""
        components = self.causes.graph.components
        numbers = [*(cause.numbers[0] for cause in self.alone), *self.silent]
        return sorted(n for n in numbers if n < len(components) and components[n].count > 1)

    def pairs(self) -> Iterator[Cause | None]:
        """All pairs of them, in the order of their numbers; None for one that adds nothing.

        That is where one of the two, or the second member, does nothing that the other does not.
        """
        effects = {cause.numbers[0]: cause for cause in self.alone}
        numbers = sorted((*effects, *self.silent))
        twice = ((n, n) for n in self._twice)
        for pair in chain(combinations(numbers, 2), twice):
            both = self.causes.together(pair)
            felt = [effects[n] for n in dict.fromkeys(pair) if n in effects]
            is_more = both.is_felt and all(_is_other(both, one) for one in felt)
            yield both if len(felt) == 2 or is_more else None


def need_known(graph: Graph, kinds: Sequence[str]) -> None:
    """Raises `UsageError` for a word that is no kind of cause, nor one of the document."""
    own = {entry.kind for entry in graph.components} | {entry.kind for entry in graph.risks}
    known = [*CauseKind, *sorted(own)]
    for kind in kinds:
        if kind not in known:
            raise UsageError(f"there is no kind of cause {quoted(kind)}{did_you_mean(kind, known)}")


def _is_of(causes: Causes, number: int, kinds: Sequence[str]) -> bool:
    """Whether a cause is of one of some kinds: of a network, or else of the document."""
    graph, what = causes.graph, causes.kind(number)
    if not kinds or what in kinds:
        return True
    if what is CauseKind.MODE:
        return False
    entry = graph.components[number] if number < graph.size else graph.risks[number - graph.size]
    return entry.kind in kinds and entry.kind not in list(CauseKind)


def _is_other(cause: Cause, other: Cause) -> bool:
    return (cause.loss, cause.left) != (other.loss, other.left)


def _reaching(network: TrafficNetwork) -> list[int]:
    """The causes that may take a part in the fall of a link or a node, by their numbers."""
    graph, arcs = network.graph, network.arcs
    below, left = set[int](), [*arcs.arcs_of, *arcs.nodes]
    while left:
        node = left.pop()
        if node in below:
            continue
        below.add(node)
        left.extend(graph.children[node])
    if any(node in graph.path_network or node in graph.places for node in below):
        below.update(range(graph.size))  # a way, or a place, hangs on more than its children
    components = [
        v for v in range(graph.size) if v in below and graph.components[v].fails is not False
    ]
    struck = enumerate(graph.strikes, graph.size)
    return [*components, *(n for n, strike in struck if strike.fails and below & {*strike.hits})]
