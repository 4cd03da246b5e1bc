"""Single failures that leave an alternative: judged by load and time, against changed documents."""

from __future__ import annotations

import math
from copy import deepcopy
from typing import Any
from unittest import mock

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.loads.test_cascade_properties import all_entries, systems
from tests.support import oracles
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.finding import FailureClass, in_words
from topology.findings.single_points import SinglePoints
from topology.loads.cascade import effort
from topology.loads.cascade.cascade import ZenoError
from topology.loads.cascade.playing import run_failures
from topology.loads.cascade.run import NO_CAUSE, Run, Word
from topology.loads.contingencies import Contingencies
from topology.loads.moment.amplification import AmplificationError
from topology.structure.graph import Graph

STRUCTURAL, OVERLOAD, SLOW = FailureClass.STRUCTURAL, FailureClass.OVERLOAD, FailureClass.SLOW


def points_of(*components: Any, **rest: Any) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict({"components": list(components), **rest}))


def classes(points: SinglePoints, target: str) -> dict[str, FailureClass]:
    return {cause: points.failure_class(target, cause) for cause in points.causes(target)}


def pay(demand: float = 100, **entry: Any) -> Doc:
    first_of = {"first_of": ["a", "b"], **entry}
    return {"id": "pay", "demand": demand, "fails": False, "needs": [first_of]}


DELAYS = {"detect": "5 min", "decide": "55 min", "verify": "75 min", "activate": "15 min"}


# -- by hand: the four incidents in small (domain.md, section 1) ----------------------------------


def test_no_alternative_is_structural() -> None:
    points = points_of({"id": "pay", "demand": 1, "needs": ["fibre"]}, {"id": "fibre"})
    assert classes(points, "pay") == {"fibre": STRUCTURAL}


@pytest.mark.parametrize(("rto", "found"), [("149 min", {"a": SLOW}), ("150 min", {})])
def test_a_backup_that_takes_longer_than_the_objective_is_slow(
    rto: str, found: dict[str, FailureClass]
) -> None:
    """Alipay, 2015: 5 + 55 + 75 + 15 = 150 min."""
    points = points_of(
        pay(switchover={**DELAYS, "failback": "manual"}),
        {"id": "a"},
        {"id": "b", "fails": False},
        objectives=[{"of": "pay", "rto": rto}],
    )
    assert classes(points, "pay") == found
    if found:
        assert points.reason("pay", "a") == (
            "a fails",
            "pay loses a",
            "pay switches to b after 2 h 30 min",
            "pay was out for 2 h 30 min, longer than its rto of 2 h 29 min",
        )


def test_a_repair_is_not_counted_on() -> None:
    """N-1: what fails stays failed, though it would be repaired within the objective."""
    points = points_of(
        {"id": "pay", "demand": 1, "needs": ["a"]},
        {"id": "a", "repair": {"time": "1 min"}},
        objectives=[{"of": "pay", "rto": "1 h"}],
    )
    assert classes(points, "pay") == {"a": STRUCTURAL}


def test_a_failback_after_a_delay_can_be_judged() -> None:
    points = points_of(
        pay(switchover={"activate": "1 h", "failback": "5 min"}),
        {"id": "a"},
        {"id": "b", "fails": False},
        objectives=[{"of": "pay", "rto": "30 min"}],
    )
    assert classes(points, "pay") == {"a": SLOW}


@pytest.mark.parametrize("mode", ["shed", "crash"])
def test_a_fallback_without_the_capacity_is_overload(mode: str) -> None:
    """eLong, 2015: it took the redirected traffic, and fell."""
    points = points_of(
        pay(100),
        {"id": "a"},
        {"id": "b", "fails": False, "capacity": 99, "overload": {"mode": mode}},
    )
    assert classes(points, "pay") == {"a": OVERLOAD}
    reason = points.reason("pay", "a")
    assert reason[:4] == ("a fails", "pay loses a", "pay switches to b", "b at 101 % of capacity")
    assert reason[-1] == {"shed": "pay at 99 %", "crash": "pay at 0 %"}[mode]


