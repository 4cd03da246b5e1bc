"""How long what stands in places is up: against all states of its members, one by one."""

from __future__ import annotations

from math import comb, fsum

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.reliability.test_availability import AllStates, chances, rates, things_of, with_data
from tests.support.effort import examples
from tests.support.oracles import Doc
from tests.support.spread_oracle import expanded
from tests.support.strategies_places import spread_documents
from topology import Availability, Topology

Given = tuple[Doc, str, dict[str, float], dict[str, float]]


@st.composite
def spread_with_data(draw: st.DrawFn) -> Given:
    doc = draw(spread_documents(size=4, most=4))
    assume(len(things_of(expanded(doc))) <= 10)
    names = [part["id"] for part in (*doc["components"], *doc["shared_risks"])]
    q = {name: draw(chances) for name in names}
    per_year = {name: draw(rates) for name in names}
    target = draw(st.sampled_from([c["id"] for c in doc["components"]]))
    return with_data(doc, q, per_year), target, q, per_year


@settings(max_examples=examples(200))
@given(spread_with_data())
def test_it_equals_the_sum_over_all_states_of_all_members(given_doc: Given) -> None:
    doc, target, q, per_year = given_doc
    found = Availability.of(Topology.from_dict(doc), target)
    whole = expanded(doc)
    of_each = {name: q[name.partition("#")[0]] for name, _ in things_of(whole)}
    states = AllStates(whole, target, of_each)
    top = states.unavailability()
    assert found.unavailability == pytest.approx(top, rel=1e-9, abs=1e-15)
    by_id = {entry.id: entry for entry in found.importances}
    frequency, figures = 0.0, dict[str, list[tuple[float, float]]]()
    for number, (name, _) in enumerate(states.things):
        entry = name.partition("#")[0]
        high, low = (states.unavailability({number: given}) for given in (1.0, 0.0))
        frequency += per_year[entry] * (high - low)
        figures.setdefault(entry, []).append((high, low))
        own = by_id.get(name)
        if own and top > 0 and not own.in_places:
            wanted = states.fussell_vesely(number) / top
            assert own.importance.fussell_vesely == pytest.approx(wanted, rel=1e-9), name
    assert found.per_year == pytest.approx(frequency, rel=1e-9, abs=1e-12)
    for name, entry in by_id.items():
        high, low = (fsum(some) / len(some) for some in zip(*figures[name], strict=True))
        importance = entry.importance
        assert importance.birnbaum == pytest.approx(high - low, rel=1e-9, abs=1e-12)
        if top > 0:
            assert importance.criticality == pytest.approx((top - low) / top, abs=1e-9)
            assert importance.raw == pytest.approx(high / top, rel=1e-9)
    assert found.rare_event is not None
    assert found.min_cut_upper_bound is not None
    assert found.rare_event >= top - 1e-12
    assert found.min_cut_upper_bound >= top - 1e-12


def pool(count: int, quorum: int, places: int) -> Doc:
    names = [f"az-{number}" for number in range(places)]
    fails = {"mtbf": "98 h", "mttr": "2 h"}
    rare = {"mtbf": "999 h", "mttr": "1 h"}
    return {
        "components": [
            {"id": "u", "count": count, "quorum": quorum, "spread": names, "fails": fails},
            *({"id": name, "needs": [], "fails": rare} for name in names),
        ]
    }


def by_binomials(count: int, quorum: int, places: int) -> float:
    """A mixture over how many places are down, each with as many members."""

    def tail(left: int, failing: int) -> float:
        terms = (comb(left, k) * 0.02**k * 0.98 ** (left - k) for k in range(failing, left + 1))
        return 1.0 if failing <= 0 else fsum(terms)

    each = count // places
    return fsum(
        comb(places, down) * 0.001**down * 0.999 ** (places - down)
        * tail(count - down * each, count - quorum + 1 - down * each)
        for down in range(places + 1)
    )  # fmt: skip


@pytest.mark.parametrize(("count", "quorum", "places"), [(6, 3, 3), (9, 5, 3), (300, 195, 3)])
def test_it_is_a_mixture_of_binomials(count: int, quorum: int, places: int) -> None:
    found = Availability.of(Topology.from_dict(pool(count, quorum, places)), "u")
    assert found.unavailability == pytest.approx(by_binomials(count, quorum, places), rel=1e-9)


def test_the_average_of_members_that_differ_by_their_place() -> None:
    doc = pool(3, 2, 2)
    q = {"u": 0.02, "az-0": 0.001, "az-1": 0.001}
    whole = expanded(doc)
    states = AllStates(whole, "u", {n: q[n.partition("#")[0]] for n, _ in things_of(whole)})
    found = Availability.of(Topology.from_dict(doc), "u")
    (own,) = (e.importance for e in found.importances if e.id == "u")
    members = [i for i, (name, _) in enumerate(states.things) if "#" in name]
    low = fsum(states.unavailability({i: 0.0}) for i in members) / 3
    high = fsum(states.unavailability({i: 1.0}) for i in members) / 3
    top = states.unavailability()
    assert own.criticality == pytest.approx((top - low) / top, rel=1e-9)
    assert own.raw == pytest.approx(high / top, rel=1e-9)
    assert own.rrw == pytest.approx(top / low, rel=1e-9)
    assert own.birnbaum == pytest.approx(high - low, rel=1e-9)


def test_thousands_of_members_cost_no_more_than_a_few() -> None:
    found = Availability.of(Topology.from_dict(pool(6_000, 3_900, 3)), "u")
    few = Availability.of(Topology.from_dict(pool(6, 3, 3)), "u")
    assert len(found.causes) == len(few.causes)
    # 2,000 in a place that is down, and 101 of 4,000 others: some 80 fail on average.
    assert few.unavailability is not None
    assert found.unavailability == pytest.approx(3e-3 * 0.012, rel=0.3)
    assert found.importances


def test_a_place_is_told_by_what_it_takes() -> None:
    found = Availability.of(Topology.from_dict(pool(6, 5, 3)), "u")
    assert [(entry.id, entry.count, entry.in_places) for entry in found.importances] == [
        ("u", 6, True), ("az-0", 1, False), ("az-1", 1, False), ("az-2", 1, False),
    ]  # fmt: skip
