"""Reserves in availability: closed forms, a Markov chain in small steps, and chance."""

from __future__ import annotations

import json
import random
from math import exp
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.command import run
from tests.support.strategies import documents
from tests.support.strategies_reserves import any_reserves, held_entries
from topology.document.document import Topology
from topology.document.failure_data import FailureData
from topology.findings.objectives.verdicts import verdicts
from topology.findings.single_points import SinglePoints
from topology.reliability.availability import Availability
from topology.reliability.held_data import missed
from topology.values.units import YEAR_S

Doc = dict[str, Any]
HOUR = 3600.0
GRID: Doc = {"id": "grid", "needs": [], "fails": {"mtbf": "992 h", "mttr": "8 h"}}


def system(needs: list[Any], *others: Doc, **more: Any) -> Doc:
    user = {"id": "u", "fails": False, "needs": needs}
    return {"components": [user, *others], **more}


def availability(doc: Doc, target: str = "u") -> Availability:
    return Availability.of(Topology.from_dict(doc), target)


# -- one entry ----------------------------------------------------------------------------------


@pytest.mark.parametrize("held_h", [0.0, 0.5, 8.0, 40.0])
def test_repairs_outlast_a_reserve_by_chance(held_h: float) -> None:
    found = availability(system([{"on": "grid", "holds": f"{held_h} h"}], GRID))
    left = exp(-held_h / 8)
    assert found.unavailability == pytest.approx(0.008 * left)
    assert found.per_year == pytest.approx(8760 / 1000 * left)
    assert found.mean_outage_s == pytest.approx(8 * HOUR)
    assert found.uncounted == ()


def test_the_condition_is_stated() -> None:
    found = availability(system([{"on": "grid", "holds": "4 h"}], GRID))
    assert found.conditions == (
        "u lives on for 4 h without grid, repairs exponential, 8 h on average "
        "(an rto takes them as fixed)",
    )


def test_the_time_of_a_repair_of_the_same_owner_counts() -> None:
    fire = {"id": "fire", "hits": ["dc"], "fails": {"mtbf": "9915 h"}, "repair": {"time": "85 h"}}
    dc = {"id": "dc", "needs": [], "fails": False, "repair": {"time": "10 min"}}
    found = availability(system([{"on": "dc", "holds": "17 h"}], dc, shared_risks=[fire]))
    assert found.unavailability == pytest.approx(0.0085 * exp(-17 / 85))


def test_reserves_in_a_row_add_up() -> None:
    power = {"id": "power", "fails": False, "needs": [{"on": "grid", "holds": "4 h"}]}
    found = availability(system([{"on": "power", "holds": "10 h"}], power, GRID))
    assert found.unavailability == pytest.approx(0.008 * exp(-14 / 8))
    assert len(found.conditions) == 2
    refilled = {"on": "power", "holds": "10 h", "refill": "1 h"}
    bound = availability(system([refilled], power, GRID))
    assert bound.unavailability == pytest.approx(0.008 * exp(-4 / 8))
    assert bound.uncounted == (
        "u for 10 h without power: it refills in some time, and is around another reserve",
    )


def in_steps(up_h: float, down_h: float, held_h: float, refill_h: float, steps: int) -> float:
    """The share of time with nothing left and down, of a chain whose reserve has so many levels."""
    fails, mends = 1 / up_h, 1 / down_h
    drains, fills = steps / held_h, steps / refill_h
    size = steps + 1
    rates = np.zeros((2 * size, 2 * size))  # up with each level, then down with each
    for level in range(size):
        rates[level, size + level] += fails
        rates[size + level, level] += mends
        if level < steps:
            rates[level, level + 1] += fills
        if level:
            rates[size + level, size + level - 1] += drains
    rates -= np.diag(rates.sum(axis=1))
    equations = np.vstack([rates.T[:-1], np.ones(2 * size)])
    found = np.linalg.solve(equations, np.append(np.zeros(2 * size - 1), 1.0))
    return float(found[size])


@pytest.mark.parametrize(
    ("up_h", "down_h", "held_h", "refill_h"),
    [(20, 8, 4, 6), (20, 8, 4, 60), (5, 8, 30, 3), (100, 1, 2, 200), (8, 8, 3, 3)],
)
def test_a_reserve_that_refills_is_that_of_a_chain_in_small_steps(
    up_h: float, down_h: float, held_h: float, refill_h: float
) -> None:
    data = FailureData(down_h / (up_h + down_h), YEAR_S / HOUR / (up_h + down_h))
    found = missed(data, down_h * HOUR, held_h * HOUR, refill_h * HOUR)
    # The error of the steps is of first order in their size: two of them give the limit.
    coarse, fine = (in_steps(up_h, down_h, held_h, refill_h, steps) for steps in (150, 300))
    assert found.unavailability == pytest.approx(2 * fine - coarse, rel=2e-3)
    assert found.per_year == pytest.approx(found.unavailability * 8760 / down_h)


