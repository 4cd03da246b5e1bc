"""What came of a check, in sentences: of one document, of all of them, of one finding."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum

from topology.document.schema import Accepted
from topology.errors import printable
from topology.finding import in_words
from topology.findings.gate.checked import Checked, Found, Standing, State, standings
from topology.structure.words import names_words
from topology.values.units import counted

MOST_CLAUSES = 5
"""Clauses that are told of one finding."""


class Kind(StrEnum):
    """What a finding means for the check; the first two fail it."""

    VIOLATED = "violated"
    NOT_KNOWN = "not known"
    ALLOWED = "not known, which is allowed"
    UNCHANGED = "as in the baseline"
    ACCEPTED = "accepted"

    @property
    def fails(self) -> bool:
        """Whether the check fails for it."""
        return self in (Kind.VIOLATED, Kind.NOT_KNOWN)

    @property
    def label(self) -> str:
        """What a finding of it is called: clauses are violated, not findings."""
        return "found" if self is Kind.VIOLATED else str(self)


def kind_of(one: Checked, found: Found) -> Kind:
    """What a finding of a document means for its check."""
    if one.fails(found):
        return Kind.NOT_KNOWN if found.is_unknown else Kind.VIOLATED
    if found.accepted is not None:
        return Kind.ACCEPTED
    return Kind.UNCHANGED if found.state is State.UNCHANGED else Kind.ALLOWED


def cut(text: str, most: int) -> str:
    """A text of the document, printable, and cut where it is longer; then how long it is.

    >>> cut("a\\nb", 10), cut("abcdef", 3)
    ('a\\\\u000ab', 'abc… (6 characters)')
    """
    if len(text) > most:
        return f"{printable(text[:most])}… ({len(text):,} characters)"
    return printable(text)


def accepted_words(entry: Accepted) -> str:
    """By what a finding is borne, until when, and by whom."""
    return f"accepted until {until_words(entry)}"


def until_words(entry: Accepted) -> str:
    """The same below a heading that says `until`."""
    by = f" by {entry.by}" if entry.by else ""
    return f"{entry.until}{by}: {entry.reason}"


def beside_clauses(one: Checked) -> list[Found]:
    """The findings of a document that are more than the clauses they are of."""
    told = {result.sentence for result in one.results}
    return [found for found in one.findings if found.message not in told]


def grouped(findings: Sequence[Found]) -> list[list[Found]]:
    """Findings of one cause in one class together, each group where its first stood."""
    groups: dict[object, list[Found]] = {}
    for found in findings:
        is_alone = not found.cause or not found.target
        key = found.fingerprint if is_alone else (found.rule, found.cause, found.failure_class)
        groups.setdefault(key, []).append(found)
    return list(groups.values())


def group_words(group: Sequence[Found]) -> str:
    """The message of the first, with the other targets to which the cause does the same."""
    others = [found.target for found in group[1:]]
    return group[0].message + (f", and of {names_words(others)}" if others else "")


def below_words(found: Found, most_clauses: int = MOST_CLAUSES) -> Iterator[str]:
    """What is to be said of a finding beside its message: the reason, and what it means."""
    if found.steps:
        yield f"why: {in_words(found.steps)}"
    yield from meaning_words(found, most_clauses)


def meaning_words(found: Found, most_clauses: int = MOST_CLAUSES) -> Iterator[str]:
    """How long, how much, against what; and by what it is borne."""
    if found.back:
        yield f"return: {found.back}"
    if found.takes is not None:
        yield f"takes down {counted(found.takes, 'component')} beside itself"
    for clause in found.clauses[:most_clauses]:
        yield f"against: {clause}"
    more = len(found.clauses[most_clauses:])
    if more and most_clauses:
        yield f"and against {more:,} of {len(found.clauses):,} clauses more"
    if found.accepted is not None:
        yield accepted_words(found.accepted)
    if found.state is State.WORSE:
        yield "worse than in the baseline"


def place_words(found: Found) -> str:
    """Where what a finding is about is described; empty where that is not known.

    A file, with line and column if they are known, as editors and terminals follow them.
    """
    place = found.place
    if place is None:
        return ""
    return ":".join(str(part) for part in (place.file, place.line, place.column) if part)


def told_words(one: Checked) -> list[str]:
    """Each clause that does not hold and each finding on a line, and last the verdict."""
    clauses = (f"{r.standing}: {r.words}" for r in one.results if r.standing is not Standing.HOLDS)
    kinds = ((kind_of(one, found), found) for found in beside_clauses(one))
    found = (f"{kind.label}: {found.message}" for kind, found in kinds)
    return [*map(printable, (*clauses, *found)), printable(verdict_words(one))]


def verdict_words(one: Checked) -> str:
    """Whether a document holds, and by how many of its clauses and findings."""
    if one.errors:
        return f"could not be checked: {error_words(one)}"
    is_whole = set(one.standings) <= {Standing.HOLDS}
    verdict = "does not hold" if not one.holds else "holds" if is_whole else "passes"
    parts = [_clauses_words(one.standings), *_findings_words([one])]
    return f"{verdict}: {'; '.join(parts)}"


def error_words(one: Checked) -> str:
    """All that is wrong with a document, in one line."""
    return "; ".join(one.errors)


def summary_words(checked: Sequence[Checked]) -> str:
    """The same of all documents, and by which date acceptances were judged."""
    judged = [one for one in checked if not one.errors]
    holding = sum(one.holds for one in checked)
    parts = [f"{holding:,} of {counted(len(checked), 'document')} {_verb(holding, 'hold')}"]
    if errors := len(checked) - len(judged):
        parts.append(f"{errors:,} of {len(checked):,} could not be checked")
    dates = sorted({one.today for one in judged if one.today})
    parts += [_clauses_words(standings(checked)), *_findings_words(judged)]
    said = "; ".join(parts)
    return f"{said}, judged by the date {' and '.join(dates)}" if dates else said


def next_words(
    checked: Sequence[Checked], typed: Sequence[str] | None = None
) -> Iterator[tuple[str, ...]]:
    """The next useful commands, as words: to look at the first that fails, to start from here.

    `typed` is what was typed for the check: files, and what is asked beside them.
    """
    one = next((one for one in checked if one.failing), None)
    if one is None:
        return
    target = next((found.target for found in one.failing if found.target), "")
    yield ("spof", one.file, "--for", target) if target else ("validate", one.file)
    if not one.has_baseline:
        yield ("baseline", *((one.file,) if typed is None else typed), "-o", "baseline.json")


def _clauses_words(counts: Counter[Standing]) -> str:
    """How many clauses are violated, and how many not known, of how many."""
    total = counts.total()
    if not total:
        return "no clause is asked"
    violated, unknown = counts[Standing.VIOLATED], counts[Standing.NOT_KNOWN]
    if not violated and not unknown:
        return "1 of 1 clause holds" if total == 1 else f"all {total:,} clauses hold"
    said = f"{violated:,} of {counted(total, 'clause')} {_are(violated)} violated"
    return f"{said}, {unknown:,} {_are(unknown)} not known" if unknown else said


def _findings_words(checked: Iterable[Checked]) -> Iterator[str]:
    """How many findings fail the check, and what becomes of the others, of how many."""
    found = [(kind_of(one, f), f) for one in checked for f in one.findings]
    kinds = Counter(kind for kind, _ in found)
    if not found:
        return
    total = len(found)
    failing = sum(count for kind, count in kinds.items() if kind.fails)
    whole = f"{failing:,} of {counted(total, 'finding')} {_verb(failing, 'fail')} the check"
    others = []
    if accepted := [f.accepted for _, f in found if f.accepted is not None]:
        first = min(entry.until for entry in accepted)
        until = f"until {first}" if len(accepted) == 1 else f"the first until {first}"
        others.append(f"{len(accepted):,} {_are(len(accepted))} accepted ({until})")
    rest = ((kind, kinds[kind]) for kind in (Kind.UNCHANGED, Kind.ALLOWED) if kinds[kind])
    others += [f"{count:,} {_are(count)} {kind}" for kind, count in rest]
    yield ", ".join([whole, *others])


def _are(number: int) -> str:
    return "is" if number == 1 else "are"


def _verb(number: int, verb: str) -> str:
    return f"{verb}s" if number == 1 else verb
