"""Single points of failure as lines: findings first, a one-line summary, the next command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.finding import Finding
from topology.findings.pairs import Pair
from topology.findings.single_points import SinglePoints
from topology.findings.under_load import Loss
from topology.render.terminal.columns import COMMAND, Line
from topology.render.terminal.lines import command, more_lines, reason_line
from topology.render.words.phrases import count, reckoned, rounded, share, shown
from topology.render.words.verdict import SpofTotals, accepted_words, verdict
from topology.values.units import figure, format_duration, time_base


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
    lines += more_lines(len(points.never_up) - limit, "target never up", "targets never up")
    for target in points.below_level[:limit]:
        lines += _finding(points.below_level_finding(target), "below its level with nothing failed")
    lines += more_lines(
        len(points.below_level) - limit, "target below its level", "targets below their level"
    )
    if totals.findings <= limit:
        lines += _by_target(points, totals)
    else:
        lines += _by_cause(points, totals, limit)
    for deadlock in points.start_up_deadlocks[:limit]:
        lines += _deadlock(points.deadlock_finding(deadlock))
    lines += more_lines(
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
        elif loss.goes_round:
            lost = share(rounded(loss.at_rest), total)
            said = f"  {lost}{named} on average, going round and round for good"
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
        yield reason_line(pair.point.reason)
    yield from more_lines(len(pairs) - limit, "pair", "pairs")
    yield []


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
            yield reason_line(finding.reason)
            if entry := points.accepted.get((target, cause)):
                yield [("dim", f"    {accepted_words(entry)}")]
        yield []


def _facts(finding: Finding, points: SinglePoints) -> Line:
    shared = "shared risk, " if finding.shared_risk else ""
    cause_class = finding.failure_class.value if finding.failure_class else ""
    down = count(points.blast_size(finding.cause), "component")
    lost = points.demand_lost(finding.cause)
    unit = points.topology.load_unit
    demand = f", {reckoned(lost)}{' ' + shown(unit) if unit else ' of demand'}" if lost else ""
    kind = f"{shared}{shown(finding.kind)}"
    return [("dim", f"  {kind} · {cause_class} · takes down {down}{demand}")]


def _by_cause(points: SinglePoints, totals: SpofTotals, limit: int) -> Iterator[Line]:
    for cause in points.by_targets_lost(limit):
        target = points.target_lost(cause)
        finding = points.finding(target, cause)
        yield [("bad", shown(cause)), *_facts(finding, points)]
        of = share(points.targets_lost(cause), totals.judged)
        yield [("", f"  takes down {of} targets, such as {shown(target)}")]
        yield reason_line(finding.reason)
    yield []
    yield from more_lines(
        totals.single_points - limit, "single point of failure", "single points of failure"
    )


def _finding(finding: Finding, word: str) -> Iterator[Line]:
    yield [("bad", shown(finding.where)), ("", f" is {word}")]
    yield reason_line(finding.reason, "  ")
    yield []


def _deadlock(finding: Finding) -> Iterator[Line]:
    names = ", ".join(map(shown, finding.involved[:8]))
    more = len(finding.involved) - 8
    also = f" and {more:,} more" if more > 0 else ""
    yield [("bad", "start-up deadlock"), ("", f" {finding.message}:")]
    yield [("", f"  {names}{also}")]
    yield reason_line(finding.reason)
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
