"""Whether alternatives stand apart: no location may take more of them than may be lost.

The alternatives of every choice are looked at, at any depth: of `any` and `first_of` no two may be
lost with one location, of `at_least` and of members that are spread no more than leaves enough. An
alternative that is several components is lost with a location if it does not hold without what
stands there. Only a location of its own counts, not one of what something needs; ways over networks
are left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import cycle, islice
from typing import NamedTuple

from topology.document import schema
from topology.document.schema import Component, Objective, choice, name_of, parts_of
from topology.finding import Finding, Rule
from topology.findings.objectives.clauses import MOST_TOLD, Clause, Together, some_words
from topology.findings.objectives.together.scope import Scope
from topology.values.units import counted

RULE = "apart"
Lost = bool | None
"""Whether something is lost with a location; None where it stands nobody knows where."""


def apart_asked(_: Objective) -> str:
    """What is asked, in words."""
    return "has alternatives in locations apart"


def apart(together: Together) -> Clause:
    """The clause with its verdict."""
    found = _Apart(together)
    asks, findings = apart_asked(together.objective), found.findings
    if findings:
        of = f"{len(findings):,} times, the worst: " if len(findings) > 1 else ""
        return Clause(asks, False, f"{of}{findings[0].message}", RULE, findings)
    unknown = found.unknown
    return Clause(asks, None if unknown else True, unknown or found.holds, RULE)


class _Alternative(NamedTuple):
    """One of several, or so many members of an entry that stand in one place."""

    words: str
    entry: schema.Requirement
    members: int = 1


@dataclass(frozen=True)
class _Choice:
    """Alternatives of which so many may be lost with one location."""

    owner: Component
    alternatives: tuple[_Alternative, ...]
    may_lose: int
    needs: int | None = None
    """How many have to be left; None where no two may stand together."""
    noun: str = "alternative"

    @property
    def number(self) -> int:
        """How many there are."""
        return sum(alternative.members for alternative in self.alternatives)

    @cached_property
    def components(self) -> frozenset[str]:
        """The ids of what stands somewhere."""
        return frozenset(name for one in self.alternatives for name in _standing((one.entry,)))


class _Shared(NamedTuple):
    """A location that takes too many alternatives of a choice, and which."""

    choice: _Choice
    location: str
    lost: tuple[_Alternative, ...]


@dataclass(frozen=True)
class _Apart:
    together: Together

    @cached_property
    def _owners(self) -> list[Component]:
        components = self.together.graph.components
        return [components[v] for v in sorted(self.together.components)]

    @cached_property
    def _choices(self) -> list[_Choice]:
        return [found for owner in self._owners for found in _choices(owner)]

    @cached_property
    def _locations(self) -> dict[str, str | None]:
        return {c.id: c.location for c in self.together.graph.components}

    # -- what is lost with a location -------------------------------------------------------------

    def _shared(self, one: _Choice) -> Iterator[_Shared]:
        for location in self._known(one):
            lost = [a for a in one.alternatives if self._is_lost(a.entry, location)]
            if sum(alternative.members for alternative in lost) > one.may_lose:
                yield _Shared(one, location, tuple(lost))

    def _may_share(self, one: _Choice) -> bool:
        """Whether a location may take too many, for all that is known."""
        for location in (*self._known(one), None):
            kept = (a for a in one.alternatives if self._is_lost(a.entry, location) is False)
            if one.number - sum(alternative.members for alternative in kept) > one.may_lose:
                return True
        return False

    def _known(self, one: _Choice) -> list[str]:
        found = (self._locations[name] for name in one.components)
        return sorted({location for location in found if location is not None})

    def _is_lost(self, entry: schema.Requirement, location: str | None) -> Lost:
        """Whether an entry is lost with a location, which is one that nobody names if None."""
        if isinstance(entry, schema.Reach):
            return False
        if isinstance(entry, str | schema.On):
            own = self._locations[name_of(entry)]
            return None if own is None else own == location
        if isinstance(entry, schema.All):
            enough, parts = len(entry.all), entry.all
        else:
            enough, parts = choice(entry)
        lost = [self._is_lost(part, location) for part in parts]
        if len(lost) - lost.count(True) < enough:
            return True
        return None if lost.count(False) < enough else False

    # -- in words ---------------------------------------------------------------------------------

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Worst first: by what the owner of the choice is, then by how many are lost."""
        found = [shared for one in self._choices for shared in self._shared(one)]
        rank = self.together.points.ranking.of_target
        found.sort(key=lambda s: (rank(s.choice.owner.id), -len(s.lost), s.location))
        return tuple(map(_finding, found))

    @property
    def unknown(self) -> str:
        """Why it is not known that all are apart; empty where it is."""
        if not self._choices:
            return "nothing in it has alternatives"
        without = {
            name
            for one in self._choices
            if self._may_share(one)
            for name in one.components
            if self._locations[name] is None
        }
        if without:
            verb = "has" if len(without) == 1 else "have"
            return f"{some_words(sorted(without))} {verb} no location"
        return Scope(self.together).silent

    @property
    def holds(self) -> str:
        """What can be said where they are."""
        said = f"those of {counted(len(self._choices), 'choice')} share none"
        ways = sum(_ways(owner.needs) for owner in self._owners)
        return f"{said}; {counted(ways, 'way')} over networks left out" if ways else said


