"""Results as lines for a terminal: findings first, then a one-line summary and the next command.

A line is a list of (style, text) spans; `plain` joins them. Styles are names that the command line
turns into colours, or into nothing. All text is printable: `errors.printable` has seen it.
"""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from topology.document.document import Topology
from topology.document.schema import Accepted
from topology.errors import MAX_SHOWN, printable
from topology.finding import Finding
from topology.findings.blast_radius import BlastRadius
from topology.findings.pairs import Pair
from topology.findings.single_points import SinglePoints
from topology.findings.under_load import Loss
from topology.loads.relevance import load_can_matter
from topology.render.terminal.columns import COMMAND, Line
from topology.structure.graph import Graph
from topology.values.units import figure, format_duration, time_base

ARROW = " → "


def plain(lines: Sequence[Line]) -> str:
    """The lines without style, each ended by a newline."""
    return "".join("".join(text for _, text in line).rstrip() + "\n" for line in lines)


def shown(text: str) -> str:
    """A text of the document as a line shows it: printable, on one line, not endless."""
    safe = printable(text)
    return safe if len(safe) <= 2 * MAX_SHOWN else safe[: 2 * MAX_SHOWN] + "…"


def amount(value: float) -> str:
    """A number with thousands separated and no needless zeros: `1,000`, `0.25`."""
    whole = value == int(value) and value < 1e15
    return f"{value:,.0f}" if whole else f"{value:,.6g}"


def share(part: float, whole: float) -> str:
    """`3 of 4 (75 %)`."""
    percent = f" ({100 * part / whole:.3g} %)" if whole else ""
    return f"{amount(part)} of {amount(whole)}{percent}"


