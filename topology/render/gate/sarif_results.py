"""One finding as a result of SARIF: where, how bad, the reason as a code flow, what bears it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import PurePosixPath
from urllib.parse import quote

from topology.errors import printable
from topology.finding import Step
from topology.findings.gate.checked import Found, Place, State
from topology.render.files.markdown_text import text as markdown
from topology.render.gate.ordered import Told
from topology.render.machine.plain import Plain
from topology.render.words.changes.gate import Kind, accepted_words, cut, meaning_words

BASE = "%SRCROOT%"
"""What files are relative to, as code hosts call it."""
MAX_MESSAGE = 2_000
MOST_STEPS = 1_000
"""Of a code flow that GitHub shows; it takes 10,000."""
MOST_LISTED = 100
"""Clauses of a finding among its properties."""
LEVELS = {Kind.VIOLATED: "error", Kind.NOT_KNOWN: "warning", Kind.ALLOWED: "warning"}
"""All else is a `note`."""
BASELINE_STATES = {State.NEW: "new", State.WORSE: "updated", State.UNCHANGED: "unchanged"}
_BRACKET = re.compile(r"[\[\]]")


def result(told: Told, rule: int, any_accepted: bool) -> Plain:
    """One result; where any is suppressed, all say whether they are."""
    found = told.found
    made: Plain = {
        "ruleId": printable(found.rule),
        "ruleIndex": rule,
        "level": LEVELS.get(told.kind, "note"),
        "message": message(found.message, meaning_words(found)),
        "locations": [location(told.place)],
        "partialFingerprints": {"topology/v1": printable(found.fingerprint)},
        "baselineState": BASELINE_STATES[found.state],
        "properties": _properties(told),
    }
    if found.content:
        made["partialFingerprints"]["topologyContent/v1"] = printable(found.content)
    if found.steps:
        flow = _flow(found.steps, told.place)
        made["codeFlows"] = [{"threadFlows": [{"locations": flow}]}]
    if any_accepted:
        made["suppressions"] = list(_suppressions(found))
    return made


def message(words: str, below: Iterable[str] = ()) -> Plain:
    """A message; nothing in it is a link, nor markup."""
    text = _no_link(cut(words, MAX_MESSAGE))
    lines = [markdown(cut(line, MAX_MESSAGE)) for line in below]
    if not lines:
        return {"text": text}
    told = "".join(f"\n- {line}" for line in lines)
    return {"text": text, "markdown": f"{markdown(cut(words, MAX_MESSAGE))}\n{told}"}


def _no_link(text: str) -> str:
    """Brackets are escaped where text in them could be taken for a link (3.11.6 of the standard).

    >>> print(_no_link("a[0] of [x](http://x.example)"), _no_link("a[0]"))
    a\\[0\\] of \\[x\\](http://x.example) a[0]
    """
    return _BRACKET.sub(r"\\\g<0>", text) if "](" in text else text


def location(place: Place) -> Plain:
    """A file, and the line where that is known."""
    physical: Plain = {"artifactLocation": _artifact(place.file)}
    if place.line:
        column = {"startColumn": place.column} if place.column else {}
        physical["region"] = {"startLine": place.line, **column}
    return {"physicalLocation": physical}


def _artifact(file: str) -> Plain:
    """Where a file lies: relative to where the check was run, unless that is not how it is given.

    >>> _artifact("./a b/c#1.yaml")
    {'uri': 'a%20b/c%231.yaml', 'uriBaseId': '%SRCROOT%'}
    """
    path = PurePosixPath(printable(file))
    uri = quote(path.as_posix())
    return {"uri": f"file://{uri}"} if path.is_absolute() else {"uri": uri, "uriBaseId": BASE}


def _flow(steps: Iterable[Step], place: Place) -> list[Plain]:
    """The reason, step by step; what became of alternatives comes before, a level further in."""
    told = list(_told(steps, 0))
    shown = told if len(told) <= MOST_STEPS else told[: MOST_STEPS - 1]
    if left := len(told) - len(shown):
        shown.append((0, f"… {left:,} of {len(told):,} steps more"))
    where = location(place)
    return [
        {
            "location": {**where, "message": message(words or "–")},
            "nestingLevel": level,
            "executionOrder": number,
        }
        for number, (level, words) in enumerate(shown, 1)
    ]


def _told(steps: Iterable[Step], level: int) -> Iterator[tuple[int, str]]:
    for step in steps:
        for lost in step.alternatives:
            yield from _told(lost, level + 1)
        if step.further:
            yield level + 1, f"{step.further:,} more"
        yield level, step.words


def _suppressions(found: Found) -> Iterator[Plain]:
    if found.accepted is not None:
        words = cut(accepted_words(found.accepted), MAX_MESSAGE)
        yield {"kind": "external", "status": "accepted", "justification": words}


def _properties(told: Told) -> Plain:
    found = told.found
    back_s = found.back_s
    return {
        "document": printable(told.document.file),
        "failing": told.kind.fails,
        "kind": told.kind,
        "target": printable(found.target),
        "cause": printable(found.cause),
        "class": found.failure_class,
        "back": printable(found.back),
        "longestOutageSeconds": back_s if back_s is not None and isfinite(back_s) else None,
        "takes": found.takes,
        "clauses": [cut(words, MAX_MESSAGE) for words in found.clauses[:MOST_LISTED]],
        "clausesInAll": len(found.clauses),
    }