def test_a_refill_in_no_time_is_the_limit() -> None:
    data = FailureData(0.3, 100.0)
    at_once, soon = (missed(data, 1000.0, 700.0, refill) for refill in (0.0, 1e-6))
    assert soon.unavailability == pytest.approx(at_once.unavailability)
    never = missed(data, 1000.0, 1e-9, 500.0)
    assert never.unavailability == pytest.approx(0.3)
    assert missed(data, 1.0, 1e9, 1.0).unavailability == 0.0


@pytest.mark.parametrize("refill_h", [0.0, 30.0])
def test_chance_agrees_on_several_reserves_at_once(refill_h: float) -> None:
    """Two feeds, each with a battery, of which one is enough, and a thing with none."""
    feed = {"holds": "3 h", "refill": f"{refill_h} h"}
    parts = [
        {"id": name, "needs": [], "fails": {"mtbf": f"{up} h", "mttr": f"{down} h"}}
        for name, up, down in (("a", 40, 5), ("b", 30, 8), ("c", 200, 4))
    ]
    needs = [{"any": [{"on": "a", **feed}, {"on": "b", **feed}]}, "c"]
    found = availability(system(needs, *parts))
    assert found.uncounted == ()
    out_h, outages, total_h = simulated(refill_h, random.Random(7), rounds=60_000)
    assert found.unavailability == pytest.approx(out_h / total_h, rel=0.03)
    assert found.per_year == pytest.approx(outages / total_h * 8760, rel=0.03)


def simulated(refill_h: float, chance: random.Random, rounds: int) -> tuple[float, float, float]:
    """Hours out, outages and hours in all, failure by failure."""
    missed_spans = {name: [] for name in "abc"}
    horizon = rounds * 40.0
    for name, up, down, held in (("a", 40, 5, 3.0), ("b", 30, 8, 3.0), ("c", 200, 4, 0.0)):
        now, left = 0.0, held
        while now < horizon:
            works, lasts = chance.expovariate(1 / up), chance.expovariate(1 / down)
            left = held if not refill_h else min(held, left + works * held / refill_h)
            begins = now + works
            if lasts > left:
                missed_spans[name].append((begins + left, begins + lasts))
            left = max(0.0, left - lasts)
            now = begins + lasts
    edges = [(at, name, is_end) for name, spans in missed_spans.items()
             for span in spans for is_end, at in enumerate(span)]  # fmt: skip
    gone, since, out_h, outages = set[str](), 0.0, 0.0, 0.0
    for at, name, is_end in sorted(edges):
        was = {"a", "b"} <= gone or "c" in gone
        (gone.discard if is_end else gone.add)(name)
        is_out = {"a", "b"} <= gone or "c" in gone
        if is_out and not was:
            since, outages = at, outages + 1
        elif was and not is_out:
            out_h += at - since
    return out_h, outages, horizon


# -- bounds -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needs", "others", "why"),
    [
        ([{"on": "grid", "holds": "1 h"}, {"on": "v", "hard": True}],
         [GRID, {"id": "v", "needs": ["grid"], "fails": False}],
         "u for 1 h without grid: others hang on what is below it as well"),
        ([{"any": ["grid", "b"], "holds": "1 h"}],
         [GRID, {**GRID, "id": "b"}],
         "u for 1 h without b and 1 more: more than one cause takes it down"),
        ([{"on": "grid", "holds": "1 h"}],
         [{"id": "grid", "needs": [], "fails": {"unavailability": "1 %"}}],
         "u for 1 h without grid: grid has no mtbf or per_year, and so no duration"),
        ([{"on": "grid", "holds": "1 h"}],
         [{**GRID, "count": 2}],
         "u for 1 h without grid: more than one cause takes it down"),
        ([{"reach": "grid", "holds": "1 h"}],
         [GRID, {"id": "l", "connects": ["u", "grid"], "fails": False}],
         "u for 1 h without its way to grid: others hang on what is below it as well"),
        ([{"on": "grid", "holds": "1 h"}, {"reach": "v"}],
         [GRID, {"id": "v", "needs": [], "fails": False},
          {"id": "l", "connects": ["u", "grid"], "fails": False},
          {"id": "m", "connects": ["grid", "v"], "fails": False}],
         "u for 1 h without grid: others hang on what is below it as well"),
    ],
    ids=lambda value: value[:60] if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_not_counted_is_told_and_is_a_bound(
    needs: list[Any], others: list[Doc], why: str
) -> None:
    doc = system(needs, *others)
    found = availability(doc)
    assert found.uncounted == (why,)
    assert found.bound == "at least"
    for entry in held_entries(doc):
        del entry["holds"]
    assert found.unavailability == availability(doc).unavailability


