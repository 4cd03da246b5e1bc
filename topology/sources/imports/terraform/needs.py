"""Who needs whom at run time: by targets, members and attachments stated, or by references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from topology.sources.imports.draft import Draft, Said, assumed, known
from topology.sources.imports.terraform.addresses import Address
from topology.sources.imports.terraform.components import Components
from topology.sources.imports.terraform.estate import Estate, Resource
from topology.sources.imports.terraform.relations import TARGETS, WAY_OUT, Relations, is_pool
from topology.sources.imports.terraform.selectors import selected
from topology.sources.imports.terraform.tables import (
    PART,
    RUNS,
    run_time_needs,
    type_of,
)
from topology.sources.imports.terraform.values import at

MOST_NEEDED = 1_000
"""Instances that one reference may lead to; what is more is left out, and counted."""
REFERENCE = "a reference orders provisioning, and is taken for a call at run time"
DEPENDENCY = "a dependency in a state, direct or not, is taken for a call at run time"
OF_SEVERAL = "each of its groups of targets serves a part of what comes in"
BY_REFERENCE = "its targets are told by references"
SWITCH = {
    "low": "30 s",
    "high": "120 s",
    "assumed": "no figure is promised; Aurora: under a minute",
}


class Needs:
    """Adds the needs of components to a draft, and counts the references that gave one."""

    def __init__(
        self, draft: Draft, estate: Estate, relations: Relations, components: Components
    ) -> None:
        self._draft = draft
        self._estate = estate
        self._relations = relations
        self._components = components
        self._told: set[tuple[str, str]] = set()
        """Pairs of which attributes say more than a reference does."""
        self.used: set[tuple[str, str]] = set()
        """The references that became needs, or of which attributes say more: who, and to whom."""
        self.needed: set[tuple[str, str]] = set()
        """Components of which one refers to the other, and so needs it."""
        self._too_many = 0
        self._ways: dict[str, set[str]] = defaultdict(set)

    def add(self) -> None:
        """All needs, and what is to be said of them."""
        running = sorted((r for r in self._estate.resources if self._name(r)), key=_full)
        self._add_members()
        self._add_replicas()
        self._add_attached("held", hard=True)
        self._add_attached("held-softly", hard=False)
        self._add_selected(running)
        for resource in running:
            self._add_targets(resource)
            self._add_way_out(resource)
        for resource in running:
            self._add_references(resource)
        self._add_remarks()

    def _name(self, resource: Resource) -> str:
        return self._components.names.get(resource.address.full, "")

    def _names(self, nodes: Iterable[str]) -> list[str]:
        """The components of nodes, sorted."""
        names = set()
        for node in nodes:
            found = self._relations.instances(node)
            self._estate.steps.take(len(found) + 1)
            names |= {self._name(resource) for resource in found}
        return sorted(names - {""})

    def _tell(self, owner: str, names: Iterable[str]) -> None:
        """Notes pairs of which attributes say who needs whom, whichever refers to the other."""
        for name in names:
            self._told |= {(owner, name), (name, owner)}

    # -- what attributes state --------------------------------------------------------------------

    def _add_targets(self, resource: Resource) -> None:
        """A load balancer needs any target of each of its groups."""
        if resource.type.kind != "load-balancer":
            return
        own = self._name(resource)
        if _has_own_groups(resource):
            words = "it has several groups of targets, and who is in which is not read"
            self._draft.remark(f"{own}: {words}")
            return
        direct = self._relations.reached(resource.address.full, TARGETS, is_pool)
        groups = [("", direct.running)]
        groups += [
            (pool, self._relations.reached(pool, TARGETS, is_pool).running) for pool in direct.pools
        ]
        filled = [(pool, found) for pool, found in groups if found]
        for pool, found in filled:
            names = self._names(found)
            if not names:
                continue
            self._tell(own, names)
            source = self._estate.by_address[pool].source if pool else resource.source
            why = OF_SEVERAL if len(filled) > 1 else ""
            why = why or ("" if all(found.values()) else BY_REFERENCE)
            entry = names[0] if len(names) == 1 else {"any": names}
            self._draft.need(own, entry, assumed(why, source) if why else known(source))
        empty = sum(not found for pool, found in groups if pool)
        if empty:
            self._draft.remark(f"{own}: groups of targets of which nothing is said: {empty:,}")
        elif not filled:
            self._draft.remark(f"{own}: its targets are not in the file")

    def _add_selected(self, running: list[Resource]) -> None:
        """A service of Kubernetes needs any of the workloads that it selects."""
        for service, nodes in selected(running).items():
            own, names = self._components.names[service], self._names(nodes)
            source = self._estate.by_address[service].source
            if names:
                self._tell(own, names)
                self._draft.need(
                    own, names[0] if len(names) == 1 else {"any": names}, known(source)
                )
            else:
                self._draft.remark(f"{own}: it selects nothing that is in the file")

    def _add_members(self) -> None:
        """A cluster needs the first of its members that works; known is only which there are."""
        members: dict[str, list[str]] = defaultdict(list)
        for own, named in self._relations.pairs["member"]:
            for cluster in self._names([named.node]):
                members[cluster] += self._names([own])
        for cluster, found in sorted(members.items()):
            source = str(self._draft.components[cluster]["source"])
            names = sorted({name for name in found if name != cluster})
            self._tell(cluster, names)
            if len(names) == 1:
                self._draft.need(cluster, names[0], known(source))
            elif names:
                entry = {"first_of": names, "switchover": {"activate": SWITCH}}
                why = "which of its members writes, and how long a switch takes, is assumed"
                self._draft.need(cluster, entry, assumed(why, source))

    def _add_replicas(self) -> None:
        why = "it copies what it names, and answers without it; it is no fail-over"
        for own, named in self._relations.pairs["replica"]:
            for name in self._names([own]):
                for other in self._names([named.node]):
                    self._soft_need(name, other, why)

    def _soft_need(self, owner: str, name: str, why: str) -> None:
        if owner == name or (owner, name) in self._told:
            return
        self._tell(owner, [name])
        source = str(self._draft.components[owner]["source"])
        self._draft.need(owner, {"on": name, "hard": False}, assumed(why, source))

    def _add_attached(self, meaning: str, *, hard: bool) -> None:
        """What is attached is needed by what it is attached to."""
        held: dict[str, list[str]] = defaultdict(list)
        for own, named in self._relations.pairs[meaning]:
            held[own] += self._names([named.node])
        for own, named in self._relations.pairs["holder"]:
            for holder in self._names([named.node]):
                self._estate.steps.take(len(held.get(own, ())))
                for name in held.get(own, ()):
                    said = assumed(
                        "what is attached is taken to be needed",
                        self._estate.by_address[own].source,
                    )
                    self._tell(holder, [name])
                    entry = name if hard else {"on": name, "hard": False}
                    self._draft.need(holder, entry, said)

    def _add_way_out(self, resource: Resource) -> None:
        """The way out that route tables give to the subnet in which something stands."""
        own = self._name(resource)
        if resource.type.kind == "nat":
            return
        found = self._relations.reached(resource.address.full, WAY_OUT, lambda _: False)
        for name in self._names(found.running):
            if self._components.kinds.get(name) == "nat":
                self._ways[name].add(own)
                why = "its route to the outside leads there; whether it calls outside is not said"
                self._soft_need(own, name, why)

    # -- what only references tell ----------------------------------------------------------------

    def _add_references(self, resource: Resource) -> None:
        own, kinds = self._name(resource), run_time_needs()
        why = DEPENDENCY if self._estate.indirect else REFERENCE
        said = assumed(why, str(self._draft.components[own]["source"]))
        for meant, first in self._followed(resource):
            hard = kinds.get((resource.type.kind, type_of(meant.type).kind))
            names = [name for name in self._meant(meant, resource) if name != own]
            new = [name for name in names if (own, name) not in self._told]
            if hard is not None:
                for name in new:
                    self._need(own, name, said, hard=hard)
            if len(new) < len(names) or (new and hard is not None):
                self.used.add((_origin(resource), first.full))
            if new and hard is not None and meant is first:
                self.needed.add((own, new[0]))

    def _need(self, own: str, name: str, said: Said, *, hard: bool) -> None:
        self._draft.need(own, name if hard else {"on": name, "hard": False}, said)

    def _meant(self, meant: Address, near: Resource) -> list[str]:
        bases = self._estate.bases(meant, near.address)
        exact = [base + meant.index for base in bases]
        found = self._names(
            one if meant.index and one in self._estate.by_address else base
            for one, base in zip(exact, bases, strict=True)
        )
        if len(found) > MOST_NEEDED:
            self._too_many += 1
            return []
        return found

    def _followed(self, resource: Resource) -> Iterator[tuple[Address, Address]]:
        """What runs and is referred to, through parts; each with the reference that led there."""
        todo = [(meant, meant, resource) for meant in reversed(resource.references)]
        seen = set()
        while todo:
            meant, first, near = todo.pop()
            self._estate.steps.take()
            if meant.is_data or meant.full in seen:
                continue
            seen.add(meant.full)
            role = type_of(meant.type).role
            if role == RUNS:
                yield meant, first
            elif role == PART:
                for base in self._estate.bases(meant, near.address)[:1]:
                    part = self._estate.by_base[base][0]
                    todo += [(one, first, part) for one in part.references]

    def _add_remarks(self) -> None:
        draft = self._draft
        for nat, owners in sorted(self._ways.items()):
            draft.remark(f"{nat} is the way out that route tables give to {len(owners):,} of them")
        kinds = self._components.kinds
        lone = sorted(n for n, kind in kinds.items() if kind == "nat" and n not in self._ways)
        if lone:
            words = "no route table in the file says who goes out over it"
            more = f" and {len(lone) - 1:,} more" if len(lone) > 1 else ""
            draft.remark(f"{lone[0]}{more}: {words}")
        if self._too_many:
            words = f"{self._too_many:,} references to more than {MOST_NEEDED:,} instances"
            draft.leave_out(words, "which of them are needed is not said")
        unmet = sum(self._relations.unmet.values())
        if unmet:
            draft.remark(f"targets of load balancers that are in no file that was given: {unmet:,}")


def _has_own_groups(resource: Resource) -> bool:
    """Whether several groups of targets are told in a load balancer itself, as Azure does."""
    return sum(1 for _ in at(resource.values, "backend_address_pool.name")) > 1


def _full(resource: Resource) -> str:
    return resource.address.full


def _origin(resource: Resource) -> str:
    """Who refers, as references are counted: once for all instances where a plan tells of them."""
    return resource.address.full if resource.named is None else resource.address.key
