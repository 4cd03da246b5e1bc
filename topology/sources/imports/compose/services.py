"""What a service states: whom it needs, which volumes, how many of it there are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from topology.errors import kind_of
from topology.sources.imports.compose.project.tree import Node, Place, Row, by_name, text_of
from topology.sources.imports.loose import table

MAX_COUNT = 10**9
DONE = "service_completed_successfully"
HEALTHY = "service_healthy"
_VOLUME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,254}")
_VARIABLE = re.compile(r"[\w.-]{1,200}")
_DRIVE = re.compile(r"[A-Za-z]:[\\/]")
_PORT = re.compile(r"[0-9]{1,5}(?:-[0-9]{1,5})?")

_DATABASES = (
    "cassandra clickhouse-server cockroach couchbase couchdb elasticsearch etcd influxdb mariadb "
    "mongo mongodb mssql mysql mysql-server neo4j opensearch percona postgis postgres postgresql "
    "scylla timescaledb zookeeper"
)
_KINDS = {
    **dict.fromkeys(_DATABASES.split(), "database"),
    **dict.fromkeys(["dragonfly", "keydb", "memcached", "redis", "valkey"], "cache"),
    **dict.fromkeys(
        ["activemq", "cp-kafka", "kafka", "nats", "pulsar", "rabbitmq", "redpanda"], "queue"
    ),
}
"""What runs in images that everybody knows by name, by the last part of it."""


class Reference(NamedTuple):
    """Something that a service names, and where; `value` is what it says of it."""

    name: str
    value: Any
    place: Place
    key: str


@dataclass(frozen=True)
class Service:
    """A service, merged; `place` is where it is described first."""

    name: str
    node: Node
    place: Place

    def path(self, key: str) -> str:
        """The place of a key in words."""
        return f"services.{self.name}.{key}"

    def source(self, reference: Reference) -> str:
        """Where it names something, as a document has it."""
        return reference.place.source(self.path(reference.key))

    def named(self, key: str) -> Iterator[Reference]:
        """What stands in a list of names or in a mapping. Raises `DocumentError`."""
        value = self.node.get(key)
        if isinstance(value, str) and key == "env_file":
            yield Reference(value, value, self.node.places[key], key)
        elif isinstance(value, Node):
            for name, inner in value.items():
                yield Reference(name, inner, value.places[name], key)
        elif isinstance(value, Row):
            for item, place in zip(value, value.places, strict=True):
                yield Reference(text_of(item), item, place, key)
        elif value is not None:
            at = self.node.places[key].given
            raise at.error(f"must be a list or a mapping, not {kind_of(value)}", self.path(key))

    def text(self, key: str) -> str:
        """A text, empty for none."""
        value = self.node.get(key)
        return value if isinstance(value, str) else ""

    # -- whom it needs ----------------------------------------------------------------------------

    @property
    def depends_on(self) -> Iterator[Reference]:
        """Services that are started before it, with the condition in `value`."""
        return self.named("depends_on")

    @property
    def links(self) -> Iterator[tuple[Reference, str]]:
        """Services that it reaches by a link, and the name by which it does."""
        for link in self.named("links"):
            name, _, alias = link.name.partition(":")
            yield link._replace(name=name), alias or name

    @property
    def outside(self) -> Iterator[Reference]:
        """Containers of other projects that it reaches by a link."""
        for link in self.named("external_links"):
            yield link._replace(name=link.name.partition(":")[0])

    @property
    def attached(self) -> Iterator[tuple[Reference, bool]]:
        """Those whose network, processes or volumes it shares; and whether they are containers."""
        for key in ("network_mode", "pid", "ipc"):
            kind, _, name = self.text(key).partition(":")
            if kind in ("service", "container"):
                yield Reference(name, None, self.node.places[key], key), kind == "container"
        for one in self.named("volumes_from"):
            is_container = one.name.startswith("container:")
            name = one.name.removeprefix("container:").partition(":")[0]
            yield one._replace(name=name), is_container

    # -- its volumes ------------------------------------------------------------------------------

    @cached_property
    def volumes(self) -> tuple[dict[str, Reference], int]:
        """Those that it names, by name; and how many mounts have none. Later ones go before."""
        mounts: dict[str, Reference] = {}
        for number, mount in enumerate(self.named("volumes")):
            name, target = _mount(mount)
            mounts[target or f"#{number}"] = mount._replace(name=name)
        named = {mount.name: mount for mount in mounts.values() if mount.name}
        return named, sum(not mount.name for mount in mounts.values())

    # -- how many ---------------------------------------------------------------------------------

    @property
    def deploy(self) -> dict[str, Any]:
        """What is said of its deployment."""
        return table(self.node.get("deploy"))

    @property
    def mode(self) -> str:
        """`replicated` unless said."""
        mode = self.deploy.get("mode")
        return mode if isinstance(mode, str) else "replicated"

    @cached_property
    def count(self) -> int | None:
        """How many of it run, 0 too; None if nothing that can be read says so."""
        if self.mode != "replicated":
            return None
        replicas = self.deploy.get("replicas")
        return whole(self.node.get("scale") if replicas is None else replicas)

    @property
    def has_unread_count(self) -> bool:
        """Whether it has a count that is no number, as where a variable is not set."""
        given = self.deploy.get("replicas"), self.node.get("scale")
        return self.mode == "replicated" and self.count is None and given != (None, None)

    # -- names ------------------------------------------------------------------------------------

    @property
    def environment(self) -> Iterator[Reference]:
        """Its variables; the value None stands for that of whoever runs the project.

        What stands in the place of a name and can be none may be a secret, and gets a number.
        """
        for number, one in enumerate(self.named("environment"), 1):
            nameless = f"variable {number:,}"
            if isinstance(self.node["environment"], dict):
                yield one if _VARIABLE.fullmatch(one.name) else one._replace(name=nameless)
                continue
            name, equals, text = one.name.partition("=")
            if _VARIABLE.fullmatch(name):
                yield one._replace(name=name, value=text if equals else None)
            else:
                yield one._replace(name=nameless, value=one.name)

    @property
    def profiles(self) -> set[str]:
        """Of which one must be on for it to run; none for always."""
        return {one.name for one in self.named("profiles") if one.name}

    @property
    def networks(self) -> dict[str, set[str]]:
        """The names that it has beside its own, by network. Of any network mode: none."""
        value = by_name(self.node.get("networks"))
        if not isinstance(value, Node) or not value:
            return {"default": set()}
        return {name: _aliases(inner) for name, inner in value.items()}

    @property
    def known_as(self) -> Iterator[tuple[str, str]]:
        """The names that it has on all its networks, and what each of them is."""
        yield self.name, ""
        for key in ("container_name", "hostname"):
            if text := self.text(key):
                yield text, key

    @property
    def kind(self) -> str:
        """By its image, if everybody knows that."""
        image = self.text("image").rpartition("/")[2]
        return _KINDS.get(re.split("[:@]", image, maxsplit=1)[0], "service")

    @property
    def published(self) -> list[str]:
        """Ports of the host by which others than this host reach it; sorted."""
        found = set()
        for port in self.named("ports"):
            host, number = _published(port)
            if _PORT.fullmatch(number) and host not in ("127.0.0.1", "[::1]", "::1", "localhost"):
                found.add(number)
        return sorted(found, key=lambda text: (int(text.split("-")[0]), text))


def whole(value: object) -> int | None:
    """A number of members; None for what is none."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 11:
        value = int(value)
    is_whole = isinstance(value, int) and not isinstance(value, bool)
    return value if is_whole and 0 <= value <= MAX_COUNT else None  # type: ignore[operator,return-value]


