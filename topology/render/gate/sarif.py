"""A check as SARIF 2.1.0, for code scanning and editors: one run, a result for each finding.

The format is that of the OASIS standard (docs.oasis-open.org/sarif/sarif/v2.1.0); the bounds are
those within which GitHub takes a file. What is left out for them is counted in the run.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Sequence

from topology import __version__
from topology.errors import printable
from topology.findings.gate.checked import Checked, Place
from topology.render.gate.ordered import Told, not_checked, worst_first
from topology.render.gate.sarif_results import BASE, MAX_MESSAGE, location, message, result
from topology.render.machine.plain import Plain
from topology.render.words.changes.gate import cut, summary_words, verdict_words

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
MOST_RESULTS = 25_000
"""Of a run; GitHub shows 5,000 of them."""
MAX_BYTES = 10_000_000
"""Of a file that is compressed."""
MAX_CHARACTERS = 100_000_000
MOST_NOTES = 1_000
RULES = {
    "single-point-of-failure": "One failure takes a target below its level",
    "never-up": "A target is down with nothing failed",
    "start-up-deadlock": "What runs cannot start from cold",
    "recovery-deadlock": "What could be mended never is, as what mends it is down with it",
    "below-level": "A target is below its level with nothing failed",
    "traffic-not-carried": "Traffic is cut off, or a link or a node carries too much",
    "not-judged": "Of a target nothing is known, so that it is not judged",
}
"""What is found; all other rules are told by their names."""


def sarif_json(checked: Sequence[Checked]) -> str:
    """The whole log, in ASCII."""
    return json.dumps(sarif_log(checked), separators=(",", ":")) + "\n"


def sarif_log(checked: Sequence[Checked]) -> Plain:
    """The same as plain values."""
    told = worst_first(checked)
    rules = sorted({printable(one.found.rule) for one in told})
    any_accepted = any(one.found.accepted is not None for one in told)
    results = list(_fitting(told, {rule: n for n, rule in enumerate(rules)}, any_accepted))
    errors = not_checked(checked)
    run = {
        "tool": {"driver": _driver(rules)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {BASE: {"description": {"text": "Where the check was run."}}},
        "invocations": [
            {
                "executionSuccessful": not errors,
                "toolExecutionNotifications": list(_notes(checked, len(told) - len(results))),
            }
        ],
        "results": results,
        "properties": {
            "summary": cut(summary_words(checked), MAX_MESSAGE),
            "documents": len(checked),
            "documentsNotChecked": len(errors),
            "findings": len(told),
            "findingsShown": len(results),
            "failing": sum(one.kind.fails for one in told),
        },
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _driver(rules: Sequence[str]) -> Plain:
    return {
        "name": "topology",
        "semanticVersion": __version__,
        "rules": list(map(_rule, rules)),
    }


def _rule(rule: str) -> Plain:
    words = {"text": _rule_words(rule)}
    return {"id": rule, "shortDescription": words, "fullDescription": words}


def _rule_words(rule: str) -> str:
    words = rule.replace("-", " ").replace("_", " ")
    return RULES.get(rule) or f"Of the gate, or a clause of an objective: {words}"


def _fitting(told: Sequence[Told], rules: dict[str, int], any_accepted: bool) -> Iterator[Plain]:
    """The results, worst first, as many as a file may have."""
    long, size, packer = 0, 0, zlib.compressobj(level=1)
    for one in told[:MOST_RESULTS]:
        made = result(one, rules[printable(one.found.rule)], any_accepted)
        text = json.dumps(made).encode()
        long += len(text)
        size += len(packer.compress(text))
        if size > MAX_BYTES or long > MAX_CHARACTERS:
            return
        yield made


def _notes(checked: Sequence[Checked], left_out: int) -> Iterator[Plain]:
    """What could not be checked, what is left out, and what the verdict on each document is."""
    if left_out:
        total = sum(len(one.findings) for one in checked)
        yield _note(
            "warning", f"{left_out:,} of {total:,} findings are left out, the least bad ones"
        )
    for one in not_checked(checked):
        yield _note("error", verdict_words(one), one.file)
    judged = [one for one in checked if not one.errors]
    for one in judged[:MOST_NOTES]:
        yield _note("note", f"{verdict_words(one)}. {one.known}".rstrip(), one.file)
        if one.gone:
            words = "; ".join(one.gone)
            yield _note("note", f"no longer found, {len(one.gone):,}: {words}", one.file)
    if judged[MOST_NOTES:]:
        more = f"{len(judged) - MOST_NOTES:,} of {len(judged):,} documents are not told one by one"
        yield _note("note", more)


def _note(level: str, words: str, file: str = "") -> Plain:
    where = {"locations": [location(Place(file))]} if file else {}
    return {"level": level, "message": message(words), **where}
