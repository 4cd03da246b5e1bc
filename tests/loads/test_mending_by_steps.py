"""Repairs by cause, needs of work and starts: against a simulator, and what must hold of any.

The simulator shares nothing with the package; times are off any common grid.
"""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.mending_oracle import simulate_mending
from tests.support.strategies_works import MendingDraw
from topology import Topology
from topology.errors import TopologyError
from topology.loads.cascade.playing import run_failures, run_scenario
from topology.loads.cascade.run import Run

UNTIL_S = 400.0
Doc = dict[str, Any]
seeds = st.integers(0, 10**6)


@pytest.mark.parametrize("seed", range(500))
def test_accounts_agree(seed: int) -> None:
    document = MendingDraw(seed).document()
    run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
    found = simulate_mending(document, document["scenarios"][0]["events"], UNTIL_S)
    for name, account in found.accounts.items():
        outcome = run.outcomes[name]
        for field in ("offered", "served", "shed", "abandoned", "downtime_s"):
            expected = pytest.approx(getattr(account, field), rel=1e-6, abs=1e-6)
            assert getattr(outcome, field) == expected, (name, field)


def without_load(seed: int) -> Doc:
    """A document in which nothing waits for hands, and nothing is too much for anybody."""

    def kept(value: Any) -> Any:
        if isinstance(value, list):
            return [kept(one) for one in value]
        if isinstance(value, dict):
            left_out = ("crew", "capacity", "overload")
            return {key: kept(one) for key, one in value.items() if key not in left_out}
        return value

    document = MendingDraw(seed).document()
    for part in (*document["components"], *document.get("shared_risks", [])):
        for work in ("repair", "verify"):
            if "crew" in part.get(work, {}):
                part[work].pop("crew")
    return {**document, "components": kept(document["components"])}


def causes(document: Doc) -> list[str]:
    parts = [part["id"] for part in document["components"]]
    return parts + [risk["id"] for risk in document.get("shared_risks", [])]


@given(seeds, st.data())
def test_a_need_of_a_repair_more_brings_nobody_back_earlier(seed: int, data: st.DataObject) -> None:
    document = without_load(seed)
    failed = data.draw(st.lists(st.sampled_from(causes(document)), min_size=1, max_size=3))
    with_repair = [part for part in document["components"] if "repair" in part]
    if not with_repair:
        return
    before = run_failures(Topology.from_dict(document), failed)
    part = data.draw(st.sampled_from(with_repair))
    others = [one["id"] for one in document["components"] if one["id"] != part["id"]]
    part["repair"].setdefault("needs", []).append(data.draw(st.sampled_from(others)))
    after = run_failures(Topology.from_dict(document), failed)
    for name, outcome in before.outcomes.items():
        assert after.outcomes[name].longest_outage_s >= outcome.longest_outage_s - 1e-6, name


@given(seeds)
def test_every_run_ends_and_its_outages_divide(seed: int) -> None:
    document = MendingDraw(seed).document()
    try:
        run = run_scenario(Topology.from_dict(document), "s")
    except TopologyError:
        return
    for name in run.watched:
        outcome = run.outcomes[name]
        assert math.fsum(outcome.outage_by.values()) == pytest.approx(outcome.below_level_s)


@given(seeds, st.randoms(use_true_random=False))
def test_no_answer_hangs_on_the_order_in_the_file(seed: int, random: Any) -> None:
    document = MendingDraw(seed).document()
    turned = json.loads(json.dumps(document))
    random.shuffle(turned["components"])
    random.shuffle(turned.get("shared_risks", []))
    assert told(document) == told(turned)


def told(document: Doc) -> list[tuple[float, str]]:
    run: Run = run_scenario(Topology.from_dict(document), "s", until_s=UNTIL_S)
    return [(line.at_s, line.words) for line in run.timeline]
