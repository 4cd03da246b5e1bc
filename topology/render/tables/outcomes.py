"""What became of the components in a scenario, as a table, and how it ended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from topology.findings.ranking.severity import worst_outcomes
from topology.loads.cascade.run import Outcome, Run
from topology.render.tables.table import Id, Row, Table
from topology.render.words.carried.cascades import ended_words
from topology.render.words.outcomes import (
    growing_words,
    is_lasting,
    is_touched,
    outage_words,
    peak_words,
    rounds_words,
    use_words,
)
from topology.values.units import amount_unit, counted, figure, percent, time_words


class Outcomes(NamedTuple):
    """Components with what became of them; how many more there would be, and how many others."""

    table: Table
    left_out: int
    as_usual: int


def outcomes(run: Run, most: int, weights: Mapping[str, float] | None = None) -> Outcomes:
    """What became of what is judged and of whatever was touched; the judged first if all fit.

    Of both the worst first.
    """
    watched = frozenset(run.watched)
    touched = frozenset(name for name in run.outcomes if is_touched(run, name))
    names = worst_outcomes(run, watched, weights)
    names += worst_outcomes(run, touched - watched, weights)
    if len(names) > most:
        names.sort(key=lambda name: name not in touched)
    noun, size = amount_unit(run.load_unit)
    unit = f" ({noun})"
    head: tuple[str, ...] = (
        "Component", "Out for", "Waiting for", "Served of its load", f"Demand lost{unit}",
        "Highest load", f"Highest backlog{unit}", "Cleared",
    )  # fmt: skip
    rows = tuple(_outcome(run, name, size) for name in names[:most])
    if not any(run.outcomes[name].peak_backlog for name in names):
        head, rows = head[:6], tuple(row[:6] for row in rows)
    return Outcomes(Table(head, rows), len(names) - len(rows), len(run.outcomes) - len(names))


def _outcome(run: Run, name: str, size: float) -> Row:
    outcome = run.outcomes[name]
    out = time_words(outcome.downtime_s) if outcome.downtime_s else "never"
    if is_lasting(outcome):
        out = f"not back by the end{f' ({out} by then)' if outcome.downtime_s else ''}"
    elif outcome.downtime_s and outcome.longest_outage_s < outcome.downtime_s * (1 - 1e-9):
        out += f" (longest {time_words(outcome.longest_outage_s)})"
    use = outcome.peak_utilisation
    return (
        Id(name),
        out,
        outage_words(outcome),
        percent(outcome.served / outcome.offered) if outcome.offered else "",
        figure(outcome.demand_lost / size) if outcome.demand_lost > 1e-9 else "",
        use_words(use) if use is not None else "",
        *_backlog(outcome, size),
    )


def _backlog(outcome: Outcome, size: float) -> tuple[str, str]:
    if not outcome.peak_backlog:
        return "", ""
    peak = peak_words(outcome, figure(outcome.peak_backlog / size))
    if outcome.cleared_at_s is None:
        return peak, f"no: {figure(outcome.backlog / size)} left"
    return peak, time_words(outcome.cleared_at_s)


def ending(run: Run, found: Outcomes) -> str:
    """How a run ended, what was lost, and what of it is not in the table of outcomes."""
    said = f"Played until {time_words(run.until_s)}"
    if run.out_of_time:
        said += ", short of its end, as the time was too short: what follows is not known"
    elif run.rounds:
        said = f"I{rounds_words(run)[1:]}"
    elif run.cut_short:
        said += ", short of its end, as more happens than is followed"
    if run.growing:
        said += f"; {growing_words(run)}"
    lost = [run.outcomes[name].money_lost for name in run.outcomes]
    if any(lost):
        currency = f" {run.currency}" if run.currency else ""
        said += f"; money lost {figure(sum(lost))}{currency}"
    if found.left_out:
        said += f"; {counted(found.left_out, 'more component')} not listed"
    if found.as_usual:
        said += f"; {counted(found.as_usual, 'other component')} went on as usual"
    said += "".join(f"; {words}" for words in ended_words(run))
    if run.never:
        said += f"; never back, as they wait for one another: {', '.join(run.never)}"
    return said
