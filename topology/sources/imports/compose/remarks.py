"""What a compose project does not say, in sentences: for those who must ask the team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.sources.imports.compose.hosts import short
from topology.sources.imports.compose.names import Names
from topology.sources.imports.compose.project.project import Project
from topology.sources.imports.compose.services import DONE, Service
from topology.sources.imports.draft import Draft

_STORES = ("database", "queue", "cache")
Services = Mapping[str, Service]


def remarks(project: Project, services: Services, draft: Draft, names: Names) -> Iterator[str]:
    """All of them, what matters most first."""
    yield from _unreferred(services, draft)
    yield from _published(services)
    yield from _members(services, draft)
    yield from _jobs(services)
    yield from _variables(project, names)


def _unreferred(services: Services, draft: Draft) -> Iterator[str]:
    """Services of which nothing is said in either direction: the needs that are missing."""
    needs = {name: draft.needs_of(name) for name in services}
    met = {str(need.get("on")) for entries in needs.values() for need in entries}
    found = [
        name for name in services
        if name not in met and not any(need.get("on") in services for need in needs[name])
    ]  # fmt: skip
    found.sort(key=lambda name: (services[name].kind not in _STORES, name))
    if found:
        yield (
            f"{len(found):,} of {len(services):,} services refer to no other, and none to them: "
            f"{short(found)}"
        )


def _published(services: Services) -> Iterator[str]:
    ports = [f"{n}:{service.published[0]}" for n, service in services.items() if service.published]
    if ports:
        yield f"published ports: {short(ports)} - likely what people use (--for)"


def _members(services: Services, draft: Draft) -> Iterator[str]:
    everywhere = [name for name, service in services.items() if service.mode == "global"]
    if everywhere:
        yield f"one member on each host (mode global), however many those are: {short(everywhere)}"
    unread = [name for name, service in services.items() if service.has_unread_count]
    if unread:
        yield f"how many members: what is said cannot be read, and is not known: {short(unread)}"
    state = [n for n, one in services.items() if (one.count or 1) > 1 and one.volumes[0]]
    if state:
        with_volumes = [f"{name} ({short(sorted(services[name].volumes[0]))})" for name in state]
        yield (
            "members with a volume, of which each host has its own: neither shared nor redundant: "
            f"{short(with_volumes)}"
        )
    open_ones = [name for name in state if "quorum" not in draft.components[name]]
    if open_ones:
        yield (
            f"whether one member is enough is not known: {short(open_ones)} "
            f"(--quorum {open_ones[0]}=K)"
        )


def _jobs(services: Services) -> Iterator[str]:
    ended = {
        one.name for service in services.values() for one in service.depends_on
        if isinstance(one.value, dict) and one.value.get("condition") == DONE
        and one.name in services
    }  # fmt: skip
    if ended:
        yield f"run to their end before others start: {short(sorted(ended))}"


def _variables(project: Project, names: Names) -> Iterator[str]:
    unset = {name for variables in project.all_variables for name in variables.unset}
    required = {name for variables in project.all_variables for name in variables.required}
    if unset:
        yield f"variables that are not set: {short(sorted(unset))} (--env-file)"
    if required:
        yield f"of these the files require {short(sorted(required))}"
    if names.missing:
        yield f"files of variables that are not there: {short(sorted(names.missing))}"
