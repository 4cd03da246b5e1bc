"""Whether what is accepted still is, is still needed, and still exists."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from topology.document.demands.joining import OfNothing
from topology.document.demands.reading import OwnFile
from topology.document.document import Path as Keys
from topology.document.schema import ALL, Accepted, Selector, Targets, targets_words
from topology.findings.gate.checked import AcceptanceRule, Found
from topology.findings.gate.fingerprints import fingerprint
from topology.findings.objectives.clauses import Verdict
from topology.findings.over_ranges import OverRanges
from topology.findings.sensitivity import About, Sentence
from topology.findings.single_points import SinglePoints


@dataclass(frozen=True, slots=True)
class AcceptanceFinding:
    """What is found of an acceptance, and where that stands."""

    found: Found
    path: Keys
    """The way to it in the topology; in `file` if it was left out of that."""
    file: OwnFile | None = None
    """The file of its own of which it was left out."""


def judged(
    points: SinglePoints,
    verdicts: Sequence[Verdict],
    ranges: OverRanges | None = None,
    of_nothing: Iterable[OfNothing] = (),
) -> tuple[AcceptanceFinding, ...]:
    """What is found of acceptances, in document order; what other files accept of nothing last.

    One that is over counts no more, be it needed or not. One is not needed if its cause is known to
    be a single point of failure of none of its targets, at the values given and all over the ranges
    of the document. Where that is not known, nothing is said.
    """
    needs = _Needs(points, verdicts, ranges)
    inside = (_inside(points, needs, entry) for entry in _entries(points))
    return (*filter(None, inside), *map(_outside, of_nothing))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An acceptance with the targets that it is for, as far as anything is asked of them."""

    accepted: Accepted
    of: Targets
    targets: tuple[str, ...]
    path: Keys
    is_of_traffic: bool = False
    """Whether it is for the traffic as well, and anything is asked of that."""


def _entries(points: SinglePoints) -> Iterator[_Entry]:
    """All acceptances, those of objectives first."""
    standards = points.graph.standards
    for number, objective in enumerate(points.topology.objectives):
        for position, entry in enumerate(objective.accepted):
            path = ("objectives", number, "accepted", position)
            is_of_traffic = number in standards.of_traffic
            yield _Entry(entry, objective.of, standards.targets[number], path, is_of_traffic)
    for number, acceptance in enumerate(points.topology.accepted):
        asked = tuple(name for name in standards.meant(acceptance.of) if name in standards)
        is_meant = acceptance.of == ALL or standards.means_traffic(acceptance.of)
        is_of_traffic = is_meant and bool(standards.of_traffic)
        entry, place = acceptance.accepted, ("accepted", number)
        yield _Entry(entry, acceptance.of, asked, place, is_of_traffic)


def _inside(points: SinglePoints, needs: _Needs, entry: _Entry) -> AcceptanceFinding | None:
    is_over, is_needed = points.is_over(entry.accepted), needs.is_needed(entry)
    if not is_over and is_needed is not False:
        return None
    rule = AcceptanceRule.EXPIRED if is_over else AcceptanceRule.NOT_NEEDED
    said = _words(entry.accepted, entry.of, "was" if is_over else "is")
    more = f", and is no single point of failure of {_it(entry)}" if is_needed is False else ""
    return AcceptanceFinding(_found(rule, entry.accepted, entry.of, said + more), entry.path)


def _outside(one: OfNothing) -> AcceptanceFinding:
    said = _words(one.entry, one.of, "is")
    what = f"{one.target} is no component" if one.target else "does not exist"
    of = one.target or one.of
    found = _found(AcceptanceRule.OF_NOTHING, one.entry, of, f"{said}, and {what}{one.near}")
    return AcceptanceFinding(found, one.path, one.file)


def _words(entry: Accepted, of: Targets, verb: str) -> str:
    targets = "all targets" if of == ALL else targets_words(of)
    return f"{entry.id} {verb} accepted for {targets} until {entry.until}"


