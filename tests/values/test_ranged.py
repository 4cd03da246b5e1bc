"""`Ranged`: a number with its range, in documents and out of them, and what is wrong with one."""

from __future__ import annotations

import copy
import json
import pickle
import warnings
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.document.document import Topology
from topology.document.json_schema import json_schema
from topology.errors import DocumentError
from topology.findings.single_points import SinglePoints
from topology.structure.graph import Graph
from topology.values.ranged import RangedFloat, RangedInt
from topology.values.units import format_duration, parse_duration


def doc_with(share: Any = 1.0, hold: Any = "0 s", demand: Any = 200) -> dict[str, Any]:
    return {
        "components": [
            {"id": "shop", "demand": demand,
             "needs": [{"first_of": ["home", "partner"], "share": share}]},
            {"id": "home"},
            {"id": "partner", "capacity": 100, "overload": {"mode": "crash", "for": hold}},
        ]
    }  # fmt: skip


def problem(**given: Any) -> str:
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict(doc_with(**given))
    (line,) = caught.value.lines()
    assert line.isprintable()
    return line


# -- the number -----------------------------------------------------------------------------------


def test_it_counts_as_the_middle_unless_a_value_is_given() -> None:
    assert RangedFloat.parse({"low": 1, "high": 4}, float, float) == 2.5
    given_value = RangedFloat.parse(
        {"low": 1, "high": 4, "value": 2, "assumed": "a guess"}, float, float
    )
    assert (given_value, given_value.low, given_value.high) == (2, 1, 4)
    assert given_value.assumed == "a guess"
    assert given_value * 2 == 4
    assert type(given_value * 2) is float


def test_a_value_may_be_an_end() -> None:
    for value in (1, 4):
        assert RangedFloat.parse({"low": 1, "high": 4, "value": value}, float, float) == value


numbers = st.floats(-1e9, 1e9)


@given(st.lists(numbers, min_size=3, max_size=3, unique=True).map(sorted), st.booleans())
def test_plain_is_read_back(three: list[float], assumed: bool) -> None:
    plain: dict[str, Any] = {"low": three[0], "high": three[2], "value": three[1]}
    if assumed:
        plain["assumed"] = "why"
    found = RangedFloat.parse(plain, float, float)
    again = RangedFloat.parse(found.plain(), float, float)
    assert (again, again.low, again.high, again.assumed) == (
        found,
        three[0],
        three[2],
        found.assumed,
    )


def test_a_middle_is_not_written_out() -> None:
    assert RangedFloat.parse({"low": 1, "high": 4}, float, float).plain() == {"low": 1, "high": 4}


def test_copies_keep_the_range() -> None:
    found = RangedFloat.parse(
        {"low": "1 min", "high": "3 min", "assumed": "why"}, parse_duration, format_duration
    )
    for other in (copy.copy(found), copy.deepcopy(found), pickle.loads(pickle.dumps(found))):
        assert (other, other.low, other.high, other.assumed) == (120, 60, 180, "why")
        assert other.plain() == {"low": "1 min", "high": "3 min", "assumed": "why"}


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ({}, "must be a value, or a range with low and high"),
        ({"low": 1}, "must be a value, or a range with low and high"),
        ({"low": 2, "high": 1}, "must have a low below its high"),
        ({"low": 1, "high": 1}, "must have a low below its high"),
        ({"low": 1, "high": 2, "value": 3}, "must have a value between low and high"),
        ({"low": 1, "high": 2, "value": 0}, "must have a value between low and high"),
        ({"low": 1, "high": 2, "assumed": 5}, "must have text as `assumed`"),
        (
            {"low": 1, "high": 2, "step": 5},
            'has "step", but a range has low, high, value, distribution, assumed',
        ),
        ({"low": float("nan"), "high": 2}, "must have a low below its high"),
    ],
    ids=str,
)
def test_what_is_wrong_with_a_range(given: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValueError) as caught:
        RangedFloat.parse(given, float, float)
    assert str(caught.value) == rule


# -- in documents ---------------------------------------------------------------------------------

SHARE = {"low": 0.1, "high": 0.5, "value": 0.2, "assumed": "Nobody has counted."}


def test_a_document_keeps_its_ranges() -> None:
    doc = doc_with(share=SHARE, hold={"low": "10 s", "high": "5 min"}, demand={"low": 1, "high": 3})
    topology = Topology.from_dict(doc)
    parts = topology.to_dict()["components"]
    assert parts[0]["needs"][0]["share"] == SHARE
    assert parts[0]["demand"] == {"low": 1, "high": 3}
    assert parts[2]["overload"]["for"] == {"low": "10 s", "high": "5 min"}
    again = Topology.loads(topology.to_json())
    assert again.to_dict() == topology.to_dict()
    assert again == topology


def test_percentages_and_other_spellings_are_read() -> None:
    topology = Topology.from_dict(doc_with(share={"low": "10 %", "high": 0.5}))
    entry = topology.components[0].needs[0]
    assert (entry.share.low, entry.share.high) == (0.1, 0.5)


def test_it_counts_as_its_value_in_every_analysis() -> None:
    ranged, plain = (
        SinglePoints.of(Topology.from_dict(doc_with(share=share))) for share in (SHARE, 0.2)
    )
    for points in (ranged, plain):
        assert points.causes("shop") == ("home",)
    assert ranged.reason("shop", "home") == plain.reason("shop", "home")
    assert Graph.compile(ranged.topology).components[0] is not None


def test_networkx_keeps_the_ranges() -> None:
    topology = Topology.from_dict(doc_with(share=SHARE, demand={"low": 1, "high": 3}))
    again = Topology.from_networkx(topology.to_networkx())
    assert again.to_dict() == topology.to_dict()


