"""How many members there are and how many must work: two facts, of which one hangs on the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from topology.document.merging.facts import Fact, Ledger, Part, Plain
from topology.values.degrees import Degree


def quorums(parts: Sequence[Part], count: object) -> Iterator[Fact]:
    """What each says of how many must work, for the `count` that holds.

    What is not known and was told of another count is a majority if it was one, and at most all.
    """
    for part in parts:
        if "quorum" in part.fields:
            fact = part.fact("quorum")
            told, quorum = part.fields.get("count", 1), fact.value
            if isinstance(count, int) and isinstance(told, int) and fact.degree > Degree.KNOWN:
                fact = replace(fact, value=_of_other(quorum, told, count))
            yield fact


def _of_other(quorum: int, told: int, count: int) -> int:
    """
    >>> _of_other(2, 3, 5), _of_other(1, 3, 5), _of_other(4, 5, 3), _of_other(4, 4, 4)
    (3, 1, 3, 4)
    """
    if told != count and quorum > 1 and quorum == told // 2 + 1:
        return count // 2 + 1
    return min(quorum, count)


def check_quorum(place: str, parts: Sequence[Part], found: Plain, ledger: Ledger) -> None:
    """Tells of a known quorum that is more than there are, and of one that was told of others."""
    quorum, count = found["quorum"], found.get("count", 1)
    for part in parts:
        told = part.fields.get("count", 1)
        if part.fields.get("quorum") != quorum or part.sure_of("quorum")[0] > Degree.KNOWN:
            continue
        if told == count or not isinstance(count, int):
            continue
        if quorum > count:
            files = ", ".join(p.file for p in parts if p.fields.get("count") == count)
            ledger.conflicts.append(
                f"{place}: quorum is {quorum} in {part.file}, which is more than its count, "
                f"{count} in {files}"
            )
        elif quorum > 1:
            ledger.worth_a_look.append(
                f"{place}: quorum {quorum} is told of a count of {told} in {part.file}, and the "
                f"count is {count}"
            )
