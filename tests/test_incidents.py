"""Ten further public incidents, told in the format: each gives the verdict that history gave.

What happened stands in the description of each document. None is shipped.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest

from tests.support.repository import ROOT
from topology import CutSets, SinglePoints, Topology, load
from topology.finding import FailureClass
from topology.loads.cascade.playing import run_scenario
from topology.loads.cascade.run import Run, Word

FOLDER = ROOT / "tests" / "incidents"
MIN, HOUR, DAY = 60.0, 3600.0, 86_400.0
STRUCTURAL, OVERLOAD = FailureClass.STRUCTURAL, FailureClass.OVERLOAD

VERDICTS: list[tuple[str, str, str, FailureClass, float, float]] = [
    # Back at 13:18 and at 13:54, after 09:37.
    ("aws-s3-2017", "get-objects", "playbook-command", STRUCTURAL, 221 * MIN, 221 * MIN),
    ("aws-s3-2017", "put-objects", "playbook-command", STRUCTURAL, 257 * MIN, 257 * MIN),
    ("aws-s3-2017", "status-page", "playbook-command", STRUCTURAL, 221 * MIN, 221 * MIN),
    # 43 s of partition, and 24 h 11 min until it was safe to go back.
    ("github-2018", "web-writes", "optics-east", STRUCTURAL, DAY + 703, DAY + 703),
    # Static for 5 min of the 4 h 25 min.
    (
        "google-network-2019",
        "us-east-traffic",
        "maintenance-automation",
        OVERLOAD,
        265 * MIN,
        260 * MIN,
    ),
    # 40 min everywhere, and two hours of herd in the largest region.
    (
        "google-service-control-2025",
        "api-us-central1",
        "policy-row",
        STRUCTURAL,
        160 * MIN,
        160 * MIN,
    ),
    # 22 h until the room could be entered; 96 systems built anew by 24 hands, 7 days each.
    (
        "nirs-2025",
        "government24",
        "fire-7-1",
        STRUCTURAL,
        22 * HOUR + 28 * DAY,
        22 * HOUR + 28 * DAY,
    ),
    ("nirs-2025", "g-drive", "fire-7-1", STRUCTURAL, 22 * HOUR + 28 * DAY, 22 * HOUR + 28 * DAY),
    ("nirs-2025", "post", "fire-7-1", STRUCTURAL, 22 * HOUR, 22 * HOUR),
    # 54 h until Consul was sound, by hand; 73 h until the last were in.
    ("roblox-2021", "players", "streaming-flag", STRUCTURAL, 73 * HOUR, 73 * HOUR),
    ("roblox-2021", "diagnosis", "streaming-flag", STRUCTURAL, 54 * HOUR, 54 * HOUR),
    # By hand, without phones and without the management network.
    ("rogers-2022", "wireless", "filter", STRUCTURAL, 26 * HOUR, 26 * HOUR),
    ("rogers-2022", "wireline", "filter", STRUCTURAL, 26 * HOUR, 26 * HOUR),
    ("rogers-2022", "wireless", "common-software", STRUCTURAL, 26 * HOUR, 26 * HOUR),
    # Each alone; the day had both, and what would have scaled was down.
    ("slack-2021", "users", "first-day-back", OVERLOAD, 2 * HOUR, 2 * HOUR),
    ("slack-2021", "users", "transit-gateway:saturated", OVERLOAD, HOUR, HOUR),
    ("slack-2021", "responders", "transit-gateway:saturated", OVERLOAD, HOUR, HOUR),
    # Repaired by component: 38 days, and 18 months.
    ("tonga-2022", "internet-main", "eruption", OVERLOAD, 38 * DAY, 38 * DAY),
    ("tonga-2022", "phones-outer", "eruption", STRUCTURAL, 540 * DAY, 540 * DAY),
]
"""Of a target after a cause: the class, when it is back, and how long it was out at the longest."""

REASONS: list[tuple[str, str, str, str]] = [
    (
        *("aws-s3-2017", "put-objects", "playbook-command"),
        "playbook-command hits 50 of 100 index and 1 more",
    ),
    ("aws-s3-2017", "put-objects", "playbook-command", "put-objects needs index"),
    ("aws-s3-2017", "status-page", "playbook-command", "status-page needs dashboard-console"),
    ("github-2018", "web-writes", "optics-east", "web-writes at 50 %"),
    (
        *("google-network-2019", "us-east-traffic", "maintenance-automation"),
        "link-c lives on for 5 min without ctl-2",
    ),
    (
        *("google-network-2019", "us-east-traffic", "maintenance-automation"),
        "us-east-traffic at 35.7 %",
    ),
    (
        *("google-service-control-2025", "api-us-central1", "policy-row"),
        "api-us-central1 needs sc-us-central1",
    ),
    ("nirs-2025", "post", "fire-7-1", "climate needs climate-a"),
    ("roblox-2021", "diagnosis", "streaming-flag", "monitoring needs consul"),
    ("rogers-2022", "wireless", "filter", "core has no alternative left"),
    (
        *("slack-2021", "users", "transit-gateway:saturated"),
        "transit-gateway limps: 70 % of its capacity is left",
    ),
    (
        "tonga-2022",
        "internet-main",
        "eruption",
        "internet-main switches to satellite after 6 d 1 h",
    ),
    (
        *("tonga-2022", "phones-outer", "eruption"),
        "domestic-station cannot reach internet-main over domestic-cable",
    ),
]
"""A step of the reason of each."""

NAMES = (
    *("aws-s3-2017", "dbs-2023", "github-2018", "google-network-2019"),
    *("google-service-control-2025", "nirs-2025", "roblox-2021", "rogers-2022", "slack-2021"),
    "tonga-2022",
)


@cache
def incident(name: str) -> Topology:
    return load(FOLDER / f"{name}.json")


@cache
def points(name: str) -> SinglePoints:
    return SinglePoints.of(incident(name))


@cache
def play(name: str, scenario: str = "day") -> Run:
    return run_scenario(incident(name), scenario)


def raw(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return document


def by_id(document: dict[str, Any], name: str) -> dict[str, Any]:
    entries = [*document["components"], *document.get("shared_risks", [])]
    found: dict[str, Any] = next(entry for entry in entries if entry["id"] == name)
    return found


def without(key: str, part: Any) -> Any:
    """A part of a document without a key, wherever it stands."""
    if isinstance(part, dict):
        return {name: without(key, value) for name, value in part.items() if name != key}
    return [without(key, value) for value in part] if isinstance(part, list) else part


def at(run: Run, word: Word, name: str) -> list[float]:
    """When something happened to a component, in seconds."""
    return [h.at_s for h in run.timeline if h.event is word and h.component == name]


def test_these_are_all_the_incidents() -> None:
    assert tuple(sorted(path.stem for path in FOLDER.iterdir())) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_each_is_up_with_nothing_failed_and_says_what_happened(name: str) -> None:
    assert (points(name).never_up, points(name).below_level) == ((), ())
    assert points(name).start_up_deadlocks == ()
    assert points(name).recovery_deadlocks == ()
    assert incident(name).description and incident(name).sources
    assert Topology.loads(incident(name).to_json()) == incident(name)


@pytest.mark.parametrize(("name", "target", "cause", "kind", "after", "outage"), VERDICTS)
def test_the_verdict(
    name: str, target: str, cause: str, kind: FailureClass, after: float, outage: float
) -> None:
    assert points(name).failure_class(target, cause) is kind
    recovery = points(name).recovery(target, cause)
    assert recovery.after_s == pytest.approx(after)
    assert recovery.outage_s == pytest.approx(outage)


@pytest.mark.parametrize(("name", "target", "cause", "step"), REASONS)
def test_a_step_of_the_reason(name: str, target: str, cause: str, step: str) -> None:
    assert step in points(name).reason(target, cause)


def test_s3_repairs_placement_only_over_index() -> None:
    run = play("aws-s3-2017")
    assert at(run, Word.RETURNS, "index") == [221 * MIN]
    assert at(run, Word.RETURNS, "placement") == [257 * MIN]
    # Nobody can work at it while the index is down; what that waits for is a repair as well.
    assert at(run, Word.WAITS, "placement") == [0]
    assert run.outcomes["put-objects"].outage_by == {"repair": (221 + 36) * MIN}


def test_s3_that_runs_goes_on() -> None:
    assert points("aws-s3-2017").causes("ec2-running") == ()


def test_dbs_is_held_by_its_halls_for_an_hour_and_then_switches() -> None:
    run = play("dbs-2023")
    assert at(run, Word.USED_UP, "centre-equinix") == [HOUR]
    assert at(run, Word.SWITCHES, "payments") == [3 * HOUR]
    assert run.outcomes["payments"].longest_outage_s == 2 * HOUR
    assert points("dbs-2023").causes("payments") == ()


def test_dbs_is_out_until_the_morning_where_its_standby_does_not_start() -> None:
    # Halls overheat from 15:54; chilled water is back 16 h after 14:54.
    run = play("dbs-2023", "real-day")
    assert run.outcomes["payments"].longest_outage_s == 15 * HOUR


def test_dbs_hangs_on_whether_its_standby_starts() -> None:
    # One of these is all that has to fail then.
    found = CutSets.of(incident("dbs-2023"), "payments").listed_unstarted(10)
    cuts = {frozenset(cut.names) for cut in found}
    for cause in ("buffer-valves-1", "valve-signal", "centre-equinix", "power-1"):
        assert {cause, "centre-backup does not start"} in cuts


def test_github_switches_within_the_partition_and_works_at_half_for_a_day() -> None:
    run = play("github-2018")
    assert at(run, Word.SWITCHES, "mysql-primary") == [30]
    assert at(run, Word.REPAIRED, "optics-east") == [43]
    assert run.outcomes["web-writes"].longest_outage_s == pytest.approx(DAY + 703)
    assert run.outcomes["web-reads"].downtime_s == 0


def test_google_repairs_its_network_over_its_network() -> None:
    # With no control plane left the tools stand still after 5 min, of 265; the rest is by hand.
    document = raw("google-network-2019")
    by_id(document, "maintenance-automation")["hits"].append("ctl-3")
    run = run_scenario(Topology.from_dict(document), "day")
    by_hand = (1 - 5 / 265) * 12 * HOUR
    assert at(run, Word.RETURNS, "ctl-1") == [pytest.approx(5 * MIN + by_hand)]
    never = SinglePoints.of(Topology.from_dict(without("otherwise", document)))
    assert never.recovery("us-east-traffic", "maintenance-automation").is_never
    assert never.recovery_deadlocks == ("maintenance-automation",)


def test_google_herds_in_its_largest_region_alone() -> None:
    run = play("google-service-control-2025")
    back = {region: at(run, Word.RETURNS, f"sc-{region}") for region in ("us-central1", "us-east1")}
    assert back == {"us-central1": [40 * MIN], "us-east1": [40 * MIN]}
    assert at(run, Word.OVERLOADED, "spanner-us-central1") == [40 * MIN]
    assert at(run, Word.RELIEVED, "spanner-us-central1") == [160 * MIN]
    assert at(run, Word.OVERLOADED, "spanner-us-east1") == []
    calm = Topology.from_dict(without("at_start", raw("google-service-control-2025")))
    assert SinglePoints.of(calm).recovery("api-us-central1", "policy-row").after_s == 40 * MIN


def test_nirs_says_of_lost_data_that_it_is_not_modelled() -> None:
    risks = {risk.id: risk.loses_data for risk in incident("nirs-2025").shared_risks}
    assert risks == {"fire-7-1": "858 TB of the government's drive had no copy"}
    # Each target is out through the fire itself; all are back in time only where they were apart.
    states = {
        t: points("nirs-2025").recovery(t, "fire-7-1").is_in_time for t in ("post", "g-drive")
    }
    assert states == {"post": True, "g-drive": False}


@pytest.mark.parametrize(
    ("name", "target", "cause", "circle"),
    [
        (
            *("roblox-2021", "players", "streaming-flag"),
            (
                "consul was hit by streaming-flag, repaired only over diagnosis",
                "diagnosis needs monitoring",
                "monitoring needs consul",
            ),
        ),
        (
            *("rogers-2022", "wireless", "filter"),
            (
                "filter is repaired only over noc-access",
                "noc-access needs management-network",
                "management-network needs core",
                "core needs core-1 or 2 others",
                "core-1 needs filter",
            ),
        ),
    ],
)
def test_what_is_repaired_only_over_itself_is_never_back(
    name: str, target: str, cause: str, circle: tuple[str, ...]
) -> None:
    """Without hands: what mends it is down with it."""
    found = SinglePoints.of(Topology.from_dict(without("otherwise", raw(name))))
    assert cause in found.recovery_deadlocks
    assert found.recovery_deadlock_finding(cause).reason == circle
    assert found.recovery(target, cause).is_never


@pytest.mark.parametrize(
    ("name", "tools", "needs", "back", "hours"),
    [
        ("roblox-2021", "monitoring", "consul", "consul", 6),
        ("rogers-2022", "management-network", "core", "filter", 2),
    ],
)
def test_tools_that_stand_apart_mend_it_in_hours(
    name: str, tools: str, needs: str, back: str, hours: float
) -> None:
    document = raw(name)
    assert by_id(document, tools)["needs"] == [needs]
    by_id(document, tools)["needs"] = []
    run = run_scenario(Topology.from_dict(document), "day")
    assert at(run, Word.RETURNS, back) == [hours * HOUR]


def test_rogers_keeps_its_emergency_calls_where_phones_roam() -> None:
    assert points("rogers-2022").causes("emergency-calls") == ()


def test_slack_is_out_for_five_hours_with_its_provisioning_down() -> None:
    # A surge at a gateway that half failed, and the tool that scales it is down with it.
    assert play("slack-2021").outcomes["users"].longest_outage_s == 5 * HOUR
    assert play("slack-2021").outcomes["responders"].longest_outage_s == 5 * HOUR
    # With it, the gateway is scaled in 1 h, and the surge is over after 2 h.
    scaled = play("slack-2021", "with-provisioning")
    assert at(scaled, Word.REPAIRED, "transit-gateway") == [8 * HOUR]
    assert scaled.outcomes["users"].longest_outage_s == 2 * HOUR


def test_slack_scales_its_network_over_its_network() -> None:
    document = raw("slack-2021")
    assert by_id(document, "transit-gateway")["modes"][0]["repair"]["needs"] == ["autoscaler"]
    assert by_id(document, "autoscaler")["needs"] == ["provision-service"]
    assert "transit-gateway" in by_id(document, "provision-service")["needs"]


def test_tonga_mends_each_cable_by_itself() -> None:
    run = play("tonga-2022")
    assert at(run, Word.RETURNS, "cable") == [38 * DAY]
    assert at(run, Word.RETURNS, "domestic-cable") == [540 * DAY]
    assert at(run, Word.SWITCHES, "internet-main") == [6 * DAY + HOUR]
