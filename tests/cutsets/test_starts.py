"""Standbys that may not start: events of their own, no failures; against each spelt out."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.reliability.test_availability import AllStates, chances, rates, things_of, with_data
from tests.support import oracles
from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.strategies_starts import documents_with_starts, spelt_out
from topology import (
    Availability,
    BlastRadius,
    CutSet,
    CutSets,
    Graph,
    SinglePoints,
    Topology,
    run_failures,
)
from topology.render.machine.findings import blast_plain
from topology.render.terminal.blast import blast_lines
from topology.render.terminal.columns import Line
from topology.render.terminal.cut_sets import cuts_lines
from topology.render.words.chances.cut_sets import redundancy_words


def minimal(doc: Doc, target: str, most: int) -> list[frozenset[tuple[str, int]]]:
    """The minimal sets of up to so many things that take a target down, its own aside."""
    things = [thing for thing in things_of(doc) if thing[0] != target]
    found: list[frozenset[tuple[str, int]]] = []
    for size in range(most + 1):
        for chosen in map(frozenset, combinations(things, size)):
            if not any(known <= chosen for known in found) and target in oracles.down(
                doc, [name for name, _ in chosen]
            ):
                found.append(chosen)
    return found


def counted(cuts: list[CutSet], plain: dict[str, str]) -> Counter[Any]:
    """How often ids (starts in plain words) with so many members are a set."""
    found: Counter[Any] = Counter()
    for cut in cuts:
        ids = [plain.get(name, name) for name in cut.ids]
        found[tuple(sorted(zip(ids, cut.members, strict=True)))] += cut.multiplicity
    return found


def is_start(name: str) -> bool:
    return name.startswith("start#")


@settings(max_examples=examples(100))
@given(documents_with_starts(size=5), st.data())
def test_sets_with_a_standby_that_does_not_start_are_told_apart(
    doc: Doc, data: st.DataObject
) -> None:
    whole, _ = spelt_out(doc)
    assume(len(things_of(whole)) <= 11)
    target = data.draw(st.sampled_from([c["id"] for c in doc["components"]]))
    sets = CutSets.of(Topology.from_dict(doc), target)
    assume(target not in oracles.never_up(doc))
    wanted = minimal(whole, target, 11)
    without = [cut for cut in wanted if not any(is_start(name) for name, _ in cut)]
    orders = Counter(map(len, without))
    assert sets.count_by_order == dict(sorted(orders.items()))
    others = [cut for cut in wanted if cut not in without]
    found = sets.unstarted
    orders = Counter(sum(not is_start(name) for name, _ in cut) for cut in others)
    assert (found.count_by_order if found else {}) == dict(sorted(orders.items()))
    listed = sets.listed_unstarted()
    assert sum(cut.multiplicity for cut in listed) == len(others)
    assert Counter(order for cut in listed for order in [cut.order] * cut.multiplicity) == Counter(
        orders
    )
    for cut in listed:
        assert any(members == 0 for members in cut.members)
        assert len(cut.ids) == len(set(cut.ids))


@settings(max_examples=examples(60))
@given(documents_with_starts(size=5), st.integers(1, 2), st.data())
def test_an_order_counts_failures_alone(doc: Doc, order: int, data: st.DataObject) -> None:
    whole, _ = spelt_out(doc)
    assume(len(things_of(whole)) <= 11)
    target = data.draw(st.sampled_from([c["id"] for c in doc["components"]]))
    assume(target not in oracles.never_up(doc))
    sets = CutSets.of(Topology.from_dict(doc), target, max_order=order)
    orders = Counter(
        failures
        for cut in minimal(whole, target, 11)
        if len(cut) > (failures := sum(not is_start(name) for name, _ in cut)) and failures <= order
    )
    found = sets.unstarted
    assert (found.count_by_order if found else {}) == dict(sorted(orders.items()))
    assert sum(cut.multiplicity for cut in sets.listed_unstarted()) == sum(orders.values())


@settings(max_examples=examples(100))
@given(documents_with_starts(size=5), st.data())
def test_availability_is_the_sum_over_all_states(doc: Doc, data: st.DataObject) -> None:
    whole, starts = spelt_out(doc)
    assume(len(things_of(whole)) <= 10)
    names = [part["id"] for part in (*doc["components"], *doc["shared_risks"])]
    q = {name: data.draw(chances) for name in names}
    per_year = {name: data.draw(rates) for name in names}
    target = data.draw(st.sampled_from([c["id"] for c in doc["components"]]))
    found = Availability.of(Topology.from_dict(with_data(doc, q, per_year)), target)
    states = AllStates(with_data(whole, q | starts, per_year | dict.fromkeys(starts, 1.0)), target,
                       q | starts)  # fmt: skip
    top = states.unavailability()
    assert found.unavailability == pytest.approx(top, rel=1e-9, abs=1e-15)
    frequency = 0.0
    slopes: list[float] = []
    for number, (name, _) in enumerate(states.things):
        high, low = (states.unavailability({number: given}) for given in (1.0, 0.0))
        if is_start(name):
            slopes.append(high - low)
        else:
            frequency += per_year[name] * (high - low)
    assert found.per_year == pytest.approx(frequency, rel=1e-9, abs=1e-12)
    births = [e.importance.birnbaum for e in found.importances if "does not start" in e.id]
    assert sorted(slope for slope in births if slope > 1e-12) == pytest.approx(
        sorted(slope for slope in slopes if slope > 1e-12)
    )


@settings(max_examples=examples(100))
@given(documents_with_starts())
def test_a_target_is_saved_where_a_failure_would_take_it_down(doc: Doc) -> None:
    whole, starts = spelt_out(doc)
    points = SinglePoints.of(Topology.from_dict(doc))
    down = oracles.never_up(doc)
    for target in points.targets:
        causes = sorted({name for name, _ in things_of(doc)} - {target})
        fails = [
            failed
            for failed in ([], *([cause] for cause in causes))
            if target in oracles.down(whole, [*failed, *starts])
        ]
        saved = any(target not in oracles.down(doc, failed) for failed in fails)
        assert (target in points.taken_to_start) is saved
    assert not down & points.taken_to_start.keys()


@settings(max_examples=examples(40))
@given(documents_with_starts())
def test_starts_change_nothing_in_what_failures_do(doc: Doc) -> None:
    """And so in what `survives` counts."""

    def plain(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: plain(value) for key, value in part.items() if key != "starts"}
        return [plain(one) for one in part] if isinstance(part, list) else part

    one, other = (Graph.compile(Topology.from_dict(each)) for each in (doc, plain(doc)))
    causes = [*one.ids, *(risk.id for risk in one.risks)]
    assert all(one.down([cause]) == other.down([cause]) for cause in causes)
    assert one.cold_start == other.cold_start
    for v in range(one.size):
        assert CutSets(one, v).count_by_order == CutSets(other, v).count_by_order


def shop(*needs: Any, **more: Any) -> Doc:
    fails = {"mtbf": "999 h", "mttr": "1 h"}
    ab: list[Doc] = [{"id": name, "needs": [], "fails": fails} for name in "ab"]
    return {
        "components": [
            {"id": "shop", "demand": 1, "fails": False, "needs": list(needs), **more},
            *ab,
        ]
    }


STANDBY = {"first_of": ["a", {"on": "b", "starts": 0.9}]}


def text_of(lines: list[Line]) -> list[str]:
    return ["".join(part for _, part in line) for line in lines]


def test_it_violates_no_objective_to_survive() -> None:
    doc = shop(STANDBY) | {"objectives": [{"of": "shop", "survives": 1}]}
    sets = CutSets.of(Topology.from_dict(doc), "shop")
    assert sets.survives(1) is True
    assert redundancy_words(sets) == (
        "survives any single failure and falls to 1 pair; "
        "to 1 single failure more if b does not start"
    )
    said = text_of(cuts_lines([sets], limit=10, file="shop.json"))
    assert "  1 set more if a standby does not start, which counts as no failure:" in said
    assert any(line.startswith("  a + b does not start  ") for line in said)


def test_two_standbys_that_do_not_start_beside_one_failure() -> None:
    need = {"first_of": ["a", {"on": "b", "starts": 0.9}, {"on": "c", "starts": 0.8}]}
    doc = shop(need)
    doc["components"].append({"id": "c", "needs": [], "fails": {"mtbf": "999 h", "mttr": "1 h"}})
    sets = CutSets.of(Topology.from_dict(doc), "shop", max_order=1)
    assert sets.count_by_order == {}
    (cut,) = sets.listed_unstarted()
    assert cut.names == ("a", "b does not start", "c does not start")
    assert (cut.order, cut.unavailability) == (1, pytest.approx(1e-3 * 0.1 * 0.2))
    found = Availability.of(Topology.from_dict(doc), "shop")
    by_hand = 1e-3 * (0.1 + 0.9 * 1e-3) * (0.2 + 0.8 * 1e-3)
    assert found.unavailability == pytest.approx(by_hand, rel=1e-12)


DEAD = {"id": "dead", "needs": [{"reach": "b"}]}
"""Which no path leads to, so that it is never up."""


@pytest.mark.parametrize(
    ("needs", "named"),
    [
        ([STANDBY], ["b does not start"]),
        ([STANDBY, "a"], []),
        ([{"first_of": ["dead", {"on": "b", "starts": 0.9}]}, "a"], ["b does not start"]),
        ([{"first_of": ["dead", {"on": "safe", "starts": 0.9}]}], ["safe does not start"]),
        ([{"first_of": ["a", "b", {"on": "dead", "starts": 0.9}]}], []),
    ],
)
def test_who_is_saved_by_whom(needs: list[Any], named: list[str]) -> None:
    doc = shop(*needs)
    doc["components"] += [DEAD, {"id": "safe", "needs": [], "fails": False}]
    found = SinglePoints.of(Topology.from_dict(doc)).taken_to_start.get("shop", ())
    assert [start.event for start in found] == named


def test_a_blast_radius_says_that_it_takes_it_to_start() -> None:
    graph = Graph.compile(Topology.from_dict(shop(STANDBY)))
    blast = BlastRadius(graph, "a")
    assert blast.down == ("a",)
    said = text_of(blast_lines(graph, blast, limit=5, file="shop.json"))
    assert said[-1].endswith(" b (90 %) is taken to start.")
    wanted = [{"name": "b", "for": "shop", "starts": 0.9}]
    assert blast_plain(blast)["taken_to_start"] == wanted
    assert "taken_to_start" not in blast_plain(BlastRadius(graph, "b"))


def test_unavailability_by_hand() -> None:
    found = Availability.of(Topology.from_dict(shop(STANDBY)), "shop")
    assert found.unavailability == pytest.approx(1e-3 * (0.1 + 0.9 * 1e-3), rel=1e-12)


def test_what_does_not_start_is_not_waited_for() -> None:
    need = STANDBY | {"switchover": {"activate": "1 min"}}
    found = Availability.of(Topology.from_dict(shop(need)), "shop")
    by_hand = 60 / (1_000 * 3_600) * 0.9 * 0.999
    assert found.switching.unavailability == pytest.approx(by_hand, rel=1e-3)


def test_two_entries_that_name_the_same_have_names_of_their_own() -> None:
    doc = shop(STANDBY, STANDBY)
    doc["components"].append({"id": "other", "needs": [STANDBY]})
    graph = Graph.compile(Topology.from_dict(doc))
    assert sorted(start.event for start in graph.nodes.starts.values()) == [
        "b does not start for other",
        "b does not start for shop, 1",
        "b does not start for shop, 2",
    ]


def test_a_cascade_says_that_it_takes_it_to_start() -> None:
    run = run_failures(Topology.from_dict(shop(STANDBY)), ["a"])
    assert "shop switches to b, taken to start (90 %)" in [h.words for h in run.timeline]
