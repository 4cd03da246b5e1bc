"""A cascade and its ranges, as plain values and as CSV."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from topology.findings.sensitivity import Sensitivity
from topology.loads.cascade.run import Outcome, Run, TrafficOutcome
from topology.render.machine.csv_text import csv_text
from topology.render.machine.plain import FORMAT, Plain
from topology.render.machine.ranges import range_plain


def run_plain(run: Run, ranges: Sequence[Sensitivity] = ()) -> Plain:
    """The run as the published JSON: times in seconds, amounts in `amount_unit`."""
    plain: Plain = {
        "format": FORMAT,
        "scenario": run.scenario,
        "until_s": run.until_s,
        "at_rest": run.at_rest,
        "repeats_s": run.repeats_s,
        "rounds": dict(sorted(run.rounds.items())),
        "restless": sorted(run.restless),
        "cut_short": run.cut_short,
        "out_of_time": run.out_of_time,
        "amount_unit": run.unit or None,
        "events": [
            {
                "at_s": line.at_s,
                "event": line.event.value,
                "component": line.component,
                "because": list(because),
            }
            for line, because in zip(run.timeline, run.all_because(), strict=True)
        ],
        "traffic": None if run.traffic is None else _traffic_plain(run.traffic),
        "components": {name: _outcome_plain(run.outcomes[name]) for name in sorted(run.outcomes)},
        "down": list(run.down),
        "never": list(run.never),
        "growing": list(run.growing),
        "ranges": list(map(range_plain, ranges)),
    }
    if run.series:
        plain["series"] = {
            name: {
                "t_s": list(series.t_s),
                "load": list(series.load),
                "served": list(series.served),
                "backlog": list(series.backlog),
                "utilisation": [_finite(value) for value in series.utilisation],
                "level": list(series.level),
            }
            for name, series in sorted(run.series.items())
        }
    return plain


def _traffic_plain(traffic: TrafficOutcome) -> Plain:
    """The accounts of the traffic; its rates over time as lists of one length."""
    plain = {name: getattr(traffic, name) for name in TrafficOutcome.__dataclass_fields__}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in plain.items()}


def _outcome_plain(outcome: Outcome) -> Plain:
    fields = Outcome.__dataclass_fields__
    plain = {name: getattr(outcome, name) for name in fields}
    plain["longest_outage_s"] = _finite(outcome.longest_outage_s)
    lasts = math.isinf(outcome.longest_outage_s)
    plain["longest_outage_reason"] = "not back by the end" if lasts else None
    plain["peak_utilisation"] = _finite(outcome.peak_utilisation)
    return plain


def _finite(value: float | None) -> float | None:
    """JSON has no infinity: the use of a capacity of nothing, or an outage without end."""
    return value if value is not None and math.isfinite(value) else None


def run_csv(run: Run) -> str:
    """The timeline as CSV: one line for each event."""
    return csv_text(*timeline_rows(run))


def timeline_rows(run: Run) -> tuple[tuple[str, ...], Iterator[tuple[str, ...]]]:
    """The names of the columns, and the rows."""
    rows = (
        (
            repr(line.at_s),
            line.event.value,
            line.component,
            line.words,
            " → ".join(because[:-1]),
        )
        for line, because in zip(run.timeline, run.all_because(), strict=True)
    )
    return ("at_s", "event", "component", "what", "because"), rows
