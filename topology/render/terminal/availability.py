"""Availability and importances as lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from topology.errors import printable
from topology.findings.ranking.severity import average_severity
from topology.reliability.availability import Availability
from topology.render.objectives import (
    AT_VALUES,
    OFTEN,
    availability_of,
    meets_availability,
    values_words,
)
from topology.render.terminal.columns import MARGIN, Line
from topology.render.terminal.lines import next_line
from topology.render.words.chances.cut_sets import missing_words, structure_words
from topology.render.words.chances.importances import COLUMNS, EXPLAINED, importance_cells
from topology.render.words.knowledge import known_sentence
from topology.render.words.phrases import mean_words, shown
from topology.values.units import YEAR_S, counted, figure, nines, nines_between

EXAMPLE = "*=mtbf 2 y, mttr 4 h"


_WIDTHS = (13, 16, 10, 9, 9)


_NAME = max(map(len, EXPLAINED)) + 2


def availability_lines(found: Sequence[Availability], *, limit: int, file: str) -> list[Line]:
    """How often and how long each target is down, the worst first, and what that comes from."""
    lines: list[Line] = []
    ranked = sorted(found, key=average_severity)
    for target in ranked:
        lines += _target(target, limit)
    return [*lines, *_explained(ranked), *_summary(ranked, file)]


def _target(target: Availability, limit: int) -> Iterator[Line]:
    if target.bounds is not None:
        yield from _bounded(target)
        yield []
        return
    if target.unavailability is None:
        yield [("bad", shown(target.id)), ("", f" is not judged: {target.why_unknown}")]
        yield []
        return
    total = target.with_switching or 0.0
    style = "bad" if meets_availability(target) is False else "target"
    said = f" is up {_before(target.bound)}{nines(total)} of the time"
    said += values_words(target.graph, OFTEN) + structure_words(target)
    yield [(style, shown(target.id)), ("", said)]
    yield [("", f"  {'; '.join(_facts(target, total))}")]
    if target.missing:
        yield [("bad", f"  counted as never failing: {missing_words(target.missing)}")]
    for said in target.not_counted:
        yield [("", f"  {printable(said)}")]
    if target.supplied:
        names = ", ".join(map(shown, target.supplied[:5]))
        more = ", …" if len(target.supplied) > 5 else ""
        yield [("dim", f"  from --default: {names}{more}")]
    yield from ([("dim", f"  counted: {shown(words)}")] for words in target.conditions)
    for words in target.uncounted:
        yield [("dim", f"  not counted, so the truth is better: {shown(words)}")]
    if wanted := availability_of(target):
        met = {True: "met", False: "violated", None: "not known"}[meets_availability(target)]
        if meets_availability(target) is None:
            met += ", met" + AT_VALUES if target.meets(wanted) else structure_words(target)
        yield [("", f"  objective {nines(1 - wanted)}: {met}")]
    yield from _table(target, limit)
    yield []


def _bounded(target: Availability) -> Iterator[Line]:
    """Between what bounds a target lies of which no exact share of time is known."""
    assert target.bounds is not None
    assert target.down_between is not None
    lower, upper = target.down_between
    style = "bad" if meets_availability(target) is False else "target"
    said = f" is up {nines_between(lower, upper)} of the time{structure_words(target)}"
    yield [(style, shown(target.id)), ("", said)]
    least, most = _year_words(lower), _year_words(upper)
    down = f"between {least} and {most}" if lower > 0 and upper < 1 else ""
    down = down or (f"at least {least}" if upper >= 1 else f"at most {most}")
    yield [("", f"  down {down} a year")]
    looked = counted(target.bounds.failures, "failure")
    yield [("bad", f"  bounds, not exact: {target.why_unknown}; all up to {looked} were looked at")]
    if target.missing:
        yield [("bad", f"  counted as never failing: {missing_words(target.missing)}")]
    if wanted := availability_of(target):
        met = {True: "met", False: "violated", None: "not known"}[meets_availability(target)]
        yield [("", f"  objective {nines(1 - wanted)}: {met}")]


def _facts(target: Availability, total: float) -> Iterator[str]:
    assert target.unavailability is not None
    least = _before(target.bound_of_down)
    switching = target.switching
    often = ""
    if target.per_year:
        number = figure(float(f"{target.per_year:.3g}"))
        each = mean_words(target.mean_outage_s or 0.0)
        often = f"{number} {'outage' if number == '1' else 'outages'} a year of {each}"
    if switching.unavailability:
        outages = f" in {often}" if often else " with nothing left"
        alone, waiting = map(_year_words, (target.unavailability, switching.unavailability))
        apart = f"{alone}{outages}, {waiting} waiting for standbys"
        yield f"down {least}{_year_words(total)} a year: {apart}"
    else:
        never = "never down, as far as data go" if target.missing else "never down"
        yield f"down {least}{_year_words(total)} a year" if total else never
        if often:
            yield often
    if target.without_frequency:
        first = shown(target.without_frequency[0])
        yield f"how often is not known: {first} has no mtbf or per_year"
    if target.loss_per_year is not None:
        currency = target.graph.topology.currency
        unit = f" {shown(currency)}" if currency else ""
        lost = target.loss_of(total)
        yield f"{least}{figure(lost)}{unit} lost a year"
    if switching.unavailability is None:
        yield f"what switching adds is not known: {switching.why_unknown}"


def _before(bound: str) -> str:
    return f"{bound} " if bound else ""


def _year_words(share: float) -> str:
    return mean_words(share * YEAR_S)


def _table(target: Availability, limit: int) -> Iterator[Line]:
    entries = [e for e in target.importances if e.importance.criticality]
    if not entries:
        return
    yield [("dim", f"{_row(COLUMNS)}  cause")]
    for entry in entries[:limit]:
        average = ", on average" if entry.in_places else ""
        some = f" (1 of {entry.count:,}{average})" if entry.count > 1 else ""
        cells = _row(importance_cells(entry))
        yield [(MARGIN, f"{cells}  "), ("", shown(entry.id)), ("", some)]
    if len(entries) > limit:
        yield [("dim", f"  and {counted(len(entries) - limit, 'cause')} more (--limit)")]


def _row(cells: Sequence[str]) -> str:
    return "".join(f"{cell:>{width}}" for cell, width in zip(cells, _WIDTHS, strict=True))


def _explained(found: Iterable[Availability]) -> Iterator[Line]:
    """What each column says, once below all targets."""
    if not any(e.importance.criticality for target in found for e in target.importances):
        return
    for name, said in EXPLAINED.items():
        yield [(MARGIN, f"  {name:<{_NAME}}"), ("", said)]
    yield []


def _summary(found: Sequence[Availability], file: str) -> Iterator[Line]:
    judged = [a for a in found if a.unavailability is not None]
    wanted = [meets_availability(a) for a in found if availability_of(a) is not None]
    violated, unknown = wanted.count(False), wanted.count(None)
    said = f"{counted(len(found), 'target')}, {len(judged):,} judged"
    if bounded := sum(a.bounds is not None for a in found):
        said += f", {bounded:,} between bounds"
    if wanted and (violated or not unknown):
        said += f"; {violated:,} of {counted(len(wanted), 'objective')} violated"
        said += f", {unknown:,} not known" if unknown else ""
    elif wanted:
        of = counted(len(wanted), "objective")
        said += f"; {unknown:,} of {of} not known, none violated for sure"
    if any(a.missing for a in found):
        said += "; data are missing, so the truth is worse"
    known = known_sentence(found[0].graph, (target.id for target in found)) if found else ""
    yield [("bad" if violated or unknown else "", f"{said}."), ("", known)]
    if any(not a.importances and a.missing for a in found):
        example = ["availability", file, "--default", EXAMPLE]
        yield next_line(example)
    elif found:
        yield next_line(["cuts", file])
