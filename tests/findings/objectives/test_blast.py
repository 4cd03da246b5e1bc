"""How much any one failure may take down: components and demand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.clauses import clause_of, found
from tests.support.effort import examples
from tests.support.oracles import Doc, Need
from tests.support.strategies import documents
from topology.document.document import Topology
from topology.document.relevance import BY_STRUCTURE, load_can_matter


def shop(**more: Any) -> Doc:
    """Two shops on one database in one hall, and something else in it."""
    return {
        "components": [
            {"id": "shop", "needs": ["db"], "demand": 30},
            {"id": "blog", "needs": ["db"], "demand": 10},
            {"id": "db", "kind": "store", "needs": ["hall"]},
            {"id": "hall", "kind": "building", "needs": []},
            {"id": "mail", "needs": ["hall"]},
        ],
        **more,
    }


def test_what_fails_itself_is_not_taken_down() -> None:
    assert clause_of(shop(), {"of": "shop", "max_blast": 4}).holds is True
    clause = clause_of(shop(), {"of": "shop", "max_blast": 3})
    assert clause.asks == "has no failure that takes down more than 3 components beside itself"
    assert (clause.holds, clause.rule) == (False, "max_blast")
    (finding,) = clause.findings
    assert finding.message == (
        "hall (building) takes down 4 of 4 other components, at most 3 are allowed"
    )
    assert finding.reason == ("hall fails", "db needs hall", "shop needs db")
    assert clause.why == f"after 1 of 3 failures, the worst: {finding.message}"


def test_what_a_shared_risk_hits_is_taken_down() -> None:
    risk = {"id": "quake", "kind": "hazard", "hits": ["db", "mail"]}
    clause = clause_of(shop(shared_risks=[risk]), {"of": "shop", "max_blast": 3})
    assert found(clause) == [("hall", ""), ("quake", "")]
    assert clause.findings[1].message == (
        "quake (shared risk, hazard) takes down 4 of 5 components, at most 3 are allowed"
    )


def test_what_goes_down_elsewhere_counts_but_only_failures_that_hit_what_it_hangs_on() -> None:
    document = shop()
    document["components"] += [{"id": "far", "needs": []}]
    document["components"] += [{"id": f"f{n}", "needs": ["far"]} for n in range(9)]
    assert found(clause_of(document, {"of": "shop", "max_blast": 2})) == [("hall", "")]
    assert found(clause_of(document, {"of": "all", "max_blast": 2})) == [("hall", ""), ("far", "")]


def test_the_demand_of_what_fails_is_lost_all_the_same() -> None:
    clause = clause_of(shop(load_unit="orders/s"), {"of": "shop", "max_blast": {"demand": 20}})
    assert [finding.cause for finding in clause.findings] == ["hall", "db", "shop"]
    assert clause.findings[2].message == (
        "shop (component) takes down 30 of 40 orders/s, at most 20 is allowed"
    )
    both = clause_of(shop(), {"of": "shop", "max_blast": {"demand": 39, "components": 2}})
    assert [finding.message for finding in both.findings] == [
        "hall (building) takes down 4 of 4 other components, at most 2 are allowed "
        "and 40 of 40 of demand, at most 39 is allowed",
        "db (store) takes down 40 of 40 of demand, at most 39 is allowed",
    ]


def test_where_it_holds_the_most_is_told() -> None:
    clause = clause_of(shop(), {"of": "shop", "max_blast": {"components": 4, "demand": 40}})
    assert clause.why == (
        "of 3 failures none takes down more than 4 of 4 other components, when hall fails "
        "and 40 of 40 of demand, when db fails"
    )


def test_only_failures_that_count_and_can_happen() -> None:
    objective = {"of": "shop", "max_blast": 0, "against": {"kind": "building"}}
    assert found(clause_of(shop(), objective)) == [("hall", "")]
    document = shop()
    document["components"][3]["fails"] = False
    clause = clause_of(document, objective)
    assert (clause.holds, clause.why) == (None, "no failure counts")


def test_what_is_accepted_is_borne_until_its_day() -> None:
    accepted = [{"id": "hall", "reason": "moved soon", "until": "2030-01-31"}]
    objective = {"of": "shop", "max_blast": 3, "accepted": accepted}
    borne = clause_of(shop(), objective, today="2030-01-31")
    assert borne.holds is True
    assert [finding.cause for finding in borne.borne] == ["hall"]
    assert borne.why.endswith("; accepted: hall until 2030-01-31")
    assert clause_of(shop(), objective, today="2030-02-01").holds is False


def test_what_is_accepted_of_one_target_alone_is_not_of_all_of_them() -> None:
    some = {"id": "hall", "reason": "x", "until": "2030-01-31", "of": "shop"}
    one, both = ({"of": of, "max_blast": 3} for of in ("shop", ["shop", "blog"]))
    assert clause_of(shop(accepted=[some]), one).holds is True
    assert clause_of(shop(accepted=[some]), both).holds is False
    more = {**some, "of": "blog"}
    assert clause_of(shop(accepted=[some, more]), both).holds is True


def test_of_what_nothing_is_known_it_is_not_known() -> None:
    document: Doc = {"components": [{"id": "shop", "demand": 1}]}
    clause = clause_of(document, {"of": "shop", "max_blast": 3})
    assert (clause.holds, clause.why) == (None, "nothing is said of what shop needs")
    nobody = clause_of(document, {"of": {"tag": "core"}, "max_blast": 3})
    assert (nobody.holds, nobody.why) == (None, "it selects nothing")


def loaded(**crash: Any) -> Doc:
    """A shop with a standby that cannot carry it, on something that falls with that."""
    return {
        "components": [
            {"id": "shop", "needs": [{"any": ["a", "b"]}], "demand": 100, "fails": False},
            {"id": "a", "needs": [], "capacity": 100},
            {"id": "b", "needs": [], "capacity": 60, "overload": {"mode": "crash", **crash}},
            {"id": "log", "needs": ["b"]},
        ]
    }


def test_what_goes_down_under_load_counts() -> None:
    clause = clause_of(loaded(), {"of": "shop", "max_blast": 2})
    assert [finding.message for finding in clause.findings] == [
        "a (component) takes down 3 of 3 other components (3 of them under load), "
        "at most 2 are allowed"
    ]
    assert clause.findings[0].reason[0] == "a fails"


def test_so_does_what_goes_up_and_down_for_ever() -> None:
    clause = clause_of(loaded(restart="1 min"), {"of": "shop", "max_blast": 2})
    assert found(clause) == [("a", "")]


def test_a_surge_takes_down_what_crashes_under_it() -> None:
    document = loaded()
    document["shared_risks"] = [{"id": "sale", "raises": {"shop": 2}}]
    clause = clause_of(document, {"of": "shop", "max_blast": 1, "against": {"kind": "shared-risk"}})
    assert clause.findings[0].message == (
        "sale (shared risk, shared-risk) takes down 3 of 4 components (3 of them under load), "
        "at most 1 is allowed"
    )


def test_where_loads_cannot_be_judged_it_is_by_structure_alone() -> None:
    document = loaded()
    document["components"][3]["needs"] = [{"on": "echo", "calls": 2}]
    document["components"] += [{"id": "echo", "needs": [{"on": "log", "calls": 2}], "demand": 1}]
    clause = clause_of(document, {"of": "shop", "max_blast": 2})
    assert clause.holds is None
    assert clause.why.startswith(f"it is {BY_STRUCTURE}: ")
    assert clause_of(document, {"of": "all", "max_blast": 0}).holds is False


# -- against brute force --------------------------------------------------------------------------


def hangs_on(doc: Doc, target: str) -> set[str]:
    """The target, and all that its hard needs name, with the networks of its ways."""
    seen = {target}
    todo = [target]
    for name in todo:
        new = {each for need in oracles.needs_of(doc, name) for each in hard_ids(doc, need)} - seen
        seen |= new
        todo += sorted(new)
    return seen


def hard_ids(doc: Doc, need: Need) -> set[str]:
    if isinstance(need, str):
        return {need}
    if "on" in need:
        return {need["on"]} if need.get("hard", True) else set()
    if "reach" in need:
        links = [c for c in doc["components"] if oracles.is_link(c)]
        ways = [c for c in links if need.get("over") is None or c.get("kind") in need["over"]]
        return {need["reach"], *(c["id"] for c in ways), *(e for c in ways for e in c["connects"])}
    return set().union(*(hard_ids(doc, part) for part in oracles.parts_of(need)))


def failures(doc: Doc) -> set[str]:
    alone = {c["id"] for c in doc["components"] if c.get("fails") is not False}
    return alone | set(oracles.shared_risks(doc)) | set(oracles.modes(doc))


def too_wide(doc: Doc, target: str, most: int) -> set[str]:
    """Straight from the meaning: every failure by itself."""
    scope = set(oracles.components(doc)) if target == "all" else hangs_on(doc, target)
    wide = set()
    for cause in failures(doc):
        is_shared = cause in oracles.shared_risks(doc)
        hits = oracles.hit_by(doc, cause) if is_shared else {cause.partition(":")[0]}
        beside = oracles.blast(doc, cause) - (set() if is_shared else hits)
        if hits & scope and len(beside) > most:
            wide.add(cause)
    return wide


plain = documents().filter(lambda doc: not matters(doc))


def matters(doc: Doc) -> bool:
    topology = Topology.from_dict(doc)
    return load_can_matter(topology.components, topology.shared_risks)


@settings(max_examples=examples(60))
@given(plain, st.integers(0, 4), st.booleans(), st.data())
def test_against_brute_force(doc: Doc, most: int, is_all: bool, data: st.DataObject) -> None:
    names = sorted(oracles.components(doc))
    target = "all" if is_all else data.draw(st.sampled_from(names))
    clause = clause_of(doc, {"of": target, "max_blast": most})
    wide = too_wide(doc, target, most)
    assert {finding.cause for finding in clause.findings} == wide
    assert (clause.holds is False) == bool(wide)


# -- what must follow from what -------------------------------------------------------------------


@settings(max_examples=examples(40))
@given(documents(), st.integers(0, 3), st.integers(0, 3))
def test_a_higher_limit_never_violates_what_held(doc: Doc, most: int, more: int) -> None:
    target = sorted(oracles.components(doc))[0]
    low = clause_of(doc, {"of": target, "max_blast": most})
    high = clause_of(doc, {"of": target, "max_blast": most + more})
    assert set(found(high)) <= set(found(low))
    assert not (low.holds is True and high.holds is not True)


def fewer(doc: Doc) -> Doc | None:
    """Without the last alternative of the first choice that has several; None without one."""
    less = deepcopy(doc)
    for component in less["components"]:
        for need in component.get("needs", []):
            for form in ("any", "first_of"):
                if isinstance(need, dict) and len(need.get(form, ())) > 1:
                    need[form].pop()
                    return less
    return None


@settings(max_examples=examples(40))
@given(plain, st.integers(0, 3))
def test_fewer_alternatives_never_make_it_hold(doc: Doc, most: int) -> None:
    less = fewer(doc)
    assume(less is not None and oracles.never_up(less) == oracles.never_up(doc))
    before, after = (clause_of(d, {"of": "all", "max_blast": most}) for d in (doc, less or doc))
    assert set(found(before)) <= set(found(after))


def test_each_finding_has_a_reason_that_begins_with_the_cause() -> None:
    clause = clause_of(shop(), {"of": "all", "max_blast": 0})
    assert all(finding.reason[0].startswith(finding.cause) for finding in clause.findings)
    assert [finding.cause for finding in clause.findings] == ["hall", "db"]


@pytest.mark.parametrize("count", [1, 2])
def test_one_failure_takes_one_member(count: int) -> None:
    document = shop()
    document["components"][2] |= {"count": count}
    clause = clause_of(document, {"of": "shop", "max_blast": 0})
    assert [finding.cause for finding in clause.findings] == ["hall", "db"][: 3 - count]


def test_a_failure_that_nothing_else_follows_takes_nothing_down() -> None:
    clause = clause_of(
        {"components": [{"id": "shop", "needs": []}]}, {"of": "shop", "max_blast": 0}
    )
    assert clause.why == "none of 1 failure takes anything else down"
