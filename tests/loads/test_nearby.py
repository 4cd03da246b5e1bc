"""Loads found only where something changed are those found over everything, to the last bit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import combinations
from random import Random
from typing import Any
from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import overload
from tests.support.loaded import loaded_document
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import Run
from topology.loads.contingencies import LOAD_ERRORS, Contingencies
from topology.loads.moment.flow import Flow
from topology.loads.moment.loads import Found
from topology.loads.moment.sweeps import nearby, solved
from topology.structure.graph import Graph

FOLLOWED: list[int] = []
"""How many components each moment looked at that was found only where something changed."""


@contextmanager
def everywhere() -> Iterator[None]:
    """All loads are found anew over everything."""
    with mock.patch.object(solved, "MOST_NODES", -1), mock.patch.object(Flow, "follow_changes"):
        yield


@contextmanager
def only_where_changed(wide: int = 1) -> Iterator[None]:
    """Loads are found where something changed, unless that is more than one in `wide` nodes."""
    solve = nearby.Nearby.solve

    def counted(self: nearby.Nearby, loads: Flow, changed: set[int]) -> set[int] | None:
        found = solve(self, loads, changed)
        if found is not None:
            FOLLOWED.append(len(found))
        return found

    with (
        mock.patch.object(solved, "MOST_NODES", -1),
        mock.patch.object(nearby, "WIDE", wide),
        mock.patch.object(nearby.Nearby, "solve", counted),
    ):
        yield


def told(cascade: Cascade, run: Run) -> list[Any]:
    """All that a run came to, floats as they are to the last bit."""
    found = [getattr(cascade.flow, name).tobytes() for name in Found._fields]
    outcomes = [repr(run.outcomes[name]) for name in cascade.graph.ids]
    lost = cascade.demand_lost_at_rest(), cascade.money_lost_at_rest()
    return [found, outcomes, repr(run.timeline), run.down, run.largest_error, repr(lost)]


def come_to(graph: Graph, failed: tuple[str, ...]) -> list[Any]:
    """What a contingency comes to: as it is, as would help, and with repairs."""
    contingencies = Contingencies(graph, targets_of(graph))
    try:
        found = [
            repr(contingencies.run(failed)),
            repr(sorted(contingencies.outages(*failed).items())),
        ]
        variants = contingencies.variants(failed)
        runs = [variants.as_it_is, variants.at_once, variants.ideal]
        mended = contingencies.starts.cascade(failed, repairs=True)
        runs.append((mended, mended.run()))
    except LOAD_ERRORS as error:
        return [str(error)]
    return [found, *(told(*run) for run in runs)]


def targets_of(graph: Graph) -> list[int]:
    return sorted(graph.index[name] for name in graph.topology.standards) or [0]


def random_contingencies(draw: Random, most: int) -> Iterator[tuple[Graph, tuple[str, ...]]]:
    """Some failures, alone or two at once, of a random document; none if it is not valid."""
    try:
        graph = Graph.compile(Topology.from_dict(loaded_document(draw)))
    except DocumentError:
        return
    causes = [*graph.ids, *(strike.id for strike in graph.strikes)]
    known = [(cause,) for cause in causes] + list(combinations(causes, 2))
    for failed in draw.sample(known, min(most, len(known))):
        yield graph, failed


def are_the_same(draw: Random, most: int, wide: int) -> int:
    """How many contingencies were run both ways; asserts that they come to the same."""
    number = 0
    for graph, failed in random_contingencies(draw, most):
        with only_where_changed(wide):
            found = come_to(graph, failed)
        with everywhere():
            assert found == come_to(graph, failed)
        number += 1
    return number


@given(st.randoms(use_true_random=False), st.sampled_from([1, 3]))
@settings(max_examples=25)
def test_random_contingencies_come_to_the_same_bits(draw: Random, wide: int) -> None:
    are_the_same(draw, 3, wide)


@pytest.mark.slow
def test_ten_thousand_contingencies_come_to_the_same_bits() -> None:
    most = 10_000 if settings.get_current_profile_name() == "fuzz" else 40
    FOLLOWED.clear()
    number = seed = 0
    while number < most:
        number += are_the_same(Random(seed), 10, 1 + seed % 3)
        seed += 1
    assert len(FOLLOWED) > number, "most moments are found where something changed alone"
    assert max(FOLLOWED) > 3


def test_in_layers_what_a_failure_does_not_reach_is_not_looked_at() -> None:
    graph = Graph.compile(Topology.from_dict(overload.document(1_400, seed=3)))
    with only_where_changed(nearby.WIDE):
        contingencies = Contingencies(graph, range(100))
        causes = contingencies.causes[::60]
        contingencies.run(causes[:1])
        FOLLOWED.clear()
        near = [repr(contingencies.run([cause])) for cause in causes]
    assert len(FOLLOWED) >= len(causes)
    assert np.median(FOLLOWED) < graph.size / 20
    with everywhere():
        contingencies = Contingencies(graph, range(100))
        assert near == [repr(contingencies.run([cause])) for cause in causes]
