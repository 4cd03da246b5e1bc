"""Traces in OTLP as JSON: one request, or a line for each as the collector's exporter has it."""

from __future__ import annotations

from collections.abc import Iterator

from topology.errors import DocumentError
from topology.sources.imports.given import Given
from topology.sources.imports.loose import Plain, items, table, tables
from topology.sources.imports.traces.calls import TOO_ODD, Calls
from topology.sources.imports.traces.peers import READ, called
from topology.sources.imports.traces.plain import name, number
from topology.sources.imports.traces.spans import Span, SpanKind
from topology.sources.json_text import parse_json

_KINDS: dict[object, SpanKind] = {
    2: "server", 3: "client", 4: "producer", 5: "consumer",
    "SPAN_KIND_SERVER": "server", "SPAN_KIND_CLIENT": "client",
    "SPAN_KIND_PRODUCER": "producer", "SPAN_KIND_CONSUMER": "consumer",
}  # fmt: skip
_FAILED = (2, "STATUS_CODE_ERROR")


def is_otlp(given: Given) -> bool:
    """Whether a file, or its first line, is a request with spans."""
    if given.values:
        return _holds(given.value)
    if not given.text.lstrip().startswith("{"):
        return False
    first = given.text.lstrip().split("\n", 1)[0]
    try:
        return _holds(parse_json(first.encode()))
    except DocumentError:
        return False


def _holds(value: object) -> bool:
    return any(
        "scopeSpans" in one or "instrumentationLibrarySpans" in one
        for one in tables(table(value).get("resourceSpans"))
    )


def spans(calls: Calls, given: Given) -> Iterator[Span]:
    """The spans of a file. Raises `DocumentError` for a line that is no JSON."""
    for request in _requests(given):
        for batch in tables(table(request).get("resourceSpans")):
            yield from _of_batch(calls, given, batch)


def _requests(given: Given) -> Iterator[object]:
    if given.values:
        yield from given.values
        return
    for number_, line in enumerate(given.text.split("\n"), start=1):
        if line.strip():
            try:
                yield parse_json(line.encode())
            except DocumentError as error:
                raise given.error(error.problems[0].message, f"line {number_}") from None


def _of_batch(calls: Calls, given: Given, batch: Plain) -> Iterator[Span]:
    of = _attributes(
        table(batch.get("resource")).get("attributes"), {"service.name", "service.namespace"}
    )
    service, namespace = name(of.get("service.name")), name(of.get("service.namespace"))
    named = f"{namespace}/{service}" if namespace and service else service
    for key in ("scopeSpans", "instrumentationLibrarySpans"):
        for scope in tables(batch.get(key)):
            for plain in items(scope.get("spans")):
                span = _span(named, table(plain), given)
                if span is None:
                    calls.left_out["spans", TOO_ODD] += 1
                else:
                    yield span


def _span(service: str, plain: Plain, given: Given) -> Span | None:
    trace, own = name(plain.get("traceId")), name(plain.get("spanId"))
    if not trace or not own:
        return None
    kind = plain.get("kind")
    attributes = _attributes(plain.get("attributes"), READ)
    side: SpanKind = _KINDS.get(kind, "") if isinstance(kind, str | int) else ""
    return Span(
        trace=trace,
        id=own,
        parent=name(plain.get("parentSpanId")),
        service=service,
        kind=side,
        source=given.source(f"service {service}"),
        failed=table(plain.get("status")).get("code") in _FAILED,
        start_s=_seconds(plain.get("startTimeUnixNano")),
        end_s=_seconds(plain.get("endTimeUnixNano")),
        peer=called(service, attributes) if side else None,
        linked=_link(plain) if side == "consumer" else None,
    )


def _link(plain: Plain) -> tuple[str, str] | None:
    """The span that sent what a consumer works on, where it is told by a link."""
    for link in tables(plain.get("links")):
        if (trace := name(link.get("traceId"))) and (span := name(link.get("spanId"))):
            return trace, span
    return None


def _attributes(value: object, wanted: set[str] | frozenset[str]) -> dict[str, object]:
    found: dict[str, object] = {}
    for one in tables(value):
        key = one.get("key")
        if isinstance(key, str) and key in wanted:
            found[key] = table(one.get("value")).get("stringValue")
    return found


def _seconds(nanoseconds: object) -> float | None:
    found = number(nanoseconds)
    return None if found is None else found / 1e9
