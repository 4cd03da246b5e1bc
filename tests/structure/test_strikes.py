"""Shared risks that take a part of the members, and modes, in the structure function."""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import Any

import pytest

from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.reliability.availability import Availability
from topology.structure.graph import Graph


def racks(parts: float, count: int = 6, quorum: int = 4) -> dict[str, Any]:
    return {
        "components": [
            {"id": "pay", "needs": ["s", "db"]},
            {"id": "s", "count": count, "quorum": quorum, "needs": []},
            {"id": "db", "needs": []},
        ],
        "shared_risks": [{"id": "rack", "hits": ["s"], "parts": parts}],
    }


def graph_of(doc: dict[str, Any]) -> Graph:
    return Graph.compile(Topology.from_dict(doc))


@pytest.mark.parametrize(
    ("parts", "count", "members"),
    [
        (0.3, 10, 3),
        (0.31, 10, 4),
        (0.7, 10, 7),
        (0.1, 3, 1),
        (0, 3, 0),
        (1, 3, 3),
        (0.5, 1, 1),
        (0.07, 100, 7),
    ],
)
def test_a_share_of_the_members_is_rounded_up(parts: float, count: int, members: int) -> None:
    doc = racks(parts, count, 1)
    doc["components"].append({"id": "t", "count": 2, "quorum": 2})
    doc["shared_risks"][0]["hits"] = ["s", "t"]
    graph = graph_of(doc)
    assert graph.strikes[0].members(graph.components[graph.index["s"]]) == members


@pytest.mark.parametrize(("parts", "falls"), [(0.3, False), (0.34, True), (0.5, True)])
def test_an_entry_falls_if_more_than_its_spare_members_are_hit(parts: float, falls: bool) -> None:
    doc = racks(parts)
    points = SinglePoints.of(Topology.from_dict(doc), ["pay"])
    assert ("rack" in points.causes("pay")) is falls
    assert points.blast_size("rack") == (2 if falls else 0)
    assert graph_of(doc).down(["rack"]) == (frozenset({"s", "pay"}) if falls else frozenset())
    if falls:
        assert points.reason("pay", "rack") == ("rack hits 3 of 6 s", "pay needs s")


def test_further_members_fail_among_the_others() -> None:
    graph = graph_of(racks(0.3))
    assert graph.down(["rack"]) == frozenset()
    assert graph.down(["rack", "s"]) == {"s", "pay"}
    assert graph.down(["s", "s"]) == frozenset()


def test_cut_sets_count_what_takes_a_part_with_further_members() -> None:
    """Two of six are spared: the rack takes two, and any one of the four others is too many."""
    graph = graph_of(racks(0.3))
    sets = CutSets(graph, graph.index["pay"])
    assert sets.not_counted == ()
    found = {(cut.ids, cut.members, cut.multiplicity) for cut in sets.listed()}
    assert found == {
        (("db",), (1,), 1),
        (("s", "rack"), (1, 1), 4),
        (("s",), (3,), 20),
    }
    assert sets.count_by_order == {1: 1, 2: 4, 3: 20}
    assert sets.survives_by_structure(2, {"db"}) is False
    graph = graph_of(racks(0.5))
    sets = CutSets(graph, graph.index["pay"])
    assert {cut.ids for cut in sets.listed()} == {("db",), ("rack",), ("s",)}


def test_two_that_take_a_part_add_up() -> None:
    doc = racks(0.3)
    doc["shared_risks"].append({"id": "shelf", "hits": ["s"], "parts": 0.1})
    doc["components"][1]["modes"] = [{"id": "m", "leaves": 0}]
    sets = CutSets(graph_of(doc), 1)
    assert sets.target == "pay"
    found = {(tuple(sorted(cut.names)), cut.multiplicity) for cut in sets.listed()}
    assert found == {
        (("db",), 1),
        (("3 x s",), 20),
        (("rack", "s"), 4),
        (("rack", "shelf"), 1),
        (("rack", "s:m"), 1),
        (("2 x s", "shelf"), 10),
        (("2 x s", "s:m"), 10),
        (("s", "s:m", "shelf"), 4),
    }


