"""The shipped models: they load, say what the incidents taught, and mark what is not a fact."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from topology import Topology, load
from topology.finding import FailureClass
from topology.schema import Component, FirstOf, SharedRisk, Switchover
from topology.spof import SinglePoints
from topology.units import parse_duration

FOLDER = Path(__file__).parent.parent / "models"
MODELS = (
    "alipay-2015",
    "alipay-2015-with-standby",
    "ctrip-elong-2015",
    "passport-1999",
    "visa",
)
KINDS = {
    *("fibre", "duct", "power", "region", "data-centre", "service", "function", "sub-site"),
    *("database", "partner", "internet", "operator-action", "platform", "network", "staff"),
    "system",
}
ALIPAY = {"fibre-hangzhou", "cloud-hangzhou", "user-data", "user-money", "hangzhou"}
CTRIP = {"core-platform", "operator-error"}
PASSPORT = {
    *("passport-office", "new-system", "trained-staff", "application-files"),
    *("testing", "training", "hasty-start"),
}
SINGLE_POINTS: dict[str, dict[str, set[str]]] = {
    "alipay-2015": {
        "payments": ALIPAY,
        "utility-bills": ALIPAY,
        "money-market-fund": ALIPAY,
    },
    "alipay-2015-with-standby": {
        "payments": set(),
        "utility-bills": set(),
        "money-market-fund": set(),
    },
    "ctrip-elong-2015": {
        "book-travel": set(),
        "elong-travel": {"elong"},
        "ctrip-site": CTRIP,
        "ctrip-apps": CTRIP,
        "ctrip-search": CTRIP,
        "ctrip-transactions": CTRIP,
    },
    "passport-1999": {"adult-passports": PASSPORT, "child-passports": PASSPORT},
    "visa": {"payments": set()},
}
"""Every target of every model, with all its single points of failure of class `structural`."""

REASONS: list[tuple[str, str, str, tuple[str, ...]]] = [
    (
        "alipay-2015",
        "money-market-fund",
        "fibre-hangzhou",
        (
            "fibre-hangzhou fails",
            "cloud-hangzhou cannot reach internet over fibre",
            "payments needs cloud-hangzhou",
            "money-market-fund needs payments",
        ),
    ),
    (
        "alipay-2015",
        "payments",
        "fibre-hangzhou",
        (
            "fibre-hangzhou fails",
            "cloud-hangzhou cannot reach internet over fibre",
            "payments needs cloud-hangzhou",
        ),
    ),
    (
        "ctrip-elong-2015",
        "ctrip-transactions",
        "core-platform",
        (
            "core-platform fails",
            "sub-sites needs core-platform",
            "ctrip-transactions needs sub-sites",
        ),
    ),
    (
        "ctrip-elong-2015",
        "ctrip-search",
        "operator-error",
        (
            "operator-error hits core-platform and 4 more",
            "sub-sites needs core-platform",
            "ctrip-search needs sub-sites",
        ),
    ),
    (
        "passport-1999",
        "child-passports",
        "training",
        (
            "training fails",
            "trained-staff needs training",
            "passport-office needs trained-staff",
            "child-passports needs passport-office",
        ),
    ),
]

FACTS: dict[str, dict[str, object]] = {
    "alipay-2015": {"components/payments/demand": 1600},
    "alipay-2015-with-standby": {"components/payments/demand": 1600},
    "ctrip-elong-2015": {"components/ctrip-booking/loss_per_hour": 1_000_000},
    "passport-1999": {"components/passport-office/capacity": 166_000},
    "visa": {},
}
"""The figures that are told by the sources. Any other has to be marked as assumed."""

NOT_FIGURES = {"until"}
"""Until when a scenario is played is a choice of the one who plays it."""


def model(name: str) -> Topology:
    return load(FOLDER / f"{name}.json")


def raw(name: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return document


def entries(topology: Topology) -> list[Component | SharedRisk]:
    return [*topology.components, *topology.shared_risks]


def component(topology: Topology, name: str) -> Component:
    return next(c for c in topology.components if c.id == name)


def standby(topology: Topology, name: str) -> tuple[FirstOf, Switchover]:
    need = next(n for n in component(topology, name).needs if isinstance(n, FirstOf))
    assert need.switchover is not None
    return need, need.switchover


def minutes(switchover: Switchover) -> float:
    parts = (switchover.detect, switchover.decide, switchover.verify, switchover.activate)
    return sum(parts) / 60


def is_figure(value: object) -> bool:
    if isinstance(value, str):
        try:
            parse_duration(value)
        except ValueError:
            return False
        return True
    return isinstance(value, int | float) and not isinstance(value, bool)


def figures(value: Any, place: str, marked: bool = False) -> Iterator[tuple[str, object, bool]]:
    """Each number and duration in a part of a document: its place, its value, whether assumed."""
    if isinstance(value, dict):
        assumed = value.get("assumed", {})
        for key, part in value.items():
            if key != "assumed" and key not in NOT_FIGURES:
                covered = marked or isinstance(assumed, str) or key in assumed
                yield from figures(part, f"{place}/{key}", covered)
    elif isinstance(value, list):
        for index, part in enumerate(value):
            named = part if isinstance(part, dict) else {}
            name = named.get("id", named.get("of"))
            yield from figures(part, f"{place}/{name if isinstance(name, str) else index}", marked)
    elif is_figure(value):
        yield place, value, marked


def all_figures(document: dict[str, Any]) -> Iterator[tuple[str, object, bool]]:
    for section in ("components", "shared_risks", "crews", "objectives", "scenarios"):
        yield from figures(document.get(section, []), section)


def objects(value: Any) -> Iterator[dict[str, Any]]:
    """Every object in a document."""
    if isinstance(value, dict):
        yield value
    parts = value.values() if isinstance(value, dict) else value
    for part in parts if isinstance(value, dict | list) else ():
        yield from objects(part)


def test_these_are_all_the_models() -> None:
    assert tuple(sorted(path.stem for path in FOLDER.iterdir())) == MODELS


@pytest.mark.parametrize("name", MODELS)
class TestEveryModel:
    def test_round_trips(self, name: str) -> None:
        topology = model(name)
        assert Topology.from_dict(topology.to_dict()) == topology
        assert Topology.loads(topology.to_json()) == topology

    def test_says_what_it_is_and_where_it_comes_from(self, name: str) -> None:
        topology = model(name)
        assert topology.schema_ == "../docs/topology.schema.json"
        assert topology.name != name and topology.description and topology.load_unit
        assert topology.sources[0].startswith('"Time to backup", magazine article, June 2015')
        assert 10 <= len(topology.components) <= 20
        assert topology.objectives and topology.scenarios
        earning = any(c.loss_per_hour is not None for c in topology.components)
        assert topology.currency is not None or not earning

    def test_uses_known_kinds(self, name: str) -> None:
        assert {entry.kind for entry in entries(model(name))} <= KINDS

    def test_each_entry_is_told_or_assumed(self, name: str) -> None:
        found = entries(model(name))
        assert [e.id for e in found if e.source is None and e.assumed is None] == []

    def test_each_figure_is_a_fact_or_marked_as_assumed(self, name: str) -> None:
        unmarked = {
            place: value
            for place, value, marked in all_figures(raw(name))
            if not marked and not is_start(place, value)
        }
        assert unmarked == FACTS[name]

    def test_assumptions_are_of_fields_that_are_given(self, name: str) -> None:
        for value in objects(raw(name)):
            assumed = value.get("assumed")
            if isinstance(assumed, dict):
                assert set(assumed) <= set(value)

    def test_each_fact_cites_its_source(self, name: str) -> None:
        topology = model(name)
        for place in FACTS[name]:
            assert component(topology, place.split("/")[1]).source

    def test_single_points_of_failure(self, name: str) -> None:
        points = SinglePoints.of(model(name))
        assert {t: set(points.causes(t)) for t in points.targets} == SINGLE_POINTS[name]
        assert all(f.failure_class is FailureClass.STRUCTURAL for f in points.findings())

    def test_is_up_and_can_start(self, name: str) -> None:
        points = SinglePoints.of(model(name))
        assert points.never_up == ()
        assert points.start_up_deadlocks == ()


def is_start(place: str, value: object) -> bool:
    """Whether this is the time of an event at the start of its scenario."""
    return place.endswith("/at") and isinstance(value, str) and parse_duration(value) == 0


@pytest.mark.parametrize(("name", "target", "cause", "reason"), REASONS)
def test_reasons(name: str, target: str, cause: str, reason: tuple[str, ...]) -> None:
    assert SinglePoints.of(model(name)).reason(target, cause) == reason


@pytest.mark.parametrize("place", ["demand", "repair/time", "needs/0/share", "crew"])
def test_an_unmarked_figure_is_noticed(place: str) -> None:
    documents: dict[str, dict[str, Any]] = {
        "demand": {"components": [{"id": "a", "demand": 1, "assumed": {"capacity": "why"}}]},
        "repair/time": {"components": [{"id": "a", "repair": {"time": "6 h", "crew": "c"}}]},
        "needs/0/share": {
            "components": [
                {"id": "a", "needs": [{"first_of": ["b"], "share": 0.25}], "source": "told"}
            ]
        },
        "crew": {"crews": {"crew": 2}},
    }
    found = [where for where, _, marked in all_figures(documents[place]) if not marked]
    assert [where.endswith(place) for where in found] == [True]


# What the figures of each incident add up to


def test_alipay_switches_in_150_minutes_which_is_too_late() -> None:
    topology = model("alipay-2015-with-standby")
    _, switchover = standby(topology, "payments")
    assert minutes(switchover) == 150
    assert minutes(switchover) - switchover.verify / 60 == 75
    assert switchover.failback == "manual"
    rtos = {objective.of: objective.rto for objective in topology.objectives}
    assert set(rtos) == {"payments", "utility-bills", "money-market-fund"}
    assert all(rto is not None and 75 * 60 < rto < 150 * 60 for rto in rtos.values())
    splice = component(topology, "fibre-hangzhou").repair
    assert splice is not None and splice.time > 150 * 60


def test_alipay_has_its_standby_in_another_city() -> None:
    topology = model("alipay-2015-with-standby")
    need, _ = standby(topology, "payments")
    places = [component(topology, str(part)).location for part in need.first_of]
    assert len(set(places)) == 2


def test_nothing_needs_the_backup_servers_that_nobody_dared_to_use() -> None:
    graph = model("alipay-2015")
    assert "backup-servers" in {c.id for c in graph.components}
    assert "backup-servers" not in str([c.needs for c in graph.components])


def test_ctrip_is_back_after_740_minutes() -> None:
    topology = model("ctrip-elong-2015")
    core = component(topology, "core-platform")
    crew = topology.crews["engineers"]
    assert core.repair is not None and core.verify is not None and not isinstance(crew, int)
    checks = core.verify.units * core.verify.time / crew.size
    assert core.verify.units == component(topology, "sub-sites").count == 2000
    assert core.repair.time / 60 == 140
    assert (core.repair.time + checks) / 60 == 740


def test_the_operator_error_hits_every_replica_and_the_backup() -> None:
    topology = model("ctrip-elong-2015")
    hit = {c.id for c in topology.components if "core" in c.tags}
    assert hit == {
        *("core-platform", "core-server-1", "core-server-2", "core-server-3", "backup-server")
    }


def test_elong_has_not_the_capacity_for_those_who_follow() -> None:
    topology = model("ctrip-elong-2015")
    need, switchover = standby(topology, "book-travel")
    elong = component(topology, "elong")
    sent = component(topology, "book-travel").demand
    own = component(topology, "elong-travel").demand
    assert elong.capacity and elong.overload and sent and own
    limit = elong.overload.above * elong.capacity
    assert own < limit < own + need.share * sent
    tipping_share = (limit / own - 1) / (sent / own)
    assert tipping_share == pytest.approx(0.135)
    assert minutes(switchover) == 231
    assert (elong.overload.hold, elong.overload.restart) == (2 * 3600, 3600)
    levels = {objective.of: objective.level for objective in topology.objectives}
    assert levels["book-travel"] < need.share


def test_visa_loses_any_one_place_without_overload() -> None:
    topology = model("visa")
    centres = [c for c in topology.components if c.kind == "data-centre"]
    demand = component(topology, "payments").demand
    assert demand and len(centres) == len({c.location for c in centres}) == 4
    for lost in centres:
        assert sum(c.capacity or 0 for c in centres if c is not lost) >= demand
    assert [(o.of, o.rto) for o in topology.objectives] == [("payments", 0)]


def test_the_passport_backlog_reaches_565_000_and_outlives_its_cause() -> None:
    topology = model("passport-1999")
    office = component(topology, "passport-office")
    system = component(topology, "new-system")
    intake = sum(c.demand or 0 for c in topology.components)
    week = parse_duration("1 w")
    assert system.repair is not None and office.capacity and office.overload
    assert intake == 134_000
    assert office.overload.mode == "queue"
    peak = intake * system.repair.time / week
    assert round(peak, -3) == 565_000
    assert peak / (office.capacity - intake) == pytest.approx(17.65, abs=0.01)
