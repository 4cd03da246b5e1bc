"""As much capacity as is lacking after the failures at hand, and no more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import ceil, floor, isfinite, log10

from topology.document.options.choices import Choice
from topology.finding import Rule
from topology.remedy.suggestions.matter import Matter
from topology.remedy.suggestions.overloads import Overload, Overloads
from topology.values.rounding import exceeds
from topology.values.units import figure

KIND = "capacity"
DIGITS = 6
"""To so many significant digits a smallest value is found that has no closed form."""
HALVINGS = 20
SLIGHTLY = 1 - 1e-6


def made(matter: Matter, overloads: Overloads) -> Iterator[Choice]:
    """For each component that is overloaded the smallest capacity that it lacks; then headroom."""
    done: set[str] = set()
    for overload in overloads.found:
        done.add(overload.component)
        smallest = _smallest(overloads, overload)
        yield _choice(matter, overload.component, overload.capacity, smallest)
    for name, (capacity, enough) in {**_for_headroom(matter), **_for_traffic(matter)}.items():
        if name not in done:
            yield _choice(matter, name, capacity, enough)


def _choice(matter: Matter, name: str, now: float, enough: float) -> Choice:
    unit = matter.topology.load_unit or "load units"
    words = f"{name} with {exact(enough)} {unit} instead of {figure(now)}"
    return matter.choice(KIND, name, words, change={name: {"capacity": enough}})


def exact(value: float) -> str:
    """A number with all its digits, by thousands."""
    return f"{value:,.10g}" if value < 1e10 else figure(value)


def _smallest(overloads: Overloads, overload: Overload) -> float:
    """What is offered, or less where a level below 1 allows it."""
    enough = _clean(overload.needed)
    if not overload.is_alone:
        return enough

    def does(capacity: float) -> bool:
        return overloads.do({"capacity": capacity}, overload.component, overload.causes)

    standards = overloads.matter.graph.standards
    targets = {cause.target for cause in overload.causes}
    levels = [standards[t].level for t in targets if t in standards]
    level = float(max((1.0 if one is None else one for one in levels), default=1.0))
    for closed in (_clean(overload.needed * level), enough):
        if does(closed) and not does(closed * SLIGHTLY):
            return closed
    return _bisected(does, overload.least, enough) if does(enough) else enough


def _bisected(does: Callable[[float], bool], low: float, high: float) -> float:
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if does(middle) else (middle, high)
    rounded = _up(high)
    return rounded if does(rounded) else high


def _up(value: float) -> float:
    place = DIGITS - 1 - floor(log10(value))
    return round(ceil(round(value * 10.0**place, 3)) / 10.0**place, max(0, place))


def _clean(value: float) -> float:
    """Without the rounding errors of a sum, never less than it but by such."""
    return float(f"{value:.12g}")


def _for_headroom(matter: Matter) -> dict[str, tuple[float, float]]:
    """What is used too much: its capacity, and that of which it uses no more than is allowed."""
    found: dict[str, tuple[float, float]] = {}
    for verdict in matter.judged.verdicts:
        most = verdict.objective.headroom
        findings = (f for clause in verdict.clauses for f in clause.findings)
        # The same objective may ask for more than headroom: those findings may name no component.
        used = (f for f in findings if f.rule is Rule.HEADROOM_USED)
        for finding in used if most else ():
            capacity = matter.graph.components[matter.graph.index[finding.where]].capacity
            if capacity and finding.amounts[0] < 1e9:
                enough = _clean(float(capacity) * finding.amounts[0] / float(most or 1.0))
                found[finding.where] = max(
                    found.get(finding.where, (0.0, 0.0)), (float(capacity), enough)
                )
    return found


def _for_traffic(matter: Matter) -> dict[str, tuple[float, float]]:
    """Of each place over the network that carries too much; no way hangs on a capacity."""
    traffic, limits = matter.judged.points.traffic, matter.traffic_limits
    if traffic is None or not limits:
        return {}
    found: dict[str, tuple[float, float]] = {}
    for use in traffic.sweep.places:
        component = matter.graph.components[use.place.component]
        most = max(use.worst, use.intact)
        if component.capacity and exceeds(most, min(limits)) and isfinite(most):
            now = float(component.capacity)
            enough = max(_clean(now * most / min(limits)), found.get(component.id, (0.0, 0.0))[1])
            found[component.id] = now, enough
    return dict(sorted(found.items(), key=lambda one: (one[1][0] - one[1][1], one[0])))
