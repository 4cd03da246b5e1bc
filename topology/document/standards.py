"""What the objectives of a document ask of each target: whom they mean, and all of it together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeVar

from topology.document.schema import (
    ALL,
    TRAFFIC,
    Acceptance,
    Accepted,
    Component,
    Objective,
    Selector,
    Targets,
    named,
)
from topology.errors import quoted
from topology.values.units import SECONDS

Number = TypeVar("Number", int, float)
Rule = Literal["demand", "top"]
"""Why something is a target that nobody names: it has demand, or nothing needs it."""


@dataclass(frozen=True, slots=True)
class Standard:
    """All that is asked of one target, the strictest of each."""

    objectives: tuple[int, ...]
    """The positions in the document of the objectives that name it."""
    level: float
    """Service level below which it counts as down."""
    rto: float | None
    """Seconds."""
    survives: int | None
    up: float | None
    """Share of time it must be up, by its availability and by how long it may be down in a year."""
    weight: float
    accepted: tuple[Accepted, ...]

    @property
    def asks_chance(self) -> bool:
        """Whether anything asks how often it is down."""
        return self.up is not None


class Standards(Mapping[str, Standard]):
    """The standards of a document by target, sorted by id; made when they are asked for."""

    def __init__(
        self,
        components: Sequence[Component],
        objectives: Sequence[Objective],
        accepted: Sequence[Acceptance] = (),
        *,
        has_traffic: bool = False,
    ) -> None:
        """`has_traffic` where "traffic" means that, and no component."""
        self._has_traffic = has_traffic
        self._components = components
        self._objectives = objectives
        self._accepted = accepted

    # -- whom they mean ---------------------------------------------------------------------------

    @cached_property
    def by_rule(self) -> tuple[tuple[str, ...], Rule]:
        """What is a target without being named, and why: O(size of the document)."""
        return targets_by_rule(self._components)

    @cached_property
    def _named(self) -> frozenset[str]:
        """What objectives name otherwise than as all."""
        some = (o.of for o in self._objectives if o.of != ALL)
        return frozenset(name for of in some for name in self.meant(of))

    def meant(self, of: Targets) -> tuple[str, ...]:
        """The ids that are meant, sorted; what a selection does not find is nothing.

        The traffic is no component.
        """
        if self.means_traffic(of):
            return ()
        if of == ALL:
            return tuple(sorted({*self.by_rule[0], *self._named}))
        if isinstance(of, Selector):
            return tuple(sorted(c.id for c in self._components if of.selects(c)))
        return (of,) if isinstance(of, str) else tuple(sorted(set(of)))

    def means_traffic(self, of: Targets) -> bool:
        """Whether it is the traffic that is meant."""
        return self._has_traffic and of == TRAFFIC

    @cached_property
    def of_traffic(self) -> tuple[int, ...]:
        """The positions of the objectives that the traffic has."""
        some = enumerate(self._objectives)
        return tuple(number for number, o in some if self.means_traffic(o.of))

    @cached_property
    def targets(self) -> tuple[tuple[str, ...], ...]:
        """Whom each objective means, in their order."""
        return tuple(self.meant(objective.of) for objective in self._objectives)

    # -- what is asked ----------------------------------------------------------------------------

    @cached_property
    def _by_target(self) -> dict[str, Standard]:
        asking: dict[str, list[int]] = {}
        for number, targets in enumerate(self.targets):
            for name in targets:
                asking.setdefault(name, []).append(number)
        return {name: self._standard(name, asking[name]) for name in sorted(asking)}

    def _standard(self, target: str, numbers: Sequence[int]) -> Standard:
        asked = [self._objectives[number] for number in numbers]
        return Standard(
            tuple(numbers),
            _highest(o.level for o in asked),
            min(_given(o.rto for o in asked), default=None),
            max(_given(o.survives for o in asked), default=None),
            max(_given(map(_up, asked)), default=None),
            max(o.weight for o in asked),
            tuple(dict.fromkeys(entry for o in asked for entry in self.accepted(o, target))),
        )

    def accepted(self, objective: Objective, target: str) -> tuple[Accepted, ...]:
        """What is accepted of a target under an objective: there, or for the whole document."""
        beside = (entry.accepted for entry, names in self._beside if target in names)
        return (*objective.accepted, *beside)

    def accepted_of_traffic(self, objective: Objective) -> tuple[Accepted, ...]:
        """The same of the traffic; what is accepted of all is so of that as well."""
        beside = (e.accepted for e in self._accepted if e.of == ALL or self.means_traffic(e.of))
        return (*objective.accepted, *beside)

    @cached_property
    def _beside(self) -> list[tuple[Acceptance, frozenset[str]]]:
        return [(entry, frozenset(self.meant(entry.of))) for entry in self._accepted]

    @property
    def weights(self) -> dict[str, float]:
        """The weight of each target."""
        return {name: standard.weight for name, standard in self.items()}

    def weight(self, name: str) -> float:
        """The weight of a component; none for what is no target."""
        standard = self.get(name)
        return 0.0 if standard is None else standard.weight

    def rto(self, name: str) -> float | None:
        """How long a component may be out, in seconds, if that is asked."""
        standard = self.get(name)
        return None if standard is None else standard.rto

    def __getitem__(self, target: str) -> Standard:
        """What is asked of a target; raises `KeyError` for what is none."""
        return self._by_target[target]

    def __iter__(self) -> Iterator[str]:
        """The targets, sorted."""
        return iter(self._by_target)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._by_target)

    def contradictions(
        self, place: Callable[[int], str] = "objectives[{}]".format
    ) -> Iterator[tuple[int, str]]:
        """The positions of objectives that give a target another level than one before, and how.

        `place` says where the one before stands.
        """
        for name in self:
            first: tuple[int, float] | None = None
            for number in self[name].objectives:
                level = self._objectives[number].level
                if level is None:
                    continue
                if first is not None and level != first[1]:
                    other = f"{place(first[0])} gives it {first[1]:g}"
                    said = f"gives {quoted(name)} a level of {level:g}, and {other}"
                    yield number, f"{said}: a target has one level"
                first = first or (number, level)


def _given(values: Iterable[Number | None]) -> Iterator[Number]:
    return (value for value in values if value is not None)


def _up(objective: Objective) -> float | None:
    down_s = objective.max_downtime_per_year
    if down_s is None:
        return objective.availability
    return max(objective.availability or 0.0, 1 - min(1.0, down_s / SECONDS["y"]))


def _highest(levels: Iterable[float | None]) -> float:
    return max(_given(levels), default=1.0)


def targets_by_rule(components: Sequence[Component]) -> tuple[tuple[str, ...], Rule]:
    """What has demand; or else what needs something and is needed by nothing, links aside."""
    demanded = tuple(c.id for c in components if c.demand)
    if demanded:
        return demanded, "demand"
    needed: set[str] = set()
    for c in components:
        needed.update(c.spread or ())
        for entry in c.needs:
            if isinstance(entry, str):
                needed.add(entry)
            else:
                needed.update(named((entry,)))
    tops = (
        c.id
        for c in components
        if (c.needs or c.spread) and c.connects is None and c.id not in needed
    )
    return tuple(tops), "top"
