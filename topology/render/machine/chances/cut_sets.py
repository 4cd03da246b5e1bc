"""Minimal cut sets, as plain values and as CSV."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from topology.cutsets.cutsets import CutSet, CutSets
from topology.render.machine.chances.counts import counted
from topology.render.machine.csv_text import csv_text
from topology.render.machine.plain import FORMAT, Plain
from topology.render.objectives import survives_as_asked, survives_of


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
        "redundancy_by_structure": sets.redundancy_by_structure,
        "not_judged": sets.how_judged or None,
        **({"not_counted": list(sets.not_counted)} if sets.not_counted else {}),
        "survives": None
        if wanted is None
        else {"wanted": wanted, "holds": survives_as_asked(sets)},
        "count_by_order": {str(k): counted(n) for k, n in sets.count_by_order.items()},
        "total": counted(sets.total),
        "method": sets.method,
        "ranked_by": sets.ranked_by,
        "without_data": list(sets.missing),
        "cut_sets": list(map(_cut_plain, sets.listed(limit, order))),
        **_unstarted(sets, limit),
    }


def _cut_plain(cut: CutSet) -> Plain:
    return {
        "ids": list(cut.ids),
        "members": list(cut.members),
        "order": cut.order,
        "multiplicity": counted(cut.multiplicity),
        "unavailability": cut.unavailability,
        **({"left": list(cut.left)} if cut.left else {}),
    }


def _unstarted(sets: CutSets, limit: int) -> Plain:
    """What besides takes the target down if a standby does not start; nothing without any.

    Such an event is no failure: in `members` it is 0, and the order does not count it.
    """
    found = sets.unstarted
    if found is None:
        return {}
    return {
        "unstarted": {
            "events": list(found.names),
            "max_order": found.max_order,
            "count_by_order": {str(k): counted(n) for k, n in found.count_by_order.items()},
            "total": counted(found.total),
            "cut_sets": list(map(_cut_plain, sets.listed_unstarted(limit))),
        }
    }


def cuts_csv(found: Sequence[CutSets], *, limit: int, order: int | None = None) -> str:
    """A row for each cut set that is listed."""
    return csv_text(*cut_rows(found, limit=limit, order=order))


def cut_rows(
    found: Sequence[CutSets], *, limit: int, order: int | None = None
) -> tuple[tuple[str, ...], Iterator[tuple[str, ...]]]:
    """The names of the columns, and the rows."""
    rows = (
        (
            sets.target,
            str(rank),
            str(cut.order),
            str(counted(cut.multiplicity)),
            "" if cut.unavailability is None else repr(cut.unavailability),
            " + ".join(cut.names),
        )
        for sets in found
        for rank, cut in enumerate(sets.listed(limit, order), start=1)
    )
    return ("target", "rank", "order", "multiplicity", "unavailability", "ids"), rows