def test_a_risk_that_hits_others_too_is_shared() -> None:
    risk = {"id": "r", "hits": ["grid", "v"], "fails": {"per_year": 1, "mttr": "1 h"}}
    off = {"id": "grid", "needs": [], "fails": False}
    doc = system([{"on": "grid", "holds": "1 h"}, "v"], off, {**off, "id": "v"})
    assert availability({**doc, "shared_risks": [risk]}).uncounted
    alone = {**risk, "hits": ["grid"]}
    assert not availability({**doc, "shared_risks": [alone]}).uncounted


def test_an_objective_is_not_violated_by_what_is_not_counted() -> None:
    needs = [{"any": ["grid", "b"], "holds": "1 h"}]
    for wanted, holds in ((0.9999, True), (0.99999, None)):
        doc = system(needs, GRID, {**GRID, "id": "b"})
        doc["objectives"] = [{"of": "u", "availability": wanted}]
        topology = Topology.from_dict(doc)
        found = Availability.of(topology, "u")
        (verdict,) = verdicts(SinglePoints.of(topology), {}, {"u": found})
        assert [clause.holds for clause in verdict.clauses] == [holds]
        assert "it is up at least 99.993" in verdict.clauses[0].why


def test_a_switch_is_waited_for_beyond_what_is_held() -> None:
    def doc(held: str) -> Doc:
        switch = {"first_of": ["grid", "b"], "switchover": {"activate": "30 min"}, "holds": held}
        return system([switch], GRID, {**GRID, "id": "b"})

    none, some, enough = (availability(doc(held)).switching for held in ("0 s", "20 min", "1 h"))
    assert some.unavailability == pytest.approx((none.unavailability or 0.0) / 3)
    assert enough.unavailability == 0
    told = availability(doc("20 min")).conditions
    assert told == ("u lives on for 20 min while it switches",)


def test_it_is_shown(tmp_path: Path) -> None:
    path = tmp_path / "u.json"
    needs = [{"on": "grid", "holds": "4 h"}, {"any": ["a", "b"], "holds": "1 h"}]
    path.write_text(json.dumps(system(needs, GRID, {**GRID, "id": "a"}, {**GRID, "id": "b"})))
    said = run("availability", str(path)).stdout
    assert "u is up at least" in said
    assert "not counted, so the truth is better: u for 1 h without a and 1 more" in said
    (target,) = json.loads(run("availability", str(path), "--format", "json").stdout)["targets"]
    assert target["exact"] is False
    assert len(target["reserves_not_counted"]) == len(target["conditions"]) == 1
    for name in ("r.md", "r.html"):
        assert run("report", str(path), "-o", str(tmp_path / name)).returncode == 0
        page = (tmp_path / name).read_text()
        assert "Not counted, so the truth is better" in page


def test_a_fault_tree_says_that_it_has_none(tmp_path: Path) -> None:
    path, out = tmp_path / "u.json", str(tmp_path / "u.xml")
    path.write_text(json.dumps(system([{"on": "grid", "holds": "4 h"}], GRID)))
    said = "note: a fault tree has no reserves (holds): u for 4 h without grid\n"
    assert said in run("export", "open-psa", str(path), "-o", out).stderr
    path.write_text(json.dumps(system(["grid"], GRID)))
    assert run("export", "open-psa", str(path), "-o", out).stderr == ""


@given(documents(), st.data())
def test_reserves_never_make_it_worse_and_longer_ones_never_either(
    doc: Doc, data: st.DataObject
) -> None:
    fails = [{"mtbf": "40 h", "mttr": "3 h"}, {"per_year": 100, "mttr": "8 h"}, False]
    for component in doc["components"]:
        component["fails"] = data.draw(st.sampled_from(fails))
    held = any_reserves(doc, data)
    longer = json.loads(json.dumps(held))
    for entry in held_entries(longer):
        # With the same rate of refilling: else what is longer may take longer to be full.
        if entry["holds"] == "1 s":
            entry["holds"] = "1 h"
            if "refill" in entry:
                entry["refill"] = "1 s"
    target = data.draw(st.sampled_from([c["id"] for c in doc["components"]]))
    plain, short, long = (availability(d, target).unavailability for d in (doc, held, longer))
    if plain is not None and short is not None and long is not None:
        assert long <= short * (1 + 1e-9) <= plain * (1 + 2e-9)


def test_a_way_to_fail_behind_a_reserve() -> None:
    """A mode is a cause beside the shared risks, of which there is none here."""
    grid = {**GRID, "modes": [{"id": "burnt", "leaves": 0}]}
    found = availability(system([{"on": "grid", "holds": "4 h"}], grid))
    assert found.unavailability == pytest.approx(0.008 * exp(-4 / 8))
