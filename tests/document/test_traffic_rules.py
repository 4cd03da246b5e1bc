"""What a document says of traffic: everything wrong in it, each in one line."""

from __future__ import annotations

import math
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.document.test_document import problems
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.document.rules.traffic import Traffic
from topology.document.validation import Checker, reference_problems

NODES: list[Doc] = [
    {"id": "a", "kind": "site", "location": "north", "tags": ["core"]},
    {"id": "b", "kind": "site", "tags": ["core", "old"]},
    {"id": "c", "kind": "site"},
    {"id": "alone", "kind": "service", "location": "north"},
]
LINKS: list[Doc] = [
    {"id": "ab", "kind": "fibre", "connects": ["a", "b"]},
    {"id": "bc", "kind": "radio", "connects": ["b", "c"]},
]
TARGETS = 'must be an id, a list of ids, "all", or an object with a kind, a location or a tag'
TRAFFIC = [{"from": "a", "to": "b", "demand": 1}]


def of_demand(routing: Doc | None = None, **given: Any) -> list[str]:
    """The problems of a demand of 1 from `a` to `b` unless other is given, without its place."""
    demand = {"from": "a", "to": "b", "demand": 1, **given}
    more = {} if routing is None else {"routing": routing}
    lines = problems({"components": [*NODES, *LINKS], **more, "traffic": [demand]})
    return [line.partition(": ")[2] for line in lines]


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ({"from": "aa"}, ['comes from "aa", which does not exist; did you mean "a"?']),
        ({"to": "duct"}, ['goes to "duct", which does not exist']),
        ({"to": "ab"}, ['goes to "ab", which is a link; traffic is between nodes']),
        ({"from": ["c", "ab"]}, ['comes from "ab", which is a link; traffic is between nodes']),
        ({"to": "a"}, ['goes from "a" to itself: no link carries that']),
        ({"to": ["a"]}, ['goes from "a" to itself: no link carries that']),
        ({"to": {"location": "north"}}, ['goes from "a" to itself: no link carries that']),
        ({"to": []}, ["to is a list of 0: must not be empty"]),
        ({"to": ["b", "c", "b"]}, ['goes to "b" twice']),
        ({"from": {"kind": "sight"}},
         ['comes from the kind "sight", which no component has; did you mean "site"?']),
        ({"from": {"kind": "service"}},
         ['comes from kind "service", which is none of the nodes that the links of the routing '
          "join"]),
        ({"from": {"kind": "service", "tag": "core"}},
         ['comes from kind "service" and tag "core", which is none of the nodes that the links of '
          "the routing join"]),
        ({"from": {"kind": "fibre"}},
         ['comes from kind "fibre", which is none of the nodes that the links of the routing '
          "join"]),
        ({"from": {}},
         ["from is an object of 0: must name a kind, a location, a tag or a criticality"]),
        ({"to": 7}, [f"to is 7: {TARGETS}"]),
        ({"from": None}, [f"from is null: {TARGETS}"]),
        ({"demand": "12.5 Gbit/s"},
         ['demand is "12.5 Gbit/s": must be a number; write 12.5; the unit goes in load_unit']),
        ({"demand": -1}, ["demand is -1: must be at least 0"]),
        ({"demand": 1e200}, ["demand is 1e+200: must be at most 1e+100"]),
        ({"demand": math.nan}, ["demand is nan: must be a finite number"]),
        ({"demand": True}, ["demand is true: must be a number"]),
        ({"amount": 3}, ['has an unknown key "amount"; did you mean "demand"?']),
        ({"assumed": {"form": "so"}},
         ['assumes "form", which it does not give; did you mean "from"?']),
    ],
)  # fmt: skip
def test_demands(given: Doc, lines: list[str]) -> None:
    assert of_demand(**given) == lines


