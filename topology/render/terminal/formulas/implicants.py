"""What fails fault trees that are not coherent, as lines: called what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.cutsets.formulas.failing import FailingSets, Kind
from topology.render.terminal.columns import Line
from topology.render.terminal.lines import next_line
from topology.render.words.chances.formulas import counts_of_orders
from topology.render.words.phrases import shown, whole
from topology.values.units import counted

MEANING = {
    Kind.P_CUTS: "it fails when exactly the events of a minimal p-cut happen",
    Kind.PRIMES: "it fails whenever all of a prime implicant holds",
}
"""How what fails a tree is to be read."""


def failing_lines(found: Sequence[FailingSets], *, limit: int, file: str) -> list[Line]:
    """How many sets there are of each order, and the first of them, of each tree."""
    lines: list[Line] = []
    for one in found:
        lines += _target(one, limit)
    known = sum(one.is_known for one in found)
    lines.append([("", f"{counted(len(found), 'target')}, {known:,} worked out.")])
    return [*lines, next_line(["availability", file])]


def _target(one: FailingSets, limit: int) -> Iterator[Line]:
    kind = one.kind.value
    if not one.is_known:
        yield [("bad", shown(one.id)), ("", f": its {kind} are not known: {one.why_unknown}")]
        yield []
        return
    upto = "" if one.max_order is None else f" of up to {one.max_order:,}"
    yield [("target", shown(one.id)), ("", f" is not coherent: {MEANING[one.kind]}")]
    if one.count_by_order:
        yield [("", f"  {kind}{upto}: {counts_of_orders(one.count_by_order)}")]
    else:
        yield [("", f"  {kind}{upto}: none")]
    if one.why_unknown:
        yield [("bad", f"  larger ones are not known: {one.why_unknown}")]
    elif one.max_order is not None:
        yield [("bad", f"  larger ones are left out: up to {one.max_order:,} were asked for")]
    listed = one.listed(limit)
    for each in listed:
        line: Line = [
            ("", "  "),
            ("bad", " + ".join(map(shown, each.literals)) or "nothing at all"),
        ]
        if each.probability is not None:
            line.append(("dim", f"  {each.probability:.3g}"))
        yield line
    if (more := one.total - len(listed)) > 0:
        ranked = "most probable" if one.ranked_by == "unavailability" else "smallest"
        yield [("dim", f"  the {ranked} are listed; {whole(more)} more (--limit)")]
    yield []
