"""What a document says of failures and of coming back: everything wrong in it, each in one line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.document.test_document import problems
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.errors import DocumentError

BESIDE: list[Doc] = [
    {"id": "bee"},
    {"id": "cow", "demand": 5},
    {"id": "six", "count": 6},
    {"id": "wire", "kind": "fibre", "connects": ["bee", "cow"]},
]
CREWS = {"splicers": 2}


def of_component(given: Doc, *risks: Doc) -> list[str]:
    """The problems of a component `a`, without its place."""
    document = {
        "components": [{"id": "a", **given}, *BESIDE],
        "shared_risks": list(risks),
        "crews": CREWS,
    }
    return [line.removeprefix('components[0] "a": ') for line in problems(document)]


def of_risk(given: Doc) -> list[str]:
    document = {"components": BESIDE, "shared_risks": [{"id": "r", **given}], "crews": CREWS}
    return [line.removeprefix('shared_risks[0] "r": ') for line in problems(document)]


def of_event(given: Doc) -> list[str]:
    scenario = {"id": "s", "events": [{"at": "1 s", **given}]}
    document = {"components": BESIDE, "scenarios": [scenario], "crews": CREWS}
    return [line.removeprefix('scenarios[0] "s": ') for line in problems(document)]


def needs(*entries: Any) -> Doc:
    return {"needs": list(entries)}


ONE_OF = {"split": ["bee", "cow"]}
NO_SPLIT = "it may stand in needs and in all, nowhere else"
SHARE = 'must lie between 0 and 1 (or "0 %" and "100 %")'
ALONE = "alone, which says how often and not for how long: add an mttr, or a repair with a time"


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        # the needs of work
        ({"repair": {"time": "1 h", "needs": ["be"]}},
         ['repair needs "be", which does not exist; did you mean "bee"?']),
        ({"verify": {"units": 1, "time": "1 h", "needs": ["be"]}},
         ['verify needs "be", which does not exist; did you mean "bee"?']),
        ({"start": {"needs": ["be"]}},
         ['to start needs "be", which does not exist; did you mean "bee"?']),
        ({"start": {"needs": ["a"]}}, ["to start needs itself"]),
        (needs({"first_of": ["bee", "cow"], "switchover": {"needs": ["be"]}}),
         ['switchover needs "be", which does not exist; did you mean "bee"?']),
        ({"repair": {"needs": [{"first_of": ["bee", "cow"], "switchover": {"needs": ["be"]}}]}},
         ['switchover needs "be", which does not exist; did you mean "bee"?']),
        ({"repair": {"needs": [{"any": ["bee", {"all": ["cwo"]}]}]}},
         ['repair needs "cwo", which does not exist; did you mean "cow"?']),
        ({"repair": {"needs": ["r"]}, "location": "x"},
         ['repair needs "r", which is a shared risk, not a component']),
        ({"repair": {"needs": [{"on": "bee", "hard": False}]}},
         ['repair needs "bee" with hard: false: leave out what work can do without']),
        (needs({"any": [{"first_of": ["bee", "cow"],
                         "switchover": {"needs": [{"on": "bee", "hard": False}]}}]}),
         ['switchover needs "bee" with hard: false: leave out what work can do without']),
        ({"verify": {"units": 1, "time": "1 h", "needs": [ONE_OF]}},
         [f"has a split in the needs of work: {NO_SPLIT}"]),
        ({"start": {"needs": [{"all": [ONE_OF]}]}},
         [f"has a split in the needs of work: {NO_SPLIT}"]),
        ({"start": {"needs": [{"on": "bee", "holds": "1 h"}]}},
         ["to start needs an entry with holds: that is for what runs, not for work"]),
        ({"repair": {"needs": [{"on": "bee", "at_start": {"calls": 1, "over": "1 s"}}]}},
         ["repair needs an entry with at_start: that is for what runs, not for work"]),
        ({"repair": {"needs": [{"first_of": ["bee", {"on": "cow", "starts": 0.9}]}]}},
         ["repair needs an entry with starts: that is for what runs, not for work"]),
        ({"repair": {"time": "1 h", "otherwise": "6 h"}},
         ["repair has otherwise without needs: nothing holds it up"]),
        (needs({"first_of": ["bee", "cow"], "switchover": {"otherwise": "6 h"}}),
         ["switchover has otherwise without needs: nothing holds it up"]),
        ({"verify": {"units": 1, "time": "1 h", "needs": [], "otherwise": "2 h"}},
         ["verify has otherwise without needs: nothing holds it up"]),
        ({"repair": {"needs": [{"reach": "wire"}]}},
         ['repair needs to reach "wire", which is a link; a goal must be a node']),
        ({"repair": {"needs": [{"reach": "bee", "over": ["fiber"]}]}},
         ['reaches over "fiber", which is the kind of no link; did you mean "fibre"?']),
        ({"repair": {"crew": "splicer", "time": "1 h"}},
         ['repair takes the crew "splicer", which does not exist; did you mean "splicers"?']),
        ({"repair": {}}, ["repair is an object of 0: must have a time, or needs"]),
        ({"repair": {"needs": []}}, ["repair is an object of 1: must have a time, or needs"]),
        # how long it lasts
        ({"fails": {"mtbf": "1 y"}}, [f"fails has mtbf {ALONE}"]),
        ({"fails": {"per_year": 2, "assumed": "x"}}, [f"fails has per_year {ALONE}"]),
        ({"fails": {"mtbf": "1 y"}, "repair": {"needs": ["bee"]}}, [f"fails has mtbf {ALONE}"]),
        # reserves
        (needs({"on": "bee", "hard": False, "holds": "1 h"}),
         ['has holds on "bee", which is hard: false: it never goes down with it']),
        (needs({"on": "bee", "refill": "1 h"}),
         ['has refill on "bee" without holds: there is no reserve to refill']),
        (needs({"any": ["bee", {"all": ["cow"], "refill": "1 h"}]}),
         ['has refill on an all without holds: there is no reserve to refill']),
        # standbys that may not start
        (needs({"first_of": [{"on": "bee", "starts": 0.9}, "cow"]}),
         ['has starts on "bee": that is for a first_of, behind its first entry']),
        (needs({"on": "bee", "starts": 0.9}),
         ['has starts on "bee": that is for a first_of, behind its first entry']),
        (needs({"first_of": ["bee", {"any": [{"on": "cow", "starts": 0.9}]}]}),
         ['has starts on "cow": that is for a first_of, behind its first entry']),
        (needs({"first_of": ["bee", {"on": "cow", "starts": 2}]}),
         [f"needs[0].first_of[1].starts is 2: {SHARE}"]),
        # parts of a load
        (needs({"any": [ONE_OF, "six"]}), [f"has a split inside any: {NO_SPLIT}"]),
        (needs({"at_least": 1, "of": [ONE_OF]}), [f"has a split inside at_least: {NO_SPLIT}"]),
        (needs({"first_of": ["six", {"all": [ONE_OF]}]}),
         [f"has a split inside first_of: {NO_SPLIT}"]),
        (needs({"split": [{"all": [ONE_OF]}, "six"]}), [f"has a split inside split: {NO_SPLIT}"]),
        (needs({"split": ["bee", {"on": "cow", "hard": False}]}),
         ['needs "cow" with hard: false inside split: a part cannot be soft; '
          "leave it out, or give it its own entry"]),
        (needs({"split": []}), ["needs[0].split is a list of 0: must not be empty"]),
        (needs({"split": ["be"]}), ['needs "be", which does not exist; did you mean "bee"?']),
        (needs({"split": ["bee"], "weight": 2}),
         ['has an unknown key "weight" in needs[0]']),
        (needs({"splits": ["bee"]}),
         ['needs[0] is an object of 1: must be an id, or an object with one of "on", "component", '
          '"all", "any", "at_least", "first_of", "reach", "split"; did you mean "split"?']),
        # load of those that come up
        (needs({"on": "bee", "at_start": {"calls": -1, "over": "1 s"}}),
         ["needs[0].at_start.calls is -1: must be at least 0"]),
        (needs({"on": "bee", "at_start": {"calls": 1}}),
         ['lacks "needs[0].at_start.over", which is required']),
        (needs({"any": ["bee"], "at_start": {"calls": 1, "over": "1 s"}}),
         ['has an unknown key "at_start" in needs[0]; did you mean "starts"?']),
        # places of members
        ({"count": 2, "spread": ["bee", "cow", "six"]},
         ["is spread over 3 places, but has only 2 members"]),
        ({"spread": ["bee", "cow"]}, ["is spread over 2 places, but has only 1 member"]),
        ({"count": {"low": 1, "high": 3}, "spread": ["bee", "cow"]},
         ["is spread over 2 places, but has only 1 member"]),
        ({"count": 2, "spread": ["bee", "bee"]}, ['is spread over "bee" twice']),
        ({"count": 2, "spread": ["bee", "be"]},
         ['is spread over "be", which does not exist; did you mean "bee"?']),
        ({"count": 2, "spread": ["bee", "a"]}, ["is spread over itself"]),
        ({"count": 2, "spread": []}, ["spread is a list of 0: must not be empty"]),
        # modes
        ({"modes": [{"id": "m", "leaves": 1.5}]}, [f"modes[0].leaves is 1.5: {SHARE}"]),
        ({"modes": [{"id": "m"}]}, ['lacks "modes[0].leaves", which is required']),
        ({"modes": [{"id": "m", "leaves": 0.5}] * 2}, ['has two modes "m"']),
        ({"modes": [{"id": " m", "leaves": 0.5}]}, ['the mode " m" begins or ends with a space']),
        ({"modes": [{"id": "m\n", "leaves": 0.5}]},
         ['the mode "m\\u000a" has a character that cannot be printed']),
        ({"modes": [{"id": "m", "leaves": 0.5, "repair": {"time": "1 h", "crew": "splicer"}}]},
         ['mode "m": repair takes the crew "splicer", which does not exist; '
          'did you mean "splicers"?']),
        ({"modes": [{"id": "m", "leaves": 0.5, "repair": {"needs": ["be"]},
                     "verify": {"units": 1, "time": "1 s", "needs": [ONE_OF]}}]},
         ['mode "m": repair needs "be", which does not exist; did you mean "bee"?',
          f"has a split in the needs of work: {NO_SPLIT}"]),
        ({"modes": [{"id": "m", "leaves": 0.5, "fails": {"mtbf": "1 y"}}],
          "repair": {"time": "1 h"}}, [f'mode "m": fails has mtbf {ALONE}']),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_component(given: Doc, lines: list[str]) -> None:
    risks = [{"id": "r", "hits": ["bee"]}] if "location" in given else []
    assert of_component(given, *risks) == lines


def test_a_mode_is_called_as_nothing_else() -> None:
    mode = {"id": "limping", "leaves": 0.5}
    said = 'has the mode "limping", called "a:limping" as a cause: that is taken'
    assert of_component({"modes": [mode]}, {"id": "a:limping", "hits": ["bee"]}) == [said]
    document = {"components": [{"id": "a", "modes": [mode]}, {"id": "a:limping"}]}
    assert problems(document) == [f'components[0] "a": {said}']
    both = [
        {"id": "a", "modes": [{"id": "b:c", "leaves": 0.5}]},
        {"id": "a:b", "modes": [{"id": "c", "leaves": 0.5}]},
    ]
    assert problems({"components": both}) == [
        'components[0] "a": has the mode "b:c", called "a:b:c" as a cause: that is taken',
        'components[1] "a:b": has the mode "c", called "a:b:c" as a cause: that is taken',
    ]


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ({}, ['lacks "hits", which is required without "raises"']),
        ({"raises": {}}, ['lacks "hits", which is required without "raises"']),
        ({"hits": ["bee"], "for": "1 h"},
         ["has for without raises: only a surge ends by itself"]),
        ({"raises": {"cwo": 2}},
         ['raises the demand of "cwo", which does not exist; did you mean "cow"?']),
        ({"raises": {"bee": 2, "cow": 2}}, ['raises the demand of "bee", which has none']),
        ({"raises": {"cow": -1}}, ["raises.cow is -1: must be at least 0"]),
        ({"raises": {"cow": "12"}}, ['raises.cow is "12": must be a number; write 12']),
        ({"hits": ["bee"], "leaves": 1.2}, [f"leaves is 1.2: {SHARE}"]),
        ({"hits": ["bee"], "seen": "1 h"},
         ["is an object of 3: has seen without leaves: what is down is seen at once"]),
        ({"hits": ["bee"], "seen": "1 h", "leaves": "0 %"},
         ["is an object of 4: has seen without leaves: what is down is seen at once"]),
        ({"hits": ["bee"], "parts": 0.3}, ["has parts, but hits nothing that has a count"]),
        ({"hits": {"kind": "fibre"}, "parts": 0.3},
         ["has parts, but hits nothing that has a count"]),
        ({"raises": {"cow": 2}, "parts": 0.3}, ["has parts, but hits nothing that has a count"]),
        ({"hits": ["six"], "parts": 2}, [f"parts is 2: {SHARE}"]),
        ({"hits": ["bee"], "repair": {"time": "1 h", "crew": "splicer"}},
         ['repair takes the crew "splicer", which does not exist; did you mean "splicers"?']),
        ({"hits": ["bee"], "verify": {"units": 1, "time": "1 h", "crew": "splicer"}},
         ['verify takes the crew "splicer", which does not exist; did you mean "splicers"?']),
        ({"hits": ["bee"], "repair": {"needs": [{"reach": "cow"}]}},
         ['repair needs to reach "cow", but stands nowhere: name what it needs']),
        ({"hits": ["bee"], "fails": {"mtbf": "1 y"}}, [f"fails has mtbf {ALONE}"]),
        ({"hits": ["bee"], "loses_data": 5}, ["loses_data is 5: must be true, false or text"]),
        ({"hits": ["bee"], "owner": 5}, ["owner is 5: must be text"]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_shared_risk(given: Doc, lines: list[str]) -> None:
    assert of_risk(given) == lines


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ({"fail": "bee", "repair": {"time": "1 h", "crew": "splicer"}},
         ['repair takes the crew "splicer", which does not exist; did you mean "splicers"?']),
        ({"fail": "bee", "repair": {"needs": ["be", {"reach": "cow"}]}},
         ['repair needs "be", which does not exist; did you mean "bee"?',
          'repair needs to reach "cow", but stands nowhere: name what it needs']),
        ({"fail": "bee", "verify": {"units": 1, "time": "1 h", "needs": [ONE_OF]}},
         [f"has a split in the needs of work: {NO_SPLIT}"]),
        ({"repair": {"time": "1 h"}},
         ["events[0] is an object of 2: must have `fail` beside a repair that is an object"]),
        ({"fail": "bee:limpin"}, ['fails "bee:limpin", which does not exist']),
    ],
)  # fmt: skip
def test_what_is_wrong_in_an_event(given: Doc, lines: list[str]) -> None:
    assert of_event(given) == lines


def test_all_of_it_is_said_at_once() -> None:
    document = {
        "components": [
            {
                "id": "a",
                "needs": [
                    {
                        "first_of": [{"on": "b", "starts": 0.5}, "b"],
                        "switchover": {"needs": ["x1"]},
                    },
                    {"any": ["b", {"split": ["b"]}]},
                    {"on": "b", "hard": False, "holds": "1 h", "refill": "1 parsec"},
                ],
                "spread": ["b", "x2"],
                "modes": [{"id": "m", "leaves": 2}],
                "repair": {"time": "1 h", "crew": "x3", "needs": [{"on": "b", "hard": False}]},
                "start": {"needs": ["x4"]},
                "fails": {"mtbf": "soon"},
            },
            {"id": "b"},
        ],
        "shared_risks": [{"id": "r", "raises": {"b": 1}, "parts": 0.5, "for": "1 x"}],
    }
    lines = problems(document)
    assert len(lines) == len(set(lines))
    for said in ("x1", "x2", "x3", "x4", "starts", "split", "holds", "parsec", "leaves is 2",
                 "spread over 2 places", "fails.mtbf", "hard: false", "none", "parts",
                 "for is"):  # fmt: skip
        assert sum(said in line for line in lines) >= 1, said


def test_what_is_right_is_read() -> None:
    mode = {"id": "limping", "leaves": 0, "seen": "0 s", "fails": {"mtbf": "1 y"},
            "repair": {"time": "1 h"}}  # fmt: skip
    held = {"any": [{"on": "bee", "holds": "1 h"}, "cow"], "holds": "2 h", "refill": "0 s"}
    given = {
        "needs": [held, {"all": [ONE_OF, "bee"]}, {"on": "bee", "holds": None}],
        "modes": [mode],
        "repair": {"needs": [{"reach": "bee"}, {"on": "a"}], "time": None, "otherwise": "1 h"},
        "fails": False,
    }
    left = {"low": 0, "high": 0.3}
    risk = {"id": "r", "hits": ["six"], "leaves": left, "seen": "1 h", "parts": 0.2,
            "fails": {"per_year": 1}, "repair": {"time": "1 h"}}  # fmt: skip
    surge = {"id": "s", "raises": {"cow": 12}, "for": "20 min", "loses_data": False}
    event = {"at": "1 s", "fail": ["a:limping", "r"], "repair": {"time": "1 h"}}
    objective = {"of": "a", "accepted": [{"id": "a:limping", "reason": "x", "until": "2027-01-31"}]}
    document = {
        "components": [{"id": "a", **given}, *BESIDE],
        "shared_risks": [risk, surge],
        "objectives": [objective],
        "scenarios": [{"id": "e", "events": [event, {"at": "2 s", "repair": "a:limping"}]}],
    }
    topology = Topology.from_dict(document)
    assert Topology.from_dict(topology.to_dict()) == topology


@pytest.mark.parametrize("verb", ["fail", "repair"])
def test_a_mode_that_is_misspelt_is_found(verb: str) -> None:
    component = {"id": "switch", "modes": [{"id": "limping", "leaves": 0.5}]}
    scenario = {"id": "s", "events": [{"at": "1 s", verb: "switch:limpin"}]}
    with pytest.raises(DocumentError, match='did you mean "switch:limping"'):
        Topology.from_dict({"components": [component], "scenarios": [scenario]})
