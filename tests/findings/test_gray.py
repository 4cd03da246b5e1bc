"""What half fails: a mode or a shared risk that leaves a part, and the standby that stands idle."""

from __future__ import annotations

from typing import Any

import pytest

from topology.document.document import Topology
from topology.errors import DocumentError, UnknownIdError
from topology.finding import FailureClass
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.contingencies import Contingencies
from topology.loads.longest_switchovers import longest_switchovers
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph


def pair(mode: dict[str, Any], *, form: str = "first_of", **objective: Any) -> dict[str, Any]:
    """A service over two servers, of which the first may limp."""
    return {
        "components": [
            {"id": "pay", "demand": 80, "needs": [{form: ["a", "b"]}]},
            {"id": "a", "modes": [{"id": "limp", **mode}], "needs": []},
            {"id": "b", "needs": []},
        ],
        "objectives": [{"of": "pay", "survives": 1, **objective}],
    }


def points_of(doc: dict[str, Any]) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(doc))


def classes(doc: dict[str, Any], target: str = "pay") -> dict[str, str]:
    points = points_of(doc)
    return {cause: str(points.failure_class(target, cause)) for cause in points.causes(target)}


def test_nobody_switches_away_from_what_has_not_failed() -> None:
    points = points_of(pair({"leaves": 0.3}))
    assert points.causes("pay") == ("a:limp",)
    assert points.failure_class("pay", "a:limp") is FailureClass.GRAY
    assert points.reason("pay", "a:limp") == (
        "a limps: 30 % of what it is offered succeeds",
        "pay at 30 %",
        "b stands idle: nobody switches away from what has not failed",
    )
    finding = points.finding("pay", "a:limp")
    assert finding.is_mode and not finding.shared_risk
    assert finding.message == "a:limp (mode, component) is a single point of failure of pay"


@pytest.mark.parametrize(
    ("mode", "rto", "found"),
    [
        ({"leaves": 0.3}, "1 h", {"a:limp": "gray"}),
        ({"leaves": 0.3, "seen": "20 min"}, "1 h", {}),
        ({"leaves": 0.3, "seen": "20 min"}, "20 min", {}),
        ({"leaves": 0.3, "seen": "20 min"}, "19 min", {"a:limp": "slow"}),
        ({"leaves": 0.3, "seen": "0 s"}, "1 min", {}),
        ({"leaves": 0}, "1 min", {}),
        ({"leaves": 1}, "1 min", {}),
        ({"leaves": 0.95}, "1 min", {}),
    ],
)
def test_what_is_seen_in_time_is_no_finding(
    mode: dict[str, Any], rto: str, found: dict[str, str]
) -> None:
    assert classes(pair(mode, rto=rto, level=0.9)) == found


def test_who_shares_the_load_already_is_no_standby() -> None:
    assert classes(pair({"leaves": 0.3}, form="any")) == {"a:limp": "overload"}
    alone = pair({"leaves": 0.3})
    alone["components"][0]["needs"] = ["a"]
    assert classes(alone) == {"a": "structural", "a:limp": "overload"}


def test_a_standby_that_is_too_weak_is_no_gray_failure() -> None:
    doc = pair({"leaves": 0.3}, level=0.9)
    doc["components"][2]["capacity"] = 40
    assert classes(doc) == {"a": "overload", "a:limp": "overload"}


def test_a_standby_that_has_nothing_to_do_with_it_stands_idle_for_nobody() -> None:
    doc = pair({"leaves": 0.3}, form="any")
    doc["components"][0]["needs"].append({"first_of": ["c", "d"]})
    doc["components"] += [{"id": "c", "needs": []}, {"id": "d", "needs": []}]
    assert classes(doc) == {"a:limp": "overload"}


