"""Limits of what is let in, where what is overloaded goes down: it rejects the excess instead."""

from __future__ import annotations

from collections.abc import Iterator

from topology.document.options.choices import Choice
from topology.remedy.suggestions.matter import Matter
from topology.remedy.suggestions.overloads import Overloads
from topology.values.units import figure

KIND = "limit"


def made(matter: Matter, overloads: Overloads) -> Iterator[Choice]:
    """At the lowest capacity that it may have, for each that crashes after a failure at hand."""
    unit = matter.topology.load_unit or "load units"
    for overload in overloads.found:
        if overload.crashes and overload.least > 0:
            limit = overload.least * min(1.0, overload.above)
            yield matter.choice(
                KIND,
                overload.component,
                f"{overload.component} lets in {figure(limit)} {unit} and rejects the rest, "
                f"instead of crashing when {figure(overload.needed * overload.above)} {unit} come",
                change={overload.component: {"overload.limit": limit}},
            )
