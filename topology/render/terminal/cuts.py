"""Minimal cut sets for people, as CSV, and as the published JSON."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.cutsets.cutsets import CutSet, CutSets
from topology.render.escapes import csv_text
from topology.render.machine import FORMAT, Plain
from topology.render.terminal.columns import COMMAND, Line
from topology.render.terminal.text import command, count, shown

NAMES = {1: ("single failure", "single failures"), 2: ("pair", "pairs"), 3: ("triple", "triples")}


def cuts_lines(
    found: Sequence[CutSets], *, limit: int, file: str, order: int | None = None
) -> list[Line]:
    """What takes each target down, those that fall most easily first; `order` lists only that."""
    lines: list[Line] = []
    ranked = sorted(found, key=lambda sets: (_order(sets), sets.target))
    for alike in _alike(ranked, limit, order):
        lines += _targets(alike, limit, order)
    return [*lines, *_summary(ranked, file)]


def _order(sets: CutSets) -> int:
    """By which targets stand: the order of the smallest cut set, none last."""
    return 1_000_000_000 if sets.redundancy is None else sets.redundancy


def _alike(ranked: Sequence[CutSets], limit: int, order: int | None) -> list[list[CutSets]]:
    """Targets together of which the same is said."""
    found: dict[object, list[CutSets]] = {}
    for sets in ranked:
        said = (sets.listed(limit, order), sets.count_by_order, sets.max_order, sets.missing)
        found.setdefault(repr(said), []).append(sets)
    return list(found.values())


def _targets(alike: Sequence[CutSets], limit: int, order: int | None) -> Iterator[Line]:
    sets = alike[0]
    style = "bad" if _order(sets) < 2 else "target"
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
    listed = sets.listed(limit, order)
    for cut in listed:
        yield _cut(cut)
    known = sets.count_by_order.get(order, 0) if order else sets.total
    ways = sum(cut.multiplicity for cut in listed)
    if known > ways:
        ranked = "most probable" if sets.ranked_by == "unavailability" else "smallest"
        yield [("dim", f"  the {ranked} are listed; {whole(known - ways)} more (--limit)")]
    if sets.missing and sets.ranked_by == "order":
        yield [("dim", f"  not ranked by probability: {missing_words(sets.missing)}")]
    yield []


def _cut(cut: CutSet) -> Line:
    line: Line = [("", "  "), ("bad", " + ".join(map(shown, cut.names)) or "nothing at all")]
    facts = []
    if cut.multiplicity > 1:
        facts.append(f"in {whole(cut.multiplicity)} ways")
    if cut.unavailability is not None:
        facts.append(f"{cut.unavailability:.3g}")
    return [*line, ("dim", f"  {' · '.join(facts)}")] if facts else line


def redundancy_words(sets: CutSets) -> str:
    """Of a target: how many failures it survives, and what it falls to."""
    order = sets.redundancy
    if order is None:
        upto = "" if sets.max_order is None else f" of up to {sets.max_order:,} failures"
        return f"falls to no set{upto} of causes" if not upto else f"falls to no set{upto}"
    if order == 0:
        return "does not work even with nothing failed"
    number = sets.count_by_order[order]
    falls = f"falls to {order_words(order, number)}"
    if order == 1:
        return falls
    survives = "any single failure" if order == 2 else f"any {order - 1:,} failures"
    return f"survives {survives} and {falls}"


def order_words(order: int, number: int) -> str:
    """`3 pairs`, `1 set of 5 failures`."""
    if order in NAMES:
        one, many = NAMES[order]
        return f"{whole(number)} {one if number == 1 else many}"
    return f"{whole(number)} {'set' if number == 1 else 'sets'} of {order:,} failures"


def counts_words(sets: CutSets) -> str:
    """How many of each order there are, in all."""
    parts = [f"{whole(n)} of order {order:,}" for order, n in sets.count_by_order.items()]
    if len(parts) > 8:
        parts = [*parts[:6], "…", parts[-1]]
    return f"{', '.join(parts)}; {whole(sets.total)} in all" if len(parts) > 1 else parts[0]


def incomplete_words(sets: CutSets) -> str:
    """Up to where the list is complete, and why no further."""
    why = f": {sets.why_incomplete}" if sets.why_incomplete else ""
    if not sets.max_order:
        return f"nothing is proven yet{why}"
    return f"all of up to {count(sets.max_order, 'failure')} are there; larger ones are not{why}"


def objective_words(sets: CutSets) -> str:
    """Whether an objective to survive failures holds; empty without one."""
    wanted = survives_of(sets)
    if wanted is None:
        return ""
    said = f"objective to survive {count(wanted, 'failure')}"
    holds = sets.survives(wanted)
    return f"{said}: {'not known' if holds is None else 'met' if holds else 'violated'}"


def survives_of(sets: CutSets) -> int | None:
    """How many failures at once an objective wants the target to survive."""
    objectives = sets.graph.topology.objectives
    wanted = (o.survives for o in objectives if o.of == sets.target)
    return next(wanted, None)


def missing_words(missing: Sequence[str]) -> str:
    """Who lacks failure data, the first few by name."""
    names = ", ".join(map(shown, missing[:3])) + (", …" if len(missing) > 3 else "")
    return f"{count(len(missing), 'cause')} without failure data ({names}); --default KIND=DATA"


def whole(number: int) -> str:
    """A whole number, however large: of more than 15 digits the first three.

    >>> whole(1234567), whole(3**100)
    ('1,234,567', 'about 5.15e+47')
    """
    if number < 10**15:
        return f"{number:,}"
    exponent = int((number.bit_length() - 1) * 0.30102999566398)
    exponent += number >= 10 ** (exponent + 1)
    return f"about {number // 10 ** (exponent - 6) / 1e6:.2f}e+{exponent}"


def _summary(found: Sequence[CutSets], file: str) -> Iterator[Line]:
    fall = sum(sets.redundancy in (0, 1) for sets in found)
    worst = "bad" if fall else "good"
    said = f"{count(len(found), 'target')}; {fall:,} of {len(found):,} fall to a single failure."
    yield [(worst, said)]
    if found:
        yield [("", "Next: "), (COMMAND, command(["availability", file]))]


# -- for machines ---------------------------------------------------------------------------------


def cuts_plain(found: Sequence[CutSets], *, limit: int, order: int | None = None) -> Plain:
    """One target as it is; of several each in a list, by id."""
    plain = [target_plain(sets, limit, order) for sets in found]
    if len(plain) == 1:
        return {"format": FORMAT, **plain[0]}
    return {"format": FORMAT, "targets": plain}


def target_plain(sets: CutSets, limit: int, order: int | None = None) -> Plain:
    """The cut sets of one target."""
    wanted = survives_of(sets)
    return {
        "target": sets.target,
        "complete": sets.complete,
        "max_order": sets.max_order,
        "why_incomplete": sets.why_incomplete or None,
        "redundancy": sets.redundancy,
        "survives": None if wanted is None else {"wanted": wanted, "holds": sets.survives(wanted)},
        "count_by_order": {str(order): n for order, n in sets.count_by_order.items()},
        "total": sets.total,
        "method": sets.method,
        "ranked_by": sets.ranked_by,
        "without_data": list(sets.missing),
        "cut_sets": [
            {
                "ids": list(cut.ids),
                "members": list(cut.members),
                "order": cut.order,
                "multiplicity": cut.multiplicity,
                "unavailability": cut.unavailability,
            }
            for cut in sets.listed(limit, order)
        ],
    }


def cuts_csv(found: Sequence[CutSets], *, limit: int, order: int | None = None) -> str:
    """A row for each cut set that is listed."""
    rows = (
        (
            sets.target,
            str(rank),
            str(cut.order),
            str(cut.multiplicity),
            "" if cut.unavailability is None else repr(cut.unavailability),
            " + ".join(cut.names),
        )
        for sets in found
        for rank, cut in enumerate(sets.listed(limit, order), start=1)
    )
    return csv_text(("target", "rank", "order", "multiplicity", "unavailability", "ids"), rows)
