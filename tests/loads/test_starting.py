"""What those send that come up: so many calls each, evenly, on top of all else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.loads.test_cascade_by_steps import STEP_S, UNTIL_S, Draw
from tests.support.cascade_oracle import simulate
from tests.support.oracles import Doc
from topology import Topology
from topology.errors import DocumentError
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Run


def herd(mode: str = "queue", **node: Any) -> Doc:
    """Forty nodes that ask for their placement when they come up: 2,000 calls over 600 s."""
    asks = {"on": "placement", "calls": 0, "at_start": {"calls": 50, "over": "10 min"}}
    return {
        "load_unit": "req/s",
        "components": [
            {"id": "app", "demand": 8, "needs": ["placement"]},
            {"id": "node", "count": 40, "quorum": 20, "needs": ["power", asks], **node},
            {"id": "placement", "capacity": 10, "overload": {"mode": mode}, "needs": []},
            {"id": "power", "needs": [], "repair": {"time": "1 h"}},
        ],
    }


def play(document: Doc, *events: Doc, until: str | None = None) -> Run:
    end = {} if until is None else {"until": until}
    document = {**document, "scenarios": [{"id": "s", "events": list(events), **end}]}
    return run_scenario(Topology.from_dict(document), "s")


# -- closed forms ---------------------------------------------------------------------------------


def test_a_herd_against_a_capacity_waits_in_the_queue() -> None:
    """2,000 calls over 600 s on top of 8/s against 10/s: 800 wait, worked off in 400 s."""
    run = run_failures(Topology.from_dict(herd()), ["power"])
    placement = run.outcomes["placement"]
    assert placement.peak_backlog == pytest.approx(600 * (8 + 2000 / 600 - 10))
    assert placement.peak_backlog_at_s == pytest.approx(3600 + 600)
    assert placement.cleared_at_s == pytest.approx(3600 + 600 + 800 / 2)
    assert placement.offered == pytest.approx(8 * run.until_s + 2000)
    assert run.largest_error < 1e-9
    assert [line.words for line in run.timeline if line.event == "calls at its start"] == [
        "40 of node come up: 2,000 req to placement over 10 min"
    ]


def test_they_are_load_of_whom_they_call_and_no_demand_that_is_lost() -> None:
    run = run_failures(Topology.from_dict(herd("shed")), ["power"], until_s=3600 + 700)
    placement, app = run.outcomes["placement"], run.outcomes["app"]
    offered = 8 + 2000 / 600
    assert placement.shed == pytest.approx(600 * (offered - 10))
    assert placement.offered == pytest.approx(8 * 4300 + 2000)
    assert app.demand_lost == pytest.approx(600 * 8 * (1 - 10 / offered))
    assert run.outcomes["node"].level == 1.0
    assert run.outcomes["node"].lowest_level == 0.0


def test_the_level_of_the_sender_does_not_hang_on_them() -> None:
    document = herd("shed")
    document["components"][2]["capacity"] = 8.5
    events = ({"at": "0 s", "fail": "power"}, {"at": "10 s", "repair": "power"})
    run = play(document, *events, until="20 s")
    assert run.outcomes["node"].level == 1.0
    assert run.outcomes["app"].level < 1.0


def test_members_send_for_themselves_as_they_come_back() -> None:
    document = herd(repair={"time": "1 min"})
    fails = {"at": "0 s", "fail": ["node", "node", "node"]}
    run = play(document, fails, {"at": "5 s", "repair": "node"}, until="2 h")
    assert run.outcomes["placement"].offered == pytest.approx(8 * 7200 + 3 * 50)


def test_a_whole_that_comes_up_sends_for_all_its_members_that_are_there() -> None:
    document = herd()
    events = (
        {"at": "0 s", "fail": ["node"] * 21},
        {"at": "9 s", "repair": "node"},
    )
    run = play(document, *events, until="2 h")
    assert run.outcomes["placement"].offered == pytest.approx(8 * 7200 + 40 * 50)


def test_who_goes_down_again_sends_no_more() -> None:
    events = (
        {"at": "0 s", "fail": "power"},
        {"at": "1 min", "repair": "power"},
        {"at": "4 min", "fail": "power"},
    )
    run = play(herd(), *events, until="29 min")
    sent = run.outcomes["placement"].offered - 8 * 29 * 60
    assert sent == pytest.approx(2000 * 3 / 10)


def test_they_go_the_ways_that_are_open_to_any_load() -> None:
    at_start = {"calls": 60, "over": "60 s"}
    a, b = ({"on": name, "calls": 0, "at_start": at_start} for name in "ab")
    document = {
        "components": [
            {"id": "node", "needs": ["power", {"any": [{**a, "weight": 3}, b]}]},
            *({"id": name, "needs": []} for name in ("a", "b", "power")),
        ]
    }
    events = ({"at": "0 s", "fail": "power"}, {"at": "1 s", "repair": "power"})
    run = play(document, *events, until="120 s")
    assert run.outcomes["a"].offered == pytest.approx(45)
    assert run.outcomes["b"].offered == pytest.approx(15)
    run = play(document, *events, {"at": "31 s", "fail": "a"}, until="120 s")
    assert run.outcomes["a"].offered == pytest.approx(22.5)
    assert run.outcomes["b"].offered == pytest.approx(7.5 + 30)


def test_what_crashes_and_starts_anew_may_go_round_for_ever() -> None:
    """A crash takes the senders down, whose start brings about the next one."""
    crash = {"mode": "crash", "for": "30 s", "restart": "1 min"}
    document = herd()
    document["components"][2] = {"id": "placement", "capacity": 10, "overload": crash, "needs": []}
    asks = document["components"][1]["needs"][1]
    asks["hard"] = False
    assert run_failures(Topology.from_dict(document), ["power"]).repeats_s is None
    del asks["hard"]
    assert run_failures(Topology.from_dict(document), ["power"]).repeats_s == pytest.approx(90)


def test_a_surge_of_starts_makes_an_outage_longer_and_is_its_reason() -> None:
    document = herd("shed")
    document["components"][0]["needs"] = ["placement", "power"]
    document["objectives"] = [{"of": "app", "rto": "61 min"}]
    points = SinglePoints.of(Topology.from_dict(document))
    assert points.recovery("app", "power").after_s == pytest.approx(3600 + 600)
    calm = herd("shed")
    calm["components"][0]["needs"] = ["placement", "power"]
    calm["components"][1]["needs"][1].pop("at_start")
    calm["objectives"] = document["objectives"]
    points = SinglePoints.of(Topology.from_dict(calm))
    assert points.recovery("app", "power").after_s == pytest.approx(3600)


def test_overloads_are_due_to_those_who_start() -> None:
    run = run_failures(Topology.from_dict(herd("shed")), ["power"])
    (over,) = (line for line in run.timeline if line.event == "overloaded")
    assert run.timeline[over.cause].event == "calls at its start"
    assert run.timeline[run.timeline[over.cause].cause].words == "node is up again"


def test_they_take_some_time() -> None:
    document = herd()
    document["components"][1]["needs"][1]["at_start"]["over"] = "0 s"
    with pytest.raises(DocumentError, match="sent over some time"):
        Topology.from_dict(document)


# -- properties -----------------------------------------------------------------------------------


class Starts(Draw):
    """Systems in which many send something when they come up."""

    def call(self, pool: list[str]) -> str | Doc:
        found = super().call(pool)
        if self.random() < 0.6:
            return found
        calls = {"calls": self.choice([20, 100, 400]), "over": self.seconds(5, 20, 60)}
        return {**({"on": found} if isinstance(found, str) else found), "at_start": calls}


@pytest.mark.parametrize("seed", range(60))
def test_accounts_agree_with_the_step_simulator(seed: int) -> None:
    document = Starts(seed).document()
    events = document["scenarios"][0]["events"]
    run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
    found = simulate(document, events, UNTIL_S, STEP_S)
    assert run.largest_error < 1e-9
    for name, account in found.accounts.items():
        for field in ("offered", "served", "shed", "abandoned", "downtime_s"):
            expected = pytest.approx(getattr(account, field), rel=1e-6, abs=1e-6)
            assert getattr(run.outcomes[name], field) == expected, (name, field)


@given(
    st.integers(1, 50), st.integers(0, 300), st.integers(1, 900), st.sampled_from([2, 8, 9.5, 10])
)
def test_a_herd_of_any_size(members: int, calls: int, over: int, usual: float) -> None:
    document = herd(count=members, quorum=1)
    document["components"][0]["demand"] = usual
    asks = document["components"][1]["needs"][1]
    asks["at_start"] = {"calls": calls, "over": f"{over} s"}
    run = run_failures(Topology.from_dict(document), ["power"], until_s=4000.0 + over)
    rate = members * calls / over
    waits = max(0.0, usual + rate - 10) * over
    assert run.outcomes["placement"].peak_backlog == pytest.approx(waits, abs=1e-6)


def test_what_does_not_start_sends_nothing() -> None:
    run = run_failures(Topology.from_dict(herd()), ["placement"], until_s=3600)
    assert not [line for line in run.timeline if line.event == "calls at its start"]
