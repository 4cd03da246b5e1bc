"""What is said of targets after failures drawn at random, wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Protocol

from topology.reliability.survival import Mix, Survival, Survivals
from topology.render.words.phrases import shown
from topology.values.units import counted, figure, percent

TITLE = "How much chaos it stands"
SUBTITLE = "Up after failures drawn at random"
"""What the part of a report is called, and what its table and curves show."""
MOST_TOLD = 13
"""Points up to which all are told to people."""
SHARES = (1, 2, 5, 10, 20, 30, 50, 70, 90)
"""Of longer curves the points at so many percent are, beside the first few."""
MOST_NAMED = 3
NOT_PROVEN = "not proven to be up after any single failure"


class Bounded(Protocol):
    """A probability, or its bounds, after so many failures."""

    @property
    def failures(self) -> int:
        """How many have failed."""

    @property
    def at_least(self) -> float:
        """The lower bound."""

    @property
    def at_most(self) -> float:
        """The upper bound."""


def told(points: Sequence[Bounded], units: int) -> list[Bounded]:
    """The points that people are told; none beyond the first at which nothing is up."""
    found = list(points)
    if len(points) > MOST_TOLD:
        some = {0, 1, 2, 3, *(ceil(share * units / 100) for share in SHARES), units}
        found = [point for point in points if point.failures in some]
    last = next((n for n, point in enumerate(found) if not point.at_most), len(found))
    return found[: last + 1]


def chance_words(point: Bounded) -> str:
    """A probability, or its two bounds."""
    low, high = percent(point.at_least), percent(point.at_most)
    return low if low == high else f"{low} to {high}"


def drawn_words(found: Survivals) -> str:
    """What failures are drawn from."""
    pool = found.pool
    parts = [counted(len(pool.members), "component")]
    if (members := sum(pool.members.values())) > len(pool.members):
        parts = [f"{members:,} members of {parts[0]}"]
    if pool.risks:
        parts.append(counted(len(pool.risks), "shared risk"))
    if pool.bystanders:
        parts.append(f"{counted(pool.bystanders, 'bystander')} that nothing needs")
    among = f" of {' or '.join(map(shown, pool.among))}" if pool.among else ""
    drawn = "of these some have failed, drawn at random"
    return f"{pool.units:,} can fail{among}: {', '.join(parts)}; {drawn}"


def notes(found: Survivals, command: str = "") -> list[str]:
    """What beside the figures has to be said of all of them, each a sentence without its stop.

    `command` stands before the options that say more, where that is another one.
    """
    before = f"{command} " if command else ""
    said = []
    if found.is_cut_short:
        said.append(
            f"the curve ends at {counted(found.numbers[-1], 'failure')}; "
            f"{before}--failures K asks for more"
        )
    risks = sorted({name for survival in found.targets for name in survival.not_drawn})
    if risks:
        verb = "is" if len(risks) == 1 else "are"
        said.append(f"{_named(risks)} {verb} not drawn; {before}--risks draws shared risks")
    if parts := sorted({name for survival in found.targets for name in survival.in_part}):
        verb = "takes" if len(parts) == 1 else "take"
        said.append(
            f"{_named(parts)} {verb} only a part of some members: not counted together with "
            "further members that fail, so chances may be lower"
        )
    return said


def _named(names: Sequence[str]) -> str:
    """The first few of some names, and how many more there are."""
    first = ", ".join(map(shown, names[:MOST_NAMED]))
    more = len(names) - MOST_NAMED
    return f"{first} and {more:,} more" if more > 0 else first


def target_words(survival: Survival) -> str:
    """How much one target stands, in one sentence without its stop."""
    if survival.why_unknown:
        return f"not judged: {survival.why_unknown}"
    if survival.points and not survival.points[0].failures and not survival.points[0].up_most:
        return "does not work even with nothing failed"
    parts = [*_target_parts(survival), in_part_words(survival), survival.how_judged]
    return "; ".join(filter(None, parts))


def in_part_words(survival: Survival) -> str:
    """What is drawn and not counted in full; empty where there is nothing."""
    risks = survival.in_part
    return f"without what {_named(risks)} {_do(risks)} with further members" if risks else ""


def _do(names: Sequence[str]) -> str:
    return "does" if len(names) == 1 else "do"


def _target_parts(survival: Survival) -> Iterator[str]:
    mean, sure, hopeless = survival.mean_failures, survival.sure or 0, survival.hopeless
    if mean is not None:
        low, high = (figure(one) for one in mean)
        said = low if low == high else f"{low} to {high}"
        yield f"down after {said} failures on average"
    if sure == survival.pool.units:
        yield "nothing that is drawn takes it down"
    elif sure:
        yield f"up after any {_failures(sure)}"
    else:
        yield "a single failure can take it down" if survival.falls_to_one else NOT_PROVEN
    if hopeless is not None:
        yield f"down after any {_failures(hopeless)}"


def _failures(number: int) -> str:
    return "single failure" if number == 1 else counted(number, "failure")


def bounds_words(survival: Survival) -> str:
    """Why only bounds are known; empty where all is exact."""
    if survival.exact or not survival.points:
        return ""
    return f"between two proven bounds: {survival.why_bounds}"


def mix_words(mix: Mix) -> str:
    """Of what a mix is the mean."""
    parts = [f"{figure(float(w))} {shown(name)}" for name, w in sorted(mix.weights.items()) if w]
    more = f", … ({len(parts):,} in all)" if len(parts) > 2 * MOST_NAMED else ""
    return f"mean over targets by weight: {', '.join(parts[: 2 * MOST_NAMED])}{more}"
