"""The network of a report: its map, the failures that are stepped through, and its tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isinf
from typing import TYPE_CHECKING

from markupsafe import Markup

from topology.errors import printable
from topology.findings.carried.worst_failures import WorstFailures
from topology.network.words import causes_words, place_words, use_words
from topology.render.drawing.maps.network_map import NetworkMap, has_coordinates, network_map
from topology.render.drawing.maps.scale import class_of, legend
from topology.render.drawing.svg import number
from topology.render.machine.plain import Plain
from topology.render.page.named import Numbered
from topology.render.page.tables import MAX_ROWS, Shown, shown
from topology.render.tables.traffic import by_failure, by_link, most_used
from topology.render.words.carried.links import (
    after_words,
    growing_words,
    without_words,
    worst_words,
)
from topology.values.rounding import exceeds
from topology.values.units import counted

if TYPE_CHECKING:
    from topology.network.arcs import Floats
    from topology.network.sweep import Sweep

ROWS, COLUMNS = 30, 12
"""Of the table of links by failures."""
EXACT = 1_000_000
"""Of all of a capacity, as utilisations travel."""
NOTHING_LEFT = -1
"""What is used where no capacity is left."""
WIDE_NAMES, NARROW_NAMES = 12.0, 23.0
"""Heights of the font in a map, and where it is drawn half as large."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How much a place carries after a failure; `style` has the classes of its look."""

    said: str
    style: str


@dataclass(frozen=True, slots=True)
class Matrix:
    """Places (rows) by failures (columns), the worst of each first."""

    failures: tuple[str, ...]
    rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Section:
    """The network as the page tells it."""

    said: tuple[str, ...]
    map: Markup | None
    without: str
    steps: int
    note: str
    legend: tuple[tuple[str, str], ...]
    matrix: Matrix
    tables: tuple[Shown, ...]


class Traffic:
    """The traffic of a study over its network."""

    def __init__(self, sweep: Sweep, node: Mapping[str, int]) -> None:
        """Takes the number of every component and shared risk in the graph, by id."""
        self.sweep = sweep
        self.node = node
        self.worst = WorstFailures.of(sweep)

    def section(self) -> Section:
        """All that is said and drawn."""
        sweep, shown_of = self.sweep, len(self.worst.failures)
        graph = sweep.network.graph
        drawn = network_map(graph, sweep) if has_coordinates(graph) else None
        total = counted(self.worst.total, "failure")
        note = f"the {shown_of:,} worst of {total}" if shown_of < self.worst.total else total
        tables = (by_link(sweep, MAX_ROWS), by_failure(sweep, MAX_ROWS))
        totals = (len(sweep.places), len(sweep.failures))
        labels = ("Links by their highest utilisation", "Failures, worst first")
        return Section(
            tuple(printable(f"{words}.") for words in self._said()),
            _svg(drawn) if drawn is not None else None,
            printable(without_words(drawn.without)) if drawn is not None else "",
            shown_of + 1,
            note,
            tuple(legend()),
            self._matrix(),
            tuple(
                shown(table, self.node, label, whole)
                for table, label, whole in zip(tables, labels, totals, strict=True)
                if table.rows
            ),
        )

    def _said(self) -> Iterator[str]:
        sweep = self.sweep
        yield after_words(sweep, sweep.intact)
        if self.worst.failures:
            yield after_words(sweep, self.worst.failures[0])
        yield growing_words(sweep)

    def _matrix(self) -> Matrix:
        network, failures = self.sweep.network, self.worst.failures[:COLUMNS]
        at = {use.place: n for n, use in enumerate(self.sweep.places)}
        uses = most_used(self.sweep)[:ROWS]
        rows = tuple(
            (
                printable(place_words(network, use.place)),
                tuple(
                    self._cell(n, at[use.place], use.place.component) for n in range(len(failures))
                ),
            )
            for use in uses
        )
        whole = counted(len(self.sweep.places), "place")
        note = f"{len(uses):,} of {whole} that have a capacity"
        note += f", after {len(failures):,} of {counted(self.worst.total, 'failure')}"
        names = tuple(printable(causes_words(network, after.cause.numbers)) for after in failures)
        return Matrix(names, rows, note)

    def _cell(self, failure: int, place: int, component: int) -> Cell:
        left = self.worst.left[failure]
        if component in left.links or component in left.sites:
            return Cell("down", "gone")
        used = float(self.worst.used[failure][place])
        is_over = exceeds(used, self.sweep.limit)
        return Cell(use_words(used), class_of(used) + (" over" if is_over else ""))

    def data(self, told: Callable[[str], Numbered]) -> Plain:
        """What the page steps through; `told` makes sentences as scripts take them."""
        sweep, network = self.sweep, self.sweep.network
        return {
            "exact": EXACT,
            "limit": round(sweep.limit * EXACT),
            "places": [
                (use.place.component, told(printable(place_words(network, use.place))))
                for use in sweep.places
            ],
            "worst": [self._whole(max(use.intact, use.worst)) for use in sweep.places],
            "intact": {
                "name": "Nothing failed",
                "said": told(printable(worst_words(sweep, sweep.intact))),
                "used": [self._whole(use.intact) for use in sweep.places],
                "down": [],
                "apart": [],
            },
            "failures": [
                {
                    "name": told(printable(causes_words(network, after.cause.numbers))),
                    "said": told(printable(worst_words(sweep, after))),
                    "used": self._row(used),
                    "down": [*left.links, *left.sites],
                    "apart": left.apart,
                }
                for after, used, left in zip(
                    self.worst.failures, self.worst.used, self.worst.left, strict=True
                )
            ],
        }

    def _row(self, used: Floats) -> list[int]:
        return [self._whole(float(value)) for value in used]

    def _whole(self, used: float) -> int:
        """A utilisation as a whole number; what is above the limit stays so."""
        if isinf(used):
            return NOTHING_LEFT
        least = round(self.sweep.limit * EXACT) + 1
        is_over = exceeds(used, self.sweep.limit)
        return max(round(used * EXACT), least) if is_over else round(used * EXACT)


def _svg(drawn: NetworkMap) -> Markup:
    """The map to stand in the page; all text in it is escaped."""
    ground = drawn.ground
    box = f'viewBox="0 0 {number(ground.width)} {number(ground.height)}"'
    about = "Map of the network: arrow keys move between its links, the most used first"
    head = f'<svg id="net-map" class="ground" {box} role="group" aria-label="{about}">'
    names = (
        *ground.labels(WIDE_NAMES, "for-wide"),
        *ground.labels(NARROW_NAMES, "for-narrow"),
    )
    return Markup("\n".join([head, *ground.parts(is_interactive=True), *names, "</svg>"]))
