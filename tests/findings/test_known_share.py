"""Objectives that ask of how much something is known: guesses do not count, assumptions do."""

from __future__ import annotations

from typing import Any

import pytest

from topology.document.document import Topology
from topology.finding import Rule
from topology.findings.objectives.clauses import Clause
from topology.findings.objectives.verdicts import verdicts
from topology.findings.single_points import SinglePoints

Doc = dict[str, Any]


def judged(*components: Doc, known: float, of: Any = "pay", **rest: Any) -> Clause:
    objectives = [{"of": of, "known": known}]
    document = {"components": list(components), "objectives": objectives, **rest}
    (verdict,) = verdicts(SinglePoints.of(Topology.from_dict(document)), {}, {})
    (clause,) = verdict.clauses
    return clause


PAY: Doc = {"id": "pay", "needs": ["a", "b", "c"]}


def known(name: str) -> Doc:
    return {"id": name, "needs": []}


@pytest.mark.parametrize(("share", "holds"), [(0.5, True), (0.75, True), (0.76, False)])
def test_the_share_has_its_denominator(share: float, holds: bool) -> None:
    clause = judged(PAY, known("a"), known("b"), {"id": "c"}, known=share)
    assert (clause.holds, clause.why) == (
        holds,
        "3 of 4 components: 75 %; nothing is known of c",
    )
    assert [(f.rule, f.where) for f in clause.findings] == [(Rule.NOTHING_KNOWN, "c")] * (not holds)


@pytest.mark.parametrize(
    ("said", "counts"),
    [
        ({"needs": []}, True),
        ({"needs": [{"on": "b", "assumed": "as usual"}]}, True),
        ({"needs": [{"on": "b", "guessed": "by name"}]}, False),
        ({"needs": [{"on": "b", "guessed": "by name"}, "c"]}, True),
        ({"needs": ["b"], "guessed": "by name"}, False),
        ({}, False),
    ],
)
def test_guesses_do_not_count(said: Doc, counts: bool) -> None:
    clause = judged(PAY, {"id": "a", **said}, known("b"), known("c"), known=1)
    assert clause.holds is counts
    if not counts and said:
        assert clause.why.endswith("nothing is known of a (of 1 of them only guesses)")
        assert clause.findings[0].message == "only guesses are known of a"


@pytest.mark.parametrize(("degree", "counts"), [({}, True), ({"assumed": "by map"}, False)])
def test_a_shared_risk_is_knowledge_unless_it_is_assumed(degree: Doc, counts: bool) -> None:
    risk = {"id": "flood", "hits": ["a"], **degree}
    clause = judged(PAY, {"id": "a"}, known("b"), known("c"), known=1, shared_risks=[risk])
    assert clause.holds is counts


def test_links_and_what_cannot_fail_do_not_count_unless_they_are_targets() -> None:
    link = {"id": "l", "connects": ["pay", "net"]}
    net = {"id": "net", "fails": False}
    pay = {"id": "pay", "fails": False, "needs": [{"reach": "net"}]}
    assert judged(pay, net, link, known=1).why == "1 of 1 component: 100 %"


def test_of_all_the_whole_document_is_meant_once() -> None:
    web, far = {"id": "web", "needs": ["a"], "demand": 1}, {"id": "far"}
    pay = {"id": "pay", "needs": ["a"], "demand": 1}
    one = judged(pay, web, known("a"), far, known=1, of="all")
    assert one.why == "3 of 4 components: 75 %; nothing is known of far"
    both = judged(pay, web, known("a"), far, known=1, of=["pay", "web"])
    assert (both.holds, both.why) == (True, "3 of 3 components: 100 %")


def test_of_many_the_first_are_named_and_all_are_found() -> None:
    some = [{"id": f"s{n}"} for n in range(5)]
    clause = judged({"id": "pay", "needs": [c["id"] for c in some]}, *some, known=0.9)
    assert clause.why == "1 of 6 components: 16.7 %; nothing is known of s0, s1, s2 and 2 more"
    assert [found.where for found in clause.findings] == ["s0", "s1", "s2", "s3", "s4"]
