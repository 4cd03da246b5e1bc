"""The loads with nothing failed and everything bearing all of them: where margins begin."""

from __future__ import annotations

from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.settings import Settings
from topology.loads.moment.wiring import Wiring


def unlimited(wiring: Wiring) -> Cascade:
    """The loads with nothing failed, demands at their peaks, and everything bearing all of it."""
    cascade = Cascade(wiring, Settings(name="", events=(), unlimited=True, peak_demand=True))
    cascade.flow.solve()
    return cascade
