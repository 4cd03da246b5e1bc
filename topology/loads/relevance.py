"""Whether load can matter to the verdict on a topology. The analyses of load are not even imported
where it cannot.
"""

from __future__ import annotations

from operator import attrgetter

from topology.document import schema
from topology.document.schema import parts_of
from topology.structure.graph import Graph


def load_can_matter(graph: Graph) -> bool:
    """Whether the document gives a capacity, a limit, or a standby that is late or not for all.

    O(components), in the loops of the interpreter's own C where nothing is given.
    """
    components = graph.components
    if any(capacity is not None for capacity in set(map(attrgetter("capacity"), components))):
        return True
    if any(o.limit is not None for o in filter(None, map(attrgetter("overload"), components))):
        return True
    return any(
        type(entry) is not str and _can_matter(entry)
        for needs in filter(None, map(attrgetter("needs"), components))
        for entry in needs
    )


def _can_matter(entry: schema.Requirement) -> bool:
    """Whether a requirement has a standby that takes its time, or that not all load follows to."""
    if isinstance(entry, str | schema.On | schema.Reach):
        return False
    if isinstance(entry, schema.FirstOf):
        delays = entry.switchover or schema.Switchover()
        if delays.detect + delays.decide + delays.verify + delays.activate > 0 or entry.share < 1:
            return True
    return any(type(part) is not str and _can_matter(part) for part in parts_of(entry))