def _choices(owner: Component) -> Iterator[_Choice]:
    spare = owner.count - owner.quorum
    if owner.spread is not None and spare:
        places = Counter(islice(cycle(owner.spread), owner.count))
        members = (
            _Alternative(f"{counted(n, 'member')} in {place}", place, n)
            for place, n in places.items()
        )
        yield _Choice(owner, tuple(members), spare, owner.quorum, "member")
    yield from _choices_in(owner, owner.needs)


def _choices_in(owner: Component, entries: Iterable[schema.Requirement]) -> Iterator[_Choice]:
    for entry in entries:
        if isinstance(entry, str | schema.On | schema.Reach):
            continue
        parts = parts_of(entry)
        if isinstance(entry, schema.Choice) and not isinstance(entry, schema.Split):
            enough, several = choice(entry)[0], len(parts)
            alternatives = tuple(_Alternative(_words(part), part) for part in parts)
            if isinstance(entry, schema.AtLeast) and enough < several:
                yield _Choice(owner, alternatives, several - enough, enough)
            elif not isinstance(entry, schema.AtLeast) and several > 1:
                yield _Choice(owner, alternatives, 1)
        yield from _choices_in(owner, parts)


def _standing(entries: Iterable[schema.Requirement]) -> Iterator[str]:
    """The components that entries name, but the goals of ways."""
    for entry in entries:
        if isinstance(entry, str | schema.On):
            yield name_of(entry)
        elif not isinstance(entry, schema.Reach):
            yield from _standing(parts_of(entry))


def _ways(entries: Iterable[schema.Requirement]) -> int:
    """How many ways over networks are among the alternatives of choices, at any depth."""
    found = 0
    for entry in entries:
        if not isinstance(entry, str | schema.On | schema.Reach):
            parts = parts_of(entry)
            is_choice = not isinstance(entry, schema.All | schema.Split)
            found += _ways(parts) + is_choice * sum(isinstance(p, schema.Reach) for p in parts)
    return found


def _words(entry: schema.Requirement) -> str:
    """An alternative by what it names."""
    if isinstance(entry, str | schema.On):
        return name_of(entry)
    if isinstance(entry, schema.Reach):
        return f"the way to {entry.reach}"
    joint = " and " if isinstance(entry, schema.All) else " or "
    return joint.join(map(_words, parts_of(entry)))


def _finding(shared: _Shared) -> Finding:
    one, location = shared.choice, shared.location
    owner, lost = one.owner, sum(alternative.members for alternative in shared.lost)
    named = some_words([alternative.words for alternative in shared.lost])
    rule = "no two may share one"
    if one.needs is not None:
        left = one.number - lost
        verb = "is" if left == 1 else "are"
        rule = f"without it {left:,} {verb} left, and it needs {one.needs:,}"
    return Finding(
        rule=Rule.NOT_APART,
        where=owner.id,
        kind=owner.kind,
        message=(
            f"{owner.id} has {lost:,} of {counted(one.number, one.noun)} in {location} "
            f"({named}): {rule}"
        ),
        reason=tuple(f"{a.words} is lost with {location}" for a in shared.lost[:MOST_TOLD]),
        involved=tuple(dict.fromkeys(n for a in shared.lost for n in _standing((a.entry,)))),
    )
