"""How much of a capacity may be used with nothing failed, and after any single failure."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.loads.test_cascade_by_steps import Draw
from tests.loads.test_cascade_properties import systems
from tests.support.cascade_oracle import Simulator
from tests.support.clauses import clause_of, found
from tests.support.effort import examples
from tests.support.oracles import Doc


def shop(*more: Doc, **of_doc: Any) -> Doc:
    """A shop on two centres that share its load."""
    return {
        "load_unit": "orders/s",
        "components": [
            {"id": "shop", "needs": [{"any": ["a", "b"]}], "demand": 100, "fails": False},
            {"id": "a", "kind": "centre", "needs": [], "capacity": 200},
            {"id": "b", "kind": "centre", "needs": [], "capacity": 125},
            *more,
        ],
        **of_doc,
    }


def test_what_is_left_has_to_carry_it() -> None:
    assert clause_of(shop(), {"of": "shop", "headroom": 0.8}).holds is True
    clause = clause_of(shop(), {"of": "shop", "headroom": 0.79})
    assert clause.asks == "uses no capacity above 79 %, after any single failure"
    assert found(clause) == [("a", "b")]
    assert clause.findings[0].message == (
        "a fails → b carries 100 of 125 orders/s: 80 %, at most 79 % allowed"
    )
    assert clause.findings[0].reason == ("a fails", "b carries 100 of 125 orders/s: 80 %")
    assert clause.why == f"after 1 of 2 failures, the worst: {clause.findings[0].message}"


def test_worst_first_and_what_is_used_with_nothing_failed() -> None:
    clause = clause_of(shop(), {"of": "shop", "headroom": 0.3})
    assert found(clause) == [("a", "b"), ("b", "a"), ("", "b")]
    assert clause.findings[2].message == (
        "with nothing failed b carries 50 of 125 orders/s: 40 %, at most 30 % allowed"
    )


def test_where_it_holds_the_most_used_is_told() -> None:
    assert clause_of(shop(), {"of": "shop", "headroom": 0.9}).why == (
        "of 2 capacities the most used is b: when a fails it carries 100 of 125 orders/s: 80 %"
    )


def test_only_what_the_targets_hang_on_and_failures_that_count() -> None:
    other = {"id": "blog", "needs": ["c"], "demand": 50, "fails": False}
    far = {"id": "c", "needs": [], "capacity": 50}
    assert clause_of(shop(other, far), {"of": "shop", "headroom": 0.8}).holds is True
    assert found(clause_of(shop(other, far), {"of": "all", "headroom": 0.8})) == [("", "c")]
    against = {"of": "shop", "headroom": 0.5, "against": {"kind": "fibre"}}
    assert clause_of(shop(), against).why == "no failure counts"
    against["against"] = {"kind": "centre"}
    assert found(clause_of(shop(), against)) == [("a", "b")]


def test_failures_elsewhere_count_if_they_bring_load_here() -> None:
    other = {"id": "blog", "needs": [{"any": ["c", "b"]}], "demand": 100, "fails": False}
    clause = clause_of(shop(other, {"id": "c", "needs": []}), {"of": "shop", "headroom": 0.9})
    assert ("c", "b") in found(clause)


def test_the_capacity_is_what_members_and_what_limps_leave() -> None:
    pool = {"id": "pool", "needs": [], "capacity": 300, "count": 3}
    shop = {"id": "shop", "needs": ["pool"], "demand": 150, "fails": False}
    clause = clause_of({"components": [shop, pool]}, {"of": "shop", "headroom": 0.7})
    assert clause.findings[0].message == (
        "pool fails → pool carries 150 of 200: 75 %, at most 70 % allowed"
    )
    pool = {"id": "pool", "needs": [], "capacity": 300, "modes": [{"id": "slow", "leaves": 0.6}]}
    clause = clause_of({"components": [shop, pool]}, {"of": "shop", "headroom": 0.7})
    assert found(clause) == [("pool:slow", "pool")]


@pytest.mark.parametrize("hold", ["0 s", "10 s"])
def test_what_crashes_was_used_until_it_did(hold: str) -> None:
    document = shop()
    document["components"][2] |= {"capacity": 40, "overload": {"mode": "crash", "for": hold}}
    document["components"][0]["needs"] = [{"first_of": ["a", "b"]}]
    clause = clause_of(document, {"of": "shop", "headroom": 0.8})
    assert [finding.message for finding in clause.findings] == [
        "a fails → b carries 100 of 40 orders/s: 250 %, at most 80 % allowed"
    ]


def test_no_capacity_at_all_is_used_by_any_load() -> None:
    document = shop()
    document["components"][2]["capacity"] = 0
    clause = clause_of(document, {"of": "shop", "headroom": 0.8})
    assert "b has a load, and no capacity left, at most 80 %" in clause.findings[0].message


def test_a_surge_is_a_cause() -> None:
    risk = {"id": "sale", "raises": {"shop": 3}}
    clause = clause_of(shop(shared_risks=[risk]), {"of": "shop", "headroom": 1})
    assert found(clause) == [("sale", "b")]


def test_who_is_turned_away_on_a_shared_way_leaves_room_for_others() -> None:
    """What fails takes only its own load away, by which more of the others' comes through."""
    document: Doc = {
        "components": [
            {"id": "s1", "needs": [{"reach": "g1"}], "demand": 80, "fails": False},
            {"id": "s2", "needs": ["door"], "demand": 80},
            {"id": "door", "needs": [{"reach": "g2"}], "fails": False},
            {"id": "m", "needs": [], "fails": False},
            {"id": "n", "needs": [], "fails": False},
            {"id": "g1", "needs": [], "capacity": 100, "fails": False},
            {"id": "g2", "needs": [], "fails": False},
            {"id": "in-1", "connects": ["s1", "m"]},
            {"id": "in-2", "connects": ["door", "m"]},
            {"id": "line", "connects": ["m", "n"], "capacity": 100},
            {"id": "out-1", "connects": ["n", "g1"]},
            {"id": "out-2", "connects": ["n", "g2"]},
        ]
    }
    clause = clause_of(document, {"of": "s1", "headroom": 0.7})
    assert ("s2", "g1") in found(clause)


