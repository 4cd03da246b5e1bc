"""Which service does a name lead to, for whom, and which variables hold such names?

A name is known on the networks that two services share; what is named in host position is taken for
a need, and is a guess.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from topology.sources.imports.compose.positions import Position, hosts_in, options_in
from topology.sources.imports.compose.project.folders import is_file
from topology.sources.imports.compose.project.models import variables_in
from topology.sources.imports.compose.project.project import Project
from topology.sources.imports.compose.project.tree import Place, by_name
from topology.sources.imports.compose.services import Service, is_false
from topology.sources.imports.given import Given
from topology.sources.imports.loose import table

MAX_SHARED = 20
"""Services that may have a name in common before nobody can say who is meant."""


class Named(NamedTuple):
    """A service by one of its names; `networks` are those on which it has it, None for all."""

    service: str
    how: str
    networks: frozenset[str] | None


class Hit(NamedTuple):
    """A variable, or an option of a command, that names a service."""

    service: str
    variable: str
    how: str
    source: str
    position: Position

    @property
    def why(self) -> str:
        """In words that hold nothing of its value."""
        return f"{self.variable} names it" + (f" by its {self.how}" if self.how else "")


class _Value(NamedTuple):
    variable: str
    hosts: tuple[tuple[str, Position], ...]
    source: str


class Names:
    """The names of all services of a project."""

    def __init__(self, project: Project, services: Mapping[str, Service]) -> None:
        self._project = project
        self._services = services
        self._networks = {name: self._networks_of(name) for name in services}
        self._named: dict[str, list[Named]] = defaultdict(list)
        for name in sorted(services):
            self._note(services[name])
        self._files: dict[int, list[_Value]] = {}
        self.missing: set[str] = set()
        """Files of variables that are not there, or not to be read."""

    def _note(self, service: Service) -> None:
        everywhere = self._networks[service.name]
        for text, how in service.known_as:
            self._named[text.lower()].append(Named(service.name, how, everywhere))
        if everywhere is not None:
            for network, aliases in service.networks.items():
                for alias in sorted(aliases):
                    where = frozenset([network])
                    self._named[alias.lower()].append(Named(service.name, "alias", where))

    def _networks_of(self, name: str) -> frozenset[str] | None:
        """The networks on which a service is; None where they are not known, as on the host's."""
        met: set[str] = set()
        while name in self._services and name not in met:
            met.add(name)
            mode = self._services[name].text("network_mode")
            if not mode:
                return frozenset(self._services[name].networks)
            kind, _, name = mode.partition(":")
            if kind != "service":
                return frozenset() if mode == "none" else None
        return None

    # -- who is meant -----------------------------------------------------------------------------

    def meant(self, owner: Service, host: str) -> list[Named]:
        """The services that a name leads to for one of them; itself too."""
        found = self._named.get(host.lower(), [])
        if not found or len(found) > MAX_SHARED * 3:
            return []
        own = self._networks[owner.name]
        near = [one for one in found if _is_shared(own, one.networks)]
        by_own_name = [one for one in near if not one.how]
        chosen = {one.service: one for one in reversed(by_own_name or near)}
        return [chosen[name] for name in sorted(chosen)] if len(chosen) <= MAX_SHARED else []

    def container(self, name: str) -> str | None:
        """The service whose container has a name."""
        found = self._named.get(name.lower(), [])
        return next((one.service for one in found if one.how == "container_name"), None)

    def hits(self, owner: Service) -> Iterator[Hit]:
        """What its variables and options name, but itself; in order of the variables."""
        links = [(alias, link.name) for link, alias in owner.links]
        own = {alias: name for alias, name in links if name in self._services}
        hidden = _extra_hosts(owner)
        for value in self._values(owner):
            for host, position in value.hosts:
                if host in own:
                    meant = [Named(own[host], "link", None)]
                else:
                    meant = [] if host in hidden else self.meant(owner, host)
                    if not meant and self._is_far(host, position, hidden):
                        yield Hit("", value.variable, "", value.source, Position.FAR)
                for one in meant:
                    if one.service != owner.name:
                        yield Hit(one.service, value.variable, one.how, value.source, position)

    def _is_far(self, host: str, position: Position, hidden: set[str]) -> bool:
        named = self._named.get(host.lower()) is not None
        return named and position is not Position.WORD and host not in hidden

    # -- what is said -----------------------------------------------------------------------------

    def _values(self, owner: Service) -> list[_Value]:
        found = {value.variable: value for value in self._from_files(owner)}
        for one in owner.environment:
            text = self._project.variables().get(one.name) if one.value is None else one.value
            source = one.place.source(f"{owner.path('environment')}.{one.name}")
            hosts = _hosts(one.name, text)
            said = f"{one.name}, handed through," if one.value is None else one.name
            found[one.name] = _Value(said, hosts, source)
        return [*(found[name] for name in sorted(found)), *_options(owner)]

    def _from_files(self, owner: Service) -> Iterator[_Value]:
        for one in owner.named("env_file"):
            asked = table(one.value)
            name = asked.get("path") if asked else one.name
            if name:
                yield from self._in_file(name, one.place, owner, is_false(asked.get("required")))

    def _in_file(
        self, name: object, at: Place, owner: Service, is_optional: bool
    ) -> list[_Value]:  # fmt: skip
        folders = self._project.folders
        path = folders.path(name, at, owner.path("env_file"))
        if not is_file(path):
            if not is_optional:
                self.missing.add(path.name)
            return []
        given = folders.opened(path, at.given, owner.path("env_file"))
        if id(given) not in self._files:
            self._files[id(given)] = list(self._read(given))
        return self._files[id(given)]

    def _read(self, given: Given) -> Iterator[_Value]:
        """The variables of a file that name somebody."""
        for name, (text, line) in variables_in(given, self._project.variables()).items():
            if hosts := tuple(one for one in _hosts(name, text) if one[0].lower() in self._named):
                yield _Value(name, hosts, given.source(name, line))


def _hosts(variable: str, value: object) -> tuple[tuple[str, Position], ...]:
    if not isinstance(value, str):
        return ()
    return tuple(dict.fromkeys(hosts_in(variable, value)))


def _options(owner: Service) -> Iterator[_Value]:
    """Options of its command; a word there that has no port and no flag of hosts is none."""
    for key in ("entrypoint", "command"):
        for option, text in options_in(owner.node.get(key)):
            called = f"--{option}" if option else f"its {key}"
            hosts = tuple(one for one in _hosts(option, text) if one[1] is not Position.WORD)
            yield _Value(called, hosts, owner.node.places[key].source(owner.path(key)))


def _is_shared(own: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    return own is None or other is None or not own.isdisjoint(other)


def _extra_hosts(owner: Service) -> set[str]:
    """Names that lead to an address for one service."""
    value = by_name(owner.node.get("extra_hosts"))
    return {name.partition(":")[0] for name in value} if isinstance(value, dict) else set()
