"""Load on members that stand in places: against a step simulator with every member for itself."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.cascade_oracle import simulate
from tests.support.effort import examples
from topology import FailureClass, SinglePoints, Topology, run_scenario
from topology.loads.cascade.run import Run

Doc = dict[str, Any]
UNTIL_S, STEP_S = 200.0, 1.0
SAFE = "az-0"
"""A place that never fails: whose members fail, fail where they stand."""


@st.composite
def worlds(draw: st.DrawFn) -> tuple[Doc, Doc]:
    """A shop on members in places; the same with every member for itself."""
    places = [f"az-{number}" for number in range(draw(st.integers(2, 4)))]
    count = draw(st.integers(len(places), 7))
    quorum = draw(st.integers(1, count))
    capacity = draw(st.sampled_from([None, 40.0, 60.0, 90.0]))
    repair = {"repair": {"time": draw(st.sampled_from(["20 s", "45 s"]))}}
    own = repair if draw(st.booleans()) else {}
    shop: Doc = {"id": "shop", "demand": 50, "needs": [draw(st.sampled_from(["u", {"on": "u"}]))]}
    others: list[Doc] = [shop, {"id": "grid", "needs": [], **repair}]
    for number, place in enumerate(places):
        on_grid = number > 0 and draw(st.booleans())
        mends = repair if draw(st.booleans()) else {}
        others.append({"id": place, "needs": ["grid"] if on_grid else [], **mends})
    hit = draw(st.lists(st.sampled_from(places[1:]), min_size=1, max_size=2, unique=True))
    risk = {"id": "flood", "kind": "hazard", "hits": sorted(hit)}
    carries = {} if capacity is None else {"capacity": capacity}
    pool = {"id": "u", "count": count, "quorum": quorum, "spread": places, **own, **carries}
    members: list[Doc] = []
    for number in range(count):
        needs = [{"on": places[number % len(places)], "calls": 0}]
        each = {} if capacity is None else {"capacity": capacity / count}
        members.append({"id": f"u{number}", "needs": needs, **own, **each})
    of = [member["id"] for member in members]
    alone = {"id": "u", "needs": [{"at_least": quorum, "of": of}]}
    in_safe = of[:: len(places)]
    events, spelt_out = [], []
    for at in sorted(draw(st.lists(st.integers(0, 90), min_size=1, max_size=4))):
        name = draw(st.sampled_from(["u", "flood", "grid", *places[1:]]))
        said = name
        if name == "u":
            if not in_safe:
                continue
            said = in_safe.pop()
        events.append({"at": f"{at} s", "fail": name})
        spelt_out.append({"at": f"{at} s", "fail": said})
    rest = {"shared_risks": [risk], "load_unit": "req/s"}
    return (
        {"components": [pool, *others], "scenarios": [{"id": "s", "events": events}], **rest},
        {"components": [alone, *members, *others], "events": spelt_out, **rest},
    )


def played(doc: Doc) -> Run:
    return run_scenario(Topology.from_dict(doc), "s", until_s=UNTIL_S)


@settings(max_examples=examples(150))
@given(worlds())
def test_members_in_a_place_that_is_down_carry_nothing(world: tuple[Doc, Doc]) -> None:
    doc, listed = world
    events = listed.pop("events")
    if not events:
        return
    run, found = played(doc), simulate(listed, events, UNTIL_S, STEP_S)
    for name in ("shop", "grid", *(c["id"] for c in doc["components"] if c["id"][:2] == "az")):
        outcome, account = run.outcomes[name], found.accounts[name]
        if name == "shop":
            assert outcome.served == pytest.approx(account.served, rel=1e-6, abs=1e-6)
            assert outcome.below_level_s == pytest.approx(account.below_s)
        assert outcome.downtime_s == pytest.approx(account.downtime_s), name


@settings(max_examples=examples(100))
@given(worlds(), st.sampled_from([2, 1_000]))
def test_more_members_of_less_change_nothing(world: tuple[Doc, Doc], times: int) -> None:
    """A thousand small members for each, all of which fail with it."""
    doc, _ = world
    pool = doc["components"][0]
    _, rest = divmod(pool["count"], len(pool["spread"]))
    if rest:
        return
    events = doc["scenarios"][0]["events"]
    many = {
        **doc,
        "components": [
            {
                **pool,
                "count": pool["count"] * times,
                "quorum": (pool["quorum"] - 1) * times + 1,
            },
            *doc["components"][1:],
        ],
        "scenarios": [{"id": "s", "events": [e for e in events if e["fail"] != "u"]}],
    }
    few = {**doc, "scenarios": many["scenarios"]}
    assert many["scenarios"][0]["events"] == [] or (
        played(many).outcomes["shop"] == played(few).outcomes["shop"]
    )


def shop(**pool: Any) -> Doc:
    places: list[Doc] = [{"id": f"az-{c}", "needs": [], "repair": {"time": "1 h"}} for c in "abc"]
    u = {"id": "u", "count": 6, "quorum": 3, "needs": [], "spread": ["az-a", "az-b", "az-c"]}
    top = {"id": "shop", "demand": 90, "fails": False, "needs": ["u"]}
    return {"components": [top, u | pool, *places]}


def test_a_place_that_takes_too_much_of_a_capacity_is_a_single_point() -> None:
    points = SinglePoints.of(Topology.from_dict(shop(capacity=120)))
    found = {cause: points.failure_class("shop", cause) for cause in points.causes("shop")}
    assert found == dict.fromkeys(("az-a", "az-b", "az-c"), FailureClass.OVERLOAD)
    assert SinglePoints.of(Topology.from_dict(shop(capacity=135))).causes("shop") == ()


def test_the_story_counts_the_members_that_are_left() -> None:
    events = [{"at": "0 s", "fail": "az-a"}, {"at": "1 min", "fail": ["u", "u"]}]
    run = played(shop() | {"scenarios": [{"id": "s", "events": events}]})
    assert [h.words for h in run.timeline if h.component in ("u", "shop")][:3] == [
        "2 of 6 u fail",
        "u has 2 of 6 members left and needs 3",
        "shop needs u",
    ]


def test_what_is_down_by_its_places_waits_for_them() -> None:
    events = [{"at": "0 s", "fail": ["az-a", "az-b"]}]
    doc = shop() | {"scenarios": [{"id": "s", "events": events}]}
    run = run_scenario(Topology.from_dict(doc), "s")
    assert run.outcomes["shop"].downtime_s == 3600
    assert run.outcomes["shop"].outage_by == {"repair": 3600.0}
