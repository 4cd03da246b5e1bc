"""Single points of failure without which their targets live on: for how long, and what is left."""

from __future__ import annotations

import json
from graphlib import CycleError
from math import inf
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.loads.test_cascade_properties import without_load
from tests.support import oracles
from tests.support.command import run
from tests.support.strategies import documents
from tests.support.strategies_reserves import any_reserves
from topology.document.document import Topology
from topology.document.relevance import load_can_matter
from topology.findings.objectives.verdicts import verdicts
from topology.findings.ranking.fall_times import FallTimes
from topology.findings.ranking.recoveries import in_words
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_failures
from topology.loads.living_on import LivingOn
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph

Doc = dict[str, Any]


def centre(held: Any, *, rto: str = "2 h", **more: Any) -> Doc:
    """A centre that is cooled, and powered."""
    return {
        "components": [
            {"id": "pay", "needs": ["centre"], "fails": False},
            {
                "id": "centre",
                "needs": [{"on": "cooling", "holds": held}, {"on": "power", "holds": "10 h"}],
                "fails": False,
            },
            {"id": "cooling", "needs": [], "repair": {"time": "5 h 55 min"}},
            {"id": "power", "needs": [], "repair": {"time": "8 h"}},
        ],
        "objectives": [{"of": "pay", "rto": rto}],
        **more,
    }


def words(doc: Doc, cause: str) -> str:
    return in_words(SinglePoints.of(Topology.from_dict(doc)).recovery("pay", cause))


def clause(doc: Doc) -> tuple[bool | None, str]:
    (verdict,) = verdicts(SinglePoints.of(Topology.from_dict(doc)), {}, {})
    found = next(one for one in verdict.clauses if one.asks.startswith("is back"))
    return found.holds, found.why


def test_a_repair_that_ends_sooner_is_no_outage() -> None:
    assert words(centre("4 h"), "power") == "no outage: held for 10 h, repaired after 8 h"


@pytest.mark.parametrize(
    ("held", "said"),
    [
        ("10 min", "held for 10 min, then out for 5 h 45 min, back after 5 h 55 min, later than"),
        ("4 h", "held for 4 h, then out for 1 h 55 min, back after 5 h 55 min, within"),
        ("5 h 55 min", "no outage: held for 5 h 55 min, repaired after 5 h 55 min"),
        ("0 s", "back after 5 h 55 min, later than"),
    ],
)
def test_what_is_not_held_is_out(held: str, said: str) -> None:
    assert words(centre(held), "cooling").startswith(said)


def test_it_is_a_single_point_still_and_its_reason_tells_of_the_reserve() -> None:
    points = SinglePoints.of(Topology.from_dict(centre("4 h")))
    assert sorted(points.causes("pay")) == ["cooling", "power"]
    assert points.finding("pay", "cooling").reason == (
        "cooling fails",
        "centre needs cooling, and lives on for 4 h",
        "pay needs centre",
    )


def test_the_margin_is_in_the_objective() -> None:
    margin = "when cooling fails (repair takes 5 h 55 min, 4 h are held)"
    assert clause(centre("4 h")) == (True, f"at the latest after 1 h 55 min, {margin}")
    assert clause(centre("4 h", rto="1 h")) == (False, f"after 1 h 55 min, {margin}")
    margin = "when cooling fails (repair takes 5 h 55 min, 7 h are held)"
    assert clause(centre("7 h", rto="1 s")) == (True, f"at the latest without an outage, {margin}")


def test_what_is_held_is_not_late(tmp_path: Path) -> None:
    path = tmp_path / "centre.json"
    path.write_text(json.dumps(centre("7 h", rto="1 s")))
    assert run("spof", str(path), "--fail-on", "spof").returncode == 1
    assert run("spof", str(path), "--fail-on", "late").returncode == 0
    found = json.loads(run("spof", str(path), "--format", "json").stdout)
    back = {cause["id"]: cause["back"] for cause in found["targets"][0]["spofs"]}
    assert (back["power"]["held_s"], back["power"]["mended_s"]) == (36_000, 28_800)
    assert (back["power"]["after_s"], back["power"]["state"]) == (0, "in time")
    assert "no outage: held for 10 h, repaired after 8 h" in run("spof", str(path)).stdout
    path.write_text(json.dumps(centre("10 min", rto="1 s")))
    assert run("spof", str(path), "--fail-on", "late").returncode == 1


