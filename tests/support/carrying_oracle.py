"""Which failures cut traffic off or overload something: by the domain's words, in exact fractions.

Plain documents with components (needs are ids, all of them hard), links, counts, shared risks, and
traffic between single ids. What is carried once something is down is `traffic_oracle`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from typing import Any

from tests.support.oracles import Doc
from tests.support.traffic_oracle import carried

ALL = 99
"""More members than any component has."""


@dataclass(frozen=True)
class State:
    """What is cut off, by its ends, and how much of its capacity each place carries."""

    cut_off: frozenset[tuple[str, str]]
    used: dict[tuple[str, ...], Fraction]


class Plain:
    """A document, of which all failures are gone through, one after the other."""

    def __init__(self, document: Doc) -> None:
        self.document = document
        self.components: dict[str, Any] = {part["id"]: part for part in document["components"]}
        self.risks = {risk["id"]: risk["hits"] for risk in document.get("shared_risks", [])}
        self.is_full = document.get("routing", {}).get("duplex") == "full"

    @property
    def causes(self) -> list[str]:
        alone = (name for name, c in self.components.items() if c.get("fails") is not False)
        return sorted([*alone, *self.risks])

    def down(self, failed: Iterable[str]) -> set[str]:
        """What does not work: all members of it are lost, or something that it needs."""
        lost = Counter[str]()
        for name in failed:
            for hit in self.risks.get(name, [name]):
                lost[hit] += ALL if name in self.risks else 1
        down = {name for name, number in lost.items() if number >= self.count(name)}
        while more := {
            name
            for name, c in self.components.items()
            if name not in down and down.intersection(c.get("needs", []))
        }:
            down |= more
        return down

    def count(self, name: str) -> int:
        return int(self.components[name].get("count", 1))

    def state(self, failed: Sequence[str] = ()) -> State:
        down = self.down(failed)
        found = carried(self.document, down)
        loads: Counter[tuple[str, ...]] = Counter()
        for arc, load in found.arcs.items():
            loads[arc if self.is_full else arc[:1]] += load  # type: ignore[assignment]
        for node, load in found.through.items():
            loads[node,] += load  # type: ignore[assignment]
        used = {
            place: Fraction(load) / left
            for place, load in loads.items()
            if (left := self._left(place[0], failed)) is not None
        }
        cut_off = {
            (entry["from"], entry["to"])
            for entry in (self.document["traffic"] if found.cut_off else ())
            if carried({**self.document, "traffic": [entry]}, down).cut_off
        }
        return State(frozenset(cut_off), used)

    @cached_property
    def intact(self) -> State:
        return self.state()

    def _left(self, name: str, failed: Sequence[str]) -> Fraction | None:
        """The capacity that is left of what works, if it has one."""
        capacity = self.components[name].get("capacity")
        if capacity is None:
            return None
        members = self.count(name)
        return Fraction(str(capacity)) * Fraction(max(members - failed.count(name), 1), members)

    # -- verdicts ---------------------------------------------------------------------------------

    def wrong(self, failed: Sequence[str], limit: Fraction) -> str:
        """The class of some failures at once by what they make worse; empty where nothing is."""
        before, after = self.intact, self.state(failed)
        if after.cut_off - before.cut_off:
            return "structural"
        over = (u > limit and u > before.used.get(p, 0) for p, u in after.used.items())
        return "overload" if any(over) else ""

    def single(self, limit: Fraction) -> dict[str, str]:
        """The single failures that are too much, with their class."""
        found = {cause: self.wrong([cause], limit) for cause in self.causes}
        return {cause: kind for cause, kind in found.items() if kind}

    def pairs(self, limit: Fraction) -> dict[tuple[str, ...], str]:
        """Those too much though neither is alone; two members of an entry are a pair as well."""
        left = sorted(set(self.causes) - set(self.single(limit)))
        twice = [(n, n) for n in left if n in self.components and self.count(n) > 1]
        found = {pair: self.wrong(pair, limit) for pair in (*combinations(left, 2), *twice)}
        return {pair: kind for pair, kind in found.items() if kind}
