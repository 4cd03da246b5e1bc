"""Runs that need never end: bounds on their work, and what is said of what goes round for ever."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.loads.test_cascade_properties import played, systems
from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.strategies import booleans, kept, sampled_from, up_to_three
from topology.document.document import Topology
from topology.errors import TopologyError
from topology.loads.cascade import effort
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import MOST_CAUSES, Run
from topology.loads.contingencies import Contingencies
from topology.loads.moment import flow
from topology.structure.graph import Graph

SIZE = 15
nearly_always = st.sampled_from([True] * 9 + [False])
sometimes = st.sampled_from([False, False, True])
seconds = st.one_of(
    st.sampled_from(["0 s", "1 s", "30 s", "1 min"]),
    st.floats(1e-3, 300).map(lambda s: f"{s!r} s"),
    st.floats(1, 60).map(lambda s: f"{round(s, 9)} s"),
)
amounts = st.one_of(st.sampled_from([0, 10, 20, 40, 80]), st.floats(1, 200))


@kept
@st.composite
def overloads(draw: st.DrawFn) -> Doc:
    mode = draw(sampled_from(("crash", "crash", "queue", "queue", "shed")))
    found: Doc = {"mode": mode}
    if mode == "crash":
        found |= {"for": draw(seconds), "restart": draw(seconds)}
        found["above"] = draw(sampled_from((1, 1, 1.3)))
    if mode == "queue" and draw(booleans):
        found["timeout"] = draw(seconds)
    if mode == "queue" and draw(sometimes):
        found["max_queue"] = draw(amounts)
    if mode == "shed":
        found["cost"] = draw(sampled_from((0, 0.3, 1)))
    if draw(sometimes):
        found["warm_up"] = {"time": draw(seconds), "share": draw(sampled_from((0, 0.5)))}
    return found


@kept
def calls(names: tuple[str, ...]) -> st.SearchStrategy[Doc]:
    often = sampled_from((0.25, 0.5, 1, 2))
    return st.fixed_dictionaries(
        {"on": sampled_from(names), "calls": often, "retries": up_to_three}
    )


@kept
def several_calls(names: tuple[str, ...]) -> st.SearchStrategy[list[Doc]]:
    return st.lists(calls(names), min_size=2, max_size=3)


@kept
@st.composite
def needs(draw: st.DrawFn, names: tuple[str, ...]) -> Any:
    form = draw(sampled_from(("on", "any", "first_of", "reach")))
    if form == "on":
        return draw(calls(names))
    if form == "reach":
        return {"reach": draw(sampled_from(names))}
    found: Doc = {form: draw(several_calls(names))}
    if form == "first_of":
        delays = {name: draw(seconds) for name in ("detect", "activate")}
        failback = draw(sampled_from(("auto", "manual", "7.3 s")))
        found["switchover"] = {**delays, "failback": failback}
    return found


@st.composite
def restless(draw: st.DrawFn) -> Doc:
    """Fifteen components that crash, wait, switch and start again after times of no measure."""
    links = draw(st.integers(0, 4))
    names = tuple(f"s{i}" for i in range(SIZE - links))
    parts: list[Doc] = []
    for place, name in enumerate(names):
        part: Doc = {"id": name, "needs": []}
        if draw(sometimes):
            part["demand"] = draw(amounts)
        if draw(booleans):
            part |= {"capacity": draw(amounts), "overload": draw(overloads())}
        below = names[place + 1 :] if draw(nearly_always) else names
        others = tuple(other for other in below if other != name)
        if others:
            part["needs"] = draw(st.lists(needs(others), max_size=2))
        if draw(sometimes):
            part |= {"repair": {"time": draw(seconds), "crew": "crew"}}
            part |= {"verify": {"units": 2, "time": draw(seconds), "crew": "crew"}}
        if "demand" in part and draw(sometimes):
            steps = [{"at": "0 s", "times": 1}, {"at": "10 s", "times": draw(st.floats(0, 5))}]
            part["profile"] = {"steps": steps, "every": draw(sampled_from(("11.7 s", "1 h")))}
        parts.append(part)
    for number in range(links):
        ends = draw(st.permutations(names))[:2]
        parts.append({"id": f"l{number}", "connects": ends})
    events = [
        {
            "at": draw(sampled_from(("0 s", "37 s", "1000 s"))),
            "fail": draw(sampled_from(names)),
        }
        for _ in range(draw(st.integers(1, 3)))
    ]
    scenario: Doc = {"id": "s", "events": events}
    if draw(booleans):
        scenario["until"] = draw(sampled_from(("1500 s", "1 d", "10 y")))
    return {"components": parts, "crews": {"crew": 1}, "scenarios": [scenario]}


CLOCK_STOPS: Doc = {
    "load_unit": "req/s",
    "components": [
        {"id": "s1"},
        {"id": "s0", "demand": 40, "needs": ["s3", {"on": "s3"}], "capacity": 181.11,
         "overload": {"mode": "queue", "timeout": "107 s"}},
        {"id": "s4", "demand": 40, "needs": [{"any": [{"on": "s0", "calls": 0.5}, "s1", "s3"]}],
         "capacity": 15, "overload": {"mode": "crash", "for": "23.142 s", "restart": "35.812 s"}},
        {"id": "s3", "needs": [], "capacity": 40.37,
         "overload": {"mode": "crash", "for": "46.58 s", "restart": "23.557676563 s"},
         "repair": {"time": "273.471969674 s", "crew": "crew"},
         "verify": {"units": 2, "time": "11.287149883 s", "crew": "crew"}},
    ],
    "crews": {"crew": 1},
    "scenarios": [{"id": "s", "events": [{"at": "37 s", "fail": ["s3"]}], "until": "1500.123 s"}],
}  # fmt: skip
QUEUE_IN_A_CIRCLE: Doc = {
    "components": [
        {"id": "s1", "demand": 50, "needs": [{"any": ["s0", "s0", "s0"]}], "capacity": 66,
         "overload": {"mode": "queue", "timeout": "180 s"}},
        {"id": "s0", "needs": [{"reach": "s2"}]},
        {"id": "s2"},
        {"id": "l5", "connects": ["s1", "s2"]},
        {"id": "l3", "connects": ["s1", "s0"]},
    ]
}  # fmt: skip


def crashing(name: str, hold: float, restart: float) -> Doc:
    """Twice what it bears: half of it succeeds for `hold`, nothing for `restart`, for ever."""
    overload = {"mode": "crash", "for": f"{hold!r} s", "restart": f"{restart!r} s"}
    return {"id": name, "demand": 20, "capacity": 10, "overload": overload}


def lost_on_average(hold: float, restart: float) -> float:
    return (10 * hold + 20 * restart) / (hold + restart)


def judged(doc: Doc, failed: tuple[str, ...] = ()) -> tuple[Cascade, Run]:
    """The run that verdicts are read from."""
    graph = Graph.compile(Topology.from_dict(doc))
    cascade = Contingencies(graph, range(graph.size)).starts.cascade(failed)
    return cascade, cascade.run()


# -- the cases ----------------------------------------------------------------------------------


def test_a_clock_does_not_stop_at_a_parcel_shorter_than_its_resolution() -> None:
    run = run_scenario(Topology.from_dict(CLOCK_STOPS), "s")
    assert run.until_s == 1500.123
    assert not run.cut_short
    assert len(run.timeline) < 1_000


def test_arrivals_at_one_rate_are_one_parcel_however_it_is_rounded() -> None:
    """Calls in a circle come to a rate that differs in the last digit from time to time."""
    run = run_failures(Topology.from_dict(QUEUE_IN_A_CIRCLE), [])
    assert run.growing == ("s1",)
    assert len(run.timeline) < 10
    assert run.until_s < 3_600


def test_two_that_go_round_with_no_common_measure_are_known_each_by_itself() -> None:
    times = (10.123456789, 7.987654321), (13.318754213, 5.412345678)
    parts = [crashing(name, *given) for name, given in zip("ab", times, strict=True)]
    cascade, run = judged({"components": parts})
    assert run.rounds == pytest.approx({"a": sum(times[0]), "b": sum(times[1])})
    assert (run.repeats_s, run.restless, run.at_rest) == (None, (), False)
    assert cascade.demand_lost_at_rest() == pytest.approx(sum(lost_on_average(*t) for t in times))
    assert len(run.timeline) < 50


def test_it_is_said_of_what_never_rests_what_it_costs_on_average() -> None:
    parts = [crashing("a", 10.123456789, 7.987654321), crashing("b", 13.318754213, 5.412345678)]
    graph = Graph.compile(Topology.from_dict({"load_unit": "req/s", "components": parts}))
    reasons = Contingencies(graph, range(graph.size)).below_level
    assert reasons[0][-1] == "a goes round for ever, every 18.11 s: 14.41 req/s lost on average"
    assert reasons[1][-1] == "b goes round for ever, every 18.73 s: 12.89 req/s lost on average"


def test_two_that_share_a_load_and_no_measure_are_judged_by_a_long_time() -> None:
    """The one's state is always new to the other; either is down for its part of the time."""
    times = (10.123456789, 7.987654321), (13.318754213, 5.412345678)
    parts = [crashing(name, *given) for name, given in zip("ab", times, strict=True)]
    parts.append({"id": "u", "needs": [{"on": "a", "calls": 0}, {"on": "b", "calls": 0}]})
    cascade, run = judged({"components": parts})
    assert set(run.restless) == set(run.rounds) == {"a", "b", "u"}
    average = sum(lost_on_average(*t) for t in times)
    assert cascade.demand_lost_at_rest() == pytest.approx(average, rel=1e-2)


