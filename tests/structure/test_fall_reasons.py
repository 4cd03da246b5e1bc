"""Why each thing goes down when some fail at once: every chain is a way from a failure to it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.repository import MODELS
from tests.support.strategies import documents
from tests.support.strategies_gray import gray_documents
from tests.support.strategies_mending import switching_documents
from tests.support.strategies_parts import divided_documents
from tests.support.strategies_places import spread_documents
from topology.document.document import Topology
from topology.document.schema import Reach, named, parts_of, tools_of
from topology.finding import in_words
from topology.findings.blast_radius import BlastRadius
from topology.structure.graph import Graph
from topology.structure.order_one.order_one import OrderOne
from topology.structure.reasons.reasons import Reasons

Doc = dict[str, Any]

ANY = st.one_of(
    documents(), switching_documents(), divided_documents(), gray_documents(), spread_documents()
)


def needs(graph: Graph, x: str, y: str) -> bool:
    """Whether x is something that y needs, stands in, or has to go over."""
    component, v = graph.components[graph.index[y]], graph.index[x]
    if x in set(named(component.needs)) or x in component.dealt:
        return True
    for entry in every(component.needs):
        if isinstance(entry, Reach):
            network = graph.network_of(entry)
            if network.goal == v or network.mesh.is_element(v):
                return True
    return False


def every(entries: Any) -> Iterator[Any]:
    for entry in entries:
        yield entry
        if not isinstance(entry, str) and hasattr(entry, "first_of"):
            yield from every(tools_of(entry))
        if not isinstance(entry, str | Reach) and not hasattr(entry, "on"):
            yield from every(parts_of(entry))


def hits(graph: Graph, cause: str, v: str) -> bool:
    strike = graph.strikes[graph.strike_index[cause]]
    return graph.index[v] in strike.hits


def check(graph: Graph, failed: tuple[str, ...]) -> None:
    blast = BlastRadius(graph, *failed)
    never = {graph.ids[v] for v in graph.never_up}
    assert {*blast.down, *never} == graph.down(failed)
    for name in blast.down:
        chain = blast.chain(name)
        assert chain[0] in failed
        assert chain[-1] == name
        assert len(set(chain)) == len(chain)
        if chain[0] in graph.strike_index:
            assert hits(graph, chain[0], chain[1])
            chain = chain[1:]
        for x, y in itertools.pairwise(chain):
            assert x in blast.down
            assert needs(graph, x, y), (failed, x, y)
        assert in_words(blast.because(name))


@given(document=ANY, data=st.data())
def test_every_chain_is_a_way_from_a_failure(document: Doc, data: st.DataObject) -> None:
    graph = Graph.compile(Topology.from_dict(document))
    names = [*graph.ids, *graph.strike_index]
    check(graph, tuple(data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=4))))


@given(document=ANY)
def test_one_failure_is_told_as_a_finding_tells_it(document: Doc) -> None:
    same_as_findings(Graph.compile(Topology.from_dict(document)))


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_one_failure_of_a_model_is_told_as_a_finding_tells_it(model: Path) -> None:
    same_as_findings(Graph.compile(Topology.load(model)))


def same_as_findings(graph: Graph) -> None:
    order = OrderOne(graph)
    reasons = Reasons(order)
    for name in (*graph.ids, *graph.strike_index):
        cause = graph.cause_number(name)
        blast = BlastRadius(graph, name)
        for v in order.taken_down(cause)[0] - {cause}:
            told = blast.because(graph.ids[v])
            assert told == reasons.because(v, cause), (name, graph.ids[v])


def blast(parts: list[Doc], *failed: str, risks: list[Doc] | None = None) -> BlastRadius:
    document = {"components": parts, **({"shared_risks": risks} if risks else {})}
    return BlastRadius(Graph.compile(Topology.from_dict(document)), *failed)


def test_two_failures_account_for_both_alternatives() -> None:
    parts = [{"id": "u", "needs": [{"any": ["a", "b"]}]}, {"id": "a", "needs": ["p"]},
             *({"id": name, "needs": []} for name in "bp")]  # fmt: skip
    found = blast(parts, "p", "b")
    assert in_words(found.because("a")) == "p fails → a needs p"
    said = "b fails → (b itself) and (a needs p) → u has no alternative left"
    assert in_words(found.because("u")) == said


def test_members_and_places_add_up() -> None:
    u = {"id": "u", "count": 5, "quorum": 3, "spread": ["a", "b"], "needs": []}
    parts = [u, *({"id": name, "needs": []} for name in "ab")]
    assert blast(parts, "u").down == ()
    found = blast(parts, "u", "b")
    assert in_words(found.because("u")) == "b fails → u has 2 of 5 members left and needs 3"
    assert found.chain("u") == ["b", "u"]


def test_what_only_several_failures_take_down_names_them_all() -> None:
    parts = [{"id": "s", "count": 4, "quorum": 2, "needs": []}]
    risks = [{"id": "rack", "hits": ["s"], "parts": 0.5}]
    found = blast(parts, "s", "rack", risks=risks)
    said = "one of the 4 members of s fails and rack hits 2 of 4 s"
    assert in_words(found.because("s")) == said
    twice = blast(parts, "s", "s", "s")
    assert in_words(twice.because("s")) == "3 of the 4 members of s fail"


def test_a_long_way_is_cut_in_its_middle() -> None:
    size = 40
    parts = [{"id": f"c{i:02}", "needs": [f"c{i + 1:02}"] if i < size else []}
             for i in range(size + 1)]  # fmt: skip
    told = blast(parts, f"c{size}").because("c00")
    assert len(told) == 14
    assert told[7].words == "… 28 more steps …"
    assert told[-1].words == "c00 needs c01"
