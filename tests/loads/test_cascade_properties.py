"""Load over time on random systems: what must hold whatever they are, and slower methods beside.

Systems are drawn with demands, capacities, every overload mode, standbys, retries, crews, paths,
and a scenario of a few events. Those whose calls amplify without bound, or that go round in no
time, are errors by their meaning and are passed over.
"""

from __future__ import annotations

import json
import math
import subprocess
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from itertools import pairwise
from typing import Any
from unittest import mock

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.oracles import Doc, Need
from tests.support.repository import ROOT
from tests.support.strategies import (
    booleans,
    documents,
    kept,
    named,
    one_to_three,
    sampled_from,
    shuffled_needs,
    up_to_three,
)
from tests.support.surroundings import surroundings
from topology.document.document import Topology
from topology.findings.ranking.severity import worst_outcomes
from topology.loads.cascade import effort
from topology.loads.cascade.cascade import Cascade, ZenoError
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Outcome, Run
from topology.loads.contingencies import Contingencies
from topology.loads.moment.amplification import AmplificationError
from topology.loads.moment.wiring import Wiring
from topology.render.machine.cascade import run_plain
from topology.structure.graph import Graph

sometimes = st.sampled_from([False, False, True])
seldom = st.sampled_from([False] * 5 + [True])
delays = st.sampled_from(["0 s", "30 s", "2 min", "7 min"])
AMOUNTS = (0, 10, 20, 30, 50, 80, 120)
UNTIL = 7_200.0


# -- random systems -----------------------------------------------------------------------------


@kept
@st.composite
def entries(draw: st.DrawFn, names: tuple[str, ...], plain: bool, depth: int = 2) -> Need:
    """One entry of needs. A plain one takes no retries, shares, or delays."""
    groups = ["any", "at_least", "all", "first_of", "first_of", "first_of"]
    forms = ["id", "id", "id", "on", "on", *groups * (depth > 0)]
    form = draw(sampled_from(tuple(forms)))
    if form == "id":
        return draw(sampled_from(names))
    if form == "on":
        found = {"on": draw(sampled_from(names)), "calls": draw(sampled_from((0, 0.5, 1, 2)))}
        if not plain:
            found["retries"] = draw(up_to_three)
        if depth == 2 and draw(seldom):
            found["hard"] = False
        elif draw(sometimes):
            found["weight"] = draw(sampled_from((1, 2, 3)))
        return found
    parts = [draw(entries(names, plain, depth - 1 or -1)) for _ in range(draw(one_to_three))]
    if form == "at_least":
        return {"at_least": draw(st.integers(1, len(parts))), "of": parts}
    found = {form: parts}
    if form == "first_of":
        found["share"] = draw(sampled_from((1.0, 1.0, 0.5)))
        if not plain:
            found["switchover"] = draw(switchovers())
    return found


@kept
@st.composite
def switchovers(draw: st.DrawFn) -> Doc:
    found = {name: draw(delays) for name in ("detect", "decide", "verify", "activate")}
    found["failback"] = draw(sampled_from(("auto", "manual", "4 min")))
    return found


@kept
@st.composite
def overloads(draw: st.DrawFn, modes: tuple[str, ...]) -> Doc:
    mode = draw(sampled_from(modes))
    found: Doc = {"mode": mode}
    if draw(sometimes):
        found["cost"] = draw(sampled_from((0.25, 0.5, 1)))
    if mode == "crash":
        found["above"] = draw(sampled_from((1, 1.5)))
        found["for"] = draw(sampled_from(("10 s", "1 min")))
        if draw(booleans):
            found["restart"] = draw(sampled_from(("1 min", "9 min")))
    if mode == "queue" and draw(booleans):
        found["max_queue"] = draw(sampled_from((0, 500, 5_000)))
    if mode == "queue" and draw(booleans):
        found["timeout"] = draw(sampled_from(("1 min", "10 min")))
    if draw(seldom):
        found["limit"] = draw(sampled_from(AMOUNTS))
    if draw(seldom):
        found["warm_up"] = {"time": "3 min", "share": draw(sampled_from((0, 0.25, 0.5)))}
    return found