def test_what_is_still_to_come_when_something_never_rests_is_an_error() -> None:
    doc = {"components": [crashing("a", 1.0, 1.1), {"id": "b", "repair": {"time": "1 y"}}]}
    with pytest.raises(TopologyError, match=r"on and on \(a\), and a repair .*`until`"):
        run_failures(Topology.from_dict(doc), ["b"])


@pytest.mark.slow
def test_a_run_with_an_end_is_left_short_of_it_rather_than_followed_for_hours() -> None:
    topology = Topology.from_dict({"components": [crashing("a", 1.0, 1.1)]})
    run = run_failures(topology, [], until_s=1e9)
    assert run.cut_short
    assert run.until_s < 1e6
    assert not run_failures(topology, [], until_s=1e3).cut_short


def test_nothing_is_followed_beyond_all_time() -> None:
    topology = Topology.from_dict({"components": [{"id": "a", "demand": 1}]})
    assert run_failures(topology, ["a"], until_s=1e300).until_s == 1e15


# -- whatever it is ------------------------------------------------------------------------------


@settings(max_examples=examples(40))
@given(restless(), st.booleans())
def test_every_run_ends_after_work_that_is_bounded(doc: Doc, is_endless: bool) -> None:
    """In events, and levels of calls swept for them; no moment comes twice without a change."""
    most_events = 300 + effort.MORE * SIZE
    steps = 0
    step = Cascade._step

    def counted(self: Cascade, at: float, left: effort.Effort) -> None:
        nonlocal steps
        steps += 1
        before = self.timeline.now, _to_come(self)
        step(self, at, left)
        assert (self.timeline.now, _to_come(self)) != before
        assert self.flow.swept < most_events * 2 * effort.LEVELS + flow.MAX_SWEPT

    topology = Topology.from_dict(doc)
    with (
        mock.patch.object(effort, "MAX_EVENTS", 300),
        mock.patch.object(effort, "MAX_AT_ONCE", 300),
        mock.patch.object(Cascade, "_step", counted),
    ):
        try:
            if is_endless:
                run_failures(topology, [topology.components[0].id])
            else:
                run_scenario(topology, "s")
        except TopologyError:
            pass
    assert steps < 2 * most_events + 100  # an event costs a half; what is given is free


