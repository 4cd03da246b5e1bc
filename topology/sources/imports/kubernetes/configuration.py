"""Which Services do the variables, arguments and mounted files of a workload name?

Values are looked through and forgotten: what is kept are names of variables, keys and Services.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from topology.sources.imports.kubernetes import addresses
from topology.sources.imports.kubernetes.fields import as_text, at, text, texts
from topology.sources.imports.kubernetes.services import Services
from topology.sources.imports.kubernetes.things import Thing, Things
from topology.sources.imports.kubernetes.workloads import Workload
from topology.sources.imports.loose import Plain, items, table, tables

MAX_EXPANDED = 10_000
"""Characters to which `$(NAME)` in a value is expanded."""
OF_THE_CLUSTER = "kube-root-ca.crt"
"""A ConfigMap that each namespace has, and each pod mounts."""
MAX_CHARACTERS = 300_000_000
"""That are looked through in all; to look at something again costs as much as `PRICE` of them."""
PRICE = 200
_REFERENCE = re.compile(r"\$\(([A-Za-z_][\w.-]{0,250})\)|\$\$")
_TOLD = re.compile(r"[A-Za-z0-9_.-]{1,253}")
_INJECTED = re.compile(r"([A-Z0-9_]{1,250})_SERVICE_(?:HOST|PORT)(?:_\w*)?")
_KEYS = (("configMap", "name", "ConfigMap"), ("secret", "secretName", "Secret"))
_PROJECTED = (("configMap", "name", "ConfigMap"), ("secret", "name", "Secret"))


@dataclass(frozen=True, slots=True)
class Naming:
    """A Service that a workload names, and by what."""

    service: Thing
    by: str
    source: str
    hard: bool = True


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of a container."""

    name: str
    value: str
    source: str
    key: str = ""
    """Where its value stands, if elsewhere."""

    @property
    def words(self) -> str:
        """How people find it."""
        return f"variable {_shown(self.name)}{self.key}"


