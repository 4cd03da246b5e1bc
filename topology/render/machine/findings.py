"""Single points of failure and blast radii, as plain values and as CSV."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from math import isfinite
from typing import TYPE_CHECKING, Any

from topology.document.relevance import BY_STRUCTURE
from topology.document.schema import SharedRisk
from topology.render.machine.csv_text import csv_text
from topology.render.machine.plain import FORMAT, Plain
from topology.render.people import data_words, entry_of

if TYPE_CHECKING:
    from topology.finding import Finding, Step
    from topology.findings.besides import Besides
    from topology.findings.blast_radius import BlastRadius
    from topology.findings.ranking.recoveries import Recovery
    from topology.findings.single_points import SinglePoints
    from topology.findings.traffic.points import Hit, TrafficPoints
    from topology.network.sweep import Use
    from topology.structure.graph import Graph
    from topology.structure.knowledge import Extent
    from topology.structure.order_one.starts import Start


MOST_AT_ONCE = 100
"""Findings of a target that are held at once."""


def spof_plain(points: SinglePoints, besides: Besides | None = None) -> Plain:
    """The result of `spof` as `spof_told` has it, with lists for iterators."""
    plain = spof_told(points, besides)
    targets = [{**target, "spofs": list(target["spofs"])} for target in plain["targets"]]
    return {**plain, "targets": targets}


def spof_told(points: SinglePoints, besides: Besides | None = None) -> Plain:
    """The result of `spof`: every finding with its reason; all lists sorted by id.

    `targets` is an iterator, and so is `spofs` of a target that has many: each is made when it is
    asked for.

    `never_up` targets are not judged and so are not in `targets`; `never_up_reasons` says why.
    `below_level` targets fall short with nothing failed; if for good, structure alone is judged.
    `load_not_judged` says why overload and delay could not be judged, if they could not.
    """
    _ = points.load
    plain = _spof_told(points)
    plain |= _less_critical(points)
    plain |= _of_traffic(points)
    if besides is not None:
        plain |= _besides(points, besides)
        if besides.pairs is not None and points.traffic is not None:
            plain["traffic"]["pairs"] = _pairs_of_traffic(points, points.traffic)
    return plain


def _less_critical(points: SinglePoints) -> Plain:
    """What needs something less critical; nothing where nothing is said of how critical it is."""
    from topology.findings.criticality import criticality_findings, gives_criticality

    graph = points.graph
    if not gives_criticality(graph):
        return {}
    told = [
        {
            "id": finding.where,
            "criticality": graph.components[graph.index[finding.where]].criticality,
            "needs": finding.cause,
            "needs_criticality": graph.components[graph.index[finding.cause]].criticality,
            "reason": list(finding.reason),
        }
        for finding in criticality_findings(points)
    ]
    return {"less_critical": told}


def _of_traffic(points: SinglePoints) -> Plain:
    """What is too much for the traffic; nothing where that is no target."""
    traffic = points.traffic
    if traffic is None:
        return {}
    links, components = traffic.network.arcs.arcs_of, points.graph.components
    intact = traffic.intact(traffic.limit)
    return {
        "traffic": {
            "limit": traffic.limit,
            "failures": len(traffic.sweep.failures),
            "intact": None if intact is None else _hit(points, traffic, intact),
            "spofs": [
                {"id": cause, **_hit(points, traffic, hit), **_people(points, cause)}
                for cause, hit in sorted(traffic.by_cause.items())
            ],
            "links_without_capacity": [
                points.graph.ids[v] for v in links if components[v].capacity is None
            ],
        }
    }


def _hit(points: SinglePoints, traffic: TrafficPoints, hit: Hit) -> Plain:
    from topology.findings.traffic.telling import finding

    said = finding(traffic, hit, traffic.limit)
    entry = traffic.accepted.get(said.cause)
    of_cause = {"kind": said.kind, "shared_risk": said.shared_risk, **_mode(said)}
    return {
        **(of_cause if said.cause else {}),
        "class": said.failure_class,
        "cut_off": hit.cut_off,
        "worst": _use(points, hit.worst),
        "accepted_until": None if entry is None else entry.until,
        "reason": list(said.reason),
    }


def _use(points: SinglePoints, use: Use | None) -> Plain | None:
    """The most used link or node; of a node both ends are null."""
    if use is None:
        return None
    ids, place, is_known = points.graph.ids, use.place, isfinite(use.utilisation)
    return {
        "link": ids[place.component],
        "from": ids[place.start] if place.start >= 0 else None,
        "to": ids[place.end] if place.end >= 0 else None,
        "utilisation": use.utilisation if is_known else None,
    }


def _pairs_of_traffic(points: SinglePoints, traffic: TrafficPoints) -> list[Plain] | None:
    """The pairs of which neither is too much alone; null where not all were gone through."""
    hits = traffic.new_pairs(points.under_load.has_expired)
    if hits is None:
        return None
    name = traffic.network.causes.name
    return [
        {
            "ids": list(map(name, hit.cause.numbers)),
            "class": hit.failure_class,
            "cut_off": hit.cut_off,
            "worst": _use(points, hit.worst),
        }
        for hit in hits
    ]


def _spof_told(points: SinglePoints) -> Plain:
    return {
        "format": FORMAT,
        "topology": points.topology.name,
        "targets": (
            {
                "id": target,
                "known": _known(points.extents.get(target)),
                "not_judged": BY_STRUCTURE if points.by_structure_alone(target) else None,
                "spofs": _spofs(points, target),
                **_taken_to_start(points, target),
            }
            for target in points.targets
        ),
        "start_up_deadlocks": [list(deadlock) for deadlock in points.start_up_deadlocks],
        "recovery_deadlocks": [
            {
                "cause": finding.cause,
                "components": list(finding.involved),
                "reason": list(finding.reason),
            }
            for finding in map(points.recovery_deadlock_finding, points.recovery_deadlocks)
        ],
        "never_up": list(points.never_up),
        "never_up_reasons": {
            target: list(points.never_up_finding(target).reason) for target in points.never_up
        },
        "below_level": list(points.below_level),
        "below_level_reasons": {
            target: list(points.below_level_finding(target).reason) for target in points.below_level
        },
        "not_judged": [
            {"id": target, "reason": points.not_judged_finding(target).reason[0]}
            for target in points.not_judged
        ],
        "known": _known(points.extent),
        "load_not_judged": points.load_unjudged or None,
        "failures_not_judged": dict(sorted(points.causes_unjudged.items())),
    }


def _besides(points: SinglePoints, besides: Besides) -> Plain:
    """What was asked for beside the single points."""
    plain: Plain = {}
    losses, pairs, ranges = besides.losses, besides.pairs, besides.ranges
    if ranges is not None:
        from topology.render.machine.ranges import range_plain

        plain["ranges"] = (
            None if ranges.sensitivities is None else list(map(range_plain, ranges.sensitivities))
        )
    if losses is not None:
        plain["worst"] = [
            {
                "id": loss.cause,
                "demand_lost_at_rest": loss.at_rest,
                "demand_lost_until_rest": loss.until_rest,
                "money_lost_per_hour_at_rest": loss.money_at_rest,
                "repeats_s": loss.repeats_s,
                "goes_round": loss.goes_round,
            }
            for loss in losses
        ]
    if pairs is not None:
        plain["pairs"] = [
            {
                "ids": list(pair.causes),
                "target": pair.target,
                "class": pair.point.failure_class,
                "demand_lost_at_rest": pair.demand_lost_at_rest,
                "money_lost_per_hour_at_rest": pair.money_lost_at_rest,
                "reason": list(pair.point.reason),
                "because": steps_plain(pair.point.because),
                "back": recovery_plain(pair.recovery),
            }
            for pair in pairs
        ]
        plain["pairs_not_run"] = points.pairs_not_run
    return plain


def _taken_to_start(points: SinglePoints, target: str) -> Plain:
    """The standbys that save a target if they start, where that is a chance; else nothing."""
    return _starts_plain(points.graph, points.taken_to_start.get(target, ()))


def _starts_plain(graph: Graph, starts: Iterable[Start]) -> Plain:
    said = [
        {"name": start.name, "for": graph.ids[start.owner], "starts": start.chance}
        for start in starts
    ]
    return {"taken_to_start": said} if said else {}


def _known(extent: Extent | None) -> Plain | None:
    """Of so many components so many say nothing of what they need; null where not counted."""
    if extent is None:
        return None
    sure = not (extent.assumed or extent.guessed)
    degrees = {"needs": extent.needs, "assumed": extent.assumed, "guessed": extent.guessed}
    said = {"components": extent.components, "silent": extent.silent}
    return said if sure else {**said, **degrees}


def _spofs(points: SinglePoints, target: str) -> list[Plain] | Iterator[Plain]:
    """Those of a target; few are made at once, as they are written faster."""
    causes = points.causes(target)
    told = map(_spof(points, target), causes)
    return list(told) if len(causes) <= MOST_AT_ONCE else told


def _spof(points: SinglePoints, target: str) -> Any:
    ranks = points.ranks

    def plain(cause: str) -> Plain:
        finding = points.finding(target, cause)
        return {
            "id": cause,
            "rank": ranks[cause],
            "kind": finding.kind,
            "class": finding.failure_class,
            "shared_risk": finding.shared_risk,
            **_mode(finding),
            "own_failure_only": points.is_bare(cause),
            "reason": list(finding.reason),
            "because": steps_plain(finding.steps),
            "back": recovery_plain(points.recovery(target, cause)),
            **_people(points, cause),
        }

    return plain


def _people(points: SinglePoints, cause: str) -> Plain:
    """Who answers for a cause, and what its failure asks for; only what the document says."""
    entry = entry_of(points.graph, cause)
    if entry is None or not (entry.owner or entry.runbook or isinstance(entry, SharedRisk)):
        return {}
    said = {"owner": entry.owner, "runbook": entry.runbook, "loses_data": data_words(entry)}
    return {key: value for key, value in said.items() if value}


def _mode(finding: Finding) -> Plain:
    """Whose mode a cause is; nothing for other causes."""
    return {"mode": True} if finding.is_mode else {}


def steps_plain(steps: Iterable[Step]) -> list[Plain]:
    """A reason with what became of every alternative."""
    return [
        {"step": step.words}
        if not step.alternatives
        else {
            "step": step.words,
            "alternatives": list(map(steps_plain, step.alternatives)),
            "further": step.further,
        }
        for step in steps
    ]


def recovery_plain(recovery: Recovery) -> Plain:
    """When a target is back for good, and its longest outage until then, which an rto is about.

    `after_s` and `longest_outage_s` are null where it never is, or where that is not known.
    """
    never = {"never_because": recovery.because} if recovery.because else {}
    by_hand = {"by_hand": recovery.by_hand} if recovery.by_hand else {}
    return {
        "state": recovery.state,
        "after_s": recovery.after_s if isfinite(recovery.after_s) else None,
        "longest_outage_s": recovery.outage_s if isfinite(recovery.outage_s) else None,
        "at_least_s": recovery.at_least_s if recovery.wanting else None,
        "rto_s": recovery.rto_s,
        "in_time": None if recovery.rto_s is None else recovery.is_in_time,
        "not_known_for_want_of": recovery.wanting or None,
        **never,
        **by_hand,
        **_held_plain(recovery),
    }


def _held_plain(recovery: Recovery) -> Plain:
    """How long it lives on without what failed, and when it would be back if it did not."""
    if not recovery.held_s:
        return {}
    held, mended = recovery.held_s, recovery.mended_s
    return {
        "held_s": held if isfinite(held) else None,
        "mended_s": mended if isfinite(mended) else None,
    }


def blast_plain(blast: BlastRadius) -> Plain:
    """The result of `blast`; `down` holds what fails itself when it goes down.

    `because` says of each of them by which way, step by step.
    """
    return {
        "format": FORMAT,
        "failed": list(blast.failed),
        "all_members": blast.all_members,
        "down": list(blast.down),
        "because": {name: steps_plain(blast.because(name)) for name in blast.down},
        "demand_lost": blast.demand_lost,
        "not_judged": blast.how_judged or None,
        **({"not_counted": list(blast.not_counted)} if blast.not_counted else {}),
        **_starts_plain(blast.graph, blast.taken_to_start),
    }


def _key(finding: Finding) -> tuple[str, str]:
    return finding.where, finding.cause


def findings_csv(points: SinglePoints) -> str:
    """A row for each single point of failure of each target, the worst first; then of the traffic.

    Of the traffic the demand is lost that is cut off.
    """
    return csv_text(*single_point_rows(points))


def single_point_rows(points: SinglePoints) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """The names of the columns, and the rows."""
    rows: list[tuple[str, ...]] = [
        (
            finding.where,
            finding.cause,
            finding.kind,
            str(finding.failure_class),
            "yes" if finding.shared_risk else "no",
            repr(points.demand_lost(finding.cause)),
            points.accepted[key].until if (key := _key(finding)) in points.accepted else "",
            *_back(points.recovery(finding.where, finding.cause)),
            " > ".join(finding.reason),
        )
        for finding in _single_points(points)
    ]
    rows += _rows_of_traffic(points)
    header = (
        "target", "cause", "kind", "class", "shared_risk", "demand_lost", "accepted_until",
        "back_after_s", "longest_outage_s", "back", "reason",
    )  # fmt: skip
    return header, rows


def _rows_of_traffic(points: SinglePoints) -> Iterator[tuple[str, ...]]:
    if points.traffic is None:
        return
    from topology.findings.traffic.telling import finding_of

    for cause, hit in points.traffic.by_cause.items():
        finding, entry = finding_of(points.traffic, cause), points.traffic.accepted.get(cause)
        yield (
            *(finding.where, cause, finding.kind, str(finding.failure_class)),
            "yes" if finding.shared_risk else "no",
            repr(hit.cut_off),
            "" if entry is None else entry.until,
            *("", "", "not known"),
            " > ".join(finding.reason),
        )


def _back(recovery: Recovery) -> tuple[str, str, str]:
    times = (recovery.after_s, recovery.outage_s)
    after, longest = (repr(time) if isfinite(time) else "" for time in times)
    return after, longest, recovery.state.value


def _single_points(points: SinglePoints) -> Iterator[Finding]:
    for target in points.ranking.targets(points.falling()):
        for cause in points.ranking.causes(points.causes(target)):
            yield points.finding(target, cause)
