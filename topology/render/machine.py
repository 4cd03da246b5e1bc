"""Results as plain values for machines, in the published formats (all of format 1)."""

from __future__ import annotations

from typing import Any

from topology.spof import BlastRadius, SinglePoints

FORMAT = 1
Plain = dict[str, Any]


def spof_plain(points: SinglePoints) -> Plain:
    """The result of `spof`: every finding with its reason; all lists sorted by id.

    `never_up` targets are not judged and so are not in `targets`; `never_up_reasons` says why.
    `below_level` targets fall short with nothing failed, and are judged for structure alone.
    `load_not_judged` says why overload and delay could not be judged, if they could not.
    """
    return {
        "format": FORMAT,
        "topology": points.topology.name,
        "targets": [
            {"id": target, "spofs": list(map(_spof(points, target), points.causes(target)))}
            for target in points.targets
        ],
        "start_up_deadlocks": [list(deadlock) for deadlock in points.start_up_deadlocks],
        "never_up": list(points.never_up),
        "never_up_reasons": {
            target: list(points.never_up_finding(target).reason) for target in points.never_up
        },
        "below_level": list(points.below_level),
        "below_level_reasons": {
            target: list(points.below_level_finding(target).reason) for target in points.below_level
        },
        "load_not_judged": points.load_unjudged or None,
    }


def _spof(points: SinglePoints, target: str) -> Any:
    def plain(cause: str) -> Plain:
        finding = points.finding(target, cause)
        return {
            "id": cause,
            "kind": finding.kind,
            "class": finding.failure_class,
            "shared_risk": finding.shared_risk,
            "reason": list(finding.reason),
        }

    return plain


def blast_plain(blast: BlastRadius) -> Plain:
    """The result of `blast`; `down` holds the component itself when it goes down."""
    return {
        "format": FORMAT,
        "component": blast.component,
        "down": list(blast.down),
        "demand_lost": blast.demand_lost,
    }
