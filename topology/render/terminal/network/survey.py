"""A survey of a network as lines: the worst failures, what they cut off, each link, a summary."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from math import isfinite

from topology.network.survey.remarks import remarks
from topology.network.survey.rows import Row
from topology.network.survey.survey import PlaceCase, Survey
from topology.network.sweep import Use
from topology.network.words import (
    ARROW,
    causes_words,
    cut_off_words,
    failed_steps,
    overload_words,
    place_words,
    use_words,
)
from topology.render.terminal.columns import MARGIN, Line
from topology.render.terminal.lines import next_line
from topology.render.terminal.network.carried import carried_lines
from topology.render.words.carried.links import factor_words, part_words
from topology.render.words.phrases import said as safe
from topology.values.rounding import exceeds
from topology.values.units import counted, percent

WIDTH = 7
"""Columns of a share at the left."""
GROWTH_WIDTH = len("after any pair of failures")


def network_lines(survey: Survey, *, limit: int, following: Sequence[str]) -> list[Line]:
    """The failures, or what one link carries; then what growth is left, and a summary.

    `following` is the command to go on with, from the file on.
    """
    lines: list[Line] = []
    if survey.question.link is not None:
        lines += carried_lines(survey, limit)
    else:
        lines += [*_failures(survey, limit), *_cut_off(survey, limit), *_links(survey, limit)]
    lines += [*_growth(survey), *_notes(survey), *_summary(survey)]
    shown = [[(style, safe(text)) for style, text in line] for line in lines]
    return [*shown, next_line(_next(survey, following))]


def _kinds(survey: Survey) -> str:
    """The kinds of failures, where not all were judged."""
    kinds = survey.question.kinds
    return f" ({', '.join(kinds)})" if kinds else ""


def _failures(survey: Survey, limit: int) -> Iterator[Line]:
    """The failures after which most is used, and of pairs those that do what neither does alone."""
    rows = survey.failures
    if survey.pairs is None:
        yield [("target", f"worst of all links after any single failure{_kinds(survey)}")]
        some: Iterable[Row] = rows.worst_first()
        total = len(rows)
    else:
        yield [("target", "pairs that overload or cut off what neither of the two does alone")]
        some, total = (row for row in rows.worst_first() if row.is_new), rows.new
    for row in islice(some, limit):
        yield from _failure(survey, row)
    if not total:
        yield [("dim", "  none that was judged" if survey.not_judged else "  none")]
    yield from _more(total - limit, "failure" if survey.pairs is None else "pair")


def _more(hidden: int, noun: str) -> Iterator[Line]:
    if hidden > 0:
        said = f"  … and {counted(hidden, noun)} more (--limit N shows more, --format json all)"
        yield [("dim", said)]
    yield []


def _failure(survey: Survey, row: Row) -> Iterator[Line]:
    """A cause with the place that it loads most, and why if that is too much."""
    network = survey.network
    causes, use = causes_words(network, row.causes), row.worst
    if use is None or not use.utilisation:
        share = "–" if use is None else use_words(0.0)
        yield [(MARGIN, f"{share:>{WIDTH}}  "), ("", f"after {causes}")]
        yield from _besides(survey, row)
        return
    style = "bad" if row.overloaded else ""
    where = f"{place_words(network, use.place)} after {causes}"
    as_before = row.overloaded > 0 and not _is_more(survey, use)
    where += ", no more than with nothing failed" if as_before else ""
    yield [(MARGIN, _share(use.utilisation)), (style, where)]
    if row.overloaded and not as_before:
        yield [(MARGIN, " " * (WIDTH + 4)), ("", _reason(survey, row.causes, use))]
    yield from _besides(survey, row)


def _reason(survey: Survey, causes: Sequence[int], use: Use) -> str:
    """Why a place carries so much after causes, step by step."""
    network = survey.network
    cause = network.causes.together(causes)
    steps = (*failed_steps(network, cause, use.place), overload_words(network, cause, use))
    return ARROW.join(steps)


def _besides(survey: Survey, row: Row) -> Iterator[Line]:
    """What a cause does beside the place that it loads most."""
    parts = []
    if row.overloaded > 1:
        parts.append(f"{row.overloaded:,} overloaded")
    cuts = _cuts_more(survey, row)
    if cuts:
        parts.append(f"cut off: {part_words(survey.network, row.cut_off)}")
    if row.gone and (row.overloaded or cuts):
        parts.append(f"gone with its ends: {part_words(survey.network, row.gone)}")
    if parts:
        yield [(MARGIN, " " * (WIDTH + 4)), ("", "; ".join(parts))]


def _is_more(survey: Survey, use: Use) -> bool:
    """Whether a place is used more than with nothing failed."""
    intact = next(case.intact or 0.0 for case in survey.places if case.place == use.place)
    return exceeds(use.utilisation, intact)


def _cuts_more(survey: Survey, row: Row) -> bool:
    """Whether a failure cuts off more than is cut off with nothing failed."""
    return exceeds(row.cut_off, survey.intact.cut_off)


def _share(utilisation: float | None) -> str:
    return f"{use_words(utilisation or 0.0):>{WIDTH}}  "


def _cut_off(survey: Survey, limit: int) -> Iterator[Line]:
    """The failures that cut anything off, most first; what a pair cuts off stands beside it."""
    network, total = survey.network, survey.failures.cutting(survey.intact.cut_off)
    if survey.pairs is not None or not total:
        return
    yield [("target", "most cut off, both ends of it working")]
    for row in islice(survey.failures.most_cut_off(), min(limit, total)):
        share = f"{percent(row.cut_off / network.demands.total):>{WIDTH}}  "
        amount = part_words(network, row.cut_off).rpartition(" (")[0]
        yield [(MARGIN, share), ("bad", f"{amount} after {causes_words(network, row.causes)}")]
        cause = network.causes.together(row.causes)
        steps = (*failed_steps(network, cause), cut_off_words(network, cause))
        yield [(MARGIN, " " * (WIDTH + 4)), ("", ARROW.join(steps))]
    yield from _more(total - limit, "failure")


def _links(survey: Survey, limit: int) -> Iterator[Line]:
    """Each place with its worst case, worst first."""
    places = [case for case in survey.places if case.worst]
    if not places:
        return
    yield [("target", "worst of each link, and with nothing failed")]
    places.sort(key=lambda case: (-(case.worst or 0.0), case.place))
    for case in places[:limit]:
        yield _place_line(survey, case)
    yield from _more(len(places) - limit, "place")


def _place_line(survey: Survey, case: PlaceCase) -> Line:
    network = survey.network
    is_over = case.worst is not None and exceeds(case.worst, survey.question.limit)
    return [
        (MARGIN, f"{_share(case.worst)}{_share(case.intact)}"),
        ("bad" if is_over else "", place_words(network, case.place)),
        ("", f" after {causes_words(network, case.causes)}"),
    ]


def _growth(survey: Survey) -> Iterator[Line]:
    """By how much all traffic may grow until it breaks, and where it breaks first."""
    limit = survey.question.limit
    what = "full" if limit == 1 else f"used by {percent(limit)}"
    yield [("target", f"growth of all traffic until a link is {what}")]
    intact = Row((), survey.intact.worst, 0, 0.0, 0.0)
    yield _grown(survey, "with nothing failed", factor_words(survey.growth()), [intact])
    alone = [intact, *islice(survey.alone.worst_first(), 1)]
    said = factor_words(survey.growth(survey.alone), is_bound=survey.alone_not_judged > 0)
    yield _grown(survey, f"after any single failure{_kinds(survey)}", said, alone)
    if survey.pairs is not None:
        pairs = [*alone, *islice(survey.pairs.worst_first(), 1)]
        factor = survey.growth(survey.alone, survey.pairs)
        said = factor_words(factor, is_bound=survey.not_judged > 0)
        yield _grown(survey, f"after any pair of failures{_kinds(survey)}", said, pairs)
    yield []


def _grown(survey: Survey, when: str, said: str, rows: Sequence[Row]) -> Line:
    """One factor with the place that is full first; `rows` hold the worst that it counts."""
    first = max(rows, key=lambda row: row.worst.utilisation if row.worst else 0.0)
    if first.worst is not None and first.worst.utilisation:
        after = f" after {causes_words(survey.network, first.causes)}" if first.causes else ""
        said += f": {place_words(survey.network, first.worst.place)}{after}"
    width = GROWTH_WIDTH + len(_kinds(survey))
    return [(MARGIN, f"  {when:<{width}}  "), ("", said)]


def _notes(survey: Survey) -> Iterator[Line]:
    for said in remarks(survey):
        yield [("dim", f"note: {said}")]


def _summary(survey: Survey) -> Iterator[Line]:
    """How many failures do what, at worst, in a sentence or two."""
    rows, network = survey.failures, survey.network
    noun = ("failure", "failures") if survey.pairs is None else ("pair", "pairs")
    than = " more than with nothing failed" if survey.intact.cut_off else ""
    over, cut = rows.overloading, rows.cutting(survey.intact.cut_off)
    judged = " that were judged" if survey.not_judged else ""
    said = f"Of {counted(len(rows), *noun)}{_kinds(survey)}{judged} "
    if network.gauges.places:
        limit = percent(survey.question.limit)
        said += f"{_how_many(over, 'overload')} a link (over {limit}) and "
    said += f"{_how_many(cut, 'cut')} off demand{than}"
    worst = [f"a link carries {_most(rows.most_used)}"] if rows.most_used else []
    worst += [f"{part_words(network, rows.most_cut)} is cut off"] if cut else []
    said += f"; at worst {' and '.join(worst)}" if worst else ""
    said += f". {_intact_words(survey)}"
    is_bad = over or cut or survey.intact.overloaded or survey.intact.cut_off
    is_unknown = survey.not_judged or not network.gauges.places
    yield [("bad" if is_bad or is_unknown else "good", said)]


def _how_many(number: int, verb: str) -> str:
    if not number:
        return f"none {verb}s"
    return f"{number:,} {verb}{'s' if number == 1 else ''}"


def _most(utilisation: float) -> str:
    return percent(utilisation) if isfinite(utilisation) else "traffic with no capacity left"


def _intact_words(survey: Survey) -> str:
    intact = survey.intact
    said = "With nothing failed no link with a capacity carries anything"
    if not survey.network.gauges.places:
        said = "No link has a capacity: what overloads one is not known"
    if intact.worst is not None and intact.worst.utilisation:
        where = place_words(survey.network, intact.worst.place)
        used = intact.worst.utilisation
        said = f"With nothing failed at most {use_words(used)}: {where}"
    cut = f"; cut off: {part_words(survey.network, intact.cut_off)}" if intact.cut_off else ""
    return f"{said}{cut}."


def _next(survey: Survey, following: Sequence[str]) -> list[str]:
    """The worst link in detail; after that, pairs."""
    words = ["network", *following]
    if survey.question.link is not None:
        return [*words, "--pairs"] if survey.pairs is None else ["spof", *following[:1]]
    worst = max(
        (case for case in survey.places if case.worst),
        key=lambda case: (case.worst or 0.0, -case.place.component),
        default=None,
    )
    if worst is None:
        return ["spof", *following[:1]]
    return [*words, "--for", survey.network.graph.ids[worst.place.component]]
