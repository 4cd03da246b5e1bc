"""The part of the Markdown report that is about load: scenarios, margins, ranges."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.document import Topology
from topology.margins import (
    Fallback,
    HiddenCapacity,
    LongestSwitchover,
)
from topology.ranges import Sensitivity
from topology.render.escapes import code, table, text
from topology.render.text import count
from topology.render.timeline import (
    is_touched,
    number_words,
    outage_words,
    peak_words,
    special_words,
    stretch_words,
    time_words,
    told,
    use_words,
)
from topology.run import Outcome, Run
from topology.study import Played, Study
from topology.units import figure, percent

MAX_LINES = 80
MAX_ROWS = 40


def load_blocks(study: Study) -> Iterator[str]:
    """Scenarios with their outcomes, then what tips fallbacks, then where verdicts hold."""
    for played in study.played:
        yield from _scenario(played)
    yield from _margins(study)
    yield from _ranges(study)


# -- scenarios ------------------------------------------------------------------------------------


def _scenario(played: Played) -> Iterator[str]:
    scenario = played.scenario
    yield f"## Scenario {code(scenario.id)}"
    if scenario.name or scenario.description:
        said = ". ".join(text(part) for part in (scenario.name, scenario.description) if part)
        yield said
    if played.run is None:
        yield f"It cannot be played: {text(played.why_not)}."
        return
    yield from _outcomes(played.run)
    yield from _timeline(played.run)


def _timeline(run: Run) -> Iterator[str]:
    lines = list(told(run))
    rows = []
    before = ""
    for line, words in lines[:MAX_LINES]:
        at = time_words(line.at_s)
        rows.append(("" if at == before else at, text(words)))
        before = at
    if rows:
        yield table(("Time", "What happens"), rows)
    if len(lines) > MAX_LINES:
        yield f"Shown: {MAX_LINES:,} of {count(len(lines), 'line')}."


def _outcomes(run: Run) -> Iterator[str]:
    names = [name for name in run.outcomes if name in run.watched or is_touched(run, name)]
    judged = [name for name in names if name in run.watched]
    others = [name for name in names if name not in run.watched]
    unit = f" ({text(run.unit)})" if run.unit else ""
    rows = [_outcome_row(run, name) for name in [*judged, *others][:MAX_ROWS]]
    head: tuple[str, ...] = (
        "Component",
        "Out for",
        "Waiting for",
        "Served",
        f"Demand lost{unit}",
        "Highest load",
    )
    queues = any(run.outcomes[name].peak_backlog for name in names)
    if queues:
        head = (*head, f"Highest backlog{unit}", "Cleared")
    width = len(head)
    if rows:
        yield table(head, [row[:width] for row in rows])
    rest = len(run.outcomes) - len(rows)
    end = time_words(run.until_s)
    said = f"Played until {end}"
    if run.repeats_s is not None:
        said = f"It repeats itself every {time_words(run.repeats_s)} for ever"
    lost = [run.outcomes[name].money_lost for name in run.outcomes]
    if any(lost):
        currency = f" {text(run.currency)}" if run.currency else ""
        said += f"; money lost {figure(sum(lost))}{currency}"
    if rest:
        said += f"; {count(rest, 'other component')} went on as usual"
    if run.never:
        said += f"; never back, as they wait for one another: {', '.join(map(code, run.never))}"
    yield f"{said}."


def _outcome_row(run: Run, name: str) -> tuple[str, ...]:
    outcome = run.outcomes[name]
    out = time_words(outcome.downtime_s) if outcome.downtime_s else "never"
    if outcome.downtime_s and outcome.longest_outage_s < outcome.downtime_s * (1 - 1e-9):
        out += f" (longest {time_words(outcome.longest_outage_s)})"
    served = percent(outcome.served / outcome.offered) if outcome.offered else ""
    lost = figure(outcome.demand_lost) if outcome.demand_lost > 1e-9 else ""
    use = outcome.peak_utilisation
    return (
        code(name),
        out,
        outage_words(outcome),
        served,
        lost,
        use_words(use) if use is not None else "",
        *_backlog_cells(outcome),
    )


def _backlog_cells(outcome: Outcome) -> tuple[str, str]:
    if not outcome.peak_backlog:
        return "", ""
    peak = peak_words(outcome)
    if outcome.cleared_at_s is None:
        return peak, f"no: {figure(outcome.backlog)} left"
    return peak, time_words(outcome.cleared_at_s)


# -- margins --------------------------------------------------------------------------------------


def _margins(study: Study) -> Iterator[str]:
    entries, hidden = study.fallbacks, study.hidden_capacities
    longest = study.longest_switchovers
    if not entries and not hidden and not longest:
        return
    yield "## Margins"
    if entries:
        yield _fallback_table(study.topology, entries)
    if longest:
        yield _switchover_table(longest)
    if hidden:
        yield _hidden_table(study.topology, hidden)


def _fallback_table(topology: Topology, entries: Sequence[Fallback]) -> str:
    unit = f" ({text(topology.load_unit)})" if topology.load_unit else ""
    rows = [
        (
            code(entry.owner),
            ", ".join(map(code, entry.entry[:3])) + (" …" if len(entry.entry) > 3 else ""),
            percent(entry.share),
            "any" if entry.tipping_share is None else f"under {percent(entry.tipping_share)}",
            code(entry.component or ""),
            figure(entry.threshold or 0.0),
            figure(entry.lacking) if entry.lacking else "none",
            figure(entry.admission_limit) if entry.admission_limit is not None else "",
        )
        for entry in entries[:MAX_ROWS]
    ]
    head = (
        "Load of",
        "Falls back on",
        "Share that follows",
        "Share it bears",
        "Tips first",
        f"Bears{unit}",
        f"Capacity it lacks{unit}",
        f"Admission limit that keeps it up{unit}",
    )
    return table(head, rows)


def _switchover_table(longest: Sequence[LongestSwitchover]) -> str:
    rows = [
        (
            code(entry.target),
            code(entry.cause),
            time_words(entry.rto_s),
            time_words(entry.switchover_s),
            time_words(entry.longest_s),
        )
        for entry in longest[:MAX_ROWS]
    ]
    head = ("Target", "Failure of", "rto", "Switchover takes", "Longest that meets the rto")
    return table(head, rows)


def _hidden_table(topology: Topology, hidden: Sequence[HiddenCapacity]) -> str:
    unit = f" ({text(topology.load_unit)})" if topology.load_unit else ""
    rows = [
        (
            code(entry.component),
            figure(entry.capacity),
            figure(entry.hidden),
            figure(entry.load),
            "yes" if entry.is_vulnerable else "no",
        )
        for entry in hidden[:MAX_ROWS]
    ]
    head = (
        "Component",
        f"Capacity{unit}",
        f"Hidden capacity with its callers' retries{unit}",
        f"Load{unit}",
        "Stays over the edge once pushed",
    )
    return table(head, rows)


# -- ranges ---------------------------------------------------------------------------------------


def _ranges(study: Study) -> Iterator[str]:
    found = study.sensitivities
    if not found:
        return
    yield "## Where the verdicts hold"
    samples = max(sensitivity.samples for _, sensitivity in found)
    yield (
        "Each value that is given as a range was tried by itself, the others as they stand: at "
        f"{samples:,} values at most, and by bisection between those that differ."
    )
    rows = [row for about, s in found if s.is_decisive for row in _range_rows(about, s)]
    if rows:
        yield table(
            ("Value", "Range", "Verdict on", "Where", "What holds there, and not all over"), rows
        )
    settled = sorted({s.place for _, s in found} - {s.place for _, s in found if s.is_decisive})
    if settled:
        yield f"The same all over their range: {', '.join(map(code, settled))}."


def _range_rows(about: str, sensitivity: Sensitivity) -> Iterator[tuple[str, ...]]:
    ranged = sensitivity.ranged
    for number, stretch in enumerate(sensitivity.stretches):
        first = number == 0
        whole = f"{number_words(ranged, ranged.low)} … {number_words(ranged, ranged.high)}"
        yield (
            code(sensitivity.place) if first else "",
            f"{whole}, taken as {number_words(ranged, ranged.value)}" if first else "",
            text(about) if first else "",
            stretch_words(ranged, stretch),
            special_words(sensitivity, stretch, text),
        )
