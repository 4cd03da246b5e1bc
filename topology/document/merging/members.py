"""How many members there are, how many must work and where they stand: all hang on the first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from topology.document.merging.facts import Fact, Ledger, Part, Plain
from topology.values.degrees import Degree

OF_MEMBERS = ("quorum", "spread")


def of_members(name: str, parts: Sequence[Part], count: object) -> Iterator[Fact]:
    """What each says of how many must work or where they stand, for the `count` that holds.

    What is not known and was told of another count is fitted to it.
    """
    for part in parts:
        if name in part.fields:
            fact = part.fact(name)
            told = part.fields.get("count", 1)
            if isinstance(count, int) and isinstance(told, int) and fact.degree > Degree.KNOWN:
                fact = replace(fact, value=_fitted(fact.value, told, count))
            yield fact


def _fitted(value: Any, told: int, count: int) -> Any:
    """A majority of a majority, at most all; of places the first, as members come in turn.

    >>> _fitted(2, 3, 5), _fitted(1, 3, 5), _fitted(4, 5, 3), _fitted(["a", "b", "c"], 3, 2)
    (3, 1, 3, ['a', 'b'])
    """
    if isinstance(value, list):
        return value[:count]
    if told != count and value > 1 and value == told // 2 + 1:
        return count // 2 + 1
    return min(value, count)


def check_members(place: str, parts: Sequence[Part], found: Plain, ledger: Ledger) -> None:
    """Tells of what is known and is more than there are, and of what was told of others."""
    count = found.get("count", 1)
    for name in OF_MEMBERS:
        for part in parts:
            is_it = name in found and part.fields.get(name) == found[name]
            if is_it and isinstance(count, int) and part.sure_of(name)[0] is Degree.KNOWN:
                _check(place, name, part, count, parts, ledger)


def _check(
    place: str, name: str, part: Part, count: int, parts: Sequence[Part], ledger: Ledger
) -> None:
    value, told = part.fields[name], part.fields.get("count", 1)
    number = len(value) if isinstance(value, list) else value
    if number > count:
        is_ = f"over {number} places" if isinstance(value, list) else number
        files = ", ".join(one.file for one in parts if one.fields.get("count") == count)
        ledger.conflicts.append(
            f"{place}: {name} is {is_} in {part.file}, which is more than its count, {count} in "
            f"{files}"
        )
    elif name == "quorum" and number > 1 and told != count:
        ledger.worth_a_look.append(
            f"{place}: quorum {number} is told of a count of {told} in {part.file}, and the "
            f"count is {count}"
        )