def _to_come(cascade: Cascade) -> object:
    """What is due in a moment by itself."""
    return (
        len(cascade.script.events),
        list(cascade.demands.pending(0.0)),
        cascade.timers.pending(0.0),
        cascade.mending.pending(0.0),
    )


@pytest.mark.slow
@settings(max_examples=examples(40))
@given(restless(), restless())
def test_two_side_by_side_come_to_what_each_comes_to(one: Doc, other: Doc) -> None:
    """What nothing joins is found as it is found alone, in whatever rounds the other goes."""
    both = [part for name, doc in zip("xy", (one, other), strict=True) for part in named(doc, name)]
    lost = []
    for parts in (both[:SIZE], both[SIZE:], both):  # the dearest last: many pass over the rest
        try:
            cascade, run = judged({"components": parts})
        except TopologyError:
            assume(False)
            raise
        assume(not run.restless)
        lost.append((cascade.demand_lost_at_rest(), run.growing))
    *alone, together = lost
    assert together[0] == pytest.approx(sum(average for average, _ in alone), rel=1e-6, abs=1e-6)
    assert set(together[1]) == {name for _, names in alone for name in names}


def named(doc: Doc, prefix: str) -> list[Doc]:
    """The components of a document with other names, and nothing that needs a crew."""

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(one) for one in value]
        if isinstance(value, dict):
            return {key: value[key] if key == "every" else renamed(value[key]) for key in value}
        is_id = isinstance(value, str) and value[0] in "sl" and value[1:].isdigit()
        return prefix + value if is_id else value

    kept = [dict(part) for part in doc["components"]]
    for part in kept:
        part.pop("repair", None)
        part.pop("verify", None)
    return [renamed(part) for part in kept]


