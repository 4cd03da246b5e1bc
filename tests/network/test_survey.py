"""All of some failures gone through: what is kept of each is what a sweep says, pairs included."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from topology.document.document import Topology
from topology.errors import UsageError
from topology.network.gauges import ROUNDING
from topology.network.survey.survey import Question, Survey
from topology.network.sweep import Aftermath, Sweep, TrafficNetwork
from topology.structure.graph import Graph


def network(doc: dict[str, Any], times: float = 1.0) -> TrafficNetwork:
    return TrafficNetwork(Graph.compile(Topology.from_dict(doc)), times)


@st.composite
def documents(draw: st.DrawFn) -> dict[str, Any]:
    """Few nodes, links side by side, a risk, a part that links need, and some demands."""
    nodes = [f"n{i}" for i in range(draw(st.integers(2, 5)))]
    ends = st.lists(st.sampled_from(nodes), min_size=2, max_size=2, unique=True)
    links = [
        {
            "id": f"l{i}",
            "connects": draw(ends),
            "kind": draw(st.sampled_from(["fibre", "radio"])),
            "needs": draw(st.sampled_from([[], ["p"], [{"any": ["p", "q"]}]])),
            **draw(st.sampled_from([{}, {"capacity": 0}, {"capacity": 3}, {"capacity": 5}])),
        }
        for i in range(draw(st.integers(1, 7)))
    ]
    hit = draw(st.lists(st.sampled_from([link["id"] for link in links]), min_size=1, unique=True))
    demands = st.lists(st.tuples(ends, st.integers(0, 4)), min_size=1, max_size=5)
    return {
        "routing": {"duplex": draw(st.sampled_from(["half", "full"]))},
        "components": [*({"id": n} for n in nodes), *links, {"id": "p"}, {"id": "q"}],
        "shared_risks": [{"id": "duct", "hits": hit}],
        "traffic": [
            {"from": start, "to": end, "demand": amount} for (start, end), amount in draw(demands)
        ],
    }


def told(after: Aftermath) -> tuple[Any, ...]:
    return (after.cause.numbers, after.worst, after.overloaded, after.cut_off, after.gone)


@settings(max_examples=examples(50))
@given(documents())
def test_rows_are_what_a_sweep_says(doc: dict[str, Any]) -> None:
    of = network(doc)
    sweep, survey = Sweep.of(of), Survey.of(of, Question())
    rows = [survey.alone[n][:5] for n in range(len(survey.alone))]
    assert rows == [told(after) for after in sweep.failures]
    assert [row.causes for row in survey.alone.worst_first()] == [
        after.cause.numbers for after in sweep.worst_first
    ]
    assert survey.growth(survey.alone) == sweep.growth_any
    limited = [case for case in survey.places if case.capacity is not None]
    assert [(c.place, c.intact, c.worst or 0.0) for c in limited] == [
        (place.place, place.intact, place.worst) for place in sweep.places
    ]


@settings(max_examples=examples(25))
@given(documents())
def test_pairs_are_all_that_do_more_than_one_of_them(doc: dict[str, Any]) -> None:
    """By brute force over every two components and risks of the document."""
    of = network(doc)
    graph, limit = of.graph, 1 + ROUNDING
    effect = {n: of.causes.together([n]) for n in range(graph.size + len(graph.strikes))}
    over = {n: of.utilisations(cause) > limit for n, cause in effect.items()}
    cut = {n: of.loads(cause).cut_off for n, cause in effect.items()}
    intact = of.utilisations(of.nothing) > limit
    expected = {}
    for a, b in combinations(effect, 2):
        both = of.causes.together([a, b])
        alone = [effect[n] for n in (a, b)]
        is_more = all(both.loss != one.loss for one in alone)
        if not (is_more or all(one.is_felt for one in alone)):
            continue
        new = (of.utilisations(both) > limit) & ~(over[a] | over[b] | intact)
        loads = of.loads(both)
        more = max(loads.cut_off - cut[a] - cut[b], 0.0)
        expected[a, b] = (int(new.sum()), pytest.approx(more), loads.cut_off, loads.gone)
    rows = Survey.of(of, Question(pairs=True)).pairs
    assert rows is not None
    found = {
        row.causes: (row.new_overloaded, row.new_cut_off, row.cut_off, row.gone)
        for row in (rows[n] for n in range(len(rows)))
    }
    assert found == expected


FEEDS: dict[str, Any] = {
    "components": [
        {"id": "a"},
        {"id": "b"},
        {"id": "ab", "connects": ["a", "b"], "needs": [{"any": ["east", "west"]}], "capacity": 2},
        {"id": "east", "kind": "feed"},
        {"id": "west", "kind": "feed"},
        {"id": "aside", "kind": "feed"},
    ],
    "traffic": [{"from": "a", "to": "b", "demand": 1}],
}


def test_what_does_nothing_alone_may_do_much_with_another() -> None:
    survey = Survey.of(network(FEEDS), Question(kinds=("feed",), pairs=True))
    assert len(survey.alone) == 0
    assert survey.pairs is not None
    (row,) = survey.pairs.worst_first()
    assert [survey.network.causes.name(n) for n in row.causes] == ["east", "west"]
    assert (row.cut_off, row.new_cut_off, row.is_new) == (1.0, 1.0, True)


def test_what_is_overloaded_anyhow_is_not_new_of_a_pair() -> None:
    own = [{"id": "c"}, {"id": "ac", "connects": ["a", "c"], "capacity": 0.5}]
    traffic = [*FEEDS["traffic"], {"from": "a", "to": "c", "demand": 1}]
    doc = {"components": [*FEEDS["components"], *own], "traffic": traffic}
    survey = Survey.of(network(doc), Question(kinds=("feed",), pairs=True))
    assert survey.pairs is not None
    (row,) = survey.pairs.worst_first()
    assert (row.overloaded, row.new_overloaded) == (1, 0)


def test_new_is_what_is_cut_off_beyond_both_alone() -> None:
    """The risk cuts c off by itself, and with the other link b too."""
    ends = {"one": "ab", "two": "ab", "ac": "ac"}
    doc = {
        "components": [
            *({"id": node} for node in "abc"),
            *({"id": link, "connects": list(pair)} for link, pair in ends.items()),
        ],
        "shared_risks": [{"id": "duct", "hits": ["one", "ac"]}],
        "traffic": [{"from": "a", "to": "b", "demand": 5}, {"from": "a", "to": "c", "demand": 2}],
    }
    survey = Survey.of(network(doc), Question(pairs=True))
    assert survey.pairs is not None
    names = survey.network.causes.name
    new = {tuple(map(names, row.causes)): row.new_cut_off for row in survey.pairs.worst_first()}
    assert new["two", "duct"] == 5.0
    assert new["ac", "duct"] == 0.0


def test_two_members_of_one_component_are_a_pair() -> None:
    doc = {**FEEDS, "components": [*FEEDS["components"][:3], {"id": "east", "count": 2}]}
    doc["components"][2] = {**FEEDS["components"][2], "needs": ["east"]}
    survey = Survey.of(network(doc), Question(kinds=("component",), pairs=True))
    assert survey.pairs is not None
    east = survey.network.graph.index["east"]
    assert [row.causes for row in survey.pairs.worst_first()] == [(east, east)]


def test_a_word_of_the_network_goes_before_a_kind_of_the_document() -> None:
    doc = {**FEEDS, "components": [dict(c) for c in FEEDS["components"]]}
    doc["components"][0]["kind"] = "link"
    survey = Survey.of(network(doc), Question(kinds=("link",)))
    names = [survey.network.causes.name(row.causes[0]) for row in survey.alone.worst_first()]
    assert names == ["ab"]


def test_a_kind_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match='there is no kind of cause "fed"; did you mean "feed"'):
        Survey.of(network(FEEDS), Question(kinds=("fed",)))


def test_there_is_an_end_when_time_is_up() -> None:
    survey = Survey.of(network(FEEDS), Question(), expired=lambda: True)
    assert (len(survey.alone), survey.not_judged) == (0, 3)


@settings(max_examples=examples(50))
@given(documents(), st.data())
def test_what_one_link_carries_is_what_is_said_of_it(doc: dict[str, Any], data: Any) -> None:
    of = network(doc)
    link = data.draw(st.sampled_from(sorted(of.arcs.arcs_of)))
    survey = Survey.of(of, Question(link=link))
    places = {case.place: case for case in survey.places if case.place.component == link}
    assert [carried.place for carried in survey.carried] == list(places)
    for carried in survey.carried:
        case = places[carried.place]
        assert carried.intact.amount == case.load
        assert carried.intact.utilisation == case.intact
        if case.worst is not None and case.intact is not None:
            assert carried.worst.utilisation == max(case.worst, case.intact)
        amounts = [c.amount if c.utilisation is None else c.utilisation for c in carried.cases]
        assert amounts == sorted(amounts, reverse=True)


def test_members_are_lost_with_the_places_where_they_stand() -> None:
    parts: list[dict[str, Any]] = [{"id": v, "needs": []} for v in ("a", "b", "duct-1", "duct-2")]
    link = {"id": "l", "connects": ["a", "b"], "count": 2, "capacity": 10}
    parts.append({**link, "spread": ["duct-1", "duct-2"]})
    doc = {
        "components": parts,
        "shared_risks": [{"id": "dig", "hits": ["duct-1"]}],
        "traffic": [{"from": "a", "to": "b", "demand": 8}],
    }
    found = network(doc)
    used = {
        found.causes.name(cause.numbers[0]): found.utilisations(cause).tolist()
        for cause in found.causes.single()
    }
    halved = {name: [1.6] for name in ("dig", "duct-1", "duct-2", "l")}
    assert used == halved | {"a": [0.0], "b": [0.0]}
