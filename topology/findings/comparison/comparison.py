"""Two documents compared: what changed in them, and in what a full analysis of each says.

Components are the same by id, or where somebody says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from topology.document.document import Topology
from topology.document.merging.renaming import Pairs, ids_of, one_name, renamed
from topology.document.schema import TRAFFIC, named
from topology.errors import UnknownIdError
from topology.findings.comparison.answers import Answers
from topology.findings.comparison.documents import Change, changes
from topology.findings.study import MAX_TARGETS, Study

MAX_NAMED = 100_000
"""Names in requirements that are gone through for the cut sets of all targets of a document."""


@dataclass(frozen=True)
class Comparison:
    """Two documents, the second after the first."""

    old: Topology
    new: Topology
    answers: Answers

    @classmethod
    def of(
        cls,
        old: Topology,
        new: Topology,
        targets: Iterable[str] | None = None,
        *,
        same: Pairs = (),
        analyse: Callable[[Topology, Iterable[str] | None], Study] = Study.of,
    ) -> Comparison:
        """Analyses both. Of each pair that is the `same` the first id stays, in both.

        `targets` may be there in one of the two only. Raises `UsageError`.
        """
        asked = None if targets is None else tuple(targets)
        old, new, names = _same_names(old, new, same)
        wanted = None if asked is None else tuple(names.get(name, name) for name in asked)
        _need_there(old, new, wanted)

        def studied(topology: Topology) -> Study | None:
            there = _there(topology, wanted)
            return analyse(topology, there) if there is None or there else None

        return cls(old, new, Answers(studied(old), studied(new)))

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """What changed in the documents: what weighs most comes first."""
        return tuple(sorted(changes(self.old, self.new), key=self._weight))

    @property
    def architecture(self) -> tuple[Change, ...]:
        """What is described differently."""
        return tuple(change for change in self.changes if not change.is_knowledge)

    @property
    def knowledge(self) -> tuple[Change, ...]:
        """What is only known differently."""
        return tuple(change for change in self.changes if change.is_knowledge)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different."""
        return not self.changes and self.answers.is_empty

    def _weight(self, change: Change) -> tuple[Any, ...]:
        """By what the failure of the component costs, after the change or before it."""
        for study in (self.answers.new, self.answers.old):
            if study is not None and _can_fail(study, change.where):
                return 0, study.points.ranking.of_cause(change.where), change.what, change.about
        return 1, (), change.what, change.where + change.about


def most_targets(*topologies: Topology) -> int:
    """Of how many targets cut sets and availability are worked out unasked, of each document.

    The same of all of them, so that it is the same targets; the fewer, the more their requirements
    name: a tree for a target takes time for each.
    """
    named_by = (sum(1 for c in t.components for _ in named(c.needs)) for t in topologies)
    return max(1, min(MAX_TARGETS, MAX_NAMED // max(1, *named_by)))


def _can_fail(study: Study, name: str) -> bool:
    return name in study.graph.index or name in study.graph.risk_index


def _same_names(
    old: Topology, new: Topology, same: Pairs
) -> tuple[Topology, Topology, dict[str, str]]:
    """Both with one id for what is the same, and the ids that are not used any more."""
    pairs = tuple(same)
    if not pairs:
        return old, new, {}
    plain = [(name, topology.to_dict()) for name, topology in (("OLD", old), ("NEW", new))]
    names = one_name(pairs, [(name, ids_of(document)) for name, document in plain])
    first, second = (Topology.from_dict(renamed(document, names)) for _, document in plain)
    return first, second, names


def _need_there(old: Topology, new: Topology, wanted: tuple[str, ...] | None) -> None:
    known = {name for topology in (old, new) for name in _targets(topology)}
    for name in wanted or ():
        if name not in known:
            raise UnknownIdError("component", name, known)


def _there(topology: Topology, wanted: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if wanted is None:
        return None
    known = _targets(topology)
    return tuple(name for name in wanted if name in known)


def _targets(topology: Topology) -> set[str]:
    """What can be asked for."""
    traffic = [TRAFFIC] if topology.traffic else []
    return {*traffic, *(component.id for component in topology.components)}
