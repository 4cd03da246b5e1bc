"""What the page says of the findings: the verdict, the lists beside the graph, the reasons."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Any, NamedTuple

from topology.document.relevance import load_can_matter
from topology.errors import printable
from topology.finding import FailureClass, Step
from topology.findings.returns import has_finding
from topology.render.drawing.lines import named_risks
from topology.render.machine.plain import Plain
from topology.render.words.verdict import by_structure_words, known_words, traffic_words

if TYPE_CHECKING:
    from topology.document.document import Topology
    from topology.document.schema import Component, SharedRisk
    from topology.findings.single_points import SinglePoints

LABEL = 60
"""Characters of a label; the side panel has the whole text."""
LISTED = 50
"""Targets in the summary, and causes of each."""
REASONS = 1_000
REASON_WORK = 4_000_000
CAUSES = 20_000
"""Pairs of target and cause that travel with the page: with their reason and without."""


class Row(NamedTuple):
    """A node in the summary, with a remark; `tone` is a class of the style sheet."""

    node: int
    label: str
    kind: str
    remark: str
    tone: str = ""


class Group(NamedTuple):
    """Rows of the summary under one heading, and how many more there would be."""

    heading: str
    rows: tuple[Row, ...]
    more: int


class Summary:
    """The findings by node number, and how the page words them."""

    def __init__(self, topology: Topology, points: SinglePoints, number: Mapping[str, int]) -> None:
        """Takes the number of every component and shared risk, by id."""
        self.points = points
        self.number = number
        nodes: list[Component | SharedRisk] = [
            *sorted(topology.components, key=lambda component: component.id),
            *named_risks(topology),
        ]
        self.labels = [_label(node.name or node.id) for node in nodes]
        self.kinds = [_label(node.kind) for node in nodes]
        self.links = sum(component.connects is not None for component in topology.components)
        self.components = len(topology.components) - self.links
        self.risks = len(topology.shared_risks)

    @cached_property
    def causes(self) -> dict[str, tuple[str, ...]]:
        """The causes of each target that works with nothing failed; all the worst first."""
        ranking, points = self.points.ranking, self.points
        return {
            target: tuple(ranking.causes(points.causes(target)))
            for target in ranking.targets(points.targets)
        }

    @cached_property
    def falling(self) -> list[str]:
        """The targets that a single failure takes down."""
        return [target for target, causes in self.causes.items() if causes]

    @cached_property
    def single(self) -> dict[int, int]:
        """For each single point of failure, how many targets it takes down."""
        counted = Counter(cause for causes in self.causes.values() for cause in causes)
        return {self.number[cause]: counted[cause] for cause in sorted(counted)}

    @cached_property
    def targets(self) -> list[int]:
        """All targets: those that never work, those that fall, the others."""
        others = [target for target, causes in self.causes.items() if not causes]
        never_up = self.points.ranking.targets(self.points.never_up)
        return [self.number[name] for name in (*never_up, *self.falling, *others)]

    @property
    def prominent(self) -> list[int]:
        """The single points of failure, the worst first."""
        return [self.number[cause] for cause in self.points.worst_causes()]

    def worst(self, most: int) -> Iterator[tuple[int, int, frozenset[int]]]:
        """The worst single points of failure, each with the first target that falls to it.

        The third is what is down after it by structure.
        """
        first: dict[str, str] = {}
        for target, causes in self.causes.items():
            for cause in causes:
                first.setdefault(cause, target)
        for cause in islice((name for name in self.points.worst_causes() if name in first), most):
            down = self.points.graph.down([cause])
            found = frozenset(self.number[name] for name in down)
            yield self.number[cause], self.number[first[cause]], found

    def plain(self, drawn: Container[int], told: Callable[[str], Any]) -> Plain:
        """The findings as the page carries them; `told` makes of a sentence what scripts take."""
        return {
            "targets": sorted(self.targets),
            "single": sorted(self.single.items()),
            "classes": sorted(self._kinds_of.items()),
            "reasons": list(self._reasons(drawn, told)),
            "causes": self._causes_by_target(),
            "byLoad": self._by_load(),
            "unjudged": self._unjudged(),
            "hasLoads": self._loads_matter,
            "findings": [
                [[self.number[name] for name in ids], heading, list(map(told, reason))]
                for ids, heading, reason in self._conditions()
            ],
        }

    @property
    def _loads_matter(self) -> bool:
        graph = self.points.graph
        return load_can_matter(graph.components, graph.risks)

    def _by_load(self) -> list[tuple[int, int, str]]:
        """Cause, target and class of those that no structure explains; at most `CAUSES`."""
        if not self._loads_matter:
            return []
        found = (
            (self.number[cause], self.number[target], str(kind))
            for target, causes in self.causes.items()
            for cause in causes
            if (kind := self.points.failure_class(target, cause)) is not FailureClass.STRUCTURAL
        )
        return sorted(islice(found, CAUSES))

    def _unjudged(self) -> bool | list[int]:
        """The causes after which loads could not be judged; True when that is all of them."""
        if self.points.load_unjudged:
            return True
        return sorted(self.number[cause] for cause in self.points.causes_unjudged)

    def _classes(self) -> list[tuple[int, list[str]]]:
        """Of each single point of failure the classes it has for any target."""
        found: dict[int, set[str]] = {}
        for target, causes in self.causes.items():
            for cause in causes:
                kind = str(self.points.failure_class(target, cause))
                found.setdefault(self.number[cause], set()).add(kind)
        return [(v, sorted(kinds)) for v, kinds in sorted(found.items())]

    def _reasons(
        self, drawn: Container[int], told: Callable[[str], Any]
    ) -> Iterator[tuple[int, int, tuple[Any, ...]]]:
        """Target, cause and reason of pairs of which the cause is drawn: some for each cause.

        The bigger the topology the longer a reason takes to find, and the fewer of them.
        """
        targets: dict[str, list[str]] = {}
        for target, causes in self.causes.items():
            for cause in causes:
                if self.number[cause] in drawn:
                    targets.setdefault(cause, []).append(target)
        room = min(REASONS, 10 + REASON_WORK // len(self.number))
        each = max(1, room // max(1, len(targets)))
        for cause in self.points.ranking.causes(targets, room):
            for target in targets[cause][:each]:
                steps = tuple(_told(step, told) for step in self.points.because(target, cause))
                yield self.number[target], self.number[cause], steps

    def _causes_by_target(self) -> list[tuple[int, int, list[int]]]:
        """Target, number of its causes, and the first of them."""
        room, found = CAUSES, []
        for target in self.falling:
            listed = [self.number[cause] for cause in self.causes[target][: min(LISTED, room)]]
            found.append((self.number[target], len(self.causes[target]), listed))
            room -= len(listed)
        return found

    def _conditions(self) -> Iterator[tuple[Sequence[str], str, Sequence[str]]]:
        """What is wrong with nothing failed: the ids it is about, a heading, and why."""
        points = self.points
        for target in points.ranking.targets(points.never_up)[:LISTED]:
            yield (target,), "Why it does not work", points.never_up_finding(target).reason
        for target in points.ranking.targets(points.below_level)[:LISTED]:
            heading = "Below its level with nothing failed"
            yield (target,), heading, points.below_level_finding(target).reason
        for target in points.not_judged[:LISTED]:
            yield (target,), "Not judged", points.not_judged_finding(target).reason
        for deadlock in points.start_up_deadlocks[:LISTED]:
            reason = points.deadlock_finding(deadlock).reason
            yield deadlock[:LISTED], "Cannot start from cold", reason
        for cause in points.ranking.causes(points.recovery_deadlocks)[:LISTED]:
            finding = points.recovery_deadlock_finding(cause)
            yield (cause,), f"{len(finding.involved):,} never back after it", finding.reason

    def verdict(self) -> str:
        """The answer in one sentence."""
        total, falling = len(self.causes), len(self.falling)
        if not (total or self.points.never_up or self.points.not_judged) and self.points.traffic:
            return printable(traffic_words(self.points))
        if not total and self.points.not_judged:
            return "No target could be judged: nothing is known of what they need."
        if not total and not self.points.never_up:
            return "Nothing was judged: nothing here is a target."
        if not total:
            return "No target works, even with nothing failed."
        alone = by_structure_words(self.points)
        bound = self._at_values + (f" ({alone})" if alone else "")
        if total == 1:
            name = self.labels[self.number[next(iter(self.causes))]]
            if not falling:
                return f"No single failure takes down {name}{bound}."
            return f"{name} falls to a single failure."
        if not falling:
            return f"None of the {total:,} targets falls to a single failure{bound}."
        if falling == total:
            return f"All {total:,} targets fall to a single failure."
        verb = "falls" if falling == 1 else "fall"
        return f"{falling:,} of {total:,} targets {verb} to a single failure{bound}."

    @property
    def _at_values(self) -> str:
        return ", at the values given" if self.points.graph.ranges else ""

    @property
    def is_bad(self) -> bool:
        """Whether a target falls, or does not do all it should even with nothing failed."""
        return has_finding(self.points)

    def notes(self) -> list[str]:
        """What else was found, a sentence each."""
        found = self.found_besides()
        before = len(found) - len(self._standing_still())
        return [*found[:before], *self.caveats(), *found[before:]]

    def found_besides(self) -> list[str]:
        """What was found besides single points of failure, a sentence each."""
        points = self.points
        dead, below = len(points.never_up), len(points.below_level)
        notes = []
        if self.causes and self.points.traffic:
            notes.append(printable(traffic_words(self.points)))
        if dead:
            verb = "target does" if dead == 1 else "targets do"
            notes.append(f"{dead:,} {verb} not work even with nothing failed.")
        if below:
            verb = "target is below its" if below == 1 else "targets are below their"
            notes.append(f"{below:,} {verb} level even with nothing failed.")
        return [*notes, *self._standing_still()]

    def caveats(self) -> list[str]:
        """What was not judged, or only as far as is known, a sentence each."""
        points, notes = self.points, []
        unjudged = len(points.causes_unjudged)
        if unknown := len(points.not_judged):
            verb = "target was" if unknown == 1 else "targets were"
            notes.append(f"{unknown:,} {verb} not judged: nothing is known of what they need.")
        if said := known_words(points):
            notes.append(f"{said[0].upper()}{said[1:]}.")
        if points.load_unjudged:
            why = printable(points.load_unjudged)
            notes.append(f"Overload and delay could not be judged: {why}.")
        if unjudged:
            noun = "failure" if unjudged == 1 else "failures"
            notes.append(f"Overload and delay could not be judged for {unjudged:,} {noun}.")
        return notes

    def _standing_still(self) -> list[str]:
        points, notes = self.points, []
        if locked := len(points.start_up_deadlocks):
            noun = "group of components keeps itself" if locked == 1 else "groups keep themselves"
            notes.append(f"{locked:,} {noun} from starting cold.")
        if stuck := len(points.recovery_deadlocks):
            noun = "failure takes" if stuck == 1 else "failures take"
            notes.append(f"{stuck:,} {noun} down what would mend the damage: it is never back.")
        return notes

    def counts(self) -> list[tuple[int, str]]:
        """Numbers of the header, with their nouns."""
        counted = (
            (len(self.single), "single point of failure", "single points of failure"),
            (len(self.targets), "target", "targets"),
            (self.components, "component", "components"),
            (self.links, "link", "links"),
            (self.risks, "shared risk", "shared risks"),
        )
        return [
            (n, one if n == 1 else many) for n, one, many in counted if n or many == counted[0][2]
        ]

    def groups(self) -> list[Group]:
        """What the summary lists: causes, targets, and what cannot start."""
        causes = [self._row(v, self._taken(v)) for v in self.prominent[:LISTED]]
        targets = [self._target_row(v) for v in self.targets[:LISTED]]
        groups = [
            Group("Single points of failure", tuple(causes), len(self.single) - len(causes)),
            Group("Targets", tuple(targets), len(self.targets) - len(targets)),
        ]
        groups.append(self._of_traffic())
        for deadlock in self.points.start_up_deadlocks[:LISTED]:
            rows = tuple(self._row(self.number[name], "") for name in deadlock[:LISTED])
            groups.append(Group("Cannot start from cold", rows, len(deadlock) - len(rows)))
        deadlocks = self.points.recovery_deadlocks
        worst = self.points.ranking.causes(deadlocks)[:LISTED]
        locked = tuple(self._row(self.number[cause], self._stuck(cause)) for cause in worst)
        groups.append(Group("Take down what mends them", locked, len(deadlocks) - len(locked)))
        return [group for group in groups if group.rows]

    def _of_traffic(self) -> Group:
        hits = self.points.traffic.by_cause.items() if self.points.traffic else ()
        first = islice(hits, LISTED)
        rows = tuple(self._row(self.number[cause], str(hit.failure_class)) for cause, hit in first)
        return Group("Too much for the traffic", rows, len(hits) - len(rows))

    def _row(self, v: int, remark: str, tone: str = "") -> Row:
        return Row(v, self.labels[v], self.kinds[v], remark, tone)

    def _stuck(self, cause: str) -> str:
        return f"{len(self.points.recovery_deadlock_finding(cause).involved):,} never back"

    def _taken(self, cause: int) -> str:
        """What a single point of failure takes down, in a word or two."""
        amount, total = self.single[cause], len(self.targets)
        kinds = ", ".join(self._kinds_of[cause])
        return f"{kinds} · {amount:,} of {total:,}" if total > 1 else kinds

    @cached_property
    def _kinds_of(self) -> dict[int, list[str]]:
        return dict(self._classes())

    def _target_row(self, v: int) -> Row:
        if v in self._never_up:
            return self._row(v, "never works", "falls")
        said = ["below level"] if v in self._below_level else []
        if v in self._falls_to:
            said.append(f"falls to {self._falls_to[v]:,}")
        return self._row(v, ", ".join(said) or "holds", "falls" if said else "holds")

    @cached_property
    def _never_up(self) -> frozenset[int]:
        return frozenset(self.number[name] for name in self.points.never_up)

    @cached_property
    def _below_level(self) -> frozenset[int]:
        return frozenset(self.number[name] for name in self.points.below_level)

    @cached_property
    def _falls_to(self) -> dict[int, int]:
        """For each target that falls, to how many causes."""
        return {self.number[target]: len(self.causes[target]) for target in self.falling}


def _label(text: str) -> str:
    shown = printable(text[: LABEL + 1])
    return shown if len(shown) <= LABEL else shown[: LABEL - 1] + "…"


def _told(step: Step, told: Callable[[str], Any]) -> Any:
    """A step of a reason as the page has it: words, with what became of alternatives if any."""
    words = told(step.words)
    if not step.alternatives:
        return words
    lost = [[_told(one, told) for one in steps] for steps in step.alternatives]
    return words, lost, step.further
