"""Unavailability, frequency, importances and switching: against all states, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from math import inf, prod
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from tests.support.oracles import Doc, down, holds, working_after
from tests.support.strategies import documents
from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.document.failure_data import FailureData, parse_defaults
from topology.errors import UsageError
from topology.reliability import importance
from topology.reliability.availability import Availability
from topology.structure.graph import Graph
from topology.values.units import YEAR_S

Thing = tuple[str, int]
"""A cause, and which member of it."""


def things_of(doc: Doc) -> list[Thing]:
    found = [
        (component["id"], member)
        for component in doc["components"]
        if component.get("fails") is not False
        for member in range(component.get("count", 1))
    ]
    return found + [(risk["id"], 0) for risk in doc.get("shared_risks", [])]


class AllStates:
    """Everything about a target from the table of all states of what can fail."""

    def __init__(self, doc: Doc, target: str, q: dict[str, float]) -> None:
        self.things = things_of(doc)
        self.q = [q[name] for name, _ in self.things]
        self.is_down = {
            state: target in down(doc, [t[0] for t, x in zip(self.things, state, strict=True) if x])
            for state in product((False, True), repeat=len(self.things))
        }

    def chance(self, state: tuple[bool, ...], given: dict[int, float] | None = None) -> float:
        q = [(given or {}).get(i, one) for i, one in enumerate(self.q)]
        return prod(one if x else 1 - one for one, x in zip(q, state, strict=True))

    def unavailability(self, given: dict[int, float] | None = None) -> float:
        return sum(self.chance(state, given) for state, is_down in self.is_down.items() if is_down)

    def minimal(self) -> list[tuple[bool, ...]]:
        return [
            state
            for state, is_down in self.is_down.items()
            if is_down and not any(self.is_down[one] for one in _one_less(state))
        ]

    def fussell_vesely(self, thing: int) -> float:
        sets = [state for state in self.minimal() if state[thing]]
        return sum(
            self.chance(state)
            for state in self.is_down
            if any(all(x or not y for x, y in zip(state, cut, strict=True)) for cut in sets)
        )


def _one_less(state: tuple[bool, ...]) -> Iterator[tuple[bool, ...]]:
    for i, x in enumerate(state):
        if x:
            yield (*state[:i], False, *state[i + 1 :])


def with_data(doc: Doc, q: dict[str, float], per_year: dict[str, float]) -> Doc:
    """The document with these failure data for all that can fail."""

    def given(part: Doc) -> Doc:
        name = part["id"]
        if part.get("fails") is False:
            return part
        mttr = f"{q[name] * YEAR_S / per_year[name]!r} s"
        return {**part, "fails": {"per_year": per_year[name], "mttr": mttr}}

    return {
        **doc,
        "components": [given(c) for c in doc["components"]],
        "shared_risks": [given(r) for r in doc.get("shared_risks", [])],
    }


chances = st.sampled_from([0.01, 0.2, 0.5, 0.9])
rates = st.sampled_from([0.5, 1.0, 7.0])


@st.composite
def documents_with_data(draw: st.DrawFn) -> tuple[Doc, str, dict[str, float], dict[str, float]]:
    doc = draw(documents(size=5))
    assume(len(things_of(doc)) <= 10)
    names = [part["id"] for part in (*doc["components"], *doc.get("shared_risks", []))]
    q = {name: draw(chances) for name in names}
    per_year = {name: draw(rates) for name in names}
    target = draw(st.sampled_from([c["id"] for c in doc["components"]]))
    return with_data(doc, q, per_year), target, q, per_year


@settings(max_examples=examples(200))
@given(documents_with_data())
def test_it_equals_the_sum_over_all_states(
    given_doc: tuple[Doc, str, dict[str, float], dict[str, float]],
) -> None:
    doc, target, q, per_year = given_doc
    found = Availability.of(Topology.from_dict(doc), target)
    states = AllStates(doc, target, q)
    top = states.unavailability()
    assert found.unavailability == pytest.approx(top, rel=1e-9, abs=1e-15)
    assert found.missing == found.without_frequency == ()
    by_id = {entry.id: entry.importance for entry in found.importances}
    frequency = 0.0
    for i, (name, _) in enumerate(states.things):
        high, low = states.unavailability({i: 1.0}), states.unavailability({i: 0.0})
        frequency += per_year[name] * (high - low)
        if name not in by_id:
            assert high == pytest.approx(low)
            continue
        found_one = by_id[name]
        assert found_one.birnbaum == pytest.approx(high - low, rel=1e-9, abs=1e-14)
        if not top:
            assert found_one.raw is None
            continue
        assert found_one.raw == pytest.approx(high / top, rel=1e-9)
        assert found_one.criticality == pytest.approx((top - low) / top, rel=1e-9, abs=1e-12)
        assert found_one.rrw == (inf if low == 0 else pytest.approx(top / low, rel=1e-9))
        assert found_one.fussell_vesely_exact
        expected = states.fussell_vesely(i) / top
        assert found_one.fussell_vesely == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert found.per_year == pytest.approx(frequency, rel=1e-9, abs=1e-12)
    bounds = [found.rare_event, found.min_cut_upper_bound]
    assert all(bound is not None and bound >= top * (1 - 1e-9) for bound in bounds)
    sets = [states.chance(s) for s in states.minimal()]
    # Of a minimal set alone the probability is that its own things are down, whatever else is.
    alone = [prod(one for one, x in zip(states.q, s, strict=True) if x) for s in states.minimal()]
    assert len(sets) == len(alone)
    assert found.rare_event == pytest.approx(sum(alone), rel=1e-9)
    assert found.min_cut_upper_bound == pytest.approx(1 - prod(1 - p for p in alone), rel=1e-9)


# -- switching ------------------------------------------------------------------------------------


def switches_by_states(doc: Doc, owner: str, entry: Doc, q: dict[str, float],
                       per_year: dict[str, float]) -> float:  # fmt: skip
    """How often a year one entry takes over from another, state by state."""
    things = things_of(doc)

    def active(state: tuple[bool, ...]) -> int | None:
        failed = [t[0] for t, x in zip(things, state, strict=True) if x]
        working = working_after(doc, failed)
        up = [holds(doc, owner, part, working) for part in entry["first_of"]]
        return up.index(True) if any(up) else None

    total = 0.0
    for state in product((False, True), repeat=len(things)):
        for i, x in enumerate(state):
            if not x:
                after = (*state[:i], True, *state[i + 1 :])
                if active(after) is not None and active(after) != active(state):
                    others = [j for j in range(len(things)) if j != i]
                    chance = prod(
                        q[things[j][0]] if state[j] else 1 - q[things[j][0]] for j in others
                    )
                    total += per_year[things[i][0]] * chance
    return total


@settings(max_examples=examples(40))
@given(documents_with_data())
def test_where_sets_cannot_be_joined_fussell_vesely_is_a_bound(
    given_doc: tuple[Doc, str, dict[str, float], dict[str, float]],
) -> None:
    doc, target, _, _ = given_doc
    topology = Topology.from_dict(doc)
    exact = {e.id: e.importance for e in Availability.of(topology, target).importances}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(importance, "MAX_JOINED", -1)
        bound = {e.id: e.importance for e in Availability.of(topology, target).importances}
    for name, found in bound.items():
        assert not found.fussell_vesely_exact
        if found.fussell_vesely is not None:
            assert found.fussell_vesely >= (exact[name].fussell_vesely or 0.0) * (1 - 1e-9)


@given(documents(size=4), st.data())
def test_switches_are_counted_as_state_by_state(doc: Doc, data: Any) -> None:
    names = [c["id"] for c in doc["components"]]
    assume(len(names) >= 3 and len(things_of(doc)) <= 7)
    parts = data.draw(st.lists(st.sampled_from(names), min_size=2, max_size=3, unique=True))
    delay = {"detect": "1 h", "activate": "2 h"}
    owner: Doc = {
        "id": "owner",
        "fails": False,
        "needs": [{"first_of": parts, "switchover": delay}],
    }
    doc = {**doc, "components": [*doc["components"], owner], "objectives": []}
    for component in doc["components"]:
        component["needs"] = [n for n in component.get("needs", []) if not _switches(n)]
    owner["needs"] = [{"first_of": parts, "switchover": delay}]
    ids = [*names, "owner", *(risk["id"] for risk in doc["shared_risks"])]
    q = {name: data.draw(chances) for name in ids}
    per_year = {name: data.draw(rates) for name in ids}
    full = with_data(doc, q, per_year)
    found = Availability.of(Topology.from_dict(full), "owner").switching
    expected = switches_by_states(doc, "owner", owner["needs"][0], q, per_year)
    states = AllStates(doc, "owner", q)
    share = expected * 3 * 3600 / YEAR_S * (1 - states.unavailability())
    assert found.unavailability == pytest.approx(share, rel=1e-9, abs=1e-15)


def _switches(need: Any) -> bool:
    return isinstance(need, dict) and "first_of" in str(need)


def test_two_centres_and_a_slow_switch() -> None:
    """Each of two fails twice a year for a day; a switch takes 150 min.

    The first fails w = 2 times a year while the second is up (1 - q of the time), and the target
    is not down at that moment for the second's sake: share w (1 - q) x 150 min, times P(up).
    """
    fails = {"per_year": 2, "mttr": "1 d"}
    doc: Doc = {
        "components": [
            {"id": "pay", "fails": False, "loss_per_hour": 1000,
             "needs": [{"first_of": ["a", "b"], "switchover": {"verify": "150 min"}}]},
            {"id": "a", "fails": fails},
            {"id": "b", "fails": fails},
        ]
    }  # fmt: skip
    found = Availability.of(Topology.from_dict(doc), "pay")
    q = 2 / 365
    assert found.unavailability == pytest.approx(q * q)
    assert found.per_year == pytest.approx(2 * 2 * q)
    assert found.mean_outage_s == pytest.approx(43_200)
    assert found.downtime_minutes_per_year == pytest.approx(q * q * 525_600)
    assert found.loss_per_year == pytest.approx(1000 * q * q * 8760)
    expected = 2 * (1 - q) * 150 / 525_600 * (1 - q * q)
    assert found.switching.unavailability == pytest.approx(expected)


# -- data -----------------------------------------------------------------------------------------


def test_what_lacks_data_is_named_and_never_fails() -> None:
    doc = {
        "components": [
            {"id": "a", "needs": ["b", "c"], "fails": {"availability": "99 %"}},
            {"id": "b", "kind": "fibre"},
            {"id": "c", "fails": {"unavailability": 0.5}},
        ]
    }
    topology = Topology.from_dict(doc)
    found = Availability.of(topology, "a")
    assert found.missing == ("b",)
    assert found.unavailability == pytest.approx(1 - 0.99 * 0.5)
    assert found.without_frequency == ("a", "c")
    assert found.per_year is None and found.mean_outage_s is None
    graph = Graph.compile(topology)
    supplied = Availability(graph, 0, defaults={"fibre": FailureData(0.5, None)})
    assert (supplied.missing, supplied.supplied) == ((), ("b",))
    assert supplied.unavailability == pytest.approx(1 - 0.99 * 0.25)
    anything = Availability(graph, 0, defaults={"*": FailureData(0.1, None)})
    assert anything.unavailability == pytest.approx(1 - 0.99 * 0.5 * 0.9)


@pytest.mark.parametrize(
    ("fails", "q", "per_year"),
    [
        ({"mtbf": "99 d", "mttr": "1 d"}, 0.01, 3.65),
        ({"per_year": 0.5, "mttr": "8.76 h"}, 0.0005, 0.5),
        ({"unavailability": "0.1 %"}, 0.001, None),
        ({"availability": "99.9 %"}, 0.001, None),
    ],
    ids=str,
)
def test_all_forms_of_data(fails: Doc, q: float, per_year: float | None) -> None:
    doc = {"components": [{"id": "a", "fails": fails}]}
    found = Availability.of(Topology.from_dict(doc), "a")
    assert found.unavailability == pytest.approx(q)
    assert found.per_year == (per_year if per_year is None else pytest.approx(per_year))


def test_defaults_of_a_command_line() -> None:
    found = parse_defaults({"fibre": "mtbf 99 d, mttr 1 d", "*": "99.9%", "x": "0.9"})
    assert found["fibre"].unavailability == pytest.approx(0.01)
    assert found["*"].unavailability == pytest.approx(0.001)
    assert found["x"].unavailability == pytest.approx(0.1)


@pytest.mark.parametrize("text", ["", "often", "mtbf 2 y", "99.9", "mtbf x, mttr 1 h", "per_year"])
def test_wrong_defaults_say_the_forms(text: str) -> None:
    with pytest.raises(UsageError, match=r"--default fibre=.*(must be|must lie|unit)"):
        parse_defaults({"fibre": text})


# -- metamorphic ----------------------------------------------------------------------------------


@settings(max_examples=examples(60))
@given(documents_with_data(), st.data())
def test_a_further_need_never_helps_and_an_alternative_never_hurts(
    given_doc: tuple[Doc, str, dict[str, float], dict[str, float]], data: Any
) -> None:
    doc, target, _, _ = given_doc
    names = sorted({c["id"] for c in doc["components"]} - {target})
    assume(names)
    other = data.draw(st.sampled_from(names))
    before = Availability.of(Topology.from_dict(doc), target).unavailability
    assert before is not None

    def changed(change: Any) -> float:
        components = [
            {**c, "needs": change(c.get("needs", []))} if c["id"] == target else c
            for c in doc["components"]
        ]
        found = Availability.of(Topology.from_dict({**doc, "components": components}), target)
        assert found.unavailability is not None
        return found.unavailability

    assert changed(lambda needs: [*needs, other]) >= before * (1 - 1e-12)
    hard = [
        n for c in doc["components"] if c["id"] == target for n in c.get("needs", [])
        if "'hard': False" not in str(n)
    ]  # fmt: skip
    if hard:
        kept = changed(lambda _: hard)
        first = hard[0]
        wider = changed(lambda _: [{"any": [first, other]}, *hard[1:]])
        assert wider <= kept * (1 + 1e-12)


@settings(max_examples=examples(80))
@given(documents(size=6), st.data())
def test_sets_of_order_one_are_the_single_points(doc: Doc, data: Any) -> None:
    from topology.findings.single_points import SinglePoints

    topology = Topology.from_dict(doc)
    points = SinglePoints.of(topology)
    assume(points.targets)
    target = data.draw(st.sampled_from(points.targets))
    ones = {cut.ids[0] for cut in CutSets.of(topology, target).listed(order=1)}
    structural = {
        cause
        for cause in points.causes(target)
        if points.failure_class(target, cause).value == "structural"
    }
    assert ones == structural


def test_switches_to_what_never_fails_count() -> None:
    fails = {"per_year": 0.5, "mttr": "3 h"}
    need = {"first_of": ["a", "b"], "switchover": {"detect": "1 h", "activate": "2 h"}}
    components = [
        {"id": "a", "fails": fails},
        {"id": "b", "fails": False},
        {"id": "c", "fails": False, "needs": [need]},
    ]
    found = Availability.of(Topology.from_dict({"components": components}), "c")
    assert found.unavailability == 0.0
    assert found.switching.unavailability == pytest.approx(0.5 * 3 / 8760)


def test_what_is_left_by_rounding_is_no_switch() -> None:
    """Whatever takes a down takes b down too, or was never able to be switched away from."""
    parts: list[Doc] = [
        {"id": "u", "needs": [{"first_of": ["a", "b"], "switchover": {"detect": "5 min"}}]},
        {"id": "a", "fails": False, "needs": ["dc", "auth"]},
        {"id": "b", "fails": False, "needs": ["x", "auth"]},
        {"id": "auth", "needs": ["dc"]},
        {"id": "dc", "needs": ["p"]},
        {"id": "p"},
        {"id": "x"},
    ]
    for part in parts:
        part.setdefault("fails", {"mtbf": "2 y", "mttr": "4 h"})
    found = Availability.of(Topology.from_dict({"components": parts}), "u")
    assert found.switching.unavailability == 0.0
