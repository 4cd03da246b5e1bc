"""The fluid against customers that come one by one (SimPy): as rates grow, they tend to it."""

from __future__ import annotations

from math import sqrt
from typing import Any

import pytest

from tests.support.simpy_model import queue_with_outage, retry_storm, shedding_with_retries
from topology import Topology
from topology.loads.cascade.playing import run_scenario
from topology.loads.cascade.run import Run

Doc = dict[str, Any]


def play(components: list[Doc], events: list[Doc], until: str | None = None) -> Run:
    scenario: Doc = {"id": "s", "events": events} | ({"until": until} if until else {})
    document = {"components": components, "scenarios": [scenario]}
    return run_scenario(Topology.from_dict(document), "s", series=True)


def store(demand: float, overload: Doc) -> list[Doc]:
    callers: Doc = {"id": "callers", "demand": demand}
    callers["needs"] = [{"on": "store", "retries": 3, "hard": False}]
    return [callers, {"id": "store", "capacity": 100, "overload": overload}]


@pytest.mark.parametrize("scale", [0.02, 0.2, 1])
def test_a_queue(scale: float) -> None:
    desk = {"id": "desk", "demand": 70, "capacity": 100, "overload": {"mode": "queue"}}
    events = [{"at": "0 s", "fail": "desk"}, {"at": "600 s", "repair": "desk"}]
    fluid = play([desk], events).outcomes["desk"]
    assert fluid.cleared_at_s is not None
    customers = queue_with_outage(scale, 1)
    off = 5 / sqrt(42_000 * scale)
    assert customers.peak_backlog == pytest.approx(fluid.peak_backlog, rel=off)
    assert customers.cleared_after == pytest.approx(fluid.cleared_at_s - 600, rel=3 * off)
    assert customers.waiting == pytest.approx(fluid.waited, rel=4 * off)


@pytest.mark.parametrize("scale", [10, 40, 160])
def test_shedding_with_retries(scale: int) -> None:
    run = play(
        store(120, {"mode": "shed"}), [{"at": "0 s", "demand": "callers", "times": 1}], "10 s"
    )
    series = run.series["store"]
    customers = shedding_with_retries(scale, 1)
    off = 0.8 / scale + 4 / sqrt(120 * scale * 5)
    assert customers.attempts == pytest.approx(series.load[-1], rel=off)
    assert customers.goodput == pytest.approx(series.served[-1], rel=off)
    assert customers.p == pytest.approx(1 - series.level[-1], abs=off)


@pytest.mark.parametrize("demand", [24, 26])
def test_a_retry_storm(demand: float) -> None:
    outage = [{"at": "10 s", "fail": "store"}, {"at": "20 s", "repair": "store"}]
    series = play(store(demand, {"mode": "shed", "cost": 1}), outage, "100 s").series["store"]
    customers = retry_storm(1, 1, arrival=demand)
    off = 4 * 4 * sqrt(demand / 150)
    assert customers.goodput == pytest.approx(series.served[-1], abs=off)
    assert customers.attempts == pytest.approx(series.load[-1], abs=off)
    assert (customers.goodput == 0) == (series.served[-1] == 0)
