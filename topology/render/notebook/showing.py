"""A result in one line, as a small piece of HTML, or as a picture: for shells and notebooks.

The HTML has no scripts and no colours of its own, so it reads in the light and in the dark; a
picture in it is an image, whose style touches nothing around it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from typing import NamedTuple, TypeAlias

from topology.cutsets.cutsets import CutSets
from topology.document.document import Topology
from topology.errors import printable, quoted
from topology.findings.single_points import SinglePoints
from topology.loads.cascade.run import Run
from topology.reliability.availability import Availability
from topology.render.drawing.chart import chart_svg
from topology.render.drawing.graph_svg import graph_svg
from topology.render.machine.chances.counts import counted as exact
from topology.render.notebook.rows import rows_of
from topology.render.words.verdict import SpofTotals, verdict
from topology.values.units import counted, nines_between, time_words

MAX_ROWS = 20
"""Rows of a table in a notebook."""
MAX_DRAWN = 150
"""Components, shared risks and objectives of a document that is drawn unasked."""
MAX_PICTURE = 36_000
"""Bytes of a picture inside a piece of HTML, which stays below 50 kB with it."""
MAX_TEXT = 120
"""Characters of a cell."""
Result: TypeAlias = Topology | SinglePoints | Run | CutSets | Availability


class _Rows(NamedTuple):
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int


def line(result: Result) -> str:
    """One line: what it is, of what, and the figures that matter."""
    return f"<{type(result).__name__} {_subject(result)}: {_figures(result)}>"


def html(result: Result) -> str:
    """A heading, the first rows of what is in it, and the picture if it has one that is small."""
    said = f"<strong>{_text(_subject(result), MAX_TEXT)}</strong>: {_text(_figures(result), 1_000)}"
    parts = [f"<p>{said}</p>", *_picture(result), *_table(_rows(result))]
    return f'<div class="topology-result">{"".join(parts)}</div>'


def svg(result: Topology | Run) -> str | None:
    """The graph of a topology, or the chart of a run; None for what is too big for one."""
    if isinstance(result, Run):
        return chart_svg(None, result)
    size = len(result.components) + len(result.shared_risks) + len(result.objectives)
    return graph_svg(SinglePoints.of(result)) if size <= MAX_DRAWN else None


# -- words ----------------------------------------------------------------------------------------


def _subject(result: Result) -> str:
    match result:
        case Topology():
            name = result.name
        case SinglePoints():
            name = result.topology.name
        case CutSets():
            name = result.target
        case Availability():
            name = result.id
        case Run():
            name = result.scenario
    return quoted(name)


def _figures(result: Result) -> str:
    match result:
        case Topology():
            return ", ".join(_sizes(result))
        case SinglePoints():
            return printable(verdict(SpofTotals(result)).rstrip("."))
        case CutSets():
            return _cut_figures(result)
        case Availability():
            return _chance_figures(result)
        case Run():
            return _run_figures(result)


def _sizes(topology: Topology) -> Iterator[str]:
    links = sum(component.connects is not None for component in topology.components)
    yield counted(len(topology.components), "component")
    if links:
        yield f"{links:,} of them {'a link' if links == 1 else 'links'}"
    yield counted(len(topology.shared_risks), "shared risk")
    yield counted(len(topology.objectives), "objective")


def _cut_figures(sets: CutSets) -> str:
    if sets.why_incomplete and not sets.total:
        return printable(f"not known: {sets.why_incomplete}")
    noun = "minimal cut set" if sets.total == 1 else "minimal cut sets"
    orders = ", ".join(f"{n:,} of order {order}" for order, n in sets.count_by_order.items())
    said = f"{exact(sets.total)} {noun}" + (f" ({orders})" if orders else "")
    return said if sets.complete else printable(f"{said}, not all: {sets.why_incomplete}")


def _chance_figures(found: Availability) -> str:
    if found.down_between is not None:
        up = nines_between(*found.down_between)
        return printable(f"up {up} of the time, bounds as {found.why_unknown}")
    if found.unavailability is None:
        return printable(f"unavailability not known: {found.why_unknown}")
    bound = f"{found.bound_of_down} " if found.bound_of_down else ""
    year = found.downtime_minutes_per_year
    down = "" if year is None else f", {bound}{year:.4g} min down per year"
    return f"unavailability {bound}{found.unavailability:.4g}{down}"


def _run_figures(run: Run) -> str:
    lines = counted(len(run.timeline), "line")
    down = f"{len(run.down):,} of {counted(len(run.outcomes), 'component')} down"
    cut = "" if run.at_rest else ", cut off there"
    return f"{lines} until {time_words(run.until_s)}{cut}; {down} then"


# -- HTML -----------------------------------------------------------------------------------------


def _text(said: str, most: int) -> str:
    """Escaped, printable, and no longer than it should be."""
    shown = printable(said)
    return escape(shown if len(shown) <= most else f"{shown[: most - 1]}…")


def _rows(result: Result) -> _Rows:
    found = rows_of(result, MAX_ROWS)
    rows = tuple(tuple(map(str, row)) for row in found.rows[:MAX_ROWS])
    return _Rows(found.titles, rows, found.total)


def _table(found: _Rows) -> Iterator[str]:
    if not found.rows:
        return
    head = "".join(f'<th scope="col">{_text(title, MAX_TEXT)}</th>' for title in found.head)
    yield f"<table><thead><tr>{head}</tr></thead><tbody>"
    for row in found.rows:
        yield f"<tr>{''.join(f'<td>{_text(cell, MAX_TEXT)}</td>' for cell in row)}</tr>"
    yield "</tbody></table>"
    if found.total > len(found.rows):
        yield f"<p>{len(found.rows):,} of {counted(found.total, 'row')} are here; "
        yield "<code>to_frame()</code> has more.</p>"


def _picture(result: Result) -> Iterator[str]:
    if not isinstance(result, Topology | Run):
        return
    drawn = svg(result)
    data = b64encode((drawn or "").encode()).decode("ascii")
    if data and len(data) <= MAX_PICTURE:
        alt = _text(f"{type(result).__name__} {_subject(result)}", MAX_TEXT)
        yield f'<img alt="{alt}" src="data:image/svg+xml;base64,{data}" style="max-width:100%">'
    elif drawn:
        yield "<p>The picture is too big to stand here; <code>_repr_svg_()</code> has it.</p>"
    else:
        yield f"<p>No picture: more than {MAX_DRAWN:,} components, shared risks and objectives.</p>"
