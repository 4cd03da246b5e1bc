"""What goes down with a failure, as lines."""

from __future__ import annotations

from collections import Counter

from topology.document.schema import Mode
from topology.findings.blast_radius import BlastRadius
from topology.render.objectives import MEMBERS, values_words
from topology.render.people import data_words, entry_of
from topology.render.terminal.columns import Line
from topology.render.terminal.lines import more_lines, next_line, reason_line
from topology.render.words.phrases import share, shown, taken_words
from topology.structure.graph import Graph
from topology.structure.strikes import Strike
from topology.values.units import counted, percent

MANY = 1 << 62
"""More members than anything has."""


def blast_lines(graph: Graph, blast: BlastRadius, *, limit: int, file: str) -> list[Line]:
    """What goes down when components and shared risks fail at once, and each by which way.

    Where load can matter the command comes last that follows it: what stays up may be overloaded.
    """
    topology = graph.topology
    lines: list[Line] = []
    others = [name for name in blast.down if name not in blast.failed]
    for name in others[:limit]:
        kind = graph.components[graph.index[name]].kind
        lines.append([("bad", shown(name)), ("dim", f"  {shown(kind)}")])
        lines.append(reason_line(blast.because(name)))
    lines += more_lines(len(others) - limit, "component", "components")
    demand = sum(component.demand or 0 for component in topology.components)
    unit = f" {shown(topology.load_unit)}" if topology.load_unit else ""
    times = Counter(blast.failed)
    said = " and ".join(
        _failing(graph, cause, MANY if blast.all_members else number)
        for cause, number in times.items()
    )
    said += ": "
    if blast.down:
        said += f"{share(len(blast.down), graph.size)} components down"
    else:
        said += "nothing goes down"
    said += f", {share(blast.demand_lost, demand, unit)} of demand lost" if demand else ""
    alone = blast.by_structure_alone
    said += values_words(graph, MEMBERS)
    said += f", {blast.how_judged}." if alone else "."
    said += taken_words(blast.taken_to_start)
    lines.append([("bad" if others else "" if alone else "good", said)])
    for name in times:
        if lost := data_words(entry_of(graph, name)):
            lines.append([("bad", f"{shown(name)}: {shown(lost)}")])
    if alone and not blast.all_members:
        failing = [f"--fail={name}" for name in times]
        lines.append(next_line(["cascade", file, *failing]))
    return lines


def _failing(graph: Graph, cause: str, times: int) -> str:
    """What is supposed to fail, with all that makes it special; of a component how many members."""
    if cause in graph.strike_index:
        return f"{shown(cause)} ({_strike_words(graph.strikes[graph.strike_index[cause]])})"
    component = graph.components[graph.index[cause]]
    kind = shown(component.kind)
    if component.count > 1:
        need = f"{component.quorum:,} needed"
        some = "all" if times >= component.count else "one of" if times == 1 else f"{times:,} of"
        return f"{some} the {component.count:,} members of {shown(cause)} ({kind}, {need})"
    if component.fails is False:
        return f"{shown(cause)} ({kind}; declared not to fail by itself, but if it did)"
    return f"{shown(cause)} ({kind})"


def _strike_words(strike: Strike) -> str:
    """What a shared risk or a mode does, and what of it is not followed here."""
    entry = strike.entry
    if isinstance(entry, Mode):
        return f"mode{_limping_words(strike)}"
    words = f"shared risk, {shown(entry.kind)}"
    if entry.hits is not None:
        words += f", hits {counted(len(strike.hits), 'component')}{_limping_words(strike)}"
    if entry.raises:
        words += ", raises demand: that takes nothing down by structure and is not counted here"
    return words


def _limping_words(strike: Strike) -> str:
    if strike.fails:
        return ""
    return f", leaves {percent(strike.leaves)}: it takes nothing down by structure"
