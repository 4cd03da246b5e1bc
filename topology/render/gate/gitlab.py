"""Findings as a code quality report of GitLab, which a merge request shows beside the lines.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from pathlib import PurePosixPath

from topology.errors import printable
from topology.findings.gate.checked import Checked, Place
from topology.render.gate.ordered import Told, not_checked, worst_first
from topology.render.machine.plain import Plain, ascii_json
from topology.render.words.changes.gate import Kind, accepted_words, cut, error_words

MAX_MESSAGE = 2_000
NOT_CHECKED = "not-checked"
SEVERITIES = {Kind.VIOLATED: "critical", Kind.NOT_KNOWN: "major"}
"""Of what fails the check; all else is `info`."""


def gitlab_json(checked: Sequence[Checked]) -> str:
    """The report: first what could not be checked, then the findings, worst first."""
    entries = [_not_checked(one) for one in not_checked(checked)]
    seen: Counter[tuple[str, str]] = Counter()
    for told in worst_first(checked):
        about = (told.document.file, told.found.fingerprint)
        entries.append(_entry(told, seen[about]))
        seen[about] += 1
    return ascii_json(entries)


def _not_checked(one: Checked) -> Plain:
    where = Place(one.file)
    return {
        "description": f"could not be checked: {cut(error_words(one), MAX_MESSAGE)}",
        "check_name": NOT_CHECKED,
        "fingerprint": _fingerprint(one.file, NOT_CHECKED),
        "severity": "blocker",
        "location": _location(where),
    }


def _entry(told: Told, before: int) -> Plain:
    found = told.found
    words = cut(found.message, MAX_MESSAGE)
    if found.accepted is not None:
        words = f"{words} ({cut(accepted_words(found.accepted), MAX_MESSAGE)})"
    elif told.kind is not Kind.VIOLATED:
        words = f"{words} ({told.kind})"
    number = (str(before),) if before else ()
    return {
        "description": words,
        "check_name": printable(found.rule),
        "fingerprint": _fingerprint(told.document.file, found.fingerprint, *number),
        "severity": SEVERITIES.get(told.kind, "info"),
        "location": _location(told.place),
    }


def _fingerprint(*parts: str) -> str:
    """Of a finding in its document, as GitLab shows only the first of those that have the same."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _location(place: Place) -> Plain:
    return {
        "path": printable(PurePosixPath(place.file).as_posix()),
        "lines": {"begin": place.line or 1},
    }
