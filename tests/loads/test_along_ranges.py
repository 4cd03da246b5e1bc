"""A contingency that a value makes no difference to is run once for all values of its range."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from itertools import chain
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.loaded import loaded_document
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.findings import sensitivity
from topology.findings.sensitivity import (
    Sensitivity,
    sensitivities,
    single_point_verdict,
)
from topology.loads import contingencies
from topology.loads.cascade.effort import DONE
from topology.loads.cascade.playing import run_scenario
from topology.loads.contingencies import Contingencies, Contingency
from topology.loads.ranging.along import forget_found
from topology.loads.variants import Variants

MODELS = Path(__file__).parents[2] / "models"
NUMBERS = ("capacity", "demand")
TIMES = ("for", "restart", "time", "detect", "verify", "activate", "seen", "rto")


@contextmanager
def nothing_shared() -> Iterator[None]:
    """Every contingency is run at every value."""
    with mock.patch.object(contingencies, "along_of", lambda _: None):
        yield


def tried(topology: Topology, *, forget: bool = True) -> tuple[list[Sensitivity], float]:
    """How single points depend on the ranges, and how much work is counted for it."""
    if forget:
        forget_found()
    before = DONE.work
    with mock.patch.multiple(sensitivity, SAMPLES=5, PRECISION=0.2):
        return sensitivities(topology, single_point_verdict), DONE.work - before


def places(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """Where in a document a number or a time stands that may be a range."""
    if isinstance(value, list):
        yield from chain.from_iterable(map(places, value))
    elif isinstance(value, dict):
        for name, inner in value.items():
            is_number = name in NUMBERS and isinstance(inner, float | int) and inner > 0
            is_share = name in ("share", "leaves") and inner not in (0, 1)
            if is_number or is_share or (name in TIMES and isinstance(inner, str)):
                yield value, name
            yield from places(inner)


def with_a_range(draw: Random) -> Doc | None:
    """A random document with one of its values as a range; None where it has none."""
    doc = deepcopy(loaded_document(draw))
    found = list(places(doc))
    if not found:
        return None
    owner, name = draw.choice(found)
    value = owner[name]
    if isinstance(value, str):
        owner[name] = {"low": "5 s", "high": "3 h", "value": value}
    else:
        most = 0.95 if name in ("share", "leaves") else value * 4
        owner[name] = {"low": value / 4, "high": most, "value": value}
    return doc


@given(st.randoms(use_true_random=False))
@settings(max_examples=5)
def test_what_is_shared_is_what_is_run_at_each_value(draw: Random) -> None:
    are_the_same(draw)


@pytest.mark.slow
def test_what_is_shared_of_many_documents_is_what_is_run() -> None:
    most = 2_000 if settings.get_current_profile_name() == "fuzz" else 4
    assert sum(are_the_same(Random(seed)) for seed in range(most)) > most / 4


def are_the_same(draw: Random) -> bool:
    """Whether a document had a range; asserts that each contingency comes to the same."""
    doc = with_a_range(draw)
    try:
        topology = Topology.from_dict(doc) if doc is not None else None
    except DocumentError:
        return False
    if topology is None or not topology.ranges():
        return False
    run = Contingencies.run

    def run_both(self: Contingencies, failed: Any, skipped: Any = ()) -> Contingency:
        found = run(self, failed, skipped)
        with nothing_shared():
            assert repr(found) == repr(run(self, failed, skipped))
        return found

    with mock.patch.object(Contingencies, "run", run_both):
        found, _ = tried(topology)
    again, work = tried(topology)
    with nothing_shared():
        alone, more_work = tried(topology)
    assert found == again == alone
    assert work <= more_work
    return True


@pytest.mark.parametrize(
    ("place", "most"),
    [
        ("core-platform.verify.time", 12),
        ("elong.capacity", 2 * 7 + 5 * 9),
        ("elong-travel.demand", 6 + 6 * 9),  # that eLong fails costs that demand
        ("elong.overload.for", 7 + 5 * 5),
    ],
)
def test_of_ctrip_only_what_reaches_elong_is_run_at_each_value(place: str, most: int) -> None:
    """Of twelve causes seven never come to elong, whatever it carries."""
    doc = json.loads((MODELS / "ctrip-elong-2015.json").read_text(encoding="utf-8"))
    topology = only_range(doc, place)
    runs: list[Variants] = []
    play = Contingencies._run

    def counted(self: Contingencies, variants: Variants, skipped: Any) -> Contingency:
        runs.append(variants)
        return play(self, variants, skipped)

    with mock.patch.object(Contingencies, "_run", counted):
        first = tried(topology)
        assert 0 < len(runs) <= most
        number = len(runs)
        assert tried(topology, forget=False) == first
        assert len(runs) == number, "who asks again is told what is known"


def only_range(doc: Doc, place: str) -> Topology:
    """The document with one of its ranges, the others at their values."""
    from topology.document.document import put_at
    from topology.findings.sensitivity import place_of

    topology = Topology.from_dict(doc)
    plain = topology.to_dict()
    for path, ranged in topology.ranges():
        if place_of(topology.to_dict(), path) != place:
            put_at(plain, path, ranged.write(ranged.value))
    return Topology.from_dict(plain)


def test_a_run_that_is_not_explained_comes_to_the_same() -> None:
    doc = json.loads((MODELS / "ctrip-elong-2015.json").read_text(encoding="utf-8"))
    topology = Topology.from_dict(doc)
    for scenario in topology.scenarios:
        whole = run_scenario(topology, scenario.id)
        bare = run_scenario(topology, scenario.id, explained=False)
        assert [line for line in whole.timeline if line.level is None] != []
        assert len(bare.timeline) < len(whole.timeline)
        told = [(line.at_s, line.words) for line in whole.timeline if line.level is None]
        assert told == [(line.at_s, line.words) for line in bare.timeline]
        for name, outcome in whole.outcomes.items():
            assert outcome.longest_outage_s == bare.outcomes[name].longest_outage_s
            assert outcome.below_level_s == bare.outcomes[name].below_level_s
            assert outcome.level == bare.outcomes[name].level


@pytest.mark.parametrize("part", ["activate", "verify"])
def test_a_switch_that_is_made_is_played_at_each_value(part: str) -> None:
    """That a switch is verified is no repair: how long it takes says whether it is too slow."""
    doc = json.loads((MODELS / "alipay-2015-with-standby.json").read_text(encoding="utf-8"))
    topology = only_range(doc, f"payments.needs[0].switchover.{part}")
    found = tried(topology)[0]
    with nothing_shared():
        assert found == tried(topology)[0]
    assert part == "activate" or found[0].is_decisive
