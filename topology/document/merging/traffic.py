"""When two entries of traffic are the same: by whom they mean, whatever the order.

Within a document entries of the same ends add up; the demands that several documents have of the
same ends are one, said several times.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from topology.document.merging.entries import Plain, canonical
from topology.document.schema import ALL, targets_words

SIDES = ("from", "to")


def grouped(entries: Iterable[Plain]) -> dict[str, list[Plain]]:
    """The entries by their ends, each with these in one way of writing them, sorted.

    >>> same = [{"from": ["a"], "to": ["c", "b"], "demand": 1}, {"from": "a", "to": ["b", "c"]}]
    >>> [len(found) for found in grouped(same).values()]
    [2]
    """
    found: dict[str, list[Plain]] = {}
    for entry in entries:
        sides = {side: _plainest(entry[side]) for side in SIDES}
        found.setdefault(canonical(list(sides.values())), []).append({**entry, **sides})
    return {key: sorted(found[key], key=_amount) for key in sorted(found)}


def _amount(entry: Plain) -> str:
    return canonical(entry.get("demand"))


def _plainest(side: Any) -> Any:
    if not isinstance(side, list):
        return side
    return side[0] if len(side) == 1 and side[0] != ALL else sorted(side)


def ends_words(entry: Mapping[str, Any]) -> str:
    """From where to where, in words.

    >>> ends_words({"from": "a", "to": {"kind": "site"}})
    'a → kind site'
    """
    return " → ".join(targets_words(entry[side]) for side in SIDES)


def together(entries: list[Plain]) -> Plain:
    """Entries of the same ends as one: their amounts add up, unless one of them is a range."""
    if len(entries) == 1:
        return entries[0]
    amounts = [entry["demand"] for entry in entries]
    if all(isinstance(amount, int | float) for amount in amounts):
        return {**entries[0], "demand": sum(amounts)}
    return {**entries[0], "demand": sorted(amounts, key=canonical)}


def in_order(entry: Plain) -> Plain:
    """An entry with its fields as people write them."""
    return dict(_ordered(entry))


def _ordered(entry: Plain) -> Iterator[tuple[str, Any]]:
    first = (*SIDES, "demand")
    yield from ((key, entry[key]) for key in first if key in entry)
    yield from ((key, value) for key, value in entry.items() if key not in first)
