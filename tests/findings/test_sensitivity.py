"""For which part of a range a verdict holds: against closed forms and against trying it out."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.findings.sensitivity import (
    PRECISION,
    SAMPLES,
    Allowance,
    Sensitivity,
    Verdict,
    failures_verdict,
    place_of,
    rounded,
    run_verdict,
    scenario_verdict,
    sensitivities,
    single_point_verdict,
)
from topology.findings.study import Study
from topology.loads.cascade.playing import run_scenario


def partners(share: Any, **partner: Any) -> Doc:
    """A partner with 50 of its own and a capacity of 100: tips at 25 % of 200."""
    return {
        "components": [
            {"id": "shop", "demand": 200,
             "needs": [{"first_of": ["home", "partner"], "share": share}]},
            {"id": "home"},
            {"id": "partner", "demand": 50, "capacity": 100, "fails": False,
             "overload": {"mode": "crash"}, **partner},
        ],
        "scenarios": [{"id": "s", "events": [{"at": "0 s", "fail": "home"}]}],
    }  # fmt: skip


def found_in(doc: Doc, judge: Any = single_point_verdict) -> list[Sensitivity]:
    return sensitivities(Topology.from_dict(doc), judge)


# -- one range ------------------------------------------------------------------------------------


def test_a_share_tips_where_the_closed_form_says() -> None:
    """s* = (1/0.5 − 1)/4 = 0.25 (domain.md, closed form 5)."""
    (found,) = found_in(partners({"low": 0.1, "high": 0.5}))
    assert found.place == "shop.needs[0].share"
    assert found.is_decisive
    assert [(s.low, s.high) for s in found.stretches] == [(0.1, 0.25), (0.25, 0.5)]
    assert found.always == {"shop falls to home (structural)"}
    assert set(found.stretches[1].verdict) - found.always == {"partner falls to home (overload)"}


def test_a_verdict_that_does_not_change_is_one_stretch() -> None:
    (found,) = found_in(partners({"low": 0.3, "high": 0.5}))
    assert not found.is_decisive
    assert [(s.low, s.high) for s in found.stretches] == [(0.3, 0.5)]
    assert found.always == frozenset(found.stretches[0].verdict)
    assert found.samples == SAMPLES


def test_a_given_value_is_tried_as_well() -> None:
    (found,) = found_in(partners({"low": 0.1, "high": 0.5, "value": 0.123}))
    assert found.samples == SAMPLES + 1
    assert found.ranged == 0.123


def test_durations_and_verdicts_of_scenarios() -> None:
    """The switch takes 60 min and what is to be decided: the objective of 150 min leaves 90."""
    decide = {"low": "10 min", "high": "4 h", "value": "55 min"}
    doc: Doc = {
        "components": [
            {"id": "pay", "demand": 1, "needs": [{"first_of": ["a", "b"], "switchover": {
                "detect": "5 min", "decide": decide, "verify": "40 min", "activate": "15 min"}}]},
            {"id": "a"},
            {"id": "b"},
        ],
        "objectives": [{"of": "pay", "rto": "150 min"}],
        "scenarios": [{"id": "cut", "events": [{"at": "1 h", "fail": "a"}]}],
    }  # fmt: skip
    (found,) = found_in(doc, scenario_verdict("cut"))
    assert found.place == "pay.needs[0].switchover.decide"
    assert [(s.low, s.high, s.verdict) for s in found.stretches] == [
        (600, 5_400, ()),
        (5_400, 14_400, ("pay is out for longer than its rto",)),
    ]


def test_a_verdict_that_changes_several_times() -> None:
    """Three steps within one pair of samples would be missed; three apart are not."""

    def judge(topology: Topology) -> Verdict:
        return frozenset({f"step {int(topology.components[0].demand)}"})

    doc = {"components": [{"id": "a", "demand": {"low": 0.5, "high": 3.5}}]}
    (found,) = found_in(doc, judge)
    assert [s.verdict for s in found.stretches] == [(f"step {i}",) for i in range(4)]
    assert [s.high for s in found.stretches] == pytest.approx([1, 2, 3, 3.5], abs=1e-6)


def test_each_range_by_itself_with_the_others_at_their_values() -> None:
    doc = partners(
        {"low": 0.1, "high": 0.5, "value": 0.2}, capacity={"low": 80, "high": 200, "value": 100}
    )
    share, capacity = found_in(doc)
    assert (share.place, capacity.place) == ("shop.needs[0].share", "partner.capacity")
    assert [s.high for s in share.stretches] == [0.25, 0.5]
    # With a share of 0.2 it has to bear 90.
    assert [s.high for s in capacity.stretches] == [90, 200]


def test_it_tells_what_it_tries() -> None:
    said: list[str] = []
    sensitivities(
        Topology.from_dict(partners({"low": 0.3, "high": 0.5})), single_point_verdict, said.append
    )
    assert said == ["trying shop.needs[0].share"]


def test_no_range_no_sensitivity() -> None:
    assert found_in(partners(0.3)) == []


@settings(max_examples=examples(20))
@given(st.integers(60, 200), st.integers(1, 50), st.floats(0.01, 0.4), st.floats(0.41, 0.99))
def test_edges_are_where_the_verdict_changes(
    capacity: int, own: int, low: float, high: float
) -> None:
    """Against the closed form, and against trying out values in every stretch.

    (With a share of exactly 1 the verdict is another one again: then all of the load follows.)
    """
    doc = partners({"low": low, "high": high}, capacity=capacity, demand=own)
    (found,) = found_in(doc)
    tipping = (capacity - own) / 200
    edges = [stretch.high for stretch in found.stretches[:-1]]
    if low < tipping < high:
        assert edges == [pytest.approx(tipping, abs=PRECISION * 2)]
    else:
        assert edges == []
    for stretch in found.stretches:
        inside = deepcopy(doc)
        middle = (stretch.low + stretch.high) / 2
        inside["components"][0]["needs"][0]["share"] = middle
        verdict = single_point_verdict(Topology.from_dict(inside))
        assert tuple(sorted(verdict)) == stretch.verdict
    bounds = [found.stretches[0].low, *edges, found.stretches[-1].high]
    assert bounds == sorted(bounds)
    assert (bounds[0], bounds[-1]) == (low, high)


# -- whole numbers --------------------------------------------------------------------------------


def test_whole_numbers_are_tried_at_whole_values() -> None:
    """2,000 checks of 12 min by k engineers after a repair of 2 h: within 12 h from 40 on."""
    doc: Doc = {
        "components": [
            {"id": "site", "demand": 1, "repair": {"time": "2 h"},
             "verify": {"units": 2000, "time": "12 min", "crew": "engineers"}},
        ],
        "crews": {"engineers": {"low": 1, "high": 400, "value": 40}},
        "objectives": [{"of": "site", "rto": "12 h"}],
        "scenarios": [{"id": "slip", "events": [{"at": "0 s", "fail": "site"}]}],
    }  # fmt: skip
    (found,) = found_in(doc, scenario_verdict("slip"))
    assert found.place == "crews.engineers"
    assert [(s.low, s.high) for s in found.stretches] == [(1, 39), (40, 400)]
    assert found.stretches[0].verdict == ("site is out for longer than its rto",)
    assert all(type(s.low) is int and type(s.high) is int for s in found.stretches)


def test_few_whole_numbers_are_all_tried() -> None:
    tried: list[int] = []

    def judge(topology: Topology) -> Verdict:
        tried.append(topology.components[0].count)
        return frozenset({"odd"} if topology.components[0].count % 2 else ())

    (found,) = found_in({"components": [{"id": "a", "count": {"low": 3, "high": 7}}]}, judge)
    assert tried == [3, 4, 5, 6, 7]
    assert found.samples == 5
    assert [(s.low, s.high) for s in found.stretches] == [(k, k) for k in range(3, 8)]


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.data())
def test_one_change_of_whole_numbers_is_found_exactly(low: int, width: int, data: Any) -> None:
    edge = data.draw(st.integers(low, low + width - 1))
    doc = {"components": [{"id": "a", "count": {"low": low, "high": low + width}}]}
    if low + width > 10**9:
        return
    (found,) = found_in(doc, lambda t: frozenset({"few"} if t.components[0].count <= edge else ()))
    assert [(s.low, s.high) for s in found.stretches] == [(low, edge), (edge + 1, low + width)]


def test_what_cannot_be_judged_is_a_verdict() -> None:
    """A circle of calls that multiplies by 0.6 x m amplifies without bound from m = 1/0.6 on."""
    doc: Doc = {
        "components": [
            {"id": "a", "demand": 1, "needs": [{"on": "b", "calls": {"low": 1, "high": 3}}]},
            {"id": "b", "needs": [{"on": "a", "calls": 0.6}]},
            {"id": "c", "demand": 1, "capacity": 5},
        ],
        "scenarios": [{"id": "s", "events": [{"at": "0 s", "fail": "c"}]}],
    }
    doc["components"][0]["needs"][0]["calls"]["value"] = 1.2
    (found,) = found_in(doc, scenario_verdict("s"))
    assert [s.verdict for s in found.stretches] == [
        ("c is below its level at the end",),
        ("loads amplify without bound",),
    ]
    assert found.stretches[0].high == pytest.approx(1 / 0.6, rel=1e-4)
    (single,) = found_in(doc)
    assert "loads cannot be judged" in single.stretches[-1].verdict


def test_a_value_that_the_document_contradicts_is_a_verdict() -> None:
    steps = [{"at": {"low": "1 min", "high": "2 h"}, "times": 2}, {"at": "1 h", "times": 1}]
    doc: Doc = {
        "components": [{"id": "a", "demand": 1, "profile": {"steps": steps}}],
        "scenarios": [{"id": "s", "events": [{"at": "0 s", "fail": "a"}], "until": "3 h"}],
    }
    steps[0]["at"]["value"] = "30 min"  # type: ignore[index]
    (found,) = found_in(doc, scenario_verdict("s"))
    assert found.stretches[-1].verdict == ("the document contradicts itself",)
    assert found.stretches[-1].low == pytest.approx(3_600, abs=1)


# -- verdicts -------------------------------------------------------------------------------------


def test_what_is_said_of_a_run() -> None:
    doc: Doc = {
        "components": [
            {"id": "pay", "demand": 100, "needs": ["auth"]},
            {"id": "auth", "needs": [{"on": "db", "calls": 0}]},
            {"id": "db", "needs": ["auth"]},
            {"id": "slow", "demand": 50, "capacity": 40, "overload": {"mode": "crash"}},
        ],
        "objectives": [{"of": "pay", "rto": "1 min"}, {"of": "slow", "level": 0.5}],
        "scenarios": [{"id": "s", "events": [{"at": "0 s", "fail": "db"},
                                             {"at": "5 min", "repair": "db"}]}],
    }  # fmt: skip
    topology = Topology.from_dict(doc)
    assert run_verdict(topology, run_scenario(topology, "s")) == {
        "auth never comes back",
        "db never comes back",
        "pay never comes back",
        "pay is below its level at the end",
        "pay is out for longer than its rto",
        "slow crashes",
        "slow is below its level at the end",
    }


# -- places ---------------------------------------------------------------------------------------


def test_places_name_items_by_id_and_fields_by_name() -> None:
    ranged = {"low": "1 min", "high": "2 min"}
    doc: Doc = {
        "components": [
            {"id": "pay", "needs": [
                "a", {"all": [{"first_of": ["a", "b"], "switchover": {"verify": ranged}}]}]},
            {"id": "a", "overload": {"mode": "crash", "for": ranged}, "repair": {"time": ranged}},
            {"id": "b", "demand": 1, "profile": {"steps": [{"at": ranged, "times": 2}]}},
        ],
        "objectives": [{"of": "pay", "rto": ranged}],
        "scenarios": [{"id": "cut", "events": [{"at": ranged, "fail": "a"}]}],
    }  # fmt: skip
    topology = Topology.from_dict(doc)
    plain = topology.to_dict()
    assert [place_of(plain, path) for path, _ in topology.ranges()] == [
        "pay.needs[1].all[0].switchover.verify",
        "a.overload.for",
        "a.repair.time",
        "b.profile.steps[0].at",
        "pay.rto",
        "cut.events[0].at",
    ]
    assert all(ranged_ == 90 for _, ranged_ in topology.ranges())


@given(st.floats(0, 1e6), st.floats(1e-9, 1e6))
def test_rounded_lies_between_and_is_short(low: float, width: float) -> None:
    found = rounded(low, low + width * PRECISION, width)
    slack = width * PRECISION / 4
    assert low - slack <= found <= low + width * PRECISION + slack
    assert len(repr(found)) <= len(repr(low + width * PRECISION / 2)) + 1


def test_so_many_values_are_judged_and_no_more_unless_a_time_is_given(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ranged = {"low": 1, "high": 9}
    parts = [{"id": f"c{n}", "needs": [], "capacity": ranged} for n in range(3)]
    topology = Topology.from_dict({"components": parts})
    monkeypatch.setattr("topology.findings.sensitivity.MOST_WORK", 400)
    assert len(sensitivities(topology, single_point_verdict)) == 2
    assert len(sensitivities(topology, single_point_verdict, expired=lambda: False)) == 3
    assert "--time-limit" in Study.of(topology).absent["ranges"]


def test_a_run_that_has_much_to_do_counts_for_many_values(monkeypatch: pytest.MonkeyPatch) -> None:
    """What goes round for hours is not played at hundreds of values; a short run is, at all."""
    monkeypatch.setattr("topology.findings.sensitivity.MOST_WORK", 1_500)
    overload = {"mode": "crash", "for": "11 s", "restart": "7.3 s"}
    parts = [{"id": "u", "demand": 50, "capacity": 20, "needs": [], "overload": overload}]
    parts += [{"id": f"c{n}", "needs": [], "capacity": {"low": 1, "high": 9}} for n in range(5)]
    topology = Topology.from_dict({"components": parts, "load_unit": "req/s"})
    short, long = (sensitivities(topology, failures_verdict(["c0"], s)) for s in (30, 600))
    assert len(short) == 5
    assert len(long) == 1


def test_all_that_is_judged_along_ranges_has_one_allowance() -> None:
    parts = [{"id": f"c{n}", "needs": [], "capacity": {"low": 1, "high": 9}} for n in range(3)]
    topology, allowance = Topology.from_dict({"components": parts}), Allowance(400)
    for whole in (2, 0):
        found = sensitivities(topology, single_point_verdict, allowance=allowance)
        assert len(found) == whole


def test_what_is_made_for_one_verdict_serves_the_next() -> None:
    doc = {"components": [{"id": "a", "needs": [], "capacity": {"low": 1, "high": 9}}]}
    topology, seen = Topology.from_dict(doc), list[int]()
    made: dict[Any, Any] = {}

    def judge(topology: Topology) -> frozenset[str]:
        seen.append(id(topology))
        return frozenset()

    one = sensitivities(topology, judge, made=made)
    assert one == sensitivities(topology, judge, made=made)
    assert seen[: len(seen) // 2] == seen[len(seen) // 2 :]
