"""What came of looking for remedies, in plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from topology.document.options.choices import Choice
from topology.findings.gate.checked import Standing


@dataclass(frozen=True, slots=True, order=True)
class Failure:
    """One thing that does not hold: a clause of an objective, after a cause if there is one."""

    objective: int
    """The position of the objective in the document, from 0."""
    about: str
    """The target, or the targets in words."""
    rule: str
    """The field of the objective; empty for what every objective asks."""
    cause: str = ""
    """The id of what brings it about; empty where it is no single failure."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left to be done for, the less the better, compared in this order."""

    never_back: int
    """Failures after which a target does not come back."""
    loss_per_year: float | None
    """Money that single failures cost a year on average; None without data."""
    failures: int
    """All that does not hold."""


@dataclass(frozen=True, slots=True)
class State:
    """The objectives with some choices made."""

    clauses: Mapping[tuple[int, str, str], Standing]
    """By objective, about, and rule."""
    sentences: tuple[str, ...]
    """Of each clause that is violated, or not known: what is asked, its standing, and why."""
    failures: tuple[Failure, ...]
    """What is violated, sorted."""
    left: Left


@dataclass(frozen=True, slots=True)
class Alone:
    """What one choice does by itself."""

    choice: Choice
    removes: tuple[Failure, ...]
    worsens: tuple[str, ...]
    """Sentences: what holds no more, or falls to something new, or is out longer."""
    gain_per_year: float | None
    """Money that it saves a year on average, in the currency; None where data are wanting."""


@dataclass(frozen=True, slots=True)
class Step:
    """One point of the frontier: the cheapest that leaves no more than this."""

    chosen: tuple[str, ...]
    cost: float
    left: Left


@dataclass(frozen=True, slots=True)
class Remedy:
    """The answer: what to choose, what it costs, and how sure that is."""

    chosen: tuple[Choice, ...]
    cost: float
    verified: bool
    """Whether with it all objectives were judged again, and nothing is violated that could be
    mended; within a budget, nothing but what was said to be left."""
    proven: bool
    """Whether nothing cheaper does."""
    lower_bound: float
    """What any choice that does costs at least, whatever else was assumed."""
    why_not_proven: str | None
    rests_on: str
    """What the proof, or the bound, rests on: a sentence."""
    before: State
    after: State
    options: tuple[Alone, ...]
    frontier: tuple[Step, ...]
    out_of_reach: tuple[str, ...]
    """What no choice mends, in sentences."""
    assumed_bound: float | None = None
    """The lower bound if no choice makes worse what it does not mend; None where that is known."""
    budget: float | None = None
    """What was to be spent at most; then the chosen are those that leave least."""
    frontier_is_exact: bool = True
    """Whether nothing leaves less for its cost; else the frontier, and what is chosen within a
    budget, is the best found."""