def test_a_crash_loop_is_overload() -> None:
    points = points_of(
        pay(100),
        {"id": "a"},
        {"id": "b", "fails": False, "capacity": 80,
         "overload": {"mode": "crash", "for": "1 min", "restart": "10 min"}},
        objectives=[{"of": "pay", "level": 0.5}],
    )  # fmt: skip
    assert classes(points, "pay") == {"a": OVERLOAD}
    run = points.contingencies.run(["a"])
    assert run.repeats_s == pytest.approx(660)
    # 20 of 100 are lost for a minute, all of them for ten.
    assert run.demand_lost_at_rest == pytest.approx((20 * 1 + 100 * 10) / 11)


@pytest.mark.parametrize(("rto", "found"), [("9 min", {"a": OVERLOAD}), ("10 min", {})])
def test_an_outage_that_no_faster_switch_would_end_is_overload(
    rto: str, found: dict[str, FailureClass]
) -> None:
    """b bears pay and other for a minute; back after 10 more, it has lost other for good."""
    crash = {"mode": "crash", "for": "1 min", "restart": "10 min"}
    points = points_of(
        pay(60),
        {"id": "other", "demand": 60, "needs": [
            {"first_of": ["b", "d"], "switchover": {"failback": "manual"}}]},
        {"id": "a"},
        {"id": "b", "fails": False, "capacity": 100, "overload": crash},
        {"id": "d"},
        objectives=[{"of": "pay", "level": 0.5, "rto": rto}],
    )  # fmt: skip
    assert classes(points, "pay") == found


def test_switching_in_no_time_to_enough_is_no_single_point() -> None:
    """Visa: four data centres, zero seconds."""
    centres = [{"id": name, "capacity": 40} for name in "abcd"]
    points = points_of({"id": "pay", "demand": 120, "needs": [{"any": list("abcd")}]}, *centres)
    assert points.causes("pay") == ()
    fewer = points_of({"id": "pay", "demand": 121, "needs": [{"any": list("abcd")}]}, *centres)
    assert set(classes(fewer, "pay").values()) == {OVERLOAD}


def test_a_share_that_does_not_follow_is_structural() -> None:
    """No capacity and no time would do."""
    points = points_of(pay(share=0.6), {"id": "a"}, {"id": "b", "fails": False})
    assert classes(points, "pay") == {"a": STRUCTURAL}
    assert points.reason("pay", "a")[-1] == "pay at 60 %"
    enough = points_of(
        pay(share=0.6), {"id": "a"}, {"id": "b"}, objectives=[{"of": "pay", "level": 0.6}]
    )
    assert enough.causes("pay") == ()


def test_a_queue_that_grows_without_end_is_overload() -> None:
    parts = (
        pay(100),
        {"id": "a"},
        {"id": "b", "fails": False, "capacity": 90, "overload": {"mode": "queue"}},
    )
    points = points_of(*parts)
    assert classes(points, "pay") == {"a": OVERLOAD}
    assert points.reason("pay", "a")[-1] == "the queue of b grows without end"
    enough = deepcopy(parts)
    enough[2]["capacity"] = 100
    assert points_of(*enough).causes("pay") == ()


def test_a_queue_that_grows_with_nothing_failed_is_due_to_no_failure() -> None:
    """Only one of two links that do the same fails."""
    points = points_of(
        {"id": "a", "demand": 10, "needs": [{"reach": "hub"}]},
        {"id": "hub", "fails": False, "capacity": 9, "overload": {"mode": "queue"}},
        *({"id": name, "connects": ["a", "hub"]} for name in ("l1", "l2")),
    )
    assert points.causes("a") == ()


def test_a_lost_member_takes_capacity_away() -> None:
    farm = {"id": "farm", "count": 4, "capacity": 100}
    shop = {"id": "shop", "needs": ["farm"]}
    assert points_of({**shop, "demand": 75}, farm).causes("shop") == ()
    points = points_of({**shop, "demand": 76}, farm)
    assert classes(points, "shop") == {"farm": OVERLOAD}
    assert points.reason("shop", "farm")[0] == "1 of 4 farm fail"


