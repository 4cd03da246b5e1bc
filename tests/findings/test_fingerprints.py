"""A finding is known again by what it is about, whatever else is edited, and only then."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from math import inf
from typing import Any

import pytest
from hypothesis import Phase, assume, given, settings
from hypothesis import strategies as st

from tests.support.repository import ROOT
from tests.support.strategies import documents
from topology.document.document import Topology
from topology.finding import FailureClass, Finding, Rule, Step
from topology.findings.gate.fingerprints import content, fingerprint, fingerprint_of
from topology.findings.single_points import SinglePoints

Doc = dict[str, Any]
ROUNDS, EDITS = 25, 48
"""Documents, and edits of each: 1,200."""
TOGETHER = 8
"""Edits that are made before it is judged what came of them, which takes longest."""
PHASES = (Phase.explicit, Phase.generate)
"""What fails is not made smaller: that would take minutes."""


def findings(doc: Doc, file: str = "shop") -> list[Finding]:
    topology = Topology.loads(json.dumps(doc), source=f"{file}.json")
    return list(SinglePoints.of(topology).findings())


def fingerprints(doc: Doc, file: str = "shop") -> set[str]:
    return set(map(fingerprint_of, findings(doc, file)))


# -- edits that touch no finding ------------------------------------------------------------------


def shuffled(value: Any, draw: random.Random) -> Any:
    """The same in another order, wherever order says nothing."""
    if isinstance(value, list):
        return [shuffled(item, draw) for item in draw.sample(value, len(value))]
    if not isinstance(value, dict):
        return value
    keys = draw.sample(list(value), len(value))
    fixed = ("first_of", "connects")  # standbys are in order, and what leads one way
    return {
        key: [shuffled(item, draw) for item in value[key]]
        if key in fixed
        else shuffled(value[key], draw)
        for key in keys
    }


def reorder(doc: Doc, draw: random.Random) -> None:
    other = shuffled(doc, draw)
    doc.clear()
    doc.update(other)


def describe(doc: Doc, draw: random.Random) -> None:
    one = draw.choice([*doc["components"], *doc["shared_risks"]])
    for key in draw.sample(["name", "description", "source", "owner", "runbook", "x-note"], 3):
        one[key] = f"{key} {draw.random()}"


def entitle(doc: Doc, draw: random.Random) -> None:
    doc["name"] = f"name {draw.random()}"
    doc["description"] = f"description {draw.random()}"
    doc["sources"] = [f"source {draw.random()}"]


def add_unrelated(doc: Doc, draw: random.Random) -> None:
    name = f"unrelated-{draw.getrandbits(64)}"
    needs = {"id": name, "kind": "unrelated", "needs": [f"{name}-b"]}
    place = draw.randrange(len(doc["components"]) + 1)
    doc["components"][place:place] = [needs, {"id": f"{name}-b", "kind": "unrelated", "needs": []}]
    if draw.random() < 0.5:
        doc["shared_risks"].insert(0, {"id": f"{name}-r", "kind": "flood", "hits": [f"{name}-b"]})


def play(doc: Doc, draw: random.Random) -> None:
    name = draw.choice(doc["components"])["id"]
    event = {"at": "5 min", "fail": name}
    scenario = {"id": f"s{draw.getrandbits(64)}", "events": [event]}
    doc.setdefault("scenarios", []).insert(0, scenario)


def weigh(doc: Doc, draw: random.Random) -> None:
    for objective in doc.get("objectives", []):
        objective["weight"] = draw.randint(1, 9)
        objective["source"] = f"source {draw.random()}"


ELSEWHERE: tuple[Callable[[Doc, random.Random], None], ...] = (
    reorder,
    describe,
    entitle,
    add_unrelated,
    play,
    weigh,
)


@settings(max_examples=ROUNDS, phases=PHASES)
@given(documents(size=6), st.integers(0, 2**32))
def test_what_is_edited_elsewhere_does_not_matter(doc: Doc, seed: int) -> None:
    draw, known = random.Random(seed), fingerprints(doc)
    for number in range(EDITS // TOGETHER):
        edited = copy.deepcopy(doc)
        for edit in draw.choices(ELSEWHERE, k=TOGETHER):
            edit(edited, draw)
        found = {fingerprint_of(f): f for f in findings(edited, file=f"file-{number}")}
        assert known <= found.keys()
        assert all(f in known or "unrelated" in found[f].where for f in found)


# -- edits that do --------------------------------------------------------------------------------


def renamed(value: Any, old: str, new: str) -> Any:
    if isinstance(value, list):
        return [renamed(item, old, new) for item in value]
    if isinstance(value, dict):
        return {key: renamed(item, old, new) for key, item in value.items()}
    return new if value == old else value


def about(finding: Finding) -> tuple[str, ...]:
    return (finding.where, finding.cause, *finding.involved)


@settings(max_examples=ROUNDS, phases=PHASES)
@given(documents(size=6), st.integers(0, 2**32))
def test_who_is_renamed_is_another(doc: Doc, seed: int) -> None:
    draw, before = random.Random(seed), findings(doc)
    assume(before)
    names = sorted({name for finding in before for name in about(finding) if name})
    for old in draw.sample(names, min(3, len(names))):
        new = f"{draw.choice('az')}-{old}"
        found = fingerprints(renamed(doc, old, new))
        for finding in before:
            is_touched = old in about(finding)
            assert (fingerprint_of(finding) in found) is not is_touched
            there = replace(
                finding,
                where=new if finding.where == old else finding.where,
                cause=new if finding.cause == old else finding.cause,
                involved=tuple(renamed(list(finding.involved), old, new)),
            )
            assert fingerprint_of(there) in found
        assert len(found) == len(set(map(fingerprint_of, before)))


@settings(max_examples=ROUNDS, phases=PHASES)
@given(documents(size=6))
def test_what_is_fixed_is_gone(doc: Doc) -> None:
    """What can fail no more is the cause of nothing; all else stays as it was."""
    before = [f for f in findings(doc) if f.cause]
    assume(before)
    for cause in {finding.cause for finding in before}:
        fixed = copy.deepcopy(doc)
        fixed["shared_risks"] = [risk for risk in doc["shared_risks"] if risk["id"] != cause]
        for component in fixed["components"]:
            component["fails"] = component["id"] != cause and component.get("fails")
        found = fingerprints(fixed)
        for finding in before:
            assert (fingerprint_of(finding) in found) is (finding.cause != cause)


# -- joined without doubt -------------------------------------------------------------------------

WORDS = st.text(alphabet='a",[]\\:\n\x00\x1fé\ud800', max_size=3)
FACTS = st.tuples(WORDS, WORDS, WORDS, st.lists(WORDS, max_size=3).map(sorted).map(tuple))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a,b", "c"), ("a", "b,c")),
        (("a", ""), ("", "a")),
        (("a", "b,c"), ("a", "b", ["c"])),
        (("a", "b", ["c,d"]), ("a", "b", ["c", "d"])),
        (('a","b', "c"), ("a", 'b","c')),
        (("a\\", '"b'), ("a", '\\"b')),
        (("a\0b", "c"), ("a", "b\0c")),
        (("\ud800", "a"), ("?", "a")),
        (("\\ud800", "a"), ("\ud800", "a")),
        (("é", "a"), ("e\u0301", "a")),
    ],
)
def test_ids_are_joined_without_doubt(one: Any, other: Any) -> None:
    assert fingerprint("rule", *one) != fingerprint("rule", *other)


@given(FACTS, FACTS)
def test_two_are_the_same_only_if_all_they_are_about_is(one: Any, other: Any) -> None:
    assert (fingerprint(*one) == fingerprint(*other)) is (one == other)


@given(st.lists(WORDS, max_size=4), st.randoms())
def test_none_that_is_involved_comes_first(involved: list[str], draw: random.Random) -> None:
    other = draw.sample(involved, len(involved))
    assert fingerprint("r", "t", "c", involved) == fingerprint("r", "t", "c", other)


def test_a_deadlock_is_about_all_that_wait() -> None:
    one = Finding(Rule.START_UP_DEADLOCK, "a", "", (), involved=("a", "b"))
    assert fingerprint_of(one) == fingerprint_of(replace(one, where="b", involved=("b", "a")))
    assert fingerprint_of(one) != fingerprint_of(replace(one, involved=("a", "b", "c")))
    assert fingerprint_of(one) != fingerprint_of(replace(one, rule=Rule.RECOVERY_DEADLOCK))


def test_a_message_and_a_class_say_nothing_of_what_it_is_about() -> None:
    one = Finding(Rule.SINGLE_POINT_OF_FAILURE, "pay", "said so", ("why",), cause="db")
    other = replace(one, message="else", reason=(), failure_class=FailureClass.SLOW, kind="x")
    assert fingerprint_of(one) == fingerprint_of(other)
    assert fingerprint_of(one) == fingerprint("single-point-of-failure", "pay", "db")
    assert fingerprint_of(one).startswith("v1:")


# -- what is said ---------------------------------------------------------------------------------

STEPS = st.recursive(
    st.builds(Step, WORDS),
    lambda inner: st.builds(
        Step,
        WORDS,
        st.lists(st.lists(inner, max_size=2).map(tuple), max_size=2).map(tuple),
        st.integers(0, 2),
    ),
    max_leaves=4,
)
SAID = st.tuples(
    st.sampled_from([None, *FailureClass]),
    st.lists(STEPS, max_size=3).map(tuple),
    st.sampled_from([None, 0.0, 60.0, 61.0, inf]),
    st.sampled_from([None, 0, 1, 2]),
)


@given(SAID, SAID)
def test_the_content_changes_with_all_that_is_said(one: Any, other: Any) -> None:
    assert (content(*one) == content(*other)) is (one == other)


@given(SAID, st.data())
def test_the_content_changes_with_each_of_it(said: Any, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, 3))
    other = (*said[:number], data.draw(SAID)[number], *said[number + 1 :])
    assert (content(*said) == content(*other)) is (said == other)


@pytest.mark.parametrize(
    "steps",
    [
        (),
        (Step("b"),),
        (Step("a"), Step("a")),
        (Step("a", ((Step("b"),),)),),
        (Step("a", ((Step("b"), Step("c")),)),),
        (Step("a", ((Step("b"),), (Step("c"),))),),
        (Step("a", ((Step("c"),), (Step("b"),))),),
        (Step("a", further=1),),
    ],
)
def test_the_content_changes_with_each_step_of_the_reason(steps: tuple[Step, ...]) -> None:
    slow = FailureClass.SLOW
    assert content(slow, steps, 1.0, 1) != content(slow, (Step("a"),), 1.0, 1)


def said_of(doc: Doc) -> tuple[str, str]:
    """The fingerprint and the content of what db does to pay."""
    points = SinglePoints.of(Topology.from_dict(doc))
    found = points.finding("pay", "db")
    back, takes = points.recovery("pay", "db").outage_s, points.blast_size("db")
    return fingerprint_of(found), content(found.failure_class, found.steps, back, takes)


def shop() -> Doc:
    db = {"id": "db", "needs": [], "repair": {"time": "1 h"}}
    return {"components": [{"id": "pay", "needs": ["db"]}, db], "objectives": [{"of": "pay"}]}


def changes() -> Iterator[tuple[str, Callable[[Doc], Any]]]:
    yield "return", lambda doc: doc["components"][1].update(repair={"time": "2 h"})
    yield "takes", lambda doc: doc["components"].append({"id": "log", "needs": ["db"]})
    mid = {"id": "mid", "needs": ["db"]}
    yield (
        "reason",
        lambda doc: (
            doc["components"][0].update(needs=["mid"]),
            doc["components"].append(mid),
        ),
    )


@pytest.mark.parametrize("change", [pytest.param(c, id=name) for name, c in changes()])
def test_a_finding_that_changes_is_the_same_finding(change: Callable[[Doc], Any]) -> None:
    doc = shop()
    before = said_of(doc)
    change(doc)
    after = said_of(doc)
    assert after[0] == before[0]
    assert after[1] != before[1]


def test_a_finding_of_another_class_is_the_same_finding() -> None:
    """A standby that switches too late, and then none at all."""
    entry = {"first_of": ["db", "spare"], "switchover": {"activate": "3 h"}}
    doc = {
        "components": [
            {"id": "pay", "demand": 10, "needs": [entry]},
            {"id": "db", "capacity": 20, "needs": []},
            {"id": "spare", "capacity": 20, "needs": []},
        ],
        "objectives": [{"of": "pay", "rto": "2 h"}],
    }
    points = SinglePoints.of(Topology.from_dict(doc))
    assert points.failure_class("pay", "db") is FailureClass.SLOW
    late = said_of(doc)
    doc["components"][0]["needs"] = ["db"]  # type: ignore[index]
    alone = said_of(doc)
    assert alone[0] == late[0]
    assert alone[1] != late[1]


# -- where loads are judged -----------------------------------------------------------------------


@cache
def said_of_all(text: str) -> frozenset[tuple[str, str]]:
    """The fingerprints of all findings of a document, with their contents."""
    points = SinglePoints.of(Topology.loads(text))

    def said(finding: Finding) -> str:
        is_point = finding.rule is Rule.SINGLE_POINT_OF_FAILURE
        back = points.recovery(finding.where, finding.cause).outage_s if is_point else None
        takes = points.blast_size(finding.cause) if is_point else None
        return content(finding.failure_class, finding.steps, back, takes)

    return frozenset((fingerprint_of(f), said(f)) for f in points.findings())


@pytest.mark.parametrize("name", ["alipay-2015", "ctrip-elong-2015", "visa-europe-2018"])
@pytest.mark.parametrize("edit", [reorder, describe, entitle, play, weigh, add_unrelated])
def test_what_is_said_of_an_incident_stays_what_it_is(
    name: str, edit: Callable[[Doc, random.Random], None]
) -> None:
    text = (ROOT / "models" / f"{name}.json").read_text(encoding="utf-8")
    doc, draw = json.loads(text), random.Random(7)
    doc.setdefault("shared_risks", [])
    for _ in range(3):
        edit(doc, draw)
    assert said_of_all(text)
    assert said_of_all(text) <= said_of_all(json.dumps(doc))
