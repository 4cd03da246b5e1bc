"""docker compose: what runs in a project, and what its files say of who needs whom.

A start order is taken for a need, and marked so; a name in host position is a guess. Nothing is
taken to stand in for anything else.
"""

from __future__ import annotations

from collections.abc import Sequence

from topology.sources.imports.compose.builder import Builder
from topology.sources.imports.compose.project.project import Project
from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options

_TELLING = frozenset(
    [
        "image",
        "build",
        "depends_on",
        "ports",
        "environment",
        "env_file",
        "deploy",
        "extends",
        "command",
        "entrypoint",
        "volumes",
        "networks",
        "profiles",
        "healthcheck",
        "container_name",
        "restart",
        "links",
        "network_mode",
        "labels",
        "scale",
        "hostname",
        "logging",
        "configs",
        "secrets",
        "user",
        "expose",
        "volumes_from",
        "external_links",
    ]
)
"""Keys of a service by which it is known to be one of compose."""
_TOP = frozenset(
    [
        "include",
        "name",
        "version",
        "services",
        "networks",
        "volumes",
        "configs",
        "secrets",
        "models",
    ]
)
_OTHERS = frozenset(["apiVersion", "kind", "bomFormat", "openapi", "swagger", "components"])


def recognises(given: Given) -> bool:
    """Whether a file is one of compose: services with its keys, or files that it includes."""
    values = given.values
    return bool(values) and all(isinstance(v, dict) and _is_compose(v) for v in values)


def _is_compose(value: dict[object, object]) -> bool:
    if not _OTHERS.isdisjoint(value):
        return False
    services = value.get("services")
    if isinstance(services, dict) and services:
        given = list(services.values())
        if not all(service is None or isinstance(service, dict) for service in given):
            return False
        return any(service and not _TELLING.isdisjoint(service) for service in given)
    others = {key for key in value if key not in _TOP and not str(key).startswith("x-")}
    return isinstance(value.get("include"), list) and not others


def read(files: Sequence[Given], options: Options) -> Draft:
    """The project that files say together, merged in their order. Raises `DocumentError`."""
    project = Project(files, options)
    draft = Builder(project, options).draft()
    draft.followed = project.folders.read
    return draft
