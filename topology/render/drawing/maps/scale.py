"""How much of a capacity is used, in colours.

From light to dark on light ground and from dark to light on dark ground, so that more stands out
more in print and to any eye; what is above the limit has a halo besides.
"""

from __future__ import annotations

from itertools import pairwise

from topology.values.rounding import exceeds

UP_TO = (0.2, 0.4, 0.6, 0.8, 1.0)
"""Where each class ends, itself included; above the last is the last class."""
_LIGHT = ("#c6d3e0", "#8fb7d9", "#7488c8", "#8a4fa8", "#a0175f", "#3f0722")
_DARK = ("#3f4f66", "#4173ad", "#8585dc", "#d580c4", "#ffa06a", "#fff0a0")
UNKNOWN = "none"
"""What has no capacity."""


def class_of(used: float | None) -> str:
    """The class of a utilisation; None is that of what has no capacity.

    >>> class_of(0.2), class_of(0.2001), class_of(1.0), class_of(1.1), class_of(None)
    ('u0', 'u1', 'u4', 'u5', 'unone')
    """
    if used is None:
        return f"u{UNKNOWN}"
    return f"u{sum(exceeds(used, end) for end in UP_TO)}"


def legend() -> list[tuple[str, str]]:
    """Each class and what it says, ascending."""
    ends = [round(100 * end) for end in UP_TO]
    said = [f"to {ends[0]} %"]
    said += [f"{low} to {high} %" for low, high in pairwise(ends)]
    said.append(f"over {ends[-1]} %")
    return [*((f"u{n}", words) for n, words in enumerate(said)), (f"u{UNKNOWN}", "no capacity")]


def _colours(ramp: tuple[str, ...], none: str) -> str:
    names = [*((f"u{n}", colour) for n, colour in enumerate(ramp)), (f"u{UNKNOWN}", none)]
    return "\n".join(
        f"  .{name} .wire {{ stroke: {colour} }} .{name} .dot {{ fill: {colour} }} "
        f".{name} .swatch {{ background: {colour} }} td.{name} {{ border-left-color: {colour} }}"
        for name, colour in names
    )


_SHAPES = """\
  .casing, .wire, .halo, .ring, .cross { fill: none } .halo, .ring, .cross { visibility: hidden }
  .over .halo, .is-apart .ring, .is-down .cross { visibility: visible }
  .unone .wire { stroke-dasharray: 3 3 } .is-down .wire { stroke-dasharray: 5 5 }
  .is-down .casing, .is-down .halo { visibility: hidden }"""
_LIGHT_PARTS = """\
  .casing { stroke: #6b7787 } .halo { stroke: #f3b04b } .site .dot { stroke: #1b2330 }
  .ground .name { fill: #1b2330; stroke: #fafbfc } .ring { stroke: #a61b2b }
  .cross, .is-down .wire { stroke: #a61b2b } .plain .wire { stroke: #4f6175 }
  .plain .dot { fill: #ffffff } .is-single .wire { stroke: #c2410c }
  .is-single .dot { fill: #c2410c }"""
_DARK_PARTS = """\
  .casing { stroke: #8c98a8 } .halo { stroke: #b3541e } .site .dot { stroke: #e9edf3 }
  .ground .name { fill: #e9edf3; stroke: #141920 } .ring { stroke: #ff7b8a }
  .cross, .is-down .wire { stroke: #ff7b8a } .plain .wire { stroke: #a1b0c2 }
  .plain .dot { fill: #1e252f } .is-single .wire { stroke: #ff8f4d }
  .is-single .dot { fill: #ff8f4d }"""
_LIGHT_STYLE = "\n".join((_colours(_LIGHT, "#8c97a6"), _LIGHT_PARTS))
_DARK_STYLE = "\n".join((_colours(_DARK, "#75818f"), _DARK_PARTS))
STYLE = "\n".join(
    (_SHAPES, _LIGHT_STYLE, "@media screen and (prefers-color-scheme: dark) {", _DARK_STYLE, "}")
)
"""Of a map, beside that of all pictures."""