@st.composite
def parts_of_system(draw: st.DrawFn, modes: tuple[str, ...], plain: bool) -> list[Doc]:
    """Components that need some of those after them; now and then one that leads back."""
    names = named("c", draw(st.integers(2, 7)))
    found: list[Doc] = []
    for place, name in enumerate(names):
        part: Doc = {"id": name, "needs": []}
        if not place or draw(sometimes):
            part["demand"] = draw(sampled_from(AMOUNTS[1:]))
        if draw(booleans):
            part["capacity"] = draw(sampled_from(AMOUNTS))
            if draw(booleans):
                part["overload"] = draw(overloads(modes))
        if draw(seldom):
            part["count"], part["quorum"] = 3, draw(one_to_three)
        below = names[place + 1 :]
        if below:
            part["needs"] = [draw(entries(below, plain)) for _ in range(draw(st.integers(0, 2)))]
        if not plain and place and draw(seldom):
            calls = draw(sampled_from((0, 0.25, 1)))
            part["needs"].append({"on": draw(sampled_from(names[:place])), "calls": calls})
        found.append(part)
    return found


@st.composite
def networks(draw: st.DrawFn, parts: list[Doc]) -> list[Doc]:
    """Links between some components, with a path that somebody asks for.

    Now and then a way of it leads over a node that is never up, as it has to reach an island.
    """
    names = [part["id"] for part in parts]
    links = []
    for number in range(draw(st.integers(1, 5))):
        ends = draw(st.permutations(names))[:2]
        link: Doc = {"id": f"l{number}", "connects": ends}
        if draw(sometimes):
            link["capacity"] = draw(sampled_from(AMOUNTS))
        if draw(seldom):
            link["one_way"] = True
        links.append(link)
    doc = {"components": [*parts, *links]}
    ways = [(name, goal) for name in names for goal in oracles.reached(doc, name, None, set(
        oracles.components(doc))) - {name} if int(goal[1:]) > int(name[1:])]  # fmt: skip
    if ways:
        start, goal = draw(st.sampled_from(sorted(ways)))
        part = next(part for part in parts if part["id"] == start)
        part["needs"] = [*part["needs"], {"reach": goal}]
        if draw(seldom):
            links += [{"id": "dead", "needs": [{"reach": "island"}]}, {"id": "island", "needs": []}]
            links += [{"id": f"l-{end}", "connects": [end, "dead"]} for end in (start, goal)]
    return links


@st.composite
def scenarios(draw: st.DrawFn, parts: list[Doc], risks: list[Doc]) -> list[Doc]:
    """A few events within half an hour, of which each makes sense."""
    events: list[Doc] = []
    failed: set[str] = set()
    for minute in sorted(draw(st.lists(st.integers(0, 30), min_size=1, max_size=5))):
        part = draw(st.sampled_from(parts))
        name, forms = part["id"], ["fail", "fail", "demand"]
        if part.get("capacity") is not None:
            forms.append("capacity")
        if name in failed and "repair" not in part and "verify" not in part:
            forms.append("repair")
        if risks:
            forms.append("strike")
        form = draw(sampled_from(tuple(forms)))
        event: Doc = {"at": f"{minute} min"}
        if form == "strike":
            event["fail"] = risks[0]["id"]
            failed.update(risks[0]["hits"])
        elif form == "fail":
            event["fail"] = name
            failed.add(name)
        elif form == "repair":
            event["repair"] = name
            failed.discard(name)
        else:
            event.update({form: name, "times": draw(sampled_from((0, 0.5, 1, 2, 5)))})
        events.append(event)
    return events


ALL_MODES = ("shed", "crash", "queue")


@st.composite
def systems(
    draw: st.DrawFn, modes: tuple[str, ...] = ALL_MODES, *, plain: bool = False, paths: bool = True
) -> Doc:
    """A document with one scenario, `s`."""
    parts = draw(parts_of_system(modes, plain))
    links = draw(networks(parts)) if paths and draw(sometimes) else []
    risks = []
    if draw(sometimes):
        hits = draw(st.lists(st.sampled_from(parts), min_size=1, max_size=3, unique_by=id))
        risks = [{"id": "risk", "hits": sorted(part["id"] for part in hits)}]
    for part in parts if not plain else ():
        crew = {"crew": "crew"} if draw(booleans) else {}
        if draw(sometimes):
            part["repair"] = {"time": draw(sampled_from(("5 min", "20 min"))), **crew}
        if draw(seldom):
            part["verify"] = {"units": draw(st.integers(1, 4)), "time": "3 min", **crew}
    events = draw(scenarios([*parts, *links], risks))
    return {
        "components": [*parts, *links],
        "shared_risks": risks,
        "crews": {"crew": draw(st.integers(1, 2))},
        "scenarios": [{"id": "s", "events": events}],
        "load_unit": draw(sampled_from(("units/s", "units/min"))),
    }


