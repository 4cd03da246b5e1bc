"""The tables of `data`: which type of resource is what, and what its attributes say."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent / "data"

RUNS, PART, POOL, PLACE = "runs", "part", "pool", "place"
NOT_LISTED = "not listed"


@dataclass(frozen=True, slots=True)
class ResourceType:
    """What resources of a type are."""

    role: str
    """`runs`, or what else it is (roles.csv)."""
    kind: str = ""
    """The kind of component that it becomes."""
    counts: tuple[str, ...] = ()
    """Attributes that say how many members it has, the least number first."""

    def is_one_of(self, words: frozenset[str], name: str) -> bool:
        """Whether it is meant by the kinds, roles or types that some words name."""
        return not words or not words.isdisjoint((name, self.kind, self.role))


@dataclass(frozen=True, slots=True)
class Relation:
    """What an attribute of a type says: `meaning` of what it names, which is `of` these."""

    attribute: str
    meaning: str
    of: frozenset[str]


@dataclass(frozen=True, slots=True)
class Standby:
    """An attribute by which a resource has a standby, and how long the switch takes."""

    attribute: str
    value: str
    apart: bool
    """Whether the standby stands in another zone."""
    low: str
    high: str
    figure: str
    """Where the figures are from."""


@dataclass(frozen=True, slots=True)
class Provider:
    """The attributes by which resources of a provider say where they stand."""

    zone: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    account: tuple[str, ...] = ()


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


@cache
def _types() -> dict[str, ResourceType]:
    return {
        row["type"]: ResourceType(row["role"], row["kind"], tuple(row["count"].split()))
        for row in _rows("resource_types")
    }


@cache
def type_of(name: str) -> ResourceType:
    """What a type is: by its own line, or the longest beginning of it that has one."""
    types = _types()
    if name in types:
        return types[name]
    words = name[:200].split("_")
    for length in range(len(words), 0, -1):
        start = "_".join(words[:length])
        for pattern in (f"{start}*", f"{start}_*"):
            if pattern in types:
                return types[pattern]
    return ResourceType(NOT_LISTED)


@cache
def whys() -> dict[str, str]:
    """Why what has a role becomes no component."""
    return {row["role"]: row["why"] for row in _rows("roles")}


@cache
def _relations() -> dict[str, list[Relation]]:
    found: dict[str, list[Relation]] = defaultdict(list)
    for row in _rows("relations"):
        words = frozenset(row["of"].split())
        found[row["type"]].append(Relation(row["attribute"], row["meaning"], words))
    return found


def relations_of(name: str) -> list[Relation]:
    """What the attributes of a type say."""
    return _relations().get(name, [])


@cache
def _standbys() -> dict[str, list[Standby]]:
    found: dict[str, list[Standby]] = defaultdict(list)
    for row in _rows("standbys"):
        apart = row["apart"] == "yes"
        found[row["type"]].append(
            Standby(row["attribute"], row["value"], apart, row["low"], row["high"], row["figure"])
        )
    return found


def standbys_of(name: str) -> list[Standby]:
    """The attributes by which resources of a type have a standby."""
    return _standbys().get(name, [])


@cache
def run_time_needs() -> dict[tuple[str, str], bool]:
    """Pairs of kinds of which a reference makes sense at run time, and whether it is hard."""
    found = {}
    for row in _rows("run_time_needs"):
        found.update({(row["kind"], kind): True for kind in row["needs"].split()})
        found.update({(row["kind"], kind): False for kind in row["needs_softly"].split()})
    return found


@cache
def _providers() -> dict[str, Provider]:
    fields = ("zone", "zones", "region", "account")
    return {
        row["provider"]: Provider(*(tuple(row[field].split()) for field in fields))
        for row in _rows("providers")
    }


def provider_of(name: str) -> Provider:
    """Where the resources of a provider say that they stand; it is the first word of a type."""
    return _providers().get(name, Provider())
