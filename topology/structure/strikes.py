"""Causes beside the failure of a component: shared risks, and the modes in which something limps.

They are numbered one after another, shared risks first, each by id; as causes they stand behind the
components. What only limps goes on working, so it takes nothing down by structure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import ceil, inf

from topology.document.schema import Component, Mode, SharedRisk

NO_COMPONENT = -1


@dataclass(frozen=True)
class Strike:
    """A shared risk with all it hits, or a mode of a component."""

    id: str
    entry: SharedRisk | Mode
    hits: tuple[int, ...]
    """The components that it hits, by number."""
    mode_of: int = NO_COMPONENT
    """The component whose mode it is."""

    @cached_property
    def leaves(self) -> float:
        """The share of what it hits that is left."""
        return float(self.entry.leaves)

    @cached_property
    def seen_s(self) -> float | None:
        """When what it hits is taken for dead, in seconds; None for never."""
        return None if self.entry.seen is None else float(self.entry.seen)

    @property
    def fails(self) -> bool:
        """Whether what it hits counts as failed from the first moment on."""
        return self.leaves == 0 or (self.leaves < 1 and self.seen_s == 0)

    @property
    def limps(self) -> bool:
        """Whether what it hits goes on working in part."""
        return self.entry.limps

    @property
    def raises(self) -> Mapping[str, float]:
        """The factors by which it raises demands, by id."""
        return self.entry.raises if isinstance(self.entry, SharedRisk) else {}

    @property
    def lasts_s(self) -> float:
        """How long it raises demands; infinite for ever, or where it raises none."""
        hold = self.entry.hold if isinstance(self.entry, SharedRisk) else None
        return inf if hold is None else float(hold)

    def members(self, component: Component) -> int:
        """How many members of what it hits it takes: of `parts` so many, rounded up.

        >>> risk = SharedRisk(id="rack", hits=("s",), parts=0.7)
        >>> Strike("rack", risk, (0,)).members(Component(id="s", count=10))
        7
        """
        if isinstance(self.entry, Mode) or component.count == 1:
            return 1
        if self.entry.parts == 1:
            return component.count
        return ceil(Fraction(repr(float(self.entry.parts))) * component.count)


def strikes_of(
    risks: Sequence[SharedRisk],
    risk_hits: Sequence[tuple[int, ...]],
    components: Sequence[Component],
) -> tuple[Strike, ...]:
    """The shared risks with what each hits, then the modes of components; each by id."""
    found = [Strike(risk.id, risk, hits) for risk, hits in zip(risks, risk_hits, strict=True)]
    return (*found, *sorted(_modes(components), key=lambda strike: strike.id))


def _modes(components: Sequence[Component]) -> Iterator[Strike]:
    for v, component in enumerate(components):
        for mode in component.modes:
            yield Strike(mode_name(component.id, mode), mode, (v,), v)


def mode_name(component: str, mode: Mode) -> str:
    """What a mode is called as a cause."""
    return f"{component}:{mode.id}"


def falling(strike: Strike, components: Sequence[Component]) -> tuple[int, ...]:
    """What goes down by itself when it strikes: all of which too few members are left."""
    if not strike.fails:
        return ()
    if isinstance(strike.entry, SharedRisk) and strike.entry.parts == 1:
        return strike.hits
    entries = ((v, components[v]) for v in strike.hits)
    return tuple(v for v, c in entries if strike.members(c) > c.count - c.quorum)


def fails_words(component: Component, members: int = 1) -> str:
    """That so many members of a component fail by themselves.

    >>> fails_words(Component(id="s", count=3, quorum=3))
    'one of the 3 members of s fails, and all are needed'
    """
    count = component.count
    if count == 1:
        return f"{component.id} fails"
    if members >= count:
        return f"all {count:,} members of {component.id} fail"
    if members > 1:
        return f"{members:,} of the {count:,} members of {component.id} fail"
    said = f"one of the {count:,} members of {component.id} fails"
    return f"{said}, and all are needed" if count == component.quorum else said


def hit_words(strike: Strike, first: Component) -> str:
    """What strikes, told of the first component that it hits."""
    if strike.mode_of != NO_COMPONENT:
        return f"{strike.id}: {first.id} fails"
    members, others = strike.members(first), len(strike.hits) - 1
    of = f"{members:,} of {first.count:,} " if members < first.count else ""
    more = f" and {others:,} more" if others else ""
    return f"{strike.id} hits {of}{first.id}{more}"


def strike_words(strike: Strike, components: Sequence[Component]) -> str:
    """What a shared risk does at once, beside raising demands."""
    return hit_words(strike, components[strike.hits[0]]) if strike.hits else f"{strike.id} begins"


def not_counted(strikes: Iterable[Strike], partial: Iterable[str] = ()) -> list[str]:
    """What of some causes is not counted where structure alone is, in sentences.

    `partial` are the ids of those that take some members, and more only together with others.
    """
    found = list(strikes)
    modes = [s.id for s in found if s.limps and s.mode_of != NO_COMPONENT]
    risks = [s.id for s in found if s.limps and s.mode_of == NO_COMPONENT]
    said = [
        f"{strike.id} raises demand: it takes nothing down by structure and is not counted here"
        for strike in found
        if strike.raises
    ]
    for what, names in (
        ("modes that leave a part are not in it", modes),
        ("shared risks that leave a part are not in it", risks),
        ("what takes a part of the members is not in it together with further members", partial),
    ):
        if named := ", ".join(names):
            said.append(f"{what}: {named}")
    return said