def played(doc: Doc, **given: Any) -> Run:
    """The run of the scenario; systems for which there is none are passed over."""
    try:
        return run_scenario(Topology.from_dict(doc), "s", until_s=UNTIL, **given)
    except (AmplificationError, ZenoError):
        assume(False)
        raise


def amounts(outcome: Outcome) -> tuple[float, ...]:
    return (
        outcome.offered, outcome.served, outcome.shed, outcome.abandoned, outcome.backlog,
        outcome.demand_lost, outcome.peak_backlog, outcome.waited,
    )  # fmt: skip


def spans(outcome: Outcome) -> tuple[float, ...]:
    return (
        outcome.downtime_s, outcome.below_level_s, outcome.longest_outage_s, outcome.level,
        outcome.lowest_level,
    )  # fmt: skip


def close(values: tuple[float, ...], *, times: float = 1.0) -> Any:
    scale = max(1.0, *map(abs, values)) * times
    return pytest.approx(tuple(value * times for value in values), rel=1e-6, abs=1e-6 * scale)


def story(run: Run) -> list[tuple[Any, ...]]:
    """What happens to whom, and when to the millisecond."""
    return [(round(line.at_s, 3), line.event, line.component) for line in run.timeline]


@given(systems())
def test_what_is_out_at_the_end_has_no_longest_outage(doc: Doc) -> None:
    """And in the forms of people it is the worst: whatever is not back stands first."""
    run = played(doc)
    needed = {objective["of"]: objective.get("level", 1) for objective in doc.get("objectives", [])}
    for name, outcome in run.outcomes.items():
        level = outcome.level
        is_out = level <= 1e-9 or level < needed.get(name, 0) - 1e-9
        if run.repeats_s is None:
            assert math.isinf(outcome.longest_outage_s) == is_out
        plain = run_plain(run)["components"][name]  # type: ignore[index]
        is_lasting = math.isinf(outcome.longest_outage_s)
        assert (plain["longest_outage_s"] is None) == is_lasting
        assert (plain["longest_outage_reason"] is not None) == is_lasting
        assert plain["downtime_s"] == outcome.downtime_s
    ranked = worst_outcomes(run, run.watched)
    lasting = [math.isinf(run.outcomes[name].longest_outage_s) for name in ranked]
    assert lasting == sorted(lasting, reverse=True)


# -- the accounts -------------------------------------------------------------------------------


@given(systems())
def test_whatever_is_offered_is_accounted_for(doc: Doc) -> None:
    run = played(doc, series=True)
    assert run.largest_error < 1e-9
    for outcome in run.outcomes.values():
        done = outcome.served + outcome.shed + outcome.abandoned + outcome.backlog
        assert done == pytest.approx(outcome.offered, rel=1e-9, abs=1e-6)
        assert outcome.demand_lost <= outcome.offered * (1 + 1e-9) + 1e-9
        assert 0 <= outcome.lowest_level <= outcome.level <= 1
        longest = outcome.longest_outage_s
        assert math.isinf(longest) or longest <= outcome.downtime_s
        assert outcome.downtime_s <= run.until_s
        assert outcome.downtime_s <= outcome.below_level_s
        assert outcome.backlog <= outcome.peak_backlog * (1 + 1e-9)


@given(systems())
def test_nothing_is_ever_negative(doc: Doc) -> None:
    run = played(doc, series=True)
    for series in run.series.values():
        assert list(series.t_s) == sorted(set(series.t_s))
        for column in (series.load, series.served, series.shed, series.abandoned, series.backlog):
            assert len(column) == len(series.t_s)
            assert min(column) >= -1e-9
        assert all(0 <= level <= 1 for level in series.level)


