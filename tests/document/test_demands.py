"""Objectives and acceptances in files of their own: read as a document is, and joined with one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.strategies import documents
from topology.document.demands.joining import joined
from topology.document.demands.reading import OwnFile, Section, of_file, of_text
from topology.document.document import Topology
from topology.errors import DocumentError
from topology.sources import reader

Doc = dict[str, Any]


def own(value: Any, bare: Section = "accepted", name: str = "own.json") -> OwnFile:
    data = value if isinstance(value, bytes) else json.dumps(value).encode()
    return of_text(reader.plain_text(data, name, Path(name)), bare)


def refused(value: Any, bare: Section = "accepted", name: str = "own.json") -> list[str]:
    with pytest.raises(DocumentError) as caught:
        own(value, bare, name)
    return list(caught.value.lines())


def accepted(name: str = "db", **facts: Any) -> Doc:
    return {"id": name, "reason": "rare", "until": "2027-01-31", **facts}


def shop(**sections: Any) -> Topology:
    pay = {"id": "pay", "needs": ["db", "mq"], "kind": "service"}
    db = {"id": "db", "needs": [], "modes": [{"id": "limping", "leaves": 0.5}]}
    risks = [{"id": "quake", "kind": "quake", "hits": ["db"]}]
    mq = {"id": "mq", "needs": []}
    return Topology.from_dict({"components": [pay, db, mq], "shared_risks": risks, **sections})


# -- reading --------------------------------------------------------------------------------------

YAML = b"""
- id: db
  reason: rare  # a comment
  until: 2027-01-31
  of: {kind: service}
