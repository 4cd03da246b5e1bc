"""What is needed to come up and not to go on running: against brute force, and by hand."""

from __future__ import annotations

from hypothesis import given

from tests.support import oracles
from tests.support.oracles import Doc
from tests.support.strategies_mending import starting_documents
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.structure.graph import Graph


@given(starting_documents())
def test_deadlocks_are_the_oracles(doc: Doc) -> None:
    points = SinglePoints.of(Topology.from_dict(doc), oracles.components(doc))
    graph = points.graph
    assert {graph.ids[v] for v in graph.cold_start} == oracles.start_up(doc)
    assert [list(group) for group in points.start_up_deadlocks] == oracles.deadlocks(doc)
    for deadlock in points.start_up_deadlocks:
        for step in points.deadlock_finding(deadlock).reason:
            assert step.removeprefix("besides, ").split()[0] in deadlock or "more" in step


@given(starting_documents())
def test_what_runs_needs_nothing_to_start(doc: Doc) -> None:
    bare = {**doc, "components": [{**c, "start": {"needs": []}} for c in doc["components"]]}
    one, other = (Graph.compile(Topology.from_dict(d)) for d in (doc, bare))
    for cause in (*oracles.components(doc), *oracles.shared_risks(doc)):
        assert one.down([cause]) == other.down([cause])
    assert one.cold_start <= other.cold_start


def test_a_circle_through_a_start_is_no_circle_of_needs() -> None:
    """The name server runs without the host that it starts from, which needs it to run."""
    parts = [
        {"id": "dns", "needs": [], "start": {"needs": ["host"]}},
        {"id": "host", "needs": ["dns"]},
        {"id": "site", "needs": ["host"]},
    ]
    points = SinglePoints.of(Topology.from_dict({"components": parts}))
    assert points.start_up_deadlocks == (("dns", "host", "site"),)
    assert points.deadlock_finding(points.start_up_deadlocks[0]).reason == (
        "dns waits for host", "host waits for dns",
    )  # fmt: skip
    parts[0]["start"] = {"needs": ["spare"]}
    spare = {"id": "spare", "needs": []}
    points = SinglePoints.of(Topology.from_dict({"components": [*parts, spare]}))
    assert points.start_up_deadlocks == ()


def test_what_it_starts_from_may_never_be_there() -> None:
    parts = [
        {"id": "dns", "needs": [], "start": {"needs": [{"any": ["dead", {"reach": "far"}]}]}},
        {"id": "dead", "needs": [{"reach": "far"}]},
        {"id": "far", "needs": []},
    ]
    points = SinglePoints.of(Topology.from_dict({"components": parts}), ["dns"])
    assert points.start_up_deadlocks == (("dns",),)
    assert points.deadlock_finding(("dns",)).reason == ("dns cannot start: dead is never up",)
