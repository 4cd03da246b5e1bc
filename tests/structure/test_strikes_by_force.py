"""Modes and shared risks that take a part of the members, against brute force."""

from __future__ import annotations

from collections import Counter
from itertools import combinations_with_replacement
from math import comb

from hypothesis import given
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.oracles import Doc
from tests.support.strategies import shuffled
from tests.support.strategies_gray import gray_documents
from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.finding import FailureClass
from topology.findings.blast_radius import BlastRadius
from topology.findings.single_points import SinglePoints
from topology.structure.graph import Graph


def causes_of(doc: Doc) -> list[str]:
    return [*oracles.components(doc), *oracles.shared_risks(doc), *oracles.modes(doc)]


def everything(doc: Doc) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(doc), list(oracles.components(doc)))


def structural(points: SinglePoints, target: str) -> set[str]:
    found = points.causes(target)
    return {c for c in found if points.failure_class(target, c) is FailureClass.STRUCTURAL}


@given(gray_documents(), st.data())
def test_down_is_the_oracles(doc: Doc, data: st.DataObject) -> None:
    failed = data.draw(st.lists(st.sampled_from(causes_of(doc)), max_size=4))
    assert Graph.compile(Topology.from_dict(doc)).down(failed) == oracles.down(doc, failed)


@given(gray_documents())
def test_single_points_and_blast_radii_are_the_oracles(doc: Doc) -> None:
    points = everything(doc)
    for target in points.targets:
        assert structural(points, target) == oracles.single_points(doc, target)
    for cause in causes_of(doc):
        fallen = oracles.blast(doc, cause)
        assert set(BlastRadius(points.graph, cause).down) == fallen
        free = oracles.components(doc).get(cause, {}).get("fails") is False
        assert free or points.blast_size(cause) == len(fallen)
        lost = {t for t in points.targets if cause in points.causes(t)}
        assert points.targets_lost(cause) == len(lost)


@given(gray_documents())
def test_cut_sets_of_one_are_the_single_points(doc: Doc) -> None:
    points = everything(doc)
    for target in points.targets:
        sets = CutSets(points.graph, points.graph.index[target], max_order=1)
        assert {cut.ids[0] for cut in sets.listed()} == structural(points, target)


@given(gray_documents(), st.data())
def test_the_order_in_the_file_never_matters(doc: Doc, data: st.DataObject) -> None:
    other = data.draw(shuffled(doc))
    for component in other["components"]:
        if "modes" in component:
            component["modes"] = data.draw(st.permutations(component["modes"]))
    points, others = everything(doc), everything(other)
    assert points.targets == others.targets
    for target in points.targets:
        assert points.causes(target) == others.causes(target)
        for cause in points.causes(target):
            assert points.finding(target, cause) == others.finding(target, cause)
    assert points.worst_causes() == others.worst_causes()


def brute_cut_sets(doc: Doc, target: str, order: int) -> dict[tuple[str, ...], int]:
    """All minimal sets of so many failures, and in how many ways their members can be chosen."""
    parts = oracles.components(doc)
    able = [n for n, c in parts.items() if n != target and c.get("fails") is not False]
    able += [*oracles.shared_risks(doc)]
    able += [name for name, (owner, _) in oracles.modes(doc).items() if owner != target]
    found: list[tuple[str, ...]] = []
    for size in range(1, order + 1):
        for chosen in combinations_with_replacement(sorted(able), size):
            times = Counter(chosen)
            if any(n > parts.get(name, {}).get("count", 1) for name, n in times.items()):
                continue
            smaller = any(not Counter(before) - times for before in found)
            if not smaller and target in oracles.down(doc, chosen):
                found.append(chosen)
    return {chosen: ways(doc, Counter(chosen)) for chosen in found}


def ways(doc: Doc, failed: Counter[str]) -> int:
    """Members fail among those that no strike of the set takes."""
    found = 1
    for name, component in oracles.components(doc).items():
        others = {**oracles.shared_risks(doc), **oracles.modes(doc)}
        alone = [cause for cause in failed if cause in others]
        count = component.get("count", 1)
        taken = sum(oracles.taken_by(doc, cause)[name] for cause in alone)
        found *= comb(count - taken, failed[name]) if failed[name] else 1
    return found


@given(gray_documents(size=6), st.data())
def test_cut_sets_with_a_part_of_the_members_are_the_oracles(doc: Doc, data: st.DataObject) -> None:
    graph = Graph.compile(Topology.from_dict(doc))
    target = data.draw(st.sampled_from(sorted(oracles.components(doc))))
    sets = CutSets(graph, graph.index[target], max_order=3)
    if target in oracles.never_up(doc) or any("further members" in s for s in sets.not_counted):
        return
    found = {
        tuple(sorted(n for n, k in zip(cut.ids, cut.members, strict=True) for _ in range(k))): (
            cut.multiplicity
        )
        for cut in sets.listed()
        if cut.order <= 3
    }
    assert found == brute_cut_sets(doc, target, 3)
