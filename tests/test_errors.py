"""Errors: the name that is meant, found with bounded effort."""

from __future__ import annotations

import difflib
from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.effort import examples
from topology.document.document import Topology
from topology.errors import MIN_RATIO, DocumentError, Effort, did_you_mean, quoted

LETTERS = st.sampled_from(["ab", "abc-1", "abcdefgh", "aAbBß", "servicdb-0123"])
names = LETTERS.flatmap(lambda letters: st.text(letters, min_size=1, max_size=12))


def nearest(unknown: str, known: Collection[str]) -> str:
    """The same by comparing everything."""
    folded = unknown.casefold()
    best, rank = "", (MIN_RATIO, 0)
    for name in sorted(known):
        other = name.casefold()
        if abs(len(name) - len(unknown)) > max(3, len(unknown) // 3):
            continue
        start = 0
        while start < min(len(folded), len(other)) and folded[start] == other[start]:
            start += 1
        found = difflib.SequenceMatcher(None, other, folded).ratio(), start
        if found > rank:
            best, rank = name, found
    return f"; did you mean {quoted(best)}?" if best else ""


@settings(max_examples=examples(500))
@given(names, st.sets(names, max_size=12))
def test_few_names_are_compared_in_full(unknown: str, known: set[str]) -> None:
    assert did_you_mean(unknown, known) == nearest(unknown, known)


@given(names, st.sets(names, max_size=12), st.integers(0, 5_000))
def test_what_can_be_afforded_hangs_on_nothing_else(
    unknown: str, known: set[str], left: int
) -> None:
    forth = did_you_mean(unknown, sorted(known), Effort(left))
    assert forth == did_you_mean(unknown, sorted(known, reverse=True), Effort(left))


def test_nothing_is_looked_for_without_effort() -> None:
    effort = Effort(0)
    assert did_you_mean("a", ["a"], effort) == ""
    assert effort.left == 0


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many pairs of characters each comparison is about."""
    made: list[int] = []
    ratio = difflib.SequenceMatcher.ratio

    def counted(self: Any) -> float:
        made.append(len(self.a) * len(self.b))
        return ratio(self)

    monkeypatch.setattr(difflib.SequenceMatcher, "ratio", counted)
    return made


def wrong(document: Any) -> list[str]:
    with pytest.raises(DocumentError) as caught:
        Topology.from_dict(document)
    return list(caught.value.lines())


def shifted(i: int, ends: str) -> str:
    """One of many names of 180 letters that have all letters in common, and little of the order."""
    return "".join("ab"[(i >> k % 7) + k * k // 3 & 1] for k in range(179)) + ends


def test_a_hundred_long_names_are_compared_within_bounds(compared: list[int]) -> None:
    """All of them with each other would be 324 million pairs of characters."""
    parts = [{"id": shifted(i, "a"), "needs": [shifted(i + 1, "b")]} for i in range(100)]
    assert len(wrong({"components": parts})) == 100
    assert sum(compared) <= Effort.MOST


def test_a_long_name_with_one_wrong_letter_is_found_at_once(compared: list[int]) -> None:
    ids = [f"{'long-' * 34}{i:03}" for i in range(100)]
    parts = [{"id": name, "needs": [f"{name}x"]} for name in ids]
    lines = wrong({"components": parts})
    assert sum("did you mean" in line for line in lines) == 100
    assert len(compared) <= 200


def test_unknown_keys_are_compared_within_bounds(compared: list[int]) -> None:
    parts = [{"id": f"c{i}", **{f"locaton{k}": 1 for k in range(30)}} for i in range(300)]
    lines = wrong({"components": parts})
    assert len(lines) == 9_000
    assert lines[0].endswith('did you mean "location"?')
    assert sum(compared) <= Effort.MOST


def test_reasons_for_what_is_not_given_are_compared_within_bounds(compared: list[int]) -> None:
    reasons = {f"capacty{k}": "why" for k in range(300)}
    given = {f"capacity-{k}": 1 for k in range(300)}
    wrong({"components": [{"id": f"c{i}", "assumed": reasons, **given} for i in range(20)]})
    assert sum(compared) <= 2 * Effort.MOST
