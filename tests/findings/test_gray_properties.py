"""What half fails, over random documents with loads: what equals what, and what changes nothing."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import asdict, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.oracles import Doc, components, modes
from tests.support.strategies_gray import gray_loads, standbys
from topology.document.document import Topology
from topology.finding import FailureClass
from topology.findings.ranking.recoveries import Recovery
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.playing import run_failures
from topology.loads.cascade.run import Run


def with_mode(doc: Doc, data: st.DataObject, mode: Doc) -> tuple[Topology, str]:
    """The document in which one component has this mode and no other has any; which one it is."""
    other = deepcopy(doc)
    for component in other["components"]:
        component.pop("modes", None)
    name = data.draw(st.sampled_from(sorted(components(other))))
    components(other)[name]["modes"] = [{"id": "m", **mode}]
    other["scenarios"] = []
    return Topology.from_dict(other), name


def assert_same(one: Run, other: Run) -> None:
    """All accounts of two runs, to rounding; no words."""
    assert (one.down, one.growing, one.until_s) == (other.down, other.growing, other.until_s)
    for name, outcome in one.outcomes.items():
        mine, theirs = asdict(outcome), asdict(other.outcomes[name])
        assert mine.pop("outage_by") == pytest.approx(theirs.pop("outage_by"))
        assert mine == pytest.approx(theirs)


def verdicts(topology: Topology, cause: str, own: str) -> dict[str, tuple[str, Any]]:
    """What a cause does to each component but its own."""
    points = SinglePoints.of(topology, [c.id for c in topology.components if c.id != own])
    return {
        target: (str(points.failure_class(target, cause)), back(points.recovery(target, cause)))
        for target in points.targets
        if cause in points.causes(target)
    }


def back(recovery: Recovery) -> Recovery:
    """When a target is back, whoever it may be for want of whose repair that is not known."""
    return replace(recovery, wanting="a repair" if recovery.wanting else "")


FAILING = [{"leaves": 0}, {"leaves": 0.3, "seen": "0 s"}]


@given(gray_loads(), st.data(), st.sampled_from(FAILING))
def test_what_leaves_nothing_or_is_seen_at_once_has_failed(
    doc: Doc, data: st.DataObject, mode: Doc
) -> None:
    topology, name = with_mode(doc, data, mode)
    if components(topology.to_dict())[name].get("fails") is not False:
        limping = run_failures(topology, [f"{name}:m"], until_s=300)
        assert_same(limping, run_failures(topology, [name], until_s=300))
        assert verdicts(topology, f"{name}:m", name) == verdicts(topology, name, name)


@given(gray_loads(), st.data())
def test_what_leaves_all_is_nothing(doc: Doc, data: st.DataObject) -> None:
    topology, name = with_mode(doc, data, {"leaves": 1, "seen": "10 s"})
    limping = run_failures(topology, [f"{name}:m"], until_s=300)
    assert_same(limping, run_failures(topology, [], until_s=300))
    assert verdicts(topology, f"{name}:m", name) == {}


@given(gray_loads())
def test_modes_never_change_what_other_causes_do(doc: Doc) -> None:
    doc["scenarios"] = []
    without = deepcopy(doc)
    for component in without["components"]:
        component.pop("modes", None)
    ids = sorted(components(doc))
    with_modes, others = (SinglePoints.of(Topology.from_dict(d), ids) for d in (doc, without))
    assert with_modes.targets == others.targets
    for target in others.targets:
        assert set(with_modes.causes(target)) - set(modes(doc)) == set(others.causes(target))
        for cause in others.causes(target):
            assert with_modes.finding(target, cause) == others.finding(target, cause)
            assert with_modes.recovery(target, cause) == others.recovery(target, cause)


@given(gray_loads(), st.data())
def test_the_order_in_the_file_never_matters(doc: Doc, data: st.DataObject) -> None:
    other = deepcopy(doc)
    other["components"] = data.draw(st.permutations(other["components"]))
    other["shared_risks"].reverse()
    for component in other["components"]:
        component.get("modes", []).reverse()
    first, second = (SinglePoints.of(Topology.from_dict(d)) for d in (doc, other))
    assert list(first.findings()) == list(second.findings())
    assert first.worst_causes() == second.worst_causes()


@given(standbys())
def test_a_gray_failure_would_be_none_if_it_were_seen_at_once(doc: Doc) -> None:
    """And it is one if so, where it is no switch of others that helps."""
    points = SinglePoints.of(Topology.from_dict(doc), ["top"])
    owner = next(c for c in components(doc).values() if c.get("needs") and c["id"] == "top")
    first = owner["needs"][0]["first_of"][0]
    cause = f"{first}:m"
    if "top" not in points.targets or cause not in points.causes("top"):
        return
    seen = deepcopy(doc)
    components(seen)[first]["modes"][0]["seen"] = "0 s"
    others = SinglePoints.of(Topology.from_dict(seen), ["top"])
    is_gray = points.failure_class("top", cause) is FailureClass.GRAY
    alone = components(doc)[first].get("count", 1) == 1
    assert not is_gray or cause not in others.causes("top")
    assert is_gray or not alone or cause in others.causes("top")
    if is_gray:
        assert points.reason("top", cause)[-1].endswith("away from what has not failed")
