"""What may be asked for besides the single points of failure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from topology.findings.over_ranges import OverRanges
    from topology.findings.pairs import Pair
    from topology.findings.under_load import Loss


@dataclass(frozen=True, slots=True)
class Besides:
    """Each None where it was not asked for, or does not matter."""

    losses: Sequence[Loss] | None = None
    """The failures that cost the most."""
    pairs: Sequence[Pair] | None = None
    """Pairs of which neither is a single point."""
    ranges: OverRanges | None = None
    """What is found elsewhere in the ranges of the document."""
