"""What is said of a tipping map claims no more than was found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from topology.document.document import Topology
from topology.loads.tipping.tipping import Question, TippingMap, tipping_map
from topology.loads.tipping.trials import Fate
from topology.render.words.tipping import notes, rows_words, smallest_words, vulnerable_words
from topology.structure.graph import Graph


@pytest.fixture(scope="module")
def calm() -> TippingMap:
    """A map on which nothing tips."""
    components = [
        {"id": "web", "demand": 1, "needs": ["db"]},
        {"id": "db", "capacity": 100, "needs": [], "overload": {"mode": "shed"}},
    ]
    graph = Graph.compile(Topology.from_dict({"components": components}))
    return tipping_map(graph, Question("web", of="db", longest_s=10.0))


def blurred(found: TippingMap) -> TippingMap:
    """The same, where nobody knows what the longest push of the last strength comes to."""
    *rows, last = found.rows
    cells = (*last.cells[:-1], replace(last.cells[-1], fate=Fate.UNKNOWN))
    return replace(found, rows=(*rows, replace(last, cells=cells)))


def test_a_strength_never_tips_only_where_every_length_is_known(calm: TippingMap) -> None:
    assert rows_words(calm) == [("10 % to 100 %", "never tips within 10 s")]
    lengths = len(calm.lengths_s)
    assert rows_words(blurred(calm))[-1] == ("100 %", f"not known for 1 of {lengths} lengths")


def test_that_nothing_tips_is_said_as_far_as_it_is_known(calm: TippingMap) -> None:
    assert smallest_words(calm) == "No brownout of the grid tips it within 10 s"
    assert smallest_words(blurred(calm)).endswith("within 10 s, as far as is known")


def test_that_nobody_retries_is_said_only_of_all(calm: TippingMap) -> None:
    assert [said[:7] for said in vulnerable_words(calm)] == ["Nobody "]
    (said,) = vulnerable_words(replace(calm, idle=("spare",)))
    assert said.startswith("spare: nobody who retries calls it before the push")


def test_ranges_that_were_not_tried_are_told(calm: TippingMap) -> None:
    assert not [said for said in notes(calm) if "range" in said]
    said = "Judged at the values given: the ranges of 2 values were not tried"
    assert said in list(notes(replace(calm, ranges=2)))
