"""The arcs of a wiring: what one is, and all of them as arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from topology.document.schema import AtStart

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(slots=True)
class Arc:
    """One thing that a node needs: `calls` of it for each unit of its load."""

    parent: int
    child: int
    calls: float = 1.0
    retries: int = 0
    hard: bool = True
    weight: float = 1.0
    at_start: AtStart | None = None


@dataclass(frozen=True, slots=True)
class StartCall:
    """What each member of a component sends on top when it comes up."""

    owner: int
    child: int
    at_start: AtStart
    way: tuple[int, ...]
    """The arcs to it: the part of the calls that goes along them is that of any load."""


@dataclass(frozen=True, slots=True)
class ArcArrays:
    """The arcs, one array for each of their fields; not to be written to."""

    parent: Ints
    child: Ints
    calls: Floats
    retries: Ints
    is_retrying: Flags
    is_returning: Flags
    """Whether an arc leads back in a circle of calls."""

    @classmethod
    def of(cls, arcs: Sequence[Arc], returning: Ints) -> ArcArrays:
        """The arrays of these arcs, of which those numbered `returning` lead back."""
        retries: Ints = np.array([arc.retries for arc in arcs], dtype=np.int64)
        is_returning: Flags = np.zeros(len(arcs), dtype=np.bool_)
        is_returning[returning] = True
        return cls(
            parent=np.array([arc.parent for arc in arcs], dtype=np.int64),
            child=np.array([arc.child for arc in arcs], dtype=np.int64),
            calls=np.array([arc.calls for arc in arcs]),
            retries=retries,
            is_retrying=retries > 0,
            is_returning=is_returning,
        )
