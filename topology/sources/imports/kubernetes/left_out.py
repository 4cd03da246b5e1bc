"""What is in the files and not in the document, counted by kind, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.sources.imports.draft import Draft
from topology.sources.imports.kubernetes.fields import text, whole
from topology.sources.imports.kubernetes.routes import KINDS as ROUTES
from topology.sources.imports.kubernetes.things import Thing, Things, by_kind
from topology.sources.imports.kubernetes.workloads import KINDS as WORKLOADS
from topology.sources.imports.kubernetes.workloads import Workloads, family_of
from topology.sources.imports.loose import items, tables
from topology.sources.imports.notes import few

ONCE = "runs once or now and then: nothing needs it at run time"
RIGHTS = "is about rights, and runs nothing"
CONFIGURATION = "is followed to the Services that it names, and not kept"
WHY = {
    "Job": ONCE,
    "CronJob": ONCE,
    "ConfigMap": CONFIGURATION,
    "Secret": CONFIGURATION,
    "Role": RIGHTS,
    "RoleBinding": RIGHTS,
    "ClusterRole": RIGHTS,
    "ClusterRoleBinding": RIGHTS,
    "ServiceAccount": RIGHTS,
    "NetworkPolicy": "allows traffic, and needs none",
    "PodDisruptionBudget": "bounds what is taken down on purpose, and is no redundancy",
    "HorizontalPodAutoscaler": "says how many members there are at least",
    "CustomResourceDefinition": "describes a kind, and runs nothing",
    "Endpoints": "lists where something is at the moment",
    "EndpointSlice": "lists where something is at the moment",
    "Node": "nothing here is known to stand on it",
    "PersistentVolumeClaim": "no workload here uses it",
    "Gateway": "what serves it is not said",
    "Ingress": "leads to no Service",
}
"""Why what Kubernetes itself has is not in the document."""
WHY_CUSTOM = {
    "ScaledObject": WHY["HorizontalPodAutoscaler"],
    "VirtualService": "is about traffic inside, and says who may be called, not who calls",
}
SIZES = ("replicas", "instances", "size", "members", "minReplicas")


def leave_out(draft: Draft, things: Things, workloads: Workloads) -> None:
    """Counts all that has no component."""
    told = {id(one) for one in (*workloads.none_run, *workloads.owned, *workloads.once)}
    _tell(draft, workloads.none_run, "replicas: 0, out of service")
    _tell(draft, workloads.owned, "owned by a workload that is here, and not counted twice")
    _tell(draft, workloads.once, ONCE)
    others = [
        one
        for one in things.all
        if id(one) not in told and (one.id not in draft.components or not _is_read(one))
    ]
    own = [one for one in others if not one.family and one.kind != "Service"]
    custom = [one for one in others if one.family]
    for kind, found in by_kind(own):
        _tell(draft, found, WHY.get(kind, "runs nothing"))
    for kind, found in by_kind(custom):
        why = WHY_CUSTOM.get(kind, "a custom resource: what runs for it is not said")
        _tell(draft, found, why)
    owners = set(_owners(workloads))
    if running := [one.id for one in custom if _has_size(one) and one.key not in owners]:
        draft.remark(f"{few(running)} may run something: custom resources that say how many")
    if things.unnamed:
        draft.leave_out(f"{things.unnamed:,} without a name", "nothing can be said of them")
    _tell_starts(draft, workloads)


def _is_read(thing: Thing) -> bool:
    """Whether it is of a kind that has components: others may share the id of one."""
    of = (thing.family, thing.kind)
    return not thing.family or of in WORKLOADS or of in ROUTES


def _tell(draft: Draft, things: Sequence[Thing], why: str) -> None:
    for kind, found in by_kind(things):
        names = few([one.name for one in found])
        draft.leave_out(f"{len(found):,} {kind} ({names})", why)


def _tell_starts(draft: Draft, workloads: Workloads) -> None:
    count = sum(
        one.get("restartPolicy") != "Always"
        for workload in workloads.all
        for one in tables(workload.pod.get("initContainers"))
    )
    if count:
        draft.leave_out(f"{count:,} initContainers", "run before the start only")


def _owners(workloads: Workloads) -> Iterator[tuple[str, str, str, str]]:
    """What owns a workload that is here: what it runs is not unknown."""
    for workload in workloads.all:
        for ref in tables(workload.thing.metadata.get("ownerReferences")):
            family = family_of(text(ref.get("apiVersion")))
            yield family, text(ref.get("kind")), workload.namespace, text(ref.get("name"))


def _has_size(thing: Thing) -> bool:
    return any(whole(thing.spec.get(key)) is not None for key in SIZES) or bool(
        items(thing.spec.get("nodeSets"))
    )
