"""The map of what tips a service as SVG: strength by length, a field for each push."""

from __future__ import annotations

from collections.abc import Iterator

from topology.loads.tipping.tipping import TippingMap
from topology.loads.tipping.trials import Fate
from topology.render.drawing.svg import clipped, document, number, words
from topology.render.words.tipping import (
    fates_of,
    smallest_words,
    strength_axis,
    strength_words,
    title,
    turn_words,
)
from topology.values.units import time_words

LEFT, TOP, FOOT, RIGHT = 92.0, 84.0, 84.0, 176.0
WIDE, HIGH = 50.0, 26.0
"""A field."""
SIGNS = {Fate.AFTER: "~", Fate.NOT_BACK: "×", Fate.NEVER: "×", Fate.UNKNOWN: "?"}
"""What stands in a field, so that it needs no colour."""
CLASSES = {
    Fate.HELD: "held",
    Fate.BACK: "back",
    Fate.AFTER: "after",
    Fate.NOT_BACK: "late",
    Fate.NEVER: "never",
    Fate.UNKNOWN: "unknown",
}
STYLE = """\
  .held { fill: #dfe9f5 } .back { fill: #b3cfee } .after { fill: #f6d08a } .late { fill: #e58a4e }
  .never { fill: #c2410c } .unknown { fill: #d5d9df } .sign { fill: #1b2330 } .on { fill: #ffffff }
@media screen and (prefers-color-scheme: dark) {
  .held { fill: #22354b } .back { fill: #315780 } .after { fill: #8a6420 } .late { fill: #b4602b }
  .never { fill: #ff8f4d } .unknown { fill: #3a434f } .sign { fill: #ffffff } .on { fill: #141920 }
}"""


def heat_svg(found: TippingMap) -> str:
    """The picture as a file."""
    width = LEFT + WIDE * len(found.lengths_s) + RIGHT
    height = TOP + HIGH * len(found.rows) + FOOT
    return document(width, height, title(found), list(_parts(found, width)), STYLE)


def _parts(found: TippingMap, width: float) -> Iterator[str]:
    yield words((16, 26), clipped(title(found), width - 32, 15), size=15, more='font-weight="600"')
    said = smallest_words(found)
    yield words((16, 46), clipped(f"{said}.", width - 32, 12), "muted")
    yield words((16, TOP - 12), strength_axis(found), "muted", 11)
    for position, row in enumerate(found.rows):
        y = TOP + position * HIGH
        label = strength_words(found, row.strength)
        yield words((LEFT - 10, y + 17), label, size=12, more='text-anchor="end"')
        for column, cell in enumerate(row.cells):
            yield _field(LEFT + column * WIDE, y, cell.fate)
        x = LEFT + WIDE * len(found.lengths_s) + 12
        yield words((x, y + 17), clipped(turn_words(found, row), RIGHT - 16, 11), "muted", 11)
    yield from _lengths(found, TOP + HIGH * len(found.rows))


def _field(x: float, y: float, fate: Fate) -> str:
    size = f'width="{number(WIDE - 2)}" height="{number(HIGH - 2)}" rx="3"'
    drawn = f'<rect class="{CLASSES[fate]}" x="{number(x)}" y="{number(y)}" {size}/>'
    if fate not in SIGNS:
        return drawn
    style = "on" if fate is Fate.NEVER else "sign"
    place = (x + WIDE / 2 - 1, y + 17)
    return drawn + words(place, SIGNS[fate], style, 12, 'text-anchor="middle"')


def _lengths(found: TippingMap, bottom: float) -> Iterator[str]:
    for column, length in enumerate(found.lengths_s):
        place = (LEFT + column * WIDE + WIDE / 2 - 1, bottom + 14)
        yield words(place, time_words(length), "muted", 10.5, 'text-anchor="middle"')
    yield words((LEFT, bottom + 34), f"length of the {found.push.kind}", "muted", 11)
    x = LEFT
    for fate in fates_of(found):
        box = f'x="{number(x)}" y="{number(bottom + 50)}" width="16" height="16" rx="3"'
        yield f'<rect class="{CLASSES[fate]}" {box}/>'
        sign = f" ({SIGNS[fate]})" if fate in SIGNS else ""
        yield words((x + 22, bottom + 62), f"{fate}{sign}", "muted", 11)
        x += 44 + 6.4 * len(f"{fate}{sign}")
