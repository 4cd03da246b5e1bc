"""Nodes and zones, where it is known who stands on which."""

from __future__ import annotations

from topology.sources.imports.draft import Draft, known
from topology.sources.imports.kubernetes.fields import texts
from topology.sources.imports.kubernetes.things import DEFAULT, Thing, Things, is_name
from topology.sources.imports.kubernetes.workloads import Workload

ZONES = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
WHY = "where its pods stood when this was written down"


class Places:
    """The nodes on which pods stand."""

    def __init__(self, things: Things) -> None:
        self.things = things
        self.used: set[str] = set()
        """Ids of the nodes on which something stands."""

    def add(self, draft: Draft, workload: Workload) -> bool:
        """Spreads a workload over its nodes, if they and all its members are known."""
        nodes = self._nodes(workload)
        if not nodes or not _is_dealt(workload):
            return False
        for node in nodes:
            self._add_node(draft, node)
        draft.assume(workload.id, "spread", [node.id for node in nodes], WHY)
        return True

    def apart(self, one: Workload, other: Workload) -> bool:
        """Whether two are known to stand on different nodes."""
        both = self._nodes(one) and self._nodes(other)
        return bool(both) and not (one.nodes.keys() & other.nodes.keys())

    def _nodes(self, workload: Workload) -> list[Thing]:
        """The nodes of its members, fullest first; none unless all of them are there."""
        names = sorted(workload.nodes, key=lambda name: (-workload.nodes[name], name))
        found = [self.things.get("Node", DEFAULT, name) for name in names]
        here = [node for node in found if node is not None]
        return here if len(here) == len(found) and workload.nodes.total() == workload.count else []

    def _add_node(self, draft: Draft, node: Thing) -> None:
        if node.id in self.used:
            return
        self.used.add(node.id)
        draft.component(node.id, kind="node", source=node.at)
        labels = texts(node.metadata.get("labels"))
        zone = next((labels[key] for key in ZONES if labels.get(key)), "")
        if is_name(zone):
            name = f"zone/{zone}"
            draft.component(name, kind="zone", source=node.at)
            draft.need(node.id, name, known(node.at))


def _is_dealt(workload: Workload) -> bool:
    """Whether its members are dealt out evenly, which is all that a document can say."""
    numbers = workload.nodes.values()
    return max(numbers) - min(numbers) <= 1
