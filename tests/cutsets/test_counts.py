"""Failed sets of fault trees by size: every set tried, and bounds that hold the truth."""

from __future__ import annotations

import random
from itertools import combinations
from math import comb

import pytest

from tests.support.oracles import Doc
from topology import Graph, Topology
from topology.cutsets.counts import bounds, counting
from topology.cutsets.counts.bounds import Counts, failed_sets
from topology.cutsets.counts.counting import Draw
from topology.cutsets.counts.polynomials import Group
from topology.cutsets.counts.pool import MAX_IN_PLACES, Pool, TooManyMembersError
from topology.cutsets.counts.wide import WideSets
from topology.cutsets.engine.fault_tree import Event, FaultTree, Gate
from topology.cutsets.engine.work import Work
from topology.cutsets.synthesis import fault_tree_of


def random_tree(rng: random.Random, events: int, gates: int) -> FaultTree:
    made = []
    for number in range(gates):
        inputs = tuple(rng.randrange(events + number) for _ in range(rng.randint(1, 4)))
        made.append(Gate(rng.randint(1, len(inputs)), inputs))
    named = tuple(Event(f"e{number}") for number in range(events))
    return FaultTree(named, tuple(made), events + gates - 1)


def fails(tree: FaultTree, node: int, failed: list[bool]) -> bool:
    if node < len(tree.events):
        return failed[node]
    gate = tree.gate(node)
    return sum(fails(tree, child, failed) for child in gate.inputs) >= gate.votes


def by_force(tree: FaultTree, groups: list[Group], units: int) -> list[int]:
    """How many sets of each size fail a tree; units beyond those of the groups do nothing."""
    owner = [number for number, group in enumerate(groups) for _ in range(group.count)]
    found = [0] * (units + 1)
    for size in range(units + 1):
        for chosen in combinations(range(units), size):
            lost = [0] * len(groups)
            for unit in chosen:
                if unit < len(owner):
                    lost[owner[unit]] += 1
            failed = [n >= group.failing for n, group in zip(lost, groups, strict=True)]
            found[size] += fails(tree, tree.top, failed)
    return found


def random_draw(seed: int) -> tuple[FaultTree, list[Group], int]:
    rng = random.Random(seed)
    groups = []
    for _ in range(rng.randint(2, 5)):
        count = rng.choice((1, 1, 1, 2, 3))
        groups.append(Group(count, rng.randint(1, count)))
    units = sum(group.count for group in groups) + rng.randint(0, 2)
    return random_tree(rng, len(groups), rng.randint(1, 6)), groups, units


