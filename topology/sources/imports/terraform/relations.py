"""What attributes of resources name, and where that leads: to targets, to the way out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from topology.sources.imports.terraform.addresses import Address
from topology.sources.imports.terraform.estate import Estate, Resource
from topology.sources.imports.terraform.tables import (
    POOL,
    RUNS,
    Relation,
    relations_of,
    type_of,
)
from topology.sources.imports.terraform.values import texts

ANY_REFERENCE = "*"
TARGETS, WAY_OUT, STANDS = "targets", "way out", "stands"
_WAYS = {
    "to": (TARGETS, True),
    "from": (TARGETS, False),
    "way-to": (WAY_OUT, True),
    "way-from": (WAY_OUT, False),
    "stands": (STANDS, True),
}
"""The ways that a meaning belongs to, and whether they lead from who names to what is named."""


@dataclass(frozen=True, slots=True)
class Named:
    """A node that an attribute names: an instance, or the resource of all instances."""

    node: str
    sure: bool = True
    """Whether the attribute states it, and not any reference."""


@dataclass(frozen=True, slots=True)
class Reached:
    """What a way leads to: instances that run, and whether each is sure; and pools on it."""

    running: dict[str, bool]
    pools: tuple[str, ...]


class Relations:
    """The arrows between resources that their attributes state, by meaning."""

    def __init__(self, estate: Estate) -> None:
        self.estate = estate
        self.pairs: dict[str, list[tuple[str, Named]]] = defaultdict(list)
        """By meaning, who names whom, where it is no way."""
        self.unmet: dict[str, int] = defaultdict(int)
        """By node, how many targets it names that are in no file."""
        self._onward: dict[str, dict[str, list[Named]]] = defaultdict(lambda: defaultdict(list))
        for resource in estate.resources:
            for relation in relations_of(resource.address.type):
                self._add(resource, relation)

    def _add(self, resource: Resource, relation: Relation) -> None:
        own = resource.address.full
        family, onward = _WAYS.get(relation.meaning, ("", True))
        for named in self._named(resource, relation):
            if not family:
                self.pairs[relation.meaning].append((own, named))
            elif onward:
                self._onward[family][own].append(named)
            else:
                self._onward[family][named.node].append(Named(own, named.sure))

    def _named(self, resource: Resource, relation: Relation) -> Iterator[Named]:
        """What the attribute names, by the values or else by the configuration."""
        if relation.attribute == ANY_REFERENCE:
            for meant in resource.references:
                yield from (Named(n, sure=False) for n in self._nodes(resource, meant, relation))
            return
        values = texts(resource.values, relation.attribute)
        for text in values:
            found = self.estate.identified(text, relation.of)
            yield from (Named(one.address.full) for one in found)
            if not found and relation.meaning == "to":
                self.unmet[resource.address.full] += 1
        if not values and resource.named is not None:
            for meant in resource.named(relation.attribute):
                yield from (Named(node) for node in self._nodes(resource, meant, relation))

    def _nodes(self, resource: Resource, meant: Address, relation: Relation) -> Iterator[str]:
        if not meant.is_data and type_of(meant.type).is_one_of(relation.of, meant.type):
            bases = self.estate.bases(meant, resource.address)
            self.estate.steps.take(len(bases))
            for base in bases:
                one = base + meant.index
                yield one if meant.index and one in self.estate.by_address else base

    def instances(self, node: str) -> list[Resource]:
        """The instances that a node stands for."""
        one = self.estate.by_address.get(node)
        return [one] if one is not None else self.estate.by_base.get(node, [])

    def reached(self, start: str, family: str, stops: Callable[[Resource], bool]) -> Reached:
        """What the ways of a family lead to from a node, through what does not run.

        They end at what runs and at what `stops`. O(what is passed).
        """
        running: dict[str, bool] = {}
        pools: dict[str, None] = {}
        todo, seen = [*self._next(start, family, sure=True)], {start}
        while todo:
            named = todo.pop()
            self.estate.steps.take()
            if named.node in seen:
                continue
            seen.add(named.node)
            found = self.instances(named.node)
            self.estate.steps.take(len(found))
            for resource in found:
                full = resource.address.full
                if resource.type.role == RUNS:
                    running[full] = running.get(full, False) or named.sure
                elif stops(resource):
                    pools[full] = None
                elif full != named.node:
                    todo.append(Named(full, named.sure))
                else:
                    todo += self._next(full, family, sure=named.sure)
        running.pop(start, None)
        return Reached(running, tuple(sorted(pools)))

    def _next(self, node: str, family: str, *, sure: bool) -> Iterator[Named]:
        onward = self._onward[family]
        resource = self.estate.by_address.get(node)
        bases = [resource.address.base] if resource and resource.address.index else []
        for one in (node, *bases):
            yield from (Named(named.node, sure and named.sure) for named in onward.get(one, ()))

    def directly(self, node: str, family: str) -> list[Resource]:
        """What the first step of the ways leads to."""
        found = self._next(node, family, sure=True)
        return [resource for named in found for resource in self.instances(named.node)]


def is_pool(resource: Resource) -> bool:
    """Whether it is a group of targets."""
    return resource.type.role == POOL
