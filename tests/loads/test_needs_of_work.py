"""Repairs by cause, needs of work, starts: closed forms, each worked out by hand."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from topology import Topology
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Run
from topology.loads.cascade.settings import Settings
from topology.loads.moment.wiring import Wiring
from topology.structure.graph import Graph

Doc = dict[str, Any]
MIN, HOUR = 60.0, 3_600.0


def played(*failed: str, **document: Any) -> Run:
    return run_failures(Topology.from_dict(document), failed)


def scenario(*events: Doc, **document: Any) -> Run:
    told = {"scenarios": [{"id": "s", "events": list(events)}], **document}
    return run_scenario(Topology.from_dict(told), "s")


def back_s(run: Run, name: str) -> float:
    return run.outcomes[name].longest_outage_s


def words(run: Run) -> list[str]:
    return [line.words for line in run.timeline]


# -- repair by cause ----------------------------------------------------------------------------


def centre() -> Doc:
    dc = {"id": "dc", "needs": [], "repair": {"time": "10 min"}}
    fire = {"id": "fire", "hits": ["dc"], "repair": {"time": "85 h"}}
    reboot = {"id": "reboot", "hits": ["dc"]}
    return {"components": [dc], "shared_risks": [fire, reboot]}


def test_a_fire_and_a_reboot_of_one_centre_take_their_own_times() -> None:
    assert back_s(played("fire", **centre()), "dc") == 85 * HOUR
    assert back_s(played("reboot", **centre()), "dc") == 10 * MIN
    assert back_s(played("dc", **centre()), "dc") == 10 * MIN


def test_an_event_says_how_long_its_own_failure_takes() -> None:
    event = {"at": "0 s", "fail": "fire", "repair": {"time": "2 h"}}
    assert back_s(scenario(event, **centre()), "dc") == 2 * HOUR
    event = {"at": "0 s", "fail": "dc", "repair": {"time": "3 h"}}
    event["verify"] = {"units": 2, "time": "1 h", "crew": "one"}
    assert back_s(scenario(event, **centre(), crews={"one": 1}), "dc") == 5 * HOUR


def test_a_risk_without_a_repair_is_verified_once_the_last_it_hit_is_repaired() -> None:
    a = {"id": "a", "needs": [], "repair": {"time": "1 h"}}
    b = {
        "id": "b",
        "needs": [],
        "repair": {"time": "3 h"},
        "verify": {"units": 1, "time": "30 min"},
    }
    risk = {"id": "r", "hits": ["a", "b"], "verify": {"units": 1, "time": "2 h"}}
    run = played("r", components=[a, b], shared_risks=[risk])
    assert (back_s(run, "a"), back_s(run, "b")) == (5 * HOUR, 5.5 * HOUR)


def test_mttr_of_a_risk_goes_before_the_repair_of_what_it_hits() -> None:
    document = centre()
    document["shared_risks"][0] = {
        "id": "fire",
        "hits": ["dc"],
        "fails": {"mttr": "85 h", "per_year": 0.01},
    }
    assert back_s(played("fire", **document), "dc") == 85 * HOUR


@pytest.mark.parametrize("first", ["fire", "dc"])
def test_hit_by_two_causes_a_component_waits_for_both(first: str) -> None:
    second = "dc" if first == "fire" else "fire"
    events = [{"at": "0 s", "fail": first}, {"at": "1 min", "fail": second}]
    until = 85 * HOUR + (0 if first == "fire" else MIN)
    run = scenario(*events, **centre())
    assert back_s(run, "dc") == until
    assert words(run)[-2:] == ["dc is repaired", "dc is up again"]


def test_a_risk_makes_void_what_was_verified() -> None:
    document = centre()
    document["components"][0]["verify"] = {"units": 1, "time": "1 h"}
    document["shared_risks"][0]["repair"] = {"time": "30 min"}
    events = [{"at": "0 s", "fail": "dc"}, {"at": "1 h", "fail": "fire"}]
    assert back_s(scenario(*events, **document), "dc") == 2.5 * HOUR


def test_a_file_is_withdrawn_once_and_then_every_host_takes_hands() -> None:
    hosts = {"id": "hosts", "needs": [], "count": 100, "quorum": 100}
    hosts["verify"] = {"units": 1, "time": "20 min", "crew": "hands"}
    update = {"id": "update", "hits": ["hosts"], "repair": {"time": "78 min"}}
    document: Doc = {"components": [hosts], "shared_risks": [update], "crews": {"hands": 10}}
    assert back_s(played("update", **document), "hosts") == (78 + 10 * 20) * MIN
    hosts["quorum"] = 95
    assert back_s(played("update", **document), "hosts") == (78 + 10 * 20) * MIN
    hosts["quorum"] = 90
    assert back_s(played("update", **document), "hosts") == (78 + 9 * 20) * MIN


def test_a_repair_by_event_ends_what_was_to_be_done_for_all() -> None:
    a, b = ({"id": name, "needs": []} for name in "ab")
    risk = {"id": "r", "hits": ["a", "b"], "repair": {"time": "5 h", "crew": "one"}}
    document: Doc = {"components": [a, b], "shared_risks": [risk], "crews": {"one": 1}}
    events = [{"at": "0 s", "fail": "r"}, {"at": "1 h", "repair": "a"}]
    run = scenario(*events, **document)
    assert (back_s(run, "a"), back_s(run, "b")) == (HOUR, 5 * HOUR)
    run = scenario(*events, {"at": "2 h", "repair": "r"}, **document)
    assert (back_s(run, "a"), back_s(run, "b")) == (HOUR, 2 * HOUR)
    assert run.until_s == 5 * HOUR, "what is begun is finished"


# -- needs of work ------------------------------------------------------------------------------


def over_vpn(**repair: Any) -> list[Doc]:
    core = {"id": "core", "needs": [], "demand": 1, "repair": {"needs": ["vpn"], **repair}}
    return [core, {"id": "vpn", "needs": [], "repair": {"time": "3 h"}}]


def test_by_hand_until_the_tools_are_back() -> None:
    """3 h of 6 h by hand is the half; the other half takes 2 h of 4 h."""
    run = played("core", "vpn", components=over_vpn(time="4 h", otherwise="6 h"))
    assert back_s(run, "core") == 5 * HOUR
    assert run.outcomes["core"].outage_by == {"repair": 5 * HOUR}


def test_without_the_tools_work_waits_and_says_so() -> None:
    run = played("core", "vpn", components=over_vpn(time="4 h"))
    assert run.outcomes["core"].outage_by == {"waiting for vpn": 3 * HOUR, "repair": 4 * HOUR}
    assert "core waits for vpn to be repaired" in words(run)


def test_what_is_done_stays_done_while_the_tools_are_away() -> None:
    events = [{"at": "0 s", "fail": "core"}, {"at": "1 h", "fail": "vpn"}]
    assert back_s(scenario(*events, components=over_vpn(time="4 h")), "core") == 7 * HOUR


def test_a_repair_without_a_time_is_done_as_soon_as_its_needs_hold() -> None:
    assert back_s(played("core", "vpn", components=over_vpn()), "core") == 3 * HOUR
    assert back_s(played("core", components=over_vpn()), "core") == 0.0


def test_two_repairs_of_one_crew_wait_for_what_both_need() -> None:
    repair = {"time": "2 h", "crew": "one", "needs": ["vpn"]}
    parts = [{"id": name, "needs": [], "repair": repair} for name in "ab"]
    parts.append({"id": "vpn", "needs": [], "repair": {"time": "1 h"}})
    run = played("a", "b", "vpn", components=parts, crews={"one": 1})
    assert (back_s(run, "a"), back_s(run, "b")) == (3 * HOUR, 5 * HOUR)


def test_a_crew_stands_waiting_and_does_nothing_else() -> None:
    a = {"id": "a", "needs": [], "repair": {"time": "2 h", "crew": "one", "needs": ["vpn"]}}
    b = {"id": "b", "needs": [], "repair": {"time": "2 h", "crew": "one"}}
    vpn = {"id": "vpn", "needs": [], "repair": {"time": "1 h"}}
    run = played("a", "b", "vpn", components=[a, b, vpn], crews={"one": 1})
    assert (back_s(run, "a"), back_s(run, "b")) == (3 * HOUR, 5 * HOUR)
    events = [
        {"at": "0 s", "fail": ["a", "b", "vpn"]},
        {"at": "30 min", "repair": "a"},
    ]
    assert back_s(scenario(*events, components=[a, b, vpn], crews={"one": 1}), "b") == 2.5 * HOUR


def test_what_mends_it_is_down_with_it() -> None:
    core = {"id": "core", "needs": [], "demand": 1, "repair": {"time": "1 h", "needs": ["net"]}}
    run = played("core", components=[core, {"id": "net", "needs": ["core"]}])
    assert back_s(run, "core") == inf
    assert run.at_rest
    assert list(run.outcomes["core"].outage_by) == []


def test_each_unit_that_is_checked_by_hand_takes_longer() -> None:
    """Two at a time: an hour of 2 h by hand, then the other half of 10 min, then 10 min more."""
    site = {"id": "site", "needs": [], "repair": {"time": "1 h"}}
    check = {"units": 4, "time": "10 min", "otherwise": "2 h", "needs": ["vpn"], "crew": "two"}
    vpn = {"id": "vpn", "needs": [], "repair": {"time": "2 h"}}
    run = played("site", "vpn", components=[{**site, "verify": check}, vpn], crews={"two": 2})
    assert back_s(run, "site") == 2 * HOUR + 15 * MIN


def test_a_risk_is_mended_over_what_it_needs() -> None:
    parts = [{"id": name, "needs": []} for name in "ab"]
    parts.append({"id": "keys", "needs": [], "repair": {"time": "2 h"}})
    repair = {"time": "1 h", "needs": [{"any": ["keys", "safe"]}]}
    parts.append({"id": "safe", "needs": ["keys"]})
    risk = {"id": "r", "hits": ["a", "b"], "repair": repair}
    run = played("r", "keys", components=parts, shared_risks=[risk])
    assert (back_s(run, "a"), back_s(run, "b")) == (3 * HOUR, 3 * HOUR)
    assert "r waits for keys and safe to be repaired" in words(run)


def test_tools_are_reached_over_a_way_of_their_own() -> None:
    core = {"id": "core", "needs": [], "repair": {"time": "1 h", "needs": [{"reach": "desk"}]}}
    desk = {"id": "desk", "needs": []}
    line = {"id": "line", "connects": ["core", "desk"], "repair": {"time": "90 min"}}
    run = played("core", "line", components=[core, desk, line])
    assert back_s(run, "core") == 2.5 * HOUR
    assert back_s(played("core", components=[core, desk, line]), "core") == HOUR


# -- switching ----------------------------------------------------------------------------------


def pay(**switchover: Any) -> list[Doc]:
    delays = {"detect": "5 min", "decide": "10 min", "verify": "20 min", "activate": "30 min"}
    standby = {"first_of": ["east", "west"], "switchover": {**delays, **switchover}}
    east, west = ({"id": name, "needs": []} for name in ("east", "west"))
    tool = {"id": "tool", "needs": [], "repair": {"time": "2 h"}}
    return [{"id": "pay", "demand": 1, "needs": [standby]}, east, west, tool]


def test_detection_passes_and_the_switch_waits_for_its_tools() -> None:
    run = played("east", "tool", components=pay(needs=["tool"]))
    assert back_s(run, "pay") == 2 * HOUR + 60 * MIN
    by = run.outcomes["pay"].outage_by
    assert by["detect"] == 5 * MIN
    assert by["waiting for tool"] == 115 * MIN
    assert "pay waits for tool to switch" in words(run)


def test_who_cannot_switch_is_down_and_what_needs_it_too() -> None:
    components = [*pay(needs=["tool"]), {"id": "shop", "needs": ["pay"]}]
    run = played("east", "tool", components=components)
    told = {line.words: line.at_s for line in run.timeline if line.component in ("pay", "shop")}
    assert told["pay cannot switch: needs tool"] == told["shop needs pay"] == 0
    assert told["pay is up again"] == told["shop is up again"] == 2 * HOUR
    by_hand = [*pay(needs=["tool"], otherwise="6 h"), {"id": "shop", "needs": ["pay"]}]
    assert "shop needs pay" not in words(played("east", "tool", components=by_hand))


def test_work_that_needs_who_cannot_switch_waits_for_the_tools() -> None:
    dark = {"id": "dark", "needs": [], "repair": {"time": "1 h", "needs": ["pay"]}}
    run = played("east", "tool", "dark", components=[*pay(needs=["tool"]), dark])
    assert back_s(run, "dark") == 3 * HOUR


def test_a_switch_by_hand_is_one_progress_of_its_own_length() -> None:
    """From 5 min to 2 h by hand are 115 of 460 min, a fourth; the rest takes 45 min of 60."""
    run = played("east", "tool", components=pay(needs=["tool"], otherwise="460 min"))
    assert back_s(run, "pay") == pytest.approx(2.75 * HOUR)


def test_what_is_done_of_a_switch_stays_done_while_the_tools_are_away() -> None:
    events = [{"at": "0 s", "fail": "east"}, {"at": "20 min", "fail": "tool"}]
    run = scenario(*events, components=pay(needs=["tool"]))
    assert back_s(run, "pay") == pytest.approx((20 + 120 + 45) * MIN)


def test_once_switched_the_tools_are_needed_no_longer() -> None:
    events = [{"at": "0 s", "fail": "east"}, {"at": "66 min", "fail": "tool"}]
    run = scenario(*events, components=pay(needs=["tool"]))
    assert back_s(run, "pay") == 65 * MIN
    assert run.outcomes["pay"].level == 1.0


def test_load_goes_back_only_with_the_tools() -> None:
    parts = pay(needs=["tool"])
    parts[1]["repair"] = {"time": "100 min"}
    events = [{"at": "0 s", "fail": "east"}, {"at": "66 min", "fail": "tool"}]
    run = scenario(*events, components=parts)
    at = [line.at_s for line in run.timeline if line.words == "pay goes back to east"]
    assert at == [66 * MIN + 2 * HOUR]


def test_by_an_event_it_is_switched_as_soon_as_the_tools_are_there() -> None:
    events = [{"at": "0 s", "fail": "tool"}, {"at": "1 h", "switch": "pay", "to": "west"}]
    run = scenario(*events, components=pay(needs=["tool"]))
    at = [line.at_s for line in run.timeline if line.words == "pay switches to west"]
    assert at == [2 * HOUR]
    run = scenario(*events, components=pay(needs=["tool"], otherwise="1 d"))
    assert [line.at_s for line in run.timeline if "switches" in line.words] == [HOUR]


def test_a_switch_of_no_time_waits_all_the_same() -> None:
    none = dict.fromkeys(("detect", "decide", "verify", "activate"), "0 s")
    run = played("east", "tool", components=pay(**none, needs=["tool"]))
    assert back_s(run, "pay") == 2 * HOUR
    run = played("east", "tool", components=pay(**none, needs=["tool"], otherwise="30 min"))
    assert back_s(run, "pay") == 30 * MIN


# -- starting -----------------------------------------------------------------------------------


def servers(**start: Any) -> list[Doc]:
    web = {"id": "web", "demand": 1, "needs": ["power"], "repair": {"time": "1 h"}}
    power = {"id": "power", "needs": [], "repair": {"time": "30 min"}}
    keys = {"id": "keys", "needs": [], "repair": {"time": "5 h"}}
    return [{**web, "start": start}, power, keys]


@pytest.mark.parametrize(("failed", "down_min"), [("web", 75), ("power", 45)])
def test_to_come_up_takes_its_time_however_it_fell(failed: str, down_min: float) -> None:
    run = played(failed, components=servers(needs=["keys"], time="15 min"))
    assert back_s(run, "web") == down_min * MIN
    assert run.outcomes["web"].outage_by["start"] == 15 * MIN


def test_to_go_on_running_it_takes_no_more_than_its_needs() -> None:
    assert back_s(played("keys", components=servers(needs=["keys"])), "web") == 0.0


def test_a_start_waits_for_what_it_needs_and_goes_on_from_there() -> None:
    events = [{"at": "0 s", "fail": "power"}, {"at": "40 min", "fail": "keys"}]
    run = scenario(*events, components=servers(needs=["keys"], time="15 min"))
    assert back_s(run, "web") == (40 + 300 + 5) * MIN
    assert run.outcomes["web"].outage_by == {
        "repair": 30 * MIN,
        "start": 15 * MIN,
        "waiting for keys": 300 * MIN,
    }
    assert "web waits for keys to start" in words(run)


def test_a_start_comes_before_the_warming_up() -> None:
    parts = servers(time="15 min")
    warm = {"mode": "shed", "warm_up": {"time": "10 min", "share": 0.5}}
    parts[0] |= {"capacity": 1, "overload": warm}
    run = played("power", components=parts)
    assert back_s(run, "web") == 45 * MIN
    assert run.outcomes["web"].below_level_s == 55 * MIN


def test_what_fails_again_starts_anew() -> None:
    events = [{"at": "0 s", "fail": "power"}, {"at": "40 min", "fail": "web"}]
    assert back_s(scenario(*events, components=servers(time="15 min")), "web") == (100 + 15) * MIN
    events = [{"at": "0 s", "fail": "power"}, {"at": "40 min", "fail": "keys"}]
    events.append({"at": "50 min", "fail": "web"})
    run = scenario(*events, components=servers(needs=["keys"], time="15 min"))
    assert back_s(run, "web") == (40 + 300 + 15) * MIN


def test_what_crashed_has_to_start() -> None:
    web = {"id": "web", "demand": 1, "capacity": 2, "needs": [], "start": {"time": "5 min"}}
    web["overload"] = {"mode": "crash", "for": "1 min", "restart": "2 min"}
    surge = [
        {"at": "0 s", "demand": "web", "times": 3},
        {"at": "90 s", "demand": "web", "times": 1},
    ]
    assert back_s(scenario(*surge, components=[web]), "web") == 7 * MIN


# -- going round --------------------------------------------------------------------------------


def flapping(**repair: Any) -> list[Doc]:
    """A tool that is up for the first minute of three, and what is mended over it."""
    crash = {"mode": "crash", "for": "1 min", "restart": "2 min"}
    tool = {"id": "tool", "demand": 2, "capacity": 1, "overload": crash, "needs": []}
    core = {"id": "core", "needs": [], "repair": {"needs": ["tool"], **repair}}
    return [tool, core]


def test_what_goes_on_a_little_each_round_is_done_in_the_end() -> None:
    """10 min of work, a minute of three: the tenth ends at 28 min."""
    run = played("core", components=flapping(time="10 min"))
    assert back_s(run, "core") == pytest.approx(28 * MIN)
    assert run.repeats_s == pytest.approx(3 * MIN)


def test_what_waits_for_ever_does_not_keep_a_round_from_being_known() -> None:
    parts = flapping(time="10 min")
    parts[1]["repair"]["needs"] = ["core2"]
    parts.append({"id": "core2", "needs": [], "repair": {"time": "1 h", "needs": ["core"]}})
    run = played("core", "core2", components=parts)
    assert back_s(run, "core") == back_s(run, "core2") == inf
    assert run.repeats_s == pytest.approx(3 * MIN)
    assert not run.cut_short


@pytest.mark.parametrize("hits", [["b"], ["a", "b"]])
def test_a_round_is_known_once_all_is_mended_that_a_cause_hit(hits: list[str]) -> None:
    """The tool carries all of 4 until b is back, and half of it then: a third of the time."""
    crash = {"mode": "crash", "for": "1 min", "restart": "2 min"}
    user = {"id": "user", "demand": 4, "needs": [{"any": ["tool", "b"]}]}
    tool = {"id": "tool", "capacity": 1, "overload": crash, "needs": []}
    rest = [{"id": "a", "needs": []}, {"id": "b", "needs": []}]
    risk = {"id": "r", "hits": hits, "fails": {"mttr": "1 h", "per_year": 1}}
    document = {"components": [user, tool, *rest], "shared_risks": [risk]}
    event = {"at": "0 s", "fail": "r"}
    told = Topology.from_dict({**document, "scenarios": [{"id": "s", "events": [event]}]})
    settings = Settings(name="s", events=told.scenarios[0].events)
    cascade = Cascade(Wiring(Graph.compile(told)), settings)
    cascade.run()
    assert cascade.demand_lost_at_rest() == pytest.approx(1 / 3)


def test_a_crew_may_wait_for_ever_for_what_it_would_mend_itself() -> None:
    repair = {"time": "1 h", "crew": "one"}
    a = {"id": "a", "needs": [], "demand": 1, "repair": {**repair, "needs": ["vpn"]}}
    vpn = {"id": "vpn", "needs": [], "repair": repair}
    run = played("a", "vpn", components=[a, vpn], crews={"one": 1})
    assert (back_s(run, "a"), back_s(run, "vpn"), run.at_rest) == (inf, inf, True)
    run = played("a", "vpn", components=[a, vpn], crews={"one": 2})
    assert (back_s(run, "a"), back_s(run, "vpn")) == (2 * HOUR, HOUR)
