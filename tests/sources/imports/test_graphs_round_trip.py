"""What is exported as a graph comes back as the document that it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings

from tests.support import strategies
from tests.support.command import run
from tests.support.effort import examples
from tests.support.repository import ROOT
from topology.document.document import Topology
from topology.errors import DocumentError, TopologyError
from topology.findings.single_points import SinglePoints
from topology.render.files.exchange.graph_files import dot_text, graphml_text, node_link_text
from topology.sources.imports import table
from topology.sources.imports.given import Given
from topology.sources.imports.options import Options

WRITERS = {"graphml": graphml_text, "dot": dot_text, "node-link": node_link_text}
DOC = {"components": [
    {"id": "web", "needs": [{"reach": "hub"}, {"any": ["b", "a"]}]},
    {"id": "hub"}, {"id": "b"}, {"id": "a", "modes": [{"id": "limp", "leaves": 0.5}]},
    {"id": "line", "name": "old", "connects": ["web", "hub"], "kind": "fibre"}],
    "shared_risks": [{"id": "duct", "hits": {"kind": "fibre"}}]}  # fmt: skip


@pytest.mark.parametrize("form", WRITERS)
@settings(max_examples=examples(40))
@given(doc=strategies.documents(size=6))
def test_any_document_comes_back_equal(form: str, doc: Any) -> None:
    topology = Topology.from_dict(doc)
    found = Topology.loads(WRITERS[form](topology))
    assert found == topology
    assert found.to_dict() == topology.to_dict()


@settings(max_examples=examples(15))
@given(strategies.documents(size=5))
def test_the_analysis_is_the_same(doc: Any) -> None:
    before = SinglePoints.of(Topology.from_dict(doc))
    for write in WRITERS.values():
        after = SinglePoints.of(Topology.loads(write(before.topology)))
        assert after.targets == before.targets
        assert all(after.causes(t) == before.causes(t) for t in before.targets)


@pytest.mark.parametrize("model", sorted((ROOT / "models").glob("*.json")), ids=lambda p: p.stem)
def test_every_model_comes_back(model: Path) -> None:
    topology = Topology.load(model)
    for write in WRITERS.values():
        assert Topology.loads(write(topology)) == topology


def test_networkx_reads_node_link_as_the_same_graph() -> None:
    topology = Topology.from_dict(DOC)
    graph = nx.node_link_graph(json.loads(node_link_text(topology)), edges="edges")
    assert Topology.from_networkx(graph) == topology


@pytest.mark.parametrize("edges", ["edges", "links"])
def test_what_networkx_writes_of_it_comes_back(edges: str) -> None:
    topology = Topology.from_dict(DOC)
    data = nx.node_link_data(topology.to_networkx(), edges=edges)
    assert Topology.loads(json.dumps(data)) == topology


@pytest.mark.parametrize("form", WRITERS)
def test_by_command(tmp_path: Path, form: str) -> None:
    source, graph = tmp_path / "doc.json", tmp_path / "graph"
    source.write_text(Topology.from_dict(DOC).to_json(), encoding="utf-8")
    assert run("export", form, source, "-o", graph).returncode == 0
    done = run("import", graph)
    assert done.stdout == source.read_text(encoding="utf-8")
    assert "a document that this program exported" in done.stderr


@pytest.mark.parametrize("form", WRITERS)
def test_a_line_that_was_changed_is_told(form: str) -> None:
    text = WRITERS[form](Topology.from_dict(DOC))
    line = {
        "graphml": ('<edge source="web" target="hub"', '<edge source="b" target="hub"'),
        "dot": ('"web" -> "hub"', '"b" -> "hub"'),
        "node-link": ('"target": "hub"', '"target": "a"'),
    }[form]
    assert line[0] in text
    with pytest.raises(DocumentError, match="changed"):
        Topology.loads(text.replace(*line, 1))


@pytest.mark.parametrize("form", ["graphml", "dot"])
def test_fields_that_were_changed_count(form: str) -> None:
    text = WRITERS[form](Topology.from_dict(DOC))
    quote = {"graphml": "&quot;", "dot": '\\"'}[form]
    quote = quote if quote in text else '"'
    changed = text.replace(f"{quote}name{quote}: {quote}old", f"{quote}name{quote}: {quote}new")
    assert changed != text
    found = Topology.loads(changed)
    assert [c.name for c in found.components if c.connects] == ["new"]


def test_a_whole_document_takes_no_goal() -> None:
    form = table.named("dot")
    assert form is not None
    file = Given("g.dot", dot_text(Topology.from_dict(DOC)).encode())
    with pytest.raises(TopologyError, match="--reach, --directed and --ducts"):
        table.imported(form, [file], Options(reach="hub"))
    with pytest.raises(TopologyError, match="import each"):
        table.imported(form, [file, file], Options())


@pytest.mark.parametrize("form", ["graphml", "dot"])
def test_what_it_carries_is_believed_no_more_than_a_document(form: str) -> None:
    text = WRITERS[form](Topology.from_dict(DOC))
    for word in ("components", "document", "fields"):
        with pytest.raises(DocumentError):
            Topology.loads(text.replace(word, "x-other"))