"""


@pytest.mark.parametrize("bare", ["accepted", "objectives"])
def test_a_file_may_hold_both_or_one(bare: Section) -> None:
    file = own({"objectives": [{"of": "pay", "survives": 1}], "accepted": [accepted()]}, bare)
    assert [objective.of for objective in file.demands.objectives] == ["pay"]
    assert [entry.id for entry in file.demands.accepted] == ["db"]
    assert own({"objectives": [{"of": "pay"}]}, bare).demands.accepted == ()
    assert own({"accepted": []}, bare).demands.objectives == ()


def test_a_file_may_be_a_bare_list() -> None:
    assert own([accepted()]).demands.accepted[0].id == "db"
    assert own([{"of": "all"}], "objectives").demands.objectives[0].of == "all"
    assert own(YAML, name="own.yaml").demands.accepted[0].until == "2027-01-31"
    assert own([]).demands.accepted == ()


def test_a_file_may_have_what_a_document_has_for_editors_and_people() -> None:
    entry = accepted(**{"x-ticket": 12})
    file = own({"$schema": "x.json", "format": 1, "x-team": ["a"], "accepted": [entry]})
    assert file.demands.accepted[0].id == "db"


def test_a_file_is_read_from_where_it_lies(tmp_path: Path) -> None:
    path = tmp_path / "accepted.yml"
    path.write_bytes(YAML)
    assert of_file(path, "accepted").demands.accepted[0].id == "db"
    with pytest.raises(DocumentError, match=r"nothing\.json: no such file$"):
        of_file(Path("nothing.json"), "accepted")


ENTRY = accepted()


@pytest.mark.parametrize(
    ("value", "lines"),
    [
        (
            [ENTRY, {**ENTRY, "until": "2027-02-29"}],
            ['own.json: line 1 column 97: accepted[1] "db": until is "2027-02-29": must be a date '
             "such as 2027-01-31"],
        ),
        (
            [{"id": "db", "untill": "2027-01-31", "reason": "rare"}],
            ['own.json: line 1 column 2: accepted[0] "db": lacks "until", which is required',
             'own.json: line 1 column 15: accepted[0] "db": has an unknown key "untill"; did you '
             'mean "until"?'],
        ),
        (
            {"accepted": [{**ENTRY, "reason": ""}]},
            ['own.json: line 1 column 38: accepted[0] "db": reason is "": must not be empty'],
        ),
        (
            {"accepted": [{**ENTRY, "of": 5}]},
            ['own.json: line 1 column 75: accepted[0] "db": of is 5: must be an id, a list of ids, '
             '"all", or an object with a kind, a location or a tag'],
        ),
        (
            {"acepted": []},
            ['own.json: line 1 column 2: has an unknown key "acepted"; did you mean "accepted"?; a '
             'file of objectives has "objectives" and "accepted"',
             'own.json: line 1 column 1: has neither of its lists: a file of objectives has '
             '"objectives" and "accepted"'],
        ),
        (
            {"accepted": [], "format": 2},
            ["own.json: line 1 column 28: format is 2: must be 1"],
        ),
        (
            {"accepted": {"id": "db"}},
            ['own.json: line 1 column 14: accepted is an object of 1: must be a list, as in '
             '[{"id": "db", ...}]'],
        ),
        (
            {"objectives": [{"of": "pay", "accepted": [{**ENTRY, "until": "soon"}]}]},
            ['own.json: line 1 column 84: objectives[0] "pay": accepted[0].until is "soon": must '
             "be a date such as 2027-01-31"],
        ),
        (
            5,
            ["own.json: line 1 column 1: must hold an object or a list, not a number: a file of "
             'objectives has "objectives" and "accepted"'],
        ),
        (
            b'[{"id": "\x1b[2J"}',
            ["own.json: line 1 column 10: is not valid JSON: control character (\\u0000-\\u001F) "
             "found while parsing a string"],
        ),
        (b"", ["own.json: is empty"]),
        ([[]], ["own.json: line 1 column 2: accepted[0]: is a list of 0: must be an object"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_its_place(value: Any, lines: list[str]) -> None:
    assert refused(value) == lines


def test_lines_are_those_of_the_file_as_it_is_written() -> None:
    text = b"# borne\n- id: db\n  reason: rare\n  until: 2027-02-29\n"
    assert refused(text, name="a.yaml") == [
        'a.yaml: line 4 column 10: accepted[0] "db": until is "2027-02-29": must be a date such as '
        "2027-01-31"
    ]
    text = b"accepted:\n" + text
    assert refused(text, name="a.yaml")[0].startswith("a.yaml: line 5 column 10: accepted[0]")


def test_a_topology_is_no_file_of_objectives() -> None:
    lines = refused({"components": [{"id": "a"}], "accepted": []})
    assert lines == [
        'own.json: line 1 column 2: has an unknown key "components"; '
        'a file of objectives has "objectives" and "accepted"'
    ]


# -- joining --------------------------------------------------------------------------------------


def test_nothing_joined_is_the_document() -> None:
    topology = shop()
    assert joined(topology, []).topology is topology
    assert joined(topology, [own([])]).topology == topology


def test_entries_stand_behind_those_of_the_document() -> None:
    topology = shop(objectives=[{"of": "pay"}], accepted=[accepted("quake")])
    one = own({"objectives": [{"of": "mq", "accepted": [accepted()]}], "accepted": [accepted()]})
    two = own([accepted("mq", of="pay")], name="two.json")
    found = joined(topology, [one, two])
    assert [objective.of for objective in found.topology.objectives] == ["pay", "mq"]
    assert [entry.id for entry in found.topology.accepted] == ["quake", "db", "mq"]
    assert found.origin(("objectives", 0)) is None
    assert found.origin(("objectives", 1)) == (one, ("objectives", 0))
    assert found.origin(("objectives", 1, "accepted", 0)) == (one, ("objectives", 0, "accepted", 0))
    assert found.origin(("accepted", 0)) is None
    assert found.origin(("accepted", 1)) == (one, ("accepted", 0))
    assert found.origin(("accepted", 2)) == (two, (0,))
    assert found.of_nothing == ()


@settings(max_examples=20)
@given(documents(size=6), st.data())
def test_it_is_as_if_it_stood_in_the_document(doc: Doc, data: st.DataObject) -> None:
    """What is moved to a file of its own, from anywhere on, is joined to the same document."""
    names = [component["id"] for component in doc["components"]]
    entry = st.sampled_from(names).map(accepted)
    objectives = [
        {**objective, "accepted": data.draw(st.lists(entry, max_size=2))}
        for objective in doc.get("objectives", [])
    ]
    of = st.sampled_from(["all", {"kind": "service"}, names[0], names[:1], names])
    borne = [{**one, "of": data.draw(of)} for one in data.draw(st.lists(entry, max_size=3))]
    whole = Topology.from_dict({**doc, "objectives": objectives, "accepted": borne})
    n, m = data.draw(st.integers(0, len(objectives))), data.draw(st.integers(0, len(borne)))
    part = Topology.from_dict({**doc, "objectives": objectives[:n], "accepted": borne[:m]})
    found = joined(part, [own({"objectives": objectives[n:], "accepted": borne[m:]})])
    assert found.topology == whole
    assert Topology.from_dict(found.topology.to_dict()) == whole


def test_an_acceptance_of_nothing_is_left_out_and_told() -> None:
    file = own([accepted("dbs"), accepted("quake"), accepted("db:limping"), accepted("db:limpin")])
    found = joined(shop(), [file])
    assert [entry.id for entry in found.topology.accepted] == ["quake", "db:limping"]
    told = [(one.entry.id, one.path, one.target, one.near) for one in found.of_nothing]
    assert told == [
        ("dbs", (0,), "", '; did you mean "db"?'),
        ("db:limpin", (3,), "", '; did you mean "db:limping"?'),
    ]
    assert found.origin(("accepted", 0)) == (file, (1,))


def test_an_acceptance_for_nobody_is_left_out_and_told() -> None:
    entries = [accepted(of="pya"), accepted(of=["pay", "gone"]), accepted(of="quake")]
    found = joined(shop(), [own({"accepted": entries})])
    assert [entry.of for entry in found.topology.accepted] == [("pay",)]
    told = [(one.path, one.target, one.near) for one in found.of_nothing]
    assert told == [
        (("accepted", 0), "pya", '; did you mean "pay"?'),
        (("accepted", 1), "gone", ""),
        (("accepted", 2), "quake", ""),
    ]


def test_an_objective_keeps_what_it_accepts_of_something() -> None:
    objective = {"of": "pay", "accepted": [accepted("gone"), accepted("db")]}
    file = own([objective], "objectives")
    found = joined(shop(), [file])
    (left,) = found.topology.objectives
    assert [entry.id for entry in left.accepted] == ["db"]
    assert found.origin(("objectives", 0, "accepted", 0)) == (file, (0, "accepted", 1))
    (told,) = found.of_nothing
    assert (told.entry.id, told.of, told.path) == ("gone", "pay", (0, "accepted", 0))


def wrong(topology: Topology, *files: OwnFile) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        joined(topology, files)
    return list(caught.value.lines())


def test_an_objective_of_nothing_is_wrong_in_its_file() -> None:
    topology = shop(objectives=[{"of": "pay"}])
    text = b"# ours\nobjectives:\n  - of: pay\n  - of: [db, pya]\n"
    assert wrong(topology, own(text, "objectives", "own.yaml")) == [
        'own.yaml: line 4 column 5: objectives[1]: is of "pya", which does not exist; '
        'did you mean "pay"?'
    ]
    assert wrong(topology, own([{"of": "quake"}], "objectives")) == [
        'own.json: line 1 column 2: objectives[0] "quake": is of "quake", which is a shared risk, '
        "not a component"
    ]


def test_objectives_that_deny_others_are_wrong_in_their_file() -> None:
    topology = shop(objectives=[{"of": "mq"}, {"of": "pay", "level": 0.9}])
    asked = {"of": "pay", "level": 0.5}
    assert wrong(topology, own([{"of": "mq"}, asked], "objectives")) == [
        'own.json: line 1 column 16: objectives[1] "pay": gives "pay" a level of 0.5, and '
        "objectives[1] of the document gives it 0.9: a target has one level"
    ]
    first = own([{"of": "mq", "level": 0.2}], "objectives", "first.json")
    second = own([{"of": "mq", "level": 0.3}], "objectives", "second.json")
    assert wrong(shop(), first, second) == [
        'second.json: line 1 column 2: objectives[0] "mq": gives "mq" a level of 0.3, and '
        "objectives[0] of first.json gives it 0.2: a target has one level"
    ]
