"""What networks are to carry, as the traffic of a document, and how it is taken to be routed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from topology.sources.imports.draft import Plain, united
from topology.sources.imports.graphs.network import Demand, Network
from topology.values.units import counted

_ALL = "all"
"""What stands in a document for all nodes; a node that is called so is named in a list."""
ASSUMED = {
    "ways": "the file does not say how traffic is routed: one shortest way",
    "metric": "the file does not say what makes a way short: the metric of links, or else 1 each",
    "duplex": "the file does not say whether each direction has the capacity for itself: both "
    "share it",
}
"""Why traffic is routed so where nothing says how."""


def told_demands(demands: Sequence[Demand]) -> str:
    """How many there are, and how much in all, in words."""
    total = sum(demand.value for demand in demands)
    return f"{counted(len(demands), 'demand')} of {total:,.10g} in all"


def traffic_of(networks: Sequence[Network]) -> list[Plain]:
    """The demands of all files, sorted, each with its sources; what several have is one."""
    most: Counter[Demand] = Counter()
    sources: dict[Demand, list[str]] = {}
    for network in networks:
        most |= Counter(network.demands)
        for demand in network.demands:
            sources.setdefault(demand, []).append(network.place(demand.place, demand.at))
    return [
        {
            "from": _side(demand.source),
            "to": _side(demand.target),
            "demand": demand.value,
            "source": united(*sources[demand]),
        }
        for demand in sorted(most.elements(), key=lambda d: (d.source, d.target, d.value))
    ]


def _side(name: str) -> str | list[str]:
    return [name] if name == _ALL else name


def routing(kind: str, source: str) -> Plain:
    """How traffic over links of a kind is taken to be routed, each value marked as assumed."""
    values = {"ways": "single", "metric": "metric", "duplex": "half"}
    return {"over": [kind], **values, "source": source, "assumed": dict(ASSUMED)}
