"""Recovery deadlocks: against brute force, what may only ever make them more, and by hand."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import oracles
from tests.support.oracles import Doc
from tests.support.recovery_oracle import after_all_mending, recovery_deadlocks
from tests.support.strategies_mending import anywhere, mending_documents, work_needs
from topology.document.document import Topology
from topology.structure.deadlocks.recovery import RecoveryDeadlocks
from topology.structure.graph import Graph
from topology.structure.order_one.order_one import OrderOne


def told(doc: Doc) -> dict[str, tuple[list[str], tuple[str, ...]]]:
    """By cause: what is stuck, and why."""
    graph = Graph.compile(Topology.from_dict(doc))
    deadlocks = RecoveryDeadlocks(OrderOne(graph))
    names = [*graph.ids, *graph.risk_index]
    return {
        names[d.cause]: ([graph.ids[v] for v in deadlocks.stuck(d)], deadlocks.reason(d))
        for d in deadlocks.found
    }


# -- against brute force ------------------------------------------------------------------------


@given(mending_documents())
def test_they_are_the_oracles(doc: Doc) -> None:
    found = told(doc)
    assert {cause: stuck for cause, (stuck, _) in found.items()} == recovery_deadlocks(doc)
    for stuck, reason in found.values():
        assert reason
        for step in reason:
            assert step.removeprefix("besides, ").split()[0] in stuck or "more" in step


@given(mending_documents(), st.data())
def test_a_repair_that_needs_more_never_brings_more_back(doc: Doc, data: st.DataObject) -> None:
    mended = [c for c in doc["components"] if "repair" in c and not oracles.is_link(c)]
    if not mended:
        return
    more = deepcopy(doc)
    owner = data.draw(st.sampled_from([c["id"] for c in mended]))
    component = oracles.components(more)[owner]
    needs = data.draw(work_needs(anywhere(more, component))).get("needs", [])
    repair = component["repair"]
    repair["needs"] = [*repair.get("needs", []), *needs]
    if "otherwise" not in repair or not doc_repair(doc, owner).get("needs"):
        repair.pop("otherwise", None)
    before, after = told(doc), told(more)
    for cause, (stuck, _) in before.items():
        assert set(stuck) <= set(after[cause][0])
    for cause in oracles.components(doc):
        assert after_all_mending(more, cause) <= after_all_mending(doc, cause)


def doc_repair(doc: Doc, owner: str) -> Doc:
    found: Doc = oracles.components(doc)[owner]["repair"]
    return found


# -- by hand --------------------------------------------------------------------------------------


def network(**repair: Any) -> Doc:
    """A backbone whose repair needs the management net that runs over it."""
    return {
        "components": [
            {"id": "core", "needs": [], "repair": {"time": "1 h", **repair}},
            {"id": "management-net", "needs": ["core"]},
            {"id": "site", "needs": ["core"]},
            {"id": "modem", "needs": []},
        ]
    }


def test_what_mends_it_is_down_with_it() -> None:
    assert told(network(needs=["management-net"])) == {
        "core": (
            ["core", "management-net", "site"],
            ("core is repaired only over management-net", "management-net needs core"),
        )
    }


@pytest.mark.parametrize(
    "repair",
    [
        {},
        {"needs": ["modem"]},
        {"needs": [{"first_of": ["management-net", "modem"]}]},
        {"needs": ["management-net"], "otherwise": "6 h"},
    ],
)
def test_another_way_in_is_no_deadlock(repair: Doc) -> None:
    assert told(network(**repair)) == {}


def test_it_may_be_mended_only_over_itself() -> None:
    assert told(network(needs=["core"]))["core"][1] == ("core is repaired only over core",)


def test_the_verification_has_needs_too() -> None:
    doc = network()
    doc["components"][0]["verify"] = {"units": 1, "time": "1 min", "needs": ["site"]}
    assert told(doc)["core"][1] == ("core is verified only over site", "site needs core")


def test_what_nobody_said_could_be_mended_is_none() -> None:
    """The modem has no repair: it is taken to be back, so there is no circle."""
    doc = network(needs=["modem"])
    doc["shared_risks"] = [{"id": "flood", "hits": ["core", "modem"]}]
    assert told(doc) == {}
    doc["components"][3]["repair"] = {"time": "1 h", "needs": ["site"]}
    assert told(doc) == {
        "flood": (
            ["core", "management-net", "modem", "site"],
            (
                "core is repaired only over modem",
                "modem is repaired only over site",
                "site needs core",
            ),
        )
    }


def test_the_repair_of_a_risk_goes_before_that_of_what_it_hits() -> None:
    doc = network(needs=["management-net"])
    doc["shared_risks"] = [{"id": "flood", "hits": ["core"], "repair": {"time": "1 h"}}]
    assert list(told(doc)) == ["core"]
    doc["shared_risks"][0]["repair"]["needs"] = ["site"]
    assert told(doc)["flood"][1] == (
        "core was hit by flood, repaired only over site", "site needs core",
    )  # fmt: skip


def test_what_fell_with_others_may_have_no_way_to_start() -> None:
    parts = [
        {"id": "feed", "needs": [], "fails": {"mtbf": "1 y", "mttr": "1 h"}},
        {"id": "dns", "needs": ["feed"], "start": {"needs": ["host"]}},
        {"id": "host", "needs": ["dns"]},
    ]
    assert told({"components": parts})["feed"] == (
        ["dns", "host"], ("dns starts only with host", "host needs dns"),
    )  # fmt: skip


def test_a_circle_of_needs_alone_is_told_where_something_could_be_mended() -> None:
    parts = [{"id": "a", "needs": ["b"]}, {"id": "b", "needs": ["a"]}]
    assert told({"components": parts}) == {}
    parts[0]["repair"] = {"time": "1 h"}
    assert told({"components": parts}) == {"a": (["a", "b"], ("a needs b", "b needs a"))}


def test_it_may_need_what_never_is_there() -> None:
    doc = network(needs=[{"reach": "modem"}])
    assert told(doc)["core"][1] == ("core cannot be repaired: no path to modem",)


def ladder(**start: Any) -> Doc:
    """A feed of a hub, and two routers, each of which reaches the hub over the one before."""
    fed = ["feed"]
    return {
        "components": [
            {"id": "feed", "needs": [], "repair": {"time": "1 h"}},
            {"id": "hub", "needs": fed},
            {"id": "r1", "needs": [*fed, {"reach": "hub"}], "start": {"needs": ["hub"], **start}},
            {"id": "r2", "needs": [*fed, {"reach": "hub"}], "start": {"needs": ["hub"]}},
            {"id": "l1", "needs": fed, "connects": ["hub", "r1"]},
            {"id": "l2", "needs": fed, "connects": ["r1", "r2"]},
        ]
    }


def test_ways_come_back_step_by_step() -> None:
    assert told(ladder()) == {}


def test_a_way_may_lead_over_what_waits_for_its_end() -> None:
    said = ("r1 starts only with r2", "r2 needs r1, on the way to hub")
    stuck = dict.fromkeys(("feed", "hub", "l1", "r1"), (["r1", "r2"], said))
    assert told(ladder(needs=["r2"])) == stuck
