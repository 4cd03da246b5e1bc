"""A surge is a cause: it raises demands, takes nothing down by structure, may outlast itself."""

from __future__ import annotations

from typing import Any

import pytest

from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.finding import FailureClass
from topology.findings.blast_radius import BlastRadius
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.structure.graph import Graph


def shop(surge: dict[str, Any], *, retries: int = 0, **objective: Any) -> dict[str, Any]:
    """Clients of a service that carries 100 of their 40."""
    needs = [{"on": "api", "retries": retries}]
    return {
        "components": [
            {"id": "clients", "demand": 40, "needs": needs},
            {"id": "api", "capacity": 100, "needs": []},
        ],
        "shared_risks": [{"id": "sale", "kind": "promotion", **surge}],
        "objectives": [{"of": "clients", "survives": 1, "level": 0.9, **objective}],
    }


THRICE = {"raises": {"clients": 3}, "for": "10 min"}


def points_of(doc: dict[str, Any]) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(doc))


def found(doc: dict[str, Any]) -> str | None:
    """The class of the surge, if it is a finding."""
    points = points_of(doc)
    has = "sale" in points.causes("clients")
    return str(points.failure_class("clients", "sale")) if has else None


@pytest.mark.parametrize(
    ("surge", "objective", "expected"),
    [
        (THRICE, {}, "overload"),
        (THRICE, {"rto": "10 min"}, None),
        (THRICE, {"rto": "599 s"}, "overload"),
        (THRICE, {"level": 0.8}, None),
        ({"raises": {"clients": 2.5}, "for": "10 min"}, {}, None),
        ({"raises": {"clients": 3}}, {"rto": "10 h"}, "overload"),
        ({"raises": {"clients": 1}}, {}, None),
        ({"raises": {"clients": 0.5}}, {}, None),
    ],
)
def test_a_surge_is_a_finding_if_it_lasts_longer_than_the_rto(
    surge: dict[str, Any], objective: dict[str, Any], expected: str | None
) -> None:
    """Three times 40 against 100: 83 % for as long as it lasts."""
    assert found(shop(surge, **objective)) == expected


def test_a_surge_that_is_over_with_its_cause() -> None:
    points = points_of(shop(THRICE))
    assert points.reason("clients", "sale") == (
        "sale begins",
        "the demand of clients is 3 times what it is given as",
        "api at 120 % of capacity",
        "clients at 83.3 %",
    )
    assert points.recovery("clients", "sale").after_s == 600
    run = run_failures(points.topology, ["sale"])
    assert [line.words for line in run.timeline if line.at_s == 600] == [
        "sale is over",
        "the demand of clients is 1 times what it is given as",
        "api back within its capacity",
        "clients at 100 % again",
    ]


def test_a_surge_that_is_longer_than_the_rto_says_what_it_does() -> None:
    assert points_of(shop(THRICE, rto="5 min")).reason("clients", "sale") == (
        "sale begins",
        "the demand of clients is 3 times what it is given as",
        "api at 120 % of capacity",
        "clients at 83.3 %",
        "clients was out for 10 min, longer than its rto of 5 min",
    )


@pytest.mark.parametrize(("demand", "lasts"), [(24, False), (26, True)])
def test_with_retries_it_may_outlast_its_cause(demand: float, lasts: bool) -> None:
    """Closed form: R = 3, failures as dear as work: for ever above a fourth of the capacity."""
    doc = shop({"raises": {"clients": 12}, "for": "20 min"}, retries=3)
    doc["components"][0]["demand"] = demand
    doc["components"][1]["overload"] = {"mode": "shed", "cost": 1}
    points = points_of(doc)
    still = "still there when nothing changes any more: sale was over after 20 min"
    assert (still in points.reason("clients", "sale")) is lasts
    assert points.recovery("clients", "sale").is_never is lasts


def test_a_backlog_outlasts_the_surge() -> None:
    """120 a second come in, 100 are served: who comes at t is served at 1.2 t, too late from t of
    300 s on, and who comes at 600 + t after it at 720 + 0.4 t: in time from t of 100 s on."""
    doc = shop(THRICE)
    doc["components"][1]["overload"] = {"mode": "queue", "timeout": "60 s"}
    points = points_of(doc)
    assert points.reason("clients", "sale")[-1] == "still there 2 min 40 s after sale was over"
    assert points.recovery("clients", "sale").after_s == pytest.approx(760)


def test_it_takes_nothing_down_by_structure_and_says_so() -> None:
    said = "sale raises demand: it takes nothing down by structure and is not counted here"
    graph = Graph.compile(Topology.from_dict(shop(THRICE)))
    assert graph.down(["sale"]) == frozenset()
    assert BlastRadius(graph, "sale").not_counted == [said]
    assert CutSets(graph, graph.index["clients"]).not_counted == (said,)


def test_a_risk_may_hit_and_raise() -> None:
    doc = shop({**THRICE, "hits": ["spare"]})
    doc["components"][0]["needs"] = [{"any": ["api", "spare"]}]
    doc["components"].append(
        {"id": "spare", "capacity": 100, "needs": [], "repair": {"time": "1 h"}}
    )
    points = points_of(doc)
    assert found(doc) == "overload"
    assert points.reason("clients", "sale")[0] == "sale hits spare"
    doc["shared_risks"][0]["hits"] = ["api", "spare"]
    assert found(doc) == "structural"


