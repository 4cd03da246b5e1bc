"""What hangs on each provider, location, kind, tag and owner, as tables."""

from __future__ import annotations

from topology.findings.concentration.concentration import Concentrated, Concentration
from topology.render.tables.table import Table, Word
from topology.render.words.concentration import (
    alone_words,
    alternatives_words,
    class_words,
    demand_words,
    hanging_words,
    headline,
    may_be_id,
    members_words,
    money_words,
    tolerance_words,
    without_words,
)
from topology.render.words.phrases import shown

MAX_GROUPS = 50
"""Groups of each sort in a page or a record."""


def concentrated(found: Concentration, one: Concentrated, most: int) -> Table:
    """The groups of one sort, the worst first; without columns in which nothing stands."""
    head = (
        *(one.by[0].upper() + one.by[1:], "Components", "Targets that fall", "Of these"),
        *("Class", "Tolerance", "Demand lost", "Lost in an hour", "In its place"),
    )
    rows = tuple(
        (
            shown(group.name) if may_be_id(one) else Word(shown(group.name)),
            members_words(group),
            hanging_words(found, group),
            alone_words(group),
            class_words(group),
            tolerance_words(group),
            demand_words(found, group),
            money_words(found, group),
            alternatives_words(group),
        )
        for group in one.groups[:most]
    )
    said = [headline(found, one), f"Read from {one.rule}."]
    said += [f"{words}."] if (words := without_words(found, one)) else []
    return Table(head, rows, " ".join(said)).without_empty()
