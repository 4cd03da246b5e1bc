"""Traffic in files beside a document: read in four forms, in place of the document's own."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.oracles import Doc
from topology.document.demands.traffic import with_traffic
from topology.document.document import Topology
from topology.errors import DocumentError

PARTS: list[Doc] = [
    {"id": "a", "kind": "site"},
    {"id": "b", "kind": "site"},
    {"id": "c", "kind": "site"},
    {"id": "ab", "connects": ["a", "b"]},
    {"id": "bc", "connects": ["b", "c"]},
]
OWN = {"from": "c", "to": "a", "demand": 99, "x-note": "mine"}


def document(**more: Any) -> Topology:
    return Topology.from_dict({"name": "net", "components": PARTS, "traffic": [OWN], **more})


@pytest.fixture(autouse=True)
def in_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def read(*texts: str, name: str = "m.csv", **more: Any) -> list[tuple[Any, Any, float]]:
    """What is asked after the files of these texts were read."""
    names = [name if i == 0 else f"{i}-{name}" for i in range(len(texts))]
    for file, text in zip(names, texts, strict=True):
        Path(file).write_text(text, encoding="utf-8")
    found = with_traffic(document(**more), names)
    assert Topology.from_dict(found.to_dict()) == found
    assert not found.own_words
    return [(demand.origin, demand.to, demand.demand) for demand in found.traffic]


def refused(text: str, name: str = "m.csv", **more: Any) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        read(text, name=name, **more)
    return [line.removeprefix(f"{name}: ") for line in caught.value.lines()]


LIST = "from,to,demand\na,b,1.5\nb,c,2\n"
NATIVE = """?SNDlib native format; type: network; version: 1.0
META (
 unit = {unit}
)
NODES ( a ( 9.0 53.0 )
 b ( 8.0 53.0 )
 {third} ( 7.0 52.0 )
)
LINKS ( L1 ( a b ) 40.00 0.00 0.00 0.00 ( ) )
DEMANDS (
 D1 ( a b ) 1 1.50 UNLIMITED
 D2 ( b {third} ) 1 2.00 UNLIMITED
)
"""


def native(unit: str = "Gbit/s", third: str = "c") -> str:
    return NATIVE.format(unit=unit, third=third)


XML = """<?xml version="1.0"?>
<network xmlns="http://sndlib.zib.de/network" version="1.0">
<networkStructure><nodes coordinatesType="geographical">
<node id="a"/><node id="b"/><node id="c"/></nodes><links/></networkStructure>
<demands>
<demand id="D1"><source>a</source><target>b</target><demandValue>1.5</demandValue></demand>
<demand id="D2"><source>b</source><target>c</target><demandValue>2</demandValue></demand>
</demands>
</network>
"""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (LIST, "m.csv"),
        ("demand;to;from\n1.5;b;a\n2;c;b\n", "m.txt"),
        ("# measured\nTo\tFrom\tDemand\nb\ta\t1.5\nc\tb\t2\n", "m.tsv"),
        (",a,b,c\na,0,1.5,\nb,,,2\nc,0,0,0\n", "m.csv"),
        ("node;c;b;a\na;;1.5;0\nc;;;\nb;2;;\n", "m.csv"),
        (native(), "net.txt"),
        (XML, "net.xml"),
        (json.dumps({"traffic": [{"from": "a", "to": "b", "demand": 1.5},
                                 {"from": "b", "to": "c", "demand": 2}]}), "m.json"),
        ("traffic:\n- {from: a, to: b, demand: 1.5}\n- {from: b, to: c, demand: 2}\n", "m.yaml"),
        ("- {from: a, to: b, demand: 1.5}\n- {from: b, to: c, demand: 2}\n", "m"),
    ],
)  # fmt: skip
def test_each_form_comes_in_place_of_what_the_document_has(text: str, name: str) -> None:
    assert read(text, name=name) == [("a", "b", 1.5), ("b", "c", 2.0)]


def test_without_files_the_document_stays() -> None:
    assert with_traffic(document(), ()) == document()


def test_what_several_files_say_adds_up() -> None:
    found = read(LIST, ",a,b,c\na,,1,\nb,,,\nc,,,\n")
    assert found == [("a", "b", 1.5), ("b", "c", 2.0), ("a", "b", 1.0)]


def test_plain_values_may_say_all_that_a_document_may() -> None:
    text = json.dumps([{"from": "all", "to": {"kind": "site"}, "demand": {"low": 1, "high": 3}}])
    ((origin, to, demand),) = read(text, name="m.json")
    assert (origin, to.kind, demand) == ("all", "site", 2)


def test_all_may_stand_in_a_list() -> None:
    assert read("from,to,demand\nall,a,1\n") == [("all", "a", 1)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        # columns
        ("source,target,value\na,b,1\n",
         ['line 1: has the column "source"; did you mean "from"?',
          'line 1: has the column "target"; did you mean "to"?',
          'line 1: has the column "value"; did you mean "demand"?',
          'line 1: has no column "from": a table of traffic has the columns from, to and demand, '
          "or is a square matrix",
          'line 1: has no column "to": a table of traffic has the columns from, to and demand, '
          "or is a square matrix",
          'line 1: has no column "demand": a table of traffic has the columns from, to and demand, '
          "or is a square matrix"]),
        ("from,to,demnd\na,b,1\n",
         ['line 1: has the column "demnd"; did you mean "demand"?',
          'line 1: has no column "demand": a table of traffic has the columns from, to and demand, '
          "or is a square matrix"]),
        ("from,to,demand,demand\na,b,1,2\n", ['line 1: has the column "demand" twice']),
        ("from,to,demand\na,b\n", ["line 2: has 2 cells, and the first row 3"]),
        ("from,to,demand\n",
         ["has no row below the names of its columns: a table of traffic has the columns from, to "
          "and demand, or is a square matrix"]),
        ('from,to,demand\na,"b,1\n',
         ["is a table that breaks off within a cell, or has too long a one"]),
        # rows: all that is wrong, each at its line
        ("from,to,demand\na,bb,1\n# so\n\na,a,1\nab,b,1\na,b,x\na,b,12 Gbit/s\na,b,-1\n"
         "a,b,nan\na,b,\n",
         ['line 2: "a → bb": goes to "bb", which does not exist; did you mean "b"?',
          'line 5: "a → a": goes from "a" to itself: no link carries that',
          'line 6: "ab → b": comes from "ab", which is a link; traffic is between nodes',
          'line 7: "a → b": demand is "x": must be a number',
          'line 8: "a → b": demand is "12 Gbit/s": must be a number; write 12; the unit goes in '
          "load_unit",
          'line 9: "a → b": demand is -1.0: must be at least 0',
          'line 10: "a → b": demand is "nan": must be a number',
          'line 11: "a → b": demand is "": must be a number']),
        ("from,to,demand\na,b,-1\n", ['line 2: "a → b": demand is -1.0: must be at least 0']),
        ("from,to,demand\na,b,1e101\n",
         ['line 2: "a → b": demand is 1e+101: must be at most 1e+100']),
        # matrices
        (",a,b\na,0,1\nb,1\n", ["line 3: has 2 cells, and the first row 3"]),
        (",a,b,b\na,0,1,1\nb,0,1,1\n", ['line 1: has the column "b" twice']),
        (",a,b\na,0,1\na,0,1\n",
         ['line 1: has the row "a" twice',
          'line 1: has the column "b" and no row of it: a matrix is square']),
        (",a,bee\na,0,1\nbeee,0,1\n",
         ['line 1: has the column "bee" and no row of it: a matrix is square; did you mean '
          '"beee"?',
          'line 1: has the row "beee" and no column of it: a matrix is square; did you mean '
          '"bee"?']),
        (",a,b\na,7,1\nb,0,0\n",
         ['line 2: "a → a": goes from "a" to itself: no link carries that']),
        (",a,bx\na,,1\nbx,2,\n",
         ['line 2: "a → bx": goes to "bx", which does not exist; did you mean "b"?',
          'line 3: "bx → a": comes from "bx", which does not exist; did you mean "b"?']),
        # what holds none, and what is none
        (",a,b\na,,\nb,,0\n", ["holds no traffic"]),
        ("", ["is empty"]),
        ("<graphml/>", ["is XML, and no network of SNDlib, of which demands are read"]),
    ],
)  # fmt: skip
def test_what_is_wrong_in_a_table(text: str, lines: list[str]) -> None:
    assert refused(text) == lines


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ('{"trafic": []}',
         ['line 1 column 2: has an unknown key "trafic"; did you mean "traffic"?; a file of '
          'traffic is {"traffic": [...]}',
          'line 1 column 1: has no traffic: a file of traffic is {"traffic": [...]}']),
        ("7", ['line 1 column 1: must hold an object or a list, not a number: a file of traffic '
               'is {"traffic": [...]}']),
        ('{"traffic": []}', ["holds no traffic"]),
        ('[\n{"from": "a", "to": "bb", "demand": 1}]',
         ['line 2 column 1: traffic[0] "a → bb": goes to "bb", which does not exist; did you '
          'mean "b"?']),
        ('{"traffic":\n[{"from": "a", "to": "b",\n"demand": "1"}, {"form": "a"}]}',
         ['line 3 column 11: traffic[0] "a → b": demand is "1": must be a number; write 1',
          'line 3 column 17: traffic[1]: lacks "from", which is required',
          'line 3 column 17: traffic[1]: lacks "to", which is required',
          'line 3 column 17: traffic[1]: lacks "demand", which is required',
          'line 3 column 18: traffic[1]: has an unknown key "form"; did you mean "from"?']),
    ],
)  # fmt: skip
def test_what_is_wrong_in_plain_values(text: str, lines: list[str]) -> None:
    assert refused(text, name="m.json") == lines


def test_what_is_wrong_in_a_network_of_sndlib() -> None:
    said = 'line 12: "b → d": goes to "d", which does not exist'
    assert refused(native(third="d"), name="net.txt") == [said]
    other = native().replace("D2 ( b c )", "D2 ( b d )")
    said = "net.txt:12 D2: demands with an end that is no node (1): nothing is known of it"
    assert refused(other, name="net.txt") == [said]
    more = native().replace("2.00", "many")
    said = "net.txt:12 D2: demands (1): they have no two ends, or no amount that is a number"
    assert refused(more, name="net.txt") == [said]


def test_units_are_one() -> None:
    Path("net.txt").write_text(native("MBITPERSEC"), encoding="utf-8")
    assert with_traffic(document(), ["net.txt"]).load_unit == "MBITPERSEC"
    said = (
        'has demands in "MBITPERSEC", and the document its loads in "Gbit/s": if these are the '
        "same, write it so in load_unit"
    )
    assert refused(native("MBITPERSEC"), name="net.txt", load_unit="Gbit/s") == [said]


def test_the_document_may_have_no_link() -> None:
    said = "has traffic and no link that could carry it: a link is what has connects"
    Path("m.csv").write_text("from,to,demand\na,b,1\n", encoding="utf-8")
    nodes = Topology.from_dict({"components": PARTS[:3]})
    with pytest.raises(DocumentError) as caught:
        with_traffic(nodes, ["m.csv"])
    assert caught.value.lines() == (f"m.csv: {said}",)


def test_files_are_looked_for() -> None:
    with pytest.raises(DocumentError) as caught:
        with_traffic(document(), ["nowhere.csv"])
    assert caught.value.lines() == ("nowhere.csv: no such file",)


IDS = [f"n{i}" for i in range(5)]
AMOUNTS = st.one_of(st.just(0.0), st.floats(0, 1e9), st.integers(0, 9).map(float))


@given(st.dictionaries(st.sampled_from(list(permutations(IDS, 2))), AMOUNTS, max_size=20))
def test_list_matrix_and_plain_values_say_the_same(asked: dict[tuple[str, str], float]) -> None:
    parts = [{"id": name} for name in IDS]
    topology = Topology.from_dict({"components": [*parts, {"id": "l", "connects": ["n0", "n1"]}]})
    cells = [[asked.get((a, b), "") for b in IDS] for a in IDS]
    rows = [f"{a},{','.join(map(str, row))}" for a, row in zip(IDS, cells, strict=True)]
    matrix = "\n".join([f",{','.join(IDS)}", *rows])
    listed = "\n".join(["from,to,demand", *(f"{a},{b},{x}" for (a, b), x in asked.items())])
    plain = json.dumps([{"from": a, "to": b, "demand": x} for (a, b), x in asked.items()])
    for name, text in (("m.csv", matrix), ("l.csv", listed), ("p.json", plain)):
        Path(name).write_text(text, encoding="utf-8")
        wanted = {key: x for key, x in asked.items() if x or name != "m.csv"}
        if wanted:
            found = with_traffic(topology, [name]).traffic
            assert {(d.origin, d.to): d.demand for d in found} == wanted
