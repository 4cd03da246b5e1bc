"""Laws of a check over random documents: what holds, what is found, and in which order."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.loads.test_cascade_properties import systems
from tests.support.effort import examples
from tests.support.strategies import booleans, documents, shuffled
from topology.cli.gating import Asked, check_all
from topology.finding import Rule
from topology.findings.gate.checked import AcceptanceRule, Checked, Standing

Doc = dict[str, Any]
TODAY = "2026-06-01"
BESIDE = {*AcceptanceRule, Rule.LESS_CRITICAL}
"""What fails a check, and is against no clause."""
CLAUSES: Sequence[Doc] = [
    {"survives": 1},
    {"survives": 1, "rto": "10 min"},
    {"survives": 1, "level": 0.5},
    {"survives": 1, "classes": ["structural"]},
    {"survives": 2, "against": {"kind": "k0"}},
    {"survives": 2, "known": 0.5},
    {"rto": "1 h", "availability": 0.9},
    {"max_blast": 1},
    {"headroom": 0.9},
    {"apart": "location"},
    {"no_start_up_deadlock": True, "no_recovery_deadlock": True},
    {"cold_start_within": "1 h"},
]


@st.composite
def asks(draw: st.DrawFn, document: Doc) -> Doc:
    """Objectives about all targets, and what of anything is accepted, in part until yesterday."""
    objectives = draw(st.lists(st.sampled_from(CLAUSES), min_size=1, max_size=3))
    ids = [one["id"] for one in (*document["components"], *document.get("shared_risks", ()))]
    borne = draw(st.lists(st.sampled_from(ids), max_size=3, unique=True))
    days = st.sampled_from(["2026-12-31", "2026-05-31"])
    return {
        "objectives": [{"of": "all", **clauses} for clauses in objectives],
        "accepted": [
            {"of": "all", "id": name, "reason": "rare", "until": draw(days)} for name in borne
        ],
    }


@st.composite
def asked(draw: st.DrawFn) -> tuple[Doc, Doc]:
    """A document, and what is asked of it."""
    document = draw(st.one_of(documents(size=6), systems(plain=True)))
    if draw(booleans):
        for one in document["components"]:
            one.update(draw(st.sampled_from([{}, {"criticality": 1}, {"criticality": 2}])))
    return document, draw(asks(document))


def check(document: Doc, beside: Doc | None = None, **given: Any) -> Checked:
    """What comes of a document, which may ask nothing by itself, by what a file asks."""
    with tempfile.TemporaryDirectory() as folder:
        file, own = Path(folder, "t.json"), Path(folder, "o.json")
        file.write_text(json.dumps(document), encoding="utf-8")
        own.write_text(json.dumps(beside), encoding="utf-8")
        objectives = None if beside is None else str(own)
        wanted = Asked(today=TODAY, objectives=objectives, **given)
        (one,) = check_all(wanted, [str(file)], 1, lambda _: None)
    assert not one.errors
    return placeless(one)


def placeless(one: Checked) -> Checked:
    return replace(
        one,
        file="",
        results=tuple(replace(result, place=None) for result in one.results),
        findings=tuple(replace(found, place=None) for found in one.findings),
    )


def together(document: Doc, beside: Doc) -> Doc:
    objectives = [*document.get("objectives", ()), *beside["objectives"]]
    return {**document, **beside, "objectives": objectives}


@settings(max_examples=examples(60))
@given(asked(), booleans)
def test_it_holds_where_all_clauses_do_and_nothing_is_found_beside_them(
    both: tuple[Doc, Doc], allow_unknown: bool
) -> None:
    one = check(*both, allow_unknown=allow_unknown)
    standings = {result.standing for result in one.results}
    bad = {Standing.VIOLATED} if allow_unknown else {Standing.VIOLATED, Standing.NOT_KNOWN}
    rules = {found.rule for found in one.findings if not found.accepted}
    assert one.holds == (not standings & bad and not rules & BESIDE)


@settings(max_examples=examples(60))
@given(asked())
def test_what_does_not_hold_is_found_and_all_that_fails_is_of_some_clause(
    both: tuple[Doc, Doc],
) -> None:
    one = check(*both)
    against = {sentence for found in one.findings for sentence in found.clauses}
    open_ones = {s for found in one.findings if not found.accepted for s in found.clauses}
    for result in one.results:
        if result.standing is not Standing.HOLDS:
            assert result.sentence in open_ones
    assert against <= {result.sentence for result in one.results}
    for found in one.failing:
        assert found.clauses or found.rule in BESIDE
    assert len({found.fingerprint for found in one.findings}) == len(one.findings)


@settings(max_examples=examples(40))
@given(st.data(), asked())
def test_in_which_order_it_is_written_changes_nothing(
    data: st.DataObject, both: tuple[Doc, Doc]
) -> None:
    document, beside = both
    assert check(data.draw(shuffled(document)), beside) == check(document, beside)


@settings(max_examples=examples(40))
@given(asked())
def test_it_is_the_same_in_the_document_and_in_a_file_of_its_own(both: tuple[Doc, Doc]) -> None:
    document, beside = both
    assert check(together(document, beside)) == check(document, beside)
