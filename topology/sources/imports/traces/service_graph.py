"""Service-graph metrics of OpenTelemetry in the text format of Prometheus.

`traces_service_graph_request_total` counts calls between a client and a server, as Tempo's metrics
generator and the collector's connector write it. Lines are read by one expression: a general
reader takes four seconds for the hundred thousand that a second has to do for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache

from topology.sources.imports.given import Given
from topology.sources.imports.traces.calls import TOO_ODD, USER, Calls, Peer, is_unknown
from topology.sources.imports.traces.plain import name, number

_TOTAL = "traces_service_graph_request_total"
_FAILED = "traces_service_graph_request_failed_total"
_HEAD = re.compile(rf"^{_TOTAL}[ \t]*\{{", re.MULTILINE)
_GAUGE = re.compile(rf"^# TYPE {_TOTAL}[ \t]+gauge", re.MULTILINE)
_SERIES = re.compile(
    r"^(?P<name>traces_service_graph_request_(?:failed_)?total)[ \t]*"
    r"\{(?P<labels>(?:[^\"{}\n]|\"(?:[^\"\\\n]|\\[^\n])*+\")*+)\}[ \t]*(?P<value>[^\s#]+)",
    re.MULTILINE,
)
_LABEL = re.compile(r"(client|server|connection_type)=\"((?:[^\"\\]|\\.)*+)\"(?:,|$)")
_LINES = re.compile(r"^traces_service_graph_request_(?:failed_)?total\b", re.MULTILINE)
_ESCAPES = {r"\\": "\\", r"\"": '"', r"\n": "\n"}
_INFERRED = {"database": "database", "messaging_system": "", "virtual_node": "service"}
"""What a server is that tells nothing itself, by the type of the connection."""

ODD_VALUE = "the call is kept, without a number"

Ends = tuple[str, str, str]


def is_service_graph(given: Given) -> bool:
    """Whether a text has such metrics."""
    return "traces_service_graph_request_total" in given.text and bool(_HEAD.search(given.text))


@dataclass(slots=True)
class _Series:
    """The values of all series, by what they are of; of one that is told twice the larger."""

    totals: dict[str, float] = field(default_factory=dict)
    failed: dict[str, float] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    """How far into the text each begins, whatever its value."""
    number: int = 0


def add(calls: Calls, given: Given) -> int:
    """Adds the series of a text, and says how many there are."""
    text = given.text
    calls.is_rate = calls.is_rate or bool(_GAUGE.search(text))
    series = _read(calls, text)
    odd = len(_LINES.findall(text)) - series.number
    if odd > 0:
        calls.left_out["series", TOO_ODD] += odd
    ends = {labels: _ends(labels) for labels in {*series.places, *series.failed}}
    failed = _sums(series.failed, ends)
    totals = _sums(series.totals, ends)
    places: dict[Ends, int] = {}
    for labels, place in series.places.items():
        places.setdefault(ends[labels], place)
    clients = {client for client, _, _ in places}
    for key, line in _line_numbers(text, places).items():
        source = given.source(f"{key[0]} → {key[1]}", line)
        _add_edge(calls, source, key, totals.get(key), failed.get(key, 0.0))
        _add_peer(calls, source, key, clients)
    return series.number


def _sums(values: dict[str, float], ends: dict[str, Ends]) -> dict[Ends, float]:
    found: dict[Ends, float] = {}
    for labels, value in values.items():
        found[ends[labels]] = found.get(ends[labels], 0.0) + value
    return found


def _read(calls: Calls, text: str) -> _Series:
    series = _Series()
    for found in _SERIES.finditer(text):
        labels, value = found["labels"], number(found["value"])
        series.number += 1
        kept = series.failed
        if found["name"] == _TOTAL:
            kept = series.totals
            series.places.setdefault(labels, found.start())
        if value is None:
            calls.left_out["values that are NaN, Inf or no number from 0", ODD_VALUE] += 1
        elif labels not in kept or value > kept[labels]:
            kept[labels] = value
    return series


def _ends(labels: str) -> Ends:
    found = dict(_LABEL.findall(labels))
    client, server = (_unescaped(found.get(key, "")) for key in ("client", "server"))
    return client, server, _unescaped(found.get("connection_type", ""))


@lru_cache(maxsize=65_536)
def _unescaped(text: str) -> str:
    if "\\" in text:
        text = re.sub(r"\\[\\\"n]", lambda found: _ESCAPES[found[0]], text)
    return name(text)


def _line_numbers(text: str, places: dict[Ends, int]) -> dict[Ends, int]:
    """The lines of places in a text, which is gone through once."""
    found, line, before = {}, 1, 0
    for key, place in sorted(places.items(), key=lambda entry: entry[1]):
        line += text.count("\n", before, place)
        before = place
        found[key] = line
    return found


def _add_edge(calls: Calls, source: str, key: Ends, total: float | None, failed: float) -> None:
    client, server, kind = key
    is_message = kind == "messaging_system"
    is_new = (client, server) not in calls.edges
    calls.add(client, server, total or 0.0, source, failed=failed, is_message=is_message)
    if total is None and is_new and (edge := calls.edges.get((client, server))):
        edge.is_counted = False
    elif total and (edge := calls.edges.get((client, server))):
        edge.is_counted = True


def _add_peer(calls: Calls, source: str, key: Ends, clients: set[str]) -> None:
    """A server that was only seen by its clients."""
    client, server, kind = key
    what = _INFERRED.get(kind, "")
    if not what or client == USER or is_unknown(server):
        return
    if kind == "virtual_node" and server in clients:
        return
    why = f"inferred from client spans (connection_type {kind})"
    calls.peers.setdefault(server, Peer(what, why, source))
