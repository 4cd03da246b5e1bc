"""The ground of all SVG pictures: escaped text, numbers, colours for light and dark, the frame."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from topology.errors import printable
from topology.render.drawing.layout import Point

FONT = "-apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif"
WIDE = 0.56
"""Width of a letter on average, in heights of the font; pictures are made without measuring."""

_LIGHT = """\
  .page { fill: #fafbfc } .card { fill: #ffffff; stroke: #c4ccd6 } .ink { fill: #1b2330 }
  .muted { fill: #5b6676 } .grid { stroke: #e1e5ea } .edge { stroke: #8c97a6 }
  .single { stroke: #c2410c } .target { stroke: #0b5cad } .risk { stroke: #7a55ad }
  .reach { stroke: #15807c } .link { stroke: #4f6175 } .mark { fill: #c2410c }
  .load { stroke: #5b6676 } .served { fill: #0b5cad; fill-opacity: .2; stroke: #0b5cad }
  .capacity { stroke: #c2410c } .backlog { stroke: #7a55ad } .cursor { stroke: #a61b2b }"""
_DARK = """\
  .page { fill: #141920 } .card { fill: #1e252f; stroke: #4a5666 } .ink { fill: #e9edf3 }
  .muted { fill: #9fabba } .grid { stroke: #2a323d } .edge { stroke: #75818f }
  .single { stroke: #ff8f4d } .target { stroke: #6fb3ff } .risk { stroke: #bb9ee8 }
  .reach { stroke: #4dbdb6 } .link { stroke: #a1b0c2 } .mark { fill: #ff8f4d }
  .load { stroke: #9fabba } .served { fill: #6fb3ff; stroke: #6fb3ff }
  .capacity { stroke: #ff8f4d } .backlog { stroke: #bb9ee8 } .cursor { stroke: #e5566a }"""
STYLE = (
    f"text {{ font-family: {FONT} }}\n{_LIGHT}\n"
    f"@media screen and (prefers-color-scheme: dark) {{\n{_DARK}\n}}"
)


def document(width: float, height: float, label: str, parts: Sequence[str], style: str = "") -> str:
    """A picture of its own, as a file; `style` is what it has beside `STYLE`."""
    size = f'width="{number(width)}" height="{number(height)}"'
    box = f'viewBox="0 0 {number(width)} {number(height)}"'
    space = 'xmlns="http://www.w3.org/2000/svg"'
    head = f'<svg {space} {size} {box} role="img" aria-label="{text(label)}">'
    ground = f'<rect class="page" {size}/>'
    sheet = f"{STYLE}\n{style}" if style else STYLE
    return "\n".join([head, f"<style>\n{sheet}\n</style>", ground, *parts, "</svg>", ""])


def text(value: str) -> str:
    """A text of a document: printable, escaped, on one line."""
    return escape(printable(" ".join(value.split())))


def number(value: float) -> str:
    """A coordinate, to the hundredth.

    >>> number(3.0), number(2.346), number(-0.001)
    ('3', '2.35', '0')
    """
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


def words(place: Point, said: str, style: str = "ink", size: float = 12, more: str = "") -> str:
    """A line of text at its left end, or as `more` has it."""
    x, y = place
    at = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
    return f'<text class="{style}" {at}{" " + more if more else ""}>{text(said)}</text>'


def clipped(said: str, width: float, size: float) -> str:
    """As much of a text as should fit in a width."""
    most = max(1, int(width / (size * WIDE)))
    return said if len(said) <= most else f"{said[: most - 1].rstrip()}…"
