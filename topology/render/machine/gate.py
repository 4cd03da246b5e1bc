"""A check as plain values, described by a JSON Schema (docs/check.schema.json)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import isfinite

from topology.document.schema import Accepted
from topology.findings.gate.checked import (
    Checked,
    Found,
    Place,
    Result,
    Standing,
    passes,
    standings,
)
from topology.render.machine.findings import steps_plain
from topology.render.machine.plain import FORMAT, Plain


def gate_plain(checked: Sequence[Checked]) -> Plain:
    """The result of `check`: `holds` is what its exit code says."""
    return {
        "format": FORMAT,
        "holds": passes(checked),
        "documents_in_all": len(checked),
        "documents_that_hold": sum(one.holds for one in checked),
        "documents_not_checked": sum(bool(one.errors) for one in checked),
        "clauses": _standings(standings(checked)),
        "findings": sum(len(one.findings) for one in checked),
        "failing": sum(len(one.failing) for one in checked),
        "documents": list(map(_document, checked)),
    }


def _standings(counts: Counter[Standing]) -> Plain:
    return {
        "in_all": counts.total(),
        "hold": counts[Standing.HOLDS],
        "violated": counts[Standing.VIOLATED],
        "not_known": counts[Standing.NOT_KNOWN],
    }


def _document(one: Checked) -> Plain:
    return {
        "file": one.file,
        "name": one.name,
        "holds": one.holds,
        "error": "\n".join(one.errors) or None,
        "today": one.today or None,
        "known": one.known or None,
        "has_baseline": one.has_baseline,
        "allows_unknown": one.allows_unknown,
        "acceptances": one.accepted,
        "clauses": _standings(one.standings),
        "failing": len(one.failing),
        "results": list(map(_result, one.results)),
        "findings": [_found(found, fails=one.fails(found)) for found in one.findings],
        "gone": list(one.gone),
    }


def _result(result: Result) -> Plain:
    return {
        "objective": result.objective,
        "about": result.about,
        "rule": result.rule or None,
        "asks": result.asks,
        "standing": result.standing,
        "why": result.why,
        "source": result.source or None,
        "place": _place(result.place),
    }


def _found(found: Found, *, fails: bool) -> Plain:
    """`back_s` is null where it never is back, or where that is not known; `back` says which."""
    back_s = found.back_s
    return {
        "rule": found.rule,
        "target": found.target or None,
        "cause": found.cause or None,
        "message": found.message,
        "class": found.failure_class,
        "because": steps_plain(found.steps),
        "back": found.back or None,
        "back_s": back_s if back_s is not None and isfinite(back_s) else None,
        "takes": found.takes,
        "clauses": list(found.clauses),
        "place": _place(found.place),
        "fingerprint": found.fingerprint,
        "content": found.content or None,
        "state": found.state,
        "unknown": found.is_unknown,
        "accepted": _accepted(found.accepted),
        "fails": fails,
    }


def _accepted(entry: Accepted | None) -> Plain | None:
    if entry is None:
        return None
    return {"id": entry.id, "reason": entry.reason, "until": entry.until, "by": entry.by}


def _place(place: Place | None) -> Plain | None:
    if place is None:
        return None
    return {"file": place.file, "line": place.line, "column": place.column}
