"""The graph of Kiali (Istio) as JSON: workloads, apps or services and the traffic between them.

Rates are per second, averaged over the duration. Boxes only hold other nodes; a service or an
aggregate that stands between callers and workloads is passed through, as its calls would count
twice. The rate of TCP is bytes, and no number of calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from topology.sources.imports.given import Given
from topology.sources.imports.loose import Plain, table, tables
from topology.sources.imports.traces.calls import TOO_ODD, USER, Calls
from topology.sources.imports.traces.plain import name, number

MAX_THROUGH = 1_000_000
"""Edges that passing through nodes may make."""
_OUTSIDE = ("PassthroughCluster", "BlackHoleCluster", "unknown")
_BETWEEN = "they stand between callers and workloads: their calls would count twice"


@dataclass(slots=True)
class _Flow:
    """The traffic of an edge: requests and failures per second, and whether it is only bytes."""

    requests: float = 0.0
    failed: float = 0.0
    bytes: float = 0.0
    is_idle: bool = True

    @property
    def amount(self) -> float:
        """By what traffic is divided."""
        return self.requests + self.bytes

    def part(self, share: float, failed: float) -> _Flow:
        """That share of it, of which at least so much failed."""
        lost = max(self.failed * share, failed)
        return _Flow(self.requests * share, lost, self.bytes * share, self.is_idle)

    def add(self, other: _Flow) -> None:
        """More traffic between the same two."""
        self.requests += other.requests
        self.failed += other.failed
        self.bytes += other.bytes
        self.is_idle = self.is_idle and other.is_idle


_Flows = dict[str, dict[str, _Flow]]


@dataclass(slots=True)
class _Graph:
    """Names by key of the nodes that stay, and the traffic from and to each node."""

    names: dict[str, str] = field(default_factory=dict)
    outside: set[str] = field(default_factory=set)
    """What stands for whoever is not in the mesh."""
    between: set[str] = field(default_factory=set)
    to: _Flows = field(default_factory=lambda: defaultdict(dict))
    by: _Flows = field(default_factory=lambda: defaultdict(dict))

    def add(self, source: str, target: str, flow: _Flow) -> None:
        """Traffic between two nodes."""
        if target in self.to[source]:
            self.to[source][target].add(flow)
        else:
            self.to[source][target] = self.by[target][source] = flow


def is_kiali(given: Given) -> bool:
    """Whether a file is such a graph."""
    value = table(given.value)
    elements = table(value.get("elements"))
    return "graphType" in value and isinstance(elements.get("nodes"), list)


def add(calls: Calls, given: Given) -> int:
    """Adds a graph, and says how many nodes it has. Raises `DocumentError` for too many edges."""
    calls.is_rate, calls.may_be_sampled = True, False
    elements = table(table(given.value).get("elements"))
    nodes = [table(one.get("data")) for one in tables(elements.get("nodes"))]
    graph = _nodes(calls, nodes, is_by_service=table(given.value).get("graphType") == "service")
    for edge in tables(elements.get("edges")):
        _add_edge(calls, graph, table(edge.get("data")))
    _pass_through(calls, graph, given)
    _tell_versions(calls, graph, nodes)
    for key in sorted(graph.names, key=lambda key: graph.names[key]):
        if key not in graph.between:
            calls.service(graph.names[key], given.source(graph.names[key]))
    for source, target, flow in list(_edges(graph)):
        _add_calls(calls, graph, given, (source, target), flow)
    return len(nodes)


def _nodes(calls: Calls, nodes: list[Plain], *, is_by_service: bool) -> _Graph:
    graph = _Graph()
    clusters = {name(node.get("cluster")) for node in nodes if not _is_outside(node)}
    for node in nodes:
        key, kind = name(node.get("id")), name(node.get("nodeType"))
        if kind == "box" or node.get("isBox"):
            calls.left_out["nodes that are boxes", "they only hold other nodes"] += 1
        elif key and _is_outside(node):
            graph.outside.add(key)
        elif not key or not (named := _named(node, kind, qualified=len(clusters - {""}) > 1)):
            calls.left_out["nodes", TOO_ODD] += 1
        else:
            graph.names[key] = named
            if kind == "aggregate" or (kind == "service" and not is_by_service):
                graph.between.add(key)
    return graph


def _is_outside(node: Plain) -> bool:
    named = (node.get("service"), node.get("workload"), node.get("app"))
    return node.get("nodeType") == "unknown" or next((n for n in named if n), "") in _OUTSIDE


def _named(node: Plain, kind: str, *, qualified: bool) -> str:
    kinds = (kind, "workload", "app", "service", "aggregate")
    own, what = next(((text, k) for k in kinds if (text := name(node.get(k)))), ("", ""))
    if what == "app" and (version := name(node.get("version"))):
        own = f"{own}/{version}"
    if what == "service" and kind == "serviceentry":
        what = kind
    place = [name(node.get("cluster"))] if qualified else []
    return "/".join(filter(None, (*place, name(node.get("namespace")), what, own))) if own else ""


def _add_edge(calls: Calls, graph: _Graph, edge: Plain) -> None:
    source, target = name(edge.get("source")), name(edge.get("target"))
    known = graph.names.keys() | graph.outside
    if source not in known or target not in known:
        calls.left_out["edges", "an end of them is no node that stays"] += 1
        return
    graph.add(source, target, _flow(edge.get("traffic")))


def _flow(traffic: object) -> _Flow:
    """What flows on an edge, by protocol."""
    flow = _Flow()
    for one in tables(traffic if isinstance(traffic, list) else [traffic]):
        rates, protocol = table(one.get("rates")), name(one.get("protocol"))
        amount = number(rates.get(protocol)) or 0.0
        flow.is_idle = flow.is_idle and not amount
        if protocol == "tcp":
            flow.bytes += amount
        else:
            flow.requests += amount
            errors = (f"{protocol}5xx", f"{protocol}Err", f"{protocol}NoResponse")
            flow.failed += sum(number(rates.get(key)) or 0.0 for key in errors)
    return flow


def _pass_through(calls: Calls, graph: _Graph, given: Given) -> None:
    """Joins who calls what stands between with those to whom it leads."""
    made = 0
    for key in sorted(graph.between, key=lambda key: (graph.names[key], key)):
        if not graph.to.get(key):
            graph.between.discard(key)
            continue
        before = {k: flow for k, flow in graph.by.pop(key, {}).items() if k != key}
        after = {k: flow for k, flow in graph.to.pop(key).items() if k != key}
        made += len(before) * len(after)
        if made > MAX_THROUGH:
            raise given.error(f"has more than {MAX_THROUGH:,} ways through services", "elements")
        _join(graph, key, before, after)
        calls.left_out["services and aggregates passed through", _BETWEEN] += 1


def _join(graph: _Graph, key: str, before: dict[str, _Flow], after: dict[str, _Flow]) -> None:
    for source in before:
        graph.to[source].pop(key, None)
    for target in after:
        graph.by[target].pop(key, None)
    into = sum(flow.amount for flow in before.values())
    out_of = sum(flow.amount for flow in after.values())
    for source, came in before.items():
        share = came.amount / into if into else 1 / len(before)
        for target, went in after.items():
            failed = came.failed * went.amount / out_of if out_of else 0.0
            graph.add(source, target, went.part(share, failed))


def _tell_versions(calls: Calls, graph: _Graph, nodes: list[Plain]) -> None:
    """What serves one app in several versions: no file says that one stands in for another."""
    versions: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for node in nodes:
        key, app = name(node.get("id")), name(node.get("app"))
        if app and key in graph.names and key not in graph.between:
            versions[name(node.get("namespace")), app].add(graph.names[key])
    for names in sorted(sorted(found) for found in versions.values() if len(found) > 1)[:10]:
        calls.remarks.append(
            f"{', '.join(names[:10])} are versions of one app: each is taken to be needed, as "
            "nothing says that one can stand in for another"
        )


def _edges(graph: _Graph) -> Iterator[tuple[str, str, _Flow]]:
    for source, targets in graph.to.items():
        for target, flow in targets.items():
            yield source, target, flow


def _add_calls(
    calls: Calls, graph: _Graph, given: Given, ends: tuple[str, str], flow: _Flow
) -> None:
    source, target = ends
    callee = graph.names.get(target, "unknown")
    if source in graph.outside and not flow.requests and target not in graph.outside:
        calls.service(callee, given.source(callee))
        return
    caller = USER if source in graph.outside else graph.names[source]
    place = given.source(f"{caller} → {callee}")
    calls.add(caller, callee, flow.requests, place, failed=flow.failed)
    edge = calls.edges.get((caller, callee))
    if edge is not None and flow.bytes and not flow.requests:
        edge.is_counted = False
