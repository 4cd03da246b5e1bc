"""What a search knows of sets that were not tried: all between two of them fail alike."""

from __future__ import annotations

from dataclasses import dataclass

from topology.remedy.answer import Failure
from topology.remedy.judging import Chosen


@dataclass(frozen=True, slots=True)
class Row:
    """Each set that has all of `least` and nothing beside `most` leaves something that fails.

    So one from outside `most` is taken, or one of `least` is left, or the failure is borne:
    Σ_{i∉most} x_i + Σ_{i∈least} (1 − x_i) + y ≥ 1. With both equal it forbids a single set, as the
    combinatorial cuts of Benders do (Codato and Fischetti 2006).
    """

    least: Chosen
    most: Chosen
    failure: Failure
    is_sound: bool
    """Whether that is shown; otherwise it is supposed of the sets that were not tried."""
