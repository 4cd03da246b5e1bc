"""Documents of links alone: the answer is that of every set of links judged by itself."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from topology.document.document import Topology
from topology.document.options.choices import choices
from topology.errors import DocumentError
from topology.remedy.answer import Remedy
from topology.remedy.cuts.covering import cheapest_links
from topology.remedy.judging import Judge
from topology.remedy.remedies import Asked

COSTS = st.sampled_from([1, 2, 2.5, 3, 7])
KINDS = st.sampled_from(["fibre", "radio"])


def answered(plain: dict[str, Any], **asked: Any) -> Remedy | None:
    topology = Topology.from_dict(plain)
    return cheapest_links(topology, Asked(**asked), lambda _: None, lambda: False)


def answer_of(plain: dict[str, Any], **asked: Any) -> Remedy:
    found = answered(plain, **asked)
    assert found is not None
    return found


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Up to five sites that reach one of them, over fibres, or over anything."""
    size = draw(st.integers(2, 5))
    names = [f"s{n}" for n in range(size)]
    over = draw(st.sampled_from([{}, {}, {"over": ["fibre"]}]))
    parts: list[dict[str, Any]] = [
        {
            "id": name,
            "kind": "site",
            "needs": [{"reach": "s0", **over}] if name != "s0" and draw(st.integers(0, 5)) else [],
            **draw(st.sampled_from([{}, {}, {"fails": False}])),
            **draw(st.sampled_from([{}, {"location": "north"}])),
        }
        for name in names
    ]
    parts[1]["needs"] = [{"reach": "s0", **over}]
    pairs = list(combinations(names, 2))
    tree = [(names[draw(st.integers(0, n - 1))], names[n]) for n in range(1, size)]
    ends = [end for end in tree if draw(st.integers(0, 9))]
    ends += draw(st.lists(st.sampled_from(pairs), max_size=2))
    parts += [
        {"id": f"l{n}", "connects": [*end], "kind": draw(KINDS), **draw(_never_fails())}
        for n, end in enumerate(ends)
    ]
    hits = st.lists(st.sampled_from([part["id"] for part in parts]), min_size=1, max_size=2)
    selected = st.sampled_from([{"location": "north"}, {"kind": "radio"}, {"location": "south"}])
    risks = draw(st.lists(hits.map(sorted) | selected, max_size=2))
    options = [
        {
            "id": f"o{n}",
            "cost": draw(COSTS),
            "add": {
                "components": [
                    {
                        "id": f"new{n}",
                        "connects": [*draw(st.sampled_from(pairs))],
                        "kind": draw(KINDS),
                        **draw(st.sampled_from([{}, {"location": "south"}])),
                    }
                ]
            },
        }
        for n in range(draw(st.integers(0, 4)))
    ]
    if size < 5 and draw(st.booleans()):
        family = {"link": {"kind": draw(KINDS)}, "between": {"kind": "site"}, "cost": draw(COSTS)}
        options.append({"id": "family", **family})
    against = st.sampled_from([{}, {}, {"against": {"kind": "fibre"}}, {"against": {"kind": "x"}}])
    of = st.sampled_from(["s1", {"kind": "site"}, names])
    objectives = [
        {"of": draw(of), "survives": 1, **draw(against)} for _ in range(draw(st.integers(1, 2)))
    ]
    return {
        "components": parts,
        "shared_risks": [{"id": f"r{n}", "kind": "x", "hits": hit} for n, hit in enumerate(risks)],
        "objectives": objectives,
        "options": options,
    }


@st.composite
def documents_with_traffic(draw: st.DrawFn) -> dict[str, Any]:
    """The same sites, which need nothing and send to one another."""
    plain = draw(documents())
    names = [part["id"] for part in plain["components"] if part.get("kind") == "site"]
    for part in plain["components"]:
        if part.get("kind") == "site":
            part["needs"] = []
    sides = st.sampled_from(["all", {"kind": "site"}, names, names[:2], names[-2:], *names])
    amounts = st.sampled_from([0, 1, 1, 2])
    demand = st.fixed_dictionaries({"from": sides, "to": sides, "demand": amounts})
    plain["traffic"] = draw(st.lists(demand, min_size=1, max_size=3))
    for objective in plain["objectives"]:
        objective["of"] = "traffic"
    over = st.sampled_from([{}, {}, {"routing": {"over": ["fibre"]}}])
    return {**plain, **draw(over)}


def _never_fails() -> st.SearchStrategy[dict[str, Any]]:
    return st.sampled_from([{}, {}, {}, {"fails": False}])


@settings(max_examples=examples(30))
@given(documents() | documents_with_traffic())
def test_it_is_the_best_of_all_sets(plain: dict[str, Any]) -> None:
    try:
        topology = Topology.from_dict(plain)
    except DocumentError:
        return
    found = answered(plain)
    if found is None:
        return
    known = choices(topology)
    judge = Judge(topology, known)
    left = judge.failures(frozenset(range(len(known))))
    does = [
        some
        for size in range(len(known) + 1)
        for some in combinations(range(len(known)), size)
        if judge.failures(frozenset(some)) <= left
    ]
    cost, number = min((sum(known[n].cost for n in some), len(some)) for some in does)
    assert (found.cost, len(found.chosen)) == (pytest.approx(cost), number)
    assert found.proven
    assert found.verified
    assert found.lower_bound == pytest.approx(cost, abs=2e-6)
    assert set(found.after.failures) == left
    assert bool(found.out_of_reach) == bool(left)


