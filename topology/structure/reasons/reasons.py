"""Why: the shortest chain of failures from a cause to what it takes down, step by step.

A step x -> y says that x fell before y (see `waves`) and stands in a part of y's needs that did not
hold when y fell. For a `reach` x is a link or node that blocked the way when it was lost: y still
came up to it, and beyond it the goal would have been reached without coming back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from topology.document import schema
from topology.document.schema import degree_of, own_degree, parts_of
from topology.finding import Step, plain_steps
from topology.structure.graph import Graph
from topology.structure.order_one.order_one import OrderOne
from topology.structure.reasons.alternatives import Alternatives
from topology.structure.reasons.blame import Blame
from topology.structure.reasons.explainer import Explainer
from topology.structure.reasons.relays import Chain, Relay
from topology.structure.reserves import reserves_of
from topology.structure.strikes import NO_COMPONENT, fails_words, hit_words
from topology.structure.words import (
    MAX_STEPS,
    after_living_on,
    left_out,
    over_words,
    plain_first,
)
from topology.values.degrees import Degree

_KEPT = 5_000_000
"""Components in all failures whose explanations are kept."""


class Broken(NamedTuple):
    """An entry that does not hold, in words, and how long it is lived on without it."""

    words: str
    held_s: float
    degree: Degree


def _plainness(broken: Broken) -> tuple[object, ...]:
    return broken.degree, *plain_first(broken.words), broken.held_s


def _unsure(graph: Graph) -> Iterator[int]:
    """The components that have a need which is less than known."""
    for v, component in enumerate(graph.components):
        if any(not isinstance(entry, str) and degree_of(entry) for entry in component.needs):
            yield v


class Reasons:
    """The reasons of single failures. A cause is a component, or `graph.size` plus a risk."""

    def __init__(self, order: OrderOne) -> None:
        self.order = order
        self.graph = order.graph
        self._explainers: dict[int, Explainer] = {}
        self._kept = 0
        self._asked, self._answer = (-1, -1), ""
        """What was last asked of `_direct`: it is asked twice of each."""
        self._last_chain: tuple[int, int, Chain] | None = None
        """What was last asked of `chain`, and found: it is asked twice of each, too."""
        self._relay = Relay(order)
        self._told_apart = {*reserves_of(order.graph), *_unsure(order.graph)}
        """Owners of needs of which more is said than what they name."""

    def chain(self, target: int, cause: int) -> Chain:
        """The shortest chain from a cause to a component that it takes down."""
        last = self._last_chain
        if last is not None and last[:2] == (target, cause):
            return last[2]
        run, end = self._relay.run(cause, target)
        rest = [end] if end == target else self._explainer(end).chain(target)
        found = Chain(self._relay, cause, run, rest)
        self._last_chain = target, cause, found
        return found

    def reason(self, target: int, cause: int) -> tuple[str, ...]:
        """That chain in words, shortened in the middle when it is long."""
        direct = self._direct(target, cause)
        if direct:
            return self._fails(cause), f"{self.graph.ids[target]} {direct}"
        chain = self.chain(target, cause)
        steps = chain.length
        skip = 0 if cause < self.graph.size else 1
        words = [self._opening(chain)]
        half = MAX_STEPS // 2
        hidden = steps - skip - 2 * half
        if hidden <= 0:
            words.extend(self._step(chain, k) for k in range(skip, steps))
        else:
            words.extend(self._step(chain, k) for k in range(skip, skip + half))
            words.append(left_out(hidden))
            words.extend(self._step(chain, k) for k in range(steps - half, steps))
        return tuple(words)

    def because(
        self, target: int, cause: int, reason: tuple[str, ...] | None = None
    ) -> tuple[Step, ...]:
        """The same with what became of every alternative on the way (see `alternatives`).

        `reason` is that of the two, where it is at hand.
        """
        if not self._direct(target, cause):
            chain = self.chain(target, cause)
            end = chain.rest[0]
            if end != target:
                own = self._own(chain)
                account = Alternatives(self._explainer(end), lambda _: own).account(target)
                if account:
                    relayed = [self._step(chain, k) for k in range(min(chain.run, MAX_STEPS))]
                    if chain.run > MAX_STEPS:
                        relayed.append(left_out(chain.run - MAX_STEPS))
                    return *plain_steps([self._opening(chain), *relayed]), *account
        return plain_steps(reason or self.reason(target, cause))

    def _opening(self, chain: Chain) -> str:
        cause = chain.cause
        return self._fails(cause) if cause < self.graph.size else self._hits(cause, chain.at(1))

    def _own(self, chain: Chain) -> str:
        """How it is told that an alternative is lost with the very first that falls."""
        end = chain.rest[0]
        if end >= self.graph.size:
            strike = self.graph.strikes[end - self.graph.size]
            return f"{strike.id} {'strikes' if strike.mode_of == NO_COMPONENT else 'fails'}"
        return f"{self.graph.ids[end]} {'is down' if chain.run else 'itself'}"

    def _direct(self, target: int, cause: int) -> str:
        """The words when the failure of a component alone breaks an entry: the shortest of chains.

        So most are found without following the failure any further.
        """
        if self._asked != (target, cause):
            self._asked, self._answer = (target, cause), self._found_direct(target, cause)
        return self._answer

    def _found_direct(self, target: int, cause: int) -> str:
        if cause >= self.graph.size:
            return ""
        entries = self.graph.components[target].needs
        said = list(self._broken(entries, target, cause))
        if not said:
            return ""
        words, held_s, degree = said[0] if len(said) == 1 else min(said, key=_plainness)
        return after_living_on(f"{words}{degree.mark}", held_s)

    def _broken(
        self,
        entries: Iterable[schema.Requirement],
        target: int,
        cause: int,
        around_s: float = 0.0,
        around: Degree = Degree.KNOWN,
    ) -> Iterator[Broken]:
        """The entries broken."""
        graph = self.graph
        for entry in entries:
            held_s = around_s + (0.0 if isinstance(entry, str) else entry.holds or 0.0)
            degree = max(around, own_degree(entry))
            if isinstance(entry, str | schema.On):
                name = entry if isinstance(entry, str) else entry.on if entry.hard else None
                if name == graph.ids[cause]:
                    yield Broken(f"needs {name}", held_s, degree)
            elif isinstance(entry, schema.Reach):
                path = graph.network_of(entry).paths[target]
                if self.order.dominates(cause, path):
                    yield Broken(f"cannot reach {entry.reach}{over_words(entry)}", held_s, degree)
            elif isinstance(entry, schema.All):
                yield from self._broken(entry.all, target, cause, held_s, degree)

    def _step(self, chain: Chain, k: int) -> str:
        x, y = chain.at(k), chain.at(k + 1)
        if k < chain.run and y not in self._told_apart:
            return f"{self.graph.ids[y]} needs {self.graph.ids[x]}"
        return self._explainer(x if k < chain.run else chain.rest[0]).step(x, y)

    def _explainer(self, cause: int) -> Explainer:
        """Kept as long as there is room: one cause mostly takes several targets down."""
        found = self._explainers.get(cause)
        if found is None:
            found = Explainer.of(self.order, cause)
            self._kept += len(found.down)
            while self._explainers and self._kept > _KEPT:
                self._kept -= len(self._explainers.pop(next(iter(self._explainers))).down)
            self._explainers[cause] = found
        return found

    def _fails(self, cause: int) -> str:
        return fails_words(self.graph.components[cause])

    def _hits(self, cause: int, first: int) -> str:
        strike = self.graph.strikes[cause - self.graph.size]
        return hit_words(strike, self.graph.components[first])


def never_up_reason(graph: Graph, target: int) -> tuple[str, ...]:
    """Why a component does not work with nothing failed: the shortest chain from a missing path.

    With nothing failed every need holds but those that ask for a path that does not exist.
    """
    blame = Blame(graph, graph.never_up)
    after: dict[int, int] = {}
    queue, seen = [target], {target}
    for y in queue:
        missing = min(_missing_paths(graph, blame, y), default=None)
        if missing is not None:
            chain = [y]
            while chain[-1] != target:
                chain.append(after[chain[-1]])
            steps = pairwise(chain)
            return (missing, *(blame.told(x, further).words for x, further in steps))
        for x in sorted(blame.of(y)):
            if x not in seen:
                seen.add(x)
                after[x] = y
                queue.append(x)
    return (f"{graph.ids[target]} is never up",)


def _missing_paths(graph: Graph, blame: Blame, y: int) -> Iterator[str]:
    component = graph.components[y]
    for entry in _reaches(component.needs, blame, y):
        if not any(True for _ in blame.blockers(entry, y)):
            yield f"{component.id} has no path to {entry.reach}{over_words(entry)}"


def _reaches(entries: Iterable[schema.Requirement], blame: Blame, y: int) -> Iterator[schema.Reach]:
    """The reach entries that do not hold, in parts that do not hold."""
    for entry in entries:
        if isinstance(entry, str | schema.On) or blame.holds(entry, y):
            continue
        if isinstance(entry, schema.Reach):
            yield entry
        else:
            yield from _reaches(parts_of(entry), blame, y)