@given(systems())
def test_the_series_sums_to_the_accounts(doc: Doc) -> None:
    """Rates hold from point to point, backlogs are linear: an integral by hand gives the sums."""
    run, base = played(doc, series=True), {"units/s": 1.0, "units/min": 60.0}[doc["load_unit"]]
    for name, series in run.series.items():
        outcome = run.outcomes[name]

        def integral(rates: tuple[float, ...], times: tuple[float, ...] = series.t_s) -> float:
            return math.fsum(r * (b - a) for r, (a, b) in zip(rates, pairwise(times), strict=False))

        assert series.t_s[-1] == run.until_s
        rates = (series.load, series.served, series.shed, series.abandoned)
        assert tuple(integral(column) / base for column in rates) == close(amounts(outcome)[:4])
        middles = tuple((a + b) / 2 for a, b in pairwise(series.backlog))
        assert integral(middles) == pytest.approx(outcome.waited, rel=1e-6, abs=1e-3)
        steps = list(zip(series.level, pairwise(series.t_s), strict=False))
        below = math.fsum(b - a for level, (a, b) in steps if level < 1 - 1e-9)
        out = math.fsum(b - a for level, (a, b) in steps if level <= 1e-9)
        assert (below, out) == pytest.approx((outcome.below_level_s, outcome.downtime_s), abs=1e-6)


@given(systems())
def test_what_an_outage_waited_for_is_all_of_it(doc: Doc) -> None:
    run = played(doc)
    for name in run.watched:
        outcome = run.outcomes[name]
        assert math.fsum(outcome.outage_by.values()) == pytest.approx(outcome.below_level_s)


@given(systems())
def test_causes_come_before_their_effects(doc: Doc) -> None:
    run = played(doc)
    for number, line in enumerate(run.timeline):
        assert line.cause < number
        assert run.because(number)[-1] == line.words
    times = [line.at_s for line in run.timeline]
    assert times == sorted(times)


# -- metamorphic --------------------------------------------------------------------------------


@given(systems().flatmap(lambda doc: st.tuples(st.just(doc), st.permutations(doc["components"]))))
def test_shuffling_the_components_changes_nothing(pair: tuple[Doc, list[Doc]]) -> None:
    doc, components = pair
    run, other = played(doc), played({**doc, "components": components})
    assert json.dumps(run_plain(run)) == json.dumps(run_plain(other))


@given(systems(), st.data())
def test_shuffling_needs_changes_nothing(doc: Doc, data: st.DataObject) -> None:
    components = [
        {**part, "needs": data.draw(shuffled_needs(part["needs"]))} if "needs" in part else part
        for part in doc["components"]
    ]
    run, other = played(doc), played({**doc, "components": components})
    for name, outcome in run.outcomes.items():
        assert amounts(other.outcomes[name]) == close(amounts(outcome))
        assert spans(other.outcomes[name]) == pytest.approx(spans(outcome), abs=1e-6)


@given(systems())
def test_the_same_run_twice_to_the_byte(doc: Doc) -> None:
    first, second = (json.dumps(run_plain(played(deepcopy(doc), series=True))) for _ in range(2))
    assert first == second


def scaled(doc: Doc, factor: float) -> Doc:
    found = deepcopy(doc)
    for part in found["components"]:
        for place, field in (
            (part, "demand"),
            (part, "capacity"),
            (part.get("overload", {}), "max_queue"),
            (part.get("overload", {}), "limit"),
        ):
            if place.get(field) is not None:
                place[field] *= factor
    return found


@given(systems(), st.sampled_from([0.5, 4, 3, 100]))
def test_scaling_all_loads_scales_amounts_and_leaves_times(doc: Doc, factor: float) -> None:
    run, other = played(doc), played(scaled(doc, factor))
    assert story(other) == story(run)
    for name, outcome in run.outcomes.items():
        assert amounts(other.outcomes[name]) == close(amounts(outcome), times=factor)
        assert spans(other.outcomes[name]) == pytest.approx(spans(outcome), abs=1e-6)


@given(systems(("shed",), paths=False), st.data())
def test_more_capacity_at_the_end_of_the_calls_never_hurts(doc: Doc, data: st.DataObject) -> None:
    """At a leaf: what is let through further up can crowd others out further down (not there)."""
    for part in doc["components"]:
        part.get("overload", {}).pop("cost", None)
    leaves = [part for part in doc["components"] if not part["needs"] and "capacity" in part]
    assume(leaves)
    leaf = data.draw(st.sampled_from(leaves))["id"]
    larger = deepcopy(doc)
    part = next(part for part in larger["components"] if part["id"] == leaf)
    part["capacity"] += data.draw(st.sampled_from([5, 25, 1_000]))
    events = [event for event in doc["scenarios"][0]["events"] if event.get("capacity") != leaf]
    assume(events)
    doc["scenarios"] = larger["scenarios"] = [{"id": "s", "events": events}]
    run, other = played(doc), played(larger)
    for name, outcome in run.outcomes.items():
        assert other.outcomes[name].lowest_level >= outcome.lowest_level - 1e-7
        assert other.outcomes[name].demand_lost <= outcome.demand_lost * (1 + 1e-7) + 1e-6


