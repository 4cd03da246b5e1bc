"""Results as plain values for machines, in the published formats (all of format 1)."""

from __future__ import annotations

from typing import Any

from topology.spof import BlastRadius, SinglePoints

FORMAT = 1
Plain = dict[str, Any]


def spof_plain(points: SinglePoints) -> Plain:
    """The result of `spof`: every finding with its reason; all lists sorted by id.

    `never_up` targets are not judged and so are not in `targets`; `never_up_reasons` says why.
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
