"""Whether load can matter to the verdict on a topology. The analyses of load are not even imported
where it cannot, and where they were not asked, their place is taken by `BY_STRUCTURE`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from operator import attrgetter

from topology.document import schema
from topology.document.schema import parts_of

BY_STRUCTURE = "by structure alone; loads were not judged"
"""Part of every sentence that load could deny."""
BY_PARTS = "by structure alone, with all parts of a split gone"
"""The same where a load is divided for good, so that less than all may be too much."""


_MODES = attrgetter("modes")


def load_can_matter(
    components: Sequence[schema.Component], risks: Sequence[schema.SharedRisk] = ()
) -> bool:
    """Whether there is a capacity, a limit, parts of a load, a standby that is late or not for all,
    or what limps.

    O(components), in the loops of the interpreter's own C where nothing is given.
    """
    return overload_can_matter(components, risks) or _some_compound(components, _is_late)


def overload_can_matter(
    components: Sequence[schema.Component], risks: Sequence[schema.SharedRisk] = ()
) -> bool:
    """The same without standbys that are only late."""
    if any(capacity is not None for capacity in set(map(attrgetter("capacity"), components))):
        return True
    if any(o.limit is not None for o in filter(None, map(attrgetter("overload"), components))):
        return True
    if any(risk.limps for risk in risks):
        return True
    if any(mode.limps for modes in filter(None, map(_MODES, components)) for mode in modes):
        return True
    return _some_compound(components, lambda entry: _loses_share(entry) or _is_split(entry))


def has_split(components: Sequence[schema.Component]) -> bool:
    """Whether some component divides its load, so that a part of it can be lost for itself."""
    return _some_compound(components, _is_split)


def how_judged(components: Sequence[schema.Component]) -> str:
    """Part of a sentence that load could deny, of these components."""
    return f"{BY_PARTS}; loads were not judged" if has_split(components) else BY_STRUCTURE


def _some_compound(
    components: Sequence[schema.Component], asked: Callable[[schema.Compound], bool]
) -> bool:
    return any(
        type(entry) is not str and any(map(asked, _compounds((entry,))))
        for needs in filter(None, map(attrgetter("needs"), components))
        for entry in needs
    )


def _compounds(entries: Iterable[schema.Requirement]) -> Iterable[schema.Compound]:
    """The compound entries among requirements, at any depth."""
    for entry in entries:
        if not isinstance(entry, str | schema.On | schema.Reach):
            yield entry
            yield from _compounds(parts_of(entry))


def _is_split(entry: schema.Compound) -> bool:
    return isinstance(entry, schema.Split)


def _loses_share(entry: schema.Compound) -> bool:
    return isinstance(entry, schema.FirstOf) and entry.share < 1


def _is_late(entry: schema.Compound) -> bool:
    if not isinstance(entry, schema.FirstOf):
        return False
    delays = entry.switchover or schema.Switchover()
    takes_time = delays.detect + delays.decide + delays.verify + delays.activate > 0
    return takes_time or bool(delays.needs)
