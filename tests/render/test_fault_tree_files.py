"""Fault trees of other tools: read, written, read back, and solved elsewhere."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support import fault_trees, strategies
from tests.support.repository import TREES
from topology import Availability, Topology
from topology.cutsets.cutsets import CutSets
from topology.cutsets.engine.fault_tree import FaultTree
from topology.errors import DocumentError
from topology.render.files.exchange.fault_tree_files import fault_tree_file
from topology.sources.reader import Form, parse
from topology.structure.graph import Graph
from topology.values.identifiers import id_of, portable_name

FORMS = (Form.OPEN_PSA, Form.ARALIA)
Sets = set[frozenset[str]]


def read(text: str, form: Form) -> Topology:
    return Topology.from_dict(parse(text.encode(), "", form))


def refused(text: str, form: Form) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        parse(text.encode(), "tree", form)
    return [line.removeprefix("tree: ") for line in caught.value.lines()]


def cut_sets(topology: Topology, target: str | None = None) -> Sets:
    if target is None:
        (target,) = (objective.of for objective in topology.objectives)
    return {frozenset(cut.ids) for cut in CutSets.of(topology, target).listed()}


# -- reading --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["cooling.xml", "cooling.txt"])
def test_a_tree_is_a_document(name: str) -> None:
    topology = Topology.load(TREES / name)
    (target,) = (objective.of for objective in topology.objectives)
    sets = CutSets.of(topology, target)
    assert (sets.complete, sets.count_by_order) == (True, {1: 1, 2: 4})
    found = [cut.unavailability for cut in sets.listed()]
    assert found == pytest.approx([0.001, 0.0004, 0.0004, 0.0004, 0.0003], rel=1e-12)


def test_private_names_and_labels() -> None:
    topology = Topology.load(TREES / "cooling.xml")
    ids = [component.id for component in topology.components]
    assert "cooling.one.pump" in ids
    assert "cooling.two.pump" in ids
    assert topology.name == "Loss of cooling"
    assert next(c.name for c in topology.components if c.id == "top") == "No cooling"
    pump = next(c for c in topology.components if c.id == "cooling.two.pump")
    assert pump.fails.unavailability == 0.03  # type: ignore[union-attr]


def referred_to(tree: FaultTree) -> list[int]:
    """The gates that the top refers to in a file, where what always or never fails has no inputs.

    Any other would be a second top, and refused if it is always true.
    """
    found = [tree.top] if tree.top >= len(tree.events) else []
    for node in found:
        gate = tree.gate(node)
        if 0 < gate.votes <= len(gate.inputs):
            inner = (child for child in gate.inputs if child >= len(tree.events))
            found.extend(child for child in dict.fromkeys(inner) if child not in found)
    return found


def as_xml(tree: FaultTree) -> str:
    """A tree in the Open-PSA format, written here and not by the program."""
    size = len(tree.events)

    def reference(node: int) -> str:
        return f'<event name="{tree.events[node].name if node < size else f"g{node}"}"/>'

    gates = []
    for node in referred_to(tree):
        gate = tree.gate(node)
        inputs = "".join(map(reference, gate.inputs))
        if gate.votes <= 0 or gate.votes > len(gate.inputs):
            formula = f'<constant value="{str(gate.votes <= 0).lower()}"/>'
        elif gate.votes == 1:
            formula = f"<or>{inputs}</or>"
        else:
            formula = f'<atleast min="{gate.votes}">{inputs}</atleast>'
        gates.append(f'<define-gate name="g{node}">{formula}</define-gate>')
    events = "".join(f'<define-basic-event name="{e.name}"/>' for e in tree.events)
    top = f'<define-gate name="top"><or>{reference(tree.top)}</or></define-gate>'
    inner = "".join(gates)
    fault_tree = f'<define-fault-tree name="t">{top}{inner}</define-fault-tree>'
    return f"<opsa-mef>{fault_tree}<model-data>{events}</model-data></opsa-mef>"


def as_aralia(tree: FaultTree) -> str:
    """The same in the text form, with constants as house events."""
    size = len(tree.events)
    lines = ["random"]
    names = [event.name for event in tree.events]
    names += [f"g{size + number}" for number in range(len(tree.gates))]
    lines.append(f"top := {names[tree.top]}")
    for node in referred_to(tree):
        gate = tree.gate(node)
        inputs = [names[child] for child in gate.inputs]
        if gate.votes <= 0 or gate.votes > len(inputs):
            lines.append(f"{names[node]} := {'on' if gate.votes <= 0 else 'off'}")
        elif gate.votes == 1:
            lines.append(f"{names[node]} := ({' | '.join(inputs)})")
        else:
            lines.append(f"{names[node]} := @({gate.votes}, [{', '.join(inputs)}])")
    return "\n".join([*lines, "s(on) = true", "s(off) = false", ""])


@pytest.mark.parametrize(("form", "write"), [(Form.OPEN_PSA, as_xml), (Form.ARALIA, as_aralia)])
@given(data=st.data())
def test_reading_keeps_the_function(form: Form, write: Any, data: st.DataObject) -> None:
    tree = data.draw(fault_trees.trees(max_events=7))
    expected = {
        frozenset(tree.events[e].name for e in failed) for failed in fault_trees.minimal_sets(tree)
    }
    text = write(tree)
    if expected == {frozenset()}:
        assert any('"top" is always true' in line for line in refused(text, form))
        return
    assert cut_sets(read(text, form), "top") == expected


@pytest.mark.parametrize(
    ("formula", "line"),
    [
        ("<not><event name='a'/></not>", 'gate "g" uses `not`: only `cuts` and'),
        ("<xor><event name='a'/><event name='b'/></xor>", 'gate "g" uses `xor`: only `cuts`'),
        ("<iff><event name='a'/><event name='b'/></iff>", 'gate "g" uses `iff`: only `cuts`'),
        ("<event name='z'/>", 'gate "g" names the event "z", which is not defined'),
        ("<gate name='a'/>", 'gate "g" names the gate "a", which is a basic event (line 4)'),
        ("<and></and>", '<and> in gate "g" is empty: it must hold a formula'),
        ("<atleast min='3'><event name='a'/></atleast>", 'has min "3": must be a whole number'),
        ("<gate name='g'/>", 'gate "g" is in a cycle, "g" → "g": a gate must not depend on itself'),
        ("<foo/>", "<foo> is not read here: only what fault trees"),
        ("", 'gate "g" has 0 formulas: it must have one'),
        ("<event/>", '<event> lacks the attribute "name"'),
        ("text", '<define-gate> holds the text "text", which is not read'),
    ],
)
def test_what_is_no_coherent_tree_is_refused(formula: str, line: str) -> None:
    text = f"""<opsa-mef><define-fault-tree name="t">
    <define-gate name="g">{formula}</define-gate>
    </define-fault-tree><model-data>
    <define-basic-event name="a"/>
    <define-basic-event name="b"/></model-data></opsa-mef>"""
    (found,) = refused(text, Form.OPEN_PSA)
    assert line in found
    assert found.startswith("line 2: ")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("<opsa-mef>", "line 1 column 11: is not valid XML: "),
        ("<report/>", "line 1: the root element is <report>: of XML, only fault trees"),
        ('<!DOCTYPE a SYSTEM "file:///etc/passwd"><opsa-mef/>', "has a document type"),
        ('<!DOCTYPE a [<!ENTITY b "c">]><opsa-mef>&b;</opsa-mef>', "has a document type"),
        ("<opsa-mef/>", "defines no gate, so there is nothing to judge"),
        ("<a>" * 101, "is nested too deeply: more than 100 elements in one another"),
        ("<?xml version='1.0' encoding='utf-16'?><opsa-mef>é</opsa-mef>", "save it as UTF-8"),
    ],
)
def test_what_is_not_read_as_xml(text: str, line: str) -> None:
    (found,) = refused(text, Form.OPEN_PSA)
    assert line in found


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("g := ~a", 'line 1: gate "g" uses `not`: only `cuts` and'),
        ("g := (a ^ b)", 'line 1: gate "g" uses `xor`'),
        ("g := (a => b)", 'line 1: gate "g" uses `imply`'),
        ("g := (a <=> b)", 'line 1: gate "g" uses `iff`'),
        ("g := #(1, 2, [a, b])", 'line 1: gate "g" uses `cardinality`'),
        ("t\ng := (a | b", 'line 2: gate "g": must have ")", not the end of the line'),
        ("g := @(3, [a, b])", 'line 1: gate "g" has @(3, …): must be a whole number up to 2'),
        ("g := a\ng := b", 'line 2: gate "g" is defined twice: see line 1'),
        ("g := a\np(g) = 0.1", 'line 2: basic event "g" has the name of a gate: see line 1'),
        ("g := a\np(a) = 1.5", 'line 2: p(a) is "1.5": must be a probability, from 0 to 1'),
        ("g := h\nh := g", 'line 1: gate "g" is in a cycle, "g" → "h" → "g"'),
        ("g := on\ns(on) = true", 'line 1: gate "g" is always true'),
        ("g := a\ns(a) = maybe", 'line 2: s(a) is "maybe": must be true or false'),
        ("p(a) = 0.1", "defines no gate, so there is nothing to judge"),
        ("g := " + "(" * 200 + "a", "is nested too deeply: more than 90 formulas"),
        ("g := a\nq(a) = 1", "line 2: begins with"),
    ],
)
def test_what_is_not_read_as_aralia(text: str, line: str) -> None:
    (found,) = refused(text, Form.ARALIA)
    assert line in found


def test_precedence() -> None:
    assert cut_sets(read("g := a | b & c", Form.ARALIA)) == {frozenset("a"), frozenset("bc")}


def test_a_negated_constant_is_one() -> None:
    assert cut_sets(read("g := a | ~on\ns(on) = true", Form.ARALIA)) == {frozenset("a")}


@pytest.mark.parametrize(
    ("data", "form"),
    [
        ("{}", "JSON"),
        (" <opsa-mef/>", "XML"),
        ("tree\ng := a", "Aralia"),
        ("p(a) = 0.1\n\ng := a", "Aralia"),
        ("name: x", "YAML"),
        ("name: 'g := a'", "YAML"),
    ],
)
def test_the_beginning_tells_the_form(data: str, form: str) -> None:
    try:
        found = parse(data.encode(), "")
    except DocumentError as error:
        assert (form, error.problems[0].message[:16]) == ("XML", "defines no gate,")
    else:
        kinds = [c["kind"] for c in found.get("components", ())]  # type: ignore[attr-defined]
        assert ("gate" in kinds) == (form == "Aralia")


@given(st.binary(max_size=60))
@example(b"<opsa-mef><define-fault-tree name='\xf0\x9f\x92\xa9'/></opsa-mef>")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for form in FORMS:
        try:
            parse(data, "", form)
        except DocumentError as error:
            assert all(line.isprintable() for line in error.lines())


# -- writing --------------------------------------------------------------------------------------


def exported(topology: Topology, form: Form, targets: Iterable[str]) -> str:
    graph = Graph.compile(topology)
    return fault_tree_file(graph, [graph.index_of(target) for target in targets], form)


def with_own(topology: Topology, target: str) -> Sets:
    """The cut sets of a target and its own failure; members of an entry by their number."""
    graph = Graph.compile(topology)
    found = cut_sets(topology, target)
    own = graph.components[graph.index_of(target)].fails is not False
    return found | ({frozenset([target])} if own else set())


@pytest.mark.parametrize("form", FORMS)
@given(doc=strategies.documents(size=6))
def test_what_is_written_reads_back_alike(form: Form, doc: Any) -> None:
    topology = Topology.from_dict(doc)
    plain = [c for c in topology.components if c.count == 1]
    graph = Graph.compile(topology)
    for component in plain[:2]:
        if graph.index_of(component.id) in graph.never_up:
            continue
        sets = CutSets.of(topology, component.id)
        text = exported(topology, form, [component.id])
        back = Topology.from_dict(parse(text.encode(), "", form))
        total = sets.total + (component.fails is not False)
        if not total:
            continue
        (top,) = (o.of for o in back.objectives)
        assert CutSets.of(back, top).total == total
        if all(c.count == 1 for c in topology.components):
            names = {id_of(name) for cut in cut_sets(back, top) for name in cut}
            ids = {c.id for c in topology.components} | {r.id for r in topology.shared_risks}
            assert names <= ids
            assert cut_sets(back, top) == with_own(topology, component.id)


@pytest.mark.parametrize("form", FORMS)
def test_members_in_places_are_written_with_their_exact_probability(form: Form) -> None:
    fails, names = {"unavailability": 0.1}, ["az-a", "az-b", "az-c"]
    components: list[Any] = [
        {"id": "u", "count": 5, "quorum": 3, "spread": names, "fails": fails},
        {"id": "az-a", "fails": fails},
        {"id": "az-b", "needs": ["grid"], "fails": fails},
        {"id": "az-c", "needs": ["grid"], "fails": fails},
        {"id": "grid", "fails": fails},
    ]
    topology = Topology.from_dict({"components": components})
    back = read(exported(topology, form, ["u"]), form)
    found, wanted = Availability.of(back, "u_outage"), Availability.of(topology, "u")
    assert found.unavailability == pytest.approx(wanted.unavailability, rel=1e-12)
    assert len(back.components) == 5 + 4 + sum(c.fails is False for c in back.components)


@pytest.mark.parametrize("form", FORMS)
def test_members_that_no_target_hangs_on_are_no_second_top(form: Form) -> None:
    components: list[Any] = [
        {"id": "n0", "count": 2},
        {"id": "n1", "needs": ["n3"]},
        {"id": "n3", "needs": [{"any": ["n0", "n1"]}, "n1"]},
    ]
    back = read(exported(Topology.from_dict({"components": components}), form, ["n1"]), form)
    assert [o.of for o in back.objectives] == ["n1_outage"]
    assert cut_sets(back, "n1_outage") == {frozenset(["n1"]), frozenset(["n3"])}


def test_two_targets_of_which_one_needs_the_other() -> None:
    doc = {"components": [{"id": "a", "needs": ["b"]}, {"id": "b", "needs": ["c"]}, {"id": "c"}]}
    for form in FORMS:
        back = read(exported(Topology.from_dict(doc), form, ["a", "b"]), form)
        assert [o.of for o in back.objectives] == ["a_outage", "b_outage"]
        assert cut_sets(back, "b_outage") == {frozenset("b"), frozenset("c")}


@given(st.text(min_size=1, max_size=12))
@example("web#1")
@example("id_x_a")
@example("a_x41_")
def test_names_go_there_and_back(text: str) -> None:
    for ascii_only in (True, False):
        name = portable_name(text, ascii_only=ascii_only)
        if ascii_only:
            assert re.fullmatch(r"[A-Za-z]\w*(-\w+)*", name, re.ASCII)
        if text.isprintable() and text == text.strip():
            assert id_of(name) == text


@given(st.text(min_size=1, max_size=8), st.text(min_size=1, max_size=8))
def test_two_ids_have_two_names(a: str, b: str) -> None:
    assert (portable_name(a) == portable_name(b)) == (a == b)


# -- elsewhere ------------------------------------------------------------------------------------

SCRAM = shutil.which("scram")


def by_scram(text: str, folder: Path) -> tuple[int, float]:
    """How many minimal cut sets SCRAM (Rakhimov 2015) finds, and the exact probability."""
    path, report = folder / "tree.xml", folder / "report.xml"
    path.write_text(text, encoding="utf-8")
    command = [str(SCRAM), "--bdd", "--probability", "1", str(path), "-o", str(report)]
    subprocess.run(command, check=True, capture_output=True)
    (found,) = ElementTree.parse(report).getroot().iter("sum-of-products")
    return int(found.attrib["products"]), float(found.attrib["probability"])


@pytest.mark.skipif(SCRAM is None, reason="SCRAM is not installed (Debian's package scram)")
@pytest.mark.parametrize("seed", range(25))
def test_scram_finds_as_much(seed: int, tmp_path: Path) -> None:
    doc, target = failing_document(seed)
    topology = Topology.from_dict(doc)
    graph = Graph.compile(topology)
    from topology.reliability.availability import Availability

    own = Availability(graph, graph.index_of(target))
    products, probability = by_scram(exported(topology, Form.OPEN_PSA, [target]), tmp_path)
    assert products == CutSets.of(topology, target).total + 1
    assert probability == pytest.approx(own.unavailability, rel=1e-5)  # it prints six digits


def failing_document(seed: int) -> tuple[dict[str, Any], str]:
    """Layers of services with all forms of needs, entries with `count`, and a shared risk."""
    import random

    rng = random.Random(seed)
    components: list[dict[str, Any]] = []
    names: list[str] = []
    for number in range(14):
        item: dict[str, Any] = {
            "id": f"s{number}",
            "fails": {"unavailability": rng.uniform(0, 0.3)},
        }
        if rng.random() < 0.3:
            item |= {"count": 3, "quorum": rng.randint(1, 3)}
        if len(names) > 3:
            few = rng.sample(names, 3)
            form = rng.choice(["any", "all", "at_least", "first_of"])
            need = {"at_least": 2, "of": few} if form == "at_least" else {form: few}
            item["needs"] = [need, rng.choice(names)]
        components.append(item)
        names.append(item["id"])
    components.append({"id": "top", "needs": names[-2:], "fails": {"unavailability": 0.01}})
    hits = rng.sample(names, 3)
    risk = {"id": "duct", "hits": hits, "fails": {"unavailability": 0.05}}
    return {"components": components, "shared_risks": [risk]}, "top"
