"""The findings of a check in one order for all formats that show some of them: worst first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topology.findings.gate.checked import Checked, Found, Place
from topology.render.words.changes.gate import Kind, kind_of


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, its document, and what it means for the check."""

    document: Checked
    found: Found
    kind: Kind

    @property
    def place(self) -> Place:
        """Where it is shown: where it is described, or else at its document."""
        return self.found.place or Place(self.document.file)


def worst_first(checked: Sequence[Checked]) -> list[Told]:
    """What fails the check before what does not; of each document the worst, then the next.

    So where few are shown each document has its share of them.
    """
    order = list(Kind)
    told = [
        (order.index(kind := kind_of(one, found)), rank, number, Told(one, found, kind))
        for number, one in enumerate(checked)
        for rank, found in enumerate(one.findings)
    ]
    return [entry[-1] for entry in sorted(told, key=lambda entry: entry[:3])]


def not_checked(checked: Sequence[Checked]) -> list[Checked]:
    """The documents that could not be checked."""
    return [one for one in checked if one.errors]