def test_what_is_never_repaired_is_not_known_to_be_back() -> None:
    doc = centre("4 h")
    del doc["components"][2]["repair"]
    assert words(doc, "cooling") == "not known when back: cooling has no repair time"
    del doc["components"][1]["fails"]
    assert words(doc, "centre") == "not known when back: centre has no repair time"


@pytest.mark.parametrize(
    ("held", "said"), [("10 h", "no outage: held for 10 h"), ("1 h", "never back: u needs v")]
)
def test_what_would_keep_itself_down_need_not_go_down(held: str, said: str) -> None:
    needs = ["u", {"on": "grid", "holds": held}]
    doc: Doc = {
        "components": [
            {"id": "pay", "needs": ["u"]},
            {"id": "u", "needs": ["v"]},
            {"id": "v", "needs": needs},
            {"id": "grid", "needs": [], "repair": {"time": "8 h"}},
        ],
        "objectives": [{"of": "pay", "rto": "1 h"}],
    }
    assert f"{words(doc, 'grid')}, ".startswith(said)


def test_what_keeps_itself_down_is_never_back_whatever_becomes_of_the_rest() -> None:
    held = {"on": "grid", "holds": "1 h"}
    doc: Doc = {
        "components": [
            {"id": "pay", "needs": ["u"]},
            {"id": "u", "needs": ["v"]},
            {"id": "v", "needs": ["u", held]},
            {"id": "grid", "needs": [], "repair": {"time": "8 h"}},
            {"id": "other", "needs": []},
        ],
        "shared_risks": [{"id": "fire", "hits": ["grid", "other"]}],
        "objectives": [{"of": "pay", "rto": "1 h"}],
    }
    assert words(doc, "fire") == "never back: u needs v → v needs u"


def test_several_that_are_hit_at_once_are_held_each_by_its_own() -> None:
    risk = {"id": "fire", "hits": ["cooling", "power"]}
    doc = centre("4 h", shared_risks=[risk])
    assert words(doc, "fire").startswith("held for 4 h, then out for 1 h 55 min, back after 5 h 55")


def test_of_two_reserves_the_first_that_ends_is_told() -> None:
    doc = centre("4 h")
    needs = doc["components"][1]["needs"]
    needs += [{"on": "cooling", "holds": "30 min"}, {"on": "cooling", "holds": "2 h"}]
    points = SinglePoints.of(Topology.from_dict(doc), ["centre", "pay"])
    for target in ("centre", "pay"):
        reason = points.finding(target, "cooling").reason
        assert reason[1] == "centre needs cooling, and lives on for 30 min"
    needs.append("cooling")
    reason = SinglePoints.of(Topology.from_dict(doc)).finding("pay", "cooling").reason
    assert reason[1] == "centre needs cooling"


def test_reasons_tell_of_reserves_around_choices_paths_and_relays() -> None:
    doc: Doc = {
        "components": [
            {"id": "pay", "needs": [{"on": "app", "holds": "1 min"}]},
            {"id": "app", "needs": [{"any": ["a", "b"], "holds": "2 min"}]},
            {"id": "a", "needs": [{"reach": "goal", "holds": "3 min"}]},
            {"id": "b", "needs": ["goal"]},
            {"id": "goal", "needs": []},
            {"id": "link", "connects": ["a", "goal"]},
        ]
    }
    points = SinglePoints.of(Topology.from_dict(doc))
    steps = in_words_of(points, "pay", "goal")
    assert "a cannot reach goal, and lives on for 3 min" in steps
    assert "app has no alternative left, and lives on for 2 min" in steps
    assert steps.endswith("pay needs app, and lives on for 1 min")
    assert points.finding("pay", "app").reason[1] == "pay needs app, and lives on for 1 min"


def test_a_failure_that_is_handed_on_tells_of_reserves() -> None:
    """As where each is needed by one other only, and so chains are not gone through."""
    parts = [
        {"id": f"c{n}", "needs": [{"on": f"c{n + 1}", "holds": f"{n + 1} h"}]} for n in range(3)
    ]
    doc = {"components": [*parts, {"id": "c3", "needs": []}]}
    assert SinglePoints.of(Topology.from_dict(doc)).finding("c0", "c3").reason == (
        "c3 fails",
        "c2 needs c3, and lives on for 3 h",
        "c1 needs c2, and lives on for 2 h",
        "c0 needs c1, and lives on for 1 h",
    )


