"""JUnit XML is valid by the common schema, and red exactly where the check fails."""

from __future__ import annotations

from functools import cache
from itertools import zip_longest
from typing import Any

import junitparser
import xmlschema
from hypothesis import given, settings

from tests.support.checks import checks, found
from tests.support.effort import examples
from tests.support.repository import ROOT
from topology.document.schema import Accepted
from topology.errors import printable
from topology.findings.gate.checked import Checked, Result, Standing, State
from topology.render.gate.junit import junit_xml

VIOLATED = Result(0, "pay", "survives", "survives 1 failure", Standing.VIOLATED, "falls to db")
UNKNOWN = Result(0, "pay", "rto", "is back within 1 h", Standing.NOT_KNOWN, "db says no time")
HOLDS = Result(0, "pay", "known", "is known", Standing.HOLDS, "3 of 3 are")


@cache
def schema() -> Any:
    return xmlschema.XMLSchema(ROOT / "tests" / "support" / "junit.xsd")


def suites(*checked: Checked) -> list[Any]:
    text = junit_xml(checked)
    schema().validate(text)
    return list(junitparser.JUnitXml.fromstring(text.encode()))


def outcomes(**fields: Any) -> list[tuple[str, list[type]]]:
    (suite,) = suites(Checked("pay.json", **fields))
    return [(case.name, list(map(type, case.result))) for case in suite]


@settings(max_examples=examples(30))
@given(checks())
def test_any_check_is_valid_and_read_back(checked: list[Checked]) -> None:
    assert junit_xml(checked) == junit_xml(checked)
    for one, suite in zip_longest(checked, suites(*checked)):
        said = {p.name: p.value for p in suite.properties()}
        assert suite.name == printable(one.file)
        assert said["failing"] == str(len(one.failing))
        assert said["findings"] == str(len(one.findings))
        assert (suite.failures + suite.errors == 0) is one.holds
        assert suite.errors == bool(one.errors)
        cases = list(suite)
        assert suite.tests == len(cases)
        names = [printable(f"{r.about} {r.asks}") for r in one.results]
        assert [case.name for case in cases][: len(names)] == names
        bodies = [r.text or "" for case in cases for r in case.result]
        for finding in one.failing:
            assert any(printable(finding.message) in body.splitlines() for body in bodies)


def test_a_clause_fails_with_the_findings_against_it() -> None:
    one = found(message="db takes pay down", clauses=(VIOLATED.sentence,))
    (suite,) = suites(Checked("pay.json", results=(VIOLATED, HOLDS), findings=(one,)))
    failed, passed = suite
    assert (failed.classname, failed.name) == ("pay.json", "pay survives 1 failure")
    (failure,) = failed.result
    assert isinstance(failure, junitparser.Failure)
    assert (failure.type, failure.message) == ("violated", "falls to db")
    assert failure.text.splitlines()[0] == "db takes pay down"
    assert passed.result == []


def test_what_is_not_known_fails_unless_it_is_allowed() -> None:
    one = found(is_unknown=True, clauses=(UNKNOWN.sentence,))
    fields: dict[str, Any] = {"results": (UNKNOWN,), "findings": (one,)}
    assert outcomes(**fields) == [("pay is back within 1 h", [junitparser.Failure])]
    (suite,) = suites(Checked("pay.json", allows_unknown=True, **fields))
    (skipped,) = next(iter(suite)).result
    assert isinstance(skipped, junitparser.Skipped)
    assert skipped.message == "db says no time (not known, which is allowed)"


def test_what_was_so_in_the_baseline_is_skipped_and_says_so() -> None:
    one = found(state=State.UNCHANGED, clauses=(VIOLATED.sentence,))
    (suite,) = suites(Checked("pay.json", results=(VIOLATED,), findings=(one,), has_baseline=True))
    (skipped,) = next(iter(suite)).result
    assert isinstance(skipped, junitparser.Skipped)
    assert skipped.message == "falls to db (as in the baseline)"


def test_a_finding_against_no_clause_has_a_case_of_its_own() -> None:
    borne = Accepted(id="db", reason="too dear", until="2026-12-31")
    expired = found(0, rule="acceptance-expired", message="db was accepted until 2026-01-01")
    accepted = found(1, message="db takes pay down", accepted=borne)
    assert outcomes(results=(HOLDS,), findings=(expired, accepted)) == [
        ("pay is known", []),
        ("db was accepted until 2026-01-01", [junitparser.Failure]),
        ("db takes pay down", [junitparser.Skipped]),
    ]


def test_a_document_that_could_not_be_checked_is_an_error() -> None:
    (suite,) = suites(Checked("pay.json", errors=("line 1: is broken",)))
    (error,) = next(iter(suite)).result
    assert isinstance(error, junitparser.Error)
    assert error.message == "line 1: is broken"
    assert (suite.tests, suite.failures, suite.errors) == (1, 0, 1)


def test_many_findings_against_one_clause_are_cut_and_counted() -> None:
    many = tuple(found(n, clauses=(VIOLATED.sentence,)) for n in range(1_000))
    (suite,) = suites(Checked("pay.json", results=(VIOLATED,), findings=many))
    (failure,) = next(iter(suite)).result
    assert len(failure.text) < 21_000
    shown = failure.text.count("is a single point of failure of pay")
    assert failure.text.endswith(f"… and {1_000 - shown:,} of 1,000 findings more")
    assert {p.name: p.value for p in suite.properties()}["failing"] == "1000"