def halved(part: Doc, number: int) -> Doc:
    """One of two halves of a component."""
    found = {**deepcopy(part), "id": f"{part['id']}-{number}"}
    for field in ("demand", "capacity"):
        if found.get(field) is not None:
            found[field] /= 2
    for field in ("limit", "max_queue"):
        if found.get("overload", {}).get(field) is not None:
            found["overload"][field] /= 2
    return found


def instead(need: Need, name: str, new: Need) -> Need:
    """An entry with one component replaced wherever it is named."""
    if isinstance(need, str):
        return new if need == name else need
    form = next((form for form in ("all", "any", "of", "first_of") if form in need), None)
    if form is None:
        return need
    return {**need, form: [instead(part, name, new) for part in need[form]]}


@given(systems(paths=False), st.data())
def test_two_halves_do_what_the_whole_does(doc: Doc, data: st.DataObject) -> None:
    """An `any` of two with half of everything each, for a component that only ids name."""
    for part in doc["components"]:
        part.pop("count", None), part.pop("quorum", None)
        part.pop("verify", None)
    by_on = {need["on"] for need in all_entries(doc) if isinstance(need, dict) and "on" in need}
    touched = {name for event in doc["scenarios"][0]["events"] for name in event.values()}
    hit = {name for risk in doc["shared_risks"] for name in risk["hits"]}
    whole = [part for part in doc["components"] if part["id"] not in by_on | touched | hit]
    assume(whole)
    part = data.draw(st.sampled_from(whole))
    halves = [halved(part, number) for number in (1, 2)]
    new = {"any": [half["id"] for half in halves]}
    others = [each for each in doc["components"] if each is not part]
    others = [
        {**each, "needs": [instead(need, part["id"], new) for need in each["needs"]]}
        for each in others
    ]
    run, other = played(doc), played({**doc, "components": [*others, *halves]})
    for each in others:
        name = each["id"]
        assert amounts(other.outcomes[name]) == close(amounts(run.outcomes[name]))
        assert spans(other.outcomes[name]) == pytest.approx(spans(run.outcomes[name]), abs=1e-6)
    both = [amounts(other.outcomes[half["id"]]) for half in halves]
    total = tuple(map(sum, zip(*both, strict=True)))
    assert total == close(amounts(run.outcomes[part["id"]]))


def all_entries(doc: Doc) -> Iterator[Need]:
    todo = [need for part in doc["components"] for need in part.get("needs", [])]
    for need in todo:
        yield need
        todo.extend(oracles.parts_of(need))


@given(systems())
def test_an_end_cuts_a_run_off_and_changes_nothing_before(doc: Doc) -> None:
    topology = Topology.from_dict(doc)
    whole = played(doc)
    cut = run_scenario(topology, "s", until_s=2_400.0)
    assert story(cut) == [line for line in story(whole) if line[0] <= 2_400.0]


# -- what is up, against brute force ------------------------------------------------------------


def without_load(doc: Doc) -> Doc:
    """Nothing but structure."""
    parts = [{k: v for k, v in part.items() if k != "demand"} for part in doc["components"]]
    return {**doc, "components": parts}


@given(documents(), st.data())
def test_what_is_down_in_the_end_is_what_the_structure_says(doc: Doc, data: st.DataObject) -> None:
    doc = without_load(doc)
    ids = [*oracles.components(doc), *oracles.shared_risks(doc)]
    failed = data.draw(st.lists(st.sampled_from(ids), max_size=4))
    for component in doc["components"]:
        component.pop("fails", None)  # whose mttr would repair it
    topology = Topology.from_dict(doc)
    run = run_failures(topology, failed)
    assert set(run.down) == Graph.compile(topology).down(failed)
    assert list(run.down) == sorted(oracles.down(doc, failed))


def risen(doc: Doc, up: set[str], manned: set[str]) -> set[str]:
    """The least fixed point above what is up: what comes up, one after the other."""
    while True:
        more = {name for name in manned if oracles.all_hold(doc, name, up)} | up
        if more == up:
            return up
        up = more


