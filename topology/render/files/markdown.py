"""The Markdown report: summary, targets, findings with reasons, graph, assumptions, sources.

Fits a pull-request comment; the same bytes on every run. Every text of the document is escaped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from topology.document.document import Topology
from topology.document.relevance import has_split, how_judged
from topology.document.schema import Accepted
from topology.finding import Finding, in_words
from topology.findings.returns import by_return, returns
from topology.findings.single_points import SinglePoints
from topology.findings.study import Study
from topology.render.files.chance_report import chance_blocks
from topology.render.files.concentration_report import concentration_blocks
from topology.render.files.load_report import load_blocks
from topology.render.files.markdown_text import code, markdown_table, table, text
from topology.render.files.mermaid import MAX_COMPONENTS, mermaid
from topology.render.files.named import Naming
from topology.render.files.network_report import network_blocks
from topology.render.people import data_words, entry_of, owner_of, runbook_of, sources_within
from topology.render.tables.assumptions import assumptions
from topology.render.tables.findings import objectives, traffic
from topology.render.tables.remedies import frontier_table, remedies_table
from topology.render.tables.table import Table
from topology.render.words.phrases import share
from topology.render.words.remedy import Told
from topology.render.words.verdict import (
    SpofTotals,
    accepted_words,
    kind_words,
    known_words,
    recovery_words,
    returns_words,
    target_known_words,
    traffic_words,
    verdict,
)
from topology.values.units import counted

MAX_CHARACTERS = 64_000
"""What a comment on a pull request holds is 65,536."""


MAX_FINDINGS = 100


MAX_ROWS = 20


def study_report(study: Study, told: Told | None = None) -> str:
    """The report of a study as Markdown, with what to change first if that is known."""
    return "\n\n".join(_fitting(_blocks(study, told))) + "\n"


def _blocks(study: Study, told: Told | None) -> Iterator[str]:
    """All parts; names stand in what we say, and not in what the document says."""
    points, topology = study.points, study.topology
    totals = SpofTotals(points, study.over_ranges)
    naming = Naming(topology)
    yield from naming.blocks(_head(points, totals, told))
    yield from _described(topology)
    sections = (
        _counts(points, totals),
        _objectives(study),
        _remedies(told),
        _concentration(study),
        _findings(points, totals),
        _traffic(study),
        chance_blocks(study),
        load_blocks(study),
        network_blocks(study),
        _widest(points),
        _graph(points, totals),
    )
    yield from naming.blocks(chain.from_iterable(sections))
    yield from chain(_assumptions(topology), _absent(study), _sources(topology))


def _fitting(blocks: Iterable[str]) -> Iterator[str]:
    """Blocks as long as they fit a comment on a pull request, and how many do not.

    Headings, with `#`, stand only where something follows.
    """
    left, dropped = MAX_CHARACTERS, 0
    headings: list[str] = []
    for block in blocks:
        if block.startswith("#"):
            depth = len(block) - len(block.lstrip("#"))
            headings = [h for h in headings if len(h) - len(h.lstrip("#")) < depth] + [block]
            continue
        whole = "\n\n".join((*headings, block))
        if len(whole) + 2 > left:
            dropped += 1
            continue
        headings = []
        left -= len(whole) + 2
        yield whole
    if dropped:
        parts = counted(dropped, "part")
        yield f"{parts} did not fit into {MAX_CHARACTERS:,} characters; the HTML report has all."


def _head(points: SinglePoints, totals: SpofTotals, told: Told | None) -> Iterator[str]:
    topology = points.topology
    yield f"# {text(topology.name)}"
    known = known_words(points)
    yield f"**{verdict(totals)}**" + (f" {known[0].upper()}{known[1:]}." if known else "")
    if told is not None:
        yield f"**{text(told.first_sentence())}**"


def _described(topology: Topology) -> Iterator[str]:
    if topology.description:
        yield text(topology.description)


def _counts(points: SinglePoints, totals: SpofTotals) -> Iterator[str]:
    topology = points.topology
    rows = [
        ("Components", f"{len(topology.components):,}"),
        ("Shared risks", f"{len(topology.shared_risks):,}"),
        ("Targets", f"{_chosen(points, totals):,} ({_RULES[points.target_rule]})"),
        ("Targets that fall to a single failure", f"{len(totals.falling):,}"),
        ("Targets never up", f"{len(points.never_up):,}"),
        ("Targets below level with nothing failed", f"{len(points.below_level):,}"),
        ("Targets not judged", f"{len(points.not_judged):,}"),
        ("Start-up deadlocks", f"{len(points.start_up_deadlocks):,}"),
    ]
    if points.traffic is not None:
        hits = share(len(points.traffic.by_cause), len(points.traffic.sweep.failures))
        rows.append(("Single failures that are too much for the traffic", hits))
    if points.recovery_deadlocks:
        rows.append(("Recovery deadlocks", f"{len(points.recovery_deadlocks):,}"))
    yield table(("", ""), rows)


def _chosen(points: SinglePoints, totals: SpofTotals) -> int:
    return totals.judged + len(points.never_up) + len(points.not_judged)


_RULES = {
    "asked": "as asked for",
    "objective": "named by objectives",
    "demand": "all that have demand",
    "top": "all that nothing needs",
}


def _objectives(study: Study) -> Iterator[str]:
    if not study.verdicts:
        return
    yield "## Objectives"
    found = objectives(study)
    if found.rows:
        yield markdown_table(Table(found.head, found.rows[:MAX_FINDINGS]))
    yield from _rest(len(found.rows), "objective")

    def said(entry: Accepted) -> str:
        return text(accepted_words(entry, is_over=study.points.is_over(entry)))

    accepted = [
        f"{code(entry.id)} of {code(verdict.about)} is {said(entry)}"
        for verdict in study.worst_verdicts
        for entry in verdict.accepted
    ]
    if accepted:
        yield _list(accepted)


def _remedies(told: Told | None) -> Iterator[str]:
    """What to change first, how sure that is, and what else could be done."""
    if told is None:
        return
    yield "## What to change first"
    yield text(told.sure_sentence())
    for found in (remedies_table(told, MAX_ROWS), frontier_table(told, MAX_ROWS)):
        if found.rows:
            yield markdown_table(found)
    if (total := len(told.remedy.options)) > MAX_ROWS:
        yield f"Shown: {MAX_ROWS:,} of {counted(total, 'option')}."
    if told.unreachable:
        yield _list(map(text, told.unreachable[:MAX_ROWS]))
    yield text(told.summary())


def _concentration(study: Study) -> Iterator[str]:
    """What hangs on each provider, location, kind, tag and owner."""
    found = study.concentration(MAX_ROWS)
    if isinstance(found, str):
        yield "## Concentration"
        yield f"It was {found}."
        return
    yield from concentration_blocks(found, MAX_ROWS)


def _absent(study: Study) -> Iterator[str]:
    """What a reader may miss, and why it is not there."""
    if study.absent:
        yield "## Not in this report"
        yield _list(f"{name}: {text(why)}" for name, why in sorted(study.absent.items()))


def _told(heading: str, targets: Sequence[str], finding: Callable[[str], Finding]) -> Iterator[str]:
    """Targets in which something is wrong with nothing failed."""
    if targets:
        yield f"## {heading}"
        yield _list(_explained(finding(target)) for target in targets[:MAX_FINDINGS])
        yield from _rest(len(targets), "target")


def _findings(points: SinglePoints, totals: SpofTotals) -> Iterator[str]:
    ranked = points.ranking.targets
    yield from _told("Never up", ranked(points.never_up), points.never_up_finding)
    heading = "Below level with nothing failed"
    yield from _told(heading, ranked(points.below_level), points.below_level_finding)
    yield from _told("Not judged", ranked(points.not_judged), points.not_judged_finding)
    if points.load_unjudged:
        yield f"Overload and delay were not judged: {text(points.load_unjudged)}."
    for cause, why in sorted(points.causes_unjudged.items())[:MAX_ROWS]:
        yield f"Overload and delay were not judged for {code(cause)}: {text(why)}."
    if totals.falling:
        yield "## Single points of failure"
        if said := returns_words(returns(points)):
            yield said
        left = MAX_FINDINGS
        for target in ranked(totals.falling):
            if left <= 0:
                break
            causes = [cause for _, group in by_return(points, target) for cause in group]
            yield f"### {code(target)}"
            if said := target_known_words(points, target):
                yield f"{said[0].upper()}{said[1:]}."
            yield _causetable(points, target, causes[:left])
            left -= len(causes)
        yield from _rest(totals.findings, "finding")
    if points.start_up_deadlocks:
        yield "## Start-up deadlocks"
        found = map(points.deadlock_finding, points.start_up_deadlocks[:MAX_FINDINGS])
        yield _list(_deadlock(finding) for finding in found)
        yield from _rest(len(points.start_up_deadlocks), "start-up deadlock")
    if points.recovery_deadlocks:
        yield "## Recovery deadlocks"
        causes = points.ranking.causes(points.recovery_deadlocks)[:MAX_FINDINGS]
        yield _list(map(_deadlock, map(points.recovery_deadlock_finding, causes)))
        yield from _rest(len(points.recovery_deadlocks), "recovery deadlock")


def _traffic(study: Study) -> Iterator[str]:
    """What is too much for the traffic."""
    found = traffic(study, MAX_FINDINGS)
    if found.rows and study.points.traffic is not None:
        yield "## Traffic"
        yield text(traffic_words(study.points))
        yield markdown_table(found)
        yield from _rest(len(study.points.traffic.by_cause), "finding")


def _rest(total: int, what: str) -> Iterator[str]:
    if total > MAX_FINDINGS:
        yield f"Shown: {MAX_FINDINGS:,} of {counted(total, what)}."


def _causetable(points: SinglePoints, target: str, causes: Sequence[str]) -> str:
    graph = points.graph

    def people(cause: str) -> Iterator[str]:
        said = (owner_of(graph, cause), runbook_of(graph, cause))
        yield from map(text, (*said, data_words(entry_of(graph, cause))))

    rows = []
    for cause in causes:
        finding = points.finding(target, cause)
        kind = kind_words(
            text(finding.kind),
            is_shared=finding.shared_risk,
            is_mode=finding.is_mode,
            is_bare=points.is_bare(cause),
        )
        why = in_words(finding.steps, text)
        back = text(recovery_words(points.recovery(target, cause)))
        rows.append((code(cause), kind, str(finding.failure_class), *people(cause), back, why))
    head = ("Cause", "Kind", "Class", "Owner", "Runbook", "Data", "Back", "Reason")
    kept = [i for i in range(len(head)) if head[i] not in _PEOPLE or any(row[i] for row in rows)]
    return table([head[i] for i in kept], [[row[i] for i in kept] for row in rows])


_PEOPLE = ("Owner", "Runbook", "Data")
"""Columns that stand only where somebody says something."""


def _explained(finding: Finding) -> str:
    return f"{code(finding.where)}: {in_words(finding.steps, text)}"


def _deadlock(finding: Finding) -> str:
    names = ", ".join(map(code, finding.involved[:MAX_ROWS]))
    more = len(finding.involved) - MAX_ROWS
    also = f" and {more:,} more" if more > 0 else ""
    return f"{text(finding.message)}: {names}{also} ({in_words(finding.steps, text)})"


def _widest(points: SinglePoints) -> Iterator[str]:
    widest = points.widest(10)
    if not widest:
        return
    topology = points.topology
    total = sum(component.demand or 0 for component in topology.components)
    unit = f" ({text(topology.load_unit)})" if topology.load_unit else ""
    rows = [
        (
            code(cause),
            share(points.blast_size(cause), len(topology.components)),
            share(points.demand_lost(cause), total) if total else "none given",
        )
        for cause in widest
    ]
    yield "## Widest blast radius"
    yield "Worst first: what does not come back, money, objectives, demand, components."
    if has_split(topology.components):
        yield f"Judged {how_judged(topology.components)}."
    yield table(("Failure of", "Components down", f"Demand lost{unit}"), rows)


def _graph(points: SinglePoints, totals: SpofTotals) -> Iterator[str]:
    if len(points.topology.components) > MAX_COMPONENTS:
        yield "## Graph"
        yield f"Not drawn above {MAX_COMPONENTS:,} components here: `topology view` draws it."
        return
    single = {cause for target in totals.falling for cause in points.causes(target)}
    single.update(points.traffic.by_cause if points.traffic else ())
    drawn = mermaid(points.topology, marked=frozenset(single), targets=points.targets)
    yield "## Graph"
    if drawn is None:
        yield "Not drawn here, for its many lines: `topology view` draws it."
    else:
        yield f"```mermaid\n{drawn}```"


def _assumptions(topology: Topology) -> Iterator[str]:
    found = list(assumptions(topology))
    if found:
        yield "## Assumptions"
        yield table(("Where", "Value", "Why"), [(code(w), text(v), text(y)) for w, v, y in found])


def _sources(topology: Topology) -> Iterator[str]:
    if topology.sources:
        yield "## Sources"
        yield _list(map(text, topology.sources))
    if said := [row for row in sources_within(topology) if row[1] != "objective"]:
        yield "## Sources of single facts"
        rows = [(code(name), code(place), text(source)) for name, place, source in said]
        yield table(("Of", "Where", "Source"), rows[:MAX_ROWS])


def _list(items: Iterable[str]) -> str:
    return "\n".join(f"- {item}" for item in items)
