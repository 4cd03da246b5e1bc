"""The routing function against plain reference code, and the laws that it keeps."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.traffic_oracle import Carried, carried
from topology.document.document import Topology
from topology.network import routing
from topology.network.arcs import whole
from topology.network.causes import Cause
from topology.network.flows import diverted_over, flows_over
from topology.network.gauges import ranked
from topology.network.routing import Loads, Loss, Router
from topology.network.sweep import TrafficNetwork
from topology.structure.graph import Graph

WAYS = ("single", "equal-cost", "all-shortest")


def network(document: dict[str, Any], times: float = 1.0) -> TrafficNetwork:
    return TrafficNetwork(Graph.compile(Topology.from_dict(document)), times)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Directed multigraphs with ties, islands, one-way and parallel links, demands of nothing."""
    names = [f"n{number}" for number in range(draw(st.integers(2, 7)))]
    parts: list[dict[str, Any]] = [{"id": name, "needs": []} for name in names]
    metrics = st.sampled_from([1, 2, 0.1, 0.2, 0.3, 1.1])
    pairs = st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True)
    for number, ends in enumerate(draw(st.lists(pairs, min_size=1, max_size=12))):
        link: dict[str, Any] = {"id": f"l{number}", "connects": ends, "metric": draw(metrics)}
        if draw(st.booleans()):
            link["one_way"] = True
        parts.append(link)
    demand = st.builds(
        lambda ends, amount: {"from": ends[0], "to": ends[1], "demand": amount},
        pairs,
        st.sampled_from([0, 1, 3, 0.5]),
    )
    traffic = draw(st.lists(demand, min_size=1, max_size=8))
    ways = {"ways": draw(st.sampled_from(WAYS)), "duplex": "full"}
    if draw(st.booleans()):
        ways["metric"] = "hops"
    return {"components": parts, "routing": ways, "traffic": traffic}


def loss_of(net: TrafficNetwork, down: set[str]) -> Loss:
    index = net.graph.index
    numbers = {index[name] for name in down}
    links = numbers & net.arcs.arcs_of.keys()
    return Loss(
        frozenset(links),
        frozenset(net.arcs.position[v] for v in numbers if v in net.arcs.position),
    )


def downs(document: dict[str, Any]) -> st.SearchStrategy[set[str]]:
    return st.sets(st.sampled_from([part["id"] for part in document["components"]]), max_size=3)


def equal(net: TrafficNetwork, loads: Loads, expected: Carried) -> None:
    arcs, ids = net.arcs, net.graph.ids
    for arc, load in enumerate(loads.of_arcs(arcs)):
        ends = (ids[arcs.nodes[arcs.tail[arc]]], ids[arcs.nodes[arcs.head[arc]]])
        assert load == pytest.approx(float(expected.arcs[ids[arcs.link[arc]], *ends]), rel=1e-12)
    for node, load in enumerate(loads.of_nodes(arcs)):
        assert load == pytest.approx(float(expected.through[ids[arcs.nodes[node]]]), rel=1e-12)
    assert loads.cut_off == pytest.approx(float(expected.cut_off))
    assert loads.gone == pytest.approx(float(expected.gone))


@given(documents(), st.data())
def test_it_is_as_plain_reference_code_has_it(
    document: dict[str, Any], data: st.DataObject
) -> None:
    net = network(document)
    states = [set[str](), *(data.draw(downs(document)) for _ in range(4))]
    found = net.router.after([loss_of(net, down) for down in states])
    for down, loads in zip(states, found, strict=True):
        equal(net, loads, carried(document, down))


@given(documents(), st.data())
def test_a_failure_leaves_the_same_bits_as_a_network_without(
    document: dict[str, Any], data: st.DataObject
) -> None:
    """50 failures of each of 100 networks: worked out from what changes, and all anew."""
    net = network(document)
    draw = random.Random(data.draw(st.integers(0, 10**6)))
    ids = [part["id"] for part in document["components"]]
    losses = [
        loss_of(net, set(draw.sample(ids, draw.randint(1, min(4, len(ids)))))) for _ in range(50)
    ]
    for loss, loads in zip(losses, net.router.after(losses), strict=True):
        anew = Router(net.arcs, net.demands, net.routing.ways, never=loss).intact
        assert np.array_equal(anew.rows, loads.rows)
        assert (anew.cut_off, anew.gone) == (loads.cut_off, loads.gone)


