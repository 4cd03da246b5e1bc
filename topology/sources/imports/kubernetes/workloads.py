"""What runs: workloads, how many members each has, and which are not counted twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from topology.sources.imports.kubernetes.fields import at, text, texts, whole
from topology.sources.imports.kubernetes.things import Thing, Things, is_name
from topology.sources.imports.loose import Plain, table, tables

KINDS: tuple[tuple[str, str], ...] = (
    ("", "Deployment"),
    ("", "StatefulSet"),
    ("", "DaemonSet"),
    ("argoproj.io", "Rollout"),
    ("apps.openshift.io", "DeploymentConfig"),
    ("", "ReplicaSet"),
    ("", "ReplicationController"),
    ("", "Pod"),
)
"""Kinds of which pods run for good, by whose they are; who may own others goes before them."""
MAX_MEMBERS = 100_000
"""Replicas of one workload; more are no manifest of anybody."""
RUN_ONCE = ("Never", "OnFailure")
HOOK = "helm.sh/hook"


@dataclass(eq=False, slots=True)
class Workload:
    """Something of which pods run."""

    thing: Thing
    labels: dict[str, str]
    """Of its pods."""
    pod: Plain
    """What its pods are: containers, volumes, where they may stand."""
    count: int = 1
    why_count: str = ""
    """Why there are so many, if the file does not state it."""
    nodes: Counter[str] = field(default_factory=Counter)
    """How many of its pods stand on which node, by name."""
    pinned: str = ""
    """Why all its members must stand on one node."""

    @property
    def id(self) -> str:
        """The id of its component."""
        return self.thing.id

    @property
    def namespace(self) -> str:
        """Where its names are looked up."""
        return self.thing.namespace

    @property
    def containers(self) -> Iterator[Plain]:
        """Those that run for good: start-only ones are left out, but sidecars are not."""
        yield from tables(self.pod.get("containers"))
        for one in tables(self.pod.get("initContainers")):
            if one.get("restartPolicy") == "Always":
                yield one


class Workloads:
    """All workloads of some things."""

    def __init__(self, things: Things) -> None:
        """Raises `DocumentError` for more members than anybody has."""
        self.things = things
        self.all: list[Workload] = []
        self.none_run: list[Thing] = []
        """With `replicas: 0`."""
        self.owned: list[Thing] = []
        """Members of a workload that is there too."""
        self.once: list[Thing] = []
        """What runs once, or as a hook."""
        self._by_key: dict[tuple[str, str, str, str], Workload] = {}
        self._scaled = dict(_scaled(things))
        for family, kind in KINDS:
            for thing in things.of(kind, family):
                self._take(thing)
        self.all.sort(key=lambda one: one.id)

    def get(self, kind: str, namespace: str, name: str) -> Workload | None:
        """The one of an identity, of what Kubernetes itself has."""
        return self._by_key.get(("", kind, namespace, name))

    def _take(self, thing: Thing) -> None:
        owner = self._owner(thing)
        if _runs_once(thing) or (owner is not None and owner.kind == "Job"):
            self.once.append(thing)
        elif owner is not None:
            self.owned.append(thing)
            self._place(thing, owner)
        elif whole(thing.spec.get("replicas")) == 0:
            self.none_run.append(thing)
        else:
            workload = _workload(thing)
            self._count(workload)
            if (node := _node(workload.pod)) and _is_up(thing):
                workload.nodes[node] = workload.count
            self.all.append(workload)
            self._by_key[thing.key] = workload

    def _owner(self, thing: Thing) -> Thing | None:
        """What controls it, if it is there: a Deployment for its ReplicaSets."""
        owned = ("ReplicaSet", "ReplicationController", "Pod")
        if thing.kind not in owned:
            return None
        for ref in tables(thing.metadata.get("ownerReferences")):
            kind, name = text(ref.get("kind")), text(ref.get("name"))
            if kind == "Job" and thing.kind == "Pod":
                return Thing("batch", kind, thing.namespace, name, {}, thing.given, "")
            of = (family_of(text(ref.get("apiVersion"))), kind)
            # A circle of owners would leave nobody: each is owned by what may own its kind.
            if of in KINDS and KINDS.index(of) < KINDS.index((thing.family, thing.kind)):
                found = self.things.get(kind, thing.namespace, name, of[0])
                if found := found or (self._above(thing, name) if kind == "ReplicaSet" else None):
                    return found
        return None

    def _above(self, pod: Thing, replica_set: str) -> Thing | None:
        """The Deployment of a ReplicaSet that is not there itself, by the hash in its name."""
        mark = texts(pod.metadata.get("labels")).get("pod-template-hash", "")
        name = replica_set.removesuffix(f"-{mark}")
        if not mark or name == replica_set:
            return None
        return self.things.get("Deployment", pod.namespace, name) or self.things.get(
            "Rollout", pod.namespace, name, "argoproj.io"
        )

    def _place(self, pod: Thing, owner: Thing) -> None:
        """Counts a pod where it stands, for the workload at the top."""
        node = _node(pod.spec)
        for _ in range(4):
            if above := self._owner(owner):
                owner = above
        workload = self._by_key.get(owner.key)
        # Where a template puts all its members, that is where they are.
        is_set = workload is None or bool(_node(workload.pod))
        if workload is not None and pod.kind == "Pod" and node and _is_up(pod) and not is_set:
            workload.nodes[node] += 1

    def _count(self, workload: Workload) -> None:
        thing = workload.thing
        if thing.kind == "DaemonSet":
            workload.why_count = (
                "a DaemonSet runs one on each node, and how many nodes there are is not said"
            )
            return
        given = thing.spec.get("replicas") if thing.kind != "Pod" else None
        number = whole(given)
        if number is None and given is not None:
            workload.why_count = "replicas is no whole number"
        elif number is not None and not 0 < number <= MAX_MEMBERS:
            said = "less than none" if number < 0 else f"more than {MAX_MEMBERS:,}"
            raise thing.given.error(f"replicas are {said}", thing.id)
        workload.count = number or 1
        if scaled := self._scaled.get((thing.kind, thing.namespace, thing.name)):
            workload.count, workload.why_count = scaled


def family_of(version: str) -> str:
    """Whose kind something is, by its apiVersion."""
    group, slash, _ = version.rpartition("/")
    return group if slash and "." in group and not group.endswith(".k8s.io") else ""


def _workload(thing: Thing) -> Workload:
    if thing.kind == "Pod":
        return Workload(thing, texts(thing.metadata.get("labels")), thing.spec)
    template = table(thing.spec.get("template"))
    labels = texts(at(template, "metadata", "labels"))
    return Workload(thing, labels, table(template.get("spec")))


def _runs_once(thing: Thing) -> bool:
    if HOOK in thing.annotations:
        return True
    ended = at(thing.body, "status", "phase") in ("Succeeded", "Failed")
    return thing.kind == "Pod" and (ended or thing.spec.get("restartPolicy") in RUN_ONCE)


def _node(pod: Plain) -> str:
    """The node on which a pod must stand, or stands."""
    name = text(pod.get("nodeName"))
    return name if is_name(name) else ""


def _is_up(pod: Thing) -> bool:
    return at(pod.body, "status", "phase") in ("Running", None)


def _scaled(things: Things) -> Iterator[tuple[tuple[str, str, str], tuple[int, str]]]:
    """The least members of what is scaled by load: an HPA goes before `replicas`."""
    scalers = (("", "HorizontalPodAutoscaler", "minReplicas", 1),
               ("keda.sh", "ScaledObject", "minReplicaCount", 0))  # fmt: skip
    for family, kind, field_name, default in scalers:
        for scaler in things.of(kind, family):
            target = table(scaler.spec.get("scaleTargetRef"))
            of_kind = text(target.get("kind")) or "Deployment"
            least = whole(scaler.spec.get(field_name))
            least = default if least is None else least
            if not 0 <= least <= MAX_MEMBERS:
                raise scaler.given.error(f"{field_name} is out of bounds", scaler.id)
            why = f"the least that {scaler.id} keeps" if least else f"{scaler.id} may keep none"
            yield (of_kind, scaler.namespace, text(target.get("name"))), (max(least, 1), why)