def _it(entry: _Entry) -> str:
    if entry.is_of_traffic and not entry.targets:
        return "it"
    if entry.is_of_traffic or not entry.targets:
        return "any target"
    return "it" if len(entry.targets) == 1 else f"any of these {len(entry.targets):,}"


def _found(rule: AcceptanceRule, accepted: Accepted, of: Targets, message: str) -> Found:
    meant = _meant(of)
    target = meant[0] if len(meant) == 1 else ""
    about = fingerprint(rule, target, accepted.id, () if target else meant)
    return Found(rule, target, accepted.id, message, about)


def _meant(of: Targets) -> tuple[str, ...]:
    """The ids that are named; a selection stands behind what no id can be; nothing for all."""
    if isinstance(of, Selector):
        return ("", *(f"{field}:{word}" for field, word in of.words))
    named = (of,) if isinstance(of, str) else tuple(sorted(set(of)))
    return () if of == ALL else named


class _Needs:
    """Whether an acceptance is needed, by all that is known."""

    def __init__(
        self, points: SinglePoints, verdicts: Sequence[Verdict], ranges: OverRanges | None
    ) -> None:
        self._points = points
        meant = points.graph.standards.targets
        self._borne = {
            (target, cause)
            for one in verdicts
            for target in ((one.target,) if one.target else meant[one.number])
            for cause in one.borne
        }
        of_traffic = points.graph.standards.of_traffic
        self._of_traffic = [one for one in verdicts if one.number in of_traffic]
        self._hit_of_traffic = {
            finding.cause
            for one in self._of_traffic
            for clause in one.clauses
            for finding in (*clause.findings, *clause.borne)
        }
        self._ranges = ranges
        self._found: dict[str, frozenset[str]] = {}
        self._up = frozenset(points.targets)
        self._judged = self._up.difference(points.below_level)

    def is_needed(self, entry: _Entry) -> bool | None:
        """Whether for one of its targets at least; None when not known."""
        cause = entry.accepted.id
        answers = {self._is_needed(target, cause) for target in entry.targets}
        if entry.is_of_traffic:
            answers.add(self._is_needed_of_traffic(cause))
        return True if True in answers else None if None in answers else False

    def _is_needed(self, target: str, cause: str) -> bool | None:
        if (target, cause) in self._borne or (target, cause) in self._elsewhere:
            return True
        if target in self._up and cause in self._causes(target):
            return True
        return False if self._is_known(target, cause) else None

    def _is_needed_of_traffic(self, cause: str) -> bool | None:
        """Whether anything that is asked of the traffic would be violated without it."""
        if cause in self._hit_of_traffic:
            return True
        is_known = all(
            clause.holds is not None for one in self._of_traffic for clause in one.clauses
        )
        return False if is_known and not self._points.topology.ranges() else None

    def _is_known(self, target: str, cause: str) -> bool:
        """Whether all single points of failure of a target are, as far as one cause goes."""
        points = self._points
        is_played = not points.load_unjudged and cause not in points.causes_unjudged
        return is_played and target in self._judged and target not in self._unknown_elsewhere

    def _causes(self, target: str) -> frozenset[str]:
        if target not in self._found:
            self._found[target] = frozenset(self._points.causes(target))
        return self._found[target]

    # -- over the ranges --------------------------------------------------------------------------

    @cached_property
    def _words(self) -> tuple[Sentence, ...]:
        elsewhere = self._ranges.elsewhere if self._ranges else ()
        return tuple(word for part in elsewhere for word in part.found)

    @cached_property
    def _elsewhere(self) -> frozenset[tuple[str, str]]:
        """What falls to what there."""
        falls = (word for word in self._words if word.about is About.FALL)
        return frozenset((word.target, word.cause) for word in falls)

    @cached_property
    def _unknown_elsewhere(self) -> Collection[str]:
        """The targets of which it is not known all over the ranges."""
        if not self._is_tried or any(word.about is About.UNJUDGED for word in self._words):
            return self._judged
        return {word.target for word in self._words if word.about is About.SHORT}

    @property
    def _is_tried(self) -> bool:
        if self._ranges is None:
            return not self._points.topology.ranges()
        return self._ranges.is_complete