def test_demands_are_at_the_peak_of_their_profiles_when_it_comes() -> None:
    doc = shop({"raises": {"clients": 1.5}, "for": "10 min"})
    assert found(doc) is None
    steps = [{"at": "0 h", "times": 1}, {"at": "8 h", "times": 2}]
    doc["components"][0]["profile"] = {"steps": steps, "every": "24 h"}
    assert found(doc) == "overload"


def test_only_where_the_demand_of_what_reaches_a_limit_rises_it_is_played() -> None:
    doc = shop({"raises": {"others": 100}})
    doc["components"].append({"id": "others", "demand": 1, "needs": ["free"]})
    doc["components"].append({"id": "free", "needs": []})
    assert "sale" not in points_of(doc).contingencies.causes
    doc["components"][2]["needs"].append("api")
    assert "sale" in points_of(doc).contingencies.causes


def test_a_limit_on_the_way_is_one() -> None:
    doc = shop({"raises": {"clients": 4}})
    doc["components"] = [
        {"id": "clients", "demand": 40, "needs": [{"reach": "api"}]},
        {"id": "api", "needs": []},
        {"id": "line", "connects": ["clients", "api"], "capacity": 100},
    ]
    assert found(doc) == "overload"


def test_a_target_whose_own_demand_rises_beyond_its_capacity_is_judged() -> None:
    doc = shop(THRICE)
    doc["components"] = [{"id": "clients", "demand": 40, "capacity": 100}]
    assert points_of(doc).not_judged == ()
    assert found(doc) == "overload"
    doc["shared_risks"][0]["assumed"] = "nobody knows"
    assert points_of(doc).not_judged == ("clients",)


def test_surges_multiply_and_end_by_themselves() -> None:
    doc = shop({"raises": {"clients": 2}, "for": "10 min"})
    doc["shared_risks"].append({"id": "news", "raises": {"clients": 1.5}, "for": "20 min"})
    events = [
        {"at": "0 s", "fail": ["sale", "news"]},
        {"at": "5 min", "demand": "clients", "times": 0.5},
        {"at": "30 min", "fail": "sale"},
    ]
    doc["scenarios"] = [{"id": "both", "events": events}]
    run = run_scenario(Topology.from_dict(doc), "both", series=True)
    load = run.series["clients"]
    seen = dict(zip(load.t_s, load.load, strict=True))
    assert seen == {0.0: 120.0, 300.0: 60.0, 600.0: 30.0, 1200.0: 20.0, 1800.0: 40.0, 2400.0: 20.0}


def test_pairs_and_worst_play_surges() -> None:
    doc = shop({"raises": {"clients": 2}, "for": "10 min"})
    doc["components"][0]["needs"] = [{"any": ["api", "spare"]}]
    doc["components"].append({"id": "spare", "capacity": 50, "needs": []})
    points = points_of(doc)
    assert {pair.causes for pair in points.pairs()} == {("api", "sale"), ("api", "spare")}
    doc["components"][0]["demand"] = 80
    worst = {loss.cause: loss for loss in points_of(doc).worst(9)}
    assert worst["sale"].at_rest == 0
    # Each is offered 80, of which `spare` serves 50.
    assert worst["sale"].until_rest == pytest.approx(30 * 600)


def test_a_surge_of_clients_outlasts_its_cause(internal_network: dict[str, Any]) -> None:
    """A network of Amazon's, 7 December 2021."""
    points = points_of(internal_network)
    assert points.failure_class("ec2-apis", "scaling") is FailureClass.OVERLOAD
    assert points.reason("ec2-apis", "scaling") == (
        "scaling begins",
        "the demand of internal-clients is 12 times what it is given as",
        "gateway-devices at 645 % of capacity",
        "ec2-apis at 0 %",
        "still there when nothing changes any more: scaling was over after 20 min",
    )
    assert points.recovery("ec2-apis", "scaling").is_never


@pytest.fixture
def internal_network() -> dict[str, Any]:
    """Clients that retry thrice over devices of which late answers cost as much as good ones."""
    gateway = {"on": "gateway-devices", "retries": 3}
    return {
        "load_unit": "calls/s",
        "components": [
            {"id": "ec2-apis", "demand": 300, "needs": ["internal-calls"]},
            {"id": "console-login", "demand": 100, "needs": ["internal-calls"]},
            {"id": "internal-calls", "needs": [gateway, "internal-dns", "authorisation"]},
            {"id": "gateway-devices", "count": 8, "capacity": 1000, "needs": [],
             "overload": {"mode": "shed", "cost": 0.8}},
            {"id": "internal-dns", "needs": []},
            {"id": "authorisation", "needs": []},
            {"id": "internal-clients", "demand": 100, "needs": [gateway]},
            {"id": "monitoring", "demand": 50, "needs": ["gateway-devices"]},
        ],
        "shared_risks": [
            {"id": "scaling", "raises": {"internal-clients": 12}, "for": "20 min"},
        ],
        "objectives": [{"of": "ec2-apis", "survives": 1, "level": 0.95, "rto": "15 min"}],
    }  # fmt: skip
