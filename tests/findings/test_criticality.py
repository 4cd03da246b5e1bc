"""What hangs on something less critical than itself: a finding of its own, in every output."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.repository import ROOT
from topology.document.document import Topology
from topology.finding import Finding, Rule
from topology.findings.besides import Besides
from topology.findings.criticality import criticality_findings
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.machine.findings import spof_plain
from topology.render.machine.study import study_plain
from topology.render.terminal.findings import spof_lines
from topology.render.terminal.lines import plain

Doc = dict[str, Any]


def analysed(*components: Doc, **rest: Any) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict({"components": list(components), **rest}))


def found(*components: Doc, **rest: Any) -> list[tuple[str, str]]:
    return [(f.where, f.cause) for f in criticality_findings(analysed(*components, **rest))]


def critical(name: str, criticality: int | None, *needs: Any) -> Doc:
    given = {} if criticality is None else {"criticality": criticality}
    return {"id": name, "needs": list(needs), **given}


PAY_WEB_DB = (critical("pay", 1, "web"), critical("web", None, "db"), critical("db", 3))


def test_over_what_says_nothing_with_the_chain_as_reason() -> None:
    (finding,) = criticality_findings(analysed(*PAY_WEB_DB))
    assert finding == Finding(
        rule=Rule.LESS_CRITICAL,
        where="pay",
        cause="db",
        kind="component",
        involved=("pay", "web", "db"),
        message="pay (criticality 1) needs db (criticality 3)",
        reason=("pay needs web", "web needs db"),
    )


@pytest.mark.parametrize(
    ("need", "counts"),
    [
        ("db", True),
        ({"on": "db"}, True),
        ({"on": "db", "hard": False}, False),
        ({"any": ["db", "spare"]}, False),
        ({"first_of": ["db", "spare"]}, False),
        ({"at_least": 1, "of": ["db", "spare"]}, False),
        ({"at_least": 2, "of": ["db", "spare"]}, True),
        ({"all": ["db", "spare"]}, True),
        ({"any": ["db"]}, True),
        ({"on": "db", "holds": "1 h"}, True),
    ],
)
def test_only_hard_needs_without_an_alternative_count(need: Any, counts: bool) -> None:
    """As what it falls to alone is by structure."""
    components = (critical("pay", 1, need), critical("db", 3), critical("spare", None))
    assert found(*components) == [("pay", "db")] * counts
    assert ("db" in analysed(*components).causes("pay")) is counts


def test_the_goal_of_a_path_counts_and_what_is_on_the_way_does_not() -> None:
    link = {"id": "link", "connects": ["pay", "net"], "criticality": 4}
    assert found(critical("pay", 1, {"reach": "net"}), critical("net", 2), link) == [("pay", "net")]


@pytest.mark.parametrize("criticality", [1, 2])
def test_what_is_as_critical_or_more_is_no_finding(criticality: int) -> None:
    assert found(critical("pay", 2, "db"), critical("db", criticality)) == []


def test_a_chain_ends_at_what_says_how_critical_it_is() -> None:
    """Which has findings of its own."""
    chain = (critical("pay", 1, "web"), critical("web", 2, "db"), critical("db", 3))
    assert found(*chain) == [("pay", "web"), ("web", "db")]


def test_the_most_critical_first_and_the_widest_gap() -> None:
    some = (critical("a", 2, "x"), critical("b", 1, "x", "y"), critical("x", 3), critical("y", 4))
    assert found(*some) == [("b", "y"), ("b", "x"), ("a", "x")]


def test_only_what_the_targets_hang_on_is_told() -> None:
    some = (critical("a", 1, "x"), critical("b", 1, "x"), critical("x", 3))
    assert found(*some, objectives=[{"of": "b"}]) == [("b", "x")]


def test_in_words_and_for_machines() -> None:
    topology = Topology.from_dict({"components": list(PAY_WEB_DB)})
    points = SinglePoints.of(topology)
    lines = plain(spof_lines(points, Besides(None), limit=None, file="f.json")).splitlines()
    at = lines.index("pay (criticality 1) needs db (criticality 3)")
    assert lines[at + 1].strip() == "pay needs web → web needs db"
    assert any("1 need of what is less critical." in line for line in lines)
    assert spof_plain(points)["less_critical"] == [
        {
            "id": "pay",
            "criticality": 1,
            "needs": "db",
            "needs_criticality": 3,
            "reason": ["pay needs web", "web needs db"],
        }
    ]
    schema = json.loads((ROOT / "docs" / "study.schema.json").read_text(encoding="utf-8"))
    study = json.loads(json.dumps(study_plain(Study.of(topology))))
    jsonschema.Draft202012Validator(schema).validate(study)


def test_nothing_is_told_where_nothing_says_how_critical_it_is() -> None:
    points = analysed(critical("pay", None, "db"), critical("db", None))
    assert criticality_findings(points) == ()
    assert "less_critical" not in spof_plain(points)
    said = plain(spof_lines(points, Besides(None), limit=None, file="f.json"))
    assert "critical" not in said
    assert spof_plain(analysed(critical("pay", 1, "db"), critical("db", 1)))["less_critical"] == []


def drawn(random: Random) -> list[Doc]:
    names = [f"c{n}" for n in range(random.randint(2, 8))]

    def need(own: str) -> Any:
        others = [name for name in names if name != own]
        form = random.choice(["on", "on", "on", "any", "soft"])
        if form == "any":
            return {"any": [random.choice(others), random.choice(others)]}
        other = random.choice(others)
        return other if form == "on" else {"on": other, "hard": False}

    return [
        critical(
            name,
            random.choice([None, 1, 2, 3]),
            *(need(name) for _ in range(random.randint(0, 2))),
        )
        for name in names
    ]


@settings(max_examples=examples(60))
@given(st.integers(0, 10**6))
def test_what_is_needed_takes_down_what_needs_it(seed: int) -> None:
    """Each finding is true by structure, and every direct hard need has one."""
    components = drawn(Random(seed))
    points = analysed(*components, objectives=[{"of": c["id"]} for c in components])
    rank = {c["id"]: c.get("criticality") for c in components}
    told = criticality_findings(points)
    for finding in told:
        assert rank[finding.cause] > rank[finding.where]
        if finding.where in points.targets and finding.cause not in points.never_up:
            assert finding.cause in points.causes(finding.where)
        for step in finding.involved[1:-1]:
            assert rank[step] is None
    pairs = {(f.where, f.cause) for f in told}
    for c in components:
        for need in c["needs"]:
            if isinstance(need, str) and rank[need] and rank[c["id"]]:
                assert ((c["id"], need) in pairs) is (rank[need] > rank[c["id"]])