@given(documents(), st.data())
def test_what_returns_is_the_least_fixed_point(doc: Doc, data: st.DataObject) -> None:
    """Some fail one after the other, then some of them are repaired: by brute force, step by step.

    What is still down though all is mended, and worked at the start, waits for itself.
    """
    doc = without_load(doc)
    ids = sorted(oracles.components(doc))
    failed = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=4, unique=True))
    mended = data.draw(st.lists(st.sampled_from(failed), unique=True))
    events = [{"at": f"{n} s", "fail": name} for n, name in enumerate(failed)]
    events += [{"at": f"{n + 10} s", "repair": name} for n, name in enumerate(mended)]
    run = played({**doc, "scenarios": [{"id": "s", "events": events}]})
    up = oracles.working_after(doc, failed)
    for n in range(len(mended)):
        still = [name for name in failed if name not in mended[: n + 1]]
        up = risen(doc, up, oracles.manned(doc, still))
    assert set(run.down) == set(ids) - up
    if set(mended) == set(failed):
        assert set(run.never) == set(run.down) - oracles.never_up(doc)


@given(documents(), st.data())
def test_what_never_returns_is_kept_down_by_nothing_that_failed(
    doc: Doc, data: st.DataObject
) -> None:
    """All that was not repaired is: whoever is up then was not waiting for itself."""
    doc = without_load(doc)
    ids = sorted(oracles.components(doc))
    failed = data.draw(st.lists(st.sampled_from(ids), min_size=1, max_size=3, unique=True))
    try:
        run = run_failures(Topology.from_dict(doc), failed)
    except (AmplificationError, ZenoError):
        assume(False)
        raise
    up = risen(doc, oracles.working_after(doc, failed), oracles.manned(doc, []))
    assert not set(run.never) & up


# -- the loads of one moment, by a slow method --------------------------------------------------


class Moment:
    """The loads with some failed, found by going over the raw document until nothing changes.

    For systems with no retries, no queues, no crashes, and standbys that switch in no time.
    """

    def __init__(self, doc: Doc, failed: list[str]) -> None:
        self.doc = doc
        self.parts = oracles.components(doc)
        self.up = oracles.working_after(doc, failed)
        self.lost = {name: failed.count(name) for name in self.parts}
        self.own = dict.fromkeys(self.parts, 0.0)
        self.passing = dict.fromkeys(self.parts, 0.0)
        for _ in range(300):
            before = {**self.own}, {**self.passing}
            self._again()
            if (self.own, self.passing) == before:
                break
        self.level = {name: self.success(name) for name in self.parts}

    def _again(self) -> None:
        works = {name: self.work(name) for name in self.parts}
        self.lets = {name: self.own_success(name) for name in self.parts}
        self.own = {name: float(part.get("demand", 0)) for name, part in self.parts.items()}
        self.passing = dict.fromkeys(self.parts, 0.0)
        for name, part in self.parts.items():
            for need in part.get("needs", []):
                self._send(name, need, works[name])

    def _send(self, owner: str, need: Need, amount: float) -> None:
        if isinstance(need, str):
            self.own[need] += amount
        elif "on" in need:
            self.own[need["on"]] += amount * need.get("calls", 1)
        elif "reach" in need:
            for passed in self.way(owner, need["reach"]):
                self.passing[passed] += amount
                amount *= self.lets[passed]
            if self.way(owner, need["reach"]):
                self.own[need["reach"]] += amount
        else:
            for part, weight in self.weights(owner, need):
                self._send(owner, part, amount * weight)

    def weights(self, owner: str, need: Need) -> list[tuple[Need, float]]:
        parts = oracles.parts_of(need)
        if "all" in need:
            return [(part, 1.0) for part in parts]
        holding = [part for part in parts if oracles.holds(self.doc, owner, part, self.up)]
        if "first_of" in need:
            share = 1.0 if holding and holding[0] is parts[0] else need.get("share", 1.0)
            return [(part, share) for part in holding[:1]]
        weight = [part.get("weight", 1) if isinstance(part, dict) else 1 for part in holding]
        return [(part, w / sum(weight)) for part, w in zip(holding, weight, strict=True)]

    def way(self, start: str, goal: str) -> list[str]:
        """Links and nodes between: fewest links, of equal ones the lower ids from the start on."""
        hops = oracles.open_hops(self.doc, start, None, self.up)
        back = oracles.distances([(b, a) for _, a, b in hops], goal)
        found: list[str] = []
        node = start
        while goal in self.up and node != goal and node in back:
            node, link = min(
                (b, link) for link, a, b in hops if a == node and back.get(b, -1) == back[a] - 1
            )
            found += [link, node]
        return found[:-1]

    def bounds(self, name: str) -> tuple[float, float, float]:
        """What is let in, what can be done of it, what a failing attempt costs."""
        part = self.parts[name]
        count, overload = part.get("count", 1), part.get("overload", {})
        capacity = part.get("capacity", math.inf) * (count - self.lost[name]) / count
        offered = self.own[name] + self.passing[name]
        return min(offered, overload.get("limit", math.inf)), capacity, overload.get("cost", 0)

    def work(self, name: str) -> float:
        """What it executes of its own load."""
        if name not in self.up:
            return 0.0
        offered = self.own[name] + self.passing[name]
        into, capacity, _ = self.bounds(name)
        return min(into, capacity) * self.own[name] / offered if offered else 0.0

    def own_success(self, name: str) -> float:
        offered = self.own[name] + self.passing[name]
        if name not in self.up:
            return 0.0
        into, capacity, cost = self.bounds(name)
        if not offered:
            return 1.0
        if into <= capacity * (1 + 1e-12):
            return into / offered
        return max(0.0, (capacity - cost * into) / (1 - cost)) / offered if cost < 1 else 0.0

    def success(self, name: str) -> float:
        needs = self.parts[name].get("needs", [])
        hard = [need for need in needs if not isinstance(need, dict) or need.get("hard", True)]
        return self.own_success(name) * math.prod(self.seen(name, need) for need in hard)

    def seen(self, owner: str, need: Need) -> float:
        if isinstance(need, str):
            return self.success(need)
        if "on" in need:
            return self.success(need["on"]) if need.get("calls", 1) else 1.0
        if "reach" in need:
            passed = math.prod(self.own_success(name) for name in self.way(owner, need["reach"]))
            return passed * self.success(need["reach"])
        parts = [(self.seen(owner, part), weight) for part, weight in self.weights(owner, need)]
        if "all" in need:
            return math.prod(level for level, _ in parts)
        return sum(level * weight for level, weight in parts)


