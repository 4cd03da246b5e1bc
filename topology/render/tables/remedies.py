"""What each choice does by itself, and what could be had for the money, as tables."""

from __future__ import annotations

from topology.render.tables.table import Table
from topology.render.words.remedy import Told


def remedies_table(told: Told, most: int) -> Table:
    """Each choice by itself: what it costs, removes, makes worse and saves; the chosen first."""
    return Table(
        ("Option", f"Cost{told.unit}", "By itself", "Makes worse", "A year", "Chosen"),
        tuple(
            (
                told.label(one.choice),
                told.bare(one.choice.cost),
                told.removes(one),
                "; ".join(one.worsens),
                told.gain(one),
                "yes" if told.is_chosen(one.choice) else "",
            )
            for one in told.in_order[:most]
        ),
    ).without_empty()


def frontier_table(told: Told, most: int) -> Table:
    """What could be had for less, or more."""
    return Table(
        (f"Cost{told.unit}", "Left", "Takes"),
        tuple(
            (told.bare(step.cost), told.left(step.left), told.taken(step))
            for step in told.remedy.frontier[:most]
        ),
    )