@pytest.mark.parametrize(
    ("document", "why"),
    [
        ({"components": [{"id": "shop", "needs": ["a"], "demand": 1}, {"id": "a"}]}, "capacity"),
        ({"components": [{"id": "shop", "needs": [], "capacity": 1}]}, "demand"),
    ],
)
def test_where_nothing_can_be_used_it_is_not_known(document: Doc, why: str) -> None:
    clause = clause_of(document, {"of": "shop", "headroom": 0.5})
    said = {"capacity": "nothing in it has a capacity", "demand": "nothing has demand"}
    assert (clause.holds, clause.why) == (None, said[why])


def test_where_loads_cannot_be_judged_it_is_not_known() -> None:
    echo = [
        {"id": "p", "needs": [{"on": "q", "calls": 2}], "demand": 1},
        {"id": "q", "needs": [{"on": "p", "calls": 2}]},
    ]
    clause = clause_of(shop(*echo), {"of": "shop", "headroom": 0.9})
    assert clause.holds is None
    assert "amplif" in clause.why or "without bound" in clause.why


def test_a_failure_that_cannot_be_judged_leaves_it_open_or_violated() -> None:
    loop = {"on": "p", "calls": 2}
    parts = [
        {"id": "p", "needs": [{"first_of": ["ok", "q"]}], "demand": 1, "fails": False},
        {"id": "q", "needs": [loop], "fails": False},
        {"id": "ok", "needs": []},
    ]
    clause = clause_of(shop(*parts), {"of": "shop", "headroom": 0.9})
    assert clause.holds is None
    assert clause.why.startswith("not known after 1 of 3 failures: ok fails, ")
    assert clause_of(shop(*parts), {"of": "shop", "headroom": 0.5}).holds is False


# -- against a simulator by steps -----------------------------------------------------------------

UNTIL_S = 400


def peaks(doc: Doc, *failed: str) -> dict[str, float]:
    """The most of each capacity that is used at the beginning of any second."""
    simulator = Simulator(doc, [{"at": "0 s", "fail": name} for name in failed])
    found: dict[str, float] = {}
    for second in range(UNTIL_S):
        simulator.moment(second)
        for name, part in simulator.parts.items():
            if name in simulator.up and part.doc.get("capacity"):
                comes = min(simulator.load.offered(name), part.limit)
                use = comes / part.capacity_at(second)
                found[name] = max(found.get(name, 0), use)
        simulator.step(second, 1)
    return found


@pytest.mark.parametrize("seed", range(8))
def test_against_a_simulator_by_steps(seed: int) -> None:
    document = Draw(seed).document()
    for part in document["components"]:
        for work in ("repair", "verify"):
            part.pop(work, None)
    del document["scenarios"]
    intact, most = peaks(document), 0.6
    above = {("", name) for name, use in intact.items() if use > most * (1 + 1e-9)}
    for part in document["components"]:
        for name, use in peaks(document, part["id"]).items():
            if use > most * (1 + 1e-9) and use > intact.get(name, 0) * (1 + 1e-9):
                above.add((part["id"], name))
    clause = clause_of(document, {"of": "all", "headroom": most})
    assert set(found(clause)) == above


# -- what must follow from what -------------------------------------------------------------------


@settings(max_examples=examples(25))
@given(systems(plain=True), st.sampled_from([0.3, 0.8, 1]), st.sampled_from([0.1, 0.5]))
def test_a_higher_limit_never_violates_what_held(doc: Doc, most: float, less: float) -> None:
    document = {**doc, "scenarios": []}
    high = clause_of(document, {"of": "all", "headroom": most})
    low = clause_of(document, {"of": "all", "headroom": most * less})
    assume(high.holds is not None or low.holds is not None)
    assert set(found(high)) <= set(found(low))
    assert not (low.holds is True and high.holds is not True)
