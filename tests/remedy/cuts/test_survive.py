"""Small networks, against every set of new links tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.remedy.cuts.articulation import without_articulation_points
from topology.remedy.cuts.bridges import without_bridges
from topology.remedy.cuts.links import listed
from topology.remedy.cuts.parts import Network
from topology.remedy.cuts.solving import Unfinished
from topology.remedy.cuts.survive import Answer, Failure, Question, Together

Pair = tuple[int, int]
New = tuple[int, int, int, float]
"""A new link: its sort, its ends, its cost."""
Apart = tuple[int, int, int]


@dataclass(frozen=True)
class Case:
    nodes: int
    ends: list[Pair]
    new: list[New]

    @property
    def network(self) -> Network:
        return Network.of(self.nodes, self.ends)

    def costs(self, sorts: int) -> list[Callable[..., object]]:
        own = [[link for link in self.new if link[0] == sort] for sort in range(sorts)]
        return [listed(self.nodes, [s[1:3] for s in o], [s[3] for s in o]) for o in own]

    def graph(self, chosen: Sequence[New] = ()) -> nx.MultiGraph:
        graph = nx.MultiGraph()
        graph.add_nodes_from(range(self.nodes))
        graph.add_edges_from(((a, b, f"old {n}") for n, (a, b) in enumerate(self.ends)))
        graph.add_edges_from((a, b, f"new {n} {s}") for n, (s, a, b, _) in enumerate(chosen))
        return graph


@st.composite
def cases(draw: st.DrawFn, sorts: int = 1) -> Case:
    nodes = draw(st.integers(2, 7))
    pairs = list(combinations(range(nodes), 2))
    ends = [(draw(st.integers(0, n - 1)), n) for n in range(1, nodes)]
    ends = [end for end in ends if draw(st.integers(0, 9))]
    ends += draw(st.lists(st.sampled_from(pairs), max_size=3))
    places = [(sort, *pair) for sort in range(sorts) for pair in pairs]
    some = draw(st.lists(st.sampled_from(places), max_size=7, unique=True))
    cost = st.sampled_from([0.0, 1.0, 2.0, 2.5, 3.0, 7.0])
    return Case(nodes, ends, [(*place, draw(cost)) for place in some])


def subsets(new: Sequence[New]) -> Iterator[tuple[New, ...]]:
    for size in range(len(new) + 1):
        yield from combinations(new, size)


def agrees(case: Case, answer: Answer, does: Callable[[Sequence[New]], bool]) -> None:
    """The cost and the number of the best of all subsets, and an answer that does."""
    found = [(sum(link[3] for link in some), len(some)) for some in subsets(case.new) if does(some)]
    assert (answer.cost, len(answer.links)) == min(found)
    assert answer.bound == pytest.approx(answer.cost, abs=2e-6)
    assert answer.cost == sum(link[3] for link in chosen(case, answer))
    assert does(chosen(case, answer))


def chosen(case: Case, answer: Answer) -> list[New]:
    by_place = {link[:3]: link for link in case.new}
    return [by_place[link.sort, link.a, link.b] for link in answer.links]


@given(cases())
def test_no_bridge_by_brute_force(case: Case) -> None:
    def does(some: Sequence[New]) -> bool:
        graph = case.graph(some)
        return nx.is_connected(graph) and not list(nx.bridges(graph))

    answer = without_bridges(case.network, case.costs(1))
    if does(case.new):
        assert not answer.failures
        agrees(case, answer, does)
    else:
        assert answer.failures


@given(cases())
def test_no_articulation_point_by_brute_force(case: Case) -> None:
    def does(some: Sequence[New]) -> bool:
        graph = nx.Graph(case.graph(some))
        return nx.is_connected(graph) and not list(nx.articulation_points(graph))

    answer = without_articulation_points(case.network, case.costs(1))
    if does(case.new):
        assert not answer.failures
        agrees(case, answer, does)
    else:
        assert answer.failures


@dataclass(frozen=True)
class Down:
    """What a failure takes down."""

    nodes: frozenset[int]
    links: frozenset[int]
    sorts: frozenset[int]


@dataclass(frozen=True)
class Asked:
    case: Case
    downs: list[Down]
    wanted: list[tuple[list[int], int | None]]
    can_fail: bool

    def answer(self) -> Answer:
        network = self.case.network
        failures = [
            Failure(
                network.without(sorted(down.nodes), sorted(down.links)),
                np.array([sort not in down.sorts for sort in range(2)]),
            )
            for down in self.downs
        ]
        wanted = [Together(np.array(nodes, dtype=np.intp), hub) for nodes, hub in self.wanted]
        costs = self.case.costs(2)
        return Question(network, wanted, failures, costs, self.can_fail).answer()

    def failing(self, some: Sequence[New]) -> set[Apart]:
        """What is apart after which failure, by position; -1 with none, or one new link."""
        graph = self.case.graph(some)
        out = {(-1, *what) for what in self._apart(graph)}
        for n, down in enumerate(self.downs):
            out |= {(n, *what) for what in self._apart(self._after(graph, down))}
        for edge in [e for e in graph.edges(keys=True) if e[2].startswith("new")]:
            if self.can_fail:
                left = graph.copy()
                left.remove_edge(*edge)
                out |= {(-1, *what) for what in self._apart(left)}
        return out

    def _after(self, graph: nx.MultiGraph, down: Down) -> nx.MultiGraph:
        left = graph.copy()
        for a, b, key in graph.edges(keys=True):
            kind, number, *sort = key.split()
            old = kind == "old" and int(number) in down.links
            if old or (kind == "new" and int(sort[0]) in down.sorts):
                left.remove_edge(a, b, key)
        left.remove_nodes_from(down.nodes)
        return left

    def _apart(self, graph: nx.MultiGraph) -> Iterator[tuple[int, int]]:
        """Which of what is wanted, and of what has a hub which nodes."""
        for number, (nodes, hub) in enumerate(self.wanted):
            up = [n for n in nodes if n in graph]
            if hub is None and any(not nx.has_path(graph, up[0], n) for n in up[1:]):
                yield number, -1
            if hub is not None and hub in graph:
                yield from ((number, n) for n in up if not nx.has_path(graph, hub, n))


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    case = draw(cases(sorts=2))
    nodes = st.integers(0, case.nodes - 1)
    links = st.sampled_from(range(len(case.ends))) if case.ends else None
    down = st.builds(
        Down,
        st.frozensets(nodes, max_size=2),
        st.frozensets(links, max_size=2) if links is not None else st.just(frozenset()),
        st.frozensets(st.integers(0, 1), max_size=1),
    )
    wanted = st.tuples(st.lists(nodes, min_size=1, max_size=4, unique=True), st.none() | nodes)
    return Asked(
        case,
        draw(st.lists(down, max_size=5)),
        draw(st.lists(wanted, min_size=1, max_size=2)),
        draw(st.booleans()),
    )


@given(asked())
def test_any_failures_by_brute_force(question: Asked) -> None:
    answer = question.answer()
    hopeless = question.failing(question.case.new)
    assert set(answer.failures) == {what[0] for what in hopeless}
    agrees(question.case, answer, lambda some: question.failing(some) <= hopeless)


def test_a_ring_takes_one_link_for_each_part() -> None:
    costs = [listed(4, list(combinations(range(4), 2)), [1.0] * 6)]
    answer = without_bridges(Network.of(4, []), costs)
    assert (answer.cost, len(answer.links)) == (4.0, 4)


def test_links_side_by_side_are_two() -> None:
    assert not without_bridges(Network.of(2, [(0, 1), (1, 0)]), [listed(2, [], [])]).failures


def test_time_that_is_over_is_told() -> None:
    costs = [listed(3, [(0, 2)], [1.0])]
    with pytest.raises(Unfinished):
        without_bridges(Network.of(3, [(0, 1), (1, 2)]), costs, lambda: True)
