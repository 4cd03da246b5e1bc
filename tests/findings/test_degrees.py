"""How sure the needs are that a verdict hangs on: counted, and marked in each reason."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from hypothesis import given

from tests.support.command import run
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.document.document import Topology
from topology.findings.single_points import SinglePoints
from topology.render.machine.findings import spof_plain
from topology.render.words.verdict import known_words
from topology.structure.knowledge import Extent


def of(*components: Doc, **more: Any) -> SinglePoints:
    return SinglePoints.of(Topology.from_dict({"components": [*components], **more}))


def plain(*names: str) -> list[Doc]:
    return [{"id": name, "needs": []} for name in names]


def test_needs_that_are_less_than_known_are_counted_with_their_denominator() -> None:
    a: Doc = {"id": "a", "needs": ["b", {"on": "c", "guessed": "URL names c"}]}
    b: Doc = {"id": "b", "needs": [{"any": ["c", {"on": "d", "assumed": "start order"}]}]}
    points = of(a, b, *plain("c", "d"))
    assert points.extent == Extent(0, 3, needs=3, assumed=1, guessed=1)
    assert known_words(points) == "of 3 needs 1 is assumed and 1 is a guess"
    known = {"components": 3, "silent": 0, "needs": 3, "assumed": 1, "guessed": 1}
    assert spof_plain(points)["known"] == known


def test_what_is_not_needed_by_a_target_does_not_count() -> None:
    other: Doc = {"id": "x", "needs": [{"on": "c", "guessed": "a name"}]}
    points = of({"id": "a", "needs": ["c"], "demand": 1}, other, *plain("c"))
    assert known_words(points) == ""
    assert "needs" not in spof_plain(points)["known"]


def test_a_reason_for_a_value_alone_leaves_the_need_known() -> None:
    points = of(
        {"id": "a", "needs": [{"on": "c", "calls": 2, "assumed": {"calls": "as seen"}}]},
        *plain("c"),
    )
    assert known_words(points) == ""
    assert points.reason("a", "c") == ("c fails", "a needs c")


def test_each_step_says_that_it_is_assumed_or_guessed() -> None:
    a: Doc = {"id": "a", "needs": [{"on": "b", "guessed": "a name"}]}
    b: Doc = {"id": "b", "needs": [{"any": ["c", "d"], "assumed": "a selector"}]}
    c: Doc = {"id": "c", "needs": [{"on": "e", "assumed": "start order", "holds": "10 min"}]}
    risk = {"id": "r", "hits": ["d", "e"], "repair": {"time": "1 h"}}
    points = of(a, b, c, *plain("d", "e"), shared_risks=[risk])
    assert points.reason("a", "b") == ("b fails", "a needs b (guessed)")
    assert points.reason("a", "r")[-2:] == (
        "b has no alternative left (assumed)",
        "a needs b (guessed)",
    )
    points = of({"id": "t", "needs": ["c"]}, c, *plain("e"))
    assert "c needs e (assumed), and lives on for 10 min" in points.reason("t", "e")


def test_what_is_known_is_told_before_what_is_guessed() -> None:
    a: Doc = {"id": "a", "needs": [{"on": "b", "guessed": "a name"}, {"all": ["b"]}]}
    assert of(a, *plain("b")).reason("a", "b") == ("b fails", "a needs b")


def test_a_guessed_risk_is_no_knowledge() -> None:
    risk = {"id": "r", "hits": ["a"], "guessed": "a name"}
    assert of({"id": "a", "demand": 1}, shared_risks=[risk]).not_judged == ("a",)
    assert of({"id": "a", "demand": 1}, shared_risks=[{**risk, "guessed": None}]).not_judged == ()


def test_guesses_stand_in_the_register_and_in_the_panel(tmp_path: Any) -> None:
    part = {"id": "a", "guessed": "looks alike", "needs": [{"on": "b", "guessed": "URL names b"}]}
    path = tmp_path / "a.json"
    path.write_text(Topology.from_dict({"components": [part, *plain("b")]}).to_json())
    for name in ("out.md", "out.html"):
        run("report", path, "-o", tmp_path / name)
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "a guess: looks alike" in text
        assert "a guess: URL names b" in text


@given(documents())
def test_marks_change_nothing_that_is_found(document: Doc) -> None:
    marked = deepcopy(document)
    for component in marked["components"]:
        component["needs"] = [
            {"on": entry, "guessed": "a name"} if isinstance(entry, str) else entry
            for entry in component.get("needs", [])
        ] or component.get("needs")
        if component["needs"] is None:
            del component["needs"]
    plainly, points = (SinglePoints.of(Topology.from_dict(d)) for d in (document, marked))
    assert [f.cause for f in points.findings()] == [f.cause for f in plainly.findings()]
