"""What came of checking one document, in plain values: clauses, findings, and whether all holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from topology.document.schema import Accepted
from topology.finding import FailureClass, Step


class Standing(StrEnum):
    """Whether a clause holds."""

    HOLDS = "holds"
    VIOLATED = "violated"
    NOT_KNOWN = "not known"

    @classmethod
    def of(cls, holds: bool | None) -> Standing:
        """From what a clause says."""
        return {True: cls.HOLDS, False: cls.VIOLATED, None: cls.NOT_KNOWN}[holds]


class AcceptanceRule(StrEnum):
    """What is found of what is accepted: always new, as no baseline bears it."""

    EXPIRED = "acceptance-expired"
    NOT_NEEDED = "acceptance-not-needed"
    OF_NOTHING = "acceptance-of-nothing"


class State(StrEnum):
    """What a finding is against the baseline; `new` where there is none."""

    NEW = "new"
    WORSE = "worse"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said: a file, relative as it was given, with line and column from 1."""

    file: str
    line: int | None = None
    column: int | None = None


def clause_sentence(about: str, asks: str, standing: Standing, why: str) -> str:
    """What is asked, its standing and why, by which findings name the clause that they violate."""
    return f"{about} {asks}: {standing}, {why}"


@dataclass(frozen=True, slots=True)
class Result:
    """A clause of an objective about one target, or about all its targets together."""

    objective: int
    """The position among all objectives."""
    about: str
    """The target, or the targets in words."""
    rule: str
    """The field of the objective; empty for what every objective asks."""
    asks: str
    standing: Standing
    why: str
    source: str = ""
    """Where the objective comes from, as the document says."""
    place: Place | None = None
    """Where the objective stands."""

    @property
    def words(self) -> str:
        """What is asked, and what came of it: `pay survives 1 failure, falls to db`."""
        return f"{self.about} {self.asks}: {self.why}"

    @property
    def sentence(self) -> str:
        """The same with its standing: `pay survives 1 failure: violated, falls to db`."""
        return clause_sentence(self.about, self.asks, self.standing, self.why)


@dataclass(frozen=True, slots=True)
class Found:
    """A finding that violates an objective, or that would if it were not accepted."""

    rule: str
    """As in `topology.finding.Rule`; or of the gate: `acceptance-expired` and the like; or the
    clause that is violated, or not known, where nothing more is found."""
    target: str
    """The id it is about; empty where it is about none."""
    cause: str
    """The id of what brings it about; empty where nothing has to fail."""
    message: str
    fingerprint: str
    """The same as long as it is about the same: rule, target and cause."""
    content: str = ""
    """A fingerprint of all that is said of it: class, reason, return, what it takes."""
    failure_class: FailureClass | None = None
    steps: tuple[Step, ...] = ()
    """The reason, step by step."""
    back: str = ""
    """When the target is back, in words."""
    back_s: float | None = None
    """The longest outage in seconds; infinite where it is never back, None where not known."""
    takes: int | None = None
    """How many components the cause takes down with it."""
    amounts: tuple[float, ...] = ()
    """How bad it is, the more the worse, each in the unit of its rule; infinite for no end."""
    clauses: tuple[str, ...] = ()
    """What it violates: the sentences of the clauses."""
    place: Place | None = None
    """Where the cause, or else the target, is described."""
    is_unknown: bool = False
    """Whether it is no violation but something that is not known."""
    state: State = State.NEW
    accepted: Accepted | None = None
    """By what it is borne; it then violates nothing."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One document that was checked, or why it could not be."""

    file: str
    """As it was given."""
    name: str = ""
    """What the document calls itself."""
    today: str = ""
    """The date by which acceptances were judged."""
    known: str = ""
    """How much is known, assumed and guessed of what the verdict hangs on: a sentence."""
    results: tuple[Result, ...] = ()
    """In the order of the objectives, each with its targets sorted."""
    findings: tuple[Found, ...] = ()
    """Worst first."""
    gone: tuple[str, ...] = ()
    """What the baseline has and is found no more, in words."""
    accepted: int = 0
    """How many acceptances there are."""
    has_baseline: bool = False
    allows_unknown: bool = False
    way: tuple[str, ...] = ()
    """The cheapest way to where all clauses hold, in sentences; empty where none was asked for."""
    errors: tuple[str, ...] = ()
    """Why it could not be checked, a line each; then nothing else is known."""

    @property
    def failing(self) -> tuple[Found, ...]:
        """The findings for which the check fails."""
        return tuple(filter(self.fails, self.findings))

    def fails(self, found: Found) -> bool:
        """Whether the check fails for one of its findings: new or worse, and not accepted."""
        is_open = found.accepted is None and found.state is not State.UNCHANGED
        return is_open and not (found.is_unknown and self.allows_unknown)

    @property
    def holds(self) -> bool:
        """Whether the check passes."""
        return not self.errors and not self.failing

    @property
    def standings(self) -> Counter[Standing]:
        """How many clauses hold, are violated, are not known."""
        return Counter(result.standing for result in self.results)


def standings(checked: Iterable[Checked]) -> Counter[Standing]:
    """How many clauses of all documents hold, are violated, are not known."""
    return sum((one.standings for one in checked), Counter())


def passes(checked: Sequence[Checked]) -> bool:
    """Whether the check passes for all documents."""
    return all(one.holds for one in checked)