@pytest.mark.parametrize(
    "given",
    [{"share": SHARE}, {"hold": {"low": "1 s", "high": "2 s"}}, {"demand": {"low": 0, "high": 9}}],
    ids=str,
)
def test_the_json_schema_takes_them(given: dict[str, Any]) -> None:
    jsonschema.validate(doc_with(**given), json_schema())
    Topology.from_dict(doc_with(**given))


@pytest.mark.parametrize(
    "given",
    [{"share": {"low": 0.1}}, {"share": {**SHARE, "step": 1}}, {"hold": {"low": 1, "high": 2}},
     {"demand": {"low": -1, "high": 9}}],
    ids=str,
)  # fmt: skip
def test_the_json_schema_and_the_reader_refuse_the_same(given: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(doc_with(**given), json_schema())
    problem(**given)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"share": {"low": 0.5, "high": 0.1}}, "share is an object of 2: must have a low below"),
        ({"share": {"low": 0.1}}, "share is an object of 1: must be a value, or a range"),
        ({"share": {"low": 0.1, "high": 2}}, "needs[0].share is 2: must lie between 0 and 1"),
        ({"share": {"low": 0.1, "high": 0.2, "x": 1}}, 'has "x", but a range has low, high'),
        ({"share": {"low": 0.1, "high": 0.2, "value": 0.3}}, "must have a value between"),
        ({"share": [0.1, 0.2]}, "needs[0].share is a list of 2: must be a share"),
        ({"hold": {"low": "1 s", "high": 7}}, "overload.for is 7: must be a duration"),
        ({"hold": {"low": "1 s", "high": "-7 s"}}, 'for is "-7 s": must not be negative'),
        ({"demand": {"low": -1, "high": 7}}, "demand is -1: must be at least 0"),
        ({"demand": {"low": "1", "high": 7}}, 'demand is "1": must be a number'),
    ],
    ids=str,
)  # fmt: skip
def test_a_wrong_range_is_one_line_with_its_place(given: dict[str, Any], said: str) -> None:
    line = problem(**given)
    assert said in line
    assert line.startswith("components[")


COUNT = {"low": 2, "high": 5, "assumed": "Some were bought lately."}
WHOLE = doc_with()
WHOLE["components"][1] |= {"count": COUNT, "quorum": {"low": 1, "high": 2}}
WHOLE["components"][0]["needs"].append(
    {"at_least": {"low": 1, "high": 2}, "of": [{"on": "home", "retries": {"low": 0, "high": 3}},
                                               "home"]}
)  # fmt: skip
WHOLE["components"][2]["verify"] = {"units": {"low": 10, "high": 21}, "time": "1 min"}
WHOLE["crews"] = {"night": {"low": 1, "high": 4}, "day": {"size": {"low": 2, "high": 4}}}
WHOLE["objectives"] = [{"of": "shop", "survives": {"low": 1, "high": 2}}]


def test_whole_numbers_have_ranges_and_keep_them() -> None:
    topology = Topology.from_dict(WHOLE)
    found = dict(topology.ranges())
    assert [(path[-1], ranged) for path, ranged in found.items()] == [
        ("at_least", 1), ("retries", 1), ("count", 3), ("quorum", 1), ("units", 15),
        ("night", 2), ("size", 3), ("survives", 1),
    ]  # fmt: skip
    assert all(type(ranged) is RangedInt for ranged in found.values())
    assert topology.to_dict() == Topology.from_dict(topology.to_dict()).to_dict()
    assert topology.to_dict()["components"][1]["count"] == COUNT
    jsonschema.validate(WHOLE, json_schema())
    for other in (copy.deepcopy(topology), pickle.loads(pickle.dumps(topology))):
        assert other.to_dict() == topology.to_dict()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"count": {"low": 1.5, "high": 3}}, "count is 1.5: must be a whole number"),
        ({"count": {"low": 0, "high": 3}}, "count is 0: must be at least 1"),
        ({"count": {"low": 3, "high": 3}}, "must have a low below its high"),
        ({"count": {"low": 1, "high": 3}, "quorum": 2}, "quorum is 2 of a count of 1: it cannot "
         "be more than the count, wherever they lie in their ranges"),
        ({"count": 3, "quorum": {"low": 1, "high": 4}}, "quorum is 4 of a count of 3"),
        ({"needs": [{"at_least": {"low": 1, "high": 3}, "of": ["a", "b"]}]},
         "at_least is 3 of 2: it can never hold"),
    ],
    ids=str,
)  # fmt: skip
def test_wrong_ranges_of_whole_numbers(given: dict[str, Any], said: str) -> None:
    doc = {"components": [{"id": "x", **given}, {"id": "a"}, {"id": "b"}]}
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict(doc)
    (line,) = caught.value.lines()
    assert said in line


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_the_middle_of_whole_numbers_is_whole(one: int, two: int) -> None:
    if one != two:
        low, high = sorted((one, two))
        found = RangedInt.parse({"low": low, "high": high}, int, int)
        assert low <= found < high
        assert type(found.value) is int
        assert found.plain() == {"low": low, "high": high}


def test_json_of_ranges_is_json() -> None:
    text = Topology.from_dict(doc_with(share=SHARE)).to_json()
    assert json.loads(text)["components"][0]["needs"][0]["share"] == SHARE


def test_a_range_in_an_event_is_written_without_a_warning() -> None:
    event = {"at": "1 s", "capacity": "a", "to": {"low": 1, "high": 2}}
    document = {
        "components": [{"id": "a", "capacity": 5}],
        "scenarios": [{"id": "s", "events": [event]}],
    }
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert Topology.from_dict(document).to_dict()["scenarios"][0]["events"] == [event]
