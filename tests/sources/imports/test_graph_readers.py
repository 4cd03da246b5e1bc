"""Each format of networks by itself: what of it is read, and what is refused in a line."""

from __future__ import annotations

import json
import random
from time import process_time

import pytest

from tests.support.network_rows import brought_in, row_of
from topology.errors import DocumentError
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.graphs import dot, gml, node_link


def links(form: str, text: str) -> list[str]:
    found = brought_in(form, text)
    return [part["id"] for part in found.document["components"] if "connects" in part]


def refused(form: str, text: str | bytes) -> str:
    asked = table.named(form)
    assert asked is not None
    data = text.encode() if isinstance(text, str) else text
    with pytest.raises(DocumentError) as caught:
        asked.room().read([Given("net", data)], table.Options())
    (line,) = caught.value.lines()
    return line


# -- DOT -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("graph{a--b}", ["a--b"]),
        ("graph { a -- b -- c }", ["a--b", "b--c"]),
        ("digraph x { {a b} -> {c d} }", ["a--c", "a--d", "b--c", "b--d"]),
        ("digraph { subgraph s { a; b } -> c }", ["a--c", "b--c"]),
        ("graph { a -- { b -- c } }", ["a--b", "a--c", "b--c"]),
        ('graph { "a b":n:s -- c:x }', ["a b--c"]),
        ('graph { "a" + "b" -- c }', ["ab--c"]),
        ("# first\ngraph { a -- b }", ["a--b"]),
        ("graph { a -- b // c -- d\n /* e -- f */ \n# g -- h\n}", ["a--b"]),
        ('graph { a [label=<x <b>--</b> "y>]; a -- b }', ["a--b"]),
        ("graph { edge [label=x] a -- b node [shape=box] c -- d }", ["a--b", "c--d"]),
        ("GRAPH { a -- b Subgraph { c -- d } }", ["a--b", "c--d"]),
        ("graph { a -- b a -- b }", ["a--b", "a--b#2"]),
        ("strict digraph { a -> b a -> b b -> a }", ["a--b", "a--b#2"]),
        ("graph { a -- b [id=x] [capacity=3], c -- d; }", ["c--d", "x"]),
        ("graph { rankdir=LR; a -- graph1 }", ["a--graph1"]),
        ('graph { "x -- y" -- z }', ["x -- y--z"]),
        ("graph { node1 -- subgraph1 }", ["node1--subgraph1"]),
    ],
)
def test_dot(text: str, found: list[str]) -> None:
    assert links("dot", text) == found


@pytest.mark.parametrize("text", [
    "digraph {", "digraph { a -> }", "digraph { a -> ; b }", "digraph { -> a }", "digraph { a",
    'digraph { "a }', "digraph { a [b=", "digraph { a [label=<x }", "digraph { a } b", "graph }",
    "digraph { ] }", "digraph { a -> [x=1] }", "digraph { /* a }", "digraph { a = ; }",
    "digraph { a -> -> b }", "digraph { a [=] }", "digraph { <b>x</b> -> a }", "digraph { \x01 }",
    'digraph { "" -> a }', "digraph { " + "{" * 200 + "a" + "}" * 200 + "}",
    "digraph {" + "{" * 3000,
])  # fmt: skip
def test_dot_that_is_wrong_is_refused_in_a_line(text: str) -> None:
    assert refused("dot", text).startswith("net")


def test_a_graph_of_what_is_provisioned_is_no_network() -> None:
    text = 'digraph {\n subgraph "root" {\n "[root] aws_vpc.x (expand)" [label = "x"]\n }\n}\n'
    assert not dot.recognises(Given("g.dot", text.encode()))


def test_lines_are_counted_through_texts_and_comments() -> None:
    text = '# 1\n/* 2\n3 */ graph { // 3\n a [label=<\n\n>];\n b [label="\n"];\n a -- b }'
    found = brought_in("dot", text)
    places = {part["id"]: part["source"] for part in found.document["components"]}
    assert places == {"a": "net0:4 a", "b": "net0:7 b", "a--b": "net0:9 a - b"}


