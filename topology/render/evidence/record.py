"""The record of a judgement: what was judged, what was found, what was not judged, and how."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from topology.document.own_words import PREFIX
from topology.findings.returns import returns
from topology.findings.study import Study
from topology.render.evidence.analyses import analyses, left_out
from topology.render.tables.assumptions import assumptions
from topology.render.tables.concentration import MAX_GROUPS, concentrated
from topology.render.tables.findings import (
    conditions,
    findings,
    objectives,
    recovery_deadlocks,
    unjudged,
)
from topology.render.tables.table import Id, Row, Table
from topology.render.words.concentration import ALL_AT_ONCE, title, unjudged_words
from topology.render.words.phrases import share
from topology.render.words.verdict import (
    SpofTotals,
    known_words,
    returns_words,
    traffic_words,
    verdict,
)
from topology.values.units import counted

AUTHOR, APPROVER = f"{PREFIX}author", f"{PREFIX}approver"
MAX_ROWS = 500
"""Rows of a table; what is left out is said."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was judged: its name without folders, and the SHA-256 of its bytes, in hex."""

    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Given:
    """What is said of a record from outside: nothing in it is taken from a clock or a machine."""

    document: Source
    version: str
    """Of the program."""
    command: str
    """By which it is made again, in the folder of the document."""
    date: str | None = None
    author: str | None = None
    approver: str | None = None
    objectives: Source | None = None
    is_timed: bool = False
    """Whether a time limit may have cut it short, which goes by the clock of the machine."""

    def again(self) -> str:
        """How far the command makes the same record again."""
        files, hashes = "the document", "The hash says whether it is still what was judged."
        if self.objectives is not None:
            files += " and the objectives"
            hashes = "The hashes say whether they are still what was judged."
        left_out = ", but for what its time limit leaves out, which hangs on the machine"
        return (
            f"In a folder with {files}, with the version named above, this command makes the same "
            f"bytes again{left_out if self.is_timed else ''}. {hashes}"
        )


@dataclass(frozen=True, slots=True)
class Part:
    """A section: sentences, then tables."""

    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    command: str = ""


