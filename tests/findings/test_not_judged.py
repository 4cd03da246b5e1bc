"""What a document does not say is no verdict: by hand, and saying more changes nothing else."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from tests.support import oracles
from tests.support.command import run
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.document.document import Topology
from topology.finding import Rule
from topology.findings.assertions.no_spof import assert_no_spof
from topology.findings.besides import Besides
from topology.findings.objectives.verdicts import verdicts
from topology.findings.remarks.remarks import remarks
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.files.markdown import study_report
from topology.render.machine.findings import spof_plain
from topology.render.page.view import view_html
from topology.render.terminal.findings import spof_lines
from topology.render.terminal.lines import plain
from topology.structure.graph import Graph
from topology.structure.knowledge import UNKNOWN, Extent

STACK: Doc = {
    "name": "stack",
    "components": [
        {"id": "redis"},
        {"id": "db", "needs": ["db-data"]},
        {"id": "db-data", "kind": "volume"},
        {"id": "vote", "count": 2},
        {"id": "worker", "count": 2},
    ],
}


def analysed(doc: Doc, *targets: str) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict(doc), targets or None)


def test_of_what_nothing_is_known_nothing_is_said() -> None:
    points = analysed(STACK, "vote")
    assert (points.targets, points.not_judged) == ((), ("vote",))
    (finding,) = points.findings()
    assert (finding.rule, finding.where) == (Rule.NOT_JUDGED, "vote")
    with pytest.raises(AssertionError, match="vote is not judged"):
        assert_no_spof(points.topology, "vote")


def test_what_nothing_needs_and_nothing_is_known_of_is_listed() -> None:
    points = analysed(STACK)
    assert points.targets == ("db",)
    assert points.not_judged == ("redis", "vote", "worker")
    assert points.extent == Extent(silent=1, components=1)


def test_how_much_is_known_is_counted_for_each_target() -> None:
    """Of what web hangs on all is said, of what shop does two of three."""
    parts = [{"id": "web", "needs": ["os", "os-2"]}, {"id": "os", "needs": []},
             {"id": "os-2", "needs": []}, {"id": "shop", "needs": ["os", "mid"]},
             {"id": "mid", "needs": ["db"]}, {"id": "db"}]  # fmt: skip
    points = analysed({"components": parts})
    assert points.extents == {"shop": Extent(1, 3), "web": Extent(0, 2)}
    assert points.extent == Extent(1, 4)
    found = spof_plain(points)
    known = {target["id"]: target["known"] for target in found["targets"]}  # type: ignore[attr-defined]
    assert known["shop"] == {"components": 3, "silent": 1}
    assert known["web"] == {"components": 2, "silent": 0}
    said = "judged as far as is known: 1 of 3 components says nothing of what it needs"
    head, body = "shop falls to 3 single failures\n  " + said + "\n", lines(points)
    assert head in body
    assert "web falls to 2 single failures\n  os" in body
    assert "### `shop`\n\nJ" + said[1:] + ".\n" in study_report(Study.of(points.topology))
    both = analysed({"components": parts}, "shop", "mid")
    assert (both.extents["shop"], both.extent) == (Extent(1, 3), Extent(1, 2))


def test_several_that_are_not_judged_are_told_in_the_plural() -> None:
    both = "  nothing is said of what they need, and no shared risk is known to hit them\n"
    assert f"redis, vote, worker are not judged\n{both}" in lines(analysed(STACK))
    alone = "  nothing is said of what it needs, and no shared risk is known to hit it\n"
    assert f"vote is not judged\n{alone}" in lines(analysed(STACK, "vote"))


def lines(points: SinglePoints) -> str:
    return plain(spof_lines(points, Besides(), limit=50, file="doc.json"))


def test_in_a_network_what_nothing_needs_may_be_a_junction() -> None:
    parts = [{"id": "u", "needs": [{"reach": "hub"}]}, {"id": "hub"}, {"id": "alone"},
             {"id": "l", "connects": ["u", "hub"]}]  # fmt: skip
    assert analysed({"components": parts}).not_judged == ()


@pytest.mark.parametrize(
    ("said", "is_judged"),
    [
        ({}, False),
        ({"needs": []}, True),
        ({"needs": [], "count": 2}, True),
        ({"count": 3}, False),
        ({"fails": {"mtbf": "1 y", "mttr": "1 h"}}, False),
    ],
)
def test_needing_nothing_is_knowledge(said: Doc, is_judged: bool) -> None:
    points = analysed({"components": [{"id": "a", "demand": 1, **said}]})
    assert (points.targets == ("a",)) is is_judged
    assert (points.not_judged == ("a",)) is not is_judged


@pytest.mark.parametrize(("assumed", "is_judged"), [(None, True), ("a guess", False)])
def test_a_shared_risk_is_knowledge_if_it_is_known(assumed: str | None, is_judged: bool) -> None:
    risk = {"id": "flood", "hits": ["a"], **({} if assumed is None else {"assumed": assumed})}
    points = analysed({"components": [{"id": "a", "demand": 1}], "shared_risks": [risk]})
    assert (points.targets == ("a",)) is is_judged


def test_an_objective_of_what_is_not_judged_is_not_known() -> None:
    objective = {"of": "vote", "survives": 1, "rto": "1 h", "availability": "99 %"}
    points = analysed({**STACK, "objectives": [objective]})
    (found,) = verdicts(points, {}, {})
    assert [clause.holds for clause in found.clauses] == [None, None, None]
    assert found.clauses[0].asks == "survives 1 failure"


def test_what_is_below_its_level_by_itself_is_told_though_nothing_is_known() -> None:
    points = analysed({"components": [{"id": "a", "demand": 10, "capacity": 5}]})
    assert (points.not_judged, points.below_level) == (("a",), ("a",))


def test_state_kept_by_several_is_noted() -> None:
    parts = [{"id": "votes-db", "count": 3}, {"id": "web", "count": 3},
             {"id": "etcd", "count": 3, "quorum": 2}]  # fmt: skip
    said = list(remarks(Graph.compile(Topology.from_dict({"components": parts}))))
    assert [line for line in said if line.startswith("keep state")] == [
        "keep state, it seems, and work with 1 member; where they vote give a quorum: votes-db"
    ]


@given(documents())
def test_to_say_that_nothing_is_needed_changes_no_finding(doc: Doc) -> None:
    """Of what is judged; the rest is judged only then, and falls to nothing but shared risks."""
    silent, said = deepcopy(doc), deepcopy(doc)
    for component in silent["components"]:
        if component["needs"] == []:
            del component["needs"]
    unknown, known = (analysed(d, *oracles.components(doc)) for d in (silent, said))
    assert known.not_judged == ()
    assert set(unknown.targets) | set(unknown.not_judged) == set(known.targets)
    for target in unknown.targets:
        assert unknown.causes(target) == known.causes(target)
    for target in unknown.not_judged:
        assert oracles.needs_of(doc, target) == []
        assert known.causes(target) == ()
        assert not any(target in oracles.hit_by(doc, risk) for risk in oracles.shared_risks(doc))
    assert (
        Topology.from_dict(silent).to_dict()["components"]
        == Topology.from_dict(Topology.from_dict(silent).to_dict()).to_dict()["components"]
    )


def test_nothing_needed_is_written_and_not_known_is_not() -> None:
    parts = [{"id": "a", "needs": []}, {"id": "b"}]
    topology = Topology.from_dict({"components": parts})
    assert topology.to_dict()["components"] == parts
    assert [component.says_needs for component in topology.components] == [True, False]


def test_a_link_that_a_path_can_overload_is_judged() -> None:
    """Of two links that share a load, the weaker one falls to the failure of the other."""
    doc: Doc = {
        "components": [
            {"id": "a", "demand": 50, "needs": [{"reach": "b"}]},
            {"id": "b", "needs": []},
            {"id": "strong", "connects": ["a", "b"], "capacity": 120},
            {"id": "weak", "connects": ["a", "b"], "capacity": 30},
            {"id": "spare", "connects": ["b", "c"], "capacity": 30},
            {"id": "c"},
        ]
    }
    points = SinglePoints.of(Topology.from_dict(doc), ["weak"])
    assert (points.causes("weak"), points.not_judged) == (("strong",), ())
    assert "strong" in view_html(points)


def led_to(doc: Doc, target: str) -> set[str]:
    """What the hard needs of a target lead to, itself aside; of a path the mesh it may take."""
    found: set[str] = set()
    todo = [target]
    while todo:
        further = {name for need in oracles.needs_of(doc, todo.pop()) for name in needed(doc, need)}
        todo += further - found
        found |= further
    return found - {target}


def needed(doc: Doc, need: Any) -> set[str]:
    if isinstance(need, str):
        return {need}
    if "on" in need:
        return {need["on"]} if need.get("hard", True) else set()
    if "reach" in need:
        over, parts = need.get("over"), oracles.components(doc).values()
        mesh = [p for p in parts if oracles.is_link(p) and (over is None or p["kind"] in over)]
        ends = {end for link in mesh for end in link["connects"]}
        return {need["reach"], *ends, *(link["id"] for link in mesh)}
    return {name for part in oracles.parts_of(need) for name in needed(doc, part)}


@given(documents())
def test_what_is_known_is_counted_once(doc: Doc) -> None:
    points = SinglePoints.of(Topology.from_dict(doc))
    parts = oracles.components(doc)
    for target, extent in points.extents.items():
        judged = [
            parts[name]
            for name in led_to(doc, target)
            if not oracles.is_link(parts[name]) and parts[name].get("fails") is not False
        ]
        silent = sum("needs" not in part for part in judged)
        assert extent == Extent(silent, len(judged)), target


def test_where_nothing_is_a_target_nothing_was_judged(tmp_path: Path) -> None:
    """That is no clean verdict, and no pipeline passes on it."""
    path = tmp_path / "links.json"
    ends = [{"id": "a"}, {"id": "b"}, {"id": "a--b", "connects": ["a", "b"]}]
    path.write_text(json.dumps({"components": ends}), encoding="utf-8")
    assert run("spof", path, "--fail-on-spof").returncode == 2
    assert run("spof", path, "--for", "a", "--fail-on-spof").returncode == 1
    done = run("spof", path)
    assert done.returncode == 0
    assert "Nothing was judged: nothing here is a target, and --for ID makes" in done.stdout


def test_what_is_not_known_is_not_up_all_the_time() -> None:
    study = Study.of(
        Topology.from_dict(
            {
                "components": [
                    {"id": "library", "fails": False},
                    {"id": "shop", "fails": {"mtbf": "1 y", "mttr": "4 h"}},
                ]
            }
        )
    )
    assert sorted(study.availabilities) == ["shop"]
    assert f"library: {UNKNOWN}" in study.absent["availability"]
