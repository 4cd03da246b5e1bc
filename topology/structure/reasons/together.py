"""Why each thing goes down when some fail at once: its shortest chain from one of the failures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from topology.finding import Step, plain_steps
from topology.structure.graph import Graph
from topology.structure.reasons.alternatives import Alternatives
from topology.structure.reasons.explainer import Explainer
from topology.structure.strikes import NO_COMPONENT, fails_words, hit_words
from topology.structure.words import MAX_STEPS, left_out


class FallReasons:
    """The reasons of all that goes down with components and strikes, given by their numbers.

    A component is named once for each member that fails. One explanation serves all that goes down.
    """

    def __init__(self, graph: Graph, components: Sequence[int], strikes: Sequence[int]) -> None:
        self.graph = graph
        self._times = Counter(components)
        self._strikes = list(dict.fromkeys(strikes))
        self.fall = graph.fall(components, strikes)

    @cached_property
    def _explainer(self) -> Explainer:
        starts = {v: self._cause(v) for v in self.fall.first}
        return Explainer(self.graph, self.fall, starts, self._alone())

    @cached_property
    def _alternatives(self) -> Alternatives:
        return Alternatives(self._explainer, self._own)

    def chain(self, v: int) -> list[int]:
        """The shortest chain from a failure to a component that goes down, both included.

        A strike is `graph.size` plus its number.
        """
        return self._explainer.chain(v)

    def because(self, v: int) -> tuple[Step, ...]:
        """That chain in words, with what became of every alternative on the way."""
        chain = self.chain(v)
        first = 0 if chain[0] < self.graph.size else 1
        opening = self._opening(chain[first])
        if account := self._alternatives.account(v):
            return *plain_steps([opening]), *account
        steps, half = len(chain) - 1 - first, MAX_STEPS // 2
        if steps <= 2 * half:
            return plain_steps([opening, *self._told(chain, range(first, first + steps))])
        begin = self._told(chain, range(first, first + half))
        end = self._told(chain, range(len(chain) - 1 - half, len(chain) - 1))
        return plain_steps([opening, *begin, left_out(steps - 2 * half), *end])

    def _told(self, chain: Sequence[int], places: Iterable[int]) -> list[str]:
        return [self._explainer.step(chain[k], chain[k + 1]) for k in places]

    def _cause(self, v: int) -> int:
        """The failure that takes a component down by itself, or the first that has a part in it."""
        enough = self._enough(v)
        return enough[0] if enough else self._hitting(v)[0]

    def _hitting(self, v: int) -> list[int]:
        """Its own failure and all strikes that take members of a component."""
        graph = self.graph
        strikes = [
            n for n in self._strikes if graph.strikes[n].fails and v in graph.strikes[n].hits
        ]
        return [*([v] if v in self._times else []), *(graph.size + n for n in strikes)]

    def _enough(self, v: int) -> list[int]:
        graph = self.graph
        own = [v] if self._times[v] > graph.spare(v) else []
        return [*own, *(graph.size + n for n in self._strikes if v in graph.struck[n])]

    def _opening(self, v: int) -> str:
        """What fails, told of the component that goes down by it."""
        causes = self._enough(v)[:1] or self._hitting(v)
        return " and ".join(self._failure(cause, v) for cause in causes)

    def _failure(self, cause: int, v: int) -> str:
        component = self.graph.components[v]
        if cause < self.graph.size:
            return fails_words(component, self._times[v])
        return hit_words(self.graph.strikes[cause - self.graph.size], component)

    def _own(self, cause: int) -> str:
        """How it is told that an alternative is lost with the very first that falls."""
        if cause < self.graph.size:
            return f"{self.graph.ids[cause]} itself"
        strike = self.graph.strikes[cause - self.graph.size]
        return f"{strike.id} {'strikes' if strike.mode_of == NO_COMPONENT else 'fails'}"

    def _alone(self) -> Mapping[int, int]:
        """The paths that the failure of one component by itself cuts off, each with the first."""
        graph = self.graph
        lost: dict[int, list[int]] = {}
        for path in self.fall.paths:
            lost.setdefault(graph.path_network[path][0], []).append(path)
        found: dict[int, int] = {}
        for v in sorted(self.fall.first & self._times.keys()):
            for number, paths in lost.items():
                network = graph.networks[number]
                if v != network.goal and not network.mesh.is_element(v):
                    continue
                reaching = network.reaching(graph.never_up | {v})
                for path in paths:
                    source = graph.path_network[path][1]
                    if source != v and source not in reaching:
                        found.setdefault(path, v)
        return found
