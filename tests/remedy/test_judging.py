"""What still fails with some choices made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.strategies_choices import OptionsDraw
from topology.document.document import Topology
from topology.document.options.choices import Choice, choices
from topology.errors import DocumentError, UnknownIdError, UsageError
from topology.findings.gate.checked import Standing
from topology.remedy.answer import Failure
from topology.remedy.judging import Judge

NONE: frozenset[int] = frozenset()


def document(**more: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "name": "Two fibres",
        "components": [
            {"id": "pay", "demand": 900, "needs": [{"any": ["a", "b"]}]},
            {"id": "a", "needs": ["duct"]},
            {"id": "b", "needs": ["duct"]},
            {"id": "duct", "needs": []},
        ],
        **more,
    }


OPTIONS: list[dict[str, Any]] = [
    {"id": "apart", "cost": 5, "change": {"b": {"needs": ["other"]}}, "add": {"components": [
        {"id": "other", "needs": []}]}},
    {"id": "alike", "cost": 1, "change": {"b": {"needs": ["other"]}}, "add": {"components": [
        {"id": "other", "needs": []}]}},
    {"id": "worse", "cost": 1, "change": {"pay": {"needs": ["a"]}}},
]  # fmt: skip
NOWHERE = Choice("nowhere", 1, change={"b": {"needs": ["nobody"]}})
"""What no document would have: it comes third."""


def judge(
    objectives: list[dict[str, Any]] | None = None,
    options: list[dict[str, Any]] | None = None,
    **more: Any,
) -> Judge:
    asked = [{"of": "pay", "survives": 1}] if objectives is None else objectives
    made = {"objectives": asked} if asked else {}
    plain = document(**made, options=OPTIONS if options is None else options)
    topology = Topology.from_dict(plain)
    known = choices(topology)
    if options is None:
        known.insert(2, NOWHERE)
    return Judge(topology, known, **more)


def test_what_is_violated_fails_after_each_cause_and_is_mended_by_what_parts_them() -> None:
    judged = judge()
    assert judged.failures(NONE) == {Failure(0, "pay", "survives", "duct")}
    assert judged.failures(frozenset({0})) == frozenset()
    assert not judged.fails(frozenset({0}), Failure(0, "pay", "survives", "duct"))
    assert not judged.is_implicit


def test_what_a_choice_breaks_fails_as_well() -> None:
    assert judge().failures(frozenset({3})) == {
        Failure(0, "pay", "survives", "duct"),
        Failure(0, "pay", "survives", "a"),
    }


def test_choices_that_come_to_no_document_fail_with_a_reason_and_mend_nothing() -> None:
    judged, nowhere = judge(), frozenset({2})
    duct = Failure(0, "pay", "survives", "duct")
    assert judged.fails(nowhere, duct)
    assert judged.fails(nowhere, Failure(0, "pay", "survives", "anything"))
    assert duct in judged.failures(nowhere)
    assert "nobody" in judged.why_not(nowhere)
    assert judged.state(nowhere).sentences == (judged.why_not(nowhere),)
    assert not judged.is_lasting(nowhere, duct)


def test_what_cannot_be_had_together_fails() -> None:
    judged = judge()
    assert judged.clash(0, 1)
    assert judged.clash(1, 0)
    assert not judged.clash(0, 3)
    assert judged.failures(frozenset({0, 1}))
    assert "together" in judged.why_not(frozenset({0, 1}))


def test_a_document_that_asks_nothing_has_to_survive_a_failure() -> None:
    judged = judge([])
    assert judged.is_implicit
    assert judged.failures(NONE) == {Failure(0, "pay", "survives", "duct")}


def test_a_target_that_nothing_is_asked_of_has_to_survive_a_failure() -> None:
    judged = judge([{"of": "pay", "survives": 1}], targets=["a"])
    assert judged.is_implicit
    assert judged.failures(NONE) == {Failure(1, "a", "survives", "duct")}
    with pytest.raises(UnknownIdError):
        judge(targets=["nobody"])


def test_objectives_of_which_none_asks_anything_are_refused() -> None:
    with pytest.raises(UsageError, match="asks nothing"):
        judge([{"of": "pay", "level": 0.5}])


def test_only_the_objectives_of_the_targets_count() -> None:
    objectives = [{"of": "pay", "survives": 1}, {"of": "a", "survives": 1}]
    judged = judge(objectives, targets=["a"])
    assert judged.failures(NONE) == {Failure(1, "a", "survives", "duct")}
    assert set(judged.state(NONE).clauses) == {(1, "a", "survives")}


def test_what_was_not_known_fails_only_when_it_is_violated() -> None:
    objectives = [{"of": "pay", "survives": 1, "rto": "1 h"}]
    options = [
        {"id": "slow", "cost": 1, "change": {"duct": {"repair": {"time": "2 h"}}}},
        {"id": "quick", "cost": 1, "change": {"duct": {"repair": {"time": "30 min"}}}},
    ]
    judged = judge(objectives, options)
    survives, rto = Failure(0, "pay", "survives", "duct"), Failure(0, "pay", "rto", "duct")
    assert judged.state(NONE).clauses[0, "pay", "rto"] is Standing.NOT_KNOWN
    assert judged.failures(NONE) == {survives}
    assert judged.failures(frozenset({0})) == {survives, rto}
    assert judged.failures(frozenset({1})) == {survives}


def test_what_was_known_fails_when_it_is_not_known_any_more() -> None:
    plain = document(
        objectives=[{"of": "pay", "rto": "1 h"}],
        options=[{"id": "forget", "cost": 1, "change": {"duct": {"repair": None}}}],
    )
    plain["components"][3]["repair"] = {"time": "10 min"}
    topology = Topology.from_dict(plain)
    judged = Judge(topology, choices(topology))
    assert judged.failures(NONE) == frozenset()
    assert judged.failures(frozenset({0})) == {Failure(0, "pay", "rto")}


def test_the_state_says_what_is_left_in_sentences_and_numbers() -> None:
    judged = judge()
    state = judged.state(NONE)
    assert state.clauses == {(0, "pay", "survives"): Standing.VIOLATED}
    assert state.sentences == ("pay survives 1 failure: violated, falls to duct",)
    assert (state.left.never_back, state.left.loss_per_year, state.left.failures) == (0, None, 1)
    after = judged.state(frozenset({0}))
    assert (after.sentences, after.failures, after.left.failures) == ((), (), 0)


def test_it_is_about_the_choices_given() -> None:
    topology = Topology.from_dict(document(objectives=[{"of": "pay", "survives": 1}]))
    made = [Choice("made", 1, change={"b": {"needs": []}}, is_made_up=True)]
    judged = Judge(topology, made)
    assert list(judged.choices) == made
    assert judged.failures(frozenset({0})) == frozenset()


def test_what_is_accepted_or_no_failure_of_another_does_not_fail() -> None:
    accepted = [{"id": "duct", "reason": "for now", "until": "2099-01-01"}]
    judged = judge([{"of": "pay", "survives": 1, "accepted": accepted}])
    for cause in ("duct", "pay", "a", "nobody"):
        assert not judged.fails(frozenset({0}), Failure(0, "pay", "survives", cause))
        assert judged.fails(frozenset({3}), Failure(0, "pay", "survives", cause)) is (cause == "a")


@settings(max_examples=examples(8))
@given(st.integers(0, 1_000_000), st.sets(st.integers(0, 2)))
def test_whether_one_thing_fails_is_as_if_all_were_judged(seed: int, some: set[int]) -> None:
    plain = OptionsDraw(seed).with_options(3)
    for objective in plain.get("objectives", ()):
        objective["survives"] = 1  # All pairs would be played otherwise, which takes long.
    chosen = frozenset(some)
    try:
        topology = Topology.from_dict(plain)
        judged = Judge(topology, choices(topology))
        found = judged.judged(chosen)[1].failing(judged.judged(NONE)[1])
    except (DocumentError, UsageError):
        return
    for failure in sorted(found | judged.failures(NONE)):
        assert judged.fails(chosen, failure) is (failure in found), failure
    assert judged.failures(chosen) == found
