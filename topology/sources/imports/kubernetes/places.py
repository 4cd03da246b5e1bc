"""Nodes and zones, where it is known who stands on which."""

from __future__ import annotations

from topology.sources.imports.draft import Draft, known
from topology.sources.imports.kubernetes.fields import texts
from topology.sources.imports.kubernetes.things import DEFAULT, Things, is_name, named
from topology.sources.imports.kubernetes.workloads import Workload

ZONES = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
WHY = "where nodeName puts its members, or had them when this was written down"


class Places:
    """The nodes on which pods stand."""

    def __init__(self, things: Things) -> None:
        self.things = things
        self._added: set[str] = set()

    def add(self, draft: Draft, workload: Workload) -> bool:
        """Spreads a workload over its nodes, if those of all its members are known."""
        if not _is_placed(workload) or not _is_dealt(workload):
            return False
        # Members are dealt out in turn: the nodes that have more come first.
        names = sorted(workload.nodes, key=lambda name: (-workload.nodes[name], name))
        for name in names:
            self._add_node(draft, name, workload)
        draft.assume(workload.id, "spread", [_node(name) for name in names], WHY)
        return True

    def _add_node(self, draft: Draft, name: str, workload: Workload) -> None:
        if name in self._added:
            return
        self._added.add(name)
        node = self.things.get("Node", DEFAULT, name)
        draft.component(_node(name), kind="node", source=node.at if node else workload.thing.at)
        labels = texts(node.metadata.get("labels")) if node else {}
        zone = next((labels[key] for key in ZONES if labels.get(key)), "")
        if node and is_name(zone):
            draft.component(f"zone/{zone}", kind="zone", source=node.at)
            draft.need(node.id, f"zone/{zone}", known(node.at))


def _node(name: str) -> str:
    return named("Node", DEFAULT, name)


def _is_placed(workload: Workload) -> bool:
    """Whether it is known of all members on which node they stand."""
    return workload.nodes.total() == workload.count


def _is_dealt(workload: Workload) -> bool:
    """Whether its members are dealt out evenly, which is all that a document can say."""
    numbers = workload.nodes.values()
    return max(numbers) - min(numbers) <= 1
