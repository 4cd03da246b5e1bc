"""How results show themselves: a door for shells and notebooks, which call methods of results."""

from __future__ import annotations

from topology.render.notebook import frames, showing

__all__ = ["frame", "html", "line", "svg"]

line = showing.line
html = showing.html
svg = showing.svg
frame = frames.frame