def test_a_demand_lacks_its_ends_and_its_amount() -> None:
    lines = problems({"components": [*NODES, *LINKS], "traffic": [{}, 7]})
    assert lines == [
        'traffic[0]: lacks "from", which is required',
        'traffic[0]: lacks "to", which is required',
        'traffic[0]: lacks "demand", which is required',
        "traffic[1]: is 7: must be an object",
    ]


def test_a_list_is_meant() -> None:
    lines = problems({"components": [*NODES, *LINKS], "traffic": TRAFFIC[0]})
    assert lines == ['traffic is an object of 3: must be a list, as in [{"from": "a", ...}]']


@pytest.mark.parametrize(
    ("routing", "lines"),
    [
        ({"over": ["fibr"]},
         ['routing goes over "fibr", which is the kind of no link; did you mean "fibre"?']),
        ({"over": ["site"]}, ['routing goes over "site", which is the kind of no link']),
        ({"over": ["fibre", "fibre"]}, ['routing goes over "fibre" twice']),
        ({"over": []}, ["routing.over is a list of 0: must not be empty"]),
        ({"ways": "equal_cost"},
         ['routing.ways is "equal_cost": must be "single", "equal-cost" or "all-shortest"; did '
          'you mean "equal-cost"?']),
        ({"metric": 3}, ['routing.metric is 3: must be "metric" or "hops"']),
        ({"duplx": "full"}, ['has an unknown key "duplx" in routing; did you mean "duplex"?']),
        ([], ["routing is a list of 0: must be an object"]),
    ],
)  # fmt: skip
def test_routing(routing: Any, lines: list[str]) -> None:
    parts = [*NODES, *LINKS]
    assert problems({"components": parts, "routing": routing, "traffic": TRAFFIC}) == lines


def test_a_selection_means_nodes_of_the_links_that_carry() -> None:
    over_fibre = {"over": ["fibre"]}
    only_c = {"location": "south"}
    parts = [*NODES[:2], {**NODES[2], **only_c}, NODES[3], *LINKS]
    document = {"components": parts, "traffic": [{"from": "a", "to": only_c, "demand": 1}]}
    assert Topology.from_dict(document).traffic
    said = 'goes to location "south", which is none of the nodes that the links of the routing join'
    assert problems({**document, "routing": over_fibre}) == [f"traffic[0]: {said}"]


def test_a_kind_that_is_not_given_is_component() -> None:
    parts = [{"id": "a"}, {"id": "b"}, {"id": "ab", "connects": ["a", "b"]}]
    document = {"components": parts, "routing": {"over": ["component"]}, "traffic": TRAFFIC}
    assert Topology.from_dict(document).routing is not None


def test_traffic_without_a_link() -> None:
    said = "has traffic and no link that could carry it: a link is what has connects"
    assert problems({"components": NODES, "traffic": TRAFFIC}) == [said]


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ({"metric": 2}, ["metric is for links: it has no connects"]),
        ({"latitude": 3}, ["has latitude without longitude: a place on earth is both"]),
        ({"longitude": 3, "latitude": None},
         ["has longitude without latitude: a place on earth is both"]),
        ({"latitude": 91, "longitude": -181},
         ["latitude is 91: must be at most 90", "longitude is -181: must be at least -180"]),
        ({"latitude": "53 N", "longitude": 9}, ['latitude is "53 N": must be a number; write 53']),
        ({"connects": ["a", "b"], "metric": 0}, ["metric is 0: must be more than 0"]),
        ({"connects": ["a", "b"], "metric": math.inf}, ["metric is inf: must be a finite number"]),
        ({"lat": 1, "lng": 2}, ['has an unknown key "lat"; did you mean "latitude"?',
                                'has an unknown key "lng"; did you mean "longitude"?']),
    ],
)  # fmt: skip
def test_components(given: Doc, lines: list[str]) -> None:
    said = problems({"components": [*NODES, {"id": "x", **given}]})
    assert [line.removeprefix('components[4] "x": ') for line in said] == lines


