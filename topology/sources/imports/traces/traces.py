"""Traces, dependencies and service graphs: which of them a file is, and what they come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from topology.sources.imports.draft import Draft
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options
from topology.sources.imports.traces import (
    dependencies,
    jaeger,
    kiali,
    otlp,
    service_graph,
    zipkin,
)
from topology.sources.imports.traces.calls import Calls
from topology.sources.imports.traces.drafted import drafted
from topology.sources.imports.traces.spans import Span, add_spans
from topology.values.units import counted

MAX_SERVICES = 100_000


@dataclass(frozen=True, slots=True)
class _Dialect:
    """One way to write calls down: how it is known, and who reads it."""

    title: str
    noun: str
    holds: Callable[[Given], bool]
    add: Callable[[Calls, Given], int] | None = None
    spans: Callable[[Calls, Given], Iterator[Span]] | None = None


_DIALECTS = (
    _Dialect(
        "OpenTelemetry service-graph metrics", "series",
        service_graph.is_service_graph, service_graph.add,
    ),
    _Dialect("Jaeger dependencies", "link", dependencies.is_jaeger, dependencies.add),
    _Dialect("Zipkin dependencies", "link", dependencies.is_zipkin, dependencies.add),
    _Dialect("a graph of Kiali", "node", kiali.is_kiali, kiali.add),
    _Dialect("Jaeger traces", "span", jaeger.is_jaeger, spans=jaeger.spans),
    _Dialect("Zipkin traces", "span", zipkin.is_zipkin, spans=zipkin.spans),
    _Dialect("OTLP traces", "span", otlp.is_otlp, spans=otlp.spans),
)  # fmt: skip


def recognises(given: Given) -> bool:
    """Whether a file tells of calls, in any of the dialects."""
    return _dialect(given) is not None


def read(files: Sequence[Given], options: Options) -> Draft:
    """The services of all files and who needs whom. Raises `DocumentError`."""
    files = sorted(files, key=lambda given: (given.short_name, given.data))
    dialect = _one_dialect(files)
    calls, words = Calls(), []
    found: list[Span] = []
    for given in files:
        before = len(found)
        if dialect.add is not None:
            count = dialect.add(calls, given)
        elif dialect.spans is not None:
            found += dialect.spans(calls, given)
            count = len(found) - before
        many = counted(count, dialect.noun, "series" if dialect.noun == "series" else "")
        words.append((f"{given.short_name} ({dialect.title}, {many})", count))
    if dialect.spans is not None:
        add_spans(calls, found)
    if len(calls.services) + len(calls.peers) > MAX_SERVICES:
        raise files[0].error(f"tells of more than {MAX_SERVICES:,} services")
    draft = drafted(calls, PurePath(files[0].short_name).stem, options)
    for said, count in words:
        draft.read(said, count)
    return draft


def _dialect(given: Given) -> _Dialect | None:
    return next((dialect for dialect in _DIALECTS if dialect.holds(given)), None)


def _one_dialect(files: Sequence[Given]) -> _Dialect:
    """The dialect of all files. Raises `DocumentError`."""
    dialects = [(given, _dialect(given)) for given in files]
    for given, dialect in dialects:
        if dialect is None:
            _ = given.documents
            raise given.error("holds no calls: no dependencies, service graph or traces known here")
        if dialect is not dialects[0][1]:
            first = dialects[0][1].title if dialects[0][1] else ""
            raise given.error(
                f"is {dialect.title}, and not {first}, whose calls would count twice: import "
                "each, then `topology merge` them"
            )
    first_dialect = dialects[0][1]
    assert first_dialect is not None
    return first_dialect