def test_it_is_out_at_least_as_long_as_what_is_known_takes_beyond_what_is_held() -> None:
    risk = {"id": "fire", "hits": ["cooling", "power"]}
    doc = centre("4 h", shared_risks=[risk])
    del doc["components"][2]["repair"]
    doc["components"][3]["repair"]["time"] = "30 h"
    least = "not back for 20 h at least, later than its rto of 2 h: cooling has no repair time"
    assert words(doc, "fire") == least


def in_words_of(points: SinglePoints, target: str, cause: str) -> str:
    from topology.finding import in_words as steps_in_words

    return steps_in_words(points.finding(target, cause).steps)


@pytest.mark.parametrize("held", ["10 min", "7 h"])
def test_it_is_the_same_where_it_is_played(held: str) -> None:
    """With something that load can matter to, and with a crew that is shared."""
    doc = centre(held, rto="1 h")
    loaded = json.loads(json.dumps(doc))
    loaded["components"].append({"id": "other", "needs": [], "capacity": 5, "demand": 1})
    assert words(loaded, "cooling") == words(doc, "cooling")
    crew = {"time": "5 h 55 min", "crew": "hands"}
    risk = {"id": "fire", "hits": ["cooling", "power"]}
    crewed = centre(held, rto="1 h", shared_risks=[risk], crews={"hands": 1})
    for component in crewed["components"][2:]:
        component["repair"] = crew
    expected = {
        "10 min": "held for 10 min, then out for 5 h 45 min at the longest, back after 11 h 50 min",
        "7 h": "held for 10 h, then out for 1 h 50 min, back after 11 h 50 min",
    }
    assert words(crewed, "fire").startswith(expected[held])


def test_a_range_of_reserves_is_judged_all_over(tmp_path: Path) -> None:
    path = tmp_path / "centre.json"
    held = {"low": "1 h", "high": "9 h", "value": "7 h"}
    path.write_text(json.dumps(centre(held, rto="30 min")))
    found = run("spof", str(path), "--fail-on", "late")
    assert found.returncode == 1
    assert "holds" in found.stdout
    path.write_text(json.dumps(centre({"low": "6 h", "high": "9 h", "value": "7 h"}, rto="1 h")))
    assert run("spof", str(path), "--fail-on", "late").returncode == 0


@given(documents(), st.data())
def test_outages_by_structure_are_those_of_a_cascade(doc: Doc, data: st.DataObject) -> None:
    held = any_reserves(without_load(doc), data)
    times = st.sampled_from(["40 s", "10 min", "3 h", None])
    for component in held["components"]:
        component.pop("fails", None)
        if (time := data.draw(times)) is not None:
            component["repair"] = {"time": time}
    held.pop("objectives", None)
    topology = Topology.from_dict(held)
    assume(not load_can_matter(topology.components))
    ids = sorted(oracles.components(held))
    points = SinglePoints.of(topology, ids)
    for target in points.falling():
        for cause in points.causes(target):
            found = points.recovery(target, cause)
            outcome = run_failures(topology, [cause]).outcomes[target]
            if found.wanting or found.is_never:
                assert outcome.downtime_s == pytest.approx(0) or found.outage_s == float("inf")
            else:
                assert found.outage_s == pytest.approx(outcome.longest_outage_s, abs=1e-6)


def on_foot(need: Any) -> Any:
    """A need with the goal of each path in its place."""
    if isinstance(need, str):
        return need
    if "reach" in need:
        return {"on": need["reach"], **{k: need[k] for k in ("holds", "refill") if k in need}}
    inside = [form for form in ("all", "any", "of", "first_of") if form in need]
    return {**need, **{form: list(map(on_foot, need[form])) for form in inside}}


@given(documents(), st.data())
def test_the_times_of_all_falls_are_those_of_each(doc: Doc, data: st.DataObject) -> None:
    """Against one failure followed after the other, of what has neither paths nor circles."""
    held = any_reserves(without_load(doc), data)
    for component in held["components"]:
        component.pop("connects", None)
        component.pop("one_way", None)
        component["needs"] = list(map(on_foot, component.get("needs", [])))
    held["shared_risks"] = []
    graph = Graph.compile(Topology.from_dict(held))
    try:
        found = FallTimes(graph, range(graph.size), range(graph.size))
    except CycleError:
        assume(False)
        raise
    living_on = LivingOn(Wiring(graph))
    for cause in range(graph.size):
        outages = living_on.outages({cause: inf}) if graph.fails_alone[cause] else {}
        for v in range(graph.size):
            falls_s = outages[v][0][0] if v in outages else inf
            assert found.fall_s(v, cause) == pytest.approx(falls_s)
