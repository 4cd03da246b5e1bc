"""A whole study as one JSON object, described by a JSON Schema (docs/study.schema.json)."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from topology.findings.objectives.clauses import Verdict
from topology.findings.sensitivity import Sensitivity
from topology.findings.study import Played, Study
from topology.render.machine.cascade import run_plain
from topology.render.machine.chances.availability import availability_plain
from topology.render.machine.chances.cut_sets import target_plain
from topology.render.machine.chances.survival import survival_plain
from topology.render.machine.findings import spof_plain
from topology.render.machine.plain import FORMAT, Plain
from topology.render.machine.ranges import range_plain
from topology.values.indented_json import indented_json

if TYPE_CHECKING:
    from topology.network.sweep import Sweep

MAX_SETS = 100
"""Cut sets that are listed of each target."""


def study_json(study: Study) -> str:
    """The text of the file."""
    return indented_json(study_plain(study), allow_nan=False) + "\n"


def study_plain(study: Study) -> Plain:
    """All results, as the commands give them one by one."""
    spof = spof_plain(study.points)
    del spof["format"], spof["topology"]
    availability = availability_plain(list(study.availabilities.values()))["targets"]
    plain: Plain = {
        "format": FORMAT,
        "topology": study.topology.name,
        "spof": spof,
        "objectives": [_verdict(verdict, study) for verdict in study.verdicts],
        "cut_sets": [target_plain(sets, MAX_SETS) for sets in study.cut_sets.values()],
        "availability": availability,
        "scenarios": list(map(_played, study.played)),
        "fallbacks": list(map(asdict, study.fallbacks)),
        "hidden_capacities": [
            {**asdict(entry), "vulnerable": entry.is_vulnerable}
            for entry in study.hidden_capacities
        ],
        "longest_switchovers": list(map(asdict, study.longest_switchovers)),
        "ranges": [_range(about, entry) for about, entry in study.sensitivities],
        "absent": dict(sorted(study.absent.items())),
    }
    if study.network is not None:
        plain["network"] = _network(study.network)
    if study.survivals is not None:
        plain["failures_at_random"] = survival_plain(study.survivals)
        del plain["failures_at_random"]["format"]
    return plain


def _network(sweep: Sweep) -> Plain:
    """As the command gives it, which asks for more than a sweep keeps."""
    from topology.network.survey.survey import Question, Survey
    from topology.render.machine.network import network_plain

    plain = network_plain(Survey.of(sweep.network, Question(limit=sweep.limit)))
    return {**plain, "failures": list(plain["failures"])}


def _verdict(verdict: Verdict, study: Study) -> Plain:
    return {
        "of": verdict.about,
        "holds": verdict.holds,
        "target": verdict.target or None,
        "clauses": [
            {"asks": c.asks, "holds": c.holds, "why": c.why, "rule": c.rule or None}
            for c in verdict.clauses
        ],
        "violated_by": list(verdict.violated_by),
        "accepted": [
            {**asdict(entry), "over": study.points.is_over(entry)} for entry in verdict.accepted
        ],
    }


def _played(played: Played) -> Plain:
    if played.run is None:
        return {"scenario": played.scenario.id, "why_not": played.why_not}
    plain = run_plain(played.run)
    del plain["format"]
    return plain


def _range(about: str, entry: Sensitivity) -> Plain:
    return {"about": about, **range_plain(entry)}
