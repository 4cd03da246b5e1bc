"""What a part of a cascade is built on, without a cascade."""

from __future__ import annotations

from typing import Any

from topology.document.document import Topology
from topology.loads.cascade.dynamics.capacities import Capacities
from topology.loads.cascade.dynamics.recovering.limping import Limping
from topology.loads.cascade.dynamics.recovering.mending import Mending
from topology.loads.cascade.dynamics.soundness import Soundness
from topology.loads.cascade.settings import Settings
from topology.loads.cascade.timeline import Timeline
from topology.loads.mechanisms.timers import Timers
from topology.loads.moment.flow import Flow
from topology.loads.moment.limits import Limits
from topology.loads.moment.standing import Standing
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph


def wired(*components: Any, **rest: Any) -> Wiring:
    topology = Topology.from_dict({"components": list(components), **rest})
    return Wiring(Graph.compile(topology))


def flow_of(wiring: Wiring, standing: Standing | None = None) -> Flow:
    """The loads with nothing failed, solved."""
    limits = Limits(wiring)
    if standing is not None:
        limits.up = standing.up
    flow = Flow(wiring, limits)
    flow.solve()
    return flow


def limping_of(
    graph: Graph,
    mending: Mending,
    soundness: Soundness,
    capacities: Capacities,
    timers: Timers,
    timeline: Timeline,
) -> Limping:
    """What limps beside other parts: nothing yet."""
    return Limping(
        graph=graph,
        mending=mending,
        soundness=soundness,
        capacities=capacities,
        timers=timers,
        timeline=timeline,
        settings=Settings(name="", events=()),
    )