def test_a_mode_takes_one_member_and_a_risk_takes_all() -> None:
    doc = {
        "components": [
            {"id": "pay", "demand": 80, "needs": ["s"]},
            {"id": "s", "needs": [], "count": 2, "capacity": 100,
             "modes": [{"id": "limp", "leaves": 0.3}]},
        ],
        "shared_risks": [{"id": "heat", "hits": ["s"], "leaves": 0.3}],
    }  # fmt: skip
    topology = Topology.from_dict(doc)
    level = {
        cause: run_failures(topology, [cause]).outcomes["pay"].level for cause in ("s:limp", "heat")
    }
    assert level == {"s:limp": pytest.approx(65 / 80), "heat": pytest.approx(30 / 80)}
    twice = run_failures(topology, ["s:limp", "s:limp"])
    assert twice.outcomes["pay"].level == pytest.approx(30 / 80)
    assert [line.words for line in twice.timeline][:1] == [
        "2 of 2 s limp: 30 % of its capacity is left"
    ]


def test_two_servers_behind_any_of_which_one_limps() -> None:
    """Of 80 each is offered 40: one serves 0.3 x 50 = 15, the other 40."""
    doc = pair({"leaves": 0.3}, form="any")
    for server in doc["components"][1:]:
        server["capacity"] = 50
    run = run_failures(Topology.from_dict(doc), ["a:limp"])
    assert run.outcomes["pay"].level == pytest.approx(55 / 80)


def test_retries_against_what_limps() -> None:
    """1 - 0.7^4 succeed in the end, after 1 + 0.7 + 0.49 + 0.343 attempts."""
    doc = pair({"leaves": 0.3, "repair": {"time": "1 h"}})
    doc["components"][0]["needs"] = [{"on": "a", "retries": 3}]
    run = run_failures(Topology.from_dict(doc), ["a:limp"])
    assert run.outcomes["pay"].lowest_level == pytest.approx(1 - 0.7**4)
    assert run.outcomes["a"].offered == pytest.approx(80 * (1 + 0.7 + 0.49 + 0.343) * 3600)
    assert run.outcomes["pay"].level == 1


def test_it_is_mended_by_its_own_repair_and_verification() -> None:
    doc = pair({"leaves": 0.3, "repair": {"time": "2 h"}}, rto="3 h")
    doc["components"][1] |= {"repair": {"time": "9 h"}}
    assert points_of(doc).recovery("pay", "a:limp").after_s == 7_200
    doc["components"][1]["modes"][0]["verify"] = {"units": 6, "time": "30 min"}
    assert points_of(doc).recovery("pay", "a:limp").after_s == 9_000
    del doc["components"][1]["modes"][0]["repair"]
    assert points_of(doc).recovery("pay", "a:limp").after_s == 9 * 3_600 + 1_800
    del doc["components"][1]["repair"]
    assert points_of(doc).recovery("pay", "a:limp").wanting == "a:limp has no repair time"


def test_what_is_taken_for_dead_is_back_when_it_is_mended() -> None:
    doc = pair({"leaves": 0.3, "seen": "20 min", "repair": {"time": "2 h"}})
    doc["components"][0]["needs"][0]["switchover"] = {"activate": "5 min"}
    run = run_failures(Topology.from_dict(doc), ["a:limp"])
    assert [(line.at_s, line.words) for line in run.timeline] == [
        (0.0, "a limps: 30 % of what it is offered succeeds"),
        (0.0, "pay at 30 %"),
        (1_200.0, "a is taken for dead after 20 min"),
        (1_200.0, "pay loses a"),
        (1_200.0, "pay at 0 %"),
        (1_500.0, "pay switches to b after 5 min"),
        (1_500.0, "pay at 100 % again"),
        (7_200.0, "a is repaired"),
        (7_200.0, "a is up again"),
        (7_200.0, "pay goes back to a"),
    ]
    outage_by = run.outcomes["pay"].outage_by
    assert outage_by == {"repair": 1_200.0, "activate": 300.0}


def test_members_that_are_taken_for_dead_are_back_one_by_one() -> None:
    """A crew of one mends each in an hour."""
    doc = pair({"leaves": 0.5, "seen": "10 min", "repair": {"time": "1 h", "crew": "one"}})
    doc["crews"] = {"one": 1}
    doc["components"][0]["needs"] = ["a"]
    doc["components"][1] |= {"count": 4, "quorum": 1, "capacity": 80}
    run = run_failures(Topology.from_dict(doc), ["a:limp", "a:limp"], series=True)
    levels = dict(zip(run.series["pay"].t_s, run.series["pay"].level, strict=True))
    assert levels == {0.0: 0.75, 600.0: 0.5, 3_600.0: 0.75, 7_200.0: 1.0}