def test_labels_of_dot_are_one_line() -> None:
    found = brought_in("dot", r'graph { a [label="Core\nswitch"]; b [label="\N"]; a -- b }')
    names = {part["id"]: part.get("name") for part in found.document["components"]}
    assert names == {"a": "Core switch", "b": None, "a--b": None}


def test_a_large_dot_is_read_in_time() -> None:
    rng = random.Random(1)
    lines = [f'  "n{rng.randrange(4_000)}" -> n{rng.randrange(4_000)} [label="x"];\n'
             for _ in range(8_000)]  # fmt: skip
    before = process_time()
    assert dot.read([Given("g.dot", f"digraph {{\n{''.join(lines)}}}".encode())], table.Options())
    assert process_time() - before < 1.5


# -- GML -------------------------------------------------------------------------------------------

RING = "graph [ node [ id 1 ] node [ id 2 ] edge [ source 1 target 2 ] edge [ source 2 target 1 ] ]"


def test_gml_has_repeated_edges_and_labels() -> None:
    assert links("gml", RING) == ["1--2", "1--2#2"]
    twins = 'graph [ node [ id 1 label "a" ] node [ id 2 label "a" ] edge [ source 1 target 2 ] ]'
    assert links("gml", twins) == ["1--2"]


@pytest.mark.parametrize("text", [
    "graph [", "graph [ node [ id 1 ]", "graph [ node ]", "graph [ ] ]", "graph [ [ ] ]",
    'graph [ node [ id "1 ] ]', "graph [ " + "x [ " * 20_000, "graph 1", "x [ ]", "graph [ { ] ]",
    "graph [ node [ id ] ]", "graph [ 1 2 ]",
])  # fmt: skip
def test_gml_that_is_wrong_is_refused_in_a_line(text: str) -> None:
    assert refused("gml", text).startswith("net")


def test_lists_of_gml_have_a_bounded_depth() -> None:
    deep = RING.replace("id 1", "id 1 " + "x [ " * 120 + "] " * 120)
    assert "more than 100 lists in one another" in refused("gml", deep)
    assert links("gml", deep.replace("x [ " * 60, "").replace("] " * 60, "")) == ["1--2", "1--2#2"]


def test_gml_is_told_from_dot() -> None:
    assert gml.recognises(Given("x", b'Creator "me"\nVersion 1\n' + RING.encode()))
    assert not gml.recognises(Given("x", b"graph { a -- b }"))
    assert not dot.recognises(Given("x", RING.encode()))


# -- GraphML ---------------------------------------------------------------------------------------


def graphml(inside: str, kind: str = "undirected") -> str:
    return f'<graphml><graph edgedefault="{kind}">{inside}</graph></graphml>'


def test_graphml_says_of_each_edge_whether_it_is_an_arrow() -> None:
    text = graphml('<node id="a"/><node id="b"/><edge source="b" target="a"/>'
                   '<edge source="b" target="a" directed="false"/>', "directed")  # fmt: skip
    found = brought_in("graphml", text, directed=True)
    assert [p["id"] for p in found.document["components"] if "connects" in p] == ["a--b", "b->a"]


def test_graphml_of_networkx_repeats_the_ids_of_edges() -> None:
    text = graphml(
        '<node id="a"/><node id="b"/><node id="c"/><edge source="a" target="b" id="0"/>'
        '<edge source="a" target="b" id="1"/><edge source="b" target="c" id="0"/>'
    )
    assert links("graphml", text) == ["1", "a--b", "b--c"]


@pytest.mark.parametrize("text", [
    "<graphml/>", "<graphml><graph>", "<graphml><graph/></graphmll>",
    '<!DOCTYPE g [<!ENTITY a "b">]><graphml><graph><node id="&a;"/></graph></graphml>',
    "<graphml>" + "<graph><node id='a'>" * 20_000,
])  # fmt: skip
def test_graphml_that_is_wrong_is_refused_in_a_line(text: str) -> None:
    assert refused("graphml", text).startswith("net")


# -- node-link JSON, SNDlib, tables ----------------------------------------------------------------


