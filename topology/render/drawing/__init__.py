"""The graph and the loads over time as pictures: what is drawn, where, and as SVG.

`picture` chooses nodes and lines of a topology and has `layout` place them; a topology too big for
that becomes its `quotient`, `gathered` is what a page opens on and `areas` has a
frame for each location. For the page, which draws the
same places on a canvas, for SVG files, and for whatever needs the lines of the graph. The same
picture every time, without a browser.
"""

__all__ = [
    "areas",
    "chart",
    "curves",
    "gathered",
    "graph_svg",
    "heat",
    "lines",
    "maps",
    "picture",
    "quotient",
    "summary",
    "svg",
]
