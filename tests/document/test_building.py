"""A document by calls: equal to the same read, by the same rules, with the fields of the schema."""

from __future__ import annotations

import typing
from typing import Any

import pytest
from hypothesis import given

from tests.support.building import arguments
from tests.support.strategies import documents
from topology.document import schema
from topology.document.building import arguments as fields
from topology.document.building.builder import Builder
from topology.document.document import Topology
from topology.document.schema.marks import NAMES
from topology.errors import DocumentError, UsageError

HELD: dict[str, tuple[type, tuple[str, ...]]] = {
    "AcceptanceFields": (schema.Acceptance, ("id",)),
    "ChoiceFields": (schema.Any, ("any",)),
    "ComponentFields": (schema.Component, ("id",)),
    "CrewFields": (schema.Crew, ("size",)),
    "DemandFields": (schema.Demand, ("origin", "to", "demand")),
    "FirstOfFields": (schema.FirstOf, ("first_of",)),
    "ObjectiveFields": (schema.Objective, ("of",)),
    "OnFields": (schema.On, ("on",)),
    "OptionFields": (schema.Option, ("id",)),
    "ReachFields": (schema.Reach, ("reach",)),
    "RoutingFields": (schema.Routing, ()),
    "ScenarioFields": (schema.Scenario, ("id",)),
    "SharedRiskFields": (schema.SharedRisk, ("id",)),
    "SplitFields": (schema.Split, ("split",)),
}
SECTIONS = {
    "components": "component", "shared_risks": "shared_risk", "objectives": "objective",
    "scenarios": "scenario", "options": "option", "accepted": "accepted", "traffic": "traffic",
}  # fmt: skip
PYTHON = {known: name for name, known in NAMES.items()}


@pytest.mark.parametrize("name", sorted(HELD))
def test_keywords_are_the_fields(name: str) -> None:
    part, without = HELD[name]
    assert getattr(fields, name).__annotations__ == {
        key: typing.ForwardRef(kind, module=fields.__name__)
        for key, kind in arguments(part, *without).items()
    }


def test_keywords_of_a_document_are_the_fields_that_no_call_has() -> None:
    called = {*SECTIONS, "crews", "routing", "schema_", "format", "name", "own_words"}
    assert fields.DocumentFields.__annotations__.keys() == arguments(Topology, *called).keys()


def test_all_and_at_least_have_the_keywords_of_any() -> None:
    known = arguments(schema.Any, "any")
    assert arguments(schema.All, "all") == known
    assert arguments(schema.AtLeast, "at_least", "of") == known


def keywords(item: dict[str, Any]) -> dict[str, Any]:
    """What a document has, as keyword arguments."""
    return {PYTHON.get(key, key): value for key, value in item.items()}


def need(build: Builder[Topology], entry: Any) -> Any:
    """A requirement by the method for it."""
    if isinstance(entry, str):
        return entry
    rest = keywords(entry)
    if "at_least" in rest:
        least, of = rest.pop("at_least"), rest.pop("of")
        return build.at_least(least, *(need(build, one) for one in of), **rest)
    form = next(f for f in schema.REQUIREMENT_FORMS if f in rest)
    inside = rest.pop(form)
    if form in ("on", "reach"):
        return getattr(build, form)(inside, **rest)
    return getattr(build, form)(*(need(build, one) for one in inside), **rest)


def built(document: dict[str, Any]) -> Topology:
    top = {k: v for k, v in document.items() if k not in (*SECTIONS, "crews", "routing", "format")}
    with Topology.build(**keywords(top)) as build:
        for section, method in SECTIONS.items():
            for item in document.get(section, ()):
                given = keywords(item)
                if "needs" in given:
                    given["needs"] = [need(build, entry) for entry in given["needs"]]
                getattr(build, method)(**given)
        for name, size in document.get("crews", {}).items():
            build.crew(name, **size) if isinstance(size, dict) else build.crew(name, size)
        if "routing" in document:
            build.routing(**keywords(document["routing"]))
    return build.topology


@given(documents())
def test_it_is_equal_to_what_is_read(document: dict[str, Any]) -> None:
    assert built(document) == Topology.from_dict(document)