def test_the_way_around_has_to_be_wide_enough() -> None:
    parts: list[Doc] = [
        {"id": "a", "demand": 10, "needs": [{"reach": "hub"}]},
        {"id": "b", "demand": 10, "needs": [{"reach": "hub"}]},
        {"id": "hub", "fails": False},
        {"id": "direct", "connects": ["a", "hub"]},
        {"id": "ab", "connects": ["a", "b"]},
        {"id": "bh", "connects": ["b", "hub"], "capacity": 19},
    ]
    points = points_of(*parts)
    assert classes(points, "a") == {"direct": OVERLOAD}
    assert classes(points, "b") == {"direct": OVERLOAD}
    parts[-1]["capacity"] = 20
    assert points_of(*parts).causes("b") == ()


def test_loads_are_judged_at_the_top_of_their_profiles() -> None:
    profile = {"steps": [{"at": "8 h", "times": 3}, {"at": "20 h", "times": 0.5}], "every": "1 d"}
    parts = (
        {"id": "pay", "demand": 30, "profile": profile, "needs": [{"any": ["a", "b"]}]},
        *({"id": name, "capacity": limit} for name, limit in (("a", 100), ("b", 89))),
    )
    assert classes(points_of(*parts), "pay") == {"a": OVERLOAD}


def test_the_top_of_a_profile_is_not_what_it_never_has() -> None:
    """The first step is at the start: the demand is 50 or 60, never 100."""
    profile = {"steps": [{"at": "0 s", "times": 0.5}, {"at": "8 h", "times": 0.6}]}
    parts = (
        {"id": "pay", "demand": 100, "profile": profile, "needs": [{"any": ["a", "b"]}]},
        *({"id": name, "capacity": 60} for name in "ab"),
    )
    assert points_of(*parts).causes("pay") == ()


def test_below_its_level_with_nothing_failed() -> None:
    points = points_of(pay(100), {"id": "a", "capacity": 50}, {"id": "b", "capacity": 50})
    assert points.below_level == ("pay",)
    assert points.causes("pay") == ()
    finding = next(points.findings())
    assert finding.reason[-1] == "pay at 50 %"
    assert "even with nothing failed" in finding.message


def test_a_shared_risk_can_be_too_much_where_one_failure_is_not() -> None:
    points = points_of(
        {"id": "pay", "demand": 100, "needs": [{"any": ["a", "b", "c"]}]},
        *({"id": name, "capacity": 50} for name in "abc"),
        shared_risks=[{"id": "duct", "hits": ["a", "b"]}],
    )
    assert classes(points, "pay") == {"duct": OVERLOAD}
    assert points.finding("pay", "duct").shared_risk


def test_the_demand_that_is_lost() -> None:
    contingencies = points_of(
        pay(100, switchover={"detect": "10 s"}), {"id": "a"}, {"id": "b", "capacity": 70}
    ).contingencies
    run = contingencies.run(["a"])
    assert run.demand_lost_at_rest == pytest.approx(30)
    assert run.demand_lost == pytest.approx(1_000)
    both = contingencies.run(["a", "b"])
    assert both.demand_lost_at_rest == pytest.approx(100)
    assert both.points[contingencies.targets[0]].failure_class is STRUCTURAL


def test_nothing_is_run_where_load_cannot_matter() -> None:
    points = points_of(pay(100), {"id": "a"}, {"id": "b"}, {"id": "c", "needs": ["a"]})
    assert not points.contingencies.is_needed
    assert points.load == {}
    assert "starts" not in vars(points.contingencies)


def test_only_what_moves_load_is_run() -> None:
    points = points_of(
        pay(100), {"id": "a", "needs": ["power"]}, {"id": "b"}, {"id": "power"}, {"id": "aside"},
        {"id": "alone", "needs": ["aside"], "capacity": 5},
    )  # fmt: skip
    assert points.contingencies.causes == ["a", "b", "power"]


def test_loads_that_amplify_cannot_be_judged() -> None:
    points = points_of(
        {"id": "x", "demand": 1, "needs": ["y"]}, {"id": "y", "needs": ["x"]},
        {"id": "z", "capacity": 1},
    )  # fmt: skip
    assert "x → y → x" in points.load_unjudged
    assert classes(points, "x") == {"y": STRUCTURAL}


AFTER_A_FAILURE = {
    "amplifies": ({"needs": [{"on": "pay", "hard": False}]}, {"id": "c", "capacity": 1}),
    "in no time": ({"capacity": 5, "overload": {"mode": "crash", "restart": "0 s"}},),
}


