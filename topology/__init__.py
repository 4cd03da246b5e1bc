"""Finds single points of failure and overload cascades in a described infrastructure.

The names below are the library's public face; each is imported when it is first used, so that
`import topology` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from topology.cutsets.cutsets import CutSets, minimal_cut_sets
    from topology.document.document import Topology, load
    from topology.errors import DocumentError, TopologyError
    from topology.finding import Finding
    from topology.findings.assertions import assert_no_spof
    from topology.findings.blast_radius import BlastRadius
    from topology.findings.single_points import SinglePoints
    from topology.reliability.availability import Availability
    from topology.structure.graph import Graph

__version__ = "0.1.0"

_HOME = {
    "Availability": "topology.reliability.availability",
    "BlastRadius": "topology.findings.blast_radius",
    "CutSets": "topology.cutsets.cutsets",
    "DocumentError": "topology.errors",
    "Finding": "topology.finding",
    "Graph": "topology.structure.graph",
    "SinglePoints": "topology.findings.single_points",
    "Topology": "topology.document.document",
    "TopologyError": "topology.errors",
    "assert_no_spof": "topology.findings.assertions",
    "load": "topology.document.document",
    "minimal_cut_sets": "topology.cutsets.cutsets",
}
__all__ = [
    "Availability",
    "BlastRadius",
    "CutSets",
    "DocumentError",
    "Finding",
    "Graph",
    "SinglePoints",
    "Topology",
    "TopologyError",
    "assert_no_spof",
    "load",
    "minimal_cut_sets",
]


def __getattr__(name: str) -> object:
    if name not in _HOME:
        raise AttributeError(f"module 'topology' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
