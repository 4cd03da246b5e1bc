"""Where in a text a host is named: in addresses, lists of them, and options of a command."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from enum import Enum

MAX_VALUE = 100_000
"""Characters of a value that are looked at."""


class Position(Enum):
    """What a name in a value is."""

    HOST = 1
    """One that is called."""
    PEER = 2
    """One of the members of a cluster that are asked at the start."""
    WORD = 3
    """It may be anything: a user, a database, a driver."""
    FAR = 4
    """A host on no network of who names it."""


_AUTHORITY = re.compile(r"(?<=[:@])//([^/\s?#;\"'<>\\]*)")
_IN_BRACKETS = re.compile(r"@(?:tcp|udp)\(([^()\s]*)\)")
_ITEMS = re.compile(r"[,;\s]+")
_HOST = re.compile(
    r"(?:tcp:)?([A-Za-z0-9_][A-Za-z0-9_.-]*?)\.?(?::([0-9]{3,5}|80|53|25|22|21)(?:[:/].*)?)?",
    re.DOTALL,
)
"""A host, and the port behind it; `postgres:15` is an image, as nobody listens there."""
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_ENDS = (
    "HOST HOSTS HOSTNAME HOSTNAMES ADDR ADDRS ADDRESS ADDRESSES URL URLS URI URIS SERVER SERVERS "
    "BROKER BROKERS ENDPOINT ENDPOINTS NODE NODES POINT POINTS UPSTREAM UPSTREAMS BACKEND BACKENDS "
    "MASTER PRIMARY PROXY CONNECT DSN TARGET TARGETS GATEWAY SERVICE LEADER BOOTSTRAP SOURCE"
)
_CALLED = tuple(_ENDS.split())
"""The last word of a variable that names hosts."""
_SECRET = frozenset(
    [
        "AUTH",
        "CREDENTIAL",
        "CREDENTIALS",
        "KEY",
        "LOGIN",
        "PASS",
        "PASSWORD",
        "PW",
        "PWD",
        "SECRET",
        "TOKEN",
        "USER",
    ]
)
"""The last word of a variable whose `name:number` is none of a host."""
_PEERS = frozenset(["SEED", "SEEDS", "PEER", "PEERS", "INITIAL", "JOIN"])
_OTHERS = frozenset(
    [
        "ORIGIN",
        "ORIGINS",
        "CORS",
        "CALLBACK",
        "CALLBACKS",
        "REDIRECT",
        "REDIRECTS",
        "REFERER",
        "ALLOWED",
        "TRUSTED",
        "ADVERTISE",
        "ADVERTISED",
        "LISTEN",
        "LISTENER",
        "LISTENERS",
        "BIND",
        "IMAGE",
        "TAG",
        "VERSION",
        "VIRTUAL",
        "NO",
    ]
)
"""Words of variables that name who may call, or by what name one is called oneself."""


def hosts_in(variable: str, value: str) -> Iterator[tuple[str, Position]]:
    """The names in a value that may be those of hosts; never a port alone.

    >>> [host for host, _ in hosts_in("DB_URL", "postgres://me:pw@db:5432,db2/x")]
    ['db', 'db2']
    >>> list(hosts_in("DB_NAME", "shop"))
    [('shop', <Position.WORD: 3>)]
    """
    words = [word.upper() for word in _WORDS.findall(variable)]
    if _OTHERS.isdisjoint(words):
        peer = not _PEERS.isdisjoint(words)
        for host, position in _found(words, value[:MAX_VALUE]):
            yield host, Position.PEER if peer and position is Position.HOST else position


def _found(words: list[str], value: str) -> Iterator[tuple[str, Position]]:
    for pattern in (_AUTHORITY, _IN_BRACKETS):
        for found in pattern.finditer(value):
            for item in found[1].rpartition("@")[2].split(","):
                if host := _HOST.fullmatch(item):
                    yield host[1], Position.HOST
    for item in _ITEMS.split(value):
        if "://" not in item and item:
            yield from _item(words, item.strip("[](){}\"'"))


def _item(words: list[str], item: str) -> Iterator[tuple[str, Position]]:
    """The host that an item of a list is, alone or behind `key=`."""
    key, equals, text = item.rpartition("=")
    if equals:
        words = [word.upper() for word in _WORDS.findall(key.rpartition("=")[2])]
    if host := _HOST.fullmatch(text):
        has_port = host[2] is not None and _SECRET.isdisjoint(words[-1:])
        is_host = has_port or _is_of_hosts(words)
        yield host[1], Position.HOST if is_host else Position.WORD


def _is_of_hosts(words: list[str]) -> bool:
    """Whether a variable of these words holds hosts: by its last one, as in `DB_HOST_NAME`."""
    last = words[-2] if words[-2:] == ["HOST", "NAME"] else next(reversed(words), "")
    return last in _CALLED or last in _PEERS or last.endswith(("HOST", "HOSTS"))


def options_in(command: object) -> Iterator[tuple[str, str]]:
    """The options of a command with their values, and the addresses in it (without an option).

    >>> list(options_in(["app", "--db=db:5432", "--cache", "redis:6379", "x:1"]))
    [('db', 'db:5432'), ('cache', 'redis:6379')]
    """
    words = command.split() if isinstance(command, str) else command
    before = ""
    for word in words if isinstance(words, Iterable) else ():
        text = word if isinstance(word, str) else ""
        if text.startswith("-"):
            before, equals, value = text.lstrip("-").partition("=")
            if equals:
                if len(before) > 1 or "://" in value:
                    yield before, value
                before = ""
        else:
            # A single letter may stand for anything, as `-v data:80`.
            if len(before) > 1 or "://" in text:
                yield before, text
            before = ""
