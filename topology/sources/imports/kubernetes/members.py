"""Do the members of a workload fail apart, where do they stand, and how many must work?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from topology.errors import UsageError, did_you_mean, quoted
from topology.sources.imports.draft import Draft, assumed, known
from topology.sources.imports.kubernetes.fields import at, texts, whole
from topology.sources.imports.kubernetes.selectors import selects
from topology.sources.imports.kubernetes.things import DEFAULT, Things, is_name, named
from topology.sources.imports.kubernetes.workloads import Workload
from topology.sources.imports.loose import items, tables

REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
KEYS = (
    "kubernetes.io/hostname",
    "topology.kubernetes.io/zone",
    "topology.kubernetes.io/region",
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
)
"""Labels that nodes of every cluster have: who differs in one stands on another node."""
ZONES = ("topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone")
WHY = "where nodeName puts its members, or had them when this was written down"


@dataclass(frozen=True, slots=True)
class Apart:
    """Whether something keeps members on different nodes, and if not, why not."""

    holds: bool
    why: str = ""


def add_members(
    draft: Draft, workload: Workload, places: Places, quorum: Mapping[str, int]
) -> None:
    """Gives a workload its quorum, its places and what its members share."""
    _add_quorum(draft, workload, quorum)
    if places.add(draft, workload) or workload.count == 1:
        return
    if not (apart := kept_apart(workload, _quorum_of(draft, workload))).holds:
        said = assumed(apart.why, workload.thing.at)
        draft.risk(f"node of {workload.id}", [workload.id], kind="node", said=said)


def check_quorums(workloads: list[Workload], quorum: Mapping[str, int]) -> None:
    """Raises `UsageError` for a quorum of something that is not there."""
    names = {one.id for one in workloads} | {one.thing.name for one in workloads}
    for name in quorum:
        if name not in names:
            raise UsageError(f"--quorum {quoted(name)}: no workload has this id{did_you_mean(name, names)}")  # fmt: skip  # noqa: E501


def _add_quorum(draft: Draft, workload: Workload, quorum: Mapping[str, int]) -> None:
    given = quorum.get(workload.id, quorum.get(workload.thing.name))
    if given is not None:
        if given > workload.count:
            many = f"{workload.id} has {workload.count:,}"
            raise UsageError(f"--quorum {quoted(workload.id)}: {given:,} must work, and {many}")
        draft.assume(workload.id, "quorum", given, f"--quorum {workload.thing.name}={given}")
    elif workload.thing.kind == "StatefulSet" and workload.count > 1:
        why = f"the members of a StatefulSet may need a majority; --quorum {workload.thing.name}=K"
        draft.assume(workload.id, "quorum", workload.count // 2 + 1, why)


def _quorum_of(draft: Draft, workload: Workload) -> int:
    number = draft.components[workload.id].get("quorum", 1)
    return number if isinstance(number, int) else 1


def kept_apart(workload: Workload, quorum: int = 1) -> Apart:
    """Whether something that must hold keeps the members of a workload on different nodes."""
    if workload.pinned:
        return Apart(False, workload.pinned)
    found = [*_anti_affinity(workload), *_spreads(workload, quorum)]
    if any(one.holds for one in found):
        return Apart(True)
    return next(iter(found), Apart(False, "nothing says that the members stand on different nodes"))


def _anti_affinity(workload: Workload) -> Iterator[Apart]:
    rule = at(workload.pod, "affinity", "podAntiAffinity")
    for index, term in enumerate(tables(at(rule, REQUIRED))):
        yield _term(workload, term, f"required podAntiAffinity term {index + 1}")
    if items(at(rule, PREFERRED)):
        yield Apart(False, "podAntiAffinity is preferred, not required")


def _term(workload: Workload, term: object, which: str) -> Apart:
    if not selects(at(term, "labelSelector"), workload.labels) or at(term, "mismatchLabelKeys"):
        return Apart(False, f"{which} selects none of its own pods")
    if _is_elsewhere(workload, term):
        return Apart(False, f"{which} is about other namespaces")
    return _by_key(term, which)


def _is_elsewhere(workload: Workload, term: object) -> bool:
    """Whether a term is about other namespaces than that of the workload, as far as is known."""
    spaces, selector = items(at(term, "namespaces")), at(term, "namespaceSelector")
    if not spaces and not isinstance(selector, dict):
        return False
    # Of the labels of a namespace only its name is certain.
    return workload.namespace not in spaces and not selects(
        selector, {"kubernetes.io/metadata.name": workload.namespace}
    )


def _spreads(workload: Workload, quorum: int) -> Iterator[Apart]:
    rules = workload.pod.get("topologySpreadConstraints")
    for index, rule in enumerate(tables(rules)):
        which = f"topologySpreadConstraint {index + 1}"
        skew = whole(rule.get("maxSkew")) or 1
        if rule.get("whenUnsatisfiable", "DoNotSchedule") != "DoNotSchedule":
            yield Apart(False, f"{which} is ScheduleAnyway, not DoNotSchedule")
        elif not selects(rule.get("labelSelector"), workload.labels):
            yield Apart(False, f"{which} selects none of its own pods")
        elif skew > 1 and workload.count - skew < quorum:
            yield Apart(False, f"{which} lets {skew:,} members stand together (maxSkew)")
        else:
            yield _by_key(rule, which)


def _by_key(rule: object, which: str) -> Apart:
    if at(rule, "topologyKey") in KEYS:
        return Apart(True)
    return Apart(False, f"{which} is about a label that nodes may not have (topologyKey)")


def avoid_each_other(one: Workload, other: Workload) -> bool:
    """Whether a required term of either keeps it off the nodes of the other."""
    return one.namespace == other.namespace and (_avoids(one, other) or _avoids(other, one))


def _avoids(one: Workload, other: Workload) -> bool:
    terms = at(one.pod, "affinity", "podAntiAffinity", REQUIRED)
    return any(
        selects(term.get("labelSelector"), other.labels)
        and not term.get("mismatchLabelKeys")
        and not _is_elsewhere(other, term)
        and term.get("topologyKey") in KEYS
        for term in tables(terms)
    )


# -- places --------------------------------------------------------------------------------------


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
