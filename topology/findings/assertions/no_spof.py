"""No single failure takes a target below its level."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.document.document import Topology
from topology.errors import UsageError, did_you_mean, quoted
from topology.finding import Finding
from topology.findings.assertions.given import Source, check_ids, topology_of
from topology.findings.assertions.telling import failure, finding_lines
from topology.findings.single_points import SinglePoints
from topology.values.units import counted

__unittest = True  # so that unittest tells none of its lines, as pytest does not


def assert_no_spof(
    topology: Source, *targets: str, except_: Mapping[str, str] | None = None
) -> None:
    """Fails when a single failure takes a target below its level, or a target never reaches it.

    `topology` is one, or the path of its document.
    Without `targets` all targets of the topology are judged (objectives, else demand, else what
    nothing needs; and the traffic where objectives name it or there are none). `except_` maps the
    id of a known single point of failure to the reason why it is borne; an exception that is no
    longer needed fails too. Raises `AssertionError` with the findings and their reasons,
    `UnknownIdError` for an id that does not exist, `UsageError` for an exception without a reason,
    when there is nothing to judge, or when loads cannot be judged.
    """
    __tracebackhide__ = True
    topology = topology_of(topology)
    _check_types(targets, except_)
    points = SinglePoints.of(topology, targets or None)
    borne = dict(except_ or {})
    _check_exceptions(points, borne)
    if not (points.targets or points.never_up or points.not_judged or points.traffic):
        raise UsageError("there is no target to judge: name one, or give a component demand")
    if points.load_unjudged:
        raise UsageError(f"overload and delay cannot be judged: {points.load_unjudged}")
    points.judge_load()
    for cause, why in sorted(points.causes_unjudged.items()):
        raise UsageError(f"overload and delay cannot be judged for {quoted(cause)}: {why}")
    ranked = points.ranking.targets
    found: list[Finding] = [points.never_up_finding(target) for target in ranked(points.never_up)]
    found += [points.below_level_finding(target) for target in ranked(points.below_level)]
    found += [points.not_judged_finding(target) for target in ranked(points.not_judged)]
    unused = set(borne)
    for finding in _single(points):
        if finding.cause in borne:
            unused.discard(finding.cause)
        else:
            found.append(finding)
    elsewhere = _elsewhere(topology, targets) if topology.ranges() else {}
    unused.difference_update(cause for cause, _ in elsewhere)
    if found or unused:
        raise failure(_lines(points, found, sorted(unused), borne))
    lines = [line for (cause, _), line in elsewhere.items() if cause not in borne]
    if lines:
        raise failure([f"{topology.name}: not all over the ranges", *lines])


def _single(points: SinglePoints) -> Iterator[Finding]:
    """The single points of failure of all targets, of the traffic too; each the worst first."""
    for target in points.ranking.targets(points.targets):
        for cause in points.ranking.causes(points.causes(target)):
            yield points.finding(target, cause)
    if points.traffic is not None:
        from topology.findings.traffic.telling import findings

        yield from findings(points.traffic)


def _elsewhere(topology: Topology, targets: tuple[str, ...]) -> dict[tuple[str, str], str]:
    """What is found elsewhere in the ranges: lines by cause and finding."""
    from topology.findings.over_ranges import over_ranges

    ranges = over_ranges(topology, targets or None, lambda _: None)
    if not ranges.is_complete:
        raise UsageError("ranges of so large a document are not tried: give single values")
    found: dict[tuple[str, str], str] = {}
    for part in ranges.elsewhere:
        for word in part.found:
            found.setdefault((word.cause, word), f"  {part.place}: {word}")
    return found


def _check_types(targets: tuple[object, ...], except_: object) -> None:
    check_ids(targets)
    if except_ is not None and not isinstance(except_, Mapping):
        raise UsageError('except_ maps ids to reasons, as in {"db": "replaced in May"}')


def _check_exceptions(points: SinglePoints, borne: Mapping[str, str]) -> None:
    graph = points.graph
    for name, why in borne.items():
        if name not in graph.index and name not in graph.strike_index:
            near = did_you_mean(name, [*graph.ids, *graph.strike_index])
            raise UsageError(f"except_ names {quoted(name)}, which does not exist{near}")
        if not isinstance(why, str) or not why.strip():
            raise UsageError(f"except_ gives no reason for {quoted(name)}")


def _lines(
    points: SinglePoints, found: list[Finding], unused: list[str], borne: Mapping[str, str]
) -> list[str]:
    lines = [f"{points.topology.name}: {_counted(len(found), len(unused))}"]
    for finding in found:
        lines.extend(f"  {line}" for line in finding_lines(points, finding))
    lines.extend(
        f"  the exception for {cause} is no longer needed ({borne[cause]})" for cause in unused
    )
    return lines


def _counted(found: int, unused: int) -> str:
    parts = []
    if found:
        parts.append(counted(found, "finding"))
    if unused:
        parts.append(f"{counted(unused, 'exception')} without need")
    return ", ".join(parts)
