"""Documents in which nodes fail by redistributed load, as Motter and Lai had it, and what became.

Load is the number of shortest ways between others that lead over a node: one unit of traffic for
every ordered pair. Each node can carry (1 + alpha) times what it carries intact, and crashes with
more. (A. E. Motter and Y.-C. Lai, Cascade-based attacks on complex networks, Phys. Rev. E 66,
065102, 2002.)
"""

from __future__ import annotations

from typing import Any, NamedTuple

import networkx as nx
import numpy as np

from topology.document.document import Topology
from topology.loads.cascade.playing import run_failures
from topology.loads.cascade.run import Run, Word
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph

_LINKS = """
NL-BE NL-DK NL-DE NL-LT NL-UK BE-IE DK-DE DK-RU DK-IS DK-NO DK-SE DK-EE PL-DE PL-CZ PL-UA PL-BY
PL-LT DE-CZ DE-LU DE-CH DE-CY DE-IL DE-AT DE-RU CZ-SK LU-FR FR-CH FR-ES FR-UK CH-IT CH-ES IT-GR
IT-MT IT-ES IT-AT MD-RO BG-RO BG-TR BG-GR BG-MK BG-HU RO-TR RO-HU GR-AT CY-UK IL-LT ME-HR HU-SK
HU-RS HU-HR SK-AT PT-ES PT-UK HR-SL SL-AT LT-LV IS-UK IE-UK NO-SE SE-FI EE-LV
"""
GEANT_2012 = nx.Graph(link.split("-") for link in _LINKS.split())
"""The European research network of 2012 as REPETITA has it from the Topology Zoo, simple."""


def plain(graph: nx.Graph, ways: str, loads: dict[str, float], **overload: Any) -> dict[str, Any]:
    """One unit of traffic for every ordered pair; nodes carry `loads` and no more."""
    crash = {"overload": {"mode": "crash", **overload}}
    nodes = [
        {"id": str(v), "needs": [], **({"capacity": loads[str(v)], **crash} if loads else {})}
        for v in graph
    ]
    links = [
        {"id": f"{a}--{b}", "kind": "link", "connects": [str(a), str(b)]} for a, b in graph.edges
    ]
    return {
        "components": nodes + links,
        "routing": {"ways": ways},
        "traffic": [{"from": "all", "to": "all", "demand": 1}],
    }


def loads_of(graph: nx.Graph, ways: str) -> dict[str, float]:
    """What passes each node with nothing failed."""
    compiled = Graph.compile(Topology.from_dict(plain(graph, ways, {})))
    wiring = Wiring(compiled)
    assert wiring.traffic is not None
    loads = wiring.traffic.over(np.ones(compiled.size, dtype=np.bool_))
    return {name: float(loads.along[compiled.index[name]]) for name in map(str, graph)}


class Left(NamedTuple):
    """What a cascade leaves of a network."""

    removed: int
    largest: int
    rounds: int


def left_of(graph: nx.Graph, run: Run) -> Left:
    """Nodes that are down, the largest component left, and at how many times nodes crashed."""
    down = set(run.down)
    up = graph.subgraph(v for v in graph if str(v) not in down)
    largest = max(map(len, nx.connected_components(up)), default=0)
    times = {line.at_s for line in run.timeline if line.event is Word.CRASHES}
    return Left(len(graph) - len(up), largest, len(times))


def played(graph: nx.Graph, first: Any, alpha: float, ways: str, **overload: Any) -> Run:
    """What follows when the first node fails and each can carry (1 + alpha) times its load."""
    capacity = {name: (1 + alpha) * load for name, load in loads_of(graph, ways).items()}
    topology = Topology.from_dict(plain(graph, ways, capacity, **overload))
    return run_failures(topology, [str(first)])
