"""What may be given by keyword to a builder: the fields of the document, held to them by a test.

Values are those of a file: durations and shares as text or as numbers in seconds and fractions,
ranges and parts as mappings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias, TypedDict

Plain: TypeAlias = Mapping[str, Any]
"""A part, or a range, as a document has it."""
Number: TypeAlias = float | str | Plain
Count: TypeAlias = int | Plain


class DocumentFields(TypedDict, total=False):
    """Fields of `Topology`."""

    description: str
    sources: Sequence[str]
    load_unit: str
    currency: str
    own_words: Plain


class EntryFields(TypedDict, total=False):
    """Fields that a `Component` and a `SharedRisk` have in common."""

    name: str
    kind: str
    description: str
    source: str
    owner: str
    url: str
    runbook: str
    assumed: Plain | str
    guessed: str
    repair: Plain
    verify: Plain
    own_words: Plain


class ComponentFields(EntryFields, total=False):
    """Fields of `Component`."""

    location: str
    tags: Sequence[str]
    group: str
    criticality: Count
    needs: Sequence[Plain | str]
    connects: Sequence[str]
    one_way: bool
    metric: Number
    latitude: Number
    longitude: Number
    count: Count
    quorum: Count
    spread: Sequence[str]
    demand: Number
    profile: Plain
    loss_per_hour: Number
    capacity: Number
    overload: Plain
    fails: Plain | bool
    modes: Sequence[Plain]
    start: Plain


class SharedRiskFields(EntryFields, total=False):
    """Fields of `SharedRisk`."""

    hits: Plain | Sequence[str]
    leaves: Number
    seen: Number
    parts: Number
    raises: Plain
    hold: Number
    fails: Plain
    loses_data: bool | str


class CrewFields(TypedDict, total=False):
    """Fields of `Crew`."""

    assumed: Plain | str
    own_words: Plain


class RoutingFields(TypedDict, total=False):
    """Fields of `Routing`."""

    over: Sequence[str]
    ways: str
    metric: str
    duplex: str
    source: str
    assumed: Plain | str
    own_words: Plain


class DemandFields(TypedDict, total=False):
    """Fields of `Demand`."""

    source: str
    assumed: Plain | str
    guessed: str
    own_words: Plain


class ObjectiveFields(TypedDict, total=False):
    """Fields of `Objective`."""

    survives: Count
    against: Plain
    classes: Sequence[str]
    level: Number
    rto: Number
    availability: Number
    max_downtime_per_year: Number
    max_loss_per_incident: Number
    max_blast: Count | Plain
    headroom: Number
    utilisation: Number
    apart: str
    no_start_up_deadlock: bool
    no_recovery_deadlock: bool
    cold_start_within: Number
    known: Number
    weight: Number
    accepted: Sequence[Plain]
    source: str
    assumed: Plain | str
    own_words: Plain


class AcceptanceFields(TypedDict, total=False):
    """Fields of `Acceptance`."""

    reason: str
    until: str
    by: str
    of: Plain | Sequence[str] | str
    own_words: Plain


class ScenarioFields(TypedDict, total=False):
    """Fields of `Scenario`."""

    name: str
    description: str
    events: Sequence[Plain]
    until: Number
    assumed: Plain | str
    own_words: Plain


class OptionFields(TypedDict, total=False):
    """Fields of `Option`."""

    name: str
    description: str
    cost: Number
    add: Plain
    change: Plain
    spare: Plain
    excludes: Sequence[str]
    link: Plain
    between: Plain
    cost_per_km: Number
    source: str
    assumed: Plain | str
    own_words: Plain


class OnFields(TypedDict, total=False):
    """Fields of `On`."""

    calls: Number
    hard: bool
    retries: Count
    weight: Number
    at_start: Plain
    holds: Number
    refill: Number
    starts: Number
    source: str
    assumed: Plain | str
    guessed: str
    own_words: Plain


class ChoiceFields(TypedDict, total=False):
    """Fields of `Any`."""

    weight: Number
    holds: Number
    refill: Number
    starts: Number
    source: str
    assumed: Plain | str
    guessed: str
    own_words: Plain


class FirstOfFields(TypedDict, total=False):
    """Fields of `FirstOf`."""

    switchover: Plain
    share: Number
    weight: Number
    holds: Number
    refill: Number
    starts: Number
    source: str
    assumed: Plain | str
    guessed: str
    own_words: Plain


class ReachFields(TypedDict, total=False):
    """Fields of `Reach`."""

    over: Sequence[str]
    weight: Number
    holds: Number
    refill: Number
    starts: Number
    source: str
    assumed: Plain | str
    guessed: str
    own_words: Plain


class SplitFields(TypedDict, total=False):
    """Fields of `Split`."""

    holds: Number
    refill: Number
    source: str
    assumed: Plain | str
    guessed: str
    own_words: Plain