@given(documents(), st.data())
def test_blocks_and_batches_do_not_matter(document: dict[str, Any], data: st.DataObject) -> None:
    net = network(document)
    losses = [loss_of(net, data.draw(downs(document))) for _ in range(3)]
    whole_ones = list(net.router.after(losses))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(routing, "MOST_PARTS", 1)
        patch.setattr(routing, "MOST_ENTRIES", 1)
        parted = list(Router(net.arcs, net.demands, net.routing.ways).after(losses))
    for one, other in zip(whole_ones, parted, strict=True):
        assert one.rows == pytest.approx(other.rows, rel=1e-12)
        assert one.cut_off == pytest.approx(other.cut_off)
        assert one.gone == pytest.approx(other.gone)


@given(documents(), st.data())
def test_what_comes_to_a_node_leaves_it(document: dict[str, Any], data: st.DataObject) -> None:
    net = network(document)
    arcs, loads = net.arcs, next(net.router.after([loss_of(net, data.draw(downs(document)))]))
    into, out = np.zeros(len(arcs.nodes)), np.zeros(len(arcs.nodes))
    np.add.at(into, arcs.head, loads.of_arcs(arcs))
    np.add.at(out, arcs.tail, loads.of_arcs(arcs))
    delivered, sent = into - loads.of_nodes(arcs), out - loads.of_nodes(arcs)
    demand = net.demands.columns(net.demands.destinations)
    to = dict(zip(net.demands.destinations.tolist(), demand.sum(axis=0).tolist(), strict=True))
    for node in range(len(arcs.nodes)):
        assert -1e-9 <= delivered[node] <= to.get(node, 0.0) + 1e-9
        assert -1e-9 <= sent[node] <= demand[node].sum() + 1e-9
    assert sent.sum() == pytest.approx(delivered.sum())
    assert delivered.sum() + loads.cut_off + loads.gone == pytest.approx(net.demands.total)


@given(documents(), st.sampled_from([0.5, 2.0, 4.0]))
def test_it_is_linear_in_the_traffic(document: dict[str, Any], times: float) -> None:
    once, more = network(document).router.intact, network(document, times).router.intact
    assert np.array_equal(once.rows * times, more.rows)
    assert once.cut_off * times == more.cut_off


@given(documents())
def test_a_link_that_nothing_takes_changes_nothing(document: dict[str, Any]) -> None:
    before = network(document)
    if before.router.intact.cut_off:
        return
    detour = {"id": "l99", "connects": ["n0", "n1"], "metric": 1000, "capacity": 5}
    document = {**document, "routing": {**document["routing"], "metric": "metric"}}
    before = network(document)
    if before.router.intact.cut_off:
        return
    after = network({**document, "components": [*document["components"], detour]})
    ids = after.graph.ids
    kept = [arc for arc in range(after.arcs.size) if ids[after.arcs.link[arc]] != "l99"]
    assert np.array_equal(
        after.router.intact.of_arcs(after.arcs)[kept], before.router.intact.of_arcs(before.arcs)
    )


@given(documents(), st.randoms())
def test_the_order_in_the_document_means_nothing(document: dict[str, Any], draw: Any) -> None:
    other = {key: list(value) for key, value in document.items() if key != "routing"}
    for entries in other.values():
        draw.shuffle(entries)
    one, two = network(document), network({**other, "routing": document["routing"]})
    assert np.array_equal(one.router.intact.rows, two.router.intact.rows)


@given(documents(), st.data())
def test_flows_are_what_a_place_carries(document: dict[str, Any], data: st.DataObject) -> None:
    for part in document["components"]:
        part["capacity"] = 1
    document["routing"]["duplex"] = data.draw(st.sampled_from(["half", "full"]))
    net = network(document)
    cause = Cause((), loss_of(net, data.draw(downs(document))))
    loads = net.gauges.loads(net.loads(cause).rows)
    before = net.gauges.loads(net.router.intact.rows)
    for n, place in enumerate(net.gauges.places):
        flows = flows_over(net, place, cause)
        assert sum(flow.amount for flow in flows) == pytest.approx(loads[n])
        assert sum(flow.before for flow in flows) <= before[n] + 1e-9
        more = sum(max(flow.amount - flow.before, 0.0) for flow in flows)
        lost = diverted_over(net, place, cause)
        assert sum(diverted.amount for diverted in lost) == pytest.approx(more)
        failed = {*cause.loss.links, *(net.arcs.nodes[v] for v in cause.loss.nodes)}
        assert {diverted.lost for diverted in lost} <= failed


