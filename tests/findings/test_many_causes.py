"""Hundreds of causes, many of them in circles: what is told of them, and at what cost."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given

from tests.support.command import run
from tests.support.strategies import documents
from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.findings.besides import Besides
from topology.findings.single_points import SinglePoints
from topology.render.machine.findings import spof_plain, spof_told
from topology.render.terminal.cut_sets import cuts_lines
from topology.render.terminal.findings import MANY, WORST, spof_lines
from topology.render.terminal.lines import plain
from topology.structure.order_one.order_one import OrderOne
from topology.structure.reasons.explainer import Explainer
from topology.values.indented_json import indented_chunks, indented_json


def chain(length: int, circle: int = 0) -> dict[str, Any]:
    """A root over a chain; `circle` more components call one another beneath it."""
    needs = [[f"c{n + 1}"] for n in range(length)]
    parts = [{"id": f"c{n}", "needs": needs[n]} for n in range(length)]
    ring = [f"ring{n:02}" for n in range(circle)]
    parts.append({"id": f"c{length}", "needs": ring[:1]})
    parts += [{"id": ring[n], "needs": [ring[(n + 1) % circle]]} for n in range(circle)]
    return {"format": 1, "name": "many", "components": parts}


def told(document: dict[str, Any], limit: int | None = None) -> list[str]:
    points = SinglePoints.of(Topology.from_dict(document))
    points.judge_load()
    lines = spof_lines(points, Besides(None, None, None), limit=limit, file="f", by="cause")
    return plain(lines).splitlines()


def causes_in(lines: list[str]) -> list[str]:
    return [line.split()[0] for line in lines if " · structural · " in line]


def test_of_more_than_fifty_causes_the_ten_worst_are_told() -> None:
    few, many = told(chain(MANY)), told(chain(MANY + 1))
    assert len(causes_in(few)) == MANY
    assert causes_in(many) == [f"c{n}" for n in range(MANY + 1, MANY + 1 - WORST, -1)]
    assert any(line.startswith("… and 41 single points of failure more") for line in many)
    assert len(causes_in(told(chain(MANY + 1), limit=12))) == 12


def test_a_circle_is_told_once_with_all_that_stand_in_it() -> None:
    lines = told(chain(3, circle=30))
    assert causes_in(lines) == ["ring00", "c3", "c2", "c1"]
    (said,) = [line for line in lines if "in a circle" in line]
    assert said.startswith("  so do 29 others in a circle of needs with it, each by itself: ring01")
    assert said.endswith("ring10 and 19 more")
    assert not any("single points of failure more" in line for line in lines)


def test_two_circles_one_over_the_other_are_two() -> None:
    document = chain(0, circle=2)
    document["components"][-1]["needs"].append("low0")
    document["components"] += [{"id": "low0", "needs": ["low1"]}, {"id": "low1", "needs": ["low0"]}]
    lines = told(document)
    assert causes_in(lines) == ["low0", "ring00"]
    circles = [line.rpartition(": ")[2] for line in lines if "in a circle" in line]
    assert circles == ["low1", "ring01"]


@given(documents())
def test_what_is_told_one_by_one_is_what_is_told_at_once(document: dict[str, Any]) -> None:
    points = SinglePoints.of(Topology.from_dict(document))
    streamed = "".join(indented_chunks(spof_told(points)))
    assert streamed == indented_json(spof_plain(points))


@given(documents())
def test_who_is_never_back_is_found_without_looking_where_it_cannot_be(
    document: dict[str, Any],
) -> None:
    points = SinglePoints.of(Topology.from_dict(document))
    for target in points.targets:
        v = points.graph.index[target]
        for cause in points.causes(target):
            expected = points.recoveries.of(v, cause).is_never
            assert points.recoveries.is_never(v, cause) == expected


@given(documents())
def test_plain_needs_are_blamed_as_all_others_are(document: dict[str, Any]) -> None:
    order = OrderOne(SinglePoints.of(Topology.from_dict(document)).graph)
    for cause in range(order.graph.size):
        explainer = Explainer.of(order, cause)
        for y in explainer.down.difference(explainer.starts):
            assert set(explainer._blamed(y)) == explainer.blame(y).of(y)


def test_what_is_needed_softly_is_not_blamed() -> None:
    parts = [{"id": "a", "needs": ["c"]}, {"id": "b", "needs": ["a"]}, {"id": "c", "needs": []},
             {"id": "y", "needs": [{"on": "a", "hard": False}, "b"]}]  # fmt: skip
    points = SinglePoints.of(Topology.from_dict({"format": 1, "name": "s", "components": parts}))
    assert points.reason("y", "c")[1:] == ("a needs c", "b needs a", "y needs b")


def calls(services: int, links: int) -> list[dict[str, Any]]:
    """A call graph in layers with calls back, as links."""
    random = Random(services)
    layer = sorted(random.randrange(8) for _ in range(services))
    pairs = set()
    while len(pairs) < links:
        one, other = sorted(random.sample(range(services), 2))
        if 0 <= layer[other] - layer[one] <= 2:
            pairs.add((other, one) if random.random() < 0.04 and layer[one] else (one, other))
    return [{"parent": f"s{a:04}", "child": f"s{b:04}", "callCount": 9} for a, b in sorted(pairs)]


def test_a_large_call_graph_is_told_in_a_page(tmp_path: Path) -> None:
    file = tmp_path / "calls.json"
    file.write_text(json.dumps(calls(300, 900)))
    done = run("spof", file)
    assert len(done.stdout.splitlines()) < 80
    assert "so do" in done.stdout or "single points of failure more" in done.stdout


def towers(number: int) -> dict[str, Any]:
    """So many targets, each on a pair of its own of which it is known roughly how many fail."""
    parts: list[dict[str, Any]] = [{"id": "root", "needs": []}]
    for n in range(number):
        parts.append({"id": f"t{n}", "needs": [f"p{n}", "root"], "demand": 1})
        parts.append({"id": f"p{n}", "needs": [], "count": {"low": 2, "high": 3, "value": 2}})
    objectives = [{"of": f"t{n}", "survives": 1} for n in range(number)]
    return {"format": 1, "name": "towers", "components": parts, "objectives": objectives}


def test_the_ranges_of_a_document_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    ranges = Topology.ranges

    def counted(topology: Topology) -> object:
        asked.append(len(ranges(topology)))
        return ranges(topology)

    monkeypatch.setattr(Topology, "ranges", counted)
    points = SinglePoints.of(Topology.from_dict(towers(4)))
    sets = [CutSets(points.graph, points.graph.index[target]) for target in points.targets]
    said = [*plain(cuts_lines(sets, limit=9, file="f")).splitlines()]
    assert sum("at the values given" in line for line in said) > 1
    besides = Besides(None, None, None)
    assert "at the values" in plain(spof_lines(points, besides, limit=9, file="f", by="cause"))
    assert asked == [4]
