"""What was judged by structure alone says so itself, in every output, and meets no objective."""

from __future__ import annotations

from html import unescape

import pytest
from hypothesis import given, settings

from tests.loads.test_cascade_properties import systems
from tests.support.effort import examples
from tests.support.oracles import Doc
from topology.document.document import Topology
from topology.document.relevance import BY_STRUCTURE
from topology.errors import UsageError
from topology.findings.assertions.no_spof import assert_no_spof
from topology.findings.besides import Besides
from topology.findings.objectives.verdicts import verdicts
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.files.markdown import study_report
from topology.render.machine.findings import spof_plain
from topology.render.page.view import report_html
from topology.render.terminal.findings import spof_lines
from topology.render.terminal.lines import plain
from topology.render.words.verdict import SpofTotals, verdict

SHORT: Doc = {
    "components": [
        {"id": "u", "demand": 100, "needs": [{"any": ["a", "b"]}]},
        {"id": "a", "capacity": 30, "needs": []},
        {"id": "b", "capacity": 30, "needs": []},
    ],
    "objectives": [{"of": "u", "survives": 1, "rto": "1 h"}],
}
"""u is below its level with nothing failed, so what load makes of a failure is not asked."""


def with_a_cause() -> Doc:
    """The same, and u falls to c by structure, and v to nothing."""
    u, *rest = SHORT["components"]
    parts = [{**u, "needs": [*u["needs"], "c"]}, *rest, {"id": "c"}, {"id": "v", "needs": []}]
    return {"components": parts, "objectives": [{"of": "u"}, {"of": "v"}]}


@pytest.mark.parametrize(
    ("doc", "said", "on_page"),
    [
        (SHORT, f"No single point of failure: 1 target judged {BY_STRUCTURE}.",
         f"No single failure takes down u ({BY_STRUCTURE})."),
        (with_a_cause(), "1 of 2 targets falls to a single failure: 1 single point of failure, "
         f"structural (1 of 2 targets {BY_STRUCTURE}).",
         f"1 of 2 targets falls to a single failure (1 of 2 targets {BY_STRUCTURE})."),
    ],
)  # fmt: skip
def test_headlines_of_a_target_below_its_level(doc: Doc, said: str, on_page: str) -> None:
    study = Study.of(Topology.from_dict(doc))
    text = plain(spof_lines(study.points, Besides(), limit=50, file="doc.json"))
    assert said in text
    assert f"**{said}**" in study_report(study)
    assert f"{on_page.removesuffix('.')}; 1 is below level with nothing failed" in unescape(
        report_html(study)
    )
    targets = spof_plain(study.points)["targets"]
    assert [target["not_judged"] for target in targets] == [BY_STRUCTURE, None][: len(targets)]


def test_one_failure_more_is_not_survived_by_structure_alone() -> None:
    points = SinglePoints.of(Topology.from_dict(SHORT))
    (found,) = verdicts(points, {}, {})
    why = "it is below its level with nothing failed"
    assert [(clause.holds, clause.why) for clause in found.clauses] == [
        (False, "it is below it with nothing failed"),
        (None, f"it does {BY_STRUCTURE}: {why}"),
        (None, why),
    ]
    with pytest.raises(AssertionError, match="u is below its level even with nothing failed"):
        assert_no_spof(points.topology)


def test_pairs_of_it_are_not_judged_and_that_is_said() -> None:
    points = SinglePoints.of(Topology.from_dict(SHORT))
    besides = Besides(pairs=points.pairs())
    text = plain(spof_lines(points, besides, limit=50, file="doc.json"))
    assert "  not judged for u: below its level with nothing failed\n" in text


@settings(max_examples=examples(100))
@given(systems())
def test_what_load_could_deny_is_claimed_by_nothing(doc: Doc) -> None:
    names = [part["id"] for part in doc["components"] if "connects" not in part]
    doc = {**doc, "objectives": [{"of": name, "survives": 1} for name in names]}
    points = SinglePoints.of(Topology.from_dict(doc))
    points.judge_load()
    unjudged = points.load_unjudged or points.causes_unjudged
    lasting = set(points.below_level) if not unjudged else set(points.targets)
    alone = lasting.intersection(points.targets)
    assert bool(alone) == (BY_STRUCTURE in verdict(SpofTotals(points)))
    for found in verdicts(points, {}, {}):
        if found.objective.of in alone:
            assert not any(c.holds for c in found.clauses if c.asks.startswith("survives"))
    if unjudged:
        with pytest.raises((UsageError, AssertionError)):
            assert_no_spof(points.topology)
