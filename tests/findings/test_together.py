"""Documents that say in every way at once what a failure is, and how it comes back."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.repository import ROOT
from tests.support.strategies_together import TogetherDraw
from topology.document.document import Topology
from topology.errors import TopologyError
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.loads.cascade.playing import run_failures
from topology.render.files.markdown import study_report
from topology.render.machine.study import study_plain
from topology.render.page.view import report_html
from topology.structure.graph import Graph
from topology.structure.order_one.order_one import OrderOne

SCHEMA = jsonschema.Draft202012Validator(
    json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))
)
seeds = st.integers(0, 10**6)


def causes(graph: Graph) -> dict[str, int]:
    """All single causes, by id."""
    numbers = {strike.id: graph.size + n for n, strike in enumerate(graph.strikes)}
    return {**graph.index, **numbers}


@given(seeds)
def test_each_cause_by_itself_and_all_at_once(seed: int) -> None:
    graph = Graph.compile(Topology.from_dict(TogetherDraw(seed).document()))
    order = OrderOne(graph)
    for name, number in causes(graph).items():
        found = {graph.ids[v] for v in (*order.taken_down(number)[0], *graph.never_up)}
        assert graph.down([name]) == found, name


@pytest.mark.parametrize("seed", range(12))
def test_whatever_the_order_it_is_told_and_to_machines_by_the_schema(seed: int) -> None:
    draw = TogetherDraw(seed)
    document = draw.document()
    study = Study.of(Topology.from_dict(document))
    found = json.loads(json.dumps(study_plain(study)))
    SCHEMA.validate(found)
    assert study_report(study)
    assert report_html(study)
    other = Study.of(Topology.from_dict(draw.reordered(document)))
    assert [*map(str, other.points.findings())] == [*map(str, study.points.findings())]
    assert other.verdicts == study.verdicts


@settings(max_examples=examples(15))
@given(seeds)
def test_accounts_close_after_each_cause(seed: int) -> None:
    topology = Topology.from_dict(TogetherDraw(seed).document())
    for name in causes(Graph.compile(topology)):
        try:
            run = run_failures(topology, [name], until_s=200)
        except TopologyError:  # calls in a circle, or a circle without end
            continue
        assert run.largest_error < 1e-9, name


def without_reserves(part: Any) -> Any:
    """The same part of a document, in which nothing lives on without what it needs."""
    if isinstance(part, dict):
        kept = {key: x for key, x in part.items() if key not in ("holds", "refill")}
        return {key: without_reserves(x) for key, x in kept.items()}
    return [without_reserves(x) for x in part] if isinstance(part, list) else part


@given(seeds)
@example(56)
@example(168)
@example(255)
def test_what_is_never_back_by_structure_is_down_when_all_is_played(seed: int) -> None:
    document = without_reserves(TogetherDraw(seed).document())
    points = SinglePoints.of(Topology.from_dict(document))
    for cause in points.recovery_deadlocks:
        try:
            run = points.contingencies.starts.cascade([cause], repairs=True).run()
        except TopologyError:  # calls in a circle, or a circle without end
            continue
        assert set(points.recovery_deadlock_finding(cause).involved) <= set(run.down), cause


def test_a_shared_risk_strikes_once() -> None:
    pair = {"id": "pair", "count": 2, "needs": []}
    risk = {"id": "rack", "hits": ["pair"], "parts": 0.5}
    graph = Graph.compile(Topology.from_dict({"components": [pair], "shared_risks": [risk]}))
    assert graph.down(["rack", "rack"]) == frozenset()
    assert graph.down(["rack", "pair"]) == {"pair"}


def waiting(**also: object) -> Doc:
    """Who is repaired only over one that lives on without it, and is no target."""
    return {
        "components": [
            {"id": "door", "needs": [{"on": "net", "holds": "1 h"}]},
            {"id": "net", "needs": [], "repair": {"time": "10 min", "needs": ["door"]}, **also},
            {"id": "shop", "needs": [], "demand": 10},
        ]
    }


def test_a_reserve_of_what_is_no_target_keeps_mending_going() -> None:
    assert SinglePoints.of(Topology.from_dict(waiting())).recovery_deadlocks == ()
    document = waiting(repair={"time": "2 h", "needs": ["door"]})
    assert SinglePoints.of(Topology.from_dict(document)).recovery_deadlocks == ("net",)


@pytest.mark.parametrize("turn", [1, -1])
def test_a_reason_whatever_the_order_of_needs(turn: int) -> None:
    needs = [{"any": ["b", "c"]}, "b"][::turn]
    parts: list[Doc] = [
        {"id": "a", "needs": needs},
        {"id": "b", "needs": [], "repair": {"time": "1 h", "needs": ["a"]}},
        {"id": "c", "needs": ["b"]},
    ]
    points = SinglePoints.of(Topology.from_dict({"components": parts}))
    (cause,) = points.recovery_deadlocks
    assert points.recovery_deadlock_finding(cause).reason == (
        "b is repaired only over a",
        "a needs b",
    )


def test_members_in_places_that_live_on() -> None:
    parts: list[Doc] = [
        {"id": "grid", "needs": [], "repair": {"time": "10 min"}},
        {"id": "hall", "needs": [{"on": "grid", "holds": "1 h"}], "fails": False},
        {"id": "racks", "needs": [], "count": 3, "quorum": 3, "spread": ["hall"], "demand": 10},
    ]
    points = SinglePoints.of(Topology.from_dict({"components": parts}))
    found = points.recovery("racks", "grid")
    assert (found.after_s, found.held_s, found.mended_s) == (0, 3600, 600)


def test_what_goes_up_and_down_for_ever_is_mended() -> None:
    crash = {"mode": "crash", "for": "5 s", "restart": "20 s"}
    parts: list[Doc] = [
        {"id": "a", "needs": ["b"], "repair": {"time": "1 s", "needs": ["b"]}},
        {"id": "b", "needs": [{"on": "a", "calls": 0, "holds": "1 h"}], "demand": 10},
    ]
    parts[1] |= {"capacity": 8, "overload": crash}
    points = SinglePoints.of(Topology.from_dict({"components": parts}))
    assert points.recovery_deadlocks == ()
