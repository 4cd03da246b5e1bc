"""What limps by a shared risk is repaired and verified once for all it hit, then each verified."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.loads.cascade.playing import run_scenario


def document(*events: Doc, **risk: Any) -> Doc:
    return {
        "components": [
            {"id": "u", "demand": 10, "needs": ["a", "b"]},
            {"id": "a", "capacity": 10, "needs": [],
             "verify": {"units": 2, "time": "10 min", "crew": "c"}},
            {"id": "b", "count": 3, "capacity": 12, "needs": [], "repair": {"time": "30 min"}},
            {"id": "tool", "needs": [], "repair": {"time": "3 h"}},
        ],
        "shared_risks": [
            {"id": "r", "hits": ["a", "b"], "leaves": 0.5, "seen": "20 min", **risk},
        ],
        "crews": {"c": 1},
        "scenarios": [{"id": "s", "events": [{"at": "0 s", "fail": "r"}, *events]}],
    }  # fmt: skip


def told(doc: Doc) -> dict[str, float]:
    """When each line of the run is first told, in minutes."""
    found: dict[str, float] = {}
    for line in run_scenario(Topology.from_dict(doc), "s").timeline:
        found.setdefault(line.words, line.at_s / 60)
    return found


ONCE = {
    "repair": {"time": "1 h", "crew": "c", "needs": ["tool"]},
    "verify": {"units": 1, "time": "15 min"},
}


def test_it_is_repaired_and_verified_once_then_each_is_verified() -> None:
    found = told(document(**ONCE))
    assert found["u needs a"] == 20
    assert (found["r is repaired"], found["r is verified"]) == (60, 75)
    assert (found["b is up again"], found["a is verified"], found["u is up again"]) == (75, 95, 95)


def test_the_work_waits_for_what_it_needs_and_keeps_its_progress() -> None:
    found = told(document({"at": "30 min", "fail": "tool"}, **ONCE))
    assert found["r waits for tool to be repaired"] == 30
    assert found["r is repaired"] == 30 + 180 + 30
    assert found["u is up again"] == 240 + 15 + 20


def test_without_a_repair_of_its_own_it_is_verified_when_each_is_repaired_that_can_be() -> None:
    found = told(document(verify={"units": 1, "time": "15 min"}))
    assert found["b is repaired"] == 30
    assert found["r is verified"] == 45
    assert "a is repaired" not in found


def test_what_an_event_says_of_the_repair_goes_first() -> None:
    doc = document(**ONCE)
    doc["scenarios"][0]["events"] = [{"at": "0 s", "fail": "r", "repair": {"time": "10 min"}}]
    found = told(doc)
    assert (found["r is repaired"], found["r is verified"]) == (10, 25)


@pytest.mark.parametrize("name", ["r", "a"])
def test_an_event_that_repairs_it_ends_it(name: str) -> None:
    found = told(document({"at": "40 min", "repair": name}, **ONCE))
    assert found["a is repaired"] == 40
    # Its crew goes on to the end with what nobody asks for any more.
    assert found["a is verified"] == 60 + 20
