"""What links carry after failures, as tables: by link, by failure, and links by failures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from topology.network.words import direction_words, place_words, use_words
from topology.render.tables.table import Id, Table
from topology.values.units import figure

if TYPE_CHECKING:
    from topology.network.causes import Cause
    from topology.network.sweep import PlaceUse, Sweep, TrafficNetwork


def by_link(sweep: Sweep, most: int) -> Table:
    """How much of each link is used with nothing failed and at the worst; the most used first."""
    network = sweep.network
    ids = network.graph.ids
    rows = tuple(
        (
            Id(ids[use.place.component]),
            direction_words(network, use.place),
            use_words(use.intact),
            use_words(use.worst),
            _causes(network, use.cause),
        )
        for use in most_used(sweep)[:most]
    )
    head = ("Link or site", "Direction", "With nothing failed", "At most", "After the failure of")
    return Table(head, rows).without_empty()


def by_failure(sweep: Sweep, most: int) -> Table:
    """What each failure does, the worst first."""
    network = sweep.network
    unit = network.graph.topology.load_unit
    of_unit = f" ({unit})" if unit else ""
    rows = tuple(
        (
            _causes(network, after.cause),
            "" if after.worst is None else place_words(network, after.worst.place),
            "" if after.worst is None else use_words(after.worst.utilisation),
            f"{after.overloaded:,}" if after.overloaded else "none",
            figure(after.cut_off) if after.cut_off else "none",
            figure(after.gone) if after.gone else "none",
        )
        for after in sweep.worst_first[:most]
    )
    head = (
        "Failure of", "Most used then", "Utilisation", "Overloaded", f"Cut off{of_unit}",
        f"Gone with its ends{of_unit}",
    )  # fmt: skip
    return Table(head, rows).without_empty()


def most_used(sweep: Sweep) -> list[PlaceUse]:
    """The places by their highest utilisation, of equal ones by the ids."""
    return sorted(sweep.places, key=lambda use: (-max(use.intact, use.worst), use.place))


def _causes(network: TrafficNetwork, cause: Cause | None) -> tuple[Id, ...]:
    numbers = () if cause is None else cause.numbers
    return tuple(Id(network.causes.name(number)) for number in numbers)
