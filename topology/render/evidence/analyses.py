"""Which analyses were run, which were not, and why."""

from __future__ import annotations

from topology.findings.study import MAX_COMPONENTS, Study
from topology.render.tables.table import Id, Row, Table
from topology.render.words.phrases import share
from topology.values.units import counted

NOT_ASKED = "not run: not asked for"


def analyses(study: Study) -> Table:
    """Each analysis, and how far it went."""
    points = study.points
    judged, total = len(points.targets), _targets(study)
    rows: list[Row] = [
        ("Single failures, by structure", f"run: {share(judged, total)} targets judged"),
        ("Single failures, by load and delay", _load(study)),
        ("Start-up and recovery deadlocks", "run: all components"),
        ("Minimal cut sets", _some(study, "cut sets", len(study.cut_sets), judged)),
        ("Availability", _some(study, "availability", len(study.availabilities), judged)),
        ("Scenarios of the document", _scenarios(study)),
        ("Ranges of values", _ranges(study)),
        ("Traffic over the network", _network(study)),
        ("Concentration", _concentration(study)),
        ("Pairs of failures", f"{NOT_ASKED} (topology spof --pairs)"),
        ("What to change first", f"{NOT_ASKED} (topology remedy)"),
        ("Lost data", "not modelled: a risk says which data it loses, and nothing is made of it"),
    ]
    return Table(("Analysis", "How far"), tuple(rows))


def left_out(study: Study) -> list[Row]:
    """What a study leaves out, and why, with the scenarios that cannot be played."""
    rows: list[Row] = [(name, why) for name, why in sorted(study.absent.items())]
    rows += [
        (Id(played.scenario.id), f"it cannot be played: {played.why_not}")
        for played in study.played
        if played.run is None
    ]
    if study.points.load_unjudged:
        rows.append(("overload and delay", study.points.load_unjudged))
    return rows


def _targets(study: Study) -> int:
    points = study.points
    return len(points.targets) + len(points.never_up) + len(points.not_judged)


def _concentration(study: Study) -> str:
    if len(study.topology.components) > MAX_COMPONENTS:
        return f"not run: not worked out above {MAX_COMPONENTS:,} components"
    return "run: by all that components name; see the section"


def _load(study: Study) -> str:
    points = study.points
    if not points.under_load.matters:
        return "not run: nothing has a capacity or a limit, and no standby is late or partial"
    if points.load_unjudged:
        return f"not judged: {points.load_unjudged}"
    if points.causes_unjudged:
        return f"run, but for {len(points.causes_unjudged):,} failures"
    return "run: every single failure that moves load"


def _some(study: Study, name: str, done: int, of: int) -> str:
    why = study.absent.get(name)
    if not done:
        return f"not run: {why or 'there is no target that works'}"
    said = f"run: {share(done, max(of, done))} targets"
    return f"{said}; {why}" if why else said


def _scenarios(study: Study) -> str:
    if not study.played:
        return "not run: the document has none"
    done = sum(played.run is not None for played in study.played)
    return f"run: {share(done, len(study.played))}"


def _ranges(study: Study) -> str:
    ranges = len(study.graph.ranges)
    if not ranges:
        return "not run: no value is a range"
    if why := study.absent.get("ranges"):
        return f"run in part: {why}"
    return f"run: {counted(ranges, 'value')} given as a range"


def _network(study: Study) -> str:
    if not study.topology.traffic:
        return "not run: the document has no traffic"
    if study.network is None:
        return f"not run: {study.absent.get('network', 'it was left out')}"
    return f"run: {len(study.network.failures):,} single failures"
