"""Entries of more members than can be listed: closed forms, however many there are."""

from __future__ import annotations

import json
from decimal import Decimal, localcontext
from fractions import Fraction
from math import comb
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.command import fails, prints
from tests.support.effort import examples
from tests.support.grids import compiled
from tests.support.oracles import Doc
from tests.support.strategies import documents
from topology.cutsets.cutsets import CutSets
from topology.cutsets.engine import solution
from topology.document import failure_data
from topology.document.failure_data import parse_defaults
from topology.reliability.availability import Availability
from topology.values import binomials
from topology.values.binomials import binomial
from topology.values.failing_members import at_least, exactly


def halls(count: int, quorum: int) -> Doc:
    hall = {"id": "h", "count": count, "quorum": quorum}
    return {"components": [{"id": "u", "demand": 1, "needs": ["h", "g"]}, {"id": "g"}, hall]}


def test_twenty_thousand_members_are_counted() -> None:
    doc = json.dumps(halls(20_000, 12_000)).encode()
    sets = CutSets(compiled(halls(20_000, 12_000)), 2)
    assert sets.count_by_order == {1: 1, 8_001: comb(20_000, 8_001)}
    assert [cut.ids for cut in sets.listed()] == [("g",), ("h",)]
    said = prints("cuts", "-", stdin=doc)
    assert "1 of order 1, about 4.38e+5843 of order 8,001" in said
    found = json.loads(prints("cuts", "-", "--format", "json", stdin=doc))
    assert found["count_by_order"] == {"1": 1, "8001": "4.37910607346e+5843"}
    assert "4.37910607346e+5843" in prints("cuts", "-", "--format", "csv", stdin=doc)
    assert prints("report", "-", "-o", "-", stdin=doc)


def test_their_availability_is_the_tail_of_a_binomial() -> None:
    number, quorum, q = 12_000, 7_200, Fraction(2, 5)
    defaults = parse_defaults({"*": "60 %"})
    found = Availability(compiled(halls(number, quorum)), 2, defaults=defaults)
    weight, total = 3**number, 0
    for down in range(number + 1):
        if down > number - quorum:
            total += weight
        weight = weight * 2 * (number - down) // (3 * (down + 1))
    one_down = float(Fraction(total, 5**number))
    assert found.unavailability == pytest.approx(1 - (1 - one_down) * 0.6**2, rel=1e-9)
    assert found.rare_event is None or found.rare_event > 0
    assert float(q) == 0.4


def test_more_than_can_be_counted_still_have_an_availability() -> None:
    many = halls(500_000_000, 300_000_000)
    defaults = parse_defaults({"*": "60.1 %"})
    found = Availability(compiled(many), 2, defaults=defaults)
    assert found.availability == pytest.approx(0.601**2)
    doc = json.dumps(many).encode()
    (said,) = fails("cuts", "-", stdin=doc)
    assert '"h" has 500,000,000 members, too many to count' in said


@given(st.integers(2, 400), st.data(), st.sampled_from([1e-6, 0.01, 0.4, 0.5, 0.9, 0.999]))
def test_both_ways_to_a_tail_agree(count: int, data: st.DataObject, q: float) -> None:
    members = data.draw(st.integers(2, count))
    usual = at_least(members, count, q)
    with mock.patch.object(failing_members, "MAX_SUMMED", 0):
        assert at_least(members, count, q) == pytest.approx(usual, rel=1e-9, abs=1e-15)


@given(st.integers(0, 300).flatmap(lambda n: st.tuples(st.just(n), st.integers(-1, n + 1))))
def test_ways_to_choose(pair: tuple[int, int]) -> None:
    number, chosen = pair
    with mock.patch.multiple(binomials, MAX_MULTIPLIED=0, FEW=-1):
        if chosen >= 0:
            assert binomial(number, chosen) == comb(number, chosen)


@settings(max_examples=examples(100))
@given(documents(size=8), st.data())
def test_counts_are_alike_in_either_form(doc: Doc, data: st.DataObject) -> None:
    graph = compiled(doc)
    target = data.draw(st.integers(0, graph.size - 1))
    usual = CutSets(graph, target).count_by_order
    with mock.patch.object(solution, "MAX_CODED", -1):
        sparse = CutSets(graph, target)
        assert sparse.count_by_order == usual
        limited = CutSets(graph, target, max_order=2)
        assert [c for c in sparse.listed() if c.order <= 2] == limited.listed()


@pytest.mark.parametrize("members", [1, 2, 3, 1_000])
def test_few_of_any_number_are_counted(members: int) -> None:
    number = 10**9
    graph = compiled(halls(number, number - members + 1))
    sets = CutSets(graph, 2)
    expected = {1: 1 + (number if members == 1 else 0)}
    if members > 1:
        expected[members] = comb(number, members)
    assert sets.count_by_order == expected
    assert CutSets(compiled(halls(number, members)), 2).count_by_order == {
        1: 1,
        number - members + 1: comb(number, members - 1),
    }
    found = Availability(graph, 2, defaults=parse_defaults({"hall": "99 %", "*": "50 %"}))
    assert found.unavailability == pytest.approx(1.0)


def test_a_rare_failure_among_very_many_members() -> None:
    """Of 10^9 members with 10^-9 each three or more: against sixty digits."""
    doc = halls(10**9, 10**9 - 2)
    doc["components"][2]["fails"] = {"unavailability": 1e-9}
    doc["components"][1]["fails"] = False
    doc["components"][0]["fails"] = False
    found = Availability(compiled(doc), 1)
    with localcontext(prec=60):
        up = 1 - Decimal("1e-9")
        odds = Decimal("1e-9") / up
        few = sum(comb(10**9, number) * odds**number for number in range(3))
        exact = 1 - few * up ** (10**9)
    assert found.unavailability == pytest.approx(float(exact), rel=1e-12)


@settings(max_examples=examples(50))
@given(st.integers(1_001, 4_000), st.floats(0.001, 0.999), st.data())
def test_one_chance_of_many_to_rounding(count: int, q: float, data: st.DataObject) -> None:
    members = data.draw(st.integers(0, count))
    exact = comb(count, members) * Fraction(q) ** members * (1 - Fraction(q)) ** (count - members)
    assert exactly(members, count, q) == pytest.approx(float(exact), rel=2e-12, abs=1e-300)
