"""What could be had for the money, and what each choice does by itself, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from topology.render.terminal.columns import FACTS, MARGIN, Line
from topology.render.terminal.lines import more_lines
from topology.render.words.phrases import said
from topology.render.words.remedy import Told

BELOW = "    "


def frontier_lines(told: Told, limit: int) -> Iterator[Line]:
    """The frontier as a table: what it costs, what is left then, what that takes."""
    steps = told.remedy.frontier
    if len(steps) < 2:
        return
    yield [("target", f"cost against what is left{told.unit}")]
    costs = [told.bare(step.cost) for step in steps]
    lefts = [told.left(step.left) for step in steps]
    wide = max(map(len, costs[:limit]))
    for step, cost, left in list(zip(steps, costs, lefts, strict=True))[:limit]:
        yield [(MARGIN, f"  {cost:>{wide}}  "), ("", f"{left}"), (FACTS, f"  {told.taken(step)}")]
    yield from more_lines(len(steps) - limit, "step", "steps") or [[]]
    if len(steps) <= limit:
        yield []


def alone_lines(told: Told, limit: int) -> Iterator[Line]:
    """What each choice does by itself: those chosen first, then what mends most."""
    options = told.in_order
    if not options:
        return
    yield [("target", "each by itself")]
    for one in options[:limit]:
        is_chosen = told.is_chosen(one.choice)
        yield [("good" if is_chosen else "", f"  {told.choice(one.choice)}")]
        facts = [told.removes(one), told.gain(one)]
        yield [("", BELOW + "; ".join(filter(None, facts)))]
        yield from ([("bad", f"{BELOW}makes worse: "), ("", said(w))] for w in one.worsens[:limit])
    yield from more_lines(len(options) - limit, "option", "options")
    if len(options) <= limit:
        yield []
