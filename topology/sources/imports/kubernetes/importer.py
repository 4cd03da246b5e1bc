"""Manifests and dumps to a document in the making: who is there, and in which order it is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import PurePath

from topology.errors import printable
from topology.sources.imports.draft import Draft, Said, guessed
from topology.sources.imports.given import Given
from topology.sources.imports.kubernetes.configuration import Configuration, Naming
from topology.sources.imports.kubernetes.left_out import leave_out
from topology.sources.imports.kubernetes.members import Places, add_members, check_quorums
from topology.sources.imports.kubernetes.routes import add_routes
from topology.sources.imports.kubernetes.services import Services, needs_service
from topology.sources.imports.kubernetes.things import Things, is_thing
from topology.sources.imports.kubernetes.volumes import add_volumes
from topology.sources.imports.kubernetes.workloads import Workload, Workloads
from topology.sources.imports.notes import few
from topology.sources.imports.options import Options

MAX_TOLD = 3
"""Places that are told in which a workload names the same Service."""


def recognises(given: Given) -> bool:
    """Whether one of its documents has an apiVersion of Kubernetes, and a kind."""
    return any(_is_one(value) for value in given.values)


def _is_one(value: object) -> bool:
    return (
        all(map(is_thing, islice(value, 3))) and bool(value)
        if isinstance(value, list)
        else is_thing(value)
    )


def read(files: Sequence[Given], options: Options) -> Draft:
    """What the files say together. Raises `DocumentError`, and `UsageError` for a quorum."""
    things = Things(files)
    workloads = Workloads(things)
    check_quorums(workloads.all, options.quorum)
    services = Services(things, workloads)
    draft = Draft(_name(files), guesses=options.guesses)
    for given in sorted(files, key=lambda file: (file.short_name, file.name)):
        count = things.counts[given.name]
        noun = "object" if count == 1 else "objects"
        draft.read(f"{given.short_name}: {count:,} {noun} of Kubernetes", count)
    for workload in workloads.all:
        _add_workload(draft, workload)
    add_volumes(draft, things, workloads.all)
    places = Places(things)
    for workload in workloads.all:
        add_members(draft, workload, places, options.quorum)
    services.add(draft, external=options.external)
    add_routes(draft, things, services, external=options.external)
    _follow(draft, workloads, services, Configuration(things, services))
    leave_out(draft, things, workloads)
    draft.direction = _direction(draft)
    return draft


def _name(files: Sequence[Given]) -> str:
    first = min(given.short_name for given in files)
    return PurePath(first).stem if len(files) == 1 else "kubernetes"


def _add_workload(draft: Draft, workload: Workload) -> None:
    thing = workload.thing
    draft.component(workload.id, kind=thing.kind.lower(), source=thing.at)
    if workload.why_count:
        draft.assume(workload.id, "count", workload.count, workload.why_count)
    elif workload.count > 1:
        draft.component(workload.id, kind="", source="", count=workload.count)


def _follow(
    draft: Draft, workloads: Workloads, services: Services, configuration: Configuration
) -> None:
    """Adds the needs of Services that workloads name."""
    own, outside = 0, 0
    for workload in workloads.all:
        for naming in _few_of_each(configuration.named_by(workload)):
            if workload in services.selected.get(naming.service.id, ()):
                own += 1
            elif not needs_service(
                draft, workload.id, naming.service, _said(naming), hard=naming.hard
            ):
                outside += 1
    if own:
        draft.leave_out(_addresses(own), "a workload names its own Service")
    if outside:
        draft.leave_out(_addresses(outside), "of Services that stand for what is outside")
    if configuration.unmet:
        draft.remark(f"an address that no Service here has: {few(sorted(configuration.unmet))}")
    if configuration.unseen:
        draft.remark(f"read, and not in the files: {few(sorted(configuration.unseen))}")


def _few_of_each(namings: Iterable[Naming]) -> Iterator[Naming]:
    """The first few by which each Service is named, those that are hard first."""
    told: dict[str, int] = {}
    for naming in sorted(namings, key=lambda one: not one.hard):
        told[naming.service.id] = told.get(naming.service.id, 0) + 1
        if told[naming.service.id] <= MAX_TOLD:
            yield naming


def _addresses(number: int) -> str:
    return f"{number:,} address{'' if number == 1 else 'es'}"


def _said(naming: Naming) -> Said:
    soft = "" if naming.hard else "; telemetry, the loss of which takes nothing down"
    why = printable(f"named in {naming.by}{soft}")
    return guessed(why, naming.source)


def _direction(draft: Draft) -> str:
    for part in draft.document()["components"]:
        for need in part.get("needs", []):
            if "on" in need:
                example = f"{part['id']} → {need['on']}: the first needs the second"
                return f"from who needs to what is needed: {example}"
    return ""
