"""Whether alternatives stand in locations apart."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.clauses import clause_of, found
from tests.support.effort import examples
from tests.support.oracles import Doc, Need
from tests.support.strategies import documents
from topology.findings.objectives.clauses import Clause


def apart(*needs: Any, of: Any = "pay", parts: tuple[Doc, ...] = (), **where: str | None) -> Clause:
    """Of what has some needs; `where` each thing that is needed stands."""
    stand = [
        {"id": name, "needs": []} | ({"location": place} if place else {})
        for name, place in where.items()
    ]
    document = {"components": [{"id": "pay", "kind": "shop", "needs": list(needs)}, *stand, *parts]}
    return clause_of(document, {"of": of, "apart": "location"})


@pytest.mark.parametrize("form", ["any", "first_of"])
def test_no_two_alternatives_may_share_a_location(form: str) -> None:
    assert apart({form: ["a", "b"]}, a="Hangzhou", b="Shanghai").holds is True
    clause = apart({form: ["a", "b", "c"]}, a="Hangzhou", b="Shanghai", c="Hangzhou")
    assert (clause.asks, clause.rule) == ("has alternatives in locations apart", "apart")
    assert clause.holds is False
    (finding,) = clause.findings
    assert finding.message == (
        "pay has 2 of 3 alternatives in Hangzhou (a, c): no two may share one"
    )
    assert (finding.where, finding.kind, finding.involved) == ("pay", "shop", ("a", "c"))
    assert finding.reason == ("a is lost with Hangzhou", "c is lost with Hangzhou")
    assert clause.why == finding.message


def test_of_several_that_are_needed_enough_have_to_be_left() -> None:
    need = {"at_least": 2, "of": ["a", "b", "c", "d"]}
    assert apart(need, a="X", b="X", c="Y", d="Y").holds is True
    clause = apart(need, a="X", b="X", c="X", d="Y")
    assert clause.why == (
        "pay has 3 of 4 alternatives in X (a, b, c): without it 1 is left, and it needs 2"
    )
    assert apart({"at_least": 2, "of": ["a", "b"]}, a="X", b="X").holds is None


def test_members_stand_where_their_places_do() -> None:
    pool = {"id": "pool", "needs": [], "count": 5, "spread": ["x", "y", "z"], "quorum": 2}
    assert apart("pool", parts=(pool,), x="X", y="Y", z="X").holds is True
    clause = apart("pool", parts=({**pool, "quorum": 3},), x="X", y="Y", z="X")
    assert clause.why == (
        "pool has 3 of 5 members in X (2 members in x, 1 member in z): "
        "without it 2 are left, and it needs 3"
    )
    all_of_them = apart("pool", parts=({**pool, "quorum": 5},), x="X", y="Y", z="X")
    assert (all_of_them.holds, all_of_them.why) == (None, "nothing in it has alternatives")


def test_whoever_stands_nowhere_leaves_it_open_unless_others_share() -> None:
    clause = apart({"any": ["a", "b"]}, a="X", b=None)
    assert (clause.holds, clause.why) == (None, "b has no location")
    both = apart({"any": ["a", "b"]}, a=None, b=None)
    assert (both.holds, both.why) == (None, "a, b have no location")
    assert apart({"any": ["a", "b", "c"]}, a="X", b=None, c="X").holds is False


def test_what_cannot_matter_needs_no_location() -> None:
    need = {"at_least": 1, "of": ["a", "b", "c"]}
    assert apart(need, a="X", b="Y", c=None).holds is True
    assert apart(need, a="X", b="X", c=None).holds is None


def test_several_that_are_one_alternative() -> None:
    both = [{"all": ["a", "b"]}, "c"]
    assert apart({"any": both}, a="X", b="Y", c="Z").holds is True
    clause = apart({"any": both}, a="X", b="Y", c="Y")
    assert clause.findings[0].message == (
        "pay has 2 of 2 alternatives in Y (a and b, c): no two may share one"
    )
    assert clause.findings[0].involved == ("a", "b", "c")


def test_an_alternative_that_has_alternatives_is_lost_with_all_of_them() -> None:
    nested = [{"any": ["a", "b"]}, "c"]
    assert apart({"first_of": nested}, a="X", b="Y", c="X").holds is True
    assert apart({"first_of": nested}, a="X", b="X", c="Y").why == (
        "pay has 2 of 2 alternatives in X (a, b): no two may share one"
    )
    assert len(apart({"first_of": nested}, a="X", b="X", c="X").findings) == 2


def test_ways_over_networks_are_left_out() -> None:
    clause = apart({"any": ["a", {"reach": "b"}]}, a="X", b="X")
    assert (clause.holds, clause.why) == (
        True,
        "those of 1 choice share none; 1 way over networks left out",
    )


def test_a_load_that_is_divided_has_parts_and_no_alternatives() -> None:
    assert apart({"split": ["a", "b"]}, a="X", b="X").why == "nothing in it has alternatives"


def test_only_what_the_targets_hang_on() -> None:
    other = {"id": "blog", "needs": [{"any": ["c", "d"]}]}
    where = {"a": "X", "b": "Y", "c": "Z", "d": "Z"}
    need = {"any": ["a", "b"]}
    assert apart(need, parts=(other,), **where).holds is True
    assert found(apart(need, parts=(other,), of="all", **where)) == [("", "blog")]
    assert found(apart(need, "blog", parts=(other,), **where)) == [("", "blog")]


def test_several_findings_are_counted() -> None:
    clause = apart({"any": ["a", "b"]}, {"any": ["c", "d"]}, a="X", b="X", c="Y", d="Y")
    assert clause.why.startswith("2 times, the worst: pay has 2 of 2 alternatives in X")


# -- against brute force --------------------------------------------------------------------------


def lost(doc: Doc, need: Need, place: str) -> bool:
    """Whether a need does not hold without what stands in a place; all of it stands somewhere."""
    if isinstance(need, str):
        return bool(oracles.components(doc)[need]["location"] == place)
    if "on" in need:
        return lost(doc, need["on"], place)
    if "reach" in need:
        return False
    kept = [part for part in oracles.parts_of(need) if not lost(doc, part, place)]
    return len(kept) < oracles.enough_parts(need)


def choices(needs: list[Need]) -> list[tuple[list[Need], int]]:
    """Alternatives at any depth, and how many of them may be lost."""
    found = []
    for need in needs:
        if isinstance(need, dict) and not {"on", "reach"} & need.keys():
            parts = oracles.parts_of(need)
            if "at_least" in need and need["at_least"] < len(parts):
                found.append((parts, len(parts) - need["at_least"]))
            if ("any" in need or "first_of" in need) and len(parts) > 1:
                found.append((parts, 1))
            found += choices(parts)
    return found


PLACES = ("X", "Y", "Z")


@settings(max_examples=examples(60))
@given(documents(), st.randoms(use_true_random=False))
def test_against_brute_force(doc: Doc, random: Any) -> None:
    for component in doc["components"]:
        component["location"] = random.choice(PLACES)
    shared = sorted(
        component["id"]
        for component in doc["components"]
        for alternatives, may_lose in choices(oracles.needs_of(doc, component["id"]))
        for place in PLACES
        if sum(lost(doc, part, place) for part in alternatives) > may_lose
    )
    clause = clause_of({**doc, "shared_risks": []}, {"of": "all", "apart": "location"})
    assert sorted(finding.where for finding in clause.findings) == shared
    assert (clause.holds is False) == bool(shared)
