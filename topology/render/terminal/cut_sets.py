"""Minimal cut sets as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.cutsets.cutsets import CutSet, CutSets
from topology.document.relevance import BY_PARTS
from topology.errors import printable
from topology.findings.ranking.severity import Severity, target_severity
from topology.render.objectives import MEMBERS, values_words
from topology.render.terminal.columns import Line
from topology.render.terminal.lines import next_line
from topology.render.words.chances.cut_sets import (
    counts_words,
    incomplete_words,
    missing_words,
    objective_words,
    redundancy_words,
    structure_words,
)
from topology.render.words.knowledge import known_sentence
from topology.render.words.phrases import shown, whole
from topology.values.units import counted


def cuts_lines(
    found: Sequence[CutSets], *, limit: int, file: str, order: int | None = None
) -> list[Line]:
    """What takes each target down, those that fall most easily first; `order` lists only that."""
    lines: list[Line] = []
    ranked = sorted(found, key=lambda sets: (_order(sets), _severity(sets)))
    for alike in _alike(ranked, limit, order):
        lines += _targets(alike, limit, order)
    return [*lines, *_summary(ranked, file)]


def _order(sets: CutSets) -> int:
    """By which targets stand: the order of the smallest cut set, none last."""
    order = sets.redundancy_by_structure
    return 1_000_000_000 if order is None else order


def _severity(sets: CutSets) -> Severity:
    return target_severity(sets.graph, sets.graph.index[sets.target])


def _alike(ranked: Sequence[CutSets], limit: int, order: int | None) -> list[list[CutSets]]:
    """Targets together of which the same is said."""
    found: dict[object, list[CutSets]] = {}
    for sets in ranked:
        counts = tuple(sets.count_by_order.items())
        lost = sets.level_lost and sets.level_lost.level
        also = tuple(sets.listed_unstarted(limit))
        said = (tuple(sets.listed(limit, order)), counts, sets.max_order, sets.missing, also, lost)
        found.setdefault(said, []).append(sets)
    return list(found.values())


def _targets(alike: Sequence[CutSets], limit: int, order: int | None) -> Iterator[Line]:
    sets = alike[0]
    style = "bad" if _order(sets) < 2 or sets.level_lost else "target"
    names = ", ".join(shown(other.target) for other in alike)
    each = ": each " if len(alike) > 1 else " "
    yield [(style, names), ("", f"{each}{redundancy_words(sets)}")]
    for verdict in dict.fromkeys(filter(None, map(objective_words, alike))):
        of = [shown(other.target) for other in alike if objective_words(other) == verdict]
        who = f" ({', '.join(of)})" if len(of) < len(alike) else ""
        yield [("", f"  {verdict}{who}")]
    if sets.count_by_order:
        yield [("", "  minimal cut sets: "), ("", counts_words(sets))]
    if not sets.complete:
        yield [("bad", f"  {incomplete_words(sets)}")]
    for said in sets.not_counted:
        yield [("", f"  {printable(said)}")]
    listed = sets.listed(limit, order)
    for cut in listed:
        yield _cut(cut)
    known = sets.count_by_order.get(order, 0) if order else sets.total
    ways = sum(cut.multiplicity for cut in listed)
    if known > ways:
        ranked = "most probable" if sets.ranked_by == "unavailability" else "smallest"
        yield [("dim", f"  the {ranked} are listed; {whole(known - ways)} more (--limit)")]
    yield from _unstarted(sets, limit)
    if sets.missing and sets.ranked_by == "order":
        yield [("dim", f"  not ranked by probability: {missing_words(sets.missing)}")]
    yield []


def _unstarted(sets: CutSets, limit: int) -> Iterator[Line]:
    """The sets of which a standby that does not start is a part: no failure, and not counted."""
    found = sets.unstarted
    if found is None:
        return
    more = counted(found.total, "set")
    upto = "" if found.max_order is None else f" of up to {counted(found.max_order, 'failure')}"
    yield [("", f"  {more} more{upto} if a standby does not start, which counts as no failure:")]
    listed = sets.listed_unstarted(limit)
    for cut in listed:
        yield _cut(cut)
    ways = sum(cut.multiplicity for cut in listed)
    if found.total > ways:
        yield [("dim", f"  {whole(found.total - ways)} more (--limit)")]


def _cut(cut: CutSet) -> Line:
    line: Line = [("", "  "), ("bad", " + ".join(map(shown, cut.names)) or "nothing at all")]
    facts = []
    if cut.multiplicity > 1:
        facts.append(f"in {whole(cut.multiplicity)} ways")
    if cut.unavailability is not None:
        facts.append(f"{cut.unavailability:.3g}")
    return [*line, ("dim", f"  {' · '.join(facts)}")] if facts else line


def _summary(found: Sequence[CutSets], file: str) -> Iterator[Line]:
    never_up = sum(_order(sets) == 0 for sets in found)
    fall = sum(_order(sets) == 1 for sets in found)
    alone = next(filter(None, map(structure_words, found)), "")
    if lost := sum(sets.level_lost is not None for sets in found):
        alone = f" {BY_PARTS}; of their levels {lost:,} {'falls' if lost == 1 else 'fall'} to one"
    worst = "bad" if fall or lost or never_up else "" if alone else "good"
    at_values = values_words(found[0].graph, MEMBERS) if found else ""
    verb = "falls" if fall == 1 else "fall"
    said = f"{fall:,} of {len(found):,} {verb} to a single failure{at_values}{alone}"
    said += f", {never_up:,} never up" if never_up else ""
    known = known_sentence(found[0].graph, (sets.target for sets in found)) if found else ""
    yield [(worst, f"{counted(len(found), 'target')}; {said}."), ("", known)]
    if found:
        yield next_line(["spof" if alone else "availability", file])
