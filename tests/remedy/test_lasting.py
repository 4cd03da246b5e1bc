"""What is shown to stay whatever is left out."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.strategies_choices import OptionsDraw
from topology.document.document import Topology
from topology.document.options.choices import choices
from topology.errors import DocumentError, UsageError
from topology.remedy.answer import Failure
from topology.remedy.judging import Judge
from topology.remedy.lasting import implies

Doc = dict[str, Any]
NONE: frozenset[int] = frozenset()
DUCT = Failure(0, "pay", "survives", "duct")


def judge(options: list[Doc], **pay: Any) -> Judge:
    plain = {
        "format": 1,
        "name": "Two fibres",
        "components": [
            {"id": "pay", "needs": [{"any": ["a", "b"]}], **pay},
            {"id": "a", "needs": ["duct"]},
            {"id": "b", "needs": ["duct"]},
            {"id": "duct", "needs": []},
            {"id": "spare", "needs": []},
        ],
        "shared_risks": [{"id": "storm", "hits": ["a", "b"]}],
        "objectives": [{"of": "pay", "survives": 1}],
        "options": [{"id": f"o{n}", "cost": 1, **option} for n, option in enumerate(options)],
    }
    topology = Topology.from_dict(plain)
    return Judge(topology, choices(topology))


HELPING: list[Doc] = [
    {"change": {"a": {"capacity": 5, "demand": 3}}},
    {"change": {"a": {"count": 3}}},
    {"change": {"a": {"fails": False}}},
    {"change": {"a": {"repair": {"time": "1 h"}}}},
    {"change": {"storm": {"repair": {"time": "1 h"}}}},
    {"spare": {"storm": ["a"]}},
    {"add": {"components": [{"id": "new", "needs": ["a"]}]}},
    {"change": {"pay": {"needs[0].any[+]": "duct"}}},
]
HURTING: list[Doc] = [
    {"change": {"pay": {"needs[+]": "spare"}}},
    {"change": {"pay": {"needs": ["a"]}}},
    {"change": {"a": {"needs": ["spare", "duct"]}}},
    {"add": {"shared_risks": [{"id": "flood", "hits": ["spare"]}]}},
    {"change": {"a": {"kind": "service"}}},
    {"change": {"storm": {"hits": ["a", "spare"]}}},
    {"change": {"duct": {"count": 3, "quorum": 3}}},
    {"change": {"pay": {"needs": [{"any": ["a", "spare"]}, "duct"]}}},
]


@pytest.mark.parametrize("option", HELPING, ids=str)
def test_what_can_only_help_and_does_not_stays_whatever_is_left_out(option: Doc) -> None:
    assert judge([option]).is_lasting(frozenset({0}), DUCT)


@pytest.mark.parametrize("option", HURTING, ids=str)
def test_of_what_is_not_known_to_help_nothing_is_said(option: Doc) -> None:
    judged = judge([option])
    assert judged.fails(frozenset({0}), DUCT)
    assert not judged.is_lasting(frozenset({0}), DUCT)


def test_what_is_mended_does_not_stay() -> None:
    judged = judge([{"change": {"b": {"needs": []}}}])
    assert judged.is_lasting(NONE, DUCT)
    assert not judged.is_lasting(frozenset({0}), DUCT)


def test_what_fails_with_one_alone_does_not_stay() -> None:
    """The second takes away what the first gave: without it nothing fails."""
    first: Doc = {"change": {"b": {"needs": []}}}
    judged = judge([first, {"change": {"pay": {"needs": ["a"]}}}])
    both = frozenset({0, 1})
    assert judged.fails(both, DUCT)
    assert not judged.fails(frozenset({0}), DUCT)
    assert not judged.is_lasting(both, DUCT)


def test_a_target_below_its_level_by_load_alone_is_not_known_to_stay() -> None:
    judged = judge([{"change": {"a": {"capacity": 2}}}, {"change": {"b": {"capacity": 2}}}])
    assert not judged.is_lasting(frozenset({0, 1}), Failure(0, "pay", "survives", "a"))


@pytest.mark.parametrize(
    ("strong", "weak", "does"),
    [
        (["a"], [{"any": ["a", "b"]}], True),
        ([{"any": ["a", "b"]}], ["a"], False),
        (["a", "b", "c"], [{"at_least": 2, "of": ["a", "b", "c"]}], True),
        ([{"at_least": 2, "of": ["a", "b", "c"]}], [{"any": ["a", "b"]}], True),
        ([{"at_least": 2, "of": ["a", "b", "c"]}], ["a"], False),
        ([{"all": ["a", "b"]}], ["b"], True),
        (["a"], [{"on": "b", "hard": False}], True),
        ([{"on": "a", "hard": False}], ["a"], False),
        ([{"reach": "a"}], [{"reach": "a"}], True),
        ([{"reach": "a"}], ["a"], False),
        ([{"reach": "a"}], [{"reach": "a", "over": ["fibre"]}], False),
        ([{"first_of": ["a", "b"]}], [{"first_of": ["b", "a", "c"]}], True),
        ([f"x{n}" for n in range(13)], ["x0"], False),
    ],
)
def test_needs_imply_one_another_by_what_they_name(
    strong: list[Any], weak: list[Any], *, does: bool
) -> None:
    ids = "abc"
    parts = [{"id": n} for n in (*ids, *(f"x{n}" for n in range(13)))]
    parts.append({"id": "x", "kind": "fibre", "connects": ["a", "b"]})
    parts += [{"id": "strong", "needs": strong}, {"id": "weak", "needs": weak}]
    topology = Topology.from_dict({"format": 1, "name": "needs", "components": parts})
    assert implies(topology.components[-2].needs, topology.components[-1].needs) is does


def plainly(value: Any) -> Any:
    """A document without loads: only structure is left, and all sets are judged in no time."""
    if isinstance(value, dict):
        kept = {"any" if k == "split" else k: v for k, v in value.items() if k not in LOADS}
        return {k: plainly(v) for k, v in kept.items()}
    return [plainly(v) for v in value] if isinstance(value, list) else value


LOADS = frozenset(
    {"capacity", "overload", "modes", "raises", "for", "leaves", "seen", "weight", "rto"}
    | {"switchover", "at_start", "retries", "calls", "scenarios"}
)


@settings(max_examples=examples(10))
@given(st.integers(0, 1_000_000))
def test_what_is_said_to_stay_fails_with_all_sets_of_the_chosen(seed: int) -> None:
    doc = plainly(OptionsDraw(seed).with_options(3))
    doc["shared_risks"] = [risk for risk in doc["shared_risks"] if risk.get("hits")]
    try:
        topology = Topology.from_dict(doc)
        judged = Judge(topology, choices(topology))
    except (DocumentError, UsageError):
        return
    for failure in judged.failures(NONE):
        for chosen in sets(judged):
            if judged.is_lasting(chosen, failure):
                fewer = [some for some in sets(judged) if some <= chosen]
                assert all(failure in judged.failures(some) for some in fewer)


def sets(judged: Judge) -> list[frozenset[int]]:
    """All that can be had together."""
    some = range(len(judged.choices))
    return [
        frozenset(chosen)
        for number in range(len(some) + 1)
        for chosen in combinations(some, number)
        if not any(judged.clash(a, b) for a, b in combinations(chosen, 2))
    ]
