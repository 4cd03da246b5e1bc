"""What hangs on each group, as horizontal bars: the share of the demand that is lost without it.

Where the document gives no demand, the share of the targets that fall.
"""

from __future__ import annotations

from collections.abc import Iterator

from topology.findings.concentration.concentration import Concentrated, Concentration, Group
from topology.render.drawing.svg import clipped, number, text, words
from topology.render.words.concentration import hanging_words, may_be_id
from topology.render.words.names import Names
from topology.render.words.phrases import shown
from topology.values.units import percent

WIDTH, LEFT, RIGHT = 860.0, 200.0, 210.0
ROW, BAR, TOP, FOOT = 26.0, 14.0, 30.0, 12.0
MOST = 12
"""Bars of a picture; how many groups have none is said."""


def bars_svg(found: Concentration, one: Concentrated, names: Names) -> str:
    """The groups of one sort, the worst first, as an element for a page; ids by their `names`."""
    drawn = one.groups[:MOST]
    left_out = one.total - len(drawn)
    height = TOP + ROW * len(drawn) + FOOT + (18 if left_out else 0)
    of = "demand lost" if found.total_demand else "targets that fall"
    label = f"Share of {of} without each {one.by}"
    parts = [words((LEFT, 18), f"share of {of}, of all", "muted", 11)]
    for place, group in enumerate(drawn):
        said = shown(group.name)
        named = names.of_id(said) if may_be_id(one) else None
        parts += _bar(found, group, named.name if named else said, TOP + ROW * place)
    if left_out:
        note = f"{left_out:,} more are not drawn"
        parts.append(words((LEFT, height - 10), note, "muted", 11))
    box = f'viewBox="0 0 {number(WIDTH)} {number(height)}"'
    return "\n".join([f'<svg {box} role="img" aria-label="{text(label)}">', *parts, "</svg>"])


def share_of(found: Concentration, group: Group) -> float:
    """The share that is drawn, from 0 to 1."""
    if found.total_demand:
        return min(1.0, group.demand_lost / found.total_demand)
    return len(group.hanging) / max(1, len(found.targets))


def _bar(found: Concentration, group: Group, label: str, top: float) -> Iterator[str]:
    wide = WIDTH - LEFT - RIGHT
    part = share_of(found, group)
    at = f'x="{number(LEFT)}" y="{number(top)}" height="{number(BAR)}"'
    yield words((16, top + 12), clipped(label, LEFT - 30, 13), size=13)
    yield f'<rect class="grid" fill="none" {at} width="{number(wide)}"/>'
    style = "mark" if group.hanging else "served"
    if part:
        yield f'<rect class="{style}" {at} width="{number(max(1.0, wide * part))}"/>'
    said = f"{percent(part)}; {hanging_words(found, group)} targets"
    yield words((WIDTH - RIGHT + 8, top + 12), said, "muted", 11)
