"""A document joined with files of objectives and acceptances: these stand behind its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from topology.document.demands.reading import SECTIONS, OwnFile
from topology.document.document import Path as Keys
from topology.document.document import Topology
from topology.document.schema import ALL, TRAFFIC, Acceptance, Accepted, Targets, changed
from topology.document.standards import Standards
from topology.document.validation import place_of, reference_problems
from topology.errors import Problem, did_you_mean


@dataclass(frozen=True, slots=True)
class OfNothing:
    """An acceptance of a file of its own that names what the document does not have."""

    entry: Accepted
    of: Targets
    """Whom it is for."""
    file: OwnFile
    path: Keys
    """Where it stands in the file."""
    target: str = ""
    """Whom it is for that does not exist; empty where what it accepts does not."""
    near: str = ""
    """`; did you mean "…"?`, or empty."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A document with the objectives and acceptances of other files behind its own."""

    topology: Topology
    of_nothing: tuple[OfNothing, ...] = ()
    """Acceptances that were left out, in their order."""
    origins: dict[Keys, tuple[OwnFile, Keys]] = field(default_factory=dict)
    """By the way to an entry of the topology that is of another file, that file and the way to it.

    Entries are `("objectives", 3)`, `("objectives", 3, "accepted", 0)` and `("accepted", 1)`.
    """

    def origin(self, path: Keys) -> tuple[OwnFile, Keys] | None:
        """Where an entry comes from; None where it is the document's own."""
        return self.origins.get(path)


def joined(topology: Topology, files: Sequence[OwnFile]) -> Joined:
    """A document that is right with files beside it. Raises `DocumentError` of one of these.

    That is for objectives of what does not exist, or that deny others. Acceptances of what does
    not exist are left out and told.
    """
    if not files:
        return Joined(topology)
    joint = _Joint(topology)
    for file in files:
        joint.check(file)
        joint.add(file)
    return joint.joined()


class _Joint:
    """A document, and what is put behind it file by file."""

    def __init__(self, topology: Topology) -> None:
        self.topology = topology
        self.objectives = list(topology.objectives)
        self.accepted = list(topology.accepted)
        self.of_nothing: list[OfNothing] = []
        self.origins: dict[Keys, tuple[OwnFile, Keys]] = {}

    @cached_property
    def components(self) -> frozenset[str]:
        return frozenset(c.id for c in self.topology.components)

    @cached_property
    def causes(self) -> frozenset[str]:
        modes = (f"{c.id}:{mode.id}" for c in self.topology.components for mode in c.modes)
        risks = (risk.id for risk in self.topology.shared_risks)
        return self.components.union(risks, modes)

    @cached_property
    def plain(self) -> dict[str, Any]:
        """What may be referred to, and all else that is right."""
        return self.topology.to_dict()

    # -- one file ---------------------------------------------------------------------------------

    def check(self, file: OwnFile) -> None:
        """Raises `DocumentError` for objectives of what does not exist."""
        given: dict[str, Any] = {name: file.plain.get(name, []) for name in SECTIONS}
        given["accepted"] = [_without_ids(entry) for entry in given["accepted"]]
        given["objectives"] = [
            {**one, "accepted": [_without_ids(entry) for entry in one.get("accepted", ())]}
            for one in given["objectives"]
        ]
        if problems := list(reference_problems({**self.plain, **given})):
            raise file.error(problems)

    def add(self, file: OwnFile) -> None:
        """Puts the entries of a file behind the others."""
        for number, objective in enumerate(file.demands.objectives):
            place = ("objectives", len(self.objectives))
            self.origins[place] = file, file.path("objectives", number)
            kept: list[Accepted] = []
            for position, entry in enumerate(objective.accepted):
                way = file.path("objectives", number, "accepted", position)
                if self._exists(entry, objective.of, file, way):
                    self.origins[*place, "accepted", len(kept)] = file, way
                    kept.append(entry)
            self.objectives.append(changed(objective, accepted=tuple(kept)))
        for number, acceptance in enumerate(file.demands.accepted):
            way = file.path("accepted", number)
            if (left := self._left(acceptance, file, way)) is not None:
                self.origins["accepted", len(self.accepted)] = file, way
                self.accepted.append(left)

    def _exists(self, entry: Accepted, of: Targets, file: OwnFile, way: Keys) -> bool:
        if entry.id in self.causes:
            return True
        near = did_you_mean(entry.id, self.causes)
        self.of_nothing.append(OfNothing(entry, of, file, way, near=near))
        return False

    def _left(self, acceptance: Acceptance, file: OwnFile, way: Keys) -> Acceptance | None:
        """What is left of an acceptance without what does not exist."""
        entry, of = acceptance.accepted, acceptance.of
        if not self._exists(entry, of, file, way):
            return None
        is_of_traffic = of == TRAFFIC and bool(self.topology.traffic)
        if not isinstance(of, tuple) and (not isinstance(of, str) or of == ALL or is_of_traffic):
            return acceptance
        named = (of,) if isinstance(of, str) else of
        kept = tuple(name for name in named if name in self.components)
        for name in dict.fromkeys(named):
            if name not in self.components:
                near = did_you_mean(name, self.components)
                self.of_nothing.append(OfNothing(entry, of, file, way, name, near))
        if kept == named:
            return acceptance
        return changed(acceptance, of=kept) if kept else None

    # -- all of them ------------------------------------------------------------------------------

    def joined(self) -> Joined:
        """The document with all that was added. Raises `DocumentError` where objectives differ."""
        objectives, accepted = tuple(self.objectives), tuple(self.accepted)
        standards = Standards(
            self.topology.components, objectives, has_traffic=bool(self.topology.traffic)
        )
        for number, said in standards.contradictions(self._place):
            file, way = self.origins["objectives", number]
            index = int(way[-1])
            place = place_of("objectives", index, file.plain["objectives"][index])
            raise file.error([Problem(place, said, ("objectives", index))])
        topology = changed(self.topology, objectives=objectives, accepted=accepted)
        return Joined(topology, tuple(self.of_nothing), self.origins)

    def _place(self, number: int) -> str:
        """Where an objective stands, seen from any file."""
        file, way = self.origins.get(("objectives", number), (None, (number,)))
        name = "the document" if file is None else file.name
        return f"objectives[{way[-1]}] of {name}"


def _without_ids(entry: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in ("id", "of")}
