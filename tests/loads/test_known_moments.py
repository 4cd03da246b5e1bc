"""Moments that are known are not solved again: the same runs, to the byte, whatever came before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loads.test_cascade_properties import UNTIL, systems
from tests.support.cascade_parts import flow_of, wired
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.findings.sensitivity import Allowance, failures_verdict, sensitivities
from topology.loads.cascade.effort import DONE
from topology.loads.cascade.playing import run_scenario
from topology.loads.contingencies import LOAD_ERRORS
from topology.loads.moment.flow import Flow
from topology.loads.moment.limits import Limits
from topology.loads.moment.sweeps import solved
from topology.loads.moment.sweeps.solved import Given, Plans, Solution, forget_solved
from topology.render.machine.cascade import run_plain

TIMES = (0.5, 2, 3)


def told(doc: Doc) -> str:
    """All that a run comes to, or why it comes to nothing."""
    topology = Topology.from_dict(doc)
    try:
        run = run_scenario(topology, "s", until_s=UNTIL, series=True)
    except LOAD_ERRORS as error:
        return str(error)
    return json.dumps(run_plain(run))


def keep_for_good(plans: Plans, given: Given, solution: Solution) -> None:
    """Keeps what was found so that whoever writes to it is found out."""
    for array in solution.found:
        array.flags.writeable = False
    plans.solved[given] = solution


@contextmanager
def nothing_known() -> Iterator[None]:
    """Every moment is solved."""
    with mock.patch.object(solved, "MOST_NODES", -1):
        yield


@st.composite
def neighbours(draw: st.DrawFn) -> list[Doc]:
    """A system, others that differ from it in one number of one component, and itself again."""
    doc = draw(systems())
    found = [doc]
    for _ in range(2):
        new = deepcopy(doc)
        part = draw(st.sampled_from(new["components"]))
        places = [(part, name) for name in ("demand", "capacity") if part.get(name)]
        needs = [need for need in part.get("needs", []) if isinstance(need, dict)]
        places += [(need, name) for need in needs for name in ("calls", "retries") if name in need]
        if places:
            at, name = draw(st.sampled_from(places))
            times = draw(st.sampled_from(TIMES))
            at[name] = int(at[name] * times) if name == "retries" else at[name] * times
        found.append(new)
    return [*found, doc]


@given(neighbours())
def test_what_is_known_changes_no_run(docs: list[Doc]) -> None:
    forget_solved()
    with mock.patch.object(Plans, "keep", keep_for_good):
        known = [told(doc) for doc in docs]
    with nothing_known():
        assert known == [told(doc) for doc in docs]


def test_most_moments_of_a_round_are_known() -> None:
    overload = {"mode": "crash", "for": "11 s", "restart": "7.3 s"}
    part = {"id": "u", "demand": 50, "capacity": 20, "needs": [], "overload": overload}
    parts, events = [part, {"id": "v", "needs": []}], [{"at": "1 s", "fail": "v"}]
    doc = {"components": parts, "scenarios": [{"id": "s", "events": events}]}
    forget_solved()
    with mock.patch.object(Flow, "_find", autospec=True, side_effect=Flow._find) as find:
        told(doc)
    assert 2 <= find.call_count <= 4


ALL = {
    "components": [
        {"id": "a", "demand": 9, "needs": [{"any": ["b", "c"]}]},
        {"id": "b", "capacity": 5, "needs": [], "overload": {"mode": "shed", "cost": 0.5}},
        {"id": "c", "capacity": 5, "needs": [], "overload": {"mode": "queue"}},
    ]
}


def test_all_limits_are_told_apart() -> None:
    """An array that is not among what the loads hang on would be found out here when it is new."""
    wiring = wired(*ALL["components"])
    names = [name for name, value in vars(Limits(wiring)).items() if isinstance(value, np.ndarray)]
    assert len(names) == 12
    for name in names:
        limits = Limits(wiring)
        before = limits.fixed(), limits.changing()
        array = getattr(limits, name)
        array[...] = ~array if array.dtype == np.bool_ else 3.25
        assert not len(array) or (limits.fixed(), limits.changing()) != before, name


@pytest.mark.parametrize("part", ["calls", "retries", "demand"])
def test_what_differs_in_one_thing_is_not_taken_for_the_same(part: str) -> None:
    """Also where nobody reads it but a sweep."""
    loads = []
    for number in (1, 2):
        need = {"on": "b", part: number} if part != "demand" else "b"
        demand = number if part == "demand" else 9
        whole = {"id": "a", "demand": demand, "needs": [need]}
        flow = flow_of(wired(whole, {"id": "b", "capacity": 5, "needs": []}))
        loads.append(float(flow.own[1]))
    assert loads[0] < loads[1]


def test_another_way_is_not_taken_for_the_same() -> None:
    """The same nodes and arcs, and load that passes over others of them."""
    offered = []
    for over in ("x", "y"):
        parts = [
            {"id": "a", "demand": 9, "needs": [{"reach": "goal"}]},
            *({"id": name, "needs": []} for name in ("goal", "x", "y", "z")),
            {"id": "l1", "connects": ["a", over]},
            {"id": "l2", "connects": [over, "goal"]},
        ]
        events = [{"at": "1 s", "fail": "z"}]
        doc = {"components": parts, "scenarios": [{"id": "s", "events": events}]}
        run = run_scenario(Topology.from_dict(doc), "s", until_s=60.0)
        offered.append([run.outcomes[name].offered > 0 for name in ("x", "y")])
    assert offered == [[True, False], [False, True]]


def test_room_that_is_used_up_is_made_free() -> None:
    forget_solved()
    with mock.patch.object(solved, "MOST_BYTES", 20_000):
        for demand in range(1, 50):
            flow = flow_of(wired({"id": "a", "demand": demand, "needs": []}))
            assert flow.own[0] == demand
            assert solved._KEPT.bytes <= 20_000
            assert sum(len(plans.solved) for plans in solved._KEPT.plans.values()) <= 5


# -- what is counted ------------------------------------------------------------------------------


def ranged(**more: object) -> Topology:
    overload = {"mode": "crash", "for": "11 s", "restart": "7.3 s"}
    first = {"id": "u", "demand": 50, "capacity": 20, "needs": [], "overload": overload, **more}
    second = {"id": "v", "needs": [], "capacity": {"low": 1, "high": 9}}
    return Topology.from_dict({"components": [first, second], "load_unit": "req/s"})


def test_as_much_is_counted_whatever_was_known() -> None:
    left = []
    for _ in range(2):
        allowance = Allowance(1e6)
        sensitivities(ranged(), failures_verdict(["v"], 600), allowance=allowance)
        left.append(allowance.left)
    assert left[0] == left[1] < 1e6


def test_a_run_that_does_more_than_is_left_is_left() -> None:
    allowance = Allowance(100)
    assert not sensitivities(ranged(), failures_verdict(["v"], 1e6), allowance=allowance)
    assert -10 < allowance.left <= 0
    before = DONE.work
    assert sensitivities(ranged(), failures_verdict(["v"], 3_000), expired=lambda: False)
    assert DONE.work > before + 1_000


def test_switchovers_that_are_looked_at_count() -> None:
    """Many that switch at one moment cost more than one that does."""

    def work(standbys: int) -> float:
        needs = [{"first_of": ["b", "c"]} for _ in range(standbys)]
        parts = [{"id": "a", "demand": 1, "needs": needs}, *({"id": i, "needs": []} for i in "bc")]
        events = [{"at": "1 s", "fail": "b"}]
        doc = {"components": parts, "scenarios": [{"id": "s", "events": events}]}
        before = DONE.count_anew()
        run_scenario(Topology.from_dict(doc), "s")
        return DONE.work - before

    assert work(25) > work(1) + 1
