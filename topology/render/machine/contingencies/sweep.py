"""A sweep of contingencies as JSON lines: what it is of, each contingency, what came of all.

Each line is an object by itself, in ASCII, so that whoever reads a file that is still being written
has only the last line to mistrust.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from topology import __version__
from topology.findings.sweep.sweep import Outcome, Sweep
from topology.render.machine.plain import FORMAT, Plain

END = "ended"
"""The key of the last line."""


def line(plain: Plain) -> str:
    """A line of the file, with its end."""
    return json.dumps(plain, separators=(",", ":"), allow_nan=False) + "\n"


def head_plain(sweep: Sweep) -> Plain:
    """The first line: all that the others hang on."""
    points = sweep.points
    text = points.topology.to_json()
    return {
        "format": FORMAT,
        "version": __version__,
        "document": points.topology.name,
        "document_sha256": sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
        "order": sweep.order,
        "targets": list(sweep.targets),
        "never_up": list(points.never_up),
        "not_judged": list(points.not_judged),
        "causes": len(sweep.members),
        "contingencies": sweep.number,
        "load_not_judged": sweep.load_unjudged,
        "load_not_judged_of": list(sweep.by_structure),
    }


def outcome_plain(outcome: Outcome) -> Plain:
    """One contingency: what fails, and which targets fall to it how; the others hold."""
    plain: Plain = {
        "failed": list(outcome.failed),
        "falls": {target: kind.value for target, kind in outcome.falls},
    }
    if outcome.load_unjudged:
        plain["load_not_judged"] = outcome.load_unjudged
    return plain


class Tally:
    """How many contingencies there are so far, and to how many each target falls in which way."""

    def __init__(self, targets: Iterable[str]) -> None:
        self.number = 0
        self.unjudged = 0
        """Those whose loads could not be judged."""
        self.falls: dict[str, Counter[str]] = {target: Counter() for target in targets}

    @classmethod
    def of(cls, last: Mapping[str, Any]) -> Tally:
        """What a last line says."""
        found = cls(())
        found.number, found.unjudged = last["contingencies"], last["load_not_judged"]
        found.falls = {target: Counter(kinds) for target, kinds in last["falls"].items()}
        return found

    def add(self, row: Mapping[str, object]) -> None:
        """One more. Raises `KeyError`, `TypeError` or `AttributeError` for what is none."""
        self.number += 1
        self.unjudged += "load_not_judged" in row
        for target, kind in row["falls"].items():  # type: ignore[attr-defined]
            self.falls[target][kind] += 1

    def plain(self) -> Plain:
        """The last line: that this was all, and what it came to."""
        return {
            END: True,
            "contingencies": self.number,
            "falls": {target: dict(sorted(kinds.items())) for target, kinds in self.falls.items()},
            "load_not_judged": self.unjudged,
        }
