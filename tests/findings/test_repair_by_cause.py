"""The rto clause by cause: as it is played, and by structure where nothing has to be played."""

from __future__ import annotations

from math import inf
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.strategies_works import MendingDraw
from topology import Topology
from topology.findings.besides import Besides
from topology.findings.objectives.verdicts import verdicts
from topology.findings.ranking import recoveries
from topology.findings.ranking.work_after import WorkAfter
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_failures
from topology.render.machine.findings import recovery_plain, spof_plain
from topology.render.terminal.findings import spof_lines
from topology.render.terminal.lines import plain
from topology.structure.graph import Graph
from topology.structure.order_one.order_one import OrderOne

Doc = dict[str, Any]
HOUR = 3_600.0


class WithoutStandby(MendingDraw):
    """Documents in which load does not matter."""

    def standby(self, pool: list[str], _names: list[str], _own: str) -> Doc:
        return {"any": self.sample(pool, 2)}

    def component(self, name: str, pool: list[str], names: list[str]) -> Doc:
        part = super().component(name, pool, names)
        part.pop("capacity", None)
        part.pop("overload", None)
        return part


def centre(**dc: Any) -> Doc:
    parts = [
        {"id": "web", "needs": ["dc"], "demand": 1},
        {"id": "dc", "needs": [], "repair": {"time": "10 min"}, **dc},
    ]
    fire = {"id": "fire", "hits": ["dc"], "repair": {"time": "85 h"}}
    check = {"units": 3, "time": "2 h", "crew": "two"}
    flood = {"id": "flood", "hits": ["dc"], "repair": {"time": "20 h"}, "verify": check}
    risks = [fire, {"id": "reboot", "hits": ["dc"]}, flood]
    objective = {"of": "web", "survives": 0, "rto": "1 h"}
    return {
        "components": parts,
        "shared_risks": risks,
        "crews": {"two": 2},
        "objectives": [objective],
    }


def of(document: Doc) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(document))


def test_a_fire_and_a_reboot_take_their_own_times_without_being_played() -> None:
    points = of(centre(verify={"units": 1, "time": "30 min"}))
    with mock.patch.object(recoveries, "played_recovery", side_effect=AssertionError):
        after = {c: points.recovery("web", c).after_s for c in ("dc", "fire", "reboot", "flood")}
    minutes = {cause: after_s / 60 for cause, after_s in after.items()}
    assert minutes == {"dc": 40, "reboot": 40, "fire": 85 * 60 + 30, "flood": 24 * 60 + 30}


def test_the_objective_names_the_cause_that_takes_longest() -> None:
    (verdict,) = verdicts(of(centre()), {}, {})
    why = next(clause.why for clause in verdict.clauses if "back" in clause.asks)
    assert "after 3 d 13 h, when fire fails" in why


def test_what_waits_for_ever_is_never_back_and_it_is_said_for_what() -> None:
    document = centre(repair={"time": "10 min", "needs": ["web"]})
    points = of(document)
    found = points.recovery("web", "dc")
    assert (found.after_s, found.because) == (inf, "dc is repaired only over web → web needs dc")
    told = plain(spof_lines(points, Besides(), limit=50, file="c.json"))
    assert "never back: dc is repaired only over web" in told
    (target,) = spof_plain(points)["targets"]
    back = next(spof["back"] for spof in target["spofs"] if spof["id"] == "dc")
    assert back["never_because"] == "dc is repaired only over web → web needs dc"
    (verdict,) = verdicts(points, {}, {})
    why = next(clause.why for clause in verdict.clauses if "back" in clause.asks)
    assert "never after dc fails, as dc is repaired only over web" in why


def test_work_that_can_go_on_at_once_is_not_played() -> None:
    document = centre(repair={"time": "10 min", "needs": ["vpn"]})
    document["components"].append({"id": "vpn", "needs": []})
    with mock.patch.object(recoveries, "played_recovery", side_effect=AssertionError):
        assert of(document).recovery("web", "dc").after_s == 600.0


def test_what_has_to_start_is_played() -> None:
    document = centre(start={"time": "5 min"})
    assert of(document).recovery("web", "dc").after_s == 900.0


def test_it_is_known_at_least_how_long_a_risk_takes() -> None:
    document = centre()
    document["components"].append({"id": "db", "needs": []})
    document["components"][0]["needs"] = ["dc", "db"]
    document["shared_risks"] = [{"id": "storm", "hits": ["dc", "db"]}]
    found = of(document).recovery("web", "storm")
    assert (found.wanting, found.at_least_s) == ("db has no repair time", 600.0)


@given(st.integers(0, 10**6))
def test_by_structure_it_is_as_it_is_played(seed: int) -> None:
    document = WithoutStandby(seed).document()
    document.pop("objectives", None)
    topology = Topology.from_dict(document)
    points = SinglePoints.of(topology)
    work = WorkAfter(OrderOne(Graph.compile(topology)))
    for target in points.targets:
        for cause in points.causes(target):
            found = points.recovery(target, cause)
            if found.wanting:
                continue
            played = run_failures(topology, [cause]).outcomes[target].longest_outage_s
            by = "play" if work.may_wait(cause) or work.shares_a_crew(cause) else "structure"
            assert found.after_s == pytest.approx(played), (target, cause, by)


def test_what_is_mended_by_hand_says_so_and_why() -> None:
    repair = {"time": "1 h", "needs": ["vpn"], "otherwise": "6 h"}
    parts: list[Doc] = [
        {"id": "app", "needs": ["core"], "demand": 5},
        {"id": "core", "needs": [], "repair": repair},
        {"id": "vpn", "needs": ["core"]},
    ]
    points = of({"components": parts})
    found = points.recovery("app", "core")
    assert recoveries.in_words(found) == "back after 6 h; core is repaired by hand, as vpn is down"
    assert recovery_plain(found)["by_hand"] == "core is repaired by hand, as vpn is down"
    parts[2]["needs"] = []
    points = of({"components": parts})
    found = points.recovery("app", "core")
    assert recoveries.in_words(found) == "back after 1 h"
    assert "by_hand" not in recovery_plain(found)
