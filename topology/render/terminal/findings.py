"""Single points of failure as lines: findings first, a one-line summary, the next command."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from topology.document.schema import TRAFFIC
from topology.finding import FailureClass, Finding, plain_steps
from topology.findings.besides import Besides
from topology.findings.pairs import Pair
from topology.findings.returns import by_return, has_finding, is_traffic_hit, returns
from topology.findings.single_points import SinglePoints
from topology.findings.under_load import Loss
from topology.render.people import data_words, entry_of, owner_of, runbook_of
from topology.render.terminal.columns import Line
from topology.render.terminal.lines import more_lines, next_line, reason_line
from topology.render.words.phrases import amount_words, reckoned, rounded, share, shown
from topology.render.words.verdict import (
    BARE,
    RETURN_WORDS,
    SpofTotals,
    accepted_said,
    accepted_words,
    known_words,
    recovery_words,
    returns_words,
    target_known_words,
    verdict,
)
from topology.structure.knowledge import ALL_UNKNOWN, UNKNOWN
from topology.values.units import counted, figure, format_duration, percent

if TYPE_CHECKING:
    from topology.findings.over_ranges import OverRanges
    from topology.findings.traffic.points import Hit


FEW = 20
"""Findings that are listed by target unless asked otherwise; more are grouped by cause."""
MANY, WORST = 50, 10
"""Causes that are listed unless asked otherwise; where there are more, only the worst of them."""

Grouping: TypeAlias = Literal["cause", "target"]
"""By what findings are grouped."""


def spof_lines(
    points: SinglePoints,
    besides: Besides,
    *,
    limit: int | None,
    file: str,
    by: Grouping | None = None,
) -> list[Line]:
    """The single points of failure: by target, or by cause where there are more than `FEW`.

    Without a limit those that matter: `MANY`, or the `WORST` of more causes.
    """
    totals = SpofTotals(points, besides.ranges)
    few = limit or (WORST if totals.single_points > MANY else MANY)
    limit = limit or MANY
    lines: list[Line] = []
    for target in points.ranking.targets(points.never_up)[:limit]:
        lines += _finding(points.never_up_finding(target), "never up")
    lines += more_lines(len(points.never_up) - limit, "target never up", "targets never up")
    for target in points.ranking.targets(points.below_level)[:limit]:
        lines += _finding(points.below_level_finding(target), "below its level with nothing failed")
    lines += more_lines(
        len(points.below_level) - limit, "target below its level", "targets below their level"
    )
    if by == "target" or (by is None and totals.findings <= min(FEW, limit)):
        lines += _by_target(points, totals, limit)
    else:
        lines += _by_cause(points, totals, few)
    lines += _of_traffic(points, few)
    for deadlock in points.start_up_deadlocks[:limit]:
        lines += _deadlock(points.deadlock_finding(deadlock), "start-up deadlock")
    lines += more_lines(
        len(points.start_up_deadlocks) - limit, "start-up deadlock", "start-up deadlocks"
    )
    for cause in points.ranking.causes(points.recovery_deadlocks)[:limit]:
        lines += _deadlock(points.recovery_deadlock_finding(cause), "recovery deadlock")
    lines += more_lines(
        len(points.recovery_deadlocks) - limit, "recovery deadlock", "recovery deadlocks"
    )
    lines += _less_critical(totals, limit)
    lines += _not_judged(points, limit)
    if besides.losses is not None:
        lines += loss_lines(points, besides.losses)
    if besides.pairs is not None:
        lines += _all_pairs(points, besides.pairs, limit)
    if totals.ranges is not None:
        lines += _elsewhere(totals.ranges, limit)
    lines += _spof_summary(totals, file)
    return lines


def told(points: SinglePoints) -> list[str]:
    """Each finding on a line of its own, in their order, and last the verdict in a sentence."""
    found = [
        f"{finding.message}: {finding.failure_class}" if finding.failure_class else finding.message
        for finding in points.findings()
    ]
    return [*map(shown, found), verdict(SpofTotals(points))]


def _elsewhere(ranges: OverRanges, limit: int) -> Iterator[Line]:
    """What is found elsewhere in the ranges than at the values given."""
    from topology.render.words.ranges import number_words, stretch_words

    if ranges.elsewhere:
        yield [("target", "depends on values that are not known exactly")]
    for part in ranges.elsewhere[:limit]:
        ranged = part.sensitivity.ranged
        place = f"  {shown(part.sensitivity.place)}, taken as {number_words(ranged, ranged.value)}"
        said = "; ".join(map(shown, part.found[:6]))
        more = f"; and {len(part.found) - 6:,} more" if len(part.found) > 6 else ""
        yield [("", f"{place}; at {stretch_words(ranged, part.stretch)}: "), ("bad", said + more)]
    yield from more_lines(len(ranges.elsewhere) - limit, "part of a range", "parts of ranges")
    if ranges.elsewhere:
        yield []


def loss_lines(points: SinglePoints, losses: Sequence[Loss]) -> Iterator[Line]:
    """The failures that cost the most."""
    unit = points.topology.load_unit
    total = sum(component.demand or 0 for component in points.topology.components)
    named = f" {shown(unit)}" if unit else ""
    yield [("target", "worst first: what does not come back, money, objectives, demand")]
    for loss in losses:
        said = f"{share(rounded(loss.at_rest), total, named)}{_for_how_long(loss)}"
        if loss.money_at_rest:
            said += f", {_money(points, loss.money_at_rest)}"
        if loss.until_rest:
            before = amount_words(loss.until_rest, unit)
            is_over = not (loss.at_rest or loss.money_at_rest or loss.goes_round)
            said = f"{before} until it is at rest" if is_over else f"{said}, {before} before"
        yield [("", "  "), ("bad", shown(loss.cause)), ("", f"  {said}")]
    if not losses:
        yield [("", "  no single failure costs any demand or money")]
    yield []


def _for_how_long(loss: Loss) -> str:
    """Of what is lost at rest, with nothing repaired."""
    if loss.repeats_s is not None:
        every = format_duration(round(loss.repeats_s, 3))
        return f" on average, going round in circles of {every} until repaired"
    if loss.goes_round:
        return " on average, going round and round until repaired"
    return " until repaired"


def _money(points: SinglePoints, lost: float) -> str:
    currency = points.topology.currency
    return f"{figure(lost)}{' ' + shown(currency) if currency else ' lost'} an hour"


def pair_lines(points: SinglePoints, pairs: Sequence[Pair], limit: int) -> Iterator[Line]:
    """Pairs of which neither is a single point of failure of the target."""
    yield [("target", f"{counted(len(pairs), 'finding')} by two failures at once")]
    unit = f" {shown(points.topology.load_unit)}" if points.topology.load_unit else ""
    for pair in pairs[:limit]:
        both = " + ".join(map(shown, pair.causes))
        lost = f" · {figure(pair.demand_lost_at_rest)}{unit} lost"
        facts = f"  {pair.point.failure_class.value} for {shown(pair.target)}{lost}"
        yield [("", "  "), ("bad", both), ("dim", facts)]
        yield reason_line(pair.point.because)
        yield [("dim", f"    {recovery_words(pair.recovery)}")]
    yield from more_lines(len(pairs) - limit, "pair", "pairs")
    if below := [name for name in points.below_level if points.by_structure_alone(name)]:
        names = ", ".join(map(shown, below[:5])) + (", …" if len(below) > 5 else "")
        yield [("bad", f"  not judged for {names}"), ("", ": below its level with nothing failed")]
    if points.pairs_not_run:
        left = counted(points.pairs_not_run, "pair")
        yield [("bad", f"  {left} more were not run: {points.why_not_run}")]
    yield []


def _by_target(points: SinglePoints, totals: SpofTotals, limit: int) -> Iterator[Line]:
    left = limit
    for target in points.ranking.targets(totals.falling):
        if left <= 0:
            break
        yield [
            ("target", shown(target)),
            ("", f" falls to {counted(len(points.causes(target)), 'single failure')}"),
        ]
        if said := target_known_words(points, target):
            yield [("dim", f"  {said}")]
        groups = by_return(points, target)
        for state, causes in groups:
            if len(groups) > 1 and left > 0:
                yield [("", f"  {RETURN_WORDS[state]}:")]
            for cause in causes[: max(left, 0)]:
                yield from _one(points, target, cause)
            left -= len(causes)
        yield []
    yield from more_lines(totals.findings - limit, "finding", "findings")


def _one(points: SinglePoints, target: str, cause: str) -> Iterator[Line]:
    finding = points.finding(target, cause)
    yield [("", "  "), ("bad", shown(cause)), *_facts(finding, points)]
    yield reason_line(finding.steps)
    yield [("dim", f"    {recovery_words(points.recovery(target, cause))}")]
    yield from _people(points, cause)
    if said := accepted_said(points, target, cause):
        yield [("dim", f"    {said}")]


def _people(points: SinglePoints, cause: str) -> Iterator[Line]:
    """Who answers for a cause and what to do, and that data may be lost with it."""
    graph = points.graph
    said = (("owner", owner_of(graph, cause)), ("runbook", runbook_of(graph, cause)))
    if words := " · ".join(f"{name}: {shown(value)}" for name, value in said if value):
        yield [("dim", f"    {words}")]
    if words := data_words(entry_of(graph, cause)):
        yield [("bad", f"    {shown(words)}")]


def _facts(finding: Finding, points: SinglePoints) -> Line:
    shared = "shared risk, " if finding.shared_risk else "mode, " if finding.is_mode else ""
    cause_class = finding.failure_class.value if finding.failure_class else ""
    size = points.blast_size(finding.cause)
    # What loses one of several members, or is down already, may take nothing down with it.
    is_gray = finding.failure_class is FailureClass.GRAY
    otherwise = "takes nothing down" if is_gray else "overloads what is left"
    down = f"takes down {counted(size, 'component')}" if size else otherwise
    lost = points.demand_lost(finding.cause)
    unit = points.topology.load_unit
    demand = f", {reckoned(lost)}{' ' + shown(unit) if unit else ' of demand'}" if lost else ""
    kind = f"{shared}{shown(finding.kind)}"
    demand += f" · {BARE}" if points.is_bare(finding.cause) else ""
    return [("dim", f"  {kind} · {cause_class} · {down}{demand}")]


def _by_cause(points: SinglePoints, totals: SpofTotals, limit: int) -> Iterator[Line]:
    """The worst causes; those in one circle of needs together, as each of them takes all down."""
    told: set[str] = set()
    entries = 0
    for cause in points.worst_causes():
        if cause in told:
            continue
        if entries == limit:
            break
        entries += 1
        others = [other for other in points.in_circle_with(cause) if points.targets_lost(other)]
        told.update((cause, *others))
        targets = points.targets_down(cause)
        target = targets[0]
        finding = points.finding(target, cause)
        yield [("bad", shown(cause)), *_facts(finding, points)]
        yield from _circle(others)
        of = share(len(targets), totals.judged)
        yield [("", f"  {of} targets fall: {_targets(points, cause, targets, limit)}")]
        yield reason_line(finding.steps)
        yield [("dim", f"    {recovery_words(points.recovery(target, cause))}")]
        yield from _people(points, cause)
    yield []
    yield from more_lines(
        totals.single_points - len(told), "single point of failure", "single points of failure"
    )


def _of_traffic(points: SinglePoints, limit: int) -> Iterator[Line]:
    """What is too much for the traffic with nothing failed, then after which failure."""
    traffic = points.traffic
    if traffic is None:
        return
    from topology.findings.traffic.telling import finding

    intact, hits = traffic.intact(traffic.limit), traffic.hits(traffic.limit)
    if intact is not None:
        said = finding(traffic, intact, traffic.limit)
        yield [("bad", TRAFFIC), ("", " is not carried as it has to be with nothing failed")]
        yield reason_line(said.steps, "  ")
        yield []
    if not hits:
        return
    most = f" (at most {percent(traffic.limit)})"
    yield [("target", TRAFFIC), ("", f" falls to {counted(len(hits), 'single failure')}{most}")]
    for hit in hits[:limit]:
        said = finding(traffic, hit, traffic.limit)
        shared = "shared risk, " if said.shared_risk else "mode, " if said.is_mode else ""
        facts = f"  {shared}{shown(said.kind)} · {hit.failure_class.value}{_lost(points, hit)}"
        yield [("", "  "), ("bad", shown(said.cause)), ("dim", facts)]
        yield reason_line(said.steps)
        yield from _people(points, said.cause)
        if entry := traffic.accepted.get(said.cause):
            yield [("dim", f"    {accepted_words(entry, is_over=points.is_over(entry))}")]
    yield []
    yield from more_lines(len(hits) - limit, "finding of the traffic", "findings of the traffic")


def _all_pairs(points: SinglePoints, pairs: Sequence[Pair], limit: int) -> Iterator[Line]:
    """Those of the components, if any is a target, and those of the traffic."""
    if points.targets or points.traffic is None:
        yield from pair_lines(points, pairs, limit)
    yield from _traffic_pairs(points, limit)


def _traffic_pairs(points: SinglePoints, limit: int) -> Iterator[Line]:
    """What two failures at once do to the traffic that neither does."""
    traffic = points.traffic
    if traffic is None:
        return
    from topology.findings.traffic.telling import finding

    hits = traffic.new_pairs(points.under_load.has_expired)
    if hits is None:
        yield [("bad", f"{TRAFFIC}: not all pairs of failures could be gone through")]
        yield []
        return
    yield [("target", TRAFFIC), ("", f" falls to {counted(len(hits), 'pair')} of failures at once")]
    for hit in hits[:limit]:
        said = finding(traffic, hit, traffic.limit)
        both = " + ".join(map(shown, said.involved))
        facts = f"  {hit.failure_class.value}{_lost(points, hit)}"
        yield [("", "  "), ("bad", both), ("dim", facts)]
        yield reason_line(said.steps)
    yield from more_lines(len(hits) - limit, "pair", "pairs")
    yield []


def _lost(points: SinglePoints, hit: Hit) -> str:
    if not hit.cut_off:
        return ""
    from topology.network.words import amount_words

    return f" · cuts off {shown(amount_words(points.graph, hit.cut_off))}"


def _circle(others: Sequence[str]) -> Iterator[Line]:
    """What stands in one circle with a cause."""
    if others:
        more = f" and {len(others) - WORST:,} more" if len(others) > WORST else ""
        names = ", ".join(map(shown, others[:WORST])) + more
        each = ", each by itself" if len(others) > 1 else ""
        does = "does" if len(others) == 1 else "do"
        number = counted(len(others), "other")
        yield [("", f"  so {does} {number} in a circle of needs with it{each}: {names}")]


def _less_critical(totals: SpofTotals, limit: int) -> Iterator[Line]:
    """What needs something less critical than itself."""
    for finding in totals.less_critical[:limit]:
        needed = f" {shown(finding.message.removeprefix(finding.where).strip())}"
        yield [("bad", shown(finding.where)), ("", needed)]
        yield reason_line(finding.steps)
        yield []
    hidden = len(totals.less_critical) - limit
    yield from more_lines(hidden, "need of what is less critical", "needs of what is less critical")


def _not_judged(points: SinglePoints, limit: int) -> Iterator[Line]:
    """The targets of which nothing is known."""
    names = points.not_judged
    if names:
        is_are = "is" if len(names) == 1 else "are"
        more = f" and {len(names) - limit:,} more" if len(names) > limit else ""
        yield [("bad", ", ".join(map(shown, names[:limit])) + more), ("", f" {is_are} not judged")]
        yield reason_line(plain_steps((UNKNOWN if len(names) == 1 else ALL_UNKNOWN,)), "  ")
        yield []


def _targets(points: SinglePoints, cause: str, targets: Sequence[str], limit: int) -> str:
    """The targets that fall to a cause, by class where there are several."""
    by_class: dict[str, list[str]] = {}
    for target in targets:
        by_class.setdefault(points.failure_class(target, cause).value, []).append(target)
    said = []
    for name, group in by_class.items():
        more = len(group) - limit
        also = f" and {more:,} more (--limit)" if more > 0 else ""
        prefix = f"{name} for " if len(by_class) > 1 else ""
        said.append(f"{prefix}{', '.join(map(shown, group[:limit]))}{also}")
    return "; ".join(said)


def _finding(finding: Finding, word: str) -> Iterator[Line]:
    yield [("bad", shown(finding.where)), ("", f" is {word}")]
    yield reason_line(finding.steps, "  ")
    yield []


def _deadlock(finding: Finding, what: str) -> Iterator[Line]:
    names = ", ".join(map(shown, finding.involved[:8]))
    more = len(finding.involved) - 8
    also = f" and {more:,} more" if more > 0 else ""
    yield [("bad", what), ("", f" {shown(finding.message)}:")]
    yield [("", f"  {names}{also}")]
    yield reason_line(finding.steps)
    yield []


_RULES = {
    "asked": "named by --for",
    "objective": "named by objectives",
    "demand": "with demand",
    "top": "that nothing needs",
}


def _is_bad(totals: SpofTotals) -> bool:
    points, ranges = totals.points, totals.ranges
    deadlocks = points.start_up_deadlocks or points.recovery_deadlocks
    found = has_finding(points) or bool(deadlocks or totals.less_critical)
    return found or (ranges is not None and ranges.is_worse)


def _totals(totals: SpofTotals) -> Iterator[str]:
    """What else there is to say of all targets, a sentence each."""
    points = totals.points
    kinds = (
        (points.not_judged, "target", "not judged"),
        (points.never_up, "target", "never up"),
        (points.below_level, "target", "below level with nothing failed"),
        (points.start_up_deadlocks, "start-up deadlock", ""),
        (points.recovery_deadlocks, "recovery deadlock", ""),
        (totals.less_critical, "need", "of what is less critical"),
    )
    for found, noun, what in kinds:
        if found:
            yield f"{counted(len(found), noun)} {what}".rstrip() + "."
    falling = set(totals.falling)
    accepted = sum(
        target in falling and cause in points.causes(target) and not points.is_over(entry)
        for (target, cause), entry in points.accepted.items()
    )
    if points.traffic is not None:
        entries = points.traffic.accepted
        borne = [entries[cause] for cause in points.traffic.by_cause if cause in entries]
        accepted += sum(not points.is_over(entry) for entry in borne)
    if accepted:
        unchecked = ", dates not checked (--today)" if points.today is None else ""
        yield f"{counted(accepted, 'finding')} accepted{unchecked}."
    if said := known_words(points):
        yield f"{said[0].upper()}{said[1:]}."
    if said := returns_words(returns(points)):
        yield said


def _spof_summary(totals: SpofTotals, file: str) -> Iterator[Line]:
    points = totals.points
    parts = list(_totals(totals))
    rule = _RULES[points.target_rule]
    judged = totals.judged + len(points.never_up) + len(points.not_judged)
    components = [f"the {counted(judged, 'component')} {rule}"] if judged else []
    also = [f"the {TRAFFIC}"] if points.traffic else []
    parts.append(f"Targets: {' and '.join((*components, *also)) or f'none {rule}'}.")
    style = "bad" if _is_bad(totals) else "good"
    yield [(style, verdict(totals)), ("", " " + " ".join(parts))]
    if points.load_unjudged:
        yield [("bad", "not judged for overload and delay"), ("", f": {points.load_unjudged}")]
    for cause, why in sorted(points.causes_unjudged.items())[:3]:
        said = f": failure of {shown(cause)}: {shown(why)}"
        yield [("bad", "not judged for overload and delay"), ("", said)]
    if len(points.causes_unjudged) > 3:
        rest = counted(len(points.causes_unjudged) - 3, "failure")
        yield [("bad", f"and {rest} more that could not be judged (--format json has them)")]
    yield from _next_command(points, totals, file)


def _next_command(points: SinglePoints, totals: SpofTotals, file: str) -> Iterator[Line]:
    if totals.findings:
        cause = points.worst_causes(1)[0]
        by_load = any(cause in causes for causes in points.load.values())
        words = ["cascade", file, f"--fail={cause}"] if by_load else ["blast", file, cause]
        if by_load and not cause.startswith("-"):
            words[-1:] = ["--fail", cause]
    elif is_traffic_hit(points):
        words = ["network", file]
    elif not (totals.judged or points.never_up or points.not_judged or points.traffic):
        words = ["spof", file, "--for", "ID"]
    else:
        words = ["view", file, "-o", "graph.html"]
    yield next_line(words)
    if totals.findings or is_traffic_hit(points):
        asked = points.targets if points.target_rule == "asked" else ()
        targets = [word for target in asked for word in ("--for", target)]
        made_up = [] if points.topology.options else ["--suggest"]
        yield next_line(["remedy", file, *targets, *made_up], "what first")
