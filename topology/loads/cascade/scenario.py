"""The events of a scenario, played into a cascade."""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import NamedTuple

import numpy as np

from topology.document import schema
from topology.errors import UsageError, quoted
from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.dynamics.crashes import Crashes
from topology.loads.cascade.dynamics.demands import Demands
from topology.loads.cascade.dynamics.recovering.limping import Limping
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.recovering.shared_work import AND
from topology.loads.cascade.dynamics.switching import Switching
from topology.loads.cascade.run import NO_CAUSE, Word
from topology.loads.cascade.settings import Settings
from topology.loads.cascade.timeline import Timeline
from topology.loads.moment.flow import Flow
from topology.structure.strikes import NO_COMPONENT, Strike, strike_words
from topology.values.units import figure, format_duration


@dataclass(frozen=True, slots=True)
class Targets:
    """What an event can act on, beside the admission limits."""

    mending: Mending
    limping: Limping
    crashes: Crashes
    switching: Switching
    capacities: Capacities
    demands: Demands


class Over(NamedTuple):
    """When a surge is over."""

    at: float
    strike: Strike


class Script:
    """What is given to happen and has not happened yet."""

    def __init__(
        self, settings: Settings, targets: Targets, flow: Flow, timeline: Timeline
    ) -> None:
        self._name = settings.name
        self._targets = targets
        self._graph = flow.wiring.graph
        self._flow = flow
        self._timeline = timeline
        self.events: list[schema.Event | Over] = sorted(settings.events, key=lambda event: event.at)
        """Those to come, in the order in which they are played."""

    @property
    def next_s(self) -> float | None:
        """When an event is next given to happen."""
        return self.events[0].at if self.events else None

    def play(self, edge: float) -> None:
        """All events up to `edge`, in the order of the document."""
        while self.events and self.events[0].at <= edge:
            event = self.events.pop(0)
            if isinstance(event, Over):
                self._pass(event.strike)
            else:
                self._play(event)

    def _play(self, event: schema.Event) -> None:
        index = self._graph.index_of
        self._fail_all(event)
        for name in _names(event.repaired):
            self._repair(name)
        for name in _names(event.verified):
            if self._graph.components[index(name)].verify is None:
                raise self._nonsense(f"verifies {quoted(name)}, which has no `verify`")
            self._targets.mending.doubt(index(name))
        if event.switch is not None and isinstance(event.to, str):
            self._switch(event.switch, event.to)
        if event.demand is not None and event.profile is not None:
            self._targets.demands.follow(index(event.demand), event.profile)
        elif event.demand is not None:
            self._targets.demands.multiply(index(event.demand), event.times or 0.0)
        if event.capacity is not None:
            self._change_capacity(event.capacity, event)
        if event.limit is not None:
            self._change_limit(index(event.limit), event.to)

    def _nonsense(self, what: str) -> UsageError:
        at = format_duration(self._timeline.now)
        return UsageError(f"scenario {quoted(self._name)}: at {at}: {what}")

    # -- failing and repairing ----------------------------------------------------------------

    def _fail_all(self, event: schema.Event) -> None:
        if event.mending is not None or event.checking is not None:
            self._fail_at_once(event)
            return
        for name, members in Counter(_names(event.fail)).items():
            self._fail(name, members)

    def _fail(self, name: str, members: int) -> None:
        """A shared risk strikes, or so many members of a component fail at once."""
        graph, targets = self._graph, self._targets
        number = graph.strike_index.get(name)
        if number is None:
            targets.mending.lose(graph.index_of(name), members, NO_CAUSE)
            return
        strike = graph.strikes[number]
        if strike.mode_of != NO_COMPONENT:
            self._limp(strike, {strike.mode_of: members})
            return
        struck, line = self._strikes(strike)
        if strike.fails:
            risk = strike.entry
            targets.mending.strike(name, struck, line, risk.mending, risk.verify)
        else:
            self._limp(strike, struck, line)
        self._surge(strike, line)

    def _limp(
        self,
        strike: Strike,
        struck: Mapping[int, int],
        line: int = NO_CAUSE,
        event: schema.Event | None = None,
    ) -> None:
        """Lets members of components limp; what an event says of their repair goes first."""
        if strike.leaves < 1:
            self._targets.limping.begin(strike, struck, line, event)

    def _strikes(self, strike: Strike) -> tuple[dict[int, int], int]:
        """How many members of what a shared risk takes, and the line that tells so."""
        components = self._graph.components
        line = self._timeline.log_risk(strike.id, strike_words(strike, components))
        hits = strike.hits if strike.leaves < 1 else ()
        return {v: strike.members(components[v]) for v in hits}, line

    def _fail_at_once(self, event: schema.Event) -> None:
        """All that an event takes, which is mended once as the event says.

        What it says nothing of is as the shared risk says that it fails, if that is one.
        """
        graph, struck, line = self._graph, Counter[int](), NO_CAUSE
        names = Counter(_names(event.fail))
        for name, members in names.items():
            number = graph.strike_index.get(name)
            strike = None if number is None else graph.strikes[number]
            if strike is None:
                struck[graph.index_of(name)] += members
            elif strike.mode_of != NO_COMPONENT:
                self._limp(strike, {strike.mode_of: members}, event=event)
            else:
                taken, line = self._strikes(strike)
                if strike.fails:
                    struck |= Counter(taken)
                else:
                    self._limp(strike, taken, line, event)
                self._surge(strike, line)
        risk = graph.risk_index.get(next(iter(names))) if len(names) == 1 else None
        given = None if risk is None else graph.risks[risk]
        repair = event.mending or (given.mending if given else None)
        verify = event.checking or (given.verify if given else None)
        order = {v: struck[v] for v in sorted(struck)}
        if order:
            self._targets.mending.strike(AND.join(sorted(names)), order, line, repair, verify)

    def _surge(self, strike: Strike, line: int) -> None:
        """Raises the demands that a shared risk raises, and keeps in mind until when."""
        for name, factor in sorted(strike.raises.items()):
            self._targets.demands.surge(self._graph.index[name], strike.id, factor, line)
        if strike.raises:
            self.events = [
                e for e in self.events if not (isinstance(e, Over) and e.strike is strike)
            ]
        if strike.lasts_s < inf:
            insort(self.events, Over(self._timeline.now + strike.lasts_s, strike), key=_at)

    def _pass(self, strike: Strike) -> None:
        line = self._timeline.log_risk(strike.id, f"{strike.id} is over", Word.PASSES)
        for name in sorted(strike.raises):
            self._targets.demands.surge(self._graph.index[name], strike.id, None, line)

    def _repair(self, name: str) -> None:
        graph, targets = self._graph, self._targets
        number = graph.strike_index.get(name)
        strike = None if number is None else graph.strikes[number]
        hits = (graph.index_of(name),) if strike is None else strike.hits
        repaired = [targets.limping.mend(v, strike.id if strike else None) for v in hits]
        if strike is None or strike.mode_of == NO_COMPONENT:
            repaired += [targets.mending.repair(v) | targets.crashes.repair(v) for v in hits]
        if not any(repaired):
            raise self._nonsense(f"repairs {quoted(name)}, which has not failed")

    # -- switching, capacity, limits ----------------------------------------------------------

    def _switch(self, name: str, to: str) -> None:
        index = self._graph.index_of
        if not self._targets.switching.switch(index(name), index(to)):
            said = f"switches {quoted(name)} to {quoted(to)}"
            raise self._nonsense(f"{said}, which is no entry of a `first_of` that it has")

    def _change_capacity(self, name: str, event: schema.Event) -> None:
        v = self._graph.index_of(name)
        given = self._graph.components[v].capacity
        if given is None:
            raise self._nonsense(f"changes the capacity of {quoted(name)}, which has none")
        amount = given * event.times if event.times is not None else event.to
        assert isinstance(amount, float)
        self._targets.capacities.change(v, amount)
        self._timeline.log(Word.CAPACITY, v, f"the capacity of {name} is {figure(amount)}")

    def _change_limit(self, v: int, to: object) -> None:
        limits = self._flow.limits
        was_bounded = bool(limits.bounded()[v])
        limits.give("limit", v, to if isinstance(to, float) else np.inf)
        if not was_bounded:
            self._flow.rebound()
        said = f"limited to {figure(to)}" if isinstance(to, float) else "no longer limited"
        self._timeline.log(Word.LIMIT, v, f"the admission of {self._graph.ids[v]} is {said}")


def _at(event: schema.Event | Over) -> float:
    return event.at


def _names(named: str | tuple[str, ...] | None) -> tuple[str, ...]:
    if named is None:
        return ()
    return (named,) if isinstance(named, str) else named
