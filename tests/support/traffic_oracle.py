"""Which failures cut traffic off or overload something: by the domain's words, in exact fractions.

Plain documents with components (needs are ids, all of them hard), links, counts, shared risks, and
traffic between single ids. One destination at a time, one node after the other.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any

Doc = dict[str, Any]
Step = tuple[str, str, str]
"""A link, and from where to where it is taken."""
Place = tuple[str, str, str]
"""The same of a direction; both ends empty for a node, or a link with half duplex."""


@dataclass(frozen=True)
class State:
    """What is cut off, by its ends, and how much of its capacity each place carries."""

    cut_off: dict[tuple[str, str], Fraction]
    used: dict[Place, Fraction]


class Plain:
    def __init__(self, document: Doc) -> None:
        self.components = {part["id"]: part for part in document["components"]}
        self.risks = {risk["id"]: risk["hits"] for risk in document.get("shared_risks", [])}
        self.links = {name: c for name, c in self.components.items() if "connects" in c}
        routing = document.get("routing", {})
        self.ways = routing.get("ways", "single")
        self.is_full = routing.get("duplex") == "full"
        self.traffic = [
            (e["from"], e["to"], Fraction(str(e["demand"]))) for e in document["traffic"]
        ]
        ends = {end for entry in self.traffic for end in entry[:2]}
        self.nodes = sorted(ends.union(*(link["connects"] for link in self.links.values())))

    # -- what fails -------------------------------------------------------------------------------

    @property
    def causes(self) -> list[str]:
        alone = (name for name, c in self.components.items() if c.get("fails") is not False)
        return sorted([*alone, *self.risks])

    def down(self, failed: Iterable[str]) -> set[str]:
        """What does not work: all members of it are lost, or something that it needs."""
        lost = Counter[str]()
        for name in failed:
            if name in self.risks:
                lost.update(dict.fromkeys(self.risks[name], 99))
            else:
                lost[name] += 1
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

    # -- ways -------------------------------------------------------------------------------------

    def steps(self, down: set[str]) -> list[Step]:
        found = []
        for name, link in self.links.items():
            a, b = link["connects"]
            if not down.intersection((name, a, b)):
                found.append((name, a, b))
                if not link.get("one_way"):
                    found.append((name, b, a))
        return found

    def length(self, step: Step) -> Fraction:
        return Fraction(str(self.links[step[0]].get("metric", 1)))

    def distances(self, steps: list[Step], end: str) -> dict[str, Fraction]:
        """Bellman and Ford, from the end."""
        found = {end: Fraction(0)}
        for _ in self.nodes:
            for step in steps:
                if step[2] in found:
                    length = self.length(step) + found[step[2]]
                    if step[1] not in found or length < found[step[1]]:
                        found[step[1]] = length
        return found

    def shares(self, steps: list[Step], end: str) -> dict[str, list[tuple[Step, Fraction]]]:
        """By which parts the traffic at each node that has a way goes on to which next steps."""
        far = self.distances(steps, end)
        on = {
            node: sorted(
                (s for s in steps if s[1] == node and far.get(s[2], 10**9) + self.length(s) == at),
                key=lambda s: (s[2], s[0]),
            )
            for node, at in far.items()
            if node != end
        }
        paths = {end: 1}
        for node in sorted(on, key=lambda node: far[node]):
            paths[node] = sum(paths[step[2]] for step in on[node])
        if self.ways == "single":
            return {node: [(some[0], Fraction(1))] for node, some in on.items()}
        if self.ways == "equal-cost":
            return {n: [(s, Fraction(1, len(some))) for s in some] for n, some in on.items()}
        return {n: [(s, Fraction(paths[s[2]], paths[n])) for s in some] for n, some in on.items()}

    # -- what comes of it -------------------------------------------------------------------------

    def state(self, failed: Iterable[str] = ()) -> State:
        failed = list(failed)
        down = self.down(failed)
        steps = self.steps(down)
        loads: Counter[Place] = Counter()
        cut_off: dict[tuple[str, str], Fraction] = {}
        for start, end, amount in self.traffic:
            if start == end or not amount or down.intersection((start, end)):
                continue
            shares = self.shares(steps, end)
            if start not in shares:
                cut_off[start, end] = cut_off.get((start, end), Fraction(0)) + amount
                continue
            for place, part in self._passed(shares, start, end):
                loads[place] += part * amount  # type: ignore[assignment]
        used = {}
        for place, load in loads.items():
            capacity = self.components[place[0]].get("capacity")
            if capacity is not None:
                lost = sum(name == place[0] for name in failed)
                left = Fraction(self.count(place[0]) - lost, self.count(place[0]))
                used[place] = Fraction(load) / (Fraction(str(capacity)) * left)
        return State(cut_off, used)

    def _passed(
        self, shares: dict[str, list[tuple[Step, Fraction]]], start: str, end: str
    ) -> Iterator[tuple[Place, Fraction]]:
        """Every step of every way, and every node on it but its ends."""
        todo = [(start, Fraction(1))]
        for node, part in todo:
            if node not in (start, end):
                yield (node, "", ""), part
            for step, share in shares.get(node, []) if node != end else []:
                yield step if self.is_full else (step[0], "", ""), part * share
                todo.append((step[2], part * share))

    # -- verdicts ---------------------------------------------------------------------------------

    def wrong(self, failed: Iterable[str], limit: Fraction) -> str:
        """The class of some failures at once by what they make worse; empty where nothing is."""
        before, after = self.state(), self.state(failed)
        if set(after.cut_off) - set(before.cut_off):
            return "structural"
        over = (u > limit and u > before.used.get(p, 0) for p, u in after.used.items())
        return "overload" if any(over) else ""

    def single(self, limit: Fraction) -> dict[str, str]:
        found = {cause: self.wrong([cause], limit) for cause in self.causes}
        return {cause: kind for cause, kind in found.items() if kind}

    def pairs(self, limit: Fraction) -> dict[tuple[str, str], str]:
        """Those too much though neither is alone; two members of an entry are a pair as well."""
        left = sorted(set(self.causes) - set(self.single(limit)))
        twice = [(n, n) for n in left if n in self.components and self.count(n) > 1]
        found = {pair: self.wrong(pair, limit) for pair in (*combinations(left, 2), *twice)}
        return {pair: kind for pair, kind in found.items() if kind}