class Configuration:
    """What workloads are told."""

    def __init__(self, things: Things, services: Services) -> None:
        self.things = things
        self.services = services
        self.unseen: set[str] = set()
        """ConfigMaps and Secrets that are read and are not there."""
        self.unmet: set[str] = set()
        """Variables that hold an address which no Service here has."""
        self._left = MAX_CHARACTERS
        self._in_variables: dict[tuple[str, str], set[str]] = {}
        self._data: dict[str, dict[str, str]] = {}
        self._in_files: dict[tuple[str, str], list[Thing]] = {}
        self._injected: dict[tuple[str, str], Thing] = {
            (one.namespace, one.name.upper().replace("-", "_")): one for one in services.all
        }

    def named_by(self, workload: Workload) -> Iterator[Naming]:
        """The Services that it names, each as often as it does."""
        is_telemetry = addresses.is_telemetry(workload.thing.name)
        for naming in self._named_by(workload):
            # What is telemetry itself does need its parts.
            soft = not naming.hard or addresses.is_telemetry(naming.service.name)
            yield replace(naming, hard=is_telemetry or not soft)

    def _named_by(self, workload: Workload) -> Iterator[Naming]:
        for container in workload.containers:
            variables = list(self._variables(workload, container))
            yield from self._by_variables(workload, variables)
            yield from self._by_arguments(workload, container, variables)
        yield from self._by_files(workload)

    # -- variables --------------------------------------------------------------------------------

    def _by_variables(self, workload: Workload, all_: list[Variable]) -> Iterator[Naming]:
        known = {one.name: one.value for one in all_}
        for one in all_:
            hosts = self._hosts(workload, one.name, self._expanded(workload, one.value, known))
            hard = not addresses.is_telemetry(one.name)
            met = self._all_meant(workload, hosts)
            yield from (Naming(service, one.words, one.source, hard) for service in met)
            if not met and any(map(addresses.is_elsewhere, self._hosts(workload, "", one.value))):
                self.unmet.add(f"{_shown(one.name)} of {workload.id}")

    def _hosts(self, workload: Workload, name: str, value: str) -> set[str]:
        """The hosts of a variable, looked for once; without a name those of addresses alone."""
        self._spend(workload, PRICE)
        if (name, value) not in self._in_variables:
            self._spend(workload, len(value))
            found = addresses.in_variable(name, value) if name else addresses.in_text(value)
            self._in_variables[name, value] = found
        return self._in_variables[name, value]

    def _spend(self, workload: Workload, characters: int) -> None:
        self._left -= characters
        if self._left < 0:
            raise workload.thing.given.error("holds too much text in which addresses could stand")

    def _variables(self, workload: Workload, container: Plain) -> Iterator[Variable]:
        """Those of whole ConfigMaps first, as others go before them; the last of a name counts."""
        found: dict[str, Variable] = {}
        for one in self._from_whole(workload, container):
            found[one.name] = one
        entries = items(container.get("env"))
        for index, entry in enumerate(entries):
            if name := text(table(entry).get("name")):
                source = workload.thing.line(entries, index, f"env {_shown(name)}")
                found[name] = self._variable(workload, table(entry), name, source)
        yield from found.values()

    def _variable(self, workload: Workload, entry: Plain, name: str, source: str) -> Variable:
        if "value" in entry:
            return Variable(name, as_text(entry["value"]), source)
        for ref, kind in (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret")):
            if holder := table(at(entry, "valueFrom", ref)):
                key = text(holder.get("key"))
                data = self._read(workload, kind, holder)
                where = f" (key {_shown(key)} of {kind.lower()}/{_shown(text(holder.get('name')))})"
                return Variable(name, data.get(key, ""), source, where)
        return Variable(name, "", source)

    def _from_whole(self, workload: Workload, container: Plain) -> Iterator[Variable]:
        entries = items(container.get("envFrom"))
        for index, entry in enumerate(entries):
            source = workload.thing.line(entries, index, "envFrom")
            for ref, kind in (("configMapRef", "ConfigMap"), ("secretRef", "Secret")):
                if holder := table(table(entry).get(ref)):
                    where = f" (of {kind.lower()}/{_shown(text(holder.get('name')))})"
                    prefix = text(table(entry).get("prefix"))
                    for key, value in self._read(workload, kind, holder).items():
                        yield Variable(prefix + key, value, source, where)

    def _expanded(self, workload: Workload, value: str, known: Mapping[str, str]) -> str:
        """A value with `$(NAME)` replaced, once and to a bounded length."""
        if "$(" not in value:
            return value

        def replaced(match: re.Match[str]) -> str:
            name = match[1] or ""
            if name in known:
                return known[name][:MAX_EXPANDED]
            # What Kubernetes itself tells each pod of the Services in its namespace.
            injected = _INJECTED.fullmatch(name)
            service = self._injected.get((workload.namespace, injected[1])) if injected else None
            is_host = service is not None and "_SERVICE_HOST" in name
            return service.name if service is not None and is_host else "8080"

        return _REFERENCE.sub(replaced, value[:MAX_EXPANDED])[: 2 * MAX_EXPANDED]

    # -- arguments and files ----------------------------------------------------------------------

    def _by_arguments(
        self, workload: Workload, container: Plain, variables: Iterable[Variable]
    ) -> Iterator[Naming]:
        known = {one.name: one.value for one in variables}
        for field in ("command", "args"):
            words = " ".join(as_text(one) for one in items(container.get(field)))
            self._spend(workload, PRICE + len(words))
            hosts = addresses.in_file(self._expanded(workload, words, known))
            source = workload.thing.line(container, field, field)
            for service in self._all_meant(workload, hosts):
                yield Naming(service, f"its {field}", source)

    def _by_files(self, workload: Workload) -> Iterator[Naming]:
        volumes = items(workload.pod.get("volumes"))
        for index, volume in enumerate(volumes):
            for kind, holder, name in _mounted(table(volume)):
                data = self._read(workload, kind, {**holder, "name": name})
                source = workload.thing.line(volumes, index, "volumes")
                for key in _chosen(holder, data):
                    for service in self._in_file(workload, kind, name, key, data[key]):
                        where = f"{kind.lower()}/{_shown(name)}"
                        yield Naming(
                            service, f"key {_shown(key)} of {where}, which it mounts", source
                        )

    def _in_file(
        self, workload: Workload, kind: str, name: str, key: str, value: str
    ) -> list[Thing]:
        """The Services that a file names, looked for once."""
        place = (f"{kind} {workload.namespace} {name}", key)
        self._spend(workload, PRICE)
        if place not in self._in_files:
            self._spend(workload, len(value))
            self._in_files[place] = self._all_meant(workload, addresses.in_file(value))
        return self._in_files[place]

    # -- data -------------------------------------------------------------------------------------

    def _read(self, workload: Workload, kind: str, holder: Plain) -> dict[str, str]:
        """What a ConfigMap or a Secret holds; nothing where it is not there."""
        name = text(holder.get("name"))
        thing = self.things.get(kind, workload.namespace, name)
        if thing is None:
            if name not in ("", OF_THE_CLUSTER) and holder.get("optional") is not True:
                self.unseen.add(f"{kind.lower()}/{_shown(name)}")
            return {}
        if thing.id not in self._data:
            self._data[thing.id] = _data(thing)
        return self._data[thing.id]

    def _all_meant(self, workload: Workload, hosts: Iterable[str]) -> list[Thing]:
        found = (self.services.meant(host, workload.namespace) for host in sorted(hosts))
        return [service for service in found if service is not None]


def _shown(word: str) -> str:
    """A name as it is told, if it is one: what stands in its place may be a secret."""
    return word if _TOLD.fullmatch(word) else "without a name"


def _mounted(volume: Plain) -> Iterator[tuple[str, Plain, str]]:
    """The ConfigMaps and Secrets of a volume: kind, how it is asked for, name."""
    sources: list[tuple[Plain, tuple[tuple[str, str, str], ...]]] = [(volume, _KEYS)]
    sources += [(one, _PROJECTED) for one in tables(at(volume, "projected", "sources"))]
    for source, keys in sources:
        for field, name_field, kind in keys:
            holder = table(source.get(field))
            if name := text(holder.get(name_field)):
                yield kind, holder, name


def _chosen(holder: Plain, data: Mapping[str, str]) -> list[str]:
    """The keys that are mounted: those that are listed, else all."""
    listed = [text(one.get("key")) for one in tables(holder.get("items"))]
    return sorted(key for key in (listed or data) if key in data)


def _data(thing: Thing) -> dict[str, str]:
    if thing.kind == "ConfigMap":
        return texts(thing.body.get("data"))
    encoded = texts(thing.body.get("data"))
    return {**_each(_decoded, encoded), **texts(thing.body.get("stringData"))}


def _each(of: Callable[[str], str], data: Mapping[str, str]) -> dict[str, str]:
    return {key: of(value) for key, value in data.items()}


def _decoded(value: str) -> str:
    try:
        return base64.b64decode(value, validate=False).decode("utf-8")
    except (binascii.Error, ValueError):
        return ""