@pytest.mark.parametrize("seed", range(60))
def test_every_set_is_counted_and_cut_off_where_asked(seed: int) -> None:
    tree, groups, units = random_draw(seed)
    expected = by_force(tree, groups, units)
    for most in (units, units // 2, 0):
        found = failed_sets(tree, Draw(groups, units, most), Work())
        assert (list(found.least), found.exact) == (expected[: most + 1], True)
        assert found.most == found.least


def leave_out_diagrams(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if no module had room for one, but for those of the simpler trees."""
    whole = bounds.modular

    def without(*given: object, quick: bool = False) -> counting.Modular:
        found = whole(*given, quick=quick)  # type: ignore[arg-type]
        return found if quick else counting.Modular(found.tree, found.parts, {})

    monkeypatch.setattr(bounds, "modular", without)


@pytest.mark.parametrize(
    ("votes", "cut", "path"), [(1, 1, 4), (2, 2, 3), (3, 3, 2), (4, 4, 1)], ids=str
)
def test_one_set_of_each_sort_is_one_bound(
    votes: int, cut: int, path: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 4 inputs a cut set has as many as have to fail, a path set as many as have to work."""
    leave_out_diagrams(monkeypatch)
    monkeypatch.setattr(bounds, "STEPS", ((1,),))
    tree = FaultTree(tuple(map(Event, "abcd")), (Gate(votes, (0, 1, 2, 3)),), 4)
    found = failed_sets(tree, Draw([Group()] * 4, 6, 6), Work())
    least = [comb(6 - cut, k - cut) if k >= cut else 0 for k in range(7)]
    most = [comb(6, k) - comb(6 - path, k) for k in range(7)]
    if votes == 1:  # single failures are known, and all of them are cut sets
        least = most
    expected = bounds.bounded(Draw([Group()] * 4, 6, 6), least, most)
    assert (found.least[2:], found.most[2:]) == (expected.least[2:], expected.most[2:])


@pytest.mark.parametrize("seed", range(60))
def test_bounds_hold_the_truth(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no room for a diagram of any module, whatever can be counted for the bounds."""
    tree, groups, units = random_draw(seed)
    expected = by_force(tree, groups, units)
    draw = Draw(groups, units, units)
    leave_out_diagrams(monkeypatch)
    for steps in (((1,),), ((1, 1, 3),), ((),)):
        monkeypatch.setattr(bounds, "STEPS", steps)
        found = failed_sets(tree, draw, Work())
        pairs = zip(found.least, expected, found.most, strict=True)
        assert all(low <= true <= high for low, true, high in pairs)
        assert found.least[1] == found.most[1] == expected[1] or found.exact


def ladder(rungs: int) -> Doc:
    """Two rails with rungs between them, all of which may fail, and an end at each side."""
    parts: list[Doc] = [{"id": "end", "fails": False, "needs": [{"reach": "goal"}]}]
    parts.append({"id": "goal", "fails": False, "needs": []})
    for side in "ab":
        parts += [{"id": f"{side}{n}", "needs": []} for n in range(rungs)]
        parts += [
            {"id": f"{side}{n}-", "connects": [f"{side}{n}", f"{side}{n + 1}"]}
            for n in range(rungs - 1)
        ]
        parts.append({"id": f"in-{side}", "connects": ["end", f"{side}0"]})
        parts.append({"id": f"out-{side}", "connects": [f"{side}{rungs - 1}", "goal"]})
    parts += [{"id": f"r{n}", "connects": [f"a{n}", f"b{n}"]} for n in range(rungs)]
    return {"format": 1, "name": "ladder", "components": parts}


def both_ways(rungs: int) -> tuple[Counts, Counts]:
    """A network as a tree, and as if it were too wide for one."""
    graph = Graph.compile(Topology.from_dict(ladder(rungs)))
    pool, v = Pool.of(graph), graph.index["end"]
    synthesis = fault_tree_of(graph, v, own=True)
    tree, groups = pool.tree(synthesis.tree, synthesis.causes)
    draw = Draw(groups, pool.units, pool.units)
    return failed_sets(tree, draw, Work()), WideSets(graph, v, pool).failed_sets(draw.most, Work())


@pytest.mark.parametrize("rungs", [1, 3, 5])
def test_a_wide_network_is_exact_for_few_failures_and_bounded_beyond(rungs: int) -> None:
    exact, found = both_ways(rungs)
    pairs = list(zip(found.least, exact.least, found.most, strict=True))
    assert all(low <= true <= high for low, true, high in pairs)
    assert found.least[:3] == found.most[:3] == exact.least[:3]
    assert rungs == 1 or not found.exact


def test_members_in_places_are_drawn_one_by_one_up_to_a_number() -> None:
    parts: list[Doc] = [
        {"id": "site", "fails": False, "needs": ["node"]},
        {"id": "node", "count": MAX_IN_PLACES + 1, "spread": ["a", "b"], "needs": []},
        *({"id": name, "needs": []} for name in "ab"),
    ]
    graph = Graph.compile(Topology.from_dict({"format": 1, "name": "many", "components": parts}))
    found = fault_tree_of(graph, graph.index["site"], own=True)
    with pytest.raises(TooManyMembersError, match="501 members"):
        Pool.of(graph).tree(found.tree, found.causes)
