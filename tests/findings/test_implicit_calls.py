"""Loads that are several times the demand because each need calls once."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from topology.document.document import Topology
from topology.findings.remarks.implicit_calls import SEVERAL, Multiplied, multiplied
from topology.findings.remarks.remarks import remarks
from topology.loads.cascade.playing import run_failures
from topology.structure.graph import Graph

Doc = dict[str, Any]
CONTROL: list[Doc] = [
    {"id": "players", "demand": 100, "needs": ["web", "games"]},
    {"id": "web", "needs": ["nomad", "consul"]},
    {"id": "games", "needs": ["nomad", "consul"]},
    {"id": "nomad", "needs": ["consul", "vault"]},
    {"id": "vault", "needs": ["consul"]},
    {"id": "consul", "capacity": 250},
]


def compiled(components: list[Doc]) -> Graph:
    return Graph.compile(Topology.from_dict({"components": components}))


def noted(components: list[Doc]) -> list[str]:
    return [said for said in remarks(compiled(components)) if said.startswith("load of ")]


def test_control_that_is_called_on_every_way_is_noted_with_the_chain() -> None:
    assert noted(CONTROL) == [
        "load of consul is 6 times the demand, as each need calls once unless it gives `calls` "
        "(players → games → nomad → consul): give it, 0 where no load follows"
    ]


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("consul", {"capacity": None}),
        ("players", {"demand": 0}),
        ("nomad", {"needs": [{"on": "consul", "calls": 0}, {"on": "vault", "calls": 0}]}),
        ("web", {"needs": [{"first_of": ["nomad", "consul"]}]}),
    ],
)
def test_nothing_is_noted_where_no_load_comes_or_matters(name: str, changed: Doc) -> None:
    parts = [{**part, **(changed if part["id"] == name else {})} for part in CONTROL]
    parts = [{key: value for key, value in part.items() if value is not None} for part in parts]
    assert len(noted(parts)) == (name == "web")
    if name == "web":
        assert noted(parts)[0].startswith("load of consul is 5 times the demand")


def test_calls_that_are_given_are_meant() -> None:
    db = {"id": "db", "capacity": 10_000}
    assert noted([{"id": "a", "demand": 9, "needs": [{"on": "db", "calls": 50}]}, db]) == []


def test_alternatives_share_one_call() -> None:
    either: Doc = {"any": [f"b{i}" for i in range(4)]}
    parts = [{"id": "a", "demand": 9, "needs": [either, either]}]
    parts += [{"id": f"b{i}", "needs": ["c"]} for i in range(4)]
    assert noted([*parts, {"id": "c", "capacity": 10}]) == []
    assert (
        len(noted([{**parts[0], "needs": [either] * 3}, *parts[1:], {"id": "c", "capacity": 1}]))
        == 1
    )


def test_many_demands_are_one_demand() -> None:
    parts = [{"id": f"a{i}", "demand": 9, "needs": ["c"]} for i in range(20)]
    assert noted([*parts, {"id": "c", "capacity": 10}]) == []


def test_circles_are_left_out() -> None:
    parts = [{"id": "a", "demand": 1, "needs": ["b", "c"]}, {"id": "b", "needs": ["c"]}]
    assert noted([*parts, {"id": "c", "capacity": 9, "needs": ["b"]}]) == []


def test_the_worst_are_named_and_the_others_counted() -> None:
    middle = [f"m{i}" for i in range(4)]
    parts = [{"id": "a", "demand": 1, "needs": middle}]
    parts += [{"id": name, "needs": [f"c{i}" for i in range(7)]} for name in middle]
    said = noted([*parts, *({"id": f"c{i}", "capacity": 1} for i in range(7))])
    assert len(said) == 6
    assert said[-1] == "load of 2 more is several times the demand for that reason"


@st.composite
def layered(draw: st.DrawFn) -> list[Doc]:
    """Components that need some of those after them, all with a capacity that nothing reaches."""
    size = draw(st.integers(2, 9))
    parts = []
    for i in range(size):
        part: Doc = {"id": f"c{i}", "capacity": 1e9}
        if i == 0 or draw(st.integers(0, 3)) == 0:
            part["demand"] = draw(st.integers(1, 9))
        later = [f"c{k}" for k in range(i + 1, size)]
        if later:
            needs = draw(st.lists(st.sampled_from(later), max_size=4, unique=True))
            kind = draw(st.sampled_from(["all", "any", "first_of"]))
            part["needs"] = needs if kind == "all" or not needs else [{kind: needs}, needs[0]]
        parts.append(part)
    return parts


@given(layered())
def test_loads_are_those_of_the_cascade(parts: list[Doc]) -> None:
    """The demand that reaches a component is found anew, and its load is played for one second."""
    graph = compiled(parts)
    spare: Doc = {"id": "spare"}
    topology = Topology.from_dict({"components": [*parts, spare]})
    run = run_failures(topology, ["spare"], until_s=1.0, series=True)
    found = {graph.ids[one.component]: one for one in multiplied(graph)}
    callees = {part["id"]: set(called(part.get("needs", []))) for part in parts}
    for part in parts:
        name = part["id"]
        demand = sum(p.get("demand", 0) for p in parts if name in reached(p["id"], callees))
        load = run.outcomes[name].offered
        times = load / demand if demand else 0.0
        assert (name in found) == (times >= SEVERAL * (1 - 1e-9))
        if name in found:
            assert_is_right(graph, found[name], times, callees)


def assert_is_right(
    graph: Graph, one: Multiplied, times: float, callees: dict[str, set[str]]
) -> None:
    assert one.times == pytest.approx(times)
    chain = [graph.ids[v] for v in one.chain]
    assert graph.components[one.chain[0]].demand
    assert all(after in callees[before] for before, after in pairwise(chain))


def called(needs: list[Any]) -> list[str]:
    names: list[str] = []
    for need in needs:
        if isinstance(need, str):
            names.append(need)
        else:
            names += need.get("any") or need["first_of"][:1]
    return names


def reached(start: str, callees: dict[str, set[str]]) -> set[str]:
    found = {start}
    todo = [start]
    for name in todo:
        further = callees[name] - found
        found |= further
        todo.extend(further)
    return found