@dataclass(frozen=True)
class Record:
    """All that stands in the file. Texts of the document are not escaped yet."""

    study: Study
    given: Given
    heading: str = field(default="Evidence of operational resilience")

    @property
    def title(self) -> str:
        """The name of the topology."""
        return self.study.topology.name

    @cached_property
    def own(self) -> dict[str, str]:
        """What the document says of itself under keys of its own, at its top, by key."""
        words = [own for path, own in self.study.topology.own_words if path == ()]
        return {key: _said(value) for own in words for key, value in sorted(own.items())}

    def facts(self) -> Table:
        """What was judged, by what, when and by whom."""
        given = self.given
        rows: list[Row] = [
            ("Document", given.document.name),
            ("SHA-256 of the document", given.document.sha256),
        ]
        if given.objectives is not None:
            rows += [
                ("Objectives beside it", given.objectives.name),
                ("SHA-256 of the objectives", given.objectives.sha256),
            ]
        rows += [
            ("Program", f"topology {given.version}"),
            ("Date", given.date or "no date given"),
            ("Author", given.author or self.own.get(AUTHOR) or "no author given"),
            ("Approved by", given.approver or self.own.get(APPROVER) or "no approver given"),
        ]
        others = {key: said for key, said in self.own.items() if key not in (AUTHOR, APPROVER)}
        return Table(("", ""), (*rows, *others.items()))

    def parts(self) -> Iterator[Part]:
        """All sections, in their order; each says so where there is nothing to say."""
        yield self._verdict()
        yield self._objectives()
        yield self._findings()
        yield self._concentration()
        yield self._accepted()
        yield self._assumptions()
        yield self._not_judged()
        yield Part("Analyses", (), (analyses(self.study),))
        yield Part("How to reproduce it", (self.given.again(),), (), self.given.command)

    # -- sections ---------------------------------------------------------------------------------

    def _verdict(self) -> Part:
        points = self.study.points
        known = known_words(points)
        also = (f"{known[0].upper()}{known[1:]}.",) if known else ()
        totals = SpofTotals(points, self.study.over_ranges)
        return Part("Verdict", (verdict(totals), *also))

    def _objectives(self) -> Part:
        verdicts = self.study.verdicts
        if not verdicts:
            return Part("Objectives", ("The document states no objective, so none was judged.",))
        total = len(verdicts)
        said = [
            f"{words}: {share(sum(v.holds is holds for v in verdicts), total)} objectives."
            for holds, words in ((True, "Hold"), (False, "Violated"), (None, "Not known"))
        ]
        found = objectives(self.study)
        return Part("Objectives", (" ".join(said),), (_first(found),))

    def _findings(self) -> Part:
        study = self.study
        points = study.points
        total = sum(len(points.causes(target)) for target in points.falling())
        tables = [
            conditions(study, MAX_ROWS),
            recovery_deadlocks(study, MAX_ROWS),
            findings(study, MAX_ROWS),
        ]
        said = [returns_words(returns(points)), traffic_words(points)]
        said += [f"Shown: {MAX_ROWS:,} of {counted(total, 'finding')}."] * (total > MAX_ROWS)
        kept = tuple(table for table in tables if table.rows)
        nothing = () if kept or any(said) else ("None.",)
        return Part("Findings", (*filter(None, said), *nothing), kept)

    def _concentration(self) -> Part:
        found = self.study.concentration(MAX_GROUPS)
        if isinstance(found, str):
            return Part("Concentration", (f"It was {found}.",))
        said = [
            f"{words[0].upper()}{words[1:]}." for words in (ALL_AT_ONCE, *unjudged_words(found))
        ]
        tables = []
        for one in found.found:
            made = concentrated(found, one, MAX_GROUPS)
            more = one.total - len(made.rows)
            left = f" {more:,} more are not shown." if more else ""
            tables.append(Table(made.head, made.rows, f"{title(one.by)}: {made.note}{left}"))
        if "provider" not in {one.by for one in found.found}:
            said.append("No component names a provider, so nothing was judged by provider.")
        return Part("Concentration", tuple(said), tuple(tables))

    def _accepted(self) -> Part:
        points = self.study.points
        rows = []
        for (target, cause), entry in sorted(points.accepted.items()):
            over = {None: "no date to judge by", True: "over: it counts again", False: "accepted"}
            found = target in points.targets and cause in points.causes(target)
            standing = over[points.is_over(entry)] + ("" if found else "; not found today")
            rows.append((Id(target), Id(cause), entry.until, entry.reason, standing))
        head = ("Target", "Finding accepted", "Until", "Reason", "Standing")
        return _listed("Accepted findings", Table(head, tuple(rows)), "None.")

    def _assumptions(self) -> Part:
        rows = tuple((Id(w), value, why) for w, value, why in assumptions(self.study.topology))
        table = Table(("Where", "Value", "Why"), rows)
        return _listed("Assumptions and guesses", table, "The document marks none.")

    def _not_judged(self) -> Part:
        study, rows = self.study, list[Row]()
        for target in study.points.not_judged:
            rows.append((Id(target), study.points.not_judged_finding(target).reason[0]))
        rows += left_out(study)
        table = Table(("What", "Why"), tuple(rows))
        part = _listed("What was not judged, and why", table, "Nothing.")
        more = unjudged(study, MAX_ROWS)
        if not more.rows:
            return part
        return Part(part.title, (), (*part.tables, more))


def _listed(name: str, table: Table, nothing: str) -> Part:
    return Part(name, (), (_first(table),)) if table.rows else Part(name, (nothing,))


def _first(table: Table) -> Table:
    """The first rows of a table, and how many there are."""
    total = len(table.rows)
    note = f"Shown: {MAX_ROWS:,} of {total:,} rows." if total > MAX_ROWS else table.note
    return Table(table.head, table.rows[:MAX_ROWS], note)


def _said(value: object) -> str:
    """What stands under a key: a text, several, or any other value as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
