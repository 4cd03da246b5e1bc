"""Black starts: everything is down at first and may start at once, nothing being broken.

Each component comes up once what it needs to run and to start is up, its `verify` is done and its
`start.time` has passed; crews are shared, standbys switch, starts make their calls and loads what
they make of it. Reserves are empty. Nothing is repaired: only what is broken is.
"""

from __future__ import annotations

from functools import cached_property

from topology.document import schema
from topology.document.schema import changed
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import NO_CAUSE, Run, Word
from topology.loads.cascade.settings import Settings
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph

MOMENT_S = 2.0**-10
"""How long everything is down before anything may start: what is down for no time never was."""
HANDS = 10**9
"""As many of a crew as there could be work for."""
Played = tuple[Cascade, Run]


def says_start(component: schema.Component) -> bool:
    """Whether it is known how long a component takes to start.

    That is given, or it is none that starts: a link, and what cannot fail by itself.
    """
    is_started = component.connects is None and component.fails is not False
    return component.start is not None or not is_started


class ColdStarts:
    """The black starts of one document. Each is played when it is asked for.

    Raises `AmplificationError` and `ZenoError`, as all cascades do.
    """

    def __init__(self, wiring: Wiring) -> None:
        self._wiring = wiring

    @cached_property
    def as_it_is(self) -> Played:
        """With what says nothing of its start starting in no time."""
        return self._played(self._wiring)

    @cached_property
    def soonest(self) -> Played:
        """The same with hands enough in all crews, and everything carrying whatever comes.

        No start that takes longer than none brings anything up sooner.
        """
        topology = self._wiring.graph.topology
        crews = dict.fromkeys(topology.crews, HANDS)
        graph = Graph.compile(changed(topology, crews=crews)) if crews else self._wiring.graph
        return self._played(Wiring(graph), unlimited=True)

    @cached_property
    def without_silent(self) -> Played:
        """With what says nothing of its start never starting."""
        topology = self._wiring.graph.topology
        components = tuple(c if says_start(c) else _never(c) for c in topology.components)
        return self._played(Wiring(Graph.compile(changed(topology, components=components))))

    def _played(self, wiring: Wiring, *, unlimited: bool = False) -> Played:
        settings = Settings(
            name="cold start",
            events=(_all_down(wiring.graph),),
            unlimited=unlimited,
            peak_demand=True,
            reserves=False,
        )
        cascade = Cascade(wiring, settings)
        return cascade, cascade.run()


def _never(component: schema.Component) -> schema.Component:
    """A component that has to be up to start."""
    return changed(component, start=schema.Start(needs=(component.id,)))


def _all_down(graph: Graph) -> schema.Event:
    """All members of everything are down, and may start after a moment."""
    names = tuple(c.id for c in graph.components for _ in range(c.count))
    event = schema.Event(at="0 s", fail=names, repair={"time": "1 s"})  # type: ignore[arg-type]
    assert event.mending is not None
    return changed(event, repair=changed(event.mending, time=MOMENT_S))


def from_down(run: Run, line: int) -> tuple[str, ...]:
    """What led from everything being down to a line of the timeline, in words."""
    told: list[str] = []
    while line != NO_CAUSE:
        happening = run.timeline[line]
        if happening.event not in (Word.FAILS, Word.REPAIRED) and happening.words not in told:
            told.append(happening.words)
        line = happening.cause
    return ("everything is down", *reversed(told))