def count(number: int, one: str, many: str = "") -> str:
    """`1 component`, `2 components`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


# -- spof -----------------------------------------------------------------------------------------


def spof_lines(
    points: SinglePoints,
    *,
    limit: int,
    file: str,
    losses: Sequence[Loss] | None = None,
    pairs: Sequence[Pair] | None = None,
) -> list[Line]:
    """The single points of failure: by target, or by cause where there are more than `limit`."""
    totals = SpofTotals(points)
    lines: list[Line] = []
    for target in points.never_up[:limit]:
        lines += _finding(points.never_up_finding(target), "never up")
    lines += _more(len(points.never_up) - limit, "target never up", "targets never up")
    for target in points.below_level[:limit]:
        lines += _finding(points.below_level_finding(target), "below its level with nothing failed")
    lines += _more(
        len(points.below_level) - limit, "target below its level", "targets below their level"
    )
    if totals.findings <= limit:
        lines += _by_target(points, totals)
    else:
        lines += _by_cause(points, totals, limit)
    for deadlock in points.start_up_deadlocks[:limit]:
        lines += _deadlock(points.deadlock_finding(deadlock))
    lines += _more(
        len(points.start_up_deadlocks) - limit, "start-up deadlock", "start-up deadlocks"
    )
    if losses is not None:
        lines += _losses(points, losses)
    if pairs is not None:
        lines += _pairs(points, pairs, limit)
    lines += _spof_summary(points, totals, file)
    return lines


def _losses(points: SinglePoints, losses: Sequence[Loss]) -> Iterator[Line]:
    """The failures that cost the most demand."""
    unit = points.topology.load_unit
    total = sum(component.demand or 0 for component in points.topology.components)
    named = f" {shown(unit)}" if unit else ""
    noun = time_base(unit)[0]
    yield [("target", "worst by demand lost")]
    for loss in losses:
        said = f"  {share(rounded(loss.at_rest), total)}{named} for good"
        if loss.repeats_s is not None:
            every = format_duration(round(loss.repeats_s, 3))
            lost = share(rounded(loss.at_rest), total)
            said = f"  {lost}{named} on average, going round in circles of {every} for good"
        if loss.until_rest:
            said += f", {figure(loss.until_rest)} {shown(noun)} until then".rstrip()
        yield [("", "  "), ("bad", shown(loss.cause)), ("", said)]
    if not losses:
        yield [("", "  no single failure costs any demand")]
    yield []


def _pairs(points: SinglePoints, pairs: Sequence[Pair], limit: int) -> Iterator[Line]:
    """Pairs of which neither is a single point of failure of the target."""
    yield [("target", f"{count(len(pairs), 'finding')} by two failures at once")]
    unit = f" {shown(points.topology.load_unit)}" if points.topology.load_unit else ""
    for pair in pairs[:limit]:
        both = " + ".join(map(shown, pair.causes))
        lost = f" · {figure(pair.demand_lost_at_rest)}{unit} lost"
        facts = f"  {pair.point.failure_class.value} for {shown(pair.target)}{lost}"
        yield [("", "  "), ("bad", both), ("dim", facts)]
        yield _reason(pair.point.reason)
    yield from _more(len(pairs) - limit, "pair", "pairs")
    yield []


def rounded(value: float) -> float:
    """To six digits, which is what people are shown."""
    return float(f"{value:.6g}")


class SpofTotals:
    """Counts over all targets: what falls, to what, and how often. No finding is listed for it."""

    def __init__(self, points: SinglePoints) -> None:
        self.judged = len(points.targets)
        self.falling = points.falling()
        self.single_points, self.findings = points.single_point_count()
        self.classes = points.class_counts()


def verdict(totals: SpofTotals, never_up: int) -> str:
    """The result in one sentence."""
    if not totals.judged:
        return "No target is up to be judged." if never_up else "No target to judge."
    if not totals.findings:
        kept = count(totals.judged, "target")
        return f"No single point of failure: {kept} judged, each survives any one failure."
    falls = "falls" if len(totals.falling) == 1 else "fall"
    single = count(totals.single_points, "single point of failure", "single points of failure")
    of = f"{len(totals.falling):,} of {count(totals.judged, 'target')}"
    return f"{of} {falls} to a single failure: {single}, {_classes(totals)}."


def _classes(totals: SpofTotals) -> str:
    """`all structural`, or how many of each class."""
    found = [(name.value, number) for name, number in totals.classes.items() if number]
    if len(found) == 1:
        return f"all {found[0][0]}" if totals.single_points > 1 else found[0][0]
    parts = [f"{number:,} {name}" for name, number in found]
    return f"{', '.join(parts[:-1])} and {parts[-1]}"


def _by_target(points: SinglePoints, totals: SpofTotals) -> Iterator[Line]:
    for target in totals.falling:
        causes = points.causes(target)
        yield [
            ("target", shown(target)),
            ("", f" falls to {count(len(causes), 'single failure')}"),
        ]
        for cause in causes:
            finding = points.finding(target, cause)
            yield [("", "  "), ("bad", shown(cause)), *_facts(finding, points)]
            yield _reason(finding.reason)
            if entry := points.accepted.get((target, cause)):
                yield [("dim", f"    {accepted_words(entry)}")]
        yield []


def accepted_words(entry: Accepted) -> str:
    """Until when somebody has accepted a finding, and why; no clock says whether that is over."""
    return f"accepted until {entry.until}: {shown(entry.reason)}"


def _facts(finding: Finding, points: SinglePoints) -> Line:
    shared = "shared risk, " if finding.shared_risk else ""
    cause_class = finding.failure_class.value if finding.failure_class else ""
    down = count(points.blast_size(finding.cause), "component")
    lost = points.demand_lost(finding.cause)
    unit = points.topology.load_unit
    demand = f", {amount(lost)}{' ' + shown(unit) if unit else ' of demand'}" if lost else ""
    kind = f"{shared}{shown(finding.kind)}"
    return [("dim", f"  {kind} · {cause_class} · takes down {down}{demand}")]


def _by_cause(points: SinglePoints, totals: SpofTotals, limit: int) -> Iterator[Line]:
    for cause in points.by_targets_lost(limit):
        target = points.target_lost(cause)
        finding = points.finding(target, cause)
        yield [("bad", shown(cause)), *_facts(finding, points)]
        of = share(points.targets_lost(cause), totals.judged)
        yield [("", f"  takes down {of} targets, such as {shown(target)}")]
        yield _reason(finding.reason)
    yield []
    yield from _more(
        totals.single_points - limit, "single point of failure", "single points of failure"
    )


def _more(hidden: int, one: str, many: str) -> Iterator[Line]:
    if hidden > 0:
        said = f"… and {count(hidden, one, many)} more (--limit N shows more, --format json all)"
        yield [("dim", said)]
        yield []


def _reason(reason: Sequence[str], indent: str = "    ") -> Line:
    return [("", indent + ARROW.join(map(shown, reason)))]


def _finding(finding: Finding, word: str) -> Iterator[Line]:
    yield [("bad", shown(finding.where)), ("", f" is {word}")]
    yield _reason(finding.reason, "  ")
    yield []


def _deadlock(finding: Finding) -> Iterator[Line]:
    names = ", ".join(map(shown, finding.involved[:8]))
    more = len(finding.involved) - 8
    also = f" and {more:,} more" if more > 0 else ""
    yield [("bad", "start-up deadlock"), ("", f" {finding.message}:")]
    yield [("", f"  {names}{also}")]
    yield _reason(finding.reason)
    yield []


_RULES = {
    "asked": "named by --for",
    "objective": "named by objectives",
    "demand": "with demand",
    "top": "that nothing needs",
}


def _spof_summary(points: SinglePoints, totals: SpofTotals, file: str) -> Iterator[Line]:
    found = totals.findings or points.never_up or points.start_up_deadlocks or points.below_level
    style = "bad" if found else "good"
    parts = [verdict(totals, len(points.never_up))]
    if points.never_up:
        parts.append(f"{count(len(points.never_up), 'target')} never up.")
    if points.below_level:
        below = count(len(points.below_level), "target")
        parts.append(f"{below} below level with nothing failed.")
    if points.start_up_deadlocks:
        parts.append(f"{count(len(points.start_up_deadlocks), 'start-up deadlock')}.")
    falling = set(totals.falling)
    if accepted := sum(t in falling and c in points.causes(t) for t, c in points.accepted):
        parts.append(f"{count(accepted, 'finding')} accepted.")
    rule = _RULES[points.target_rule]
    judged = totals.judged + len(points.never_up)
    parts.append(f"Targets: the {count(judged, 'component')} {rule}.")
    yield [(style, parts[0]), ("", " " + " ".join(parts[1:]))]
    if points.load_unjudged:
        yield [("bad", "not judged for overload and delay"), ("", f": {points.load_unjudged}")]
    for cause, why in sorted(points.causes_unjudged.items())[:3]:
        said = f": failure of {shown(cause)}: {shown(why)}"
        yield [("bad", "not judged for overload and delay"), ("", said)]
    if len(points.causes_unjudged) > 3:
        rest = count(len(points.causes_unjudged) - 3, "failure")
        yield [("bad", f"and {rest} more that could not be judged (--format json has them)")]
    yield from _next_command(points, totals, file)


def _next_command(points: SinglePoints, totals: SpofTotals, file: str) -> Iterator[Line]:
    if totals.findings:
        cause = points.by_targets_lost(1)[0]
        by_load = any(cause in causes for causes in points.load.values())
        words = ["cascade", file, f"--fail={cause}"] if by_load else ["blast", file, cause]
        if by_load and not cause.startswith("-"):
            words[-1:] = ["--fail", cause]
    elif not totals.judged and not points.never_up:
        words = ["spof", file, "--for", "ID"]
    else:
        words = ["view", file, "-o", "graph.html"]
    # Standard input has been read: what it held has to be named as a file.
    yield [(COMMAND, f"next: {command(['FILE' if word == '-' else word for word in words])}")]


def command(words: Sequence[str]) -> str:
    """A command to paste: words that a shell would read otherwise are quoted."""
    options = (
        ["--"] if any(word.startswith("-") for word in words[2:] if words[0] == "blast") else []
    )
    return " ".join(map(shlex.quote, ["topology", words[0], *options, *map(printable, words[1:])]))


# -- blast, validate, models ----------------------------------------------------------------------


MANY = 1 << 62
"""More members than anything has."""


def blast_lines(graph: Graph, blast: BlastRadius, *, limit: int, file: str) -> list[Line]:
    """What goes down when components and shared risks fail at once.

    Where load can matter the command comes last that follows it: what stays up may be overloaded.
    """
    topology = graph.topology
    lines: list[Line] = []
    others = [name for name in blast.down if name not in blast.failed]
    for name in others[:limit]:
        kind = graph.components[graph.index[name]].kind
        lines.append([("bad", shown(name)), ("dim", f"  {shown(kind)}")])
    lines += _more(len(others) - limit, "component", "components")
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
    said += f", {share(blast.demand_lost, demand)}{unit} of demand lost." if demand else "."
    lines.append([("bad" if others else "good", said)])
    if load_can_matter(graph) and not blast.all_members:
        failing = [f"--fail={name}" for name in times]
        words = ["cascade", "FILE" if file == "-" else file, *failing]
        lines.append([(COMMAND, f"next: {command(words)}")])
    return lines


def _failing(graph: Graph, cause: str, times: int) -> str:
    """What is supposed to fail, with all that makes it special; of a component how many members."""
    if cause in graph.risk_index:
        risk = graph.risks[graph.risk_index[cause]]
        hits = count(len(graph.risk_hits[graph.risk_index[cause]]), "component")
        return f"{shown(cause)} (shared risk, {shown(risk.kind)}, hits {hits})"
    component = graph.components[graph.index[cause]]
    kind = shown(component.kind)
    if component.count > 1:
        need = f"{component.quorum:,} needed"
        some = "all" if times >= component.count else "one of" if times == 1 else f"{times:,} of"
        return f"{some} the {component.count:,} members of {shown(cause)} ({kind}, {need})"
    if component.fails is False:
        return f"{shown(cause)} ({kind}; declared not to fail by itself, but if it did)"
    return f"{shown(cause)} ({kind})"


def valid_lines(topology: Topology, name: str, remarks: Iterable[str]) -> list[Line]:
    """What a valid document holds, and what it may not mean."""
    links = sum(component.connects is not None for component in topology.components)
    sizes = [
        (len(topology.components) - links, "component"),
        (links, "link"),
        (len(topology.shared_risks), "shared risk"),
        (len(topology.objectives), "objective"),
        (len(topology.scenarios), "scenario"),
        (len(topology.crews), "crew"),
    ]
    parts = [count(number, what) for number, what in sizes if number]
    said = f"  {name}: {shown(topology.name)}: {', '.join(parts)}"
    noted: list[Line] = [[("margin", "note"), ("", f"   {remark}")] for remark in remarks]
    return [[("good", "valid"), ("", said)], *noted]