def test_all_that_a_document_can_have() -> None:
    with Topology.build("Shop", load_unit="orders/min", currency="EUR", sources=["us"]) as t:
        db = t.component("db", kind="database", count=2, capacity=300, own_words={"x-team": "d"})
        cache = t.component("cache", fails=False)
        t.component("web", needs=[t.on(db, calls=2), t.any(cache, t.all(db))], demand=100)
        t.component("link", connects=[db, cache], kind="fibre", metric=3)
        t.shared_risk("flood", hits=[db])
        t.shared_risk("sale", raises={"web": 2}, hold="2 h")
        t.crew("splicers", 2)
        t.crew("engineers", size=3, assumed="told")
        t.routing(over=["fibre"])
        t.traffic(db, cache, 5)
        t.objective(
            "web", survives=1, accepted=[{"id": db, "reason": "old", "until": "2027-01-01"}]
        )
        t.accepted("flood", reason="rare", until="2027-01-01", of="web")
        t.scenario("night", events=[{"at": "0 min", "fail": "link"}], until="1 h")
        t.option("more", cost=5, change={db: {"count": 3}})
    text = """
name: Shop
load_unit: orders/min
currency: EUR
sources: [us]
components:
- {id: db, kind: database, count: 2, capacity: 300, x-team: d}
- {id: cache, fails: false}
- {id: web, needs: [{on: db, calls: 2}, {any: [cache, {all: [db]}]}], demand: 100}
- {id: link, connects: [db, cache], kind: fibre, metric: 3}
shared_risks:
- {id: flood, hits: [db]}
- {id: sale, raises: {web: 2}, for: 2 h}
crews: {splicers: 2, engineers: {size: 3, assumed: told}}
routing: {over: [fibre]}
traffic: [{from: db, to: cache, demand: 5}]
objectives:
- {of: web, survives: 1, accepted: [{id: db, reason: old, until: 2027-01-01}]}
accepted:
- {id: flood, reason: rare, until: 2027-01-01, of: web}
scenarios:
- {id: night, events: [{at: 0 min, fail: link}], until: 1 h}
options:
- {id: more, cost: 5, change: {db: {count: 3}}}
"""
    assert t.topology == Topology.loads(text)


def test_errors_are_those_of_the_file_with_the_line_of_the_call() -> None:
    document = {"components": [{"id": "db"}, {"id": "web", "needs": ["bd"], "count": 0}]}
    with pytest.raises(DocumentError) as read:
        Topology.from_dict(document)
    with pytest.raises(DocumentError) as raised, Topology.build() as t:
        t.component("db")
        t.component("web", needs=["bd"], count=0)
    line = test_errors_are_those_of_the_file_with_the_line_of_the_call.__code__.co_firstlineno + 6
    assert [f"test_building.py line {line}: {said}" for said in map(str, read.value.problems)] == [
        str(problem) for problem in raised.value.problems
    ]


def test_nothing_is_made_before_the_block_ends() -> None:
    with Topology.build() as t:
        t.component("db")
        with pytest.raises(UsageError, match="ask for it after `with`"):
            _ = t.topology
    assert t.topology.components[0].id == "db"


def test_what_is_given_may_be_changed_afterwards() -> None:
    needs = ["a"]
    with Topology.build() as t:
        t.component("a")
        t.component("b", needs=needs)
        needs.append("nothing")
    assert t.topology.components[1].needs == ("a",)


def test_an_error_in_the_block_is_not_hidden() -> None:
    with pytest.raises(ZeroDivisionError), Topology.build() as t:
        t.component(str(1 / 0))


def test_what_holds_itself_is_nested_too_deeply() -> None:
    needs: list[Any] = []
    needs.append({"any": needs})
    with pytest.raises(DocumentError, match=r"^is nested too deeply$"), Topology.build() as t:
        t.component("a", needs=needs)


def test_own_words_are_keys_and_values() -> None:
    wrong: Any = 5
    with pytest.raises(UsageError, match=r"^own_words is 5: must be a dict"), Topology.build() as t:
        t.component("a", own_words=wrong)


def test_an_error_says_nothing_of_where_in_memory_something_lies() -> None:
    wrong: Any = object()
    with pytest.raises(DocumentError, match=r"demand is an object: must be"), Topology.build() as t:
        t.component("a", demand=wrong)