def test_ways_differ_on_six_nodes() -> None:
    """Equally over next hops is not equally over all shortest ways."""
    links = ["ab", "ac", "bd", "be", "ce", "df", "ef"]
    parts: list[dict[str, Any]] = [{"id": node, "needs": []} for node in "abcdef"]
    parts += [{"id": f"{x}-{y}", "connects": [x, y]} for x, y in links]
    traffic = [{"from": "a", "to": "f", "demand": 12}]
    found = {}
    for ways in WAYS:
        net = network({"components": parts, "routing": {"ways": ways}, "traffic": traffic})
        loads = net.router.intact.of_arcs(net.arcs)
        ids = net.graph.ids
        found[ways] = {ids[net.arcs.link[n]]: x for n, x in enumerate(loads.tolist()) if x}
    assert found["single"] == {"a-b": 12, "b-d": 12, "d-f": 12}
    assert found["equal-cost"] == {
        "a-b": 6,
        "a-c": 6,
        "b-d": 3,
        "b-e": 3,
        "c-e": 6,
        "d-f": 3,
        "e-f": 9,
    }
    assert found["all-shortest"] == {
        "a-b": 8, "a-c": 4, "b-d": 4, "b-e": 4, "c-e": 4, "d-f": 4, "e-f": 8,
    }  # fmt: skip


def test_what_is_diverted_is_put_down_to_what_it_met_first() -> None:
    """Two links and a node fail on one way: the first is to blame, in either direction."""
    parts: list[dict[str, Any]] = [{"id": node, "needs": []} for node in "abcd"]
    parts += [{"id": x + y, "connects": [x, y], "capacity": 9} for x, y in ("ab", "bc", "cd")]
    parts += [{"id": "detour", "connects": ["a", "d"], "metric": 9, "capacity": 9}]
    traffic = [{"from": "a", "to": "d", "demand": 2}, {"from": "d", "to": "a", "demand": 1}]
    ways = {"duplex": "full"}
    net = network({"components": parts, "routing": ways, "traffic": traffic})
    there, back = (p for p in net.gauges.places if net.graph.ids[p.component] == "detour")
    for down, first, last in (({"ab", "b", "cd"}, "ab", "cd"), ({"b", "c"}, "b", "c")):
        cause = Cause((), loss_of(net, down))
        assert [(net.graph.ids[v], x) for v, x in diverted_over(net, there, cause)] == [(first, 2)]
        assert [(net.graph.ids[v], x) for v, x in diverted_over(net, back, cause)] == [(last, 1)]


def test_metrics_are_compared_as_decimals() -> None:
    assert whole([0.1, 0.2, 0.3], 4).tolist() == [1, 2, 3]
    assert whole([1e30, 1e-30], 3).tolist()[1] == 1
    assert whole([], 0).tolist() == []


def test_all_send_to_all() -> None:
    """Blocks of pairs are what the single pairs would be."""
    parts: list[dict[str, Any]] = [{"id": node, "needs": [], "kind": node} for node in "abc"]
    parts += [{"id": f"{x}{y}", "connects": [x, y]} for x, y in ("ab", "bc")]
    for origin, to in (("all", "all"), (["a", "b"], "all"), ({"kind": "a"}, ["b", "c", "a"])):
        entry = {"from": origin, "to": to, "demand": 2}
        from_ = {"all": "abc", "b": "ab"}.get(origin[1] if isinstance(origin, list) else "all", "a")
        from_ = "a" if isinstance(origin, dict) else from_
        single = [{"from": x, "to": y, "demand": 2} for x in from_ for y in "abc" if x != y]
        one = network({"components": parts, "traffic": [entry]})
        two = network({"components": parts, "traffic": single})
        assert np.array_equal(one.router.intact.rows, two.router.intact.rows)
        assert one.demands.total == two.demands.total == 2 * len(single)


def test_what_differs_by_rounding_is_ranked_as_equal() -> None:
    found = ranked(np.array([0.1 + 0.2, 0.3, 0.3001, 0.0, np.inf, 1e-308, 1e300]))
    assert found[0] == found[1] < found[2] < found[6] < found[4]
    assert found[3] == found[5] == 0


def test_what_a_selection_finds_counts_though_no_link_leads_there() -> None:
    parts: list[dict[str, Any]] = [{"id": node, "needs": [], "kind": "site"} for node in "abc"]
    parts.append({"id": "ab", "connects": ["a", "b"]})
    entry = {"from": {"kind": "site"}, "to": "a", "demand": 8}
    found = network({"components": parts, "traffic": [entry]})
    assert found.demands.total == 16
    assert found.router.intact.cut_off == 8
