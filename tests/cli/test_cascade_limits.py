"""A cascade that stops in time tells what happened until then, and that it stopped."""

from __future__ import annotations

import json
from itertools import count
from pathlib import Path

from tests.support.command import prints
from topology.document.document import Topology
from topology.loads.cascade.playing import run_failures, run_scenario

PULSES = [{"at": f"{minute} min", "demand": "u", "times": 2} for minute in range(1, 9)]
DOC = {
    "components": [
        {"id": "u", "demand": 1, "needs": ["s"]},
        {"id": "s", "capacity": {"value": 2, "low": 1, "high": 3}},
    ],
    "scenarios": [{"id": "pulses", "events": PULSES}],
}


def test_a_run_is_left_at_the_event_at_which_time_is_up() -> None:
    topology = Topology.from_dict(DOC)
    ticks = count()
    run = run_scenario(topology, "pulses", expired=lambda: next(ticks) >= 3)
    assert (run.until_s, run.cut_short, run.out_of_time, run.at_rest) == (180.0, True, True, False)
    whole = run_scenario(topology, "pulses")
    assert (whole.cut_short, whole.out_of_time) == (False, False)
    assert run.timeline == tuple(line for line in whole.timeline if line.at_s <= 180)
    assert run.growing == () and run.outcomes["u"].offered < whole.outcomes["u"].offered
    assert run_failures(topology, ["s"], expired=lambda: True).out_of_time


def test_a_limit_that_is_up_is_said_of_the_run_and_of_the_ranges(tmp_path: Path) -> None:
    file = tmp_path / "pulses.json"
    file.write_text(json.dumps(DOC), encoding="utf-8")
    said = prints("cascade", file, "--time-limit", "0 s")
    assert "short of its end, as the time was too short: what follows is not known" in said
    assert "1 range not tried to the end: the time was too short" in said
    plain = json.loads(prints("cascade", file, "--time-limit", "0 s", "--format", "json"))
    assert (plain["cut_short"], plain["out_of_time"], plain["ranges_not_tried"]) == (True, True, 1)
    assert plain["ranges"] == []
    plain = json.loads(prints("cascade", file, "--time-limit", "1 h", "--format", "json"))
    assert (plain["out_of_time"], plain["ranges_not_tried"]) == (False, 0)
    said = prints("cascade", file, "--time-limit", "1 h")
    assert said == prints("cascade", file) and "not tried" not in said