def test_an_event_ends_what_limps() -> None:
    doc = pair({"leaves": 0.3})
    events = [{"at": "0 s", "fail": "a:limp"}, {"at": "1 h", "repair": "a:limp"}]
    doc["scenarios"] = [{"id": "half", "events": events}]
    run = run_scenario(Topology.from_dict(doc), "half")
    assert run.outcomes["pay"].below_level_s == 3_600
    assert run.outcomes["pay"].outage_by == {"limping": 3_600}
    doc["scenarios"][0]["events"][1]["repair"] = "a"
    assert run_scenario(Topology.from_dict(doc), "half").outcomes["pay"].below_level_s == 3_600


def test_a_gray_failure_violates_an_objective_to_survive() -> None:
    (verdict,) = Study.of(Topology.from_dict(pair({"leaves": 0.3}))).verdicts
    assert verdict.violated_by == ("a:limp",)
    assert [(c.asks, c.holds, c.why) for c in verdict.clauses] == [
        ("survives 1 failure", False, "falls to a:limp")
    ]
    doc = pair({"leaves": 0.3})
    until = {"id": "a:limp", "reason": "it is replaced", "until": "2099-01-01"}
    doc["objectives"][0]["accepted"] = [until]
    (verdict,) = Study.of(Topology.from_dict(doc)).verdicts
    assert verdict.holds


def test_modes_are_named_like_all_causes() -> None:
    doc = pair({"leaves": 0.3})
    with pytest.raises(UnknownIdError, match=r'mode or shared risk "a:lim" .* mean "a:limp"'):
        points_of(doc).graph.failing(["a:lim"])
    doc["objectives"][0]["accepted"] = [
        {"id": "a:limp", "reason": "it is replaced in May", "until": "2099-01-01"}
    ]
    assert points_of(doc).accepted[("pay", "a:limp")].reason == "it is replaced in May"
    doc["scenarios"] = [{"id": "x", "events": [{"at": "0 s", "fail": "a:lim"}]}]
    with pytest.raises(DocumentError, match='did you mean "a:limp"'):
        Topology.from_dict(doc)


def test_modes_in_pairs_and_among_the_worst() -> None:
    doc = pair({"leaves": 0.3, "seen": "1 min"}, rto="1 h")
    points = points_of(doc)
    found = {pair.causes: str(pair.point.failure_class) for pair in points.pairs()}
    assert found == {("a", "b"): "structural", ("a:limp", "b"): "overload"}
    assert [loss.cause for loss in points.worst(9)] == ["a:limp"]


def test_the_mode_of_a_target_is_its_own_failure() -> None:
    doc = pair({"leaves": 0.3})
    doc["components"][0]["modes"] = [{"id": "slow", "leaves": 0.5}, {"id": "dead", "leaves": 0}]
    assert classes(doc) == {"a:limp": "gray"}
    points = points_of(doc)
    assert points.targets_lost("pay:slow") == points.targets_lost("pay:dead") == 0


def test_a_shared_risk_that_leaves_a_part_is_judged_where_nothing_else_is_of_load() -> None:
    doc = pair({"leaves": 1})
    del doc["components"][1]["modes"]
    doc["shared_risks"] = [{"id": "heat", "hits": ["a"], "leaves": 0.5}]
    assert classes(doc) == {"heat": "gray"}


def test_a_queue_without_a_capacity_limps_by_success() -> None:
    doc = pair({"leaves": 0.3})
    doc["components"][0]["needs"] = ["a"]
    doc["components"][1] |= {"overload": {"mode": "queue"}}
    run = run_failures(Topology.from_dict(doc), ["a:limp"], until_s=100)
    assert run.outcomes["a"].served == pytest.approx(0.3 * 80 * 100)
    assert run.outcomes["a"].backlog == 0
    assert run.outcomes["pay"].level == pytest.approx(0.3)