@settings(max_examples=3 * settings.default.max_examples)
@given(systems(("shed",), plain=True), st.data())
def test_loads_and_levels_are_those_of_the_slow_method(doc: Doc, data: st.DataObject) -> None:
    for part in doc["components"]:
        part.get("overload", {}).pop("warm_up", None)
    names = sorted(oracles.components(doc))
    failed = data.draw(st.lists(st.sampled_from(names), max_size=3))
    for name in failed:
        assume(failed.count(name) <= oracles.components(doc)[name].get("count", 1))
    run = run_failures(Topology.from_dict({**doc, "load_unit": "x/s"}), failed, until_s=1.0)
    moment = Moment(doc, failed)
    for name, outcome in run.outcomes.items():
        offered = moment.own[name] + moment.passing[name]
        assert outcome.offered == pytest.approx(offered, rel=1e-9, abs=1e-9)
        if offered or name not in moment.up:
            assert outcome.level == pytest.approx(moment.level[name], rel=1e-9, abs=1e-9)


# -- a queue, by its cumulative curves ----------------------------------------------------------

Rates = list[tuple[float, float]]
"""From when on, which rate."""


def curve(rates: Rates) -> Callable[[float], float]:
    """How much has come until a time."""
    starts = [start for start, _ in rates]
    sums = [0.0]
    for (a, rate), (b, _) in pairwise(rates):
        sums.append(sums[-1] + rate * (b - a))

    def at(time: float) -> float:
        place = bisect_right(starts, time) - 1
        return sums[place] + rates[place][1] * (time - starts[place])

    return at


def by_small_steps(arrivals: Rates, capacity: Rates, patience: float) -> tuple[float, ...]:
    """Backlog, abandoned and served of a queue, first come first served, step by step."""
    come, step, now = curve(arrivals), 0.05, 0.0
    left = served = abandoned = front = 0.0
    bounds = [start for start, _ in capacity]
    while now < 400:
        rate = capacity[bisect_right(bounds, now) - 1][1]
        work = min(rate * step, come(now + step) - left)
        left += work
        while front < now and come(front) < left - 1e-9:
            front += step / 4
        if now + step - front > patience and work > 0:
            abandoned += work
        else:
            served += work
        now += step
    return come(400.0) - left, abandoned, served


curves = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from([0, 50, 90, 150, 200])), min_size=1, max_size=4
)


