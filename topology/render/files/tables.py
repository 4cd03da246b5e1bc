"""The tables of a report, as data: what they say is decided here, how they look elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import NamedTuple

from topology.cutsets.cutsets import CutSet, CutSets
from topology.document.failure_data import YEAR_S
from topology.findings.sensitivity import Sensitivity
from topology.findings.study import Study
from topology.loads.cascade.run import Outcome, Run
from topology.render.table import Id, Row, Table
from topology.render.terminal.cuts import counts_words, incomplete_words, redundancy_words, whole
from topology.render.terminal.probabilities import importance_cells, mean_words
from topology.render.terminal.text import ARROW
from topology.render.terminal.timeline import (
    is_touched,
    number_words,
    outage_words,
    peak_words,
    special_words,
    stretch_words,
    time_words,
    use_words,
)
from topology.values.units import figure, nines, percent

MAX_SETS = 10
"""Cut sets that are listed of each target, beyond its single points."""
MAX_CAUSES = 10
"""Causes of which the importance is listed, of each target."""


HOLDS = {True: "yes", False: "no", None: "not known"}


def objectives(study: Study) -> Table:
    """What each objective asks, and whether that holds."""
    rows = (
        (Id(verdict.objective.of), clause.asks, HOLDS[clause.holds], clause.why)
        for verdict in study.verdicts
        for clause in verdict.clauses
    )
    return Table(("Of", "Asks that it", "Holds", "Why"), tuple(rows))


def findings(study: Study, most: int) -> Table:
    """The single points of failure of all targets, the worst target first."""
    points = study.points
    rows: list[Row] = []
    for target in points.falling():
        for cause in points.causes(target):
            if len(rows) < most:
                finding = points.finding(target, cause)
                kind = finding.kind + (" (shared risk)" if finding.shared_risk else "")
                why = ARROW.join(finding.reason)
                entry = points.accepted.get((target, cause))
                said = "" if entry is None else f"until {entry.until}: {entry.reason}"
                rows.append((Id(target), Id(cause), kind, str(finding.failure_class), said, why))
    head = ("Target", "Cause", "Kind", "Class", "Accepted", "Reason")
    return Table(head, tuple(rows)).without_empty()


def conditions(study: Study, most: int) -> Table:
    """What is wrong with nothing failed: targets never up or below level, start-up deadlocks."""
    points = study.points
    found = chain(
        (("never up", points.never_up_finding(target)) for target in points.never_up),
        (("below its level", points.below_level_finding(target)) for target in points.below_level),
        (
            ("cannot start from cold", points.deadlock_finding(deadlock))
            for deadlock in points.start_up_deadlocks
        ),
    )
    rows = tuple(
        (
            Id(finding.where),
            what + (f", with {len(finding.involved) - 1:,} more" if finding.involved[1:] else ""),
            ARROW.join(finding.reason),
        )
        for what, finding in islice(found, most)
    )
    return Table(("Of", "What", "Reason"), rows)


def unjudged(study: Study, most: int) -> Table:
    """The failures of which overload and delay could not be judged, and why."""
    found = sorted(study.points.causes_unjudged.items())[:most]
    rows = tuple((Id(cause), why) for cause, why in found)
    return Table(("Failure of", "Overload and delay could not be judged"), rows)


# -- cut sets and availability --------------------------------------------------------------------


def redundancies(study: Study) -> Table:
    """What each target survives and falls to, where there is more than single points."""
    rows = [
        (Id(sets.target), redundancy_words(sets), _counts(sets))
        for sets in study.cut_sets.values()
        if any(order > 1 for order in sets.count_by_order)
    ]
    note = "Sets of failures that take a target down where no part of them does; by structure."
    return Table(("Target", "Redundancy", "Minimal cut sets"), tuple(rows), note)


def _counts(sets: CutSets) -> str:
    said = counts_words(sets)
    return said if sets.complete else f"{said}; {incomplete_words(sets)}"


def cut_sets(study: Study) -> Iterator[Table]:
    """The first sets of two failures and more; of targets alike together."""
    alike: dict[tuple[CutSet, ...], list[CutSets]] = {}
    for sets in study.cut_sets.values():
        if first := _first(sets):
            alike.setdefault(first, []).append(sets)
    for first, group in alike.items():
        ranked = "most probable" if group[0].ranked_by == "unavailability" else "smallest"
        unknown = "not known" if any(cut.unavailability is not None for cut in first) else ""
        rows = tuple(
            (
                tuple(Id(name, n) for name, n in zip(cut.ids, cut.members, strict=True)),
                whole(cut.multiplicity) if cut.multiplicity > 1 else "",
                unknown if cut.unavailability is None else f"{cut.unavailability:.3g}",
            )
            for cut in first
        )
        more = sum(n for k, n in group[0].count_by_order.items() if k > 1)
        more -= sum(cut.multiplicity for cut in first)
        names = ", ".join(sets.target for sets in group)
        note = f"The {ranked} of {names}" + (
            f"; {whole(more)} more are not listed:" if more else ":"
        )
        yield Table(("Failures", "Ways", "Share of time"), rows, note).without_empty()


def _first(sets: CutSets) -> tuple[CutSet, ...]:
    singles = sets.count_by_order.get(1, 0)
    listed = sets.listed(singles + MAX_SETS)
    return tuple(cut for cut in listed if cut.order > 1)[:MAX_SETS]


def availabilities(study: Study) -> Table:
    """How long each target is up, the worst first."""
    found = sorted(study.availabilities.values(), key=lambda a: (-(a.unavailability or 0), a.id))
    currency = f" ({study.topology.currency})" if study.topology.currency else ""
    head = (
        "Target", "Up", "Down a year", "Waiting for standbys", "Outages a year",
        f"Lost a year{currency}",
    )  # fmt: skip
    rows = []
    for entry in found:
        total, waiting = entry.with_switching or 0.0, entry.switching.unavailability
        least = "at least " if entry.is_bound else ""
        rows.append(
            (
                Id(entry.id),
                ("at most " if entry.is_bound else "") + nines(total),
                least + mean_words(total * YEAR_S),
                "not known" if waiting is None else mean_words(waiting * YEAR_S) if waiting else "",
                "" if entry.per_year is None else f"{entry.per_year:.3g}",
                "" if entry.loss_per_year is None else least + figure(entry.loss_of(total)),
            )
        )
    return Table(head, tuple(rows)).without_empty()


def importances(study: Study) -> Iterator[Table]:
    """Of each target the causes that it hangs on most."""
    head = ("Cause", "Criticality", "Fussell-Vesely", "Birnbaum", "RAW", "RRW")
    for entry in study.availabilities.values():
        listed = [e for e in entry.importances if e.importance.criticality][:MAX_CAUSES]
        if listed:
            rows: tuple[Row, ...] = tuple((Id(e.id), *importance_cells(e)) for e in listed)
            yield Table(head, rows, f"What {entry.id} hangs on most:")


# -- cascades -------------------------------------------------------------------------------------


class Outcomes(NamedTuple):
    """Components with what became of them; how many more there would be, and how many others."""

    table: Table
    left_out: int
    as_usual: int


def outcomes(run: Run, most: int) -> Outcomes:
    """What became of what is judged and of whatever was touched; the judged first if all fit."""
    watched = frozenset(run.watched)
    touched = frozenset(name for name in run.outcomes if is_touched(run, name))
    names = [name for name in run.outcomes if name in watched]
    names += [name for name in run.outcomes if name in touched and name not in watched]
    if len(names) > most:
        names.sort(key=lambda name: name not in touched)
    unit = f" ({run.unit})" if run.unit else ""
    head: tuple[str, ...] = (
        "Component", "Out for", "Waiting for", "Served of its load", f"Demand lost{unit}",
        "Highest load", f"Highest backlog{unit}", "Cleared",
    )  # fmt: skip
    rows = tuple(_outcome(run, name) for name in names[:most])
    if not any(run.outcomes[name].peak_backlog for name in names):
        head, rows = head[:6], tuple(row[:6] for row in rows)
    return Outcomes(Table(head, rows), len(names) - len(rows), len(run.outcomes) - len(names))


def _outcome(run: Run, name: str) -> Row:
    outcome = run.outcomes[name]
    never = "from the end on" if name in run.down or outcome.level <= 0 else "never"
    out = time_words(outcome.downtime_s) if outcome.downtime_s else never
    if outcome.downtime_s and outcome.longest_outage_s < outcome.downtime_s * (1 - 1e-9):
        out += f" (longest {time_words(outcome.longest_outage_s)})"
    use = outcome.peak_utilisation
    return (
        Id(name),
        out,
        outage_words(outcome),
        percent(outcome.served / outcome.offered) if outcome.offered else "",
        figure(outcome.demand_lost) if outcome.demand_lost > 1e-9 else "",
        use_words(use) if use is not None else "",
        *_backlog(outcome),
    )


def _backlog(outcome: Outcome) -> tuple[str, str]:
    if not outcome.peak_backlog:
        return "", ""
    peak = peak_words(outcome)
    if outcome.cleared_at_s is None:
        return peak, f"no: {figure(outcome.backlog)} left"
    return peak, time_words(outcome.cleared_at_s)


# -- margins --------------------------------------------------------------------------------------


def margins(study: Study, most: int) -> Iterator[Table]:
    """What tips fallbacks, how long a switch may take, and hidden capacities; those there are."""
    found = (_fallbacks(study, most), _switchovers(study, most), _hidden(study, most))
    yield from (table for table in found if table.rows)


def _unit(study: Study) -> str:
    return f" ({study.topology.load_unit})" if study.topology.load_unit else ""


def _fallbacks(study: Study, most: int) -> Table:
    unit = _unit(study)
    rows = tuple(
        (
            Id(entry.owner),
            Id(entry.entry[0])
            if len(entry.entry) == 1
            else ", ".join(entry.entry[:3]) + (" …" if len(entry.entry) > 3 else ""),
            percent(entry.share),
            "any" if entry.tipping_share is None else f"under {percent(entry.tipping_share)}",
            Id(entry.component or ""),
            figure(entry.threshold or 0.0),
            figure(entry.lacking) if entry.lacking else "none",
            figure(entry.admission_limit) if entry.admission_limit is not None else "",
        )
        for entry in study.fallbacks[:most]
    )
    head = (
        "Load of", "Falls back on", "Share that follows", "Share it bears", "Tips first",
        f"Bears{unit}", f"Capacity it lacks{unit}", f"Admission limit that keeps it up{unit}",
    )  # fmt: skip
    return Table(head, rows)


def _switchovers(study: Study, most: int) -> Table:
    rows = tuple(
        (
            Id(entry.target),
            Id(entry.cause),
            time_words(entry.rto_s),
            time_words(entry.switchover_s),
            time_words(entry.longest_s),
        )
        for entry in study.longest_switchovers[:most]
    )
    head = ("Target", "Failure of", "rto", "Switchover takes", "Longest that meets the rto")
    return Table(head, rows)


def _hidden(study: Study, most: int) -> Table:
    unit = _unit(study)
    rows = tuple(
        (
            Id(entry.component),
            figure(entry.capacity),
            figure(entry.hidden),
            figure(entry.load),
            "yes" if entry.is_vulnerable else "no",
        )
        for entry in study.hidden_capacities[:most]
    )
    head = (
        "Component", f"Capacity{unit}", f"Hidden capacity with its callers' retries{unit}",
        f"Load{unit}", "Stays over the edge once pushed",
    )  # fmt: skip
    return Table(head, rows)


# -- ranges ---------------------------------------------------------------------------------------


def ranges(study: Study) -> Table:
    """Where in the range of each value which verdict holds, for those on which one depends."""
    decisive = ((about, s) for about, s in study.sensitivities if s.is_decisive)
    rows = tuple(chain.from_iterable(_range_rows(about, s) for about, s in decisive))
    samples = max((entry.samples for _, entry in study.sensitivities), default=0)
    note = (
        "Each value that is given as a range was tried by itself, the others as they stand: at "
        f"{samples:,} values at most, and by bisection between those that differ."
    )
    head = ("Value", "Range", "Verdict on", "Where", "What holds there, and not all over")
    return Table(head, rows, note)


def settled(study: Study) -> Sequence[str]:
    """The values on which nothing depends."""
    decisive = {s.place for _, s in study.sensitivities if s.is_decisive}
    return sorted({s.place for _, s in study.sensitivities} - decisive)


def _range_rows(about: str, sensitivity: Sensitivity) -> Iterator[Row]:
    ranged = sensitivity.ranged
    for position, stretch in enumerate(sensitivity.stretches):
        first = position == 0
        span = f"{number_words(ranged, ranged.low)} … {number_words(ranged, ranged.high)}"
        yield (
            Id(sensitivity.place) if first else "",
            f"{span}, taken as {number_words(ranged, ranged.value)}" if first else "",
            about if first else "",
            stretch_words(ranged, stretch),
            special_words(sensitivity, stretch, str),
        )
