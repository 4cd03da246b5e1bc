"""The worst failures in full: loads as asked for one by one, and what is down and apart."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.squares import SQUARE, square
from topology.document.document import Topology
from topology.findings.carried.worst_failures import WorstFailures, left_of
from topology.findings.study import Study
from topology.network.sweep import Sweep, TrafficNetwork
from topology.structure.graph import Graph

Doc = dict[str, Any]


def swept(document: Doc) -> Sweep:
    return Sweep.of(TrafficNetwork(Graph.compile(Topology.from_dict(document))))


@st.composite
def networks(draw: st.DrawFn) -> Doc:
    """A few sites, a duct, links of which some are one-way and some lose one of two members."""
    sites = [f"s{n}" for n in range(draw(st.integers(2, 6)))]
    pairs = st.sampled_from(list(combinations(sites, 2)))
    links = [
        {
            "id": f"l{n}",
            "kind": "fibre",
            "connects": draw(st.permutations(draw(pairs))),
            "capacity": draw(st.integers(1, 5)),
            "one_way": draw(st.booleans()),
            "count": draw(st.integers(1, 2)),
        }
        for n in range(draw(st.integers(1, 8)))
    ]
    hits = draw(st.lists(st.sampled_from([link["id"] for link in links]), min_size=1, unique=True))
    ends = sorted({end for link in links for end in link["connects"]})
    return {
        "components": [*({"id": site} for site in sites), *links],
        "shared_risks": [{"id": "duct", "hits": hits}],
        "routing": {"ways": "equal-cost", "duplex": draw(st.sampled_from(["half", "full"]))},
        "traffic": [{"from": "all", "to": draw(st.sampled_from(ends)), "demand": 1}],
    }


@given(networks(), st.integers(0, 5))
def test_each_is_as_if_asked_for_alone(document: Doc, most: int) -> None:
    sweep = swept(document)
    found = WorstFailures.of(sweep, most)
    assert list(found.failures) == sweep.worst_first[:most]
    assert found.total == len(sweep.failures)
    for after, used, left in zip(found.failures, found.used, found.left, strict=True):
        assert np.array_equal(used, sweep.network.utilisations(after.cause))
        assert left == left_of(sweep.network, after.cause)


@given(networks())
def test_what_is_apart_has_no_way_to_or_from_the_largest_part(document: Doc) -> None:
    """Held against the ways between all pairs, one failure at a time."""
    sweep = swept(document)
    graph = sweep.network.graph
    by_id = {c["id"]: c for c in document["components"]}
    for after in sweep.failures:
        left = left_of(sweep.network, after.cause)
        (failing,) = map(sweep.network.causes.name, after.cause.numbers)
        has_spare = by_id.get(failing, {}).get("count", 1) > 1
        failed = set() if has_spare else {failing}
        if "duct" in failed:
            failed.update(document["shared_risks"][0]["hits"])
        ways: nx.DiGraph = nx.DiGraph()
        ends = {end for c in by_id.values() for end in c.get("connects", ())}
        ways.add_nodes_from(ends - failed)
        for name, link in by_id.items():
            if "connects" not in link:
                continue
            start, end = link["connects"]
            is_down = bool({name, start, end} & failed)
            assert (graph.index[name] in left.links) is is_down
            if not is_down:
                ways.add_edges_from(
                    [(start, end)] if link["one_way"] else [(start, end), (end, start)]
                )
        both = {
            v: {w for w in ways if nx.has_path(ways, v, w) and nx.has_path(ways, w, v)}
            for v in ways
        }
        apart = {graph.ids[v] for v in left.apart}
        stay = set(both) - apart
        assert {graph.ids[v] for v in left.sites} == failed & ends
        for v in stay:
            assert both[v] == stay
            assert all(
                len(both[w]) < len(stay) or min(both[w]) > min(stay)
                for w in apart
                if len(both[w]) >= len(stay)
            )
        assert all(len(both[w]) <= len(stay) for w in apart)


def test_by_hand() -> None:
    found = WorstFailures.of(swept(SQUARE))
    names = [found.sweep.network.causes.name(a.cause.numbers[0]) for a in found.failures]
    assert names == ["ab", "c", "ac", "cd", "duct", "b", "bd", "d", "a"]
    ids = found.sweep.network.graph.ids
    duct = found.left[names.index("duct")]
    assert [ids[v] for v in duct.links] == ["ab", "bd"]
    assert ([ids[v] for v in duct.apart], duct.sites) == (["b"], ())


def test_a_study_has_the_sweep_of_a_document_with_traffic() -> None:
    study = Study.of(Topology.from_dict(SQUARE))
    assert study.network is not None
    assert [a.cause.numbers for a in study.network.failures] == [
        a.cause.numbers for a in swept(SQUARE).failures
    ]
    silent = {key: value for key, value in SQUARE.items() if key not in ("traffic", "routing")}
    assert Study.of(Topology.from_dict(silent)).network is None


def test_what_is_too_large_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """3 pairs and 9 failures: one pair less than that is too many."""
    monkeypatch.setattr("topology.findings.study.MAX_ROUTED", 3 * 9)
    topology = Topology.from_dict(square())
    assert Study.of(topology).network is not None
    monkeypatch.setattr("topology.findings.study.MAX_ROUTED", 3 * 9 - 1)
    study = Study.of(topology)
    assert study.network is None
    assert "topology network" in study.absent["network"]
    assert Study.of(topology, expired=lambda: True).absent["network"]