def test_all_that_is_wrong_is_said_at_once_and_in_order() -> None:
    document = {
        "components": [{**NODES[0], "metric": 1}, *NODES[1:], *LINKS],
        "routing": {"over": ["wire"], "ways": "any"},
        "traffic": [*TRAFFIC, {"from": "a", "to": "x", "demand": -1}],
    }
    assert problems(document) == [
        'routing.ways is "any": must be "single", "equal-cost" or "all-shortest"',
        'routing goes over "wire", which is the kind of no link; did you mean "fibre"?',
        'components[0] "a": metric is for links: it has no connects',
        'traffic[1] "a → x": demand is -1: must be at least 0',
        'traffic[1] "a → x": goes to "x", which does not exist',
    ]


def test_pairs_that_come_twice_and_zeros_are_right() -> None:
    traffic = [*TRAFFIC, *TRAFFIC, {"from": "all", "to": "a", "demand": 0}]
    assert (
        len(Topology.from_dict({"components": [*NODES, *LINKS], "traffic": traffic}).traffic) == 3
    )


@pytest.mark.parametrize(
    ("origin", "to"),
    [
        ("all", "all"),
        (["a", "b"], ["b", "a"]),
        ({"kind": "site"}, {"kind": "site"}),
        ("a", "all"),
        ({"kind": "service"}, "a"),
    ],
)
def test_sides_that_give_a_pair(origin: Any, to: Any) -> None:
    """A node that is on no link is one that a selection finds if it is named somewhere."""
    named = {"from": "alone", "to": "a", "demand": 1}
    traffic = [{"from": origin, "to": to, "demand": 1}]
    document = {"components": [*NODES, *LINKS], "traffic": [named, *traffic]}
    assert len(Topology.from_dict(document).traffic) == 2


def test_deep_values_are_refused_in_words() -> None:
    deep: Any = "a"
    for _ in range(100_000):
        deep = [deep]
    said = problems({"components": [*NODES, *LINKS], "traffic": [{**TRAFFIC[0], "from": deep}]})
    assert len(said) <= 2
    assert all(len(line) < 200 for line in said)


SIDES = st.sampled_from(
    ["a", "b", "c", "alone", "ab", "all", "nope", {"kind": "site"}, {"tag": "old"}, 3]
)
AMOUNTS = st.sampled_from([0, 1, 2.5, -1, "1", {"low": 1, "high": 2}])
ENTRIES = st.fixed_dictionaries(
    {"from": SIDES, "to": SIDES, "demand": AMOUNTS}, optional={"source": st.just("a count")}
)


@given(st.lists(ENTRIES, max_size=4))
def test_what_the_quick_look_passes_is_right(traffic: list[Doc]) -> None:
    """Each entry alone is told what it is told among others, however quickly it was seen."""
    parts = [*NODES, *LINKS]

    def told(entries: list[Doc]) -> list[list[str]]:
        found: list[list[str]] = [[] for _ in entries]
        for problem in reference_problems({"components": parts, "traffic": entries}):
            assert problem.path is not None
            found[int(problem.path[1])].append(problem.message)
        return found

    slow = [{**entry, "guessed": "by a name"} for entry in traffic]
    assert told(traffic) == told(slow)


def test_most_of_a_large_file_is_looked_at_quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(*_: object) -> Any:
        raise AssertionError("it was looked at twice")

    monkeypatch.setattr(Traffic, "of_demand", slow)
    monkeypatch.setattr(Checker, "_component", slow)
    places = [{**node, "latitude": 1, "longitude": 2} for node in NODES]
    links = [{**link, "metric": 2} for link in LINKS]
    parts = [{k: v for k, v in part.items() if k != "tags"} for part in [*places, *links]]
    traffic = [{"from": a, "to": b, "demand": 1.5} for a, b in permutations("abc", 2)]
    assert list(reference_problems({"components": parts, "traffic": traffic})) == []
