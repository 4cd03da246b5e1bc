"""Services: which workloads does each stand for, and which Service does a host name mean?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from topology.sources.imports.draft import Draft, Said, assumed, known
from topology.sources.imports.kubernetes.fields import as_text, at, text, texts, whole
from topology.sources.imports.kubernetes.members import avoid_each_other, kept_apart
from topology.sources.imports.kubernetes.selectors import Labelled
from topology.sources.imports.kubernetes.things import Thing, Things
from topology.sources.imports.kubernetes.workloads import Workload, Workloads
from topology.sources.imports.loose import table
from topology.sources.imports.notes import few

NO_THING = "a Service is a rule that every node has, and nothing that runs"
POD_NAME = "statefulset.kubernetes.io/pod-name"
BY_CONTROLLERS = frozenset(
    {
        POD_NAME,
        "apps.kubernetes.io/pod-index",
        "batch.kubernetes.io/job-name",
        "controller-revision-hash",
        "controller-uid",
        "job-name",
        "pod-template-generation",
        "pod-template-hash",
        "rollouts-pod-template-hash",
    }
)
"""Labels that stand in no manifest: a controller adds them to pods."""
FROM_OUTSIDE = ("LoadBalancer", "NodePort")
MAX_SELECTED = 1_000_000
"""Workloads that all Services select together."""
MAX_COMPARED = 50
MAX_TOLD = 20
"""Services without anybody behind them that are told one by one."""
_MEMBER = re.compile(r"(.{1,250})-([0-9]{1,9})")


class Services:
    """All Services, and what each selects."""

    def __init__(self, things: Things, workloads: Workloads) -> None:
        """Raises `DocumentError` where they select more than anybody has."""
        self.things = things
        self.all = things.of("Service")
        self.selected: dict[str, list[Workload]] = {}
        """By id of the Service, the workloads it stands for."""
        self.outside: set[str] = set()
        """Ids of those that stand for what is outside: without a selector, or for another name."""
        self.one_member: set[str] = set()
        self.empty: list[str] = []
        """Why some select nothing."""
        self._unkept: dict[str, list[str]] = {}
        self._workloads = workloads
        self._by_label: Labelled[Workload] = Labelled()
        self._down: Labelled[Thing] = Labelled()
        for workload in workloads.all:
            self._by_label.add(workload.namespace, workload.labels, workload)
        for thing in workloads.none_run:
            labels = texts(at(thing.spec, "template", "metadata", "labels"))
            self._down.add(thing.namespace, labels, thing)
        self._listed = set(_listed(things))
        count = 0
        for service in self.all:
            self._select(service)
            count += len(self.selected.get(service.id, ()))
            if count > MAX_SELECTED:
                raise service.given.error(f"selectors select more than {MAX_SELECTED:,} workloads")

    # -- what it selects --------------------------------------------------------------------------

    def _select(self, service: Thing) -> None:
        raw = table(service.spec.get("selector"))
        selector = texts(raw)
        if not raw or service.spec.get("type") == "ExternalName":
            self.outside.add(service.id)
            return
        plain = {k: v for k, v in selector.items() if k not in BY_CONTROLLERS}
        found = self._by_label.find(service.namespace, plain)
        if len(selector) < len(raw):
            found = []
        if POD_NAME in selector:
            member = self._member(service, selector[POD_NAME])
            found = [one for one in member if one in found or not plain]
        if found:
            self.selected[service.id] = found
            if len(plain) < len(selector):
                self.one_member.add(service.id)
        else:
            self.empty.append(
                f"{service.id} selects nothing that is here: {self._why(service, selector)}"
            )

    def _member(self, service: Thing, pod: str) -> list[Workload]:
        """The StatefulSet that has a member of a name."""
        match = _MEMBER.fullmatch(pod)
        if match is None:
            return []
        found = self._workloads.get("StatefulSet", service.namespace, match[1])
        start = whole(at(found.thing.spec, "ordinals", "start")) or 0 if found else 0
        return [found] if found and 0 <= int(match[2]) - start < found.count else []

    def _why(self, service: Thing, selector: dict[str, str]) -> str:
        if down := self._down.find(service.namespace, selector):
            return f"{down[0].id} has replicas: 0"
        if POD_NAME in selector:
            return "no StatefulSet here has a member of that name and these labels"
        for key, value in sorted(selector.items()):
            if key in BY_CONTROLLERS:
                return f"the label {key}, which a controller adds, tells of nobody here"
            if not self._by_label.has(service.namespace, key, value):
                return f"no pod template of its namespace has its label {key}"
        return "no pod template of its namespace has all of its labels"

    # -- names ------------------------------------------------------------------------------------

    def meant(self, host: str, namespace: str) -> Thing | None:
        """The Service that a host name means, seen from a namespace: its own one first."""
        short = host.removesuffix(".cluster.local").removesuffix(".svc")
        parts = short.split(".")
        is_full = short != host
        if len(parts) == 1:
            return None if is_full else self._named(namespace, parts[0])
        if len(parts) == 2:
            # Of `a.b`, b is the namespace, or a is a member behind the headless Service b.
            found = self._named(parts[1], parts[0])
            return found or (None if is_full else self._named(namespace, parts[1]))
        return self._named(parts[2], parts[1]) if len(parts) == 3 else None

    def _named(self, namespace: str, name: str) -> Thing | None:
        return self.things.get("Service", namespace, name)

    # -- what comes of it -------------------------------------------------------------------------

    def add(self, draft: Draft, *, external: bool) -> None:
        """The components of all Services, and what they need."""
        for service in self.all:
            if found := self.selected.get(service.id):
                draft.component(service.id, kind="service", source=service.at, fails=False,
                                assumed={"fails": NO_THING})  # fmt: skip
                self._add_needs(draft, service, found)
                self._add_node(draft, service, found)
            elif service.id in self.outside:
                self._add_outside(draft, service, external)
            else:
                # It stands for what it selects, of which nothing is known.
                draft.component(service.id, kind="service", source=service.at)
        for why, names in sorted(self._unkept.items()):
            draft.leave_out(f"{len(names):,} Service ({few(names)})", f"{why}; --external keeps it")
        self._remark(draft)

    def _add_needs(self, draft: Draft, service: Thing, found: Sequence[Workload]) -> None:
        at_selector = service.line(service.spec, "selector", "selector")
        said = known(at_selector)
        if service.id in self.one_member:
            said = assumed(
                "it selects by a label that a controller adds, and is taken to need the whole",
                at_selector,
            )
        ids = [one.id for one in found]
        draft.need(service.id, ids[0] if len(ids) == 1 else {"any": list(ids)}, said)

    @staticmethod
    def _add_node(draft: Draft, service: Thing, found: Sequence[Workload]) -> None:
        """Alternatives share a node as members do, unless something keeps two of them apart."""
        if len(found) == 1 or any(one.count > 1 and kept_apart(one).holds for one in found):
            return
        placed = [one for one in found if "spread" in draft.components[one.id]]
        few = found[:MAX_COMPARED]
        pairs = [(a, b) for n, a in enumerate(few) for b in few[n + 1 :]]
        if len(placed) == len(found) or any(avoid_each_other(a, b) for a, b in pairs):
            return
        # Of those that stand on nodes that are known, none takes down all the others.
        if len({node for one in placed for node in one.nodes}) > 1:
            return
        why = "nothing says that what it selects stands on different nodes"
        said = assumed(why, service.at)
        draft.risk(f"node of {service.id}", [one.id for one in found], kind="node", said=said)

    def _add_outside(self, draft: Draft, service: Thing, external: bool) -> None:
        alias = self.alias(service)
        if alias is not None:
            draft.component(service.id, kind="service", source=service.at, fails=False,
                            assumed={"fails": NO_THING})  # fmt: skip
            draft.need(service.id, alias.id, known(service.line(service.spec, "externalName")))
        elif external:
            draft.component(service.id, kind="external", source=service.at)
        else:
            self._unkept.setdefault(self._outside_words(service), []).append(service.name)

    def alias(self, service: Thing) -> Thing | None:
        """The Service for which another one is only a name."""
        host = (
            text(service.spec.get("externalName"))
            if service.spec.get("type") == "ExternalName"
            else ""
        )
        found = self.meant(host.rstrip(".").lower(), service.namespace) if host else None
        # A name for a name leads nowhere for certain, and may lead in a circle.
        return None if found is None or found.id in self.outside else found

    def _outside_words(self, service: Thing) -> str:
        if service.spec.get("type") == "ExternalName":
            return "ExternalName, it stands for a host outside"
        is_listed = (service.namespace, service.name) in self._listed
        how = "its addresses are listed by hand" if is_listed else "nothing says where it leads"
        return f"without a selector, {how}"

    def _remark(self, draft: Draft) -> None:
        for words in self.empty[:MAX_TOLD]:
            draft.remark(words)
        if len(self.empty) > MAX_TOLD:
            draft.remark(f"{len(self.empty) - MAX_TOLD:,} more Services select nothing")
        if self.one_member:
            draft.remark(
                "selected by a label that a controller adds (such as the name of one pod), and "
                f"taken for the whole workload: {few(sorted(self.one_member))}"
            )
        open_ones = [s.id for s in self.all if as_text(s.spec.get("type")) in FROM_OUTSIDE]
        if open_ones:
            draft.remark(f"what leads to {few(open_ones)} from outside (LoadBalancer, NodePort) "
                         "is not said")  # fmt: skip


def needs_service(
    draft: Draft, owner: str, service: Thing, said: Said, *, hard: bool = True
) -> bool:
    """Adds the need of a Service; whether it is in the document."""
    if service.id not in draft.components:
        return False
    draft.need(owner, service.id if hard else {"on": service.id, "hard": False}, said)
    return True


def _listed(things: Things) -> Iterator[tuple[str, str]]:
    """The Services of which the addresses stand in a list of their own."""
    yield from ((one.namespace, one.name) for one in things.of("Endpoints"))
    for one in things.of("EndpointSlice"):
        labels = texts(one.metadata.get("labels"))
        yield one.namespace, labels.get("kubernetes.io/service-name", "")
