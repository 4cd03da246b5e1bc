"""Resources of which something means some instances and not all: they are no members of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from topology.sources.imports.terraform.estate import Estate, Resource
from topology.sources.imports.terraform.relations import TARGETS, Relations, is_pool
from topology.sources.imports.terraform.tables import PART, RUNS


def singled_out(estate: Estate, relations: Relations) -> set[str]:
    """Their addresses: who needs one of them is not helped by the others."""
    found: set[str] = set()
    for meant in (*_targets(estate, relations), *_holders(relations), *_references(estate)):
        found |= _in_part(estate, meant)
    return found


def _in_part(estate: Estate, addresses: Iterable[str]) -> set[str]:
    """The resources of which some instances and not all are among addresses."""
    meant: dict[str, set[str]] = defaultdict(set)
    for address in addresses:
        if (resource := estate.by_address.get(address)) is not None:
            meant[resource.address.base].add(address)
    return {base for base, some in meant.items() if len(some) < len(estate.by_base[base])}


def _targets(estate: Estate, relations: Relations) -> Iterator[Iterable[str]]:
    """By load balancer and by group of targets what serves it."""
    for resource in estate.resources:
        if is_pool(resource) or resource.type.kind == "load-balancer":
            yield relations.reached(resource.address.full, TARGETS, is_pool).running


def _holders(relations: Relations) -> Iterator[Iterable[str]]:
    """Instances to which something is attached that is needed."""
    held = {own for meaning in ("held", "held-softly") for own, _ in relations.pairs[meaning]}
    yield from ([named.node] for own, named in relations.pairs["holder"] if own in held)


def _references(estate: Estate) -> Iterator[Iterable[str]]:
    """What the configuration of a resource names by the keys of instances."""
    for resource in estate.resources:
        if resource.type.role in (RUNS, PART):
            yield [*_by_key(estate, resource)]


def _by_key(estate: Estate, resource: Resource) -> Iterator[str]:
    for meant in resource.references:
        if meant.index:
            yield from (base + meant.index for base in estate.bases(meant, resource.address))
