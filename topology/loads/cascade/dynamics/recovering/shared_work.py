"""A cause that is mended once for all that it hit: repaired, then verified."""

from __future__ import annotations

from dataclasses import dataclass, field

from topology.document.schema import Repair, Verify
from topology.loads.mechanisms.crews import Work

AND = " and "
"""Between the names of what an event fails together."""


@dataclass(slots=True, eq=False)
class SharedWork:
    """What is still to be done of it; what it hit waits for it under its number."""

    number: int
    name: str
    hits: tuple[int, ...]
    line: int
    """The line of the timeline that tells of it."""
    repair: Repair | None
    verify: Verify | None
    after: set[int] = field(default_factory=set)
    """Works of others that come before: where it has no repair, those of what it hit."""
    work: Work | None = None
    """What is being done now."""

    def next_work(self) -> tuple[str, int, Repair | Verify] | None:
        """What is to be done next: what it is, how many units, and of what kind."""
        if self.repair is not None:
            found, self.repair = self.repair, None
            return "repair", 1, found
        if self.verify is not None:
            check, self.verify = self.verify, None
            return "verify", check.units, check
        return None
