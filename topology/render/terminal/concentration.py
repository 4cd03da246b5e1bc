"""What hangs on each group, as lines."""

from __future__ import annotations

from collections.abc import Iterator

from topology.findings.concentration.concentration import Concentrated, Concentration, Group
from topology.render.terminal.columns import FACTS, Line
from topology.render.terminal.lines import more_lines, next_line
from topology.render.words.concentration import (
    ALL_AT_ONCE,
    alone_words,
    alternatives_words,
    demand_words,
    hanging_words,
    headline,
    members_words,
    money_words,
    title,
    unjudged_words,
    without_words,
)
from topology.render.words.phrases import shown
from topology.render.words.verdict import recovery_words

MOST_TARGETS = 5
"""Targets that are told of one group."""


def concentration_lines(found: Concentration, *, limit: int, file: str) -> list[Line]:
    """The groups of each sort, the worst first, at most `limit` of each; the verdicts last."""
    lines: list[Line] = []
    for one in found.found:
        lines.append([("target", title(one.by)), (FACTS, f"  {shown(one.rule)}")])
        for group in one.groups[:limit]:
            lines += _group(found, group)
        lines += more_lines(one.total - limit, "group", "groups")
        if said := without_words(found, one):
            lines.append([("dim", f"  {said}")])
        lines.append([])
    lines += [[("dim", f"{said[0].upper()}{said[1:]}.")] for said in unjudged_words(found)]
    if any(one.groups for one in found.found):
        lines.append([("dim", f"{ALL_AT_ONCE[0].upper()}{ALL_AT_ONCE[1:]}.")])
    lines += [_headline(found, one) for one in found.found]
    if not lines:
        lines = [[("", "No component names a provider, a location, a kind, a tag or an owner.")]]
    return [*lines, next_line(["evidence", file, "-o", "evidence.html"])]


def _headline(found: Concentration, one: Concentrated) -> Line:
    is_judged = bool(found.targets) and bool(one.groups) and not one.unjudged
    style = "bad" if one.falling else "good" if is_judged else ""
    return [(style, headline(found, one))]


def _group(found: Concentration, group: Group) -> Iterator[Line]:
    style = "bad" if group.hanging else ""
    yield [(style, f"  {shown(group.name)}"), (FACTS, f"  {members_words(group)}")]
    also = alone_words(group)
    falls = f"    takes down {hanging_words(found, group)} targets"
    yield [("", falls + (f", {also}" if also else ""))]
    for one in group.hanging[:MOST_TARGETS]:
        said = f"      {shown(one.target)} ({one.failure_class}; {recovery_words(one.recovery)})"
        yield [("", said)]
    if (more := len(group.hanging) - MOST_TARGETS) > 0:
        yield [("dim", f"      … and {more:,} more (--format json has all)")]
    lost = (("demand", demand_words(found, group)), ("in an hour", money_words(found, group)))
    if told := ", ".join(f"{what} {said}" for what, said in lost if said):
        yield [("", f"    loses {told}")]
    yield [("", f"    in its place: {alternatives_words(group)}")]
