"""How long a switch may take for a target to meet its objective."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass

from topology.loads.contingencies import LOAD_ERRORS, Contingencies
from topology.loads.mechanisms.standby import DELAYS


@dataclass(frozen=True, slots=True)
class LongestSwitchover:
    """How long a switch may take for a target to meet its objective after a failure."""

    target: str
    cause: str
    rto_s: float
    switchover_s: float
    longest_s: float
    """In all, with the parts in proportion; 0 if no switch would be fast enough."""


def longest_switchovers(contingencies: Contingencies) -> list[LongestSwitchover]:
    """For each target with an rto and each cause after which it is out while something switches.

    Causes after which loads cannot be judged are left out, as they are by the single points.
    """
    standards = contingencies.graph.standards.items()
    rtos = {name: standard.rto for name, standard in standards if standard.rto is not None}
    found: list[LongestSwitchover] = []
    for cause in contingencies.causes if rtos else ():
        with suppress(*LOAD_ERRORS):
            found.extend(_switchovers(contingencies, cause, rtos))
    return sorted(found, key=lambda entry: (entry.target, entry.cause))


def _switchovers(
    contingencies: Contingencies, cause: str, rtos: Mapping[str, float]
) -> Iterator[LongestSwitchover]:
    variants = contingencies.variants([cause])
    outcomes = variants.as_it_is[1].outcomes
    for v in contingencies.targets:
        name = contingencies.graph.ids[v]
        takes = sum(outcomes[name].outage_by.get(delay, 0.0) for delay in DELAYS)
        if name in rtos and takes:
            rest = variants.switched_at_once[1].outcomes[name].longest_outage_s
            longest = max(0.0, rtos[name] - rest)
            yield LongestSwitchover(name, cause, rtos[name], takes, longest)
