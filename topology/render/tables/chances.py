"""Minimal cut sets, availability and importances, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from topology.cutsets.cutsets import CutSet, CutSets
from topology.document.relevance import how_judged
from topology.findings.ranking.severity import average_severity
from topology.findings.study import Study
from topology.render.tables.table import Id, Row, Table
from topology.render.words.chances.cut_sets import (
    counts_words,
    incomplete_words,
    redundancy_words,
    structure_words,
)
from topology.render.words.chances.importances import importance_cells
from topology.render.words.phrases import mean_words, whole
from topology.values.units import YEAR_S, figure, nines

MAX_SETS = 10
"""Cut sets that are listed of each target, beyond its single points."""


MAX_CAUSES = 10
"""Causes of which the importance is listed, of each target."""


def redundancies(study: Study) -> Table:
    """What each target survives and falls to, where there is more than single points."""
    rows = [
        (Id(sets.target), redundancy_words(sets), _counts(sets))
        for sets in study.cut_sets.values()
        if any(order > 1 for order in sets.count_by_order)
    ]
    alone = any(sets.by_structure_alone for sets in study.cut_sets.values())
    how = how_judged(study.topology.components) if alone else "by structure"
    note = f"Sets of failures that take a target down where no part of them does; {how}."
    return Table(("Target", "Redundancy", "Minimal cut sets"), tuple(rows), note)


def _counts(sets: CutSets) -> str:
    said = counts_words(sets)
    further = () if sets.complete else (incomplete_words(sets),)
    return "; ".join((said, *further, *sets.not_counted))


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
                _ids(cut),
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
    for sets in study.cut_sets.values():
        if sets.unstarted is not None:
            yield _unstarted(sets)


def _unstarted(sets: CutSets) -> Table:
    """The first sets of which a standby that does not start is a part."""
    found = sets.unstarted
    assert found is not None
    rows = tuple(
        (
            _ids(cut),
            whole(cut.multiplicity) if cut.multiplicity > 1 else "",
            "" if cut.unavailability is None else f"{cut.unavailability:.3g}",
        )
        for cut in sets.listed_unstarted(MAX_SETS)
    )
    more = f"; {whole(found.total)} in all" if found.total > len(rows) else ""
    note = f"Of {sets.target}, if a standby does not start, which counts as no failure{more}:"
    return Table(("Failures", "Ways", "Share of time"), rows, note).without_empty()


def _ids(cut: CutSet) -> tuple[Id, ...]:
    left = cut.left or (None,) * len(cut.ids)
    return tuple(map(Id, cut.ids, cut.members, left))


def _first(sets: CutSets) -> tuple[CutSet, ...]:
    singles = sets.count_by_order.get(1, 0)
    listed = sets.listed(singles + MAX_SETS)
    return tuple(cut for cut in listed if cut.order > 1)[:MAX_SETS]


def availabilities(study: Study) -> Table:
    """How long each target is up, the worst first."""
    found = sorted(study.availabilities.values(), key=average_severity)
    currency = f" ({study.topology.currency})" if study.topology.currency else ""
    head = (
        "Target", "Up", "Down a year", "Waiting for standbys", "Outages a year",
        f"Lost a year{currency}",
    )  # fmt: skip
    rows = []
    for entry in found:
        total, waiting = entry.with_switching or 0.0, entry.switching.unavailability
        most, least = (f"{bound} ".lstrip() for bound in (entry.bound, entry.bound_of_down))
        rows.append(
            (
                Id(entry.id),
                most + nines(total),
                least + mean_words(total * YEAR_S),
                "not known" if waiting is None else mean_words(waiting * YEAR_S) if waiting else "",
                "" if entry.per_year is None else f"{entry.per_year:.3g}",
                "" if entry.loss_per_year is None else least + figure(entry.loss_of(total)),
            )
        )
    how = next(filter(None, map(structure_words, found)), "")
    note = f"The share of time for which each is up{how}." if how else ""
    said = dict.fromkeys(words for entry in found for words in entry.conditions)
    counted = "".join(f" Counted: {words}." for words in said)
    better = dict.fromkeys(words for entry in found for words in entry.uncounted)
    counted += "".join(f" Not counted, so the truth is better: {words}." for words in better)
    besides = dict.fromkeys(words for entry in found for words in entry.not_counted)
    left_out = f" Besides: {'; '.join(besides)}." if besides else ""
    return Table(head, tuple(rows), f"{note}{counted}{left_out}".strip()).without_empty()


def importances(study: Study) -> Iterator[Table]:
    """Of each target the causes that it hangs on most."""
    head = ("Cause", "Criticality", "Fussell-Vesely", "Birnbaum", "RAW", "RRW")
    for entry in study.availabilities.values():
        listed = [e for e in entry.importances if e.importance.criticality][:MAX_CAUSES]
        if listed:
            rows: tuple[Row, ...] = tuple((Id(e.id), *importance_cells(e)) for e in listed)
            yield Table(head, rows, f"What {entry.id} hangs on most:")
