"""For which other values of a field a run is the same as for its present one.

A run hangs on a value only as far as it comes to it: on a capacity once more is offered than it, on
the delay of a switch or the share that follows once something switches, on the time until a crash
once there is an overload. Where it does not, it is the same to the last bit:

- for every larger capacity, where the present one is never exceeded;
- for every smaller demand, where nothing is ever overloaded or loses any of that demand;
- for every share, delay and repair that it never makes use of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from math import inf
from typing import NamedTuple

from topology.document.document import Path, Topology
from topology.document.schema import Component
from topology.loads.cascade.cascade import Cascade
from topology.loads.cascade.run import Run, Word
from topology.values.ranged import Ranged

Played = tuple[Cascade, Run]


class Values(NamedTuple):
    """The values of a field from `low` to `high`."""

    low: float
    high: float

    def __contains__(self, value: object) -> bool:
        return isinstance(value, float | int) and self.low <= value <= self.high


ALL = Values(-inf, inf)
_REPAIRS = {"repair", "verify", "fails"}
_SWITCHES = {Word.LOSES, Word.SWITCHES, Word.FAILS_BACK, Word.GOES_ON, Word.WAITS}
_CRASHES = {Word.CRASHES, Word.RESTARTS}
_OVER = {Word.OVERLOADED, Word.CRASHES, Word.RESTARTS}


def unchanged_for(path: Path, ranged: Ranged, value: float, runs: Collection[Played]) -> Values:
    """The values of a field for which runs without repairs, at its present value, are the same."""
    present = Values(value, value)
    topology = runs_of(runs)
    if path[0] == "crews" or _is_of_repair(path):
        return ALL
    if path[0] != "components" or not isinstance(path[1], int):
        return present
    component, field = topology.components[path[1]], path[2:]
    if (_is_of_switch(field) and ranged.high < 1) or _is_of_delay(field):
        return present if _tells(runs, _SWITCHES, component) else ALL
    if not _is_forward(runs):
        return present
    return _by_load(component, field, value, runs) or present


def runs_of(runs: Iterable[Played]) -> Topology:
    """The document that runs are of."""
    return next(iter(runs))[0].graph.topology


def _by_load(
    component: Component, field: Path, value: float, runs: Collection[Played]
) -> Values | None:
    """The same of what hangs on how much load there is; None where it may hang on it."""
    if field == ("capacity",):
        return None if _tells(runs, _OVER, component) else Values(value, inf)
    if field in (("overload", "for"), ("overload", "restart")):
        return None if _tells(runs, _OVER, component) else ALL
    if field == ("demand",) and value > 0:
        is_whole = all(c.accounts.lowest[c.graph.index[component.id]] == 1 for c, _ in runs)
        return Values(0.0, value) if is_whole and not _tells(runs, _OVER) else None
    return None


def _is_of_repair(path: Path) -> bool:
    """Whether a field says how something is mended that has failed; a switch is verified too."""
    if path[0] not in ("components", "shared_risks"):
        return False
    return path[4 if path[2] == "modes" else 2] in _REPAIRS


def _is_of_switch(field: Path) -> bool:
    return field[:1] == ("needs",) and field[-1:] == ("share",)


def _is_of_delay(field: Path) -> bool:
    return field[:1] == ("needs",) and "switchover" in field


def _tells(runs: Iterable[Played], words: Collection[Word], of: Component | None = None) -> bool:
    """Whether any run tells one of these, of a component if one is given."""
    return any(
        line.event in words and (of is None or line.component == of.id)
        for _, run in runs
        for line in run.timeline
    )


def _is_forward(runs: Iterable[Played]) -> bool:
    """Whether loads hang on no moment before, and nobody crashes below its capacity."""
    cascade = next(iter(runs))[0]
    wiring, arcs = cascade.wiring, cascade.wiring.arrays
    if wiring.paths or wiring.traffic is not None or wiring.start_calls:
        return False
    if arcs.is_retrying.any() or arcs.is_returning.any():
        return False
    limits = (c.overload for c in cascade.components if c.overload is not None)
    return all(limit.mode != "queue" and limit.above >= 1 for limit in limits)
