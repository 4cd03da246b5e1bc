"""A check as JUnit XML: a suite for each document, a case for each clause.

A case fails where a finding that fails the check is against its clause, so that a suite is red
exactly where its document does not hold. Findings against no clause have cases of their own. The
elements are those of the schema that Jenkins and Surefire have in common (junit-10.xsd of the
xUnit plugin).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from topology.findings.gate.checked import Checked, Found, Result, Standing
from topology.render.words.changes.gate import (
    Kind,
    below_words,
    cut,
    error_words,
    kind_of,
    place_words,
    summary_words,
)

MAX_NAME = 1_000
MAX_MESSAGE = 2_000
MAX_BODY = 20_000


@dataclass(frozen=True, slots=True)
class Case:
    """A test case: `outcome` is `failure`, `error`, `skipped`, or nothing where it passes."""

    name: str
    outcome: str = ""
    type: str = ""
    message: str = ""
    body: str = ""


def junit_xml(checked: Sequence[Checked]) -> str:
    """The whole document, in UTF-8."""
    suites = [_suite(one) for one in checked]
    root = Element("testsuites", {"name": "topology check"})
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in suites)))
    root.extend(suites)
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _suite(one: Checked) -> Element:
    cases = list(_cases(one))
    suite = Element("testsuite", {"name": cut(one.file, MAX_NAME), "tests": str(len(cases))})
    outcomes = (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
    for count, outcome in outcomes:
        suite.set(count, str(sum(case.outcome == outcome for case in cases)))
    properties = SubElement(suite, "properties")
    for name, value in _properties(one):
        SubElement(properties, "property", {"name": name, "value": cut(value, MAX_MESSAGE)})
    for case in cases:
        made = SubElement(suite, "testcase", {"classname": cut(one.file, MAX_NAME)})
        made.set("name", cut(case.name, MAX_NAME))
        if case.outcome:
            told = {"type": cut(case.type, MAX_NAME), "message": cut(case.message, MAX_MESSAGE)}
            SubElement(made, case.outcome, told).text = case.body
    return suite


def _properties(one: Checked) -> Iterator[tuple[str, str]]:
    yield "summary", summary_words([one])
    if one.known:
        yield "known", one.known
    yield "findings", str(len(one.findings))
    yield "failing", str(len(one.failing))


def _cases(one: Checked) -> Iterator[Case]:
    if one.errors:
        yield Case("is read and judged", "error", "not-checked", error_words(one))
        return
    told = [(found, kind_of(one, found)) for found in one.findings]
    against: dict[str, list[tuple[Found, Kind]]] = {}
    for found, kind in told:
        for clause in found.clauses:
            against.setdefault(clause, []).append((found, kind))
    asked = {result.sentence for result in one.results}
    for result in one.results:
        yield _case(result, against.get(result.sentence, ()))
    for found, kind in told:
        if asked.isdisjoint(found.clauses):
            yield _own_case(found, kind)


def _name(result: Result) -> str:
    return f"{result.about} {result.asks}"


def _case(result: Result, told: Sequence[tuple[Found, Kind]]) -> Case:
    failing = [found for found, kind in told if kind.fails]
    if failing:
        body = _body(failing)
        return Case(_name(result), "failure", str(result.standing), result.why, body)
    if result.standing is Standing.HOLDS:
        return Case(_name(result))
    kinds = sorted({str(kind) for _, kind in told})
    why = f"{result.why} ({'; '.join(kinds)})" if kinds else result.why
    return Case(_name(result), "skipped", str(result.standing), why)


def _own_case(found: Found, kind: Kind) -> Case:
    if kind.fails:
        return Case(found.message, "failure", found.rule, found.message, _body([found]))
    return Case(found.message, "skipped", found.rule, f"{kind}: {found.message}")


def _body(failing: Iterable[Found]) -> str:
    """The findings that fail it, each with its reason below it; cut at a line."""
    blocks = [
        "\n".join(
            [
                cut(found.message, MAX_MESSAGE),
                *(f"  {cut(words, MAX_MESSAGE)}" for words in below_words(found)),
                *(f"  at {cut(words, MAX_NAME)}" for words in [place_words(found)] if words),
            ]
        )
        for found in failing
    ]
    shown, size = 0, 0
    for block in blocks:
        size += len(block) + 1
        shown += size <= MAX_BODY or not shown
    left = [f"… and {len(blocks) - shown:,} of {len(blocks):,} findings more"]
    return "\n".join(blocks[:shown] + (left if shown < len(blocks) else []))
