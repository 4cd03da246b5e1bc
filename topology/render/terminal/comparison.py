"""What is different between two documents, for people: the answer first, then what changed."""

from __future__ import annotations

from topology.findings.comparison.answers import Turn
from topology.findings.comparison.comparison import Comparison
from topology.render.terminal.columns import MARGIN, Line
from topology.render.terminal.lines import more_lines
from topology.render.words.changes.comparison import Row, headline, remarks, sections

STYLES = {Turn.WORSE: "bad", Turn.BETTER: "good"}
WIDE = 11
"""Columns of how something turned, and what follows it."""


def comparison_lines(found: Comparison, limit: int) -> list[Line]:
    """The lines, at most `limit` things of each kind."""
    lines: list[Line] = []
    for section in sections(found, limit):
        lines.append([("target", section.title)])
        for row in section.rows:
            lines += _row(row)
        lines += more_lines(section.hidden, "difference", "differences") or [[]]
        if not section.hidden:
            lines.append([])
    lines += [[("dim", f"Not compared: {words}")] for words in remarks(found)]
    lines.append([("bad" if found.answers.is_worse else "", headline(found))])
    return lines


def _row(row: Row) -> list[Line]:
    style = next((style for turn, style in STYLES.items() if turn == row.sign), "")
    sign = f"  {row.sign}"
    gap = " " * (2 + WIDE - len(sign) if len(row.sign) > 1 else 1)
    indent = " " * len(sign + gap)
    return [
        [(style, sign), (MARGIN, gap), ("", row.said)],
        *([("", f"{indent}{words}")] for words in row.below),
    ]
