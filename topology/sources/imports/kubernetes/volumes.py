"""Claims of volumes: what workloads store outside their pods."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.sources.imports.draft import Draft, known
from topology.sources.imports.kubernetes.fields import at, text
from topology.sources.imports.kubernetes.things import Thing, Things, is_name, named
from topology.sources.imports.kubernetes.workloads import Workload
from topology.sources.imports.loose import items
from topology.sources.imports.notes import few

CLAIM = "PersistentVolumeClaim"
ON_ONE_NODE = {"ReadWriteOnce", "ReadWriteOncePod"}


def add_volumes(draft: Draft, things: Things, workloads: Sequence[Workload]) -> set[str]:
    """Adds the claims that workloads name, each a need of theirs; the ids of all."""
    pinning: set[str] = set()
    used: set[str] = set()
    for workload in workloads:
        for claim, source in _claims(workload):
            name = named(CLAIM, workload.namespace, claim)
            thing = things.get(CLAIM, workload.namespace, claim)
            draft.component(name, kind="volume", source=thing.at if thing else source)
            draft.need(workload.id, name, known(source))
            used.add(name)
            if thing is not None and _is_on_one_node(thing):
                pinning.add(name)
                workload.pinned = f"{name} is ReadWriteOnce: one node has it at a time"
    if pinning:
        draft.remark(
            "ReadWriteOnce, so that who uses it stands on one node, in the zone of the volume: "
            f"{few(sorted(pinning))}"
        )
    own = [one.id for one in workloads if items(one.thing.spec.get("volumeClaimTemplates"))]
    if own:
        draft.remark(
            "a volume for each member (volumeClaimTemplates), not shared, and no component: "
            f"{few(own)}"
        )
    return used


def _claims(workload: Workload) -> Iterator[tuple[str, str]]:
    volumes = items(workload.pod.get("volumes"))
    for index, volume in enumerate(volumes):
        if is_name(claim := text(at(volume, "persistentVolumeClaim", "claimName"))):
            yield claim, workload.thing.line(volumes, index, "volumes")


def _is_on_one_node(claim: Thing) -> bool:
    modes = {text(mode) for mode in items(claim.spec.get("accessModes"))}
    return bool(modes) and modes <= ON_ONE_NODE
