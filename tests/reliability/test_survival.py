"""How much chaos a target stands: published counts, every set tried, closed forms, availability."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.oracles import Doc
from tests.support.strategies import documents
from tests.support.strategies_places import spread_documents
from tests.support.survival_oracle import drawn_from, up_sets
from topology import Graph, Topology
from topology.cutsets.counts.pool import Pool
from topology.cutsets.engine.work import Work
from topology.errors import UsageError
from topology.reliability.availability import Availability
from topology.reliability.survival import Asked, Survival, Survivals, survivals

MOST = 9
"""Failures of which all sets are tried."""


def graph_of(doc: Doc) -> Graph:
    return Graph.compile(Topology.from_dict(doc))


def counts(graph: Graph, name: str, pool: Pool) -> list[int]:
    found = Survival(graph, graph.index_of(name), pool)
    assert found.exact, found.why_bounds
    return [point.up_least for point in found.points]


# -- published ------------------------------------------------------------------------------------

CALLS = """\
nginx-web-server: compose-post-service home-timeline-service social-graph-service user-service
nginx-web-server: user-timeline-service
compose-post-service: home-timeline-service media-service post-storage-service text-service
compose-post-service: unique-id-service user-service user-timeline-service
home-timeline-service: post-storage-service social-graph-service
social-graph-service: user-service
text-service: url-shorten-service user-mention-service
user-service: social-graph-service
user-timeline-service: post-storage-service
"""
"""DeathStarBench's Social Network (Gan et al. 2019) as github.com/a-a-k/socialnet-resilience has it
in deps.json; its endpoints and its model of k killed services are those of arXiv 2506.11176."""
ENDPOINTS = {
    "home-timeline": ("home-timeline-service", "post-storage-service", "social-graph-service"),
    "user-timeline": ("user-timeline-service", "post-storage-service"),
    "compose-post": (
        *("compose-post-service", "unique-id-service", "text-service", "user-service"),
        *("post-storage-service", "user-timeline-service", "home-timeline-service"),
        *("social-graph-service", "media-service", "url-shorten-service", "user-mention-service"),
    ),
}
REPLICATED = ("compose-post", "home-timeline", "media", "text", "user-timeline")
WEIGHTS = {
    "home-timeline": Fraction("0.6"),
    "user-timeline": Fraction("0.3"),
    "compose-post": Fraction("0.1"),
}
KILLED = tuple(map(Fraction, ("0.1", "0.3", "0.5", "0.7", "0.9")))


def social_network(replicas: int) -> Graph:
    pairs = [
        (caller, callee)
        for line in CALLS.splitlines()
        for caller, callees in [line.split(": ")]
        for callee in callees.split()
    ]
    many = {f"{name}-service" for name in REPLICATED}
    parts: list[Doc] = [
        {"id": name, "kind": "service", "count": replicas if name in many else 1}
        for name in sorted({name for pair in pairs for name in pair})
    ]
    for name, reached in ENDPOINTS.items():
        needs = [{"reach": goal, "over": ["call"]} for goal in reached]
        parts.append({"id": name, "kind": "endpoint", "fails": False, "needs": needs})
        pairs.append((name, "nginx-web-server"))
    parts += [
        {"id": f"{a}>{b}", "kind": "call", "fails": False, "connects": [a, b], "one_way": True}
        for a, b in pairs
    ]
    return graph_of({"format": 1, "name": "Social Network", "components": parts})


PUBLISHED = {
    (1, "home-timeline"): (1, 8, 28, 56, 70, 56, 28, 8, 1),
    (1, "user-timeline"): (1, 9, 36, 84, 126, 126, 84, 36, 9, 1),
    (1, "compose-post"): (1,),
    (3, "home-timeline"): (
        *(1, 19, 171, 968, 3860, 11508, 26572, 48568, 71214, 84370, 80938, 62712, 38948),
        *(19124, 7260, 2056, 409, 51, 3),
    ),
    (3, "user-timeline"): (
        *(1, 20, 190, 1139, 4828, 15368, 38080, 75140, 119782, 155584, 165308, 143650),
        *(101660, 58072, 26384, 9316, 2465, 460, 54, 3),
    ),
    (3, "compose-post"): (1, 15, 105, 450, 1305, 2673, 3915, 4050, 2835, 1215, 243),
}


@pytest.mark.parametrize(("replicas", "endpoint"), sorted(PUBLISHED))
def test_the_social_network_has_these_counts(replicas: int, endpoint: str) -> None:
    graph = social_network(replicas)
    pool = Pool.of(graph)
    known = PUBLISHED[replicas, endpoint]
    assert pool.units == (12 if replicas == 1 else 22)
    rest = (0,) * (pool.units + 1 - len(known))
    assert counts(graph, endpoint, pool) == [*known, *rest]


def mixed(replicas: int, bystanders: int) -> list[float]:
    graph = social_network(replicas)
    pool = Pool.of(graph, bystanders=bystanders)
    targets = [graph.index[name] for name in WEIGHTS]
    asked = Asked(shares=KILLED, weights=WEIGHTS)
    found = survivals(graph, targets, pool, asked, work=Work())
    assert found.mix is not None
    return [point.at_least for point in found.mix.points]


MONTE_CARLO = {1: (0.4182, 0.1613, 0.0454, 0.0014, 0.0), 3: (0.6281, 0.3054, 0.1145, 0.0132, 0.0)}
LIVE = {1: (0.5533, 0.1775, 0.0376, 0.0067, 0.0), 3: (0.6969, 0.3054, 0.0958, 0.0155, 0.0)}


@pytest.mark.parametrize(
    ("replicas", "exact"),
    [
        (1, (0.418182, 0.161212, 0.045455, 0.001364, 0.0)),
        (3, (0.628247, 0.305421, 0.114429, 0.013200, 0.0)),
    ],
)
def test_the_mix_is_what_was_sampled(replicas: int, exact: tuple[float, ...]) -> None:
    found = mixed(replicas, 0)
    assert found == pytest.approx(exact, abs=6e-7)
    assert found == pytest.approx(MONTE_CARLO[replicas], abs=2e-4)


def test_with_bystanders_it_is_nearer_to_what_was_measured() -> None:
    def error(bystanders: int) -> float:
        errors = [
            abs(one - live)
            for replicas in (1, 3)
            for one, live in zip(mixed(replicas, bystanders), LIVE[replicas], strict=True)
        ]
        return sum(errors) / len(errors)

    assert error(0) == pytest.approx(0.0254, abs=5e-5)
    assert error(14) == pytest.approx(0.0143, abs=5e-5)


# -- every set tried ------------------------------------------------------------------------------


@given(st.one_of(documents(size=7), spread_documents(size=6)), st.booleans())
@settings(max_examples=40)
def test_every_set_of_failures_is_counted(doc: Doc, risks: bool) -> None:
    names = drawn_from(doc, risks=[risk["id"] for risk in doc["shared_risks"]] if risks else ())
    assume(0 < len(names) <= MOST)
    graph = graph_of(doc)
    pool = Pool.of(graph, risks=risks)
    assert pool.units == len(names)
    expected = up_sets(doc, names)
    for name, up in expected.items():
        found = Survival(graph, graph.index[name], pool)
        if found.points:
            assert [p.up_least for p in found.points] == up, name
            assert [p.up_most for p in found.points] == up, name


@given(documents(size=7), st.data())
@settings(max_examples=15)
def test_among_some_and_beside_bystanders(doc: Doc, data: st.DataObject) -> None:
    kinds = sorted({c["kind"] for c in doc["components"] if c.get("fails") is not False})
    assume(kinds)
    among = data.draw(st.lists(st.sampled_from(kinds), min_size=1, max_size=2, unique=True))
    bystanders = data.draw(st.integers(0, 2))
    names = drawn_from(doc, among)
    assume(len(names) + bystanders <= MOST)
    graph = graph_of(doc)
    pool = Pool.of(graph, among, bystanders=bystanders)
    more = [{"id": f"by-{n}", "kind": "bystander", "needs": []} for n in range(bystanders)]
    wider = {**doc, "components": [*doc["components"], *more]}
    expected = up_sets(wider, [*names, *(entry["id"] for entry in more)])
    for name in graph.ids:
        found = Survival(graph, graph.index[name], pool)
        assert not found.points or [p.up_least for p in found.points] == expected[name]


# -- closed forms and an independent method -------------------------------------------------------


def members(count: int, quorum: int) -> Doc:
    """A target of so many members, and three that it does not need."""
    parts: list[Doc] = [
        {"id": "site", "kind": "site", "fails": False, "needs": ["node"]},
        {"id": "node", "kind": "node", "count": count, "quorum": quorum, "needs": []},
        {"id": "other", "kind": "other", "count": 3, "needs": []},
    ]
    return {"format": 1, "name": "members", "components": parts}


@pytest.mark.parametrize(("count", "quorum"), [(1, 1), (5, 3), (7, 7), (40, 1), (300, 120)])
def test_a_quorum_is_hypergeometric(count: int, quorum: int) -> None:
    graph = graph_of(members(count, quorum))
    expected = [
        sum(
            comb(count, lost) * comb(3, k - lost)
            for lost in range(count - quorum + 1)
            if lost <= k <= lost + 3
        )
        for k in range(count + 4)
    ]
    assert counts(graph, "site", Pool.of(graph)) == expected


def test_few_failures_of_very_many_members() -> None:
    graph = graph_of(members(8_500_000, 8_499_999))
    pool = Pool.of(graph)
    asked = Asked(failures=(1, 2, 3))
    found = Survival(graph, graph.index["site"], pool, asked)
    n = 8_500_000
    assert [p.up_least for p in found.points] == [n + 3, 3 * n + 3, 3 * n + 1]
    assert len(Survival(graph, graph.index["site"], pool).points) == 101


def test_the_mean_of_a_series_and_of_a_pair_in_parallel() -> None:
    parts: list[Doc] = [
        {"id": "all", "fails": False, "needs": ["a", "b", "c"]},
        {"id": "any", "fails": False, "needs": [{"any": ["a", "b"]}]},
        *({"id": name, "needs": []} for name in "abc"),
    ]
    graph = graph_of({"format": 1, "name": "two", "components": parts})
    pool = Pool.of(graph)
    every, either = (Survival(graph, graph.index[name], pool) for name in ("all", "any"))
    assert (every.mean_failures, every.signature) == ((1.0, 1.0), (1.0, 0.0, 0.0))
    # Of three in random order the later of two is the second or the third, 1 to 2.
    assert either.mean_failures == pytest.approx((8 / 3, 8 / 3))
    assert either.signature == pytest.approx((0.0, 1 / 3, 2 / 3))
    assert (either.sure, either.hopeless) == (1, 3)


@given(st.one_of(documents(size=12), spread_documents(size=8)), st.sampled_from([0.02, 0.3, 0.85]))
@settings(max_examples=25)
def test_the_counts_are_the_availability(doc: Doc, p: float) -> None:
    """Where each fails with probability p by itself, it is up with sum U_k p^k (1 - p)^(n - k)."""
    doc = {**doc, "shared_risks": []}
    for component in doc["components"]:
        if component.get("fails") is not False:
            component["fails"] = {"unavailability": p}
    graph = graph_of(doc)
    pool_of: Any = Pool.of
    assume(any(c.fails is not False for c in graph.components))
    pool = pool_of(graph)
    for v, name in enumerate(graph.ids):
        found = Survival(graph, v, pool)
        if not found.points:
            continue
        n = pool.units
        up = sum(point.up_least * p**k * (1 - p) ** (n - k) for k, point in enumerate(found.points))
        assert Availability(graph, v).availability == pytest.approx(up, abs=1e-9), name


# -- what is asked --------------------------------------------------------------------------------


def test_a_share_is_rounded_up_and_not_by_its_last_bit() -> None:
    assert Asked(shares=(Fraction("0.1"), Fraction("0.7"))).numbers(10) == (1, 7)
    assert Asked(shares=(Fraction("0.11"),), failures=(4,)).numbers(10) == (2, 4)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda g: Pool.of(g, ["nod"]), 'did you mean "node"?'),
        (lambda g: Survival(g, 0, Pool.of(g), Asked(failures=(12,))), "only 8 can fail"),
        (
            lambda g: Survival(g, 0, Pool.of(g, bystanders=10**6), Asked(failures=(10**5,))),
            "100,000 failures of 1,000,008 that can fail",
        ),
    ],
    ids=["kind", "too many", "too large"],
)
def test_what_makes_no_sense_is_refused(call: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said.replace("?", r"\?")):
        call(graph_of(members(5, 2)))


def all_of(doc: Doc, **asked: Any) -> Survivals:
    graph = graph_of(doc)
    targets = [graph.index["site"]]
    return survivals(graph, targets, Pool.of(graph), Asked(**asked), work=Work())


def test_what_nothing_is_said_of_is_not_judged() -> None:
    doc = members(3, 1)
    doc["components"][0] = {"id": "site", "kind": "site"}
    found = all_of(doc)
    assert found.targets[0].points == ()
    assert found.targets[0].why_unknown.startswith("nothing is said of what it needs")


def test_shared_risks_that_are_not_drawn_are_named() -> None:
    doc = members(3, 1)
    doc["shared_risks"] = [{"id": "flood", "kind": "flood", "hits": ["node"]}]
    assert all_of(doc).targets[0].not_drawn == ("flood",)
    graph = graph_of(doc)
    pool = Pool.of(graph, risks=True)
    found = Survival(graph, graph.index["site"], pool)
    assert (pool.units, found.not_drawn, found.points[1].up_least) == (7, (), 6)
