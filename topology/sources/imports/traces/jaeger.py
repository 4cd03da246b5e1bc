"""Traces of Jaeger as its interface writes them: spans that refer to processes."""

from __future__ import annotations

from collections.abc import Iterator

from topology.sources.imports.given import Given
from topology.sources.imports.loose import Plain, items, table, tables
from topology.sources.imports.traces.calls import TOO_ODD, Calls
from topology.sources.imports.traces.peers import READ, called
from topology.sources.imports.traces.plain import name, number
from topology.sources.imports.traces.spans import Span, SpanKind

_KINDS: dict[object, SpanKind] = {
    "client": "client", "server": "server", "producer": "producer", "consumer": "consumer"
}  # fmt: skip


def is_jaeger(given: Given) -> bool:
    """Whether a file is an answer with traces, or one of them."""
    return any(
        isinstance(one.get("spans"), list) and ("traceID" in one or "processes" in one)
        for one in _traces(given)[:10]
    )


def _traces(given: Given) -> list[Plain]:
    value = table(given.value)
    return list(tables(value.get("data"))) or [value]


def spans(calls: Calls, given: Given) -> Iterator[Span]:
    """The spans of a file."""
    for trace in _traces(given):
        processes = table(trace.get("processes"))
        for plain in items(trace.get("spans")):
            span = _span(table(plain), processes, given)
            if span is None:
                calls.left_out["spans", TOO_ODD] += 1
            else:
                yield span


def _span(plain: Plain, processes: Plain, given: Given) -> Span | None:
    trace, own = hexadecimal(plain.get("traceID")), hexadecimal(plain.get("spanID"))
    if not trace or not own:
        return None
    process = table(plain.get("process")) or table(processes.get(str(plain.get("processID"))))
    service = name(process.get("serviceName"))
    tags = _tags(plain.get("tags"))
    kind = tags.get("span.kind")
    side: SpanKind = _KINDS.get(kind, "") if isinstance(kind, str) else ""
    parent, follows = _parent(plain)
    start, lasts = number(plain.get("startTime")), number(plain.get("duration")) or 0.0
    return Span(
        trace=trace,
        id=own,
        parent=parent,
        service=service,
        kind=side,
        source=given.source(f"service {service}"),
        is_message=follows,
        failed=tags.get("error") in (True, "true"),
        start_s=None if start is None else start / 1e6,
        end_s=None if start is None else (start + lasts) / 1e6,
        peer=called(service, tags) if side else None,
    )


def _parent(plain: Plain) -> tuple[str, bool]:
    """The span that a span belongs to, and whether that one does not wait for it."""
    references = list(tables(plain.get("references")))
    for kind in ("CHILD_OF", "FOLLOWS_FROM"):
        for one in references:
            if one.get("refType") == kind and (found := hexadecimal(one.get("spanID"))):
                return found, kind == "FOLLOWS_FROM"
    return hexadecimal(plain.get("parentSpanID")), False


def _tags(value: object) -> dict[str, object]:
    return {
        key: one.get("value")
        for one in tables(value)
        if isinstance(key := one.get("key"), str) and key in READ
    }


def hexadecimal(value: object) -> str:
    """An id, which is the same with fewer zeros before it and in capitals.

    >>> hexadecimal("00A1"), hexadecimal("0"), hexadecimal(None)
    ('a1', '', '')
    """
    return name(value).lower().lstrip("0")
