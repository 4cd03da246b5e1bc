"""How long a cause lasts: its mean time to repair, else the repair of the same owner."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.command import run
from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.errors import DocumentError
from topology.reliability.availability import Availability
from topology.values.units import YEAR_S

Doc = dict[str, Any]


def centre(fire: Doc, reboot: Doc) -> Doc:
    """A centre that reboots, and may burn."""
    return {
        "components": [
            {"id": "pay", "needs": ["centre"], "fails": False},
            {"id": "centre", "needs": [], **reboot},
        ],
        "shared_risks": [{"id": "fire", "hits": ["centre"], **fire}],
    }


FIRE = {"fails": {"mtbf": "50 y"}, "repair": {"time": "85 h"}}
REBOOT = {"fails": {"per_year": 2}, "repair": {"time": "10 min"}}


def test_a_fire_and_a_reboot_of_one_centre_each_take_their_own_time() -> None:
    found = Availability.of(Topology.from_dict(centre(FIRE, REBOOT)), "pay")
    burnt = 85 / (50 * 8760 + 85)
    booting = 2 * 10 / 60 / 8760
    assert found.unavailability == pytest.approx(1 - (1 - burnt) * (1 - booting))
    assert found.conditions == ()


def test_the_mean_time_of_the_data_goes_before_the_repair_and_the_difference_is_told() -> None:
    data = {"fails": {"per_year": 2, "mttr": "20 min"}, "repair": {"time": "10 min"}}
    found = Availability.of(Topology.from_dict(centre(FIRE, data)), "centre")
    assert found.conditions == ("centre lasts 20 min (its mttr), though its repair takes 10 min",)
    with_repair = Availability.of(Topology.from_dict(centre(FIRE, {"fails": data["fails"]})), "pay")
    assert found.unavailability == with_repair.unavailability


def test_what_a_repair_waits_for_is_not_in_it_and_is_told() -> None:
    fire = {**FIRE, "verify": {"units": 10, "time": "1 h"}}
    fire["repair"] = {"time": "85 h", "crew": "builders"}
    doc = {**centre(fire, REBOOT), "crews": {"builders": 2}}
    found = Availability.of(Topology.from_dict(doc), "pay")
    assert found.unavailability == pytest.approx(
        Availability.of(Topology.from_dict(centre(FIRE, REBOOT)), "pay").unavailability
    )
    words = "lasts 3 d 13 h (its repair), without waiting for what mends it and its verification"
    assert found.conditions == (f"fire {words}",)


def test_a_range_of_repair_times_counts_at_its_value() -> None:
    times = {"low": "1 h", "high": "9 h", "value": "4 h"}
    of_range = {"fails": {"mtbf": "99 h"}, "repair": {"time": times}}
    alone = {"components": [{"id": "a", **of_range}]}
    found = Availability.of(Topology.from_dict(alone), "a")
    assert found.unavailability == pytest.approx(4 / 103)
    assert found.per_year == pytest.approx(YEAR_S / (103 * 3600))


def test_nothing_lasts_longer_than_a_year_a_year() -> None:
    doc = centre(FIRE, {"fails": {"per_year": 3}, "repair": {"time": "200 d"}})
    with pytest.raises(DocumentError, match=r"more than a year in a year \(per_year x repair"):
        Topology.from_dict(doc)


def test_data_that_do_not_say_how_long_need_a_repair() -> None:
    from topology.document import schema

    with pytest.raises(ValueError, match="how long it lasts"):
        FailureData.of(schema.Fails(mtbf="2 y"))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["mtbf 2 y", "per_year 3"])
def test_a_default_has_to_say_how_long(text: str, tmp_path: Any) -> None:
    path = tmp_path / "centre.json"
    path.write_text(json.dumps(centre(FIRE, REBOOT)))
    refused = run("availability", str(path), "--default", f"*={text}")
    assert refused.returncode == 2
    assert "must be an availability" in refused.stderr
    taken = run("availability", str(path), "--default", "*=mtbf 2 y, mttr 4 h")
    assert taken.returncode == 0


def test_conditions_are_shown(tmp_path: Any) -> None:
    path = tmp_path / "centre.json"
    fire = {**FIRE, "verify": {"units": 10, "time": "1 h"}}
    path.write_text(json.dumps(centre(fire, REBOOT)))
    words = "fire lasts 3 d 13 h (its repair), without its verification"
    assert f"counted: {words}" in run("availability", str(path)).stdout
    plain = json.loads(run("availability", str(path), "--format", "json").stdout)
    assert plain["targets"][0]["conditions"] == [words]


def test_a_range_that_says_how_long_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    repair = {"time": {"low": "1 h", "high": "9 h"}}
    for fails, is_told in (({"mtbf": "99 h"}, True), ({"mtbf": "99 h", "mttr": "1 h"}, False)):
        part = {"id": "a", "demand": 1, "needs": [], "fails": fails, "repair": repair}
        path.write_text(json.dumps({"components": [part]}))
        said = run("availability", str(path)).stdout
        assert ("of the time at the values given" in said) == is_told


def test_a_start_is_not_in_it_and_that_is_said() -> None:
    doc = centre(FIRE, {**REBOOT, "start": {"time": "2 h"}})
    said = "centre is up again as soon as its needs hold, without its start"
    assert Availability.of(Topology.from_dict(doc), "pay").conditions == (said,)
