"""Traces of Zipkin (version 2): a list of spans, or one list for each trace."""

from __future__ import annotations

from collections.abc import Iterator

from topology.sources.imports.given import Given
from topology.sources.imports.loose import Plain, items, table
from topology.sources.imports.traces.calls import TOO_ODD, Calls
from topology.sources.imports.traces.jaeger import hexadecimal
from topology.sources.imports.traces.peers import Called, called, named_peer
from topology.sources.imports.traces.plain import name, number
from topology.sources.imports.traces.spans import Span, SpanKind

_KINDS: dict[object, SpanKind] = {
    "CLIENT": "client", "SERVER": "server", "PRODUCER": "producer", "CONSUMER": "consumer"
}  # fmt: skip


def is_zipkin(given: Given) -> bool:
    """Whether a file is a list of spans, or of such lists."""
    return any(
        isinstance(one, dict) and {"traceId", "id"} <= one.keys()
        for one in _plain_spans(given, most=10)
    )


def _plain_spans(given: Given, most: int | None = None) -> Iterator[object]:
    for one in items(given.value)[:most]:
        if isinstance(one, list):
            yield from one[:most]
        else:
            yield one


def spans(calls: Calls, given: Given) -> Iterator[Span]:
    """The spans of a file."""
    for plain in _plain_spans(given):
        span = _span(table(plain), given)
        if span is None:
            calls.left_out["spans", TOO_ODD] += 1
        else:
            yield span


def _span(plain: Plain, given: Given) -> Span | None:
    trace, own = hexadecimal(plain.get("traceId")), hexadecimal(plain.get("id"))
    if not trace or not own:
        return None
    service = name(table(plain.get("localEndpoint")).get("serviceName"))
    kind, tags = plain.get("kind"), table(plain.get("tags"))
    side: SpanKind = _KINDS.get(kind, "") if isinstance(kind, str) else ""
    start, lasts = number(plain.get("timestamp")), number(plain.get("duration")) or 0.0
    return Span(
        trace=trace,
        id=own,
        parent=hexadecimal(plain.get("parentId")),
        service=service,
        kind=side,
        source=given.source(f"service {service}"),
        is_shared=plain.get("shared") is True,
        failed="error" in tags,
        start_s=None if start is None else start / 1e6,
        end_s=None if start is None else (start + lasts) / 1e6,
        peer=_peer(service, plain, tags),
    )


def _peer(service: str, plain: Plain, tags: Plain) -> Called | None:
    named = name(table(plain.get("remoteEndpoint")).get("serviceName"))
    return named_peer(named, "remoteEndpoint") if named else called(service, tags)
