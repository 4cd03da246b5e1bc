"""Addresses in text: which host names stand where an address is meant?

Every search is linear: a name has a bounded length and begins where no other does.
"""

from __future__ import annotations

import re

MAX_TEXT = 1_000_000
"""Characters of one value that are looked through."""
_HOST = r"[A-Za-z0-9][A-Za-z0-9.-]{0,252}"
_ADDRESSES = (
    re.compile(rf"//(?:[^\s/@\"'<>]{{1,300}}@)?({_HOST})"),
    re.compile(rf"@(?:tcp|udp)?\(?({_HOST})(?=[:/)])"),
    re.compile(rf"(?<![\w.@/-])({_HOST}):(?:80|53|25|[0-9]{{3,5}})(?![\w.-])"),
    re.compile(rf"(?<![\w.-])({_HOST}\.svc(?:\.[A-Za-z0-9.-]{{1,200}})?)(?![\w-])"),
)
"""Where a text gives an address: in a URL, behind an `@`, before a port, by its full name."""
_PAIR = re.compile(
    r"(?:host|server|addr|address|url|uri|endpoint|upstream|brokers?|seeds?|peers?)"
    rf"(?:name|s)?[\"']?\s{{0,4}}[:= ]\s{{0,4}}[\"']?({_HOST})(?=[\s\"',;]|$)",
    re.IGNORECASE,
)
"""A name behind a key that asks for a host."""
_BARE = re.compile(rf"({_HOST})(?::[0-9]{{1,5}})?")
_IP = re.compile(r"[0-9.]+")
_NO_HOST = re.compile(
    r"(?:^|[_.-])(?:user|username|password|passwd|pass|db|dbname|database|topic|queue|exchange|index"
    r"|role|env|environment|mode|level|type|kind|key|token|secret|schema|tenant|namespace|id|group"
    r"|label|tag|profiles?|active|driver|dialect|engine|connection|app|version|cluster|prefix"
    r"|suffix|path|dir|file|format|store|backend|provider|(?<!host_)(?<!server_)name)$",
    re.IGNORECASE,
)
"""How variables end that hold words, and no hosts: `POSTGRES_USER: postgres` names no Service."""
_TELEMETRY = re.compile(
    r"(?:^|[_.-])(?:otel|otlp|opentelemetry\w{0,20}|jaeger|zipkin|statsd|tracing|telemetry|datadog|sentry)"
    r"(?:$|[_.-])",
    re.IGNORECASE,
)


def in_text(text: str) -> set[str]:
    """The hosts of addresses in a text, in lower case.

    >>> sorted(in_text("proxy_pass http://web:80; # and jdbc:postgresql://u:p@db.shop.svc/x"))
    ['db.shop.svc', 'web']
    """
    shown = text[:MAX_TEXT]
    found = {match[1] for form in _ADDRESSES for match in form.finditer(shown)}
    return {_plain(host) for host in found}


def in_file(text: str) -> set[str]:
    """The same for configuration and arguments, where keys tell of hosts as well.

    >>> sorted(in_file("--db-host=mysql --verbose"))
    ['mysql']
    """
    return in_text(text) | {_plain(match[1]) for match in _PAIR.finditer(text[:MAX_TEXT])}


def in_variable(name: str, value: str) -> set[str]:
    """The same for a variable, of which the whole value may be a host, or a list of some.

    >>> sorted(in_variable("KAFKA_BROKERS", "kafka-0.kafka:9092,kafka-1.kafka"))
    ['kafka-0.kafka', 'kafka-1.kafka']
    >>> in_variable("POSTGRES_USER", "postgres")
    set()
    """
    found = in_text(value)
    if len(value) <= MAX_TEXT and not _NO_HOST.search(name[-100:]):
        whole = [_BARE.fullmatch(part.strip()) for part in re.split(r"[,;]", value) if part.strip()]
        found |= {_plain(match[1]) for match in whole if match} if all(whole) else set()
    return found


def is_telemetry(name: str) -> bool:
    """Whether a variable or a Service is for telemetry, the loss of which takes nothing down."""
    return bool(_TELEMETRY.search(name[:200]))


def is_elsewhere(host: str) -> bool:
    """Whether a host is another machine that has a name."""
    return host != "localhost" and not _IP.fullmatch(host) and not host.startswith("127.")


def _plain(host: str) -> str:
    return host.rstrip(".-").lower()
