"""Keys that begin with `x-` may stand anywhere, come back as they were, and change no answer."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.document.test_document import everything
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.document.json_schema import json_schema
from topology.errors import DocumentError
from topology.findings.single_points import SinglePoints
from topology.render.machine.findings import spof_plain
from topology.render.page.embedded import embedded


def objects(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The paths of all objects of a document; the names of crews and of demands are no keys.

    Nor are the ids of what options change and spare, and what they make of it is their own affair.
    """
    if path[:1] == ("options",) and path[2:] in (("change",), ("spare",), ("link",)):
        return
    if isinstance(value, dict):
        if "crews" not in path[-1:] and path[-1:] not in (("assumed",), ("raises",)):
            yield path
        for key, inner in value.items():
            yield from objects(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from objects(inner, (*path, index))


def at(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


@cache
def schema_validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json_schema())


ALL = everything().to_dict()
PATHS = list(objects(ALL))
words = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("ab", max_size=3),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["assumed", "x-y", "id"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def test_a_page_has_those_of_components_and_risks() -> None:
    doc = {
        "x-of": "the document",
        "components": [
            {"id": "b", "needs": [{"on": "a", "x-why": ["no", 1]}], "x-team": "db"},
            {"id": "a", "x-long": "l" * 5_000},
        ],
        "shared_risks": [{"id": "r", "hits": ["a"], "x-permit": {"no": 5}}],
    }
    page = embedded(Topology.from_dict(doc), {"a": 0, "b": 1, "r": 2})
    a, b = page["components"]
    assert b["own"] == [("x-team", "db"), ("needs[0].x-why", '["no", 1]')]
    assert a["own"] == [("x-long", "l" * 2_000 + "…")]
    assert page["risks"][0]["own"] == [("x-permit", '{"no": 5}')]


def test_there_are_objects_of_all_sorts() -> None:
    assert len(PATHS) > 30
    assert {path[0] for path in PATHS if path} >= {"components", "objectives", "scenarios"}


@given(st.dictionaries(st.sampled_from(PATHS), words, min_size=1, max_size=5))
def test_own_words_come_back_wherever_they_stand(given_words: dict[Any, Any]) -> None:
    document = copy.deepcopy(ALL)
    for path, said in given_words.items():
        at(document, path)["x-said"] = said
    before = copy.deepcopy(document)
    topology = Topology.from_dict(document)
    assert topology.to_dict() == before
    assert document == before, "a document that is read is left alone"
    assert Topology.loads(topology.to_json()) == topology
    assert Topology.loads(topology.to_json()) != Topology.from_dict(ALL)
    schema_validator().validate(document)


def test_own_words_change_no_answer() -> None:
    document = copy.deepcopy(ALL)
    for path in PATHS:
        at(document, path)["x-capacity"] = 1
    answers = [spof_plain(SinglePoints.of(Topology.from_dict(one))) for one in (document, ALL)]
    assert answers[0] == answers[1]


def test_own_words_survive_networkx() -> None:
    document = {"x-a": 1, "components": [{"id": "a", "x-b": [1]}, {"id": "b", "x-c": {"d": 2}}]}
    topology = Topology.from_dict(document)
    assert Topology.from_networkx(topology.to_networkx()) == topology


def test_anchors_may_stand_under_an_own_key() -> None:
    text = """
x-site: &site {kind: site, location: Hamburg, x-team: net}
components:
  - {<<: *site, id: a, needs: [b]}
  - <<: *site
    id: b
    location: Bremen
"""
    topology = Topology.loads(text)
    assert [c.location for c in topology.components] == ["Hamburg", "Bremen"]
    assert topology.to_dict()["components"][1]["x-team"] == "net"
    assert topology.to_dict()["x-site"]["kind"] == "site"


def problems(document: Doc) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict(document)
    return list(caught.value.lines())


def test_other_keys_stay_unknown_beside_them() -> None:
    document = {"components": [{"id": "a", "x-a": 1, "xa": 2, "X-a": 3, "demand": "much"}]}
    assert sorted(problems(document)) == [
        'components[0] "a": demand is "much": must be a number',
        'components[0] "a": has an unknown key "X-a"',
        'components[0] "a": has an unknown key "xa"',
    ]


def test_own_words_may_be_assumed_and_crews_may_have_any_name() -> None:
    document = {
        "components": [{"id": "a", "x-cost": 5, "assumed": {"x-cost": "an offer"},
                        "repair": {"time": "1 h", "crew": "x-ray"}}],
        "crews": {"x-ray": 2},
    }  # fmt: skip
    plain = Topology.from_dict(document).to_dict()
    assert plain["crews"] == {"x-ray": 2}
    assert plain["components"][0]["assumed"] == {"x-cost": "an offer"}
    wrong = {"components": [{"id": "a", "x-when": {"at": {1, 2}}}]}
    assert problems(wrong) == [
        'components[0] "a": x-when.at is a set: only lists, objects, text and numbers are read'
    ]
    wrong = {"components": [{"id": "a", "x-when": [1, {"at": float("inf")}]}]}
    assert problems(wrong) == [
        'components[0] "a": x-when holds a number that is not finite, which JSON cannot'
    ]
    assert json.loads(Topology.from_dict(document).to_json())["components"][0]["x-cost"] == 5


@pytest.mark.parametrize("word", ["-5 min", [], [1], {}, {"a": {"x-": 2}}, None])
def test_the_shortest_of_such_keys_is_one_too(word: Any) -> None:
    document = {"format": 1, "name": "n", "components": [{"id": "a"}], "x-": word}
    assert Topology.from_dict(document).to_dict() == document
    with pytest.raises(DocumentError):
        Topology.from_dict({**document, "y-": word})


def test_ids_in_options_are_no_own_words() -> None:
    option = {
        "id": "o",
        "cost": 1.0,
        "change": {"x-ray": {"capacity": 3, "x-said": 1}},
        "spare": {"x-risk": ["x-ray"]},
        "add": {"crews": {"x-men": 2}},
    }
    document = {
        "components": [{"id": "x-ray"}],
        "shared_risks": [{"id": "x-risk", "hits": ["x-ray"]}],
        "options": [{**option, "x-own": 1}],
    }
    topology = Topology.from_dict(document)
    assert topology.own_words == ((("options", 0), {"x-own": 1}),)
    assert topology.to_dict()["options"] == document["options"]