@pytest.mark.parametrize("overload", [{}, {"overload": {"mode": "queue"}}])
def test_what_passes_a_link_that_limps(overload: dict[str, Any]) -> None:
    link = {"id": "l", "connects": ["u", "v"], "modes": [{"id": "wet", "leaves": 0.25}], **overload}
    doc = {
        "components": [
            {"id": "u", "demand": 8, "needs": [{"reach": "v"}]},
            {"id": "v", "needs": []},
            link,
        ]
    }
    run = run_failures(Topology.from_dict(doc), ["l:wet"], until_s=10)
    assert run.outcomes["v"].offered == pytest.approx(0.25 * 8 * 10)
    assert run.outcomes["u"].level == pytest.approx(0.25)


def test_a_circle_of_calls_goes_round_less_where_it_limps() -> None:
    """1.2 x 0.8 of each call come round: 10 / (1 - 0.96) in all."""
    doc = {
        "components": [
            {"id": "top", "demand": 10, "needs": [{"first_of": ["x", "y"]}]},
            {"id": "x", "needs": []},
            {
                "id": "y",
                "needs": [{"on": "z", "calls": 1.2}],
                "modes": [{"id": "m", "leaves": 0.8}],
            },
            {"id": "z", "needs": ["y"]},
        ]
    }
    run = run_failures(Topology.from_dict(doc), ["y:m", "x"], until_s=1)
    assert run.outcomes["y"].offered == pytest.approx(250)


def test_how_long_a_switch_may_take_once_it_is_seen_that_one_is_needed() -> None:
    doc = pair({"leaves": 0.3, "seen": "20 min"}, rto="1 h")
    doc["components"][0]["needs"][0]["switchover"] = {"activate": "30 min"}
    graph = Graph.compile(Topology.from_dict(doc))
    found = longest_switchovers(Contingencies(graph, [graph.index["pay"]]))
    assert [(s.cause, s.switchover_s, s.longest_s) for s in found] == [
        ("a", 1_800, 3_600),
        ("a:limp", 1_800, 2_400),
    ]


def test_who_waits_for_a_crew_is_part_of_what_that_crew_works_on() -> None:
    """So what goes round there is not over before the crew is free."""
    doc = pair({"leaves": 0.3, "repair": {"time": "1 h", "crew": "one"}})
    doc["crews"] = {"one": 1}
    doc["components"].append({"id": "far", "repair": {"time": "1 h", "crew": "one"}})
    wiring = Wiring(Graph.compile(Topology.from_dict(doc)))
    assert wiring.part_of[wiring.graph.index["far"]] == wiring.part_of[wiring.graph.index["a"]]


@pytest.mark.parametrize("twins", [True, False])
def test_a_switch_half_failed_and_its_pair_did_not_take_over(
    visa: dict[str, Any], twins: bool
) -> None:
    """Visa Europe, 1 June 2018."""
    entry = {c["id"]: c for c in visa["components"]}
    entry["payments"]["needs"] = [{"first_of": ["centre-1", "centre-2"]}]
    entry["switch-1a"] |= {"capacity": 2400, "modes": [{"id": "limping", "leaves": 0.65}]}
    switches = {"first_of": ["switch-1a", "switch-1b"]} if twins else "switch-1a"
    entry["switch-1"]["needs"] = [switches]
    points = points_of(visa)
    assert points.failure_class("payments", "switch-1a:limping") is FailureClass.GRAY
    assert points.reason("payments", "switch-1a:limping") == (
        "switch-1a limps: 65 % of its capacity is left",
        "switch-1a at 128 % of capacity",
        "payments at 78 %",
        f"{'switch-1b' if twins else 'centre-2'} stands idle: "
        "nobody switches away from what has not failed",
    )


@pytest.fixture
def visa() -> dict[str, Any]:
    """Two centres, each able to carry all, behind pairs of switches."""
    return {
        "load_unit": "payments/s",
        "components": [
            {"id": "payments", "demand": 2000, "needs": []},
            {"id": "centre-1", "capacity": 2400, "needs": ["switch-1"]},
            {"id": "centre-2", "capacity": 2400, "needs": ["switch-2"]},
            {"id": "switch-1", "fails": False, "needs": []},
            {"id": "switch-2", "fails": False, "needs": [{"any": ["switch-2a", "switch-2b"]}]},
            {"id": "switch-1a"},
            {"id": "switch-1b"},
            {"id": "switch-2a"},
            {"id": "switch-2b"},
        ],
        "objectives": [{"of": "payments", "level": 0.99, "survives": 1, "rto": "1 min"}],
    }
