"""The part of the Markdown report that is about sets of failures and their chances."""

from __future__ import annotations

from collections.abc import Iterator

from topology.availability import Availability
from topology.cutsets import CutSet, CutSets
from topology.reliability import YEAR_S
from topology.render.cuts import counts_words, incomplete_words, redundancy_words, whole
from topology.render.escapes import code, table, text
from topology.render.probabilities import importance_cells, mean_words, nines
from topology.study import Study
from topology.units import figure

MAX_SETS = 10
MAX_CAUSES = 10


def chance_blocks(study: Study) -> Iterator[str]:
    """Minimal cut sets beyond single points, then availability with importances."""
    beyond = [sets for sets in study.cut_sets.values() if any(k > 1 for k in sets.count_by_order)]
    if beyond:
        yield "## Minimal cut sets"
        yield "Sets of failures that take a target down where no part of them does; by structure."
        yield table(
            ("Target", "Redundancy", "Minimal cut sets"),
            [(code(sets.target), redundancy_words(sets), _counts(sets)) for sets in beyond],
        )
        yield from _listed(beyond)
    if study.availabilities:
        yield from _availability(study)


def _counts(sets: CutSets) -> str:
    said = counts_words(sets)
    return said if sets.complete else f"{said}; {text(incomplete_words(sets))}"


def _listed(beyond: list[CutSets]) -> Iterator[str]:
    """The first sets of two failures and more, of targets alike together."""
    alike: dict[tuple[CutSet, ...], list[CutSets]] = {}
    for sets in beyond:
        alike.setdefault(_first(sets), []).append(sets)
    for first, group in alike.items():
        names = ", ".join(code(sets.target) for sets in group)
        ranked = "most probable" if group[0].ranked_by == "unavailability" else "smallest"
        rows = [
            (
                " + ".join(map(code, cut.names)),
                whole(cut.multiplicity),
                "" if cut.unavailability is None else f"{cut.unavailability:.3g}",
            )
            for cut in first
        ]
        head: tuple[str, ...] = ("Failures", "Ways", "Share of time")
        kept = [i for i in range(3) if i == 0 or any(row[i] not in ("", "1") for row in rows)]
        more = sum(n for k, n in group[0].count_by_order.items() if k > 1)
        more -= sum(cut.multiplicity for cut in first)
        yield f"The {ranked} of {names}" + (f", of {whole(more)} more:" if more else ":")
        yield table([head[i] for i in kept], [[row[i] for i in kept] for row in rows])


def _first(sets: CutSets) -> tuple[CutSet, ...]:
    """The first sets beyond single points."""
    singles = sets.count_by_order.get(1, 0)
    listed = sets.listed(singles + MAX_SETS)
    return tuple(cut for cut in listed if cut.order > 1)[:MAX_SETS]


# -- availability ---------------------------------------------------------------------------------


def _availability(study: Study) -> Iterator[str]:
    found = sorted(study.availabilities.values(), key=lambda a: (-(a.unavailability or 0), a.id))
    currency = f" ({text(study.topology.currency)})" if study.topology.currency else ""
    loses = any(entry.loss_per_year is not None for entry in found)
    head: tuple[str, ...] = (
        "Target",
        "Up",
        "Down a year",
        "Waiting for standbys",
        "Outages a year",
    )
    head += (f"Lost a year{currency}",) if loses else ()
    yield "## Availability"
    yield table(head, [_row(entry)[: len(head)] for entry in found])
    missing = sorted({name for entry in found for name in entry.missing})
    if missing:
        names = ", ".join(map(code, missing[:MAX_CAUSES])) + (
            ", …" if len(missing) > MAX_CAUSES else ""
        )
        yield f"Counted as never failing, for lack of data ({len(missing):,}): {names}."
    for entry in found:
        yield from _importances(entry)


def _row(entry: Availability) -> tuple[str, ...]:
    total = entry.with_switching or 0.0
    waiting = entry.switching.unavailability
    return (
        code(entry.id),
        ("at most " if entry.missing else "") + nines(total),
        mean_words(total * YEAR_S),
        "not known" if waiting is None else mean_words(waiting * YEAR_S) if waiting else "",
        "" if entry.per_year is None else f"{entry.per_year:.3g}",
        "" if entry.loss_per_year is None else figure(entry.loss_of(total)),
    )


def _importances(entry: Availability) -> Iterator[str]:
    listed = [e for e in entry.importances if e.importance.criticality][:MAX_CAUSES]
    if listed:
        yield f"What {code(entry.id)} hangs on most:"
        head = ("Cause", "Criticality", "Fussell-Vesely", "Birnbaum", "RAW", "RRW")
        yield table(head, [(code(e.id), *map(text, importance_cells(e))) for e in listed])