def test_cut_sets_say_what_is_not_in_them() -> None:
    """What takes some of one entry decides of another as well."""
    said = "what takes a part of the members is not in it together with further members: rack"
    doc = racks(0.3)
    doc["shared_risks"][0]["hits"] = ["s", "t"]
    doc["components"].append({"id": "t", "count": 6, "needs": []})
    doc["components"][2]["needs"] = ["t"]
    graph = graph_of(doc)
    sets = CutSets(graph, graph.index["pay"])
    assert sets.not_counted == (said,)
    assert sets.survives_by_structure(2, {"db"}) is None
    assert sets.redundancy_by_structure == 1
    assert CutSets(graph, graph.index["s"]).not_counted == ()


def test_a_mode_that_leaves_nothing_takes_a_member() -> None:
    doc = racks(1)
    doc["components"][1]["modes"] = [{"id": "dead", "leaves": 0}, {"id": "limp", "leaves": 0.5}]
    doc["components"][2]["modes"] = [{"id": "dead", "leaves": 0.2, "seen": "0 s"}]
    graph = graph_of(doc)
    assert graph.down(["s:dead"]) == frozenset()
    assert graph.down(["s:dead", "s", "s"]) == {"s", "pay"}
    assert graph.down(["s:limp", "s:limp", "s:limp"]) == frozenset()
    assert graph.down(["db:dead"]) == {"db", "pay"}
    points = SinglePoints.of(Topology.from_dict(doc), ["pay"])
    assert points.causes("pay") == ("db", "db:dead", "rack", "s:limp")
    assert points.reason("pay", "db:dead") == ("db:dead: db fails", "pay needs db")
    assert points.targets_lost("db:dead") == 1
    assert {cut.ids for cut in CutSets(graph, graph.index["pay"]).listed()} == {
        ("db",), ("db:dead",), ("rack",), ("s",), ("s", "s:dead"),
    }  # fmt: skip


def test_what_is_down_by_nothing_but_its_own_mode_falls_to_nothing() -> None:
    doc = {
        "components": [{"id": "x", "demand": 1, "needs": [], "modes": [{"id": "m", "leaves": 0}]}]
    }
    points = SinglePoints.of(Topology.from_dict(doc))
    assert points.falling() == []
    assert points.causes("x") == ()


def test_causes_are_numbered_by_id_whatever_the_order_in_the_file() -> None:
    doc = racks(0.5)
    doc["components"][1]["modes"] = [{"id": "b", "leaves": 0.5}, {"id": "a", "leaves": 0.5}]
    doc["components"][0]["modes"] = [{"id": "z", "leaves": 0.5}]
    doc["shared_risks"].append({"id": "aaa", "hits": ["db"]})
    names = ["aaa", "rack", "pay:z", "s:a", "s:b"]
    assert [strike.id for strike in graph_of(doc).strikes] == names
    doc["components"].reverse()
    doc["shared_risks"].reverse()
    assert [strike.id for strike in graph_of(doc).strikes] == names
    assert all(len(set(pair)) == 2 for pair in combinations(names, 2))


def test_availability_says_what_it_does_not_count() -> None:
    doc = racks(0.3)
    data = {"unavailability": 0.1}
    for component in doc["components"]:
        component["fails"] = data
    doc["components"][2]["modes"] = [{"id": "limp", "leaves": 0.5, "fails": data}]
    found = Availability.of(Topology.from_dict(doc), "pay")
    assert not found.is_bound
    assert found.not_counted == (
        "modes that leave a part are not in it: db:limp",
        "what takes a part of the members is not in it together with further members: rack",
    )
    doc["shared_risks"][0]["fails"] = data
    assert Availability.of(Topology.from_dict(doc), "pay").is_bound
    doc["components"][2]["modes"] = [{"id": "dead", "leaves": 0, "fails": data}]
    doc["shared_risks"][0]["parts"] = 0.5
    found = Availability.of(Topology.from_dict(doc), "pay")
    assert found.not_counted == ()
    spare = sum(comb(6, k) * 0.1**k * 0.9 ** (6 - k) for k in range(3))
    assert found.availability == pytest.approx(0.9 * spare * 0.9 * 0.9 * 0.9)
