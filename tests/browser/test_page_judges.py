"""What the page judges by itself is what Python judges: reasons, options, single points left."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.structure.test_fall_reasons import ANY, hits, needs
from tests.support.repository import MODELS, ROOT
from tests.support.strategies_gray import gray_documents
from tests.support.strategies_options import with_options
from tests.support.strategies_places import spread_documents
from topology.document.document import Topology
from topology.document.options.applying import applied
from topology.document.options.choices import choices
from topology.errors import DocumentError
from topology.findings.blast_radius import BlastRadius
from topology.render.drawing.lines import numbered
from topology.render.page.choices import MOST_CHOICES, embedded_choices
from topology.render.page.embedded import embedded
from topology.structure.graph import Graph
from topology.structure.order_one.order_one import OrderOne

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Doc = dict[str, Any]

pytestmark = pytest.mark.browser
SLOW = settings(suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
SCRIPTS = ("structure", "reasons", "variants", "judging")
WITH_OPTIONS = [path for path in MODELS if Topology.load(path).options]


@pytest.fixture(scope="session")
def judges(browser: Browser) -> Iterator[Page]:
    """A blank page with nothing but what judges."""
    page = browser.new_context(offline=True).new_page()
    folder = ROOT / "topology/render/page/templates"
    sources = [(folder / f"{name}.js").read_text(encoding="utf-8") for name in SCRIPTS]
    names = "Structure, Reasons, Variants, Judging"
    page.evaluate(f"{''.join(sources)}; Object.assign(window, {{ {names} }});")
    yield page
    page.context.close()


# Reasons


def check_reasons(page: Page, topology: Topology, failures: list[list[str]]) -> None:
    graph, number = Graph.compile(topology), numbered(topology)
    ids = sorted(number, key=number.__getitem__)
    answers = page.evaluate(
        """([model, failures]) => {
          const graph = Structure.compile(model);
          return failures.map((failed) => {
            const found = Reasons.of(graph, failed);
            return found.fallen.map((v) => [v, found.chain(v), found.steps(v)]);
          });
        }""",
        [embedded(topology, number), [[number[name] for name in names] for names in failures]],
    )
    for failed, answer in zip(failures, answers, strict=True):
        assert {ids[v] for v, _, _ in answer} == set(BlastRadius(graph, *failed).down), failed
        for v, chain, steps in answer:
            names = [ids[x] for x in chain]
            assert names[0] in failed
            assert names[-1] == ids[v]
            if names[0] in graph.strike_index:
                assert hits(graph, names[0], names[1])
                names = names[1:]
            assert all(needs(graph, x, y) for x, y in itertools.pairwise(names)), (failed, names)
            assert len(steps) == len(names)


@given(document=ANY, data=st.data())
@SLOW
def test_the_reasons_of_the_page_are_ways(judges: Page, document: Doc, data: st.DataObject) -> None:
    topology = Topology.from_dict(document)
    sets = st.lists(st.sampled_from(sorted(numbered(topology))), min_size=1, max_size=4)
    check_reasons(judges, topology, data.draw(st.lists(sets, min_size=1, max_size=6)))


@pytest.mark.parametrize("model", MODELS, ids=lambda path: path.stem)
def test_the_reasons_of_a_model_are_as_long_as_pythons(judges: Page, model: Path) -> None:
    topology = Topology.load(model)
    check_reasons(judges, topology, [[name] for name in sorted(numbered(topology))])


# Options


def check_options(page: Page, topology: Topology, cases: list[tuple[list[str], list[str]]]) -> None:
    """Each case: ids of options, and of what fails in the document with them."""
    number = numbered(topology)
    data = embedded_choices(topology, number)
    known = {choice.id: choice for choice in choices(topology)}
    places = {one["id"]: n for n, one in enumerate(data["choices"])}
    asked, wanted = [], []
    for options, failed in cases:
        chosen = [known[name] for name in options]
        if any(a.clashes_with(b) for a, b in itertools.combinations(chosen, 2)):
            asked.append([[places[name] for name in options], failed])
            wanted.append(None)
            continue
        try:
            changed = applied(topology, chosen, with_options=False)
        except DocumentError:
            continue
        graph = Graph.compile(changed)
        names = [name for name in failed if name in graph.index or name in graph.strike_index]
        asked.append([[places[name] for name in options], names])
        wanted.append(expected(graph, names, [c.id for c in topology.components]))
    answers = page.evaluate(
        """([model, options, cases]) => {
          const base = Variants.prepare(model, options);
          return cases.map(([chosen, failed]) => {
            const made = Variants.of(base, chosen);
            if (!made) return null;
            const graph = Structure.compile(made);
            const numbers = new Map();
            made.components.forEach(({ id }, v) => {
              if (v < base.size || Variants.isThere(base, chosen, v)) numbers.set(id, v);
            });
            made.risks.forEach(({ id, hits }, i) => {
              if (id && (hits.length || !numbers.has(id))) numbers.set(id, base.total + i);
            });
            const fails = failed.map((id) => numbers.get(id));
            const isDown = Structure.down(graph, fails);
            const judged = Judging.of(base, made, graph, chosen, fails, model.targets);
            while (judged.go(50));
            const entries = [...made.components, ...made.risks];
            const name = (c) => entries[c].id;
            return {
              down: made.components.filter((_, v) => isDown[v]).map(({ id }) => id).sort(),
              left: Object.fromEntries(model.targets.map((t) => [made.components[t].id,
                isDown[t] ? null : judged.left(t).map(name).sort()])),
            };
          });
        }""",
        [
            embedded(topology, number) | {"targets": list(range(len(topology.components)))},
            data,
            asked,
        ],
    )
    for case, answer, right in zip(asked, answers, wanted, strict=True):
        assert answer == right, case


def expected(graph: Graph, failed: list[str], targets: list[str]) -> Doc:
    """By asking for each further failure by itself."""
    down = graph.down(failed)
    further = [c.id for c in graph.components if c.fails is not False] + list(graph.strike_index)
    after = {cause: graph.down([*failed, cause]) for cause in further}
    left = {
        target: None
        if target in down
        else sorted(
            cause
            for cause, fallen in after.items()
            if target in fallen and owner(graph, cause) != graph.index[target]
        )
        for target in targets
    }
    if not failed:
        order, names = OrderOne(graph), [*graph.ids, *graph.strike_index]
        for target in left.keys() - down:
            v = graph.index[target]
            found = sorted(names[c] for c in order.causes(v) if graph.owner(c) != v)
            assert left[target] == found
    return {"down": sorted(down), "left": left}


def owner(graph: Graph, cause: str) -> int:
    return graph.owner(graph.cause_number(cause))


@given(document=st.one_of(ANY, gray_documents(), spread_documents()), data=st.data())
@SLOW
def test_options_are_what_python_makes_of_them(
    judges: Page, document: Doc, data: st.DataObject
) -> None:
    topology = Topology.from_dict(data.draw(with_options(document)))
    ids = [choice.id for choice in choices(topology)][:MOST_CHOICES]
    names = sorted(numbered(topology))
    case = st.tuples(
        st.lists(st.sampled_from(ids), max_size=4, unique=True),
        st.lists(st.sampled_from(names), max_size=3),
    )
    check_options(judges, topology, data.draw(st.lists(case, min_size=1, max_size=6)))


@pytest.mark.parametrize("model", WITH_OPTIONS, ids=lambda path: path.stem)
def test_options_of_a_model_are_what_python_makes_of_them(judges: Page, model: Path) -> None:
    topology = Topology.load(model)
    ids = [choice.id for choice in choices(topology)]
    names = sorted(numbered(topology))
    sets = [*itertools.chain(*(itertools.combinations(ids, n) for n in (0, 1, 2))), tuple(ids)]
    cases = [(list(some), list(names[n % len(names) :][:few])) for n, some in enumerate(sets)
             for few in (0, 1, 2)]  # fmt: skip
    check_options(judges, topology, cases)


BOX: Doc = {
    "components": [
        {"id": "shop", "needs": [{"any": ["a", "b"]}], "count": 4, "quorum": 3},
        {"id": "a", "tags": ["old"], "needs": [], "criticality": 1, "count": 3, "quorum": 2},
        {"id": "b", "needs": ["a"], "modes": [{"id": "hung", "leaves": 0}]},
        {"id": "c", "needs": []},
    ],
    "shared_risks": [
        {"id": "patch", "hits": {"tag": "old"}, "parts": 0.5},
        {"id": "vital", "hits": {"criticality": 1}},
    ],
    "options": [
        {"id": "quorum", "cost": 1, "change": {"shop": {"quorum": 2}}},
        {"id": "third", "cost": 1, "change": {"shop": {"needs[0].any[+]": "c"}}},
        {"id": "apart", "cost": 1, "change": {"b": {"needs[0]": "c", "modes": [
            {"id": "slow", "leaves": 0}]}}},
        {"id": "bought", "cost": 1, "spare": {"patch": ["a"]},
         "add": {"components": [{"id": "d", "tags": ["old"], "count": 3, "criticality": 1,
                                 "needs": ["a"], "modes": [{"id": "off", "leaves": 0}]}]},
         "change": {"c": {"needs[+]": "d"}}},
        {"id": "aged", "cost": 1, "change": {"c": {"tags[+]": "old", "criticality": 1}}},
        {"id": "whole", "cost": 1, "change": {"patch": {"parts": 1}, "a": {"criticality": None}}},
        {"id": "not", "cost": 1, "excludes": ["aged"], "change": {"shop": {"count": 9}}},
    ],
}  # fmt: skip


def test_options_that_meet_in_one_entry_are_put_together(judges: Page) -> None:
    topology = Topology.from_dict(BOX)
    ids = [option["id"] for option in BOX["options"]]
    sets = itertools.chain(*(itertools.combinations(ids, n) for n in range(len(ids) + 1)))
    failed = [[], ["a"], ["patch"], ["b", "c"], ["shop", "shop"], ["vital", "a"], ["a", "a"]]
    check_options(judges, topology, [(list(some), names) for some in sets for names in failed])
