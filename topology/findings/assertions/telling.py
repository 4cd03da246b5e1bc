"""What was found, in lines: a message, and indented below it the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from topology.document.document import Topology
from topology.errors import UsageError, printable
from topology.finding import Finding, Rule, in_words
from topology.findings.gate.checked import Standing
from topology.findings.objectives.clauses import Clause, Verdict
from topology.findings.objectives.judged import Judged
from topology.findings.over_ranges import over_ranges
from topology.findings.ranking import recoveries
from topology.findings.sensitivity import Sentence
from topology.findings.single_points import SinglePoints
from topology.values.units import counted

MOST_FINDINGS = 20
"""Findings of one verdict that are told; all count."""
MOST_SETS = 5
"""Sets of failures of one verdict that are told."""
INDENT = "  "
Found = dict[str, tuple[str, str]]
"""What is not as it should be, in sentences without figures; with the figures, and the reason."""
NOT_ALL_TRIED = "not all ranges of the document could be tried: give single values"


def failure(lines: Iterable[str]) -> AssertionError:
    """The failure that says some lines, none of which can move a cursor."""
    return AssertionError("\n".join(map(printable, lines)))


def raise_found(name: str, found: Found) -> None:
    """Raises the failure of a topology so named, if anything was found."""
    __tracebackhide__ = True
    if not found:
        return
    lines = [f"{name}: {counted(len(found), 'finding')}"]
    for message, (figures, reason) in found.items():
        lines.append(f"{INDENT}{message}{': ' if figures else ''}{figures}")
        lines.extend([f"{INDENT * 2}{reason}"] if reason else [])
    raise failure(lines)


def raise_found_anywhere(topology: Topology, judge: Callable[[Topology], Found]) -> None:
    """Raises what is found at the values given, or else anywhere in the ranges of a document."""
    __tracebackhide__ = True
    at_values = judge(topology)
    raise_found(topology.name, at_values)
    if not topology.ranges():
        return
    ranges = over_ranges(topology, None, lambda _: None, judge=lambda t: _sentences(judge(t)))
    if not ranges.is_complete:
        raise UsageError(NOT_ALL_TRIED)
    found: dict[str, str] = {}
    for part in ranges.elsewhere:
        for word in part.found:
            found.setdefault(word, f"{INDENT}{part.place}: {word}")
    if found:
        raise failure([f"{topology.name}: not all over the ranges", *found.values()])


def _sentences(found: Found) -> frozenset[Sentence]:
    return frozenset(map(Sentence, found))


# -- verdicts -------------------------------------------------------------------------------------


def verdict_lines(judged: Judged, verdict: Verdict) -> list[str]:
    """The clauses of a verdict with why, and what violates it with the reasons."""
    lines = [clause_line(verdict, clause) for clause in verdict.clauses]
    findings = list(verdict.findings(judged.points))
    for finding in findings[:MOST_FINDINGS]:
        lines.extend(f"{INDENT}{line}" for line in finding_lines(judged.points, finding))
    if findings[MOST_FINDINGS:]:
        more = len(findings) - MOST_FINDINGS
        lines.append(f"{INDENT}and {more:,} more of {len(findings):,} findings")
    return lines


def fails(verdict: Verdict, *, allow_unknown: bool) -> bool:
    """Whether a test of a verdict fails: it does not hold, or that is not known and has to be."""
    return verdict.holds is False or (verdict.holds is None and not allow_unknown)


def raise_unless_held(judged: Judged, what: str, *, allow_unknown: bool = False) -> None:
    """Raises the failure of all verdicts that do not hold; `what` is judged, in the singular."""
    __tracebackhide__ = True
    failed = [one for one in judged.verdicts if fails(one, allow_unknown=allow_unknown)]
    if not failed:
        return
    total, verb = len(judged.verdicts), "does" if len(failed) == 1 else "do"
    of = f"{len(failed):,} of {counted(total, what)} {verb} not hold"
    lines = [f"{judged.points.topology.name}: {of}"]
    for verdict in failed:
        lines.extend(f"{INDENT}{line}" for line in verdict_lines(judged, verdict))
    raise failure(lines)


def clause_line(verdict: Verdict, clause: Clause) -> str:
    """`pay survives 1 failure: violated, falls to db`."""
    why = f", {clause.why}" if clause.why else ""
    return f"{verdict.about} {clause.asks}: {Standing.of(clause.holds)}{why}"


def finding_lines(points: SinglePoints, finding: Finding) -> Iterator[str]:
    """The message of a finding, and below it its reason and when its target is back."""
    yield finding.message
    yield f"{INDENT}{in_words(finding.steps)}"
    if finding.rule is Rule.SINGLE_POINT_OF_FAILURE:
        back = points.recovery(finding.where, finding.cause)
        yield f"{INDENT}{recoveries.in_words(back)}"
