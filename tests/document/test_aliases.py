"""`component` is read as `on` wherever a requirement stands, and called as it is written."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from topology.document.document import Topology
from topology.document.json_schema import json_schema
from topology.errors import DocumentError

Entry = dict[str, Any]
PLACES: dict[str, Any] = {
    "needs": lambda e: {"needs": [e]},
    "all": lambda e: {"needs": [{"all": [e, "b"]}]},
    "any": lambda e: {"needs": [{"any": ["b", e]}]},
    "at_least": lambda e: {"needs": [{"at_least": 1, "of": [e, "b"]}]},
    "first_of": lambda e: {"needs": [{"first_of": ["b", e]}]},
    "split": lambda e: {"needs": [{"split": [e, "b"]}]},
    "nested": lambda e: {"needs": [{"all": [{"any": ["b", {"all": [e]}]}]}]},
    "switchover": lambda e: {
        "needs": [{"first_of": ["b", "c"], "switchover": {"decide": "1 min", "needs": [e]}}]
    },
    "repair": lambda e: {"repair": {"time": "1 h", "needs": [e]}},
    "verify": lambda e: {"verify": {"units": 5, "time": "1 h", "needs": [e]}},
    "start": lambda e: {"start": {"time": "1 h", "needs": [e]}},
}


def document(fields: Entry, **more: Any) -> Entry:
    ids = ({"id": name} for name in "abc")
    return {"components": [{"id": "web", **fields}, *ids], **more}


def both(make: Any, **of_on: Any) -> list[Entry]:
    return [document(make({key: "a", **of_on})) for key in ("component", "on")]


@pytest.mark.parametrize("place", sorted(PLACES))
def test_it_is_read_as_on_everywhere(place: str) -> None:
    aliased, plain = both(PLACES[place])
    assert Topology.from_dict(aliased) == Topology.from_dict(plain)
    assert '"component"' not in json.dumps(Topology.from_dict(aliased).to_dict())
    jsonschema.Draft202012Validator(json_schema()).validate(aliased)


@pytest.mark.parametrize("place", sorted(PLACES))
def test_errors_name_the_key_that_was_used(place: str) -> None:
    for key, other in (("component", ".on"), ("on", ".component")):
        with pytest.raises(DocumentError) as raised:
            Topology.from_dict(document(PLACES[place]({key: 5})))
        said = str(raised.value)
        assert f".{key} is 5: must be text" in said
        assert other not in said


def test_errors_know_the_line() -> None:
    with pytest.raises(DocumentError, match=r"line 5 column 19.*needs\[0\].component is 5"):
        Topology.loads("components:\n- id: b\n- id: a\n  needs:\n    - {component: 5}\n")


def test_errors_name_the_key_beside_own_words() -> None:
    with pytest.raises(DocumentError, match=r"needs\[0\]\.component is 5"):
        Topology.from_dict(document({"needs": [{"component": 5, "x-why": "?"}]}))


def test_both_at_once_are_an_error() -> None:
    wrong = document({"needs": [{"component": "a", "on": "b"}]})
    with pytest.raises(DocumentError) as raised:
        Topology.from_dict(wrong)
    assert str(raised.value) == (
        'components[0] "web": has also the key "component" in needs[0]: '
        'it is another word for "on"; write one of them'
    )
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(wrong)


@pytest.mark.parametrize("key", ["True", "true", True], ids=["True", "bool", "true"])
def test_what_yaml_1_1_leaves_of_on_has_a_way_out(key: object) -> None:
    with pytest.raises(DocumentError, match=r'make "[Tt]rue" of the key "on": write "component"'):
        Topology.from_dict(document({"needs": [{key: "a"}]}))


def test_yaml_with_the_key_true_has_a_way_out() -> None:
    with pytest.raises(DocumentError, match=r'not true; where .* of the key "on", write "comp'):
        Topology.loads("components:\n- id: a\n  needs: [{true: b}]\n- id: b\n")


def test_a_near_word_is_named() -> None:
    with pytest.raises(DocumentError, match='did you mean "component"'):
        Topology.from_dict(document({"needs": [{"componet": "a"}]}))


def test_it_is_read_in_what_options_do() -> None:
    def options(key: str, at: str) -> list[Entry]:
        return [
            {
                "id": "more",
                "cost": 1,
                "add": {"components": [{"id": "d", "needs": [{key: "c"}]}]},
                "change": {
                    "web": {"needs[+]": {key: "c", "calls": 2}, at: "b"},
                    "a": {"needs": [{key: "b"}]},
                },
            }
        ]

    entry = {"component": "a", "calls": 3}
    aliased = document({"needs": [entry]}, options=options("component", "needs[0].component"))
    plain = document({"needs": [{"on": "a", "calls": 3}]}, options=options("on", "needs[0].on"))
    read, known = Topology.from_dict(aliased), Topology.from_dict(plain)
    assert read.components == known.components
    change = read.options[0].change
    assert change["web"]["needs[+]"] == {"on": "c", "calls": 2}
    assert change["a"] == known.options[0].change["a"]


@pytest.mark.parametrize("key", ["component", "on"])
@pytest.mark.parametrize("need", ["a", {"on": "a"}, {"component": "a"}], ids=["id", "on", "other"])
def test_errors_in_what_options_change_name_the_key_of_the_path(need: Any, key: str) -> None:
    option = {"id": "o", "cost": 1, "change": {"web": {f"needs[0].{key}": 5}}}
    with pytest.raises(DocumentError) as raised:
        Topology.from_dict(document({"needs": [need]}, options=[option]))
    assert f'makes "web" wrong: needs[0].{key} is 5: must be text' in str(raised.value)


def test_names_of_people_are_left_alone() -> None:
    given = document(
        {"needs": [{"component": "component", "assumed": {"component": "told"}}]},
        shared_risks=[{"id": "risk", "hits": ["component", "a"]}],
        options=[{"id": "o", "cost": 1, "spare": {"risk": ["component"]}, "change": {}}],
    )
    given["options"][0]["change"] = {"component": {"count": 2}}
    given["components"].append({"id": "component"})
    read = Topology.from_dict(given)
    assert read.options[0].change == {"component": {"count": 2}}
    assert read.to_dict()["components"][0]["needs"] == [
        {"on": "component", "assumed": {"on": "told"}}
    ]


def test_a_document_without_it_is_not_copied() -> None:
    from topology.document.keys.aliases import with_one_key

    given = document({"needs": [{"on": "a"}, {"any": ["b", "c"]}], "repair": {"time": "1 h"}})
    assert with_one_key(given) is given


def test_a_graph_may_have_it() -> None:
    read = Topology.from_dict(document({"needs": [{"component": "a"}]}))
    graph = read.to_networkx()
    graph.nodes["web"]["needs"] = [{"component": "a"}]
    assert Topology.from_networkx(graph) == read
