"""Spans of traces, and the calls between services that they tell of.

A span whose parent belongs to another service is a call of that one; without a parent it is work
that begins here. Client and server may share one id (Zipkin). A client span that nobody answered
tells of what has no spans itself: a database, a broker, somebody else's service.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

from topology.sources.imports.traces.calls import Calls, Peer, is_unknown
from topology.sources.imports.traces.peers import Called

SpanKind = Literal["client", "server", "producer", "consumer", ""]
Key = tuple[str, str]

_FAR = ("client", "producer")
NO_PARENT = "spans whose parent is not in the files"
NO_NAME = "client spans whose other end has no name"


@dataclass(slots=True)
class Span:
    """One span, as all dialects have it."""

    trace: str
    id: str
    parent: str
    service: str
    kind: SpanKind
    source: str
    is_shared: bool = False
    is_message: bool = False
    """Whether its caller does not wait for it, beside what the kind says."""
    failed: bool = False
    start_s: float | None = None
    end_s: float | None = None
    peer: Called | None = None
    linked: Key | None = None
    """The span that sent what this one works on, where it is told by a link."""
    answered: bool = field(default=False)


def add_spans(calls: Calls, spans: Iterable[Span]) -> None:
    """Adds the calls that spans tell of, whatever their order."""
    walk = _Walk(calls)
    found = list(_once(calls, spans))
    for span in found:
        walk.by_key.setdefault((span.trace, span.id), []).append(span)
        if not is_unknown(span.service):
            calls.service(span.service, span.source)
    for span in found:
        walk.add(span)
    for span in found:
        walk.add_far_end(span)
    calls.span_s = _covered(found)


def _once(calls: Calls, spans: Iterable[Span]) -> Iterator[Span]:
    seen = set()
    for span in sorted(spans, key=lambda one: (one.trace, one.id, one.service, one.kind)):
        key = (span.trace, span.id, span.service, span.kind)
        if key in seen:
            calls.left_out["spans", "they are told twice"] += 1
            continue
        seen.add(key)
        yield span


def _covered(spans: Iterable[Span]) -> float | None:
    """From the first start to the last end, in seconds; None for less than two traces."""
    spans = list(spans)
    starts = [span.start_s for span in spans if span.start_s]
    ends = [span.end_s for span in spans if span.end_s]
    if len({span.trace for span in spans}) < 2 or not starts or not ends:
        return None
    length = max(ends) - min(starts)
    return float(f"{length:.6g}") if length >= 1 else None


class _Walk:
    """All spans by their ids, and what was counted already."""

    def __init__(self, calls: Calls) -> None:
        self.calls = calls
        self.by_key: dict[Key, list[Span]] = {}
        self.lost: set[tuple[str, str, str]] = set()

    def add(self, span: Span) -> None:
        """The call that a span is, if it is one."""
        parent = self._parent(span)
        if parent is None:
            self._add_entry(span)
        elif parent.service != span.service or _is_call_to_itself(parent, span):
            parent.answered = True
            self.calls.add(
                parent.service,
                span.service,
                1,
                span.source,
                failed=span.failed,
                is_message=_is_message(parent, span),
            )
        elif span.kind in _FAR and parent.kind in _FAR:
            parent.answered = True

    def _parent(self, span: Span) -> Span | None:
        if span.kind in ("server", "consumer") and (near := self._near_end(span)) is not None:
            return near
        above = (span.trace, span.parent) if span.parent else span.linked
        found = [] if above is None else self.by_key.get(above, [])
        others = [one for one in found if one is not span]
        if len(others) < 2:
            return others[0] if others else None
        own = [one for one in others if one.service == span.service]
        answering = [one for one in others if one.kind not in _FAR]
        return (own or answering or others)[0]

    def _near_end(self, span: Span) -> Span | None:
        """The client's half of a span whose halves have one id."""
        halves = self.by_key[span.trace, span.id]
        return next((one for one in halves if one is not span and one.kind in _FAR), None)

    def _add_entry(self, span: Span) -> None:
        if is_unknown(span.service):
            return
        if not span.parent and not span.is_shared:
            self.calls.outside[span.service] += 1
            return
        # Where both halves have one id, a lone server says of itself who its parent's parent is.
        where = (span.trace, span.parent, span.service)
        if span.kind in ("server", "consumer") or where not in self.lost:
            self.calls.unseen[span.service] += 1
        self.lost.add(where)
        self.calls.left_out[NO_PARENT, "who called is not known"] += 1

    def add_far_end(self, span: Span) -> None:
        """What a span calls that has no span of its own."""
        is_broker = span.kind in ("producer", "consumer")
        if is_unknown(span.service) or not (is_broker or span.kind == "client"):
            return
        if span.kind == "client" and span.answered:
            return
        if span.peer is None or is_unknown(span.peer.name):
            if span.kind == "client":
                self.calls.left_out[NO_NAME, "what was called is not known"] += 1
            return
        self._add_peer(span, span.peer, is_message=is_broker)

    def _add_peer(self, span: Span, peer: Called, *, is_message: bool) -> None:
        calls = self.calls
        service = next((one for one in peer.aliases if one in calls.services), None)
        callee = service or peer.name
        if callee == span.service:
            calls.left_out["calls of a service to itself", "nothing needs itself"] += 1
            return
        edge = calls.edge(span.service, callee, span.source)
        edge.count += 1
        edge.failed += span.failed
        edge.is_call = edge.is_call or not is_message
        if service is None:
            edge.guess = ""
            kind = "message broker" if is_message and peer.kind == "service" else peer.kind
            why = f"inferred from {span.kind} spans ({peer.why})"
            calls.peers.setdefault(callee, Peer(kind, why, span.source))
        elif edge.guess is None:
            edge.guess = f"{peer.why} of a {span.kind} span names it"


def _is_call_to_itself(parent: Span, span: Span) -> bool:
    return span.kind in ("server", "consumer") and parent.kind in _FAR


def _is_message(parent: Span, span: Span) -> bool:
    return span.is_message or span.kind == "consumer" or parent.kind == "producer"