@pytest.mark.parametrize("key", ["links", "edges"])
def test_node_link_has_links_or_edges(key: str) -> None:
    data = {"nodes": [{"id": 1}, {"id": "2"}], key: [{"source": 1, "target": "2", "key": 0}]}
    assert links("node-link", json.dumps(data)) == ["1--2"]


def test_node_link_is_told_from_sndlib_and_from_documents() -> None:
    lists: dict[str, object] = {"nodes": [{"id": 1}], "links": []}
    assert node_link.recognises(Given("x", json.dumps(lists).encode()))
    for more in ({"demands": []}, {"components": []}):
        assert not node_link.recognises(Given("x", json.dumps(lists | more).encode()))
    assert not node_link.recognises(Given("x.yaml", b"nodes: [{id: 1}]\nlinks: []\n"))


def test_what_others_call_by_our_own_words_is_not_believed() -> None:
    edge = {"source": 1, "target": 2, "x-modules": ["hunter2"], "x-note": "hunter2"}
    found = brought_in("node-link", json.dumps({"nodes": [{"id": 1}, {"id": 2}], "links": [edge]}))
    assert "hunter2" not in json.dumps(found.document) + json.dumps(found.notes.plain())


@pytest.mark.parametrize("text", ["{}", '{"nodes": 1, "links": []}', '{"nodes": [], "links": {}}',
                                  "[]", "1", "{", "[" * 100_000])  # fmt: skip
def test_node_link_that_is_wrong_is_refused_in_a_line(text: str) -> None:
    assert refused("node-link", text).startswith("net")


@pytest.mark.parametrize("text", [
    "?SNDlib native format\nNODES (\n a ( 1 2 )\n", "?SNDlib native format\nLINKS (\n a b\n)\n",
    "?SNDlib native format\nDEMANDS (\n a ( b c ) 1\n)\n", "?SNDlib\n)", "<network>", "<network/>",
    "{}", '{"nodes": []}', "?SNDlib native format\nNODES (\n a ) ) )\n", "?SNDlib native format",
])  # fmt: skip
def test_sndlib_that_is_wrong_is_refused_in_a_line(text: str) -> None:
    asked = table.named("sndlib")
    assert asked is not None
    with pytest.raises(DocumentError) as caught:
        table.imported(asked, [Given("net", text.encode())], table.Options())
    assert len(caught.value.lines()) == 1


HEADS = ("source,target", "From;To", "a\tb", '"Node 1","node_2"', "src,dst,capacity", "A-end,Z-end",
         "Site A;Site Z", "from_id,to_id", "Endpoint1,Endpoint2")  # fmt: skip


@pytest.mark.parametrize("head", HEADS)
def test_columns_are_known_by_their_names(head: str) -> None:
    sign = next(sign for sign in ",;\t" if sign in head)
    assert links("csv", f"{head}\nx{sign}y\n") == ["x--y"]


def test_a_capacity_may_have_its_unit_beside_it() -> None:
    found = brought_in("csv", "from,to,Capacity (Mbit/s),capacity cost\na,b,40,7\n")
    assert [p["capacity"] for p in found.document["components"] if "connects" in p] == [40]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("t.csv", "id,needs\nweb,db\ndb,disk\n"),
        ("t.txt", "a1,b1\nb1,c1\n"),
        ("t.csv", "a1,b1,c1\nb1,c1,a1\n"),
        ("t.csv", "source,target\n"),
        ("t.csv", 'source,target\n"a,b\n'),
    ],
)
def test_a_table_that_is_no_edge_list_is_left_alone(name: str, text: str) -> None:
    form = table.recognised(Given(name, text.encode()))
    assert form is None


def test_two_columns_without_names_are_links_from_the_first_row_on() -> None:
    found = brought_in("csv", Given("t.csv", b"x,y\ny,z\n"), reach="x")
    assert row_of(found.document).links == 2
    assert any("no column is called" in words for words in found.notes.unknown.items)


@pytest.mark.parametrize("text", ["", "a", "x,y,z\n1,2,3\n", 'from,to\n"a', "from,to\n,\n",
                                  "from,to\na" + "x" * 2_000 + ",b\n"])  # fmt: skip
def test_a_table_that_is_wrong_is_refused_in_a_line(text: str) -> None:
    assert refused("csv", text).startswith("net")
