"""What every failure does to the traffic: which link carries how much then, and what is cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import tee
from typing import NamedTuple

import numpy as np

from topology.document.schema import Routing
from topology.network.arcs import Arcs, Floats
from topology.network.causes import Cause, Causes
from topology.network.demands import Demands, ends_of
from topology.network.gauges import Gauges, Place, above, first_most, ranked
from topology.network.routing import Loads, Loss, Router
from topology.structure.graph import Graph


@dataclass(frozen=True, slots=True)
class Use:
    """How much of its capacity a place carries."""

    place: Place
    utilisation: float
    """1 is all of it; infinite where there is none left."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a cause leaves of the traffic; with no failure the state intact."""

    cause: Cause
    worst: Use | None
    """The most used place; of equal ones the first. None where nothing has a capacity."""
    overloaded: int
    """Places that carry more than the limit."""
    cut_off: float
    """Demand without a way though both its ends work, in load units."""
    gone: float
    """Demand from or to what does not work, in load units."""

    @property
    def growth(self) -> float | None:
        """The factor that all traffic may grow by until something is full; None for any."""
        used = 0.0 if self.worst is None else self.worst.utilisation
        return 1 / used if used else None


@dataclass(frozen=True, slots=True)
class PlaceUse:
    """A place with nothing failed, and after the failure that is the worst for it."""

    place: Place
    intact: float
    worst: float
    """Its utilisation after the worst failure; 0 where there are none."""
    cause: Cause | None
    """The first of those that it is so high after; None where there is no failure."""


class State(NamedTuple):
    """What the network carries after a cause, and what is said of it."""

    aftermath: Aftermath
    loads: Loads
    used: Floats
    """How much of its capacity each of the places carries."""


class TrafficNetwork:
    """The traffic of a document over its links, ready to be asked what a failure does to it."""

    def __init__(self, graph: Graph, times: float = 1.0) -> None:
        """`times` multiplies all traffic."""
        self.graph = graph
        self.routing = graph.topology.routing or Routing()
        self.arcs = Arcs.of(graph, self.routing, ends_of(graph))
        self.demands = Demands.of(graph, self.arcs, times)
        self.causes = Causes(graph, self.arcs)
        self.gauges = Gauges.of(graph, self.arcs)
        self.router = Router(self.arcs, self.demands, self.routing.ways, self.causes.never)
        self.nothing = Cause((), Loss())
        """The cause that nothing has failed."""

    def loads(self, cause: Cause) -> Loads:
        """The loads after one cause."""
        return next(iter(self.router.after([cause.loss]))) if cause.is_felt else self.router.intact

    def utilisations(self, cause: Cause) -> Floats:
        """How much of its capacity each of the places carries after one cause."""
        return self.gauges.utilisations(self.loads(cause).rows, cause.left)

    def states(self, causes: Iterable[Cause], limit: float = 1.0) -> Iterator[State]:
        """The state after each of some causes, in their order; none is kept."""
        causes, ahead = tee(causes)
        loads_after = self.router.after(cause.loss for cause in ahead)
        for cause, loads in zip(causes, loads_after, strict=True):
            used = self.gauges.utilisations(loads.rows, cause.left)
            yield State(self.aftermath(cause, loads, used, limit), loads, used)

    def aftermath(self, cause: Cause, loads: Loads, used: Floats, limit: float) -> Aftermath:
        """What is said of a cause with these loads."""
        worst = None
        if len(used):
            at = first_most(used)
            worst = Use(self.gauges.places[at], float(used[at]))
        overloaded = int(np.count_nonzero(above(used, limit)))
        return Aftermath(cause, worst, overloaded, loads.cut_off, loads.gone)


@dataclass(frozen=True, slots=True)
class Sweep:
    """The state intact and after each of some causes."""

    network: TrafficNetwork
    limit: float
    """The utilisation above which a place counts as overloaded."""
    intact: Aftermath
    failures: tuple[Aftermath, ...]
    """In the order of their causes."""
    places: tuple[PlaceUse, ...]
    """In the order of the ids."""

    @classmethod
    def of(
        cls,
        network: TrafficNetwork,
        causes: Sequence[Cause] | None = None,
        *,
        limit: float = 1.0,
        tell: Callable[[int, int], None] | None = None,
    ) -> Sweep:
        """Goes through causes, or else all single failures; `tell` is told how many are done."""
        some = network.causes.single() if causes is None else causes
        router, gauges = network.router, network.gauges
        used = gauges.utilisations(router.intact.rows, {})
        intact = network.aftermath(network.nothing, router.intact, used, limit)
        most = np.zeros(len(gauges.places))
        by = np.full(len(gauges.places), -1)
        failures = []
        for n, (aftermath, _, after) in enumerate(network.states(some, limit)):
            failures.append(aftermath)
            is_more = above(after, most) | (by < 0)
            most[is_more], by[is_more] = after[is_more], n
            if tell is not None:
                tell(n + 1, len(some))
        places = tuple(
            PlaceUse(place, float(used[i]), float(most[i]), some[by[i]] if by[i] >= 0 else None)
            for i, place in enumerate(gauges.places)
        )
        return cls(network, limit, intact, tuple(failures), places)

    @property
    def worst_first(self) -> list[Aftermath]:
        """The failures by the utilisation of the most used place, then by what is cut off."""
        used = [0.0 if after.worst is None else after.worst.utilisation for after in self.failures]
        cut_off = [after.cut_off for after in self.failures]
        gone = [after.gone for after in self.failures]
        order = np.lexsort([-ranked(np.array(measure)) for measure in (gone, cut_off, used)])
        return [self.failures[n] for n in order]

    @property
    def growth_any(self) -> float | None:
        """By which all traffic may grow until something is full after some failure; None for any.

        The state intact counts as well.
        """
        return _least(after.growth for after in (self.intact, *self.failures))


def _least(growths: Iterable[float | None]) -> float | None:
    return min((growth for growth in growths if growth is not None), default=None)
