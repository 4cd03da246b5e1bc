"""What suggestions are made for: a document, what fails in it, and what that takes down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from topology.document.document import Topology
from topology.document.options.choices import Choice, Raw
from topology.document.schema import TRAFFIC, Selector
from topology.finding import FailureClass
from topology.findings.objectives.judged import Judged
from topology.remedy.suggestions.needs import entries, names_in
from topology.structure.graph import Graph

USUAL_COST = 1.0
"""What each costs where nobody says it."""
ASSUMED = "Made up: what such a thing would be like."
TWIN = (
    *("kind", "capacity", "overload", "fails", "repair", "verify", "count", "quorum"),
    *("one_way", "metric"),
)
"""What a second one has as the first has it; where it stands, and what strikes it, is its own."""


@dataclass(frozen=True, slots=True)
class Cause:
    """A single failure that a target falls to though it must not."""

    id: str
    target: str
    failure_class: FailureClass


@dataclass(frozen=True)
class Matter:
    """What all kinds of suggestions are made from."""

    topology: Topology
    judged: Judged
    costs: Mapping[str, float]
    taken: set[str] = field(default_factory=set)
    """Ids that suggestions have given away."""

    @property
    def graph(self) -> Graph:
        """The compiled document."""
        return self.judged.points.graph

    @cached_property
    def plain(self) -> Raw:
        """The document in plain values."""
        return self.topology.to_dict()

    @cached_property
    def components(self) -> dict[str, Raw]:
        """By id, in the document's order."""
        return {item["id"]: item for item in self.plain["components"]}

    @cached_property
    def risks(self) -> dict[str, Raw]:
        """By id, in the document's order."""
        return {item["id"]: item for item in self.plain.get("shared_risks", ())}

    @cached_property
    def hits(self) -> dict[str, tuple[str, ...]]:
        """What each shared risk hits, by its id."""
        ids = self.graph.ids
        struck = {strike.id: {ids[v] for v in strike.hits} for strike in self.graph.strikes}
        return {risk: tuple(n for n in self.components if n in struck[risk]) for risk in self.risks}

    @cached_property
    def causes(self) -> tuple[Cause, ...]:
        """The failures at hand, the worst of each verdict before the rest."""
        points = self.judged.points
        ranked = (
            (place, verdict.number, verdict.target, cause)
            for verdict in self.judged.verdicts
            if verdict.holds is False and verdict.target
            for place, cause in enumerate(verdict.violated_by)
        )
        pairs = dict.fromkeys((cause, target) for _, _, target, cause in sorted(ranked))
        return tuple(Cause(c, t, points.failure_class(t, c)) for c, t in pairs)

    @cached_property
    def cause_ids(self) -> tuple[str, ...]:
        """The same, each once."""
        return tuple(dict.fromkeys(cause.id for cause in self.causes))

    @cached_property
    def cutting_off(self) -> tuple[str, ...]:
        """The failures that cut traffic off though it has to survive them, the worst first."""
        traffic = self.judged.points.traffic
        if traffic is None or not self.traffic_limits:
            return ()
        return tuple(cause for cause, hit in traffic.by_cause.items() if hit.cut_off)

    @cached_property
    def traffic_limits(self) -> tuple[float, ...]:
        """What may be used of any capacity, for each objective of the traffic that is violated."""
        return tuple(
            float(verdict.objective.utilisation or 1.0)
            for verdict in self.judged.verdicts
            if verdict.objective.of == TRAFFIC and verdict.holds is False
        )

    def of(self, *classes: FailureClass) -> Iterator[Cause]:
        """The causes of some classes."""
        return (cause for cause in self.causes if cause.failure_class in classes)

    def lost_with(self, cause: str) -> frozenset[str]:
        """What goes down with a failure, whatever the load."""
        return frozenset() if self.mode_of(cause) else self.graph.down([cause])

    def mode_of(self, cause: str) -> str:
        """The component of which it is a mode, or empty."""
        is_own = cause in self.components or cause in self.risks
        return "" if is_own else cause.rpartition(":")[0]

    @cached_property
    def lost(self) -> frozenset[str]:
        """What goes down with any of the failures at hand."""
        return frozenset().union(*map(self.lost_with, self.cause_ids))

    # -- what is made up --------------------------------------------------------------------------

    def choice(self, kind: str, about: str, name: str, **does: Any) -> Choice:
        """A made-up choice; it is called by its kind and what it is about."""
        cost = float(self.costs.get(kind, USUAL_COST))
        return Choice(f"{kind}:{about}", cost, name, is_made_up=True, kind=kind, **does)

    def free_id(self, name: str) -> str:
        """An id like another that nothing has: `dc-2` beside `dc`."""
        number = 2
        while self._has(f"{name}-{number}"):
            number += 1
        found = f"{name}-{number}"
        self.taken.add(found)
        return found

    def _has(self, name: str) -> bool:
        crews = self.plain.get("crews", {})
        return any(name in known for known in (self.components, self.risks, crews, self.taken))

    def twin(self, name: str) -> Raw:
        """A second one beside a component, apart from what strikes the first.

        It hangs on what the first hangs on, but for what goes down with the failures at hand.
        """
        first = self.components[name]
        made: Raw = {"id": self.free_id(name), "assumed": ASSUMED}
        made.update({key: first[key] for key in TWIN if key in first})
        if "connects" in first:
            made["connects"] = first["connects"]
        elif "needs" in first or "spread" in first:
            made["needs"] = [n for n in first.get("needs", ()) if self._is_kept(n)]
        place = self.elsewhere(first)
        if place and "connects" not in first:
            made["location"] = place
        return made

    def _is_kept(self, need: Any) -> bool:
        return not any(name in self.lost or name in self.goals for name in names_in(need))

    @cached_property
    def goals(self) -> frozenset[str]:
        """What is reached over links, as nothing made up is linked to anything."""
        found = (e.value for c in self.components.values() for e in entries(c))
        return frozenset(v["reach"] for v in found if isinstance(v, dict) and "reach" in v)

    def elsewhere(self, first: Raw) -> str:
        """Another place where something like it, or else anything, stands; empty if none."""
        own = first.get("location")
        if own is None:
            return ""
        others = [c for c in self.components.values() if c.get("location") not in (None, own)]
        alike = [c for c in others if c.get("kind") == first.get("kind")] or others
        return min((str(c["location"]) for c in alike), default="")

    def spared(self, made: Raw, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """The shared risks among some that would hit what is made up, which has to be spared."""
        has = {"kind": str(made.get("kind", "component")), "location": made.get("location")}
        selectors = {risk.id: risk.hits for risk in self.topology.shared_risks}
        return {
            name: (str(made["id"]),)
            for name in names
            if isinstance(selects := selectors.get(name), Selector)
            and all(has.get(field) == word for field, word in selects.words)
        }

    def risks_of(self, name: str) -> tuple[str, ...]:
        """The shared risks that hit a component."""
        return tuple(risk for risk, hit in self.hits.items() if name in hit)
