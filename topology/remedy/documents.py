"""The document with some choices made, as it is judged: without its options."""

from __future__ import annotations

from collections.abc import Sequence

from topology.document.document import Topology, put_at
from topology.document.options.applying import patched
from topology.document.options.choices import Choice, Raw
from topology.document.schema import CLAUSES, TRAFFIC
from topology.errors import UnknownIdError, UsageError
from topology.findings.gate.profiles import profile_objectives

IMPLICIT = "no-spof"
"""The ready-made set that is asked of a document which asks nothing by itself."""
NOTHING = "asks nothing: none of its objectives has a clause"


class Documents:
    """Makes the document that some choices come to."""

    def __init__(
        self,
        topology: Topology,
        choices: Sequence[Choice],
        targets: Sequence[str] | None = None,
        *,
        at_values: bool = False,
    ) -> None:
        """`at_values` of ranges alone, as if there were none.

        Raises `UnknownIdError` for `targets` that do not exist, and `UsageError` where there are
        objectives, and none of them asks anything.
        """
        self._choices, self._at_values = choices, at_values
        self._plain: Raw = topology.to_dict()
        self._plain.pop("options", None)
        self.numbers = _about(topology, targets)
        """The positions of the objectives that have to hold."""
        self.is_implicit = not self.numbers
        """Whether nothing was asked, so that it is that every target survives a failure."""
        if self.is_implicit:
            asked = topology.objectives
            made = implicit_objectives(self._plain, targets)
            self._plain["objectives"] = [*self._plain.get("objectives", ()), *made]
            self.numbers = tuple(range(len(asked), len(asked) + len(made)))
        elif not any(topology.objectives[n].asks(c) for n in self.numbers for c in CLAUSES):
            raise UsageError(NOTHING)

    def plain(self, chosen: frozenset[int]) -> Raw:
        """In plain values. Raises `DocumentError` for a change that leads nowhere."""
        return patched(self._plain, [self._choices[n] for n in sorted(chosen)])

    def of(self, chosen: frozenset[int]) -> Topology:
        """Validated in full. Raises `DocumentError` with all that is wrong with it."""
        made = Topology.from_dict(self.plain(chosen))
        return without_ranges(made) if self._at_values else made


def without_ranges(topology: Topology) -> Topology:
    """The same document with each range replaced by the value that it counts as."""
    ranges = topology.ranges()
    if not ranges:
        return topology
    plain = topology.to_dict()
    for path, ranged in ranges:
        put_at(plain, path, ranged.write(ranged.value))
    return Topology.from_dict(plain)


def implicit_objectives(plain: Raw, targets: Sequence[str] | None) -> list[Raw]:
    """That every target survives a single failure, and the traffic if there is any."""
    made = profile_objectives(IMPLICIT, plain)
    if targets is None:
        return made
    of_traffic = [objective for objective in made if objective["of"] == TRAFFIC]
    components = [name for name in targets if not (of_traffic and name == TRAFFIC)]
    asked = [{"of": components, "survives": 1}] if components else []
    return asked + (of_traffic if TRAFFIC in targets else [])


def _about(topology: Topology, targets: Sequence[str] | None) -> tuple[int, ...]:
    """The positions of the objectives that are about some of the targets; of all without any."""
    everything = tuple(range(len(topology.objectives)))
    if targets is None:
        return everything
    standards, wanted = topology.standards, frozenset(targets)
    ids = [component.id for component in topology.components]
    for name in targets:
        if name not in ids and not standards.means_traffic(name):
            raise UnknownIdError("component", name, ids)
    return tuple(
        number
        for number in everything
        if wanted.intersection(standards.targets[number])
        or (number in standards.of_traffic and TRAFFIC in wanted)
    )