def is_true(value: object) -> bool:
    """Whether a value means yes, as a text too, which variables are."""
    return value is True or (isinstance(value, str) and value.lower() == "true")


def is_false(value: object) -> bool:
    """Whether a value means no."""
    return value is False or (isinstance(value, str) and value.lower() == "false")


def _mount(mount: Reference) -> tuple[str, str]:
    """The name of a volume, empty for a folder of the host and what has no name; and where to."""
    value = mount.value
    if isinstance(value, dict):
        source, target = value.get("source", value.get("src")), value.get("target")
        is_named = value.get("type", "volume") == "volume" and _VOLUME.fullmatch(text_of(source))
        return text_of(source) if is_named else "", text_of(target)
    if _DRIVE.match(mount.name):
        return "", ""
    source, colon, rest = mount.name.partition(":")
    target = rest.partition(":")[0] if colon else source
    return source if colon and _VOLUME.fullmatch(source) else "", target


def _aliases(network: object) -> set[str]:
    aliases = network.get("aliases") if isinstance(network, dict) else None
    listed = aliases if isinstance(aliases, Row) else ()
    return {alias for alias in listed if isinstance(alias, str)}


def _published(port: Reference) -> tuple[str, str]:
    """The address and the port of the host; empty where the host chooses."""
    if isinstance(port.value, dict):
        host, number = port.value.get("host_ip", ""), port.value.get("published", "")
        return text_of(host), text_of(number)
    before, _, _ = port.name.partition("/")[0].rpartition(":")
    host, _, number = before.rpartition(":")
    return host, number
