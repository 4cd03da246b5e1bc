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


def load_can_matter(components: Sequence[schema.Component]) -> bool:
    """Whether components give a capacity, a limit, or a standby that is late or not for all.

    O(components), in the loops of the interpreter's own C where nothing is given.
    """
    return overload_can_matter(components) or _some_standby(components, _is_late)


def overload_can_matter(components: Sequence[schema.Component]) -> bool:
    """Whether components give a capacity, a limit, or a standby to which not all load follows."""
    if any(capacity is not None for capacity in set(map(attrgetter("capacity"), components))):
        return True
    if any(o.limit is not None for o in filter(None, map(attrgetter("overload"), components))):
        return True
    return _some_standby(components, lambda entry: entry.share < 1)


def _some_standby(
    components: Sequence[schema.Component], asked: Callable[[schema.FirstOf], bool]
) -> bool:
    return any(
        type(entry) is not str and any(map(asked, _standbys((entry,))))
        for needs in filter(None, map(attrgetter("needs"), components))
        for entry in needs
    )


def _standbys(entries: Iterable[schema.Requirement]) -> Iterable[schema.FirstOf]:
    """The standbys among requirements, at any depth."""
    for entry in entries:
        if not isinstance(entry, str | schema.On | schema.Reach):
            if isinstance(entry, schema.FirstOf):
                yield entry
            yield from _standbys(parts_of(entry))


def _is_late(entry: schema.FirstOf) -> bool:
    delays = entry.switchover or schema.Switchover()
    takes_time = delays.detect + delays.decide + delays.verify + delays.activate > 0
    return takes_time or bool(delays.needs)
