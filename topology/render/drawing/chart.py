"""A cascade as small multiples: load, what is served, backlog and capacity over time, as SVG.

One panel for each component that matters, on one axis of time. Rates hold from one point to the
next, so they are drawn as steps; a backlog is a line. The panels know no page: `panels` is what a
page embeds, `chart_svg` the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import floor, log10

from topology.document.document import Topology
from topology.document.schema import Component
from topology.loads.cascade.run import Run, Series
from topology.render.drawing.svg import WIDE, clipped, document, number, words
from topology.render.words.outcomes import is_touched
from topology.values.units import amount_unit, figure, time_words

WIDTH, LEFT, RIGHT = 860.0, 180.0, 104.0
PANEL, GAP, TOP, FOOT = 70.0, 18.0, 62.0, 48.0
MOST = 8
"""Panels of a chart; what else was touched is counted."""
TICKS = 6


@dataclass(frozen=True, slots=True)
class Panel:
    """One component over time."""

    name: str
    label: str
    series: Series
    capacity: float | None


def panels_of(topology: Topology | None, run: Run) -> tuple[Panel, ...]:
    """The components that matter: watched ones first, then by what they lost, then by load.

    What carried no load at any time has none. Without the document they are shown by their ids, and
    without their capacities.
    """
    components = {component.id: component for component in topology.components} if topology else {}
    rank = {name: position for position, name in enumerate(run.watched)}

    def order(name: str) -> tuple[float, ...]:
        outcome = run.outcomes[name]
        lost = outcome.shed + outcome.abandoned
        return (rank.get(name, len(rank)), -lost, -(outcome.peak_utilisation or 0.0))

    names = [
        name
        for name in sorted(run.series)
        if any(run.series[name].load) and (name in rank or is_touched(run, name))
    ]
    return tuple(
        _panel_of(name, run.series[name], components.get(name))
        for name in sorted(names, key=lambda name: (*order(name), name))
    )


def _title(topology: Topology | None, run: Run) -> str:
    if topology is None:
        return run.scenario
    scenario = next((s for s in topology.scenarios if s.id == run.scenario), None)
    return f"{topology.name}: {(scenario and scenario.name) or run.scenario}"


def _panel_of(name: str, series: Series, component: Component | None) -> Panel:
    if component is None:
        return Panel(name, name, series, None)
    return Panel(name, component.name or name, series, component.capacity)


def chart_svg(topology: Topology | None, run: Run) -> str:
    """The chart of a run as a file."""
    panels = panels_of(topology, run)
    parts = list(chart_parts(panels[:MOST], run, run.load_unit or ""))
    height = chart_height(len(panels[:MOST]))
    title = _title(topology, run)
    head = [words((16, 24), clipped(title, WIDTH - 32, 15), size=15, more='font-weight="600"')]
    left_out = len(panels) - MOST
    if left_out > 0:
        note = f"{left_out:,} more components are not drawn"
        head.append(words((WIDTH - RIGHT, 24), note, "muted", 11, 'text-anchor="end"'))
    return document(WIDTH, height, title, [*head, *parts])


def chart_height(panels: int) -> float:
    """The height of a chart of so many panels."""
    return TOP + max(1, panels) * (PANEL + GAP) + FOOT


def chart_parts(panels: Sequence[Panel], run: Run, unit: str) -> Iterator[str]:
    """The elements of a chart: axis, panels, a word where there is none."""
    bottom = chart_height(len(panels)) - FOOT
    if unit:
        yield words((16, TOP - 16), f"in {unit}", "muted", 11)
    if not panels:
        yield words((LEFT, TOP + 30), "no load is known of anything that was touched", "muted")
        return
    for at in ticks(run.until_s):
        x = _x(at, run.until_s)
        line = f'x1="{number(x)}" x2="{number(x)}" y1="{number(TOP - 8)}" y2="{number(bottom)}"'
        yield f'<line class="grid" {line}/>'
        yield words((x, bottom + 16), time_words(at), "muted", 11, 'text-anchor="middle"')
    for position, panel in enumerate(panels):
        yield from _panel(panel, TOP + position * (PANEL + GAP), run)
    backlog = _backlog_words(run) if any(any(p.series.backlog) for p in panels) else ""
    yield from _legend(bottom + 38, backlog)


def _backlog_words(run: Run) -> str:
    """What the line of a backlog is, with its unit where that is another than that of loads."""
    noun, size = amount_unit(run.load_unit)
    return f"backlog{'' if size == 1 else f', {noun}'}, on a scale of its own"


def _legend(y: float, backlog: str) -> Iterator[str]:
    """What the lines are, each with a piece of it."""
    samples = [("load", "load"), ("served", "served"), ("capacity", "capacity")]
    samples += [("backlog", clipped(backlog, WIDTH / 2, 11))] if backlog else []
    x = LEFT
    for style, said in samples:
        dashes = ' stroke-dasharray="5 3"' if style == "load" else ""
        path = f"M{number(x)} {number(y - 4)}h22" + ("v4h-22z" if style == "served" else "")
        yield f'<path class="{style}" stroke-width="1.5"{dashes} d="{path}"/>'
        yield words((x + 28, y), said, "muted", 11)
        x += 44 + len(said) * 11 * WIDE


def ticks(until_s: float) -> list[float]:
    """Round times from 0 to the end.

    >>> ticks(86_400.0)
    [0.0, 14400.0, 28800.0, 43200.0, 57600.0, 72000.0, 86400.0]
    """
    if until_s <= 0:
        return [0.0]
    step = next((s for s in _STEPS if until_s / s <= TICKS), None)
    if step is None:
        power = 10.0 ** floor(log10(until_s / TICKS))
        step = next(power * k for k in (1, 2, 5, 10) if until_s / (power * k) <= TICKS)
    return [k * step for k in range(int(until_s / step + 1e-9) + 1)]


_MINUTE, _HOUR, _DAY = 60.0, 3_600.0, 86_400.0
_STEPS = (
    *(float(k) for k in (1, 2, 5, 10, 15, 30)),
    *(k * _MINUTE for k in (1, 2, 5, 10, 15, 30)),
    *(k * _HOUR for k in (1, 2, 4, 6, 12)),
    *(k * _DAY for k in (1, 2, 7, 14, 28, 70, 140, 365)),
)


def _x(at_s: float, until_s: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (at_s / until_s if until_s else 0.0)


def _panel(panel: Panel, top: float, run: Run) -> Iterator[str]:
    series, until_s = panel.series, run.until_s
    most = max(*series.load, *series.served, panel.capacity or 0.0) or 1.0
    scale = most * 1.08
    bottom = top + PANEL

    def y(value: float) -> float:
        return bottom - PANEL * value / scale

    yield words((16, top + 16), clipped(panel.label, LEFT - 30, 13), size=13)
    yield words((16, top + 33), f"up to {figure(max(series.load))}", "muted", 11)
    ends = f'x1="{number(LEFT)}" x2="{number(WIDTH - RIGHT)}"'
    yield f'<line class="edge" {ends} y1="{number(bottom)}" y2="{number(bottom)}"/>'
    served = _steps(series.t_s, series.served, until_s, y)
    close = f" V{number(bottom)} H{number(LEFT)} Z"
    yield f'<path class="served" stroke-width="1.5" d="{served}{close}"/>'
    load = _steps(series.t_s, series.load, until_s, y)
    yield f'<path class="load" fill="none" stroke-width="1.5" stroke-dasharray="5 3" d="{load}"/>'
    if panel.capacity is not None:
        level = number(y(panel.capacity))
        yield f'<line class="capacity" stroke-width="1.5" {ends} y1="{level}" y2="{level}"/>'
        place = (WIDTH - RIGHT + 6, y(panel.capacity) + 4)
        yield words(place, f"capacity {figure(panel.capacity)}", "muted", 10)
    if any(series.backlog):
        yield from _backlog(series, top, run)


def _backlog(series: Series, top: float, run: Run) -> Iterator[str]:
    """On a scale of its own, whose top is its highest."""
    highest = max(series.backlog)
    points = " ".join(
        f"{number(_x(t, run.until_s))},{number(top + PANEL - PANEL * 0.92 * value / highest)}"
        for t, value in zip(series.t_s, series.backlog, strict=True)
    )
    yield f'<polyline class="backlog" fill="none" stroke-width="2" points="{points}"/>'
    x = WIDTH - RIGHT + 6
    size = amount_unit(run.load_unit)[1]
    said = f"backlog to {figure(float(f'{highest / size:.3g}'))}"
    yield words((x, top + PANEL - 2), said, "muted", 10)


def _steps(
    times: Sequence[float], values: Sequence[float], until_s: float, y: Callable[[float], float]
) -> str:
    """A path that holds each value until the next time."""
    parts = [f"M{number(_x(times[0], until_s))} {number(y(values[0]))}"]
    for t, value in zip(times[1:], values[1:], strict=True):
        parts.append(f"H{number(_x(t, until_s))} V{number(y(value))}")
    parts.append(f"H{number(_x(until_s, until_s))}")
    return " ".join(parts)