@pytest.mark.parametrize("what", AFTER_A_FAILURE)
def test_one_failure_that_cannot_be_judged_does_not_hide_the_others(what: str) -> None:
    """As with nothing failed: it is said, and what follows from the structure is found."""
    b, *more = AFTER_A_FAILURE[what]
    points = points_of(pay(10), {"id": "a"}, {"id": "b", **b}, {"id": "d", "demand": 1,
                       "needs": ["a"]}, *more)  # fmt: skip
    assert "a" in points.causes("d")


def test_a_crash_loop_beside_a_queue_without_end_can_be_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Never the same backlog twice: a million events, and then an error instead of findings."""
    monkeypatch.setattr(effort, "MAX_ROUND", 500)
    points = points_of(
        {"id": "pay", "demand": 100, "needs": [{"any": ["a", "b", "c"]}]},
        {"id": "a"},
        {"id": "b", "capacity": 40, "overload": {"mode": "queue"}},
        {"id": "c", "capacity": 40,
         "overload": {"mode": "crash", "for": "1 min", "restart": "10 min"}},
    )  # fmt: skip
    assert classes(points, "pay")["a"] is OVERLOAD


def test_what_is_never_back_within_its_rto_is_told_from_its_cause_on() -> None:
    points = SinglePoints.of(
        Topology.from_dict(
            {
                "components": [
                    {"id": "u", "demand": 40, "needs": [{"first_of": ["a", "b"]}]},
                    {"id": "a", "capacity": 22, "overload": {"mode": "crash", "for": "51 s"}},
                    {"id": "b"},
                ],
                "objectives": [{"of": "u", "level": 0, "rto": "32 s"}],
            }
        )
    )
    assert points.finding("u", "b").reason == (
        "b fails",
        "a at 182 % of capacity",
        "a crashes after 51 s",
        "u loses a",
        "u is not back by the end, and its rto is 32 s",
    )


# -- against runs of documents that are changed as the classes say --------------------------------


def n_minus_one(doc: Doc, *, at_once: bool = False, unlimited: bool = False) -> Doc:
    """Nothing is repaired; standbys in no time, or everything carrying whatever comes."""
    found = deepcopy(doc)
    for part in found["components"]:
        part.pop("repair", None)
        if unlimited:
            part.pop("capacity", None)
            part.pop("overload", None)
    for need in all_entries(found) if at_once else ():
        if isinstance(need, dict) and "switchover" in need:
            need["switchover"] = {"failback": need["switchover"].get("failback", "auto")}
    return found


def run_to_rest(doc: Doc, cause: str | None) -> Run:
    return run_failures(Topology.from_dict(doc), [cause] if cause else [], series=True)


def below_at_rest(run: Run, target: str, level: float) -> bool:
    """At the end, or at any time of a round."""
    series = run.series[target]
    since = run.until_s - run.rounds.get(target, 0.0)
    ends = [*series.t_s[1:], math.inf]
    return any(
        seen < level - 1e-9
        for seen, end in zip(series.level, ends, strict=True)
        if end > since + 1e-6
    ) and (target in run.rounds or series.level[-1] < level - 1e-9)


def class_by_runs(doc: Doc, target: str, cause: str) -> FailureClass | None:
    """The class of a failure that leaves the target up, each variant a document of its own."""
    objective = next(o for o in doc["objectives"] if o["of"] == target)
    level, rto = objective["level"], 60.0 * int(objective["rto"].split()[0])
    run = run_to_rest(n_minus_one(doc), cause)
    if below_at_rest(run, target, level):
        ideal = run_to_rest(n_minus_one(doc, at_once=True, unlimited=True), cause)
        return STRUCTURAL if below_at_rest(ideal, target, level) else OVERLOAD
    if run.outcomes[target].longest_outage_s <= rto * (1 + 1e-9):
        return None
    at_once = run_to_rest(n_minus_one(doc, at_once=True), cause)
    return SLOW if at_once.outcomes[target].longest_outage_s <= rto * (1 + 1e-9) else OVERLOAD


@given(systems(("shed", "crash")), st.data())
def test_classes_are_those_of_changed_documents(doc: Doc, data: st.DataObject) -> None:
    """Also a proof that the causes that are not run need not be."""
    for need in all_entries(doc):
        if isinstance(need, dict) and "switchover" in need:  # see the failback above
            need["switchover"]["failback"] = data.draw(st.sampled_from(["auto", "manual"]))
    names = [part["id"] for part in doc["components"] if "connects" not in part]
    target = data.draw(st.sampled_from(names[:2]))
    level, rto = data.draw(st.sampled_from([1, 0.5])), data.draw(st.sampled_from([1, 6]))
    doc["objectives"] = [{"of": target, "level": level, "rto": f"{rto} min"}]
    assume(target not in oracles.never_up(doc))
    try:
        points = SinglePoints.of(Topology.from_dict(doc))
        found = classes(points, target)
        start = run_to_rest(n_minus_one(doc), None)
    except (AmplificationError, ZenoError):
        assume(False)
        raise
    assume(not points.load_unjudged)
    usual = start.outcomes[target].longest_outage_s
    if below_at_rest(start, target, level) or usual > 60 * rto * (1 + 1e-9):
        assert points.below_level == (target,)
        return
    assert points.below_level == ()
    for cause in [*oracles.components(doc), *oracles.shared_risks(doc)]:
        if cause == target:
            continue
        if target in oracles.down(doc, [cause]):
            assert found[cause] is STRUCTURAL
        else:
            try:
                expected = class_by_runs(doc, target, cause)
            except (AmplificationError, ZenoError):
                assume(False)
                raise
            assert found.get(cause) is expected, cause


@given(systems(("shed", "crash", "queue")), st.data())
def test_every_reason_begins_with_its_cause_and_ends_at_its_target(
    doc: Doc, data: st.DataObject
) -> None:
    for need in all_entries(doc):
        if isinstance(need, dict) and "switchover" in need:
            need["switchover"]["failback"] = data.draw(st.sampled_from(["auto", "manual"]))
    topology = Topology.from_dict(doc)
    try:
        start = run_failures(topology, [], until_s=1.0)
        # See test_a_queue_that_grows_with_nothing_failed_is_due_to_no_failure.
        assume(not any(outcome.backlog for outcome in start.outcomes.values()))
        points = SinglePoints.of(topology)
        with mock.patch.object(effort, "MAX_ROUND", 2_000):
            load = points.load
    except (AmplificationError, ZenoError):
        assume(False)
        raise
    for v, causes in load.items():
        for cause, point in causes.items():
            name = points.graph.ids[v]
            assert cause in point.reason[0]
            assert name in point.reason[-1] or "grows without end" in point.reason[-1]
            assert all(step.isprintable() and step for step in point.reason)


def test_contingencies_may_be_run_in_any_order() -> None:
    """Each from the same start: none leaves anything behind for the next."""
    parts = [
        {"id": "pay", "demand": 100, "needs": [{"any": list("abc")}, {"first_of": ["d", "e"]}]},
        *({"id": name, "capacity": 40, "count": 2} for name in "abc"),
        {"id": "d"},
        {"id": "e", "capacity": 50},
    ]
    graph = Graph.compile(Topology.from_dict({"components": parts}))
    forwards, backwards = (Contingencies(graph, [graph.index["pay"]]) for _ in range(2))
    names = list(graph.ids)
    first = {name: forwards.run([name]) for name in names}
    second = {name: backwards.run([name]) for name in reversed(names)}
    again = {name: forwards.run([name]) for name in names}
    assert first == second == again


# -- what happens with nothing failed as well ---------------------------------------------------

LIGHT_STANDBY = {
    "components": [
        {"id": "s3"},
        {"id": "s1", "capacity": 22, "overload": {"mode": "crash", "for": "51 s"}},
        {"id": "s6", "demand": 40, "needs": [{"first_of": ["s1", "s3"]}]},
        {"id": "other", "demand": 1, "needs": [{"any": ["u", "v"]}]},
        {"id": "u"},
        {"id": "v"},
    ],
    "objectives": [{"of": "s6", "level": 0.99, "rto": "32 s"}],
}


def test_an_outage_with_nothing_failed_is_due_to_no_failure() -> None:
    """The first entry crashes under the usual load: a finding, of which `u` is no cause."""
    points = SinglePoints.of(Topology.from_dict(LIGHT_STANDBY))
    assert points.below_level == ("s6",)
    assert points.below_level_finding("s6").reason == (
        "s1 at 182 % of capacity", "s1 crashes after 51 s", "s6 loses s1", "s6 switches to s3",
        "s6 was out for 51 s, longer than its rto of 32 s",
    )  # fmt: skip
    assert points.causes("s6") == ("s3",)
    assert points.failure_class("s6", "s3") is FailureClass.OVERLOAD
    assert in_words(points.because("s6", "s3")) == (
        "s3 fails → (s3 itself) and (s1 at 182 % of capacity → s1 crashes after 51 s) "
        "→ s6 has no standby left → s6 at 0 %"
    )


@given(systems(("crash",)), st.sampled_from(["5 s", "51 s", "10 min"]))
def test_a_bystander_is_no_single_point(doc: Doc, hold: str) -> None:
    """Two members and one that uses them, all by themselves: nothing else falls to them.

    Not even what is out for a while with nothing failed, as its first entry crashes.
    """
    weak = {"id": "weak", "capacity": 5, "overload": {"mode": "crash", "for": hold}}
    light = [{"id": "late", "demand": 9, "needs": [{"first_of": ["weak", "strong"]}]}, weak]
    doc["components"] += [*light, {"id": "strong"}]
    ids = [part["id"] for part in doc["components"] if "connects" not in part]
    doc["objectives"] = [{"of": name, "rto": "1 s"} for name in ids]
    apart = [
        {"id": "user", "demand": 1, "needs": [{"any": ["stander-1", "stander-2"]}]},
        {"id": "stander-1"},
        {"id": "stander-2"},
    ]
    topology = Topology.from_dict({**doc, "components": [*doc["components"], *apart]})
    try:
        with mock.patch.object(effort, "MAX_EVENTS", 500):
            load = SinglePoints.of(topology, ids).load
    except (AmplificationError, ZenoError):
        assume(False)
        raise
    for causes in load.values():
        assert not {"stander-1", "stander-2", "user"} & causes.keys()


def test_what_has_crashed_from_the_start_is_down_in_every_contingency() -> None:
    """It does not come up by the failure of something else, to crash once more."""
    parts = [
        {"id": "f", "demand": 150, "needs": ["a", {"any": ["b", "c"]}]},
        {"id": "a", "capacity": 100, "count": 3, "quorum": 1, "overload": {"mode": "crash"}},
        {"id": "b"},
        {"id": "c"},
    ]
    graph = Graph.compile(Topology.from_dict({"components": parts}))
    contingencies = Contingencies(graph, [graph.index["f"]])
    _, run = contingencies.variants(["a"]).as_it_is
    assert "a is up again" not in [line.words for line in run.timeline]


def test_an_overload_is_not_due_to_what_nothing_joins_it_with() -> None:
    """Both are overloaded from the start: neither brings the other about."""
    parts = [
        {"id": name, "demand": 40, "capacity": 20, "needs": [],
         "overload": {"mode": "crash", "for": "10 s"}}
        for name in "ab"
    ]  # fmt: skip
    points = SinglePoints.of(Topology.from_dict({"components": parts}))
    for name in "ab":
        assert points.below_level_finding(name).reason[0] == f"{name} at 200 % of capacity"


def test_what_is_too_much_for_several_at_once_is_due_to_none_of_them() -> None:
    """The goal and the node before it carry too little, whoever has the lower id."""
    for goal, middle in (("c", "m"), ("m", "c")):
        parts = [
            {"id": "u", "demand": 6, "needs": [{"reach": goal}], "fails": False},
            {"id": goal, "capacity": 3, "needs": []},
            {"id": middle, "capacity": 4, "needs": []},
            {"id": "l1", "connects": ["u", middle]},
            {"id": "l2", "connects": [middle, goal]},
        ]
        run = run_failures(Topology.from_dict({"components": parts}), [])
        over = [line for line in run.timeline if line.event is Word.OVERLOADED]
        assert [line.cause for line in over] == [NO_CAUSE, NO_CAUSE]
        (level,) = (line for line in run.timeline if line.event is Word.BELOW_LEVEL)
        assert run.because(run.timeline.index(level)) == (
            f"{middle} at 150 % of capacity",
            "u at 50 %",
        )