@settings(max_examples=settings.default.max_examples // 2)
@given(curves, curves, st.sampled_from([19.37, 61.13]))
def test_a_queue_is_that_of_small_steps(
    arriving: list[tuple[int, int]], leaving: list[tuple[int, int]], patience: float
) -> None:
    """Arrivals and capacity change every few seconds; who waits too long is worked off in vain."""

    def rates(pairs: list[tuple[int, int]]) -> Rates:
        starts = [0.0]
        for length, _ in pairs[1:]:
            starts.append(starts[-1] + 10.0 * (length + 1))
        return [(start, float(rate)) for start, (_, rate) in zip(starts, pairs, strict=True)]

    arrivals, capacity = rates(arriving), rates(leaving)
    events: list[Doc] = [
        {"at": f"{start} s", "demand": "q", "times": rate}
        for start, rate in arrivals
        if start < 400
    ]
    events += [
        {"at": f"{start} s", "capacity": "q", "to": rate} for start, rate in capacity if start < 400
    ]
    part = {"id": "q", "demand": 1, "capacity": 1_000,
            "overload": {"mode": "queue", "timeout": f"{patience} s"}}  # fmt: skip
    doc = {"components": [part], "scenarios": [{"id": "s", "events": events}]}
    run = run_scenario(Topology.from_dict(doc), "s", until_s=400.0)
    queue = run.outcomes["q"]
    backlog, abandoned, served = by_small_steps(arrivals, capacity, patience)
    scale = 0.01 * max(1.0, queue.offered)
    assert run.largest_error < 1e-9
    assert queue.backlog == pytest.approx(backlog, abs=scale)
    assert queue.abandoned == pytest.approx(abandoned, abs=2 * scale)
    assert queue.served == pytest.approx(served, abs=2 * scale)


# -- one start for many runs --------------------------------------------------------------------


@pytest.mark.slow
@mock.patch.object(effort, "MAX_EVENTS", 2_000)
@given(systems(), st.sampled_from([1.0, 0.0]), st.booleans())
def test_a_fork_of_a_start_is_a_run_from_the_start(doc: Doc, delay: float, unlimited: bool) -> None:
    """Each contingency on its own, and one after the other from one start that they share.

    Delays of a failback: see `test_a_failback_after_a_delay_can_be_judged`.
    """
    for need in all_entries(doc) if delay != 1 else ():
        if isinstance(need, dict) and "switchover" in need:
            need["switchover"].pop("failback")
    topology = Topology.from_dict(doc)
    graph = Graph.compile(topology)
    shared = Contingencies(graph, range(graph.size))
    shared.wiring  # noqa: B018  # made once for all
    for name in graph.ids:
        try:
            cascade = shared.starts.cascade([name], delays=delay, unlimited=unlimited)
        except (AmplificationError, ZenoError):
            assume(False)
            raise
        settings_ = replace(cascade.settings, until_s=UNTIL)
        cascade.settings = settings_
        try:
            alone = Cascade(Wiring(graph), settings_).run()
        except (AmplificationError, ZenoError):
            continue
        assert said_once(run_plain(cascade.run())) == said_once(run_plain(alone))


def said_once(plain: Doc) -> Doc:
    """Without lines that say again what was said at the same time."""
    return {**plain, "events": list(dict.fromkeys(map(json.dumps, plain["events"])))}


def test_a_fork_does_not_say_again_what_its_start_has_said() -> None:
    doc = {"components": [{"id": "a", "demand": 10, "capacity": 5}]}
    cascade = Contingencies(Graph.compile(Topology.from_dict(doc)), [0]).starts.cascade([])
    assert [line.words for line in cascade.run().timeline] == [
        "a at 200 % of capacity",
        "a at 50 %",
    ]


# -- across processes ---------------------------------------------------------------------------


def test_no_answer_hangs_on_the_order_of_hashes() -> None:
    code = (
        "import json; from topology.document.document import Topology; "
        "from topology.loads.cascade.playing import run_scenario; "
        "from topology.render.machine.cascade import run_plain; "
        "t = Topology.load('models/ctrip-elong-2015.json'); "
        "print([json.dumps(run_plain(run_scenario(t, s.id, series=True))) for s in t.scenarios])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            check=True,
            capture_output=True,
            cwd=ROOT,
            env=surroundings(PYTHONHASHSEED=seed),
        ).stdout
        for seed in ("0", "1")
    }
    assert len(said) == 1
    assert len(said.pop()) > 1_000
