"""A load that is divided for good: what fails of it is lost, and what is left is the level."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loads.test_cascade_by_steps import STEP_S, Draw
from tests.support.cascade_oracle import simulate
from tests.support.oracles import Doc, Need, components, down, shared_risks
from tests.support.strategies import documents, shuffled
from tests.support.strategies_parts import divided_documents
from topology import Topology
from topology.cutsets.cutsets import CutSets
from topology.errors import TopologyError
from topology.finding import FailureClass
from topology.findings.objectives.verdicts import verdicts
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.structure.graph import Graph

UNTIL_S = 100.0


def shop(level: float = 0.9, **facts: Any) -> Doc:
    """A shop that serves Europe from one region and America from another, three to one."""
    return {
        "load_unit": "orders/s",
        "components": [
            {"id": "shop", "demand": 400, "needs": [{"split": [{"on": "eu", "weight": 3}, "us"]}]},
            {"id": "eu", "needs": [], **facts},
            {"id": "us", "needs": [], **facts},
        ],
        "objectives": [{"of": "shop", "level": level, "survives": 1}],
    }


def points(document: Doc) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(document))


# -- closed forms ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("failed", "left", "kept"), [("us", 0.75, "eu"), ("eu", 0.25, "us")])
def test_what_fails_is_lost_and_nothing_moves(failed: str, left: float, kept: str) -> None:
    run = run_failures(Topology.from_dict(shop()), [failed], until_s=UNTIL_S, series=True)
    outcome = run.outcomes["shop"]
    assert outcome.level == pytest.approx(left)
    assert outcome.offered == pytest.approx(400 * UNTIL_S)
    assert outcome.served == pytest.approx(400 * UNTIL_S * left)
    assert outcome.shed == pytest.approx(400 * UNTIL_S * (1 - left))
    assert run.outcomes[kept].offered == pytest.approx(400 * UNTIL_S * left)
    assert run.outcomes[failed].offered == 0
    assert run.largest_error < 1e-9


def test_two_splits_on_the_way_multiply() -> None:
    document = shop()
    document["components"][1]["needs"] = [{"split": ["north", {"on": "south", "weight": 4}]}]
    document["components"] += [{"id": "north", "needs": []}, {"id": "south", "needs": []}]
    run = run_failures(Topology.from_dict(document), ["south"])
    assert run.outcomes["shop"].level == pytest.approx(0.25 + 0.75 * 0.2)
    run = run_failures(Topology.from_dict(document), ["south", "us"])
    assert run.outcomes["shop"].level == pytest.approx(0.75 * 0.2)


def test_what_is_overloaded_is_lost_of_its_part_alone() -> None:
    document = shop(capacity=200)
    run = run_failures(Topology.from_dict(document), [], until_s=UNTIL_S)
    assert run.outcomes["shop"].level == pytest.approx(0.25 + 0.75 * 200 / 300)


def test_what_is_not_called_but_missing_is_lost_as_well() -> None:
    document = shop()
    document["components"][0]["needs"] = [{"split": [{"on": "eu", "calls": 0}, "us"]}]
    run = run_failures(Topology.from_dict(document), ["eu"])
    assert run.outcomes["shop"].level == pytest.approx(0.5)


def test_the_line_says_what_is_lost_now() -> None:
    document = shop()
    document["components"][0]["needs"] = [{"split": ["eu", "us", "asia"]}]
    document["components"].append({"id": "asia", "needs": []})
    events = [
        {"at": "1 s", "fail": ["eu", "us"]},
        {"at": "2 s", "repair": "eu"},
        {"at": "3 s", "fail": ["eu", "asia"]},
        {"at": "4 s", "repair": "eu"},
    ]
    document["scenarios"] = [{"id": "s", "events": events, "until": "5 s"}]
    run = run_scenario(Topology.from_dict(document), "s")
    lost = [(line.at_s, line.words) for line in run.timeline if line.event == "loses a part"]
    assert lost == [
        (1, "two thirds of the load of shop has nowhere else to go"),
        (2, "a third of the load of shop has nowhere else to go"),
        (4, "two thirds of the load of shop has nowhere else to go"),
    ]
    falls = [line.words for line in run.timeline if line.event == "falls"]
    assert falls == ["shop has no part left"]


# -- single points --------------------------------------------------------------------------------


@pytest.mark.parametrize("capacity", [{}, {"capacity": 1000}])
def test_a_level_over_the_weight_that_is_left_has_a_structural_point(capacity: Doc) -> None:
    found = points(shop(0.9, **capacity))
    assert found.causes("shop") == ("eu", "us")
    assert found.failure_class("shop", "us") is FailureClass.STRUCTURAL
    assert found.reason("shop", "us") == (
        "us fails",
        "a fourth of the load of shop has nowhere else to go",
        "shop at 75 %",
    )
    assert found.reason("shop", "eu")[1].startswith("three fourths of the load of shop")


@pytest.mark.parametrize(
    ("level", "fatal"), [(0.76, ("eu", "us")), (0.75, ("eu",)), (0.26, ("eu",)), (0.25, ())]
)
def test_the_level_decides(level: float, fatal: tuple[str, ...]) -> None:
    document = shop(level)
    found = points(document)
    assert found.causes("shop") == fatal
    (verdict,) = verdicts(found, {}, {})
    assert verdict.holds is (not fatal)


def test_what_depends_on_it_loses_as_much() -> None:
    document = shop()
    document["components"].append({"id": "app", "needs": ["shop"]})
    document["objectives"] = [{"of": "app", "level": 0.8}]
    found = points(document)
    assert found.causes("app") == ("eu", "shop", "us")
    assert "a fourth of the load of shop has nowhere else to go" in found.reason("app", "us")


def test_overload_beside_a_part_that_is_there_is_an_overload() -> None:
    document = shop(0.9)
    regions = [{"any": ["eu-1", "eu-2"], "weight": 3}, "us"]
    document["components"][0]["needs"] = [{"split": regions}]
    document["components"][1:2] = [
        {"id": name, "capacity": 160, "needs": []} for name in ("eu-1", "eu-2")
    ]
    found = points(document)
    assert found.failure_class("shop", "eu-1") is FailureClass.OVERLOAD
    assert found.failure_class("shop", "us") is FailureClass.STRUCTURAL


def test_cut_sets_know_of_the_level_where_it_was_judged() -> None:
    topology = Topology.from_dict(shop(0.9))
    sets = CutSets.of(topology, "shop")
    assert sets.by_structure_alone
    assert sets.redundancy is None
    assert sets.survives(1) is None
    sets.level_lost = SinglePoints.of(topology).level_lost("shop")
    assert sets.redundancy == 1
    assert sets.survives(1) is False
    assert sets.survives(1, {"eu"}) is False
    assert sets.survives(1, {"eu", "us"}) is None
    assert points(shop(0.2)).level_lost("shop") is None


def test_a_range_of_weights_is_judged_all_over() -> None:
    from topology.findings.over_ranges import over_ranges

    document = shop(0.7)
    document["components"][0]["needs"] = [
        {"split": [{"on": "eu", "weight": {"low": 2, "high": 4, "value": 3}}, "us"]}
    ]
    topology = Topology.from_dict(document)
    assert SinglePoints.of(topology).causes("shop") == ("eu",)
    found = over_ranges(topology, None, lambda _: None)
    assert any(word.cause == "us" for part in found.elsewhere for word in part.found)


def test_a_part_that_never_works_is_the_reason_with_nothing_failed() -> None:
    document = shop()
    document["components"][2]["needs"] = [{"reach": "eu"}]
    found = points(document)
    assert found.below_level == ("shop",)
    assert found.below_level_finding("shop").reason == (
        "a fourth of the load of shop has nowhere else to go",
        "shop at 75 %",
    )


# -- properties -----------------------------------------------------------------------------------


def causes(document: Doc) -> list[str]:
    able = [name for name, c in components(document).items() if c.get("fails") is not False]
    return [*able, *shared_risks(document)]


def single(document: Doc) -> Doc:
    """The same with every hard entry as the only part of a split."""

    def alone(entry: Need) -> Need:
        is_soft = not isinstance(entry, str) and entry.get("hard") is False
        return entry if is_soft else {"split": [entry]}

    found = [
        {**c, "needs": list(map(alone, c["needs"]))} if "needs" in c else c
        for c in document["components"]
    ]
    return {**document, "components": found}


@given(documents(size=6))
def test_a_split_with_one_entry_is_that_entry(document: Doc) -> None:
    plain, parted = points(document), points(single(document))
    assert parted.targets == plain.targets
    for target in plain.targets:
        assert parted.causes(target) == plain.causes(target)
        for cause in plain.causes(target):
            assert parted.failure_class(target, cause) is plain.failure_class(target, cause)


@given(divided_documents())
def test_what_goes_down_is_what_brute_force_says(document: Doc) -> None:
    graph = Graph.compile(Topology.from_dict(document))
    for cause in causes(document):
        assert graph.down([cause]) == down(document, [cause])


@given(divided_documents(), st.data())
def test_the_order_in_the_file_says_nothing(document: Doc, data: st.DataObject) -> None:
    first, other = points(document), points(data.draw(shuffled(document)))
    for target in first.targets:
        assert other.causes(target) == first.causes(target)
        for cause in first.causes(target):
            assert other.failure_class(target, cause) is first.failure_class(target, cause)


@settings(max_examples=30)
@given(divided_documents())
def test_levels_after_each_failure_are_those_of_the_step_simulator(document: Doc) -> None:
    topology = Topology.from_dict(document)
    graph = Graph.compile(topology)
    if graph.never_up:
        return
    found = SinglePoints.of(topology)
    levels = {name: standard.level for name, standard in topology.standards.items()}
    for cause in causes(document):
        try:
            run = run_failures(topology, [cause], until_s=STEP_S)
        except TopologyError:
            continue
        steps = simulate(document, [{"at": "0 s", "fail": cause}], STEP_S, STEP_S)
        for name, level in steps.level.items():
            assert run.outcomes[name].level == pytest.approx(level, abs=1e-9), (name, cause)
        for target in found.targets:
            falls = steps.level[target] < levels.get(target, 1.0) - 1e-9
            assert (cause in found.causes(target)) is (falls and cause != target), (target, cause)


class Divided(Draw):
    """Systems in which half of the choices are splits."""

    def need(self, pool: list[str]) -> str | Doc:
        found = super().need(pool)
        if isinstance(found, dict) and "any" in found:
            return {"split": found["any"]}
        return {"split": self.calls(pool)} if self.random() < 0.2 else found


@pytest.mark.parametrize("seed", range(40))
def test_accounts_agree_with_the_step_simulator(seed: int) -> None:
    document = Divided(seed).document()
    run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
    found = simulate(document, document["scenarios"][0]["events"], UNTIL_S, STEP_S)
    assert run.largest_error < 1e-9
    for name, account in found.accounts.items():
        for field in ("offered", "served", "shed", "abandoned", "downtime_s"):
            expected = pytest.approx(getattr(account, field), rel=1e-6, abs=1e-6)
            assert getattr(run.outcomes[name], field) == expected, (name, field)
