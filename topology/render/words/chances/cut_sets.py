"""What a target survives and falls to, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from topology.cutsets.cutsets import CutSets
from topology.render.objectives import (
    MEMBERS,
    accepted_of,
    asking_survival,
    is_of_some,
    survives_as_asked,
    survives_of,
    values_words,
)
from topology.render.words.phrases import shown, whole
from topology.values.units import counted

if TYPE_CHECKING:
    from topology.reliability.availability import Availability

NAMES = {1: ("single failure", "single failures"), 2: ("pair", "pairs"), 3: ("triple", "triples")}


def redundancy_words(sets: CutSets) -> str:
    """Of a target: how many failures it survives, and what it falls to."""
    if sets.redundancy_by_structure == 0:
        return "does not work even with nothing failed"
    at_values = values_words(sets.graph, MEMBERS)
    return f"{_redundancy(sets)}{at_values}{structure_words(sets)}{unstarted_words(sets)}"


def unstarted_words(sets: CutSets) -> str:
    """How many sets there are besides, if a standby does not start; empty without any."""
    found = sets.unstarted
    if found is None:
        return ""
    order, number = next(iter(found.count_by_order.items()))
    names = [shown(name) for name in found.names]
    said = names[0] if len(names) == 1 else "some standby does not start"
    if order:
        return f"; to {order_words(order, number)} more if {said}"
    return f"; to no failure at all if {said}"


def structure_words(found: CutSets | Availability) -> str:
    """What a sentence about failures has to end with where load could deny it."""
    return f" {found.how_judged}" if found.how_judged else ""


def _redundancy(sets: CutSets) -> str:
    order = sets.redundancy_by_structure
    if order is None:
        upto = "" if sets.max_order is None else f" of up to {sets.max_order:,} failures"
        return f"falls to no set{upto} of causes" if not upto else f"falls to no set{upto}"
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
    return f"all of up to {counted(sets.max_order, 'failure')} are there; larger ones are not{why}"


_BUT_FOR_ACCEPTED = " but for what is accepted, dates not checked"


def objective_words(sets: CutSets) -> str:
    """Whether an objective to survive failures holds; empty without one."""
    wanted = survives_of(sets)
    if wanted is None:
        return ""
    said, is_of_all = _wanted_words(sets)
    holds, accepted = survives_as_asked(sets), accepted_of(sets)
    if holds is None and is_of_all and sets.survives_by_structure(wanted, accepted):
        at_values = values_words(sets.graph, MEMBERS)
        unknown = "not known, " if sets.by_structure_alone or at_values else ""
        borne = "" if sets.survives_by_structure(wanted) else _BUT_FOR_ACCEPTED
        return f"{said}: {unknown}met{at_values}{borne}{structure_words(sets)}"
    return f"{said}: {'not known' if holds is None else 'met' if holds else 'violated'}"


def _wanted_words(sets: CutSets) -> tuple[str, bool]:
    """What is wanted, the strictest of each, and whether all failures count."""
    asking = asking_survival(sets)
    most = max((o.survives or 0 for o in asking if not is_of_some(o)), default=None)
    wanted = [] if most is None else [counted(most, "failure")]
    some = [objective for objective in asking if is_of_some(objective)]
    if some:
        from topology.findings.objectives.survival import failures_words

        wanted += dict.fromkeys(map(failures_words, some))
    return f"objective to survive {' and '.join(map(shown, wanted))}", not some


def missing_words(missing: Sequence[str]) -> str:
    """Who lacks failure data, the first few by name."""
    names = ", ".join(map(shown, missing[:3])) + (", …" if len(missing) > 3 else "")
    return f"{counted(len(missing), 'cause')} without failure data ({names}); --default KIND=DATA"
