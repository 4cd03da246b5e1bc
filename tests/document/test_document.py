"""Documents: every field comes back, and everything that is wrong is said, once, at its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.support.examples import EVERYTHING
from tests.support.oracles import Doc
from tests.support.repository import MODELS
from tests.support.strategies import documents
from topology.document import schema
from topology.document.document import Topology, load
from topology.errors import DocumentError
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.files.markdown import study_report
from topology.structure.graph import Graph


def problems(document: object) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict(document)
    lines = list(caught.value.lines())
    assert all(line.isprintable() for line in lines)
    return lines


ACTION = "must have one action: fail, repair, verify, switch, demand, capacity or limit"


def of_component(**given: Any) -> list[str]:
    """The problems of a component `a` beside `b`, without the place that all of them name."""
    parts = [{"id": "a", **given}, {"id": "b"}, {"id": "c"}]
    place = 'components[0] "a": '
    lines = problems({"components": parts, "crews": {"splicers": 2}})
    assert all(line.startswith(place) for line in lines), lines
    return [line.removeprefix(place) for line in lines]


# -- round trips ----------------------------------------------------------------------------------


def everything() -> Topology:
    return Topology.loads(EVERYTHING)


def parts(value: object) -> Iterator[Any]:
    """The typed values in a document."""
    if is_dataclass(value):
        yield value
        for field in fields(value):
            yield from parts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for item in value:
            yield from parts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from parts(item)


def test_everything_holds_every_field_at_another_value_than_its_default() -> None:
    other = {
        (type(part).__name__, field.name)
        for part in parts(everything())
        for field in fields(part)
        if field.default is MISSING or getattr(part, field.name) != field.default
    }
    types = {
        item for item in vars(schema).values() if isinstance(item, type) and is_dataclass(item)
    }
    wanted = {(kind.__name__, f.name) for kind in {*types, Topology} for f in fields(kind)}
    assert other == wanted - {("Topology", "format")}


def test_every_field_comes_back() -> None:
    topology = everything()
    assert Topology.from_dict(topology.to_dict()) == topology
    assert Topology.loads(topology.to_json()) == topology
    assert Topology.from_networkx(topology.to_networkx()) == topology


def test_json_and_yaml_say_the_same() -> None:
    document = everything().to_dict()
    assert Topology.loads(json.dumps(document)).to_dict() == document


def test_values_are_in_base_units() -> None:
    topology = everything()
    pay = topology.components[0]
    assert pay.overload is not None
    assert (pay.overload.hold, pay.overload.cost) == (30.0, 0.5)
    (objective, *_) = topology.objectives
    assert (objective.rto, objective.level, objective.availability) == (9000.0, 0.99, 0.9995)
    assert topology.components[2].fails == schema.Fails(unavailability=0.0001)


@given(documents())
def test_documents_come_back_equal(doc: Doc) -> None:
    topology = Topology.from_dict(doc)
    assert Topology.from_dict(topology.to_dict()) == topology
    assert Topology.loads(topology.to_json()) == topology
    assert topology.to_dict() == Topology.from_dict(topology.to_dict()).to_dict()


@pytest.mark.parametrize("path", MODELS, ids=lambda path: path.stem)
def test_models_come_back_equal(path: Path) -> None:
    topology = load(path)
    assert Topology.loads(topology.to_json()) == topology


def test_a_default_that_is_assumed_is_kept() -> None:
    document = {
        "format": 1,
        "name": "kept",
        "components": [
            {
                "id": "a",
                "kind": "component",
                "overload": {"mode": "shed", "above": 1.0, "assumed": {"above": "a guess"}},
                "assumed": {"kind": "a guess"},
            }
        ],
        "crews": {"assumed": {"size": 1, "assumed": {"size": "a crew of that name"}}},
    }
    assert Topology.from_dict(document).to_dict() == document


def test_what_is_read_is_left_alone() -> None:
    document = {"components": [{"id": "a", "needs": [{"any": ["b"]}]}, {"id": "b"}]}
    copy = json.loads(json.dumps(document))
    Topology.from_dict(document)
    assert document == copy


def test_the_name_is_the_files_unless_given(tmp_path: Path) -> None:
    path = tmp_path / "our-net.yaml"
    path.write_text("components: [{id: a}]")
    assert load(path).name == "our-net"
    path.write_text("{name: '', components: [{id: a}]}")
    assert load(path).name == ""
    assert Topology.loads('{"components": [{"id": "a"}]}').name == "topology"


# -- what is wrong, form by form ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("document", "line"),
    [
        (None, "must hold an object, not null"),
        ([], "must hold an object, not a list of 0"),
        (5, "must hold an object, not a number"),
        ("x", "must hold an object, not text"),
        ({}, 'lacks "components", which is required'),
        ({"components": []}, "components is a list of 0: must not be empty"),
        ({"components": {}}, "components is an object of 0: must be a list"),
        ({"components": None}, "components is null: must be a list"),
        ({"components": "a"}, 'components is "a": must be a list'),
        ({"components": [None]}, "components[0]: is null: must be an object"),
        ({"components": [5]}, "components[0]: is 5: must be an object"),
        ({"components": ["a"]}, 'components[0]: is "a": must be an object'),
        ({"components": [{}]}, 'components[0]: lacks "id", which is required'),
        ({"components": [{"id": 5}]}, "components[0]: id is 5: must be text"),
        ({"components": [{"id": None}]}, "components[0]: id is null: must be text"),
        ({"components": [{"id": ["a"]}]}, "components[0]: id is a list of 1: must be text"),
        ({"components": [{"id": ""}]}, 'components[0] "": id is "": must not be empty'),
    ],
)
def test_documents_without_components(document: object, line: str) -> None:
    assert problems(document) == [line]


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("format", 2, "format is 2: must be 1"),
        ("format", True, "format is true: must be 1"),
        ("format", 1.0, "format is 1.0: must be 1"),
        ("format", "1", 'format is "1": must be 1'),
        ("name", 5, "name is 5: must be text"),
        ("name", None, "name is null: must be text"),
        ("sources", "x", 'sources is "x": must be a list, as in ["x"]'),
        ("sources", [5], "sources[0]: is 5: must be text"),
        ("crews", [], "crews is a list of 0: must be an object"),
        ("crews", {"x": 0}, "crews.x is 0: must be at least 1"),
        ("crews", {"x": 2.5}, "crews.x is 2.5: must be a whole number"),
        ("crews", {"x": True}, "crews.x is true: must be a whole number"),
        ("crews", {"x": 10**10}, "crews.x is 10000000000: must be at most 1,000,000,000"),
        ("crews", {"x": {}}, 'lacks "crews.x.size", which is required'),
        ("crews", {"": 1}, 'has the key "" in crews: a key must not be empty'),
        ("crews", {"x": {"size": 1, "siez": 2}},
         'has an unknown key "siez" in crews.x; did you mean "size"?'),
        ("crews", {"x": {"size": 1, "assumed": {"siez": "x"}}},
         'crews.x assumes "siez", which it does not give; did you mean "size"?'),
        ("componets", [], 'has an unknown key "componets"; did you mean "components"?'),
        ("schema_", "x", 'has an unknown key "schema_"; did you mean "$schema"?'),
        ("zzz", 1, 'has an unknown key "zzz"'),
    ],
)  # fmt: skip
def test_fields_of_the_document(key: str, value: object, rule: str) -> None:
    assert problems({"components": [{"id": "a"}], key: value}) == [rule]


NEEDS_ONE = (
    'must be an id, or an object with one of "on", "component", "all", "any", "at_least", '
    '"first_of", "reach", "split"'
)
DURATION = 'must be a duration such as "150 min", "2 h 20 min" or "PT2H20M"'


@pytest.mark.parametrize(
    ("field", "value", "rule"),
    [
        # wrong types
        ("kind", 5, "kind is 5: must be text"),
        ("kind", "", 'kind is "": must not be empty'),
        ("tags", "x", 'tags is "x": must be a list, as in ["x"]'),
        ("tags", None, "tags is null: must be a list"),
        ("tags", [["x"]], "tags[0] is a list of 1: must be text"),
        ("needs", "b", 'needs is "b": must be a list, as in ["b"]'),
        ("needs", {"any": ["b"]}, "needs is an object of 1: must be a list"),
        ("needs", [5], f"needs[0] is 5: {NEEDS_ONE}"),
        ("needs", [None], f"needs[0] is null: {NEEDS_ONE}"),
        ("needs", [["b"]], f"needs[0] is a list of 1: {NEEDS_ONE}"),
        ("needs", [{}], f"needs[0] is an object of 0: {NEEDS_ONE}"),
        ("needs", [{"of": ["b"]}], f"needs[0] is an object of 1: {NEEDS_ONE}"),
        ("needs", [{"firstof": ["b"]}],
         f'needs[0] is an object of 1: {NEEDS_ONE}; did you mean "first_of"?'),
        ("count", "2", 'count is "2": must be a whole number; write 2'),
        ("count", 2.0, "count is 2.0: must be a whole number"),
        ("count", True, "count is true: must be a whole number"),
        ("count", 0, "count is 0: must be at least 1"),
        ("one_way", "yes", 'one_way is "yes": must be true or false'),
        ("assumed", ["x"], "assumed is a list of 1: must be text, or an object of text by field"),
        ("fails", True, "fails is true: must be false or an object"),
        ("fails", 0, "fails is 0: must be false or an object"),
        ("overload", "crash", 'overload is "crash": must be an object'),
        ("repair", "3 h", 'repair is "3 h": must be an object'),
        ("repair", {}, "repair is an object of 0: must have a time, or needs"),
        # numbers
        ("demand", -1, "demand is -1: must be at least 0"),
        ("demand", float("nan"), "demand is nan: must be a finite number"),
        ("demand", float("inf"), "demand is inf: must be a finite number"),
        ("demand", float("-inf"), "demand is -inf: must be a finite number"),
        ("demand", 1e101, "demand is 1e+101: must be at most 1e+100"),
        ("demand", True, "demand is true: must be a number"),
        ("demand", "5", 'demand is "5": must be a number; write 5'),
        ("needs", [{"on": "b", "weight": 0}], "needs[0].weight is 0: must be more than 0"),
        ("needs", [{"on": "b", "retries": -1}], "needs[0].retries is -1: must be at least 0"),
        ("needs", [{"on": "b", "calls": -0.5}], "needs[0].calls is -0.5: must be at least 0"),
        # durations and shares
        ("repair", {"time": 5},
         f"repair.time is 5: {DURATION}, in quotes and with its unit"),
        ("repair", {"time": "soon"}, f'repair.time is "soon": {DURATION}'),
        ("repair", {"time": "-1 h"}, 'repair.time is "-1 h": must not be negative'),
        ("overload", {"mode": "shed", "cost": 2},
         'overload.cost is 2: must lie between 0 and 1 (or "0 %" and "100 %")'),
        ("needs", [{"first_of": ["b"], "switchover": {"failback": "never"}}],
         'needs[0].switchover.failback is "never": must be "auto", "manual" or '
         'a duration such as "150 min", "2 h 20 min" or "PT2H20M"'),
        ("needs", [{"first_of": ["b"], "switchover": {"failback": "-1 s"}}],
         'needs[0].switchover.failback is "-1 s": must not be negative'),
        ("fails", {}, "fails is an object of 0: must be false or one of {mtbf, mttr}, "
         "{mttr, per_year}, {unavailability}, {availability}, {mtbf}, {per_year}; it has {}"),
        ("fails", {"mtbf": "0 s", "mttr": "1 h"},
         "fails is an object of 2: must have an mtbf over zero"),
        ("overload", {"mode": "crsh"}, 'overload.mode is "crsh": must be "shed", "queue" or '
         '"crash"; did you mean "crash"?'),
        # texts
        ("name", "\ud800",
         r'name is "\ud800": must be Unicode text, without half a surrogate pair'),
        ("name", "x" * 100_001,
         f'name is "{"x" * 60}"… (100,001 characters): must have at most 100,000 characters'),
        # requirements
        ("needs", [{"any": []}], "needs[0].any is a list of 0: must not be empty"),
        ("needs", [{"all": []}], "needs[0].all is a list of 0: must not be empty"),
        ("needs", [{"first_of": []}], "needs[0].first_of is a list of 0: must not be empty"),
        ("needs", [{"reach": "b", "over": []}], "needs[0].over is a list of 0: must not be empty"),
        ("needs", [{"at_least": 1}], 'lacks "needs[0].of", which is required'),
        ("needs", [{"at_least": 0, "of": ["b"]}], "needs[0].at_least is 0: must be at least 1"),
        ("needs", [{"at_least": "1", "of": ["b"]}],
         'needs[0].at_least is "1": must be a whole number; write 1'),
        ("needs", [{"at_least": 3, "of": ["b", "c"]}], "at_least is 3 of 2: it can never hold"),
        ("needs", [{"any": [{"all": [{"at_least": 2, "of": ["b"]}]}]}],
         "at_least is 2 of 1: it can never hold"),
        ("needs", [{"any": ["b"], "all": ["b"]}],
         'has also the key "any" in needs[0]: a requirement has one form; nest them, as in '
         '{"all": [{"any": [...]}]}'),
        ("needs", ["a"], "needs itself"),
        ("needs", [{"any": ["b", "a"]}], "needs itself"),
        ("needs", [{"on": "a", "hard": False}], "needs itself"),
        ("needs", [{"reach": "a"}], "reaches for itself"),
        ("needs", ["bb"], 'needs "bb", which does not exist; did you mean "b"?'),
        ("needs", [{"all": [{"on": "zz"}]}], 'needs "zz", which does not exist'),
        ("needs", [{"reach": "b", "over": ["fibre"]}],
         'reaches over "fibre", which is the kind of no link'),
        ("needs", [{"any": ["b", {"on": "c", "hard": False}]}],
         'needs "c" with hard: false inside any: an alternative cannot be soft; '
         "leave it out, or give it its own entry"),
        # links
        ("connects", ["b"], "connects is a list of 1: must have 2 entries"),
        ("connects", [], "connects is a list of 0: must have 2 entries"),
        ("connects", ["b", "c", "b"], "connects is a list of 3: must have at most 2 entries"),
        ("connects", "bc", 'connects is "bc": must be a list'),
        ("connects", ["b", "a"], "connects itself"),
        ("connects", ["b", "b"], 'connects "b" with itself: a link has two ends'),
        ("connects", ["b", "zz"], 'connects "zz", which does not exist'),
        ("one_way", True, "one_way is for links: it has no connects"),
        # the rest
        ("quorum", 2, "quorum is 2 of a count of 1: it cannot be more than the count"),
        ("repair", {"time": "1 h", "crew": "splicer"},
         'repair takes the crew "splicer", which does not exist; did you mean "splicers"?'),
        ("verify", {"units": 0, "time": "1 h"}, "verify.units is 0: must be at least 1"),
    ],
)  # fmt: skip
def test_fields_of_a_component(field: str, value: object, rule: str) -> None:
    assert of_component(**{field: value}) == [rule]


def test_a_number_that_python_cannot_write() -> None:
    said = "capacity is a whole number of 16,610 bits: must be a number"
    assert of_component(capacity=10**5000) == [said]


def test_null_is_absence_where_there_is_no_default() -> None:
    given = {"name": None, "connects": None, "demand": None, "fails": None, "repair": None}
    topology = Topology.from_dict({"components": [{"id": "a", **given}]})
    assert topology == Topology.from_dict({"components": [{"id": "a"}]})


@pytest.mark.parametrize(
    ("given", "lines"),
    [
        ({"id": "r"}, ['lacks "hits", which is required without "raises"']),
        ({"id": "r", "hits": {}},
         ["hits is an object of 0: must name a kind, a location, a tag or a criticality"]),
        ({"id": "r", "hits": "a"},
         ['hits is "a": must be a list of ids, or an object with a kind, a location or a tag']),
        ({"id": "r", "hits": []}, ["hits is a list of 0: must not be empty"]),
        ({"id": "r", "hits": ["a", "a"]}, ['hits "a" twice']),
        ({"id": "r", "hits": ["zz"]}, ['hits "zz", which does not exist']),
        ({"id": "r", "hits": ["r"]}, ['hits "r", which is a shared risk, not a component']),
        ({"id": "r", "hits": {"kind": "dutc"}},
         ['hits the kind "dutc", which no component has; did you mean "duct"?']),
        ({"id": "r", "hits": {"location": "x"}}, ['hits the location "x", which no component has']),
        ({"id": "r", "hits": {"kind": "duct", "tag": "t"}},
         ['hits components with kind "duct" and tag "t", of which there are none']),
        ({"id": "r", "hits": {"knid": "duct"}},
         ['has an unknown key "knid" in hits; did you mean "kind"?']),
        ({"id": "r", "hits": ["a"], "fails": False}, ["fails is false: must be an object"]),
    ],
)  # fmt: skip
def test_fields_of_a_shared_risk(given: Any, lines: list[str]) -> None:
    components = [{"id": "a", "tags": ["t"]}, {"id": "b", "kind": "duct"}]
    found = problems({"components": components, "shared_risks": [given]})
    assert found == [f'shared_risks[0] "r": {line}' for line in lines]


@pytest.mark.parametrize(
    ("given", "line"),
    [
        ({"of": "aa"}, 'is of "aa", which does not exist; did you mean "a"?'),
        ({"of": "r"}, 'is of "r", which is a shared risk, not a component'),
        ({"of": "a", "survives": -1}, "survives is -1: must be at least 0"),
        ({"of": "a", "level": "101 %"},
         'level is "101 %": must lie between 0 and 1 (or "0 %" and "100 %")'),
        ({"of": "a", "accepted": [{"id": "zz", "reason": "x", "until": "2027-01-31"}]},
         'accepts "zz", which does not exist'),
        ({"of": "a", "accepted": [{"id": "a", "reason": "", "until": "2027-01-31"}]},
         'accepted[0].reason is "": must not be empty'),
        ({"of": "a", "accepted": [{"id": "a", "reason": "x", "until": "soon"}]},
         'accepted[0].until is "soon": must be a date such as 2027-01-31'),
        ({"of": "a", "accepted": [{"id": "a", "reason": "x", "until": "2027-02-29"}]},
         'accepted[0].until is "2027-02-29": must be a date such as 2027-01-31'),
        ({"of": "a", "accepted": [{"id": "a", "reason": "x"}]},
         'lacks "accepted[0].until", which is required'),
        ({"of": "a", "lvel": 1}, 'has an unknown key "lvel"; did you mean "level"?'),
    ],
)  # fmt: skip
def test_fields_of_an_objective(given: Any, line: str) -> None:
    document = {
        "components": [{"id": "a"}],
        "shared_risks": [{"id": "r", "hits": ["a"]}],
        "objectives": [given],
    }
    assert problems(document) == [f'objectives[0] "{given["of"]}": {line}']


@pytest.mark.parametrize(
    ("event", "line"),
    [
        ({"at": "1 s"}, "events[0] is an object of 1: " + ACTION),
        ({"at": "1 s", "fail": "a", "repair": "a"}, "events[0] is an object of 3: " + ACTION),
        ({"at": "1 s", "fail": "a", "to": 5},
         "events[0] is an object of 3: must have nothing beside fail"),
        ({"at": "1 s", "demand": "a"},
         "events[0] is an object of 2: must have `times` or `profile` beside demand"),
        ({"at": "1 s", "switch": "a", "to": 5},
         "events[0] is an object of 3: must have an id as `to`"),
        ({"at": "1 s", "limit": "a", "to": "a"},
         "events[0] is an object of 3: must have an amount as `to`"),
        ({"at": "1 s", "limit": "zz", "to": 5}, 'changes the limit of "zz", which does not exist'),
        ({"at": "1 s", "switch": "a", "to": "zz"}, 'switches to "zz", which does not exist'),
        ({"at": "1 s", "switch": "a", "to": []},
         "events[0].to is a list of 0: must be an id or an amount"),
        ({"at": "1 s", "demand": "a", "profile": {"steps": [{"at": "1 s", "times": 1}] * 2}},
         "events[0].profile is an object of 1: must have steps in order of time, each later than"
         " the one before"),
        ({"at": "1 s", "demand": "a",
          "profile": {"steps": [{"at": "1 s", "times": 1}], "every": "1 s"}},
         "events[0].profile is an object of 2: must have all steps before it begins anew"
         " (`every`)"),
        ({"at": "1 s", "fail": []}, "events[0].fail is a list of 0: must not be empty"),
        ({"at": "1 s", "fail": 5}, "events[0].fail is 5: must be an id or a list of ids"),
        ({"at": "1 s", "repair": {}},
         "events[0].repair is an object of 0: must have a time, or needs"),
        ({"at": "1 s", "repair": 5},
         "events[0].repair is 5: must be an id, a list of ids, or an object beside fail"),
        ({"at": "1 s", "repair": {"time": "1 h"}, "verify": {"units": 1, "time": "1 h"}},
         "events[0] is an object of 3: must have `fail` beside a repair that is an object"),
        ({"at": "1 s", "verify": {"units": 1, "time": "1 h"}},
         "events[0] is an object of 2: must have `fail` beside a verify that is an object"),
        ({"at": "1 s", "fail": "zz"}, 'fails "zz", which does not exist'),
        ({"at": "1 s", "repair": ["a", "zz"]}, 'repairs "zz", which does not exist'),
        ({"fail": "a"}, 'lacks "events[0].at", which is required'),
        ({"at": 5, "fail": "a"}, f"events[0].at is 5: {DURATION}, in quotes and with its unit"),
        ({"at": "1 s", "fial": "a", "fail": "a"},
         'has an unknown key "fial" in events[0]; did you mean "fail"?'),
    ],
)  # fmt: skip
def test_fields_of_an_event(event: Any, line: str) -> None:
    scenario = {"id": "s", "events": [event]}
    document = {"components": [{"id": "a"}], "scenarios": [scenario]}
    assert problems(document) == [f'scenarios[0] "s": {line}']


def test_a_scenario_does_not_end_before_its_last_event() -> None:
    scenario = {"id": "s", "events": [{"at": "5 s", "fail": "a"}], "until": "4 s"}
    assert problems({"components": [{"id": "a"}], "scenarios": [scenario]}) == [
        'scenarios[0] "s": is an object of 3: must not end (`until`) before its last event'
    ]


def test_a_scenario_needs_events_and_a_name_of_its_own() -> None:
    event = {"at": "1 s", "fail": "a"}
    scenarios = [{"id": "a", "events": []}, {"id": "a", "events": [event]}]
    assert problems({"components": [{"id": "a"}], "scenarios": scenarios}) == [
        'scenarios[0] "a": events is a list of 0: must not be empty',
        'scenarios[1] "a": the id "a" is already used by scenarios[0]',
    ]


# -- ids and references ---------------------------------------------------------------------------


def test_an_id_is_used_once_among_components_and_shared_risks() -> None:
    document = {
        "components": [{"id": "a"}, {"id": "b"}, {"id": "a"}, {"id": "a"}],
        "shared_risks": [{"id": "b", "hits": ["a"]}],
    }
    assert problems(document) == [
        'components[2] "a": the id "a" is already used by components[0]',
        'components[3] "a": the id "a" is already used by components[0]',
        'shared_risks[0] "b": the id "b" is already used by components[1]',
    ]


@pytest.mark.parametrize("name", ["a\x1b[31m", "a\nb", "a\u202eb", "\x00", "a\u200b", "a\u2028"])
def test_an_id_is_printable(name: str) -> None:
    shown = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in name)
    said = f'components[0] "{shown}": the id "{shown}" has a character that cannot be printed'
    assert problems({"components": [{"id": name}]}) == [said]


@pytest.mark.parametrize("name", [" a", "a ", " "])
def test_an_id_has_no_space_around_it(name: str) -> None:
    said = f'components[0] "{name}": the id "{name}" begins or ends with a space'
    assert problems({"components": [{"id": name}]}) == [said]


def test_a_link_is_no_goal_no_end_and_reaches_nothing() -> None:
    document = {
        "components": [
            {"id": "a", "needs": [{"reach": "l"}]},
            {"id": "b"},
            {"id": "l", "connects": ["a", "b"], "needs": [{"reach": "b"}]},
            {"id": "m", "connects": ["a", "l"]},
        ]
    }
    assert problems(document) == [
        'components[0] "a": reaches for "l", which is a link; a goal must be a node',
        'components[2] "l": is a link and cannot reach anything: '
        "give the requirement to one of its ends",
        'components[3] "m": connects "l", which is a link; a link must end at nodes',
    ]


def test_suggestions_end_where_a_document_is_wrong_throughout() -> None:
    parts = [{"id": f"service-{i}", "needs": [f"servce-{i}"]} for i in range(300)]
    lines = problems({"components": parts})
    assert len(lines) == 300
    assert sum("did you mean" in line for line in lines) == 100
    assert lines[0].endswith('needs "servce-0", which does not exist; did you mean "service-0"?')


# -- unknown keys and assumptions, at every level -------------------------------------------------

LEVELS: list[tuple[str, str, Doc]] = [
    ("components[0]", "", {"kind": "x"}),
    ("components[0]", "fails", {"mtbf": "1 y", "mttr": "1 h"}),
    ("components[0]", "overload", {"mode": "shed"}),
    ("components[0]", "repair", {"time": "1 h"}),
    ("components[0]", "verify", {"time": "1 h", "units": 1}),
    ("components[0]", "needs[0]", {"on": "b"}),
    ("components[0]", "needs[0]", {"all": ["b"]}),
    ("components[0]", "needs[0]", {"any": ["b"]}),
    ("components[0]", "needs[0]", {"at_least": 1, "of": ["b"]}),
    ("components[0]", "needs[0]", {"first_of": ["b"]}),
    ("components[0]", "needs[0]", {"reach": "b"}),
    ("components[0]", "needs[0].any[0]", {"on": "b"}),
    ("components[0]", "needs[0].of[0].all[0]", {"first_of": ["b"]}),
    ("components[0]", "needs[0].switchover", {"detect": "1 s"}),
    ("components[0]", "needs[0]", {"split": ["b"]}),
    ("components[0]", "needs[0].at_start", {"calls": 5, "over": "1 s"}),
    ("components[0]", "modes[0]", {"id": "m", "leaves": 0.5}),
    ("components[0]", "start", {"time": "1 s"}),
    ("shared_risks[0]", "", {"kind": "x"}),
    ("shared_risks[0]", "fails", {"availability": 0.9}),
    ("shared_risks[0]", "repair", {"time": "1 h"}),
    ("shared_risks[0]", "verify", {"time": "1 h", "units": 1}),
    ("objectives[0]", "", {"level": 1}),
    ("scenarios[0]", "", {"until": "1 h"}),
    ("scenarios[0]", "events[0]", {"at": "1 s", "fail": "b"}),
    ("scenarios[0]", "events[0].repair", {"time": "1 h"}),
    ("scenarios[0]", "events[0].verify", {"time": "1 h", "units": 1}),
]


ITEMS: dict[str, Doc] = {
    "components": {"id": "a"},
    "shared_risks": {"id": "a", "hits": ["b"]},
    "objectives": {"of": "b"},
    "scenarios": {"id": "a", "events": [{"at": "1 s", "fail": "b"}]},
}
INSIDE: dict[str, Callable[[Doc], Doc]] = {
    "": lambda given: given,
    "needs[0]": lambda given: {"needs": [given]},
    "needs[0].any[0]": lambda given: {"needs": [{"any": [given]}]},
    "needs[0].of[0].all[0]": lambda given: {"needs": [{"at_least": 1, "of": [{"all": [given]}]}]},
    "needs[0].switchover": lambda given: {"needs": [{"first_of": ["b"], "switchover": given}]},
    "needs[0].at_start": lambda given: {"needs": [{"on": "b", "at_start": given}]},
    "modes[0]": lambda given: {"modes": [given]},
    "events[0]": lambda given: {"events": [given]},
    "events[0].repair": lambda given: {"events": [{"at": "1 s", "fail": "b", "repair": given}]},
    "events[0].verify": lambda given: {"events": [{"at": "1 s", "fail": "b", "verify": given}]},
}


def at_level(section: str, path: str, given: Doc) -> Doc:
    """A document with `given` at one place."""
    key = section.removesuffix("[0]")
    fields = INSIDE[path](given) if path in INSIDE else {path: given}
    document: Doc = {"components": [{"id": "b"}]}
    document[key] = [{**ITEMS[key], **fields}, *document.get(key, [])]
    return document


@pytest.mark.parametrize(("section", "path", "given"), LEVELS, ids=str)
def test_an_unknown_key_is_refused_at_every_level(section: str, path: str, given: Doc) -> None:
    name = "b" if section.startswith("objectives") else "a"
    place = f'{section} "{name}": has an unknown key'
    inside = f" in {path}" if path else ""
    assert problems(at_level(section, path, {**given, "assumd": "x"})) == [
        f'{place} "assumd"{inside}; did you mean "assumed"?'
    ]
    assert problems(at_level(section, path, {**given, "x.\x1b": 1})) == [
        f'{place} "x.\\u001b"{inside}'
    ]


@pytest.mark.parametrize(("section", "path", "given"), LEVELS, ids=str)
def test_an_assumption_is_about_a_field_that_is_given_at_every_level(
    section: str, path: str, given: Doc
) -> None:
    field = next(reversed(given))
    fine = {**given, "assumed": {field: "a guess"}}
    Topology.from_dict(at_level(section, path, fine))
    wrong = {**given, "assumed": {f"{field}x": "a guess"}}
    name = "b" if section.startswith("objectives") else "a"
    who = f"{path} assumes" if path else "assumes"
    (line,) = problems(at_level(section, path, wrong))
    assert line.startswith(f'{section} "{name}": {who} "{field}x", which it does not give')


def test_an_assumption_is_text() -> None:
    assert of_component(kind="x", assumed={"kind": 5}) == ["assumed.kind is 5: must be text"]


# -- values that no JSON has ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("needs", ("zz",), "needs is a tuple"),
        ("needs", {"zz"}, "needs is a set"),
        ("needs", [{"any": ("zz",)}], "needs[0].any is a tuple"),
        ("connects", ("b", "zz"), "connects is a tuple"),
        ("tags", frozenset("x"), "tags is a frozenset"),
        ("needs", [schema.On(on="zz")], "needs[0] is an On"),
    ],
)
def test_what_would_go_unchecked_is_refused(field: str, value: object, said: str) -> None:
    (line,) = of_component(**{field: value})
    assert line == f"{said}: only lists, objects, text and numbers are read"


def test_typed_items_and_other_sequences_are_refused() -> None:
    rule = "only lists, objects, text and numbers are read"
    typed = schema.Component(id="a", needs=("zz",))
    assert problems({"components": [typed]}) == [f"components[0] is a Component: {rule}"]
    assert problems({"components": ({"id": "a", "needs": ["zz"]},)}) == [
        f"components is a tuple: {rule}"
    ]
    assert problems({"components": [{"id": "a"}], "sources": ("x",)}) == [
        f"sources is a tuple: {rule}"
    ]


@pytest.mark.parametrize(
    "document",
    [
        {"components": [{"id": "a"}], 5: 1},
        {"components": [{"id": "a", 5: 1}]},
        {"components": [{"id": "a", "needs": [{5: "b"}]}]},
        {"components": [{"id": "a", "assumed": {5: "b"}}]},
        {"components": [{"id": "a"}], "crews": {5: 1}},
        {"components": [{"id": "a", "overload": {"mode": "shed", 5: 1}}]},
    ],
    ids=str,
)
def test_keys_that_are_no_text_are_refused(document: object) -> None:
    (line,) = problems(document)
    assert "key must be text" in line or "must be an id" in line


def test_python_values_that_are_nested_too_deeply() -> None:
    deep: list[Any] = ["b"]
    for _ in range(5_000):
        deep = [{"any": deep}]
    assert problems({"components": [{"id": "a", "needs": deep}]}) == ["is nested too deeply"]
    endless: list[Any] = []
    endless.append({"any": endless})
    assert problems({"components": [{"id": "a", "needs": endless}]}) == ["is nested too deeply"]


# -- all at once ----------------------------------------------------------------------------------


def test_all_problems_are_said_at_once_in_document_order() -> None:
    document = {
        "objectives": [{"of": "pya"}],
        "crews": {"x": 0},
        "components": [
            {"id": "pay", "needs": ["dc-est", {"any": []}], "demand": -1},
            {"id": "dc-east", "kidn": "x"},
            5,
            {"id": "pay"},
            {"id": "link", "connects": ["pay"]},
        ],
        "scenarios": [{"id": "s", "events": [{"at": "x", "fail": "nobody"}]}],
        "shared_risks": [{"id": "duct", "hits": ["lnk"]}],
        "nmae": "x",
    }
    assert problems(document) == [
        "crews.x is 0: must be at least 1",
        'has an unknown key "nmae"; did you mean "name"?',
        'objectives[0] "pya": is of "pya", which does not exist; did you mean "pay"?',
        'components[0] "pay": needs[1].any is a list of 0: must not be empty',
        'components[0] "pay": demand is -1: must be at least 0',
        'components[0] "pay": needs "dc-est", which does not exist; did you mean "dc-east"?',
        'components[1] "dc-east": has an unknown key "kidn"; did you mean "kind"?',
        "components[2]: is 5: must be an object",
        'components[3] "pay": the id "pay" is already used by components[0]',
        'components[4] "link": connects is a list of 1: must have 2 entries',
        f'scenarios[0] "s": events[0].at is "x": {DURATION}',
        'scenarios[0] "s": fails "nobody", which does not exist',
        'shared_risks[0] "duct": hits "lnk", which does not exist; did you mean "link"?',
    ]


def test_the_source_stands_before_every_line() -> None:
    with pytest.raises(DocumentError) as caught:
        Topology.loads('{"components": [{}, {"id": 5}]}', source="a.json")
    assert str(caught.value) == (
        'a.json: line 1 column 17: components[0]: lacks "id", which is required\n'
        "a.json: line 1 column 28: components[1]: id is 5: must be text"
    )
    places = [problem.place for problem in caught.value.problems]
    assert places == ["components[0]", "components[1]"]


# -- endurance ------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["any", "all", "first_of", "at_least"])
def test_the_deepest_document_passes_through_everything(form: str) -> None:
    levels = 98
    entry: Any = "b"
    for _ in range(levels):
        entry = {"at_least": 1, "of": [entry]} if form == "at_least" else {form: [entry]}
    document = {"components": [{"id": "a", "needs": [entry]}, {"id": "b"}]}
    topology = Topology.loads(json.dumps(document))
    assert Topology.loads(topology.to_json()) == topology
    assert Topology.from_networkx(topology.to_networkx()) == topology
    points = SinglePoints.of(topology)
    assert points.causes("a") == ("b",)
    assert points.reason("a", "b")
    assert Graph.compile(topology).down(["b"]) == {"a", "b"}
    assert "a" in study_report(Study.of(topology))


def test_one_level_more_is_refused_in_words() -> None:
    text = "[" * 10_000 + "]" * 10_000
    with pytest.raises(DocumentError, match="is nested too deeply"):
        Topology.loads('{"components": ' + text + "}")


HUGE = 200_000_000


def test_a_text_of_200_mb_is_refused_in_one_short_line(tmp_path: Path) -> None:
    path = tmp_path / "huge.json"
    with path.open("wb") as file:
        file.write(b'{"components": [{"id": "a", "name": "')
        for _ in range(HUGE // 1_000_000):
            file.write(b"x" * 1_000_000)
        file.write(b'"}]}')
    try:
        with pytest.raises(DocumentError) as caught:
            load(path)
    finally:
        path.unlink()
    (line,) = caught.value.lines()
    assert line.startswith(f'{path}: components[0] "a": name is "xxx')
    assert line.endswith("… (200,000,000 characters): must have at most 100,000 characters")
    assert len(line) < 500


@pytest.mark.parametrize(
    "make",
    [
        lambda x: {"components": [{"id": "a", x: 1}]},
        lambda x: {"components": [{"id": "a"}], x: 1},
        lambda x: {"components": [{"id": "a"}], "crews": {x: 0}},
        lambda x: {"components": [{"id": "a"}], "crews": {x: {}}},
        lambda x: {"components": [{"id": "a", "assumed": {x: 5}}]},
        lambda x: {"components": [{"id": "a", "overload": {"mode": x}}]},
        lambda x: {"components": [{"id": "a", "needs": [{"any": [x]}]}]},
        lambda x: {"components": [{"id": x, "needs": [x]}]},
        lambda x: {"components": [{"id": "a"}], "shared_risks": [{"id": "r", "hits": {"tag": x}}]},
        lambda x: {"components": [{"id": "a", "repair": {"time": x, "crew": x}}]},
    ],
)
def test_no_message_is_as_long_as_what_it_is_about(make: Any) -> None:
    for line in problems(make("x\n" * 100_000)):
        assert len(line) < 1_000


# -- what people write who know other tools -------------------------------------------------------


@pytest.mark.parametrize(
    ("component", "said"),
    [
        ({"depends_on": ["b"]}, 'has an unknown key "depends_on"; did you mean "needs"?'),
        ({"type": "x"}, 'has an unknown key "type"; did you mean "kind"?'),
        ({"replicas": 2}, 'has an unknown key "replicas"; did you mean "count"?'),
        ({"needs": "b"}, 'needs is "b": must be a list, as in ["b"]'),
        (
            {"needs": [{"any": ["b"], "all": ["b"]}]},
            'has also the key "any" in needs[0]: a requirement has one form; '
            'nest them, as in {"all": [{"any": [...]}]}',
        ),
        (
            {"repair": {"time": "30m"}},
            'repair.time is "30m": has an unknown unit "m"; '
            "the units are ms, s, min, h, d, w, y, where a minute is min",
        ),
    ],
)
def test_what_is_meant_is_said(component: dict[str, Any], said: str) -> None:
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict({"components": [{"id": "a", **component}, {"id": "b"}]})
    assert caught.value.lines() == (f'components[0] "a": {said}',)
