"""What is concluded from a network, and what must not be."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.support.imports import FILES
from tests.support.network_rows import Row, brought_in, causes, row_of
from topology.document.document import Topology
from topology.errors import DocumentError, TopologyError
from topology.findings.single_points import SinglePoints
from topology.sources import reader
from topology.sources.imports import table
from topology.sources.imports.graphs import network
from topology.sources.imports.options import Options

SPUR = "source,target\na,b\nb,c\nc,a\nc,d\n"
"""A ring, and a spur to d."""


def components(found: table.Imported) -> dict[str, dict[str, Any]]:
    return {part["id"]: part for part in found.document["components"]}


def from_files(form: str, example: str, **options: Any) -> table.Imported:
    files = sorted(p for p in (FILES / form / example).iterdir() if p.stem not in TOLD)
    return brought_in(form, *map(reader.given, files), **options)


TOLD = ("document", "notes", "options")


# -- targets ---------------------------------------------------------------------------------------


def test_without_a_goal_nothing_is_judged_and_the_notes_say_so() -> None:
    found = brought_in("csv", SPUR)
    points = SinglePoints.of(Topology.from_dict(found.document))
    assert points.targets == ()
    assert found.notes.unknown.count == 4
    assert any("--reach NODE" in words for words in found.notes.unknown.items)
    assert all("needs" not in part for part in found.document["components"])


def test_a_goal_makes_every_other_node_a_target() -> None:
    found = brought_in("csv", SPUR, reach="a")
    assert row_of(found.document) == Row(4, 4, 3, 1, 1, 1, 1)
    assert causes(found.document) == {"b": set(), "c": set(), "d": {"c", "c--d"}}
    assert found.notes.certain.count == 3
    assert found.notes.assumed.items == (
        "a.fails = False: taken to stand, as what others must reach",
    )
    assert not any("--reach" in words for words in found.notes.unknown.items)


def test_a_goal_may_be_named_by_a_label_that_no_other_has() -> None:
    text = "graph { 1 [label=hub]; 2 [label=twin]; 3 [label=twin]; 1 -- 2 -- 3 }"
    assert components(brought_in("dot", text, reach="hub"))["1"]["fails"] is False
    with pytest.raises(TopologyError, match=r'label of 2 nodes.*such as "2", "3"'):
        brought_in("dot", text, reach="twin")
    with pytest.raises(TopologyError, match='"hob" is no node of net0; did you mean "hub"'):
        brought_in("dot", text, reach="hob")
    with pytest.raises(TopologyError, match="is no node"):
        brought_in("dot", text, reach="1--2")


def test_a_node_that_no_link_joins_is_never_up() -> None:
    found = brought_in("dot", "graph { a -- b; c }", reach="a")
    assert SinglePoints.of(Topology.from_dict(found.document)).never_up == ("c",)


# -- links -----------------------------------------------------------------------------------------


def test_parallel_links_are_kept_apart() -> None:
    found = brought_in("csv", "from,to\na,b\na,b\n", reach="a")
    assert causes(found.document) == {"b": set()}
    assert {"a--b", "a--b#2"} < components(found).keys()
    assert "1 pair of nodes with more than one, kept apart" in found.notes.read.items[0]


def test_arrows_are_not_believed_unless_it_is_said() -> None:
    text = "digraph { a -> b -> c; c -> a }"
    both = brought_in("dot", text, reach="a")
    assert row_of(both.document) == Row(3, 3, 2)
    assert "--directed keeps them" in both.notes.direction.items[0]
    assert "a ↔ b (net0:1)" in both.notes.direction.items[0]
    one_way = brought_in("dot", text, reach="a", directed=True)
    assert causes(one_way.document) == {"b": {"c", "b->c", "c->a"}, "c": {"c->a"}}
    assert "a → b" in one_way.notes.direction.items[0]


def test_what_is_drawn_without_an_arrow_leads_both_ways_even_so() -> None:
    found = brought_in("dot", "graph { a -- b }", reach="b", directed=True)
    assert "one_way" not in components(found)["a--b"]
    assert "none is drawn with an arrow" in found.notes.direction.items[0]
    mixed = "digraph { a -> b [dir=none]; c -> b; b -> d [dir=back] }"
    found = brought_in("dot", mixed, directed=True)
    assert [p["id"] for p in found.document["components"] if "connects" in p] == [
        "a--b", "c->b", "d->b",
    ]  # fmt: skip
    text = "digraph { a -> b; { edge [dir=none]; b -> c; c -> d [dir=forward] } d -> e }"
    found = brought_in("dot", text, directed=True)
    assert [p["id"] for p in found.document["components"] if "connects" in p] == [
        "a->b", "b--c", "c->d", "d->e",
    ]  # fmt: skip


def test_a_link_each_way_is_doubted() -> None:
    found = brought_in("csv", "from,to\na,b\nb,a\n")
    assert any("listed twice" in words for words in found.notes.unknown.items)
    assert not any("listed twice" in w for w in brought_in("csv", SPUR).notes.unknown.items)


def test_a_link_to_itself_is_left_out_and_counted() -> None:
    found = brought_in("csv", SPUR + "a,a\nb,b\n")
    assert row_of(found.document).links == 4
    assert found.notes.left_out.items == (
        "links of a node to itself (2), such as net0:6 a - a: they lead nowhere",
    )


def test_an_end_that_is_no_node_is_never_made_one() -> None:
    found = from_files("gml", "zoo")
    assert "7" not in components(found)
    assert any("end that is no node (1)" in words for words in found.notes.left_out.items)


def test_ids_that_are_taken_are_not_given_twice() -> None:
    text = "id,from,to\na,a,b\nx,a,b\nx,b,c\n"
    assert components(brought_in("csv", text)).keys() == {
        "a", "b", "c", "a--b", "a--b#2", "b--c",
    }  # fmt: skip


def test_an_own_id_that_looks_like_a_made_one_is_kept() -> None:
    found = components(brought_in("csv", "id,from,to\n,a,b\na--b,c,d\n"))
    assert found["a--b"]["connects"] == ["c", "d"]
    assert found["a--b#2"]["connects"] == ["a", "b"]


# -- what is known of them -------------------------------------------------------------------------


def test_nothing_installed_is_no_capacity_of_nothing() -> None:
    for example in ("xml", "native", "json"):
        found = components(from_files("sndlib", example))
        assert found["L1"]["capacity"] == 155
        assert "capacity" not in found["L2"]
        assert [m["capacity"] for m in found["L2"]["x-modules"]] == [155, 622]


def test_the_three_forms_of_sndlib_say_the_same() -> None:
    rows = {
        row_of(from_files("sndlib", e, reach="Kiel").document) for e in ("xml", "native", "json")
    }
    assert rows == {Row(4, 4, 3, 1, 1, 1, 1)}
    examples = ("xml", "native", "json")
    found = [from_files("sndlib", example, reach="Kiel").document for example in examples]
    assert {row_of(document) for document in found} == {Row(4, 4, 3, 1, 1, 1, 1)}
    sent = [[(d["from"], d["to"], d["demand"]) for d in doc["traffic"]] for doc in found]
    assert sent[0] == sent[1] == sent[2]
    assert sent[0] == [
        ("Kiel", "Stralsund", 120.5), ("Stralsund", "Kiel", 30.0), ("Wismar", "Kiel", 7.0)
    ]  # fmt: skip
    assert [doc["traffic"][0]["source"] for doc in found] == [
        "coast.xml:37 D1", "coast.txt:31 D1", "coast.json demands[0]"
    ]  # fmt: skip


def test_how_demands_are_routed_is_assumed() -> None:
    document = from_files("sndlib", "xml").document
    routing = document["routing"]
    assert (routing["over"], routing["ways"], routing["duplex"]) == (["link"], "single", "half")
    assert routing["assumed"].keys() == {"ways", "metric", "duplex"}
    assert document["load_unit"] == "MBITPERSEC"
    assert {d.demand for d in Topology.from_dict(document).traffic} == {120.5, 30, 7}


NATIVE = """?SNDlib native format; type: network; version: 1.0
NODES ( a ( {x} 53 )
 all ( 9 54 )
)
LINKS ( {link}
)
DEMANDS ( D1 ( a all ) 1 5 UNLIMITED
 D2 ( all all ) 1 5 UNLIMITED
 D3 ( a all ) 1 5 UNLIMITED
)
"""
LINK = "L1 ( a all ) 40.00 0.00 0.00 0.00 ( )"


def test_demands_that_no_link_carries_are_left_out() -> None:
    found = brought_in("sndlib", NATIVE.format(x=9, link=LINK))
    assert [(d["from"], d["to"]) for d in found.document["traffic"]] == [("a", ["all"])] * 2
    assert any("demands of a node to itself (1)" in words for words in found.notes.left_out.items)
    apart = brought_in("sndlib", NATIVE.format(x=9, link=""))
    assert apart.document.keys().isdisjoint({"traffic", "routing"})
    assert "2 demands: there is no link that could carry them" in apart.notes.left_out.items


def test_coordinates_are_degrees_for_all_or_for_none() -> None:
    found = brought_in("sndlib", NATIVE.format(x=283, link=LINK))
    assert components(found)["all"].keys().isdisjoint({"latitude", "x-latitude"})
    assert any("1 of 2 are no degrees" in words for words in found.notes.unknown.items)
    assert components(brought_in("sndlib", NATIVE.format(x=9, link=LINK)))["all"]["latitude"] == 54


def test_metrics_are_known_by_their_name_or_by_custom() -> None:
    text = "from,to,{},capacity\na,b,5,40\nb,c,0,40\nc,a,,40\n"
    for name in ("metric", "IGP Metric", "weight", "cost"):
        found = brought_in("csv", text.format(name))
        link = components(found)["a--b"]
        assert link["metric"] == 5
        assert ("assumed" in link) == (name in ("weight", "cost"))
        assert "metric" not in components(found)["b--c"]
        said = "no metric is given for 2 links, beside others that have one: each counts as 1"
        assert said in found.notes.unknown.items
        Topology.from_dict(found.document)


def test_what_a_unit_of_flow_costs_is_the_metric_of_sndlib() -> None:
    dear, free = LINK.replace("40.00 0.00 0.00", "40.00 0.00 2.50"), LINK
    link = components(brought_in("sndlib", NATIVE.format(x=9, link=dear)))["L1"]
    assert (link["metric"], link["capacity"]) == (2.5, 40)
    assert "the cheapest ones" in link["assumed"]["metric"]
    found = brought_in("sndlib", NATIVE.format(x=9, link=free))
    assert "metric" not in components(found)["L1"]
    assert not any("routing_cost" in words for words in found.notes.left_out.items)


def test_the_weight_of_a_drawing_is_no_metric() -> None:
    found = brought_in("dot", "graph { a -- b [weight=5]; b -- c [metric=3] }")
    assert "metric" not in components(found)["a--b"]
    assert components(found)["b--c"]["metric"] == 3


def test_half_a_place_is_kept_as_a_word_of_its_own() -> None:
    text = "graph { a [lat=53, lon=400]; b [lat=53, lon=9]; a -- b }"
    found = components(brought_in("dot", text))
    assert (found["a"]["x-latitude"], "latitude" in found["a"]) == (53, False)
    assert (found["b"]["latitude"], found["b"]["longitude"]) == (53, 9)


def test_capacities_that_are_no_amount_are_left_out() -> None:
    rows = ["40", "0", "-1", "nan", "1e999", "10G", "", "1_0", "٣"]
    text = "from,to,capacity\n" + "".join(f"a,b,{value}\n" for value in rows)
    found = brought_in("csv", text)
    assert [p["capacity"] for p in found.document["components"] if "capacity" in p] == [40]
    assert any("value of capacity (6)" in words for words in found.notes.left_out.items)
    assert any("capacity of 0" in words for words in found.notes.unknown.items)


def test_labels_that_several_share_are_no_names() -> None:
    found = components(from_files("graphml", "zoo"))
    assert found["n0"]["name"] == "Hamburg"
    assert "name" not in found["n2"]
    assert found["n2"]["x-label"] == "Neustadt"
    assert found["n4"].keys().isdisjoint({"name", "x-label"})


def test_what_stands_for_somewhere_is_kept_and_said() -> None:
    found = from_files("graphml", "zoo", reach="n0")
    assert {"n4", "n5"} < components(found).keys()
    assert [words for words in found.notes.unknown.items if "kept, such as" in words] == [
        "a meeting of lines and no place (hyperedge): 1 node, kept, such as n4",
        "outside of this network (not internal): 1 node, kept, such as n5",
    ]


def test_coordinates_are_kept_if_they_are_on_earth() -> None:
    found = components(from_files("graphml", "zoo"))
    assert (found["n0"]["latitude"], found["n0"]["longitude"]) == (53.55, 9.99)
    assert "latitude" not in found["n2"]
    assert "latitude" not in components(from_files("sndlib", "not-installed"))["a"]


def test_a_line_rate_is_no_capacity() -> None:
    link = components(from_files("graphml", "zoo"))["e0"]
    assert "capacity" not in link
    assert link["x-link-speed-raw"] == 1e10
    assert link["x-link-label"] == "10 Gbps"


# -- several files ---------------------------------------------------------------------------------


def test_two_files_that_tell_of_one_link_are_no_two_links() -> None:
    found = brought_in("csv", SPUR, SPUR, reach="a")
    assert row_of(found.document) == row_of(brought_in("csv", SPUR, reach="a").document)
    assert any("4 links, 4 nodes" in words for words in found.notes.unknown.items)
    more = brought_in("csv", "from,to\na,b\n", "from,to\nb,a\na,b\n")
    assert row_of(more.document).links == 2


def test_values_in_which_files_differ_are_told_and_the_first_file_is_believed() -> None:
    one, other = "from,to,capacity\na,b,5\nb,c,1\n", "from,to,capacity\na,b,7\nb,c,1\n"
    found = brought_in("csv", one, other)
    assert components(found)["a--b"]["capacity"] == 5
    told = "files differ in 1 value, such as capacity of a - b, and the first of them is kept"
    assert told in found.notes.unknown.items
    assert not any("differ" in words for words in brought_in("csv", one, one).notes.unknown.items)


def test_the_order_of_files_says_nothing() -> None:
    files = [reader.given(p) for p in (FILES / "graphml" / "two-files").glob("*.graphml")]
    more = [*files, reader.given(FILES / "graphml" / "zoo" / "harbour.graphml")]
    form = table.named("graphml")
    assert form is not None
    found = [table.imported(form, order, Options(reach="n0")) for order in permutations(more)]
    assert all(one.document == found[0].document for one in found)
    assert all(one.notes == found[0].notes for one in found)


# -- limits ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [
    "from,to\n" + "".join(f"a{i},b{i}\n" for i in range(20)),
    "from,to\n" + "".join(f"a{i},b{i}\n" for i in range(6)),
    "graph {" + "".join(f"a{i} -- b;" for i in range(20)) + "}",
    "graph { {" + "a b c d e f" + "} -- {u v w x y z} }",
])  # fmt: skip
def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setattr(network, "MAX_PARTS", 15)
    with pytest.raises(DocumentError, match="more than 15 nodes and links"):
        brought_in("csv" if text.startswith("from") else "dot", text)


def test_credentials_in_an_address_are_no_part_of_an_id_or_a_label() -> None:
    address = "postgres://me:hunter2@db/x"
    for found in (
        brought_in("dot", f'digraph {{ "{address}" -> b [label="{address}"] }}'),
        brought_in("csv", f"from,to,id\n{address},b,{address}\n"),
        brought_in("node-link", f'{{"nodes": [{{"id": "{address}"}}, {{"id": "b", "label": '
                   f'"{address}"}}], "links": [{{"source": "{address}", "target": "b"}}]}}'),
    ):  # fmt: skip
        assert "postgres://db/x" in components(found)
        assert "hunter2" not in repr(found)
