"""What lasts, in words: a standby that stands idle as nobody switches, a surge that is not over."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from topology.loads.cascade.cascade import Cascade
from topology.loads.rest import growing_queue, is_below_at_rest
from topology.loads.variants import Variants
from topology.values.units import duration_words


def stands_idle(v: int, variants: Variants) -> str | None:
    """The standby that would keep a target at its level, if what limps were taken for dead.

    None where it would not, or where that helps otherwise than by a switch.
    """
    if variants.all_seen is None:
        return None
    cascade, run = variants.all_seen
    if is_below_at_rest(v, cascade, run) or growing_queue(v, cascade) is not None:
        return None
    names = sorted(_switched(v, variants.as_it_is[0], cascade))
    if not names:
        return None
    stand = "stands" if len(names) == 1 else "stand"
    return f"{' and '.join(names)} {stand} idle: nobody switches away from what has not failed"


def _switched(v: int, before: Cascade, after: Cascade) -> Iterator[str]:
    """What standbys below a target have switched to in one cascade and not in another."""
    wiring, todo, seen = before.wiring, [v], {v}
    for node in todo:
        numbers = wiring.arcs_from[node]
        standby = after.switching.standbys.get(node)
        if standby is not None and standby.active != before.switching.standbys[node].active:
            yield before.switching.entry_name(wiring.arcs[numbers[standby.active]].child)
        further = [wiring.arcs[number].child for number in numbers if wiring.arcs[number].hard]
        further += [element for element in wiring.elements_of(node) if element not in seen]
        todo.extend(n for n in dict.fromkeys(further) if n not in seen)
        seen.update(further)


def outlasting(v: int, variants: Variants) -> tuple[str, ...]:
    """That a target is still below its level after the surge that took it there; else nothing."""
    surges = [strike for strike in variants.strikes if strike.raises]
    over_s = max((strike.lasts_s for strike in surges), default=inf)
    if over_s == inf:
        return ()
    names = " and ".join(strike.id for strike in surges)
    ended = f"{names} {'was' if len(surges) == 1 else 'were'} over"
    cascade, run = variants.as_it_is
    if is_below_at_rest(v, cascade, run) or growing_queue(v, cascade) is not None:
        return (
            f"still there when nothing changes any more: {ended} after {duration_words(over_s)}",
        )
    back_s = cascade.service_levels.last_below_s.get(v, 0.0)
    if back_s <= over_s * (1 + 1e-9):
        return ()
    return (f"still there {duration_words(back_s - over_s)} after {ended}",)