SQUARE = {
    "components": [
        {"id": "hub", "kind": "site", "needs": [], "fails": False},
        *(
            {"id": name, "kind": "site", "needs": [{"reach": "hub"}]}
            for name in ("east", "north", "west")
        ),
        *(
            {"id": f"fibre-{name}", "kind": "fibre", "connects": ["hub", name]}
            for name in ("east", "north", "west")
        ),
    ],
    "objectives": [{"of": {"kind": "site"}, "survives": 1}],
    "options": [
        {"id": "new", "link": {"kind": "fibre"}, "between": {"kind": "site"}, "cost": 5},
        {
            "id": "radio",
            "cost": 3,
            "add": {"components": [{"id": "radio", "connects": ["hub", "west"]}]},
        },
    ],
}


def test_a_family_and_a_single_link() -> None:
    found = answer_of(SQUARE)
    assert [choice.id for choice in found.chosen] == ["new:east--north", "radio"]
    assert (found.cost, found.lower_bound) == (8, 8)
    assert [step.cost for step in found.frontier] == [0, 8]
    assert len(found.before.failures) == 3
    assert not found.after.failures


def test_of_one_target() -> None:
    each = [{"of": name, "survives": 1} for name in ("east", "north", "west")]
    assert answer_of({**SQUARE, "objectives": each}, targets=("west",)).cost == 3


def test_a_hub_that_fails_is_out_of_reach() -> None:
    hub, *others = SQUARE["components"]
    changed = {**SQUARE, "components": [{**hub, "fails": None}, *others]}
    found = answer_of(changed)
    assert found.cost == 8
    assert {failure.cause for failure in found.after.failures} == {"hub"}
    assert all("falls to hub" in sentence for sentence in found.out_of_reach)


@pytest.mark.parametrize(
    "more",
    [
        {"objectives": [{"of": "west", "survives": 1, "availability": 0.9}]},
        {"objectives": [{"of": "west", "survives": 1, "classes": ["slow"]}]},
        {"components": [*SQUARE["components"], {"id": "x", "needs": ["hub"]}]},
        {"components": [*SQUARE["components"], {"id": "x", "capacity": 3}]},
        {"components": [*SQUARE["components"], {"id": "x", "needs": [{"reach": "west"}]}]},
        {"components": [*SQUARE["components"], {"id": "x", "count": 2}]},
        {"shared_risks": [{"id": "fog", "hits": ["west"], "leaves": 0.5}]},
        {"options": [{"id": "o", "cost": 1, "change": {"west": {"fails": False}}}]},
        {"options": []},
        {
            "options": [
                {
                    "id": "new",
                    "link": {"kind": "fibre", "capacity": 3},
                    "between": {"kind": "site"},
                    "cost": 5,
                }
            ]
        },
    ],
)
def test_other_questions_are_not_recognised(more: dict[str, Any]) -> None:
    assert answered({**SQUARE, **more}) is None


def test_more_than_the_budget_is_another_question() -> None:
    assert answered(SQUARE, budget=7.0) is None
    assert answer_of(SQUARE, budget=8.0).budget == 8


def test_traffic_between_all_takes_ways_around_every_node() -> None:
    sites = [{"id": n, "kind": "site", "needs": []} for n in ("a", "b", "c", "d")]
    fibres = [{"id": f"{n}-d", "kind": "fibre", "connects": [n, "d"]} for n in ("a", "b", "c")]
    family = {"id": "new", "link": {"kind": "fibre"}, "between": {"kind": "site"}, "cost": 5}
    found = answer_of(
        {
            "components": [*sites, *fibres],
            "traffic": [{"from": "all", "to": "all", "demand": 1}],
            "objectives": [{"of": "traffic", "survives": 1}],
            "options": [family],
        }
    )
    assert (found.cost, found.proven, found.verified) == (10, True, True)
    assert [choice.id for choice in found.chosen] == ["new:a--b", "new:a--c"]


def test_traffic_with_capacities_is_no_matter_of_ways_alone() -> None:
    plain = {
        "components": [
            {"id": "a", "kind": "site", "needs": []},
            {"id": "b", "kind": "site", "needs": []},
            {"id": "f", "kind": "fibre", "connects": ["a", "b"], "capacity": 3},
        ],
        "traffic": [{"from": "a", "to": "b", "demand": 1}],
        "objectives": [{"of": "traffic", "survives": 1}],
        "options": [
            {"id": "o", "cost": 1, "add": {"components": [{"id": "n", "connects": ["a", "b"]}]}}
        ],
    }
    assert answered(plain) is None
