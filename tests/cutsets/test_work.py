"""How far cut sets are found within an amount of work or time, and that what is said holds."""

from __future__ import annotations

from itertools import combinations, count
from math import comb, prod
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.generate import random_mixed
from tests.support.effort import examples
from tests.support.fault_trees import counts, trees
from tests.support.grids import compiled
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.cutsets.cutsets import CutSets
from topology.cutsets.engine import engine
from topology.cutsets.engine.diagram import BudgetExceededError, Nodes, Room
from topology.cutsets.engine.fault_tree import FaultTree
from topology.cutsets.engine.solution import _sum_over_choices
from topology.cutsets.engine.work import OUT_OF_TIME, WORKED, Work
from topology.document.failure_data import parse_defaults
from topology.reliability.availability import Availability


def alternatives(needed: int, number: int) -> Doc:
    names = [f"a{i:04}" for i in range(number)]
    return {
        "components": [
            {"id": "t", "needs": [{"at_least": needed, "of": names}]},
            *({"id": name, "fails": {"unavailability": 0.5}} for name in names),
        ]
    }


def test_half_of_a_thousand_alternatives() -> None:
    sets = CutSets(compiled(alternatives(500, 1000)), 1000)
    assert sets.complete
    assert sets.count_by_order == {501: comb(1000, 501)}
    (first,) = sets.listed(1)
    assert first.ids == tuple(f"a{i:04}" for i in range(501))


def test_more_alternatives_than_are_drawn_out() -> None:
    """Then it is proven at least that few failures do not do it."""
    sets = CutSets(compiled(alternatives(5_000, 10_000)), 10_000)
    assert (sets.total, sets.complete, sets.max_order) == (0, False, 3)
    assert "too large" in sets.why_incomplete


@given(
    st.lists(st.sampled_from([1, 2, 5]), min_size=1, max_size=7).flatmap(
        lambda factors: st.tuples(st.just(factors), st.integers(1, len(factors)))
    )
)
def test_choices_are_summed_in_closed_form(given_: tuple[list[int], int]) -> None:
    factors, chosen = given_
    assert _sum_over_choices(chosen, factors) == sum(map(prod, combinations(factors, chosen)))


@settings(max_examples=examples(100))
@given(documents(size=8), st.sampled_from([0, 10, 1_000, 100_000]), st.data())
def test_what_is_proven_within_some_work_is_all_there_is(
    doc: Doc, nodes: int, data: st.DataObject
) -> None:
    graph = compiled(doc)
    target = data.draw(st.integers(0, graph.size - 1))
    ticks, last = count(), data.draw(st.sampled_from([1, 5, 30, 10_000]))
    work = Work(lambda: next(ticks) >= last, nodes)
    part, whole = CutSets(graph, target, work=work), CutSets(graph, target)
    assert whole.complete
    most = part.max_order
    assert part.complete == (most is None)
    small = {k: n for k, n in whole.count_by_order.items() if most is None or k <= most}
    assert part.count_by_order == small
    if not part.complete:
        assert part.why_incomplete in (WORKED, OUT_OF_TIME)


def test_what_is_down_with_nothing_failed_needs_no_time() -> None:
    graph = compiled({"components": [{"id": "a", "needs": [{"reach": "b"}]}, {"id": "b"}]})
    sets = CutSets(graph, graph.index["a"], work=Work(lambda: True, 0))
    assert (sets.count_by_order, sets.complete, sets.causes) == ({0: 1}, True, ())


def test_work_is_shared_and_what_goes_further_is_named() -> None:
    graph = compiled(random_mixed(300))
    targets = [v for v in range(graph.size) if graph.ids[v] in ("c296", "c297", "c298", "c299")]
    work = Work(nodes=10_000)
    found = [CutSets(graph, v, work=work) for v in targets]
    assert [sets.complete for sets in found].count(False) >= 2
    last = found[-1]
    assert (last.max_order or 0) >= 1
    assert "--time-limit" in last.why_incomplete
    whole = CutSets(graph, targets[-1], max_order=2)
    assert {k: n for k, n in whole.count_by_order.items() if k <= (last.max_order or 0)} == (
        last.count_by_order
    )
    known = Availability(graph, targets[-1], work=work, defaults=parse_defaults({"*": "99 %"}))
    assert known.unavailability is None and known.why_unknown == WORKED


def test_an_order_that_is_asked_for_takes_no_whole_diagram(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = compiled(random_mixed(300))
    v = graph.index["c299"]
    few = CutSets(graph, v, max_order=2)
    monkeypatch.setattr(engine.Race, "run", lambda *_: None)
    assert CutSets(graph, v, max_order=2).count_by_order == few.count_by_order


@settings(max_examples=examples(100))
@given(trees(), st.integers(1, 3))
def test_single_failures_take_no_work(tree: FaultTree, most: int) -> None:
    expected = {k: n for k, n in counts(tree).items() if k <= 1}
    found = engine.solve(tree, max_order=most, work=Work(nodes=0))
    assert {k: n for k, n in found.count_by_order.items() if k <= 1} == expected
    assert found.complete or (found.max_order or 0) >= 1


def test_every_target_has_a_share_of_the_work() -> None:
    """Each is solved as far as its share goes, the last as the first; and the same every time."""
    graph = compiled(random_mixed(400))
    targets = range(graph.size - 12, graph.size)

    def found() -> list[tuple[int | None, int]]:
        work = Work(nodes=600_000)
        shares = zip(targets, work.shares(len(targets)), strict=True)
        sets = [CutSets(graph, v, max_order=3, work=share) for v, share in shares]
        assert 0 < work.made <= 1_000_000
        return [(one.max_order, one.total) for one in sets]

    once = found()
    assert all(most is None or most >= 1 for most, _ in once)
    assert any((most or 3) >= 2 for most, _ in once[-4:])
    assert once == found()


def test_nodes_are_counted_alike_whether_the_library_has_collected_or_not() -> None:
    """Its collector has a thread of its own: when it works is another moment on every run."""
    manager = mock.Mock()
    manager.gc_count.return_value = 0
    manager.approx_num_inner_nodes.return_value = 1_500
    late = Nodes(manager, Room(1_000), collects=False)
    assert late.made == 1_000
    manager.gc_count.return_value = 1
    manager.approx_num_inner_nodes.return_value = 10
    early = Nodes(manager, Room(1_000), collects=False)
    assert early.made == 1_000
    with pytest.raises(BudgetExceededError):
        early.need_room()


@settings(max_examples=examples(20))
@given(trees())
def test_few_rules_on_little_work_find_the_same_sets(tree: FaultTree) -> None:
    """Where rules are few for want of work, what is complete is right."""
    with mock.patch.object(engine, "FEW", 1 << 40):
        solution = engine.solve(tree, work=Work(nodes=1 << 30), sets_only=True)
    assert solution.complete
    assert solution.count_by_order == counts(tree)
