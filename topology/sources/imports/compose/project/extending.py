"""`extends`: a service that begins as another one, of the same file or of another."""

from __future__ import annotations

from typing import Any, NamedTuple

from topology.errors import did_you_mean, kind_of, quoted
from topology.sources.imports.compose.project.folders import Folders
from topology.sources.imports.compose.project.models import Models
from topology.sources.imports.compose.project.tree import Node, Place, merged
from topology.sources.imports.compose.project.variables import Variables
from topology.sources.imports.given import Given

MAX_COPIED = 1_000_000
"""Values that services take over from those that they extend."""


class _Step(NamedTuple):
    """A service on the way to the one that extends nothing."""

    given: Given
    services: Node
    name: str

    @property
    def key(self) -> tuple[int, str]:
        return id(self.services), self.name

    @property
    def words(self) -> str:
        return f"{self.name} ({self.given.short_name})"


class Extending:
    """Follows `extends` of all services of a project; each is followed once."""

    def __init__(self, folders: Folders, models: Models, variables: Variables) -> None:
        self._folders, self._models, self._variables = folders, models, variables
        self._known: dict[tuple[int, str], Node] = {}
        self._kept: list[Node] = []
        """What is known by its `id`."""
        self._copied = 0

    def followed(self, given: Given, model: Node, below: Node) -> Node:
        """A file whose services hold all that they extend; `below` are those of files before."""
        services = model["services"]
        if not any("extends" in service for service in services.values()):
            return model
        self._kept += services, below
        whole, found = Node(), Node()
        for name, service in services.items():
            part = service
            if "extends" in service:
                part = self._whole(_Step(given, services, name), below)
            found.put(name, part, services.places[name])
        found.tags = services.tags
        for key, value in model.items():
            whole.put(key, found if key == "services" else value, model.places[key])
        return whole

    def _whole(self, first: _Step, below: Node) -> Node:
        steps, met = [first], {first.key}
        while (after := self._next(steps[-1], below)) is not None:
            steps.append(after)
            if after.key in met:
                raise _circle(steps)
            met.add(after.key)
            if after.key in self._known:
                break
        service = Node()
        for step in reversed(steps):
            service = self._laid_over(step, service)
        return service

    def _laid_over(self, step: _Step, base: Node) -> Node:
        if step.key not in self._known:
            self._copied += _size(base)
            if self._copied > MAX_COPIED:
                raise step.given.error(f"extends take over more than {MAX_COPIED:,} values")
            own = step.services[step.name].copied()
            own.drop("extends")
            whole = merged(base, own)
            whole.tags = own.tags
            self._known[step.key] = whole
        return self._known[step.key]

    def _next(self, step: _Step, below: Node) -> _Step | None:
        """What a service extends."""
        service = step.services[step.name]
        asked: Any = service.get("extends")
        if asked is None or step.key in self._known:
            return None
        place, what = service.places["extends"], f"services.{step.name}.extends"
        asked = {"service": asked} if isinstance(asked, str) else asked
        name = asked.get("service") if isinstance(asked, dict) else None
        if not isinstance(name, str):
            raise place.given.error(f"must name a service, not {kind_of(name or asked)}", what)
        if (file := asked.get("file")) is not None:
            return self._elsewhere(file, name, place, what)
        for services in (step.services, below):
            if name in services and (services is not below or name != step.name):
                return _Step(step.given, services, name)
        raise _missing(place.given, name, step.services, what)

    def _elsewhere(self, file: object, name: str, at: Place, what: str) -> _Step:
        path = self._folders.path(file, at, f"{what}.file")
        given = self._folders.opened(path, at.given, f"{what}.file")
        self._folders.settle(given, path.parent)
        for model in self._models.of(given, self._variables):
            if name in model["services"]:
                return _Step(given, model["services"], name)
        raise _missing(given, name, Node(), what)


def _missing(given: Given, name: str, known: Node, what: str) -> Exception:
    hint = did_you_mean(name, known)
    return given.error(f"extends the service {quoted(name)}, which is not there{hint}", what)


def _circle(steps: list[_Step]) -> Exception:
    """The error that names a circle, from where it is closed."""
    start = next(i for i, step in enumerate(steps) if step.key == steps[-1].key)
    words = [step.words for step in steps[start:]]
    if len(words) > 7:
        words = [*words[:3], f"… {len(words) - 6} more …", *words[-3:]]
    return steps[0].given.error(f"extends in a circle: {' → '.join(words)}")


def _size(value: object) -> int:
    """How many values there are in one, which is bounded in depth."""
    if isinstance(value, dict):
        return 1 + sum(map(_size, value.values()))
    return 1 + sum(map(_size, value)) if isinstance(value, list) else 1