@given(systems())
def test_the_chains_of_all_lines_are_those_of_each(doc: Doc) -> None:
    run = played(doc)
    for number, told in zip(range(MOST_CAUSES), run.all_because(), strict=False):
        assert told == run.because(number)


def test_of_long_chains_the_first_and_the_last_lines_are_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("topology.loads.cascade.run.MOST_CAUSES", 6)
    overload = {"mode": "crash", "for": "1 min", "restart": "1 min"}
    u = {"id": "u", "demand": 40, "needs": ["a"]}
    a = {"id": "a", "capacity": 10, "overload": overload}
    event = {"at": "0 s", "demand": "u", "times": 1}
    run = played({"components": [u, a], "scenarios": [{"id": "s", "events": [event]}]})
    for number, told in enumerate(run.all_because()):
        whole = run.because(number)
        hidden = len(whole) - 6
        plural = "s" if hidden > 1 else ""
        left_out = f"… {hidden} more step{plural} …"
        assert told == ((*whole[:3], left_out, *whole[-3:]) if hidden > 0 else whole)
    assert len(whole) > 20


def test_of_very_many_chains_fewer_lines_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """So that all of them come to no more than so many characters, and each says what it leaves."""
    overload = {"mode": "crash", "for": "1 min", "restart": "1 min"}
    a = {"id": "a", "demand": 40, "needs": [], "capacity": 10, "overload": overload}
    event = {"at": "0 s", "demand": "a", "times": 1}
    run = played({"components": [a], "scenarios": [{"id": "s", "events": [event], "until": "6 h"}]})
    whole = list(run.all_because())
    assert max(map(len, whole)) > 200
    monkeypatch.setattr("topology.loads.cascade.run.MOST_TOLD", 150_000)
    told = list(run.all_because())
    assert sum(len(words) for chain in told for words in chain) < 200_000
    for chain, all_of_it in zip(told, whole, strict=True):
        half = len(chain) // 2
        if chain != all_of_it:
            assert "more step" in chain[half]
            assert chain[:half] + chain[half + 1 :] == all_of_it[:half] + all_of_it[-half:]
