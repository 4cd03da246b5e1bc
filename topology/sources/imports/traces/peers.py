"""Who is at the other end of a span, by what its attributes say of it.

Only names are taken: of a service, a system, a host. All other attributes stay unread, as they
hold statements, users and addresses with passwords.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from topology.sources.imports.traces.plain import name

_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_.-]{0,251}[A-Za-z0-9_])?")
_SYSTEM = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,39}")
_LOCAL = re.compile(r"localhost|127\..*|0\.0\.0\.0")
_ADDRESSES = (
    "server.address", "net.peer.name", "peer.hostname", "network.peer.address",
    "net.sock.peer.addr", "net.peer.ip",
)  # fmt: skip
_DATABASES = ("db.system.name", "db.system", "db.type")
_BROKERS = ("messaging.system", "message_bus.system")
_SERVICES = ("peer.service.name", "peer.service")
READ = frozenset((*_ADDRESSES, *_DATABASES, *_BROKERS, *_SERVICES, "span.kind", "error"))
"""The attributes that are looked at."""
DATABASES = frozenset((
    "postgres", "postgresql", "mysql", "mariadb", "redis", "valkey", "memcache", "memcached",
    "mongo", "mongodb", "cassandra", "elasticsearch", "opensearch", "dynamodb", "mssql", "oracle",
    "cockroachdb", "clickhouse", "couchbase", "etcd",
))  # fmt: skip
BROKERS = frozenset((
    "kafka", "rabbitmq", "activemq", "artemis", "nats", "pulsar", "amqp", "sqs", "pubsub",
))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Called:
    """What is called: the id it gets, what it is, by which attribute it is known."""

    name: str
    kind: str
    why: str
    aliases: tuple[str, ...] = ()
    """Names under which it may tell of itself."""


def called(service: str, attributes: Mapping[str, object]) -> Called | None:
    """Who is at the other end of a span of a service; None where nothing names it."""
    database, by = _first(attributes, _DATABASES, _SYSTEM)
    broker, by_broker = _first(attributes, _BROKERS, _SYSTEM)
    kind = "database" if database else "message broker" if broker else "service"
    for key in _SERVICES:
        if named := name(attributes.get(key)):
            return Called(named, kind if kind != "service" else kind_of(named), key, (named,))
    address, where = _address(attributes)
    if address and not _LOCAL.fullmatch(address):
        aliases = (address, address.split(".")[0]) if ".svc" in address else (address,)
        return Called(address, kind, where, aliases)
    # Without an address nobody says that two services use the same one.
    if system := database or broker:
        return Called(f"{service}/{system}", kind, by or by_broker)
    return Called(f"{service}/{address}", kind, where) if address else None


def named_peer(text: str, why: str) -> Called:
    """Who is named at the other end."""
    return Called(text, kind_of(text), why, (text,))


def kind_of(text: str) -> str:
    """What is called like that.

    >>> kind_of("mysql"), kind_of("cart")
    ('database', 'service')
    """
    first = re.split(r"[^a-z]", text.lower(), maxsplit=1)[0]
    return "database" if first in DATABASES else "message broker" if first in BROKERS else "service"


def _first(
    attributes: Mapping[str, object], keys: tuple[str, ...], form: re.Pattern[str]
) -> tuple[str, str]:
    for key in keys:
        if (text := name(attributes.get(key))) and form.fullmatch(text):
            return text, key
    return "", ""


def _address(attributes: Mapping[str, object]) -> tuple[str, str]:
    for key in _ADDRESSES:
        host = name(attributes.get(key)).rsplit(":", 1)[0]
        if _HOST.fullmatch(host):
            return host, key
    return "", ""
