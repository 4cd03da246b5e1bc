"""The cheapest links of a document whose question is one of links alone, as a `Remedy`.

No list of all links is made: of a family for every pair of thousands of nodes only those that are
chosen get an id.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from topology.document.document import Topology
from topology.document.options.choices import Choice, choices, link_choice
from topology.findings.gate.checked import Standing
from topology.remedy.answer import Failure, Remedy, Step
from topology.remedy.cuts.recognised import Recognised, recognised
from topology.remedy.cuts.several.parting import Several
from topology.remedy.cuts.solving import Unfinished
from topology.remedy.cuts.survive import Answer, Question
from topology.remedy.documents import Documents
from topology.remedy.judging import Judge


class Asked(Protocol):
    """What is looked for, as in `remedies`."""

    @property
    def targets(self) -> tuple[str, ...] | None:
        """Whose objectives have to hold; all when None."""

    @property
    def budget(self) -> float | None:
        """What may be spent at most."""

    @property
    def suggest(self) -> bool:
        """Whether options are made up as well."""

    @property
    def today(self) -> str | None:
        """The date by which it is judged."""


RESTS_ON = (
    "structure: after each failure some new link leads out of every piece that has to be joined, "
    "and no cheaper links do"
)
NEAR = 1e-6
"""Costs that differ by less are one cost."""


def cheapest_links(
    topology: Topology, asked: Asked, tell: Callable[[str], None], expired: Callable[[], bool]
) -> Remedy | None:
    """The answer, proven; None where more than links matters, or time ran out.

    What each does alone is not said, and the frontier has its two ends.
    """
    if not topology.options or asked.suggest:
        return None
    documents = Documents(topology, (), asked.targets)
    found = recognised(topology, documents.of(frozenset()), documents.numbers)
    if found is None:
        return None
    tell("looking for the cheapest links")
    try:
        answered = _of_several if found.is_of_several else _of_one
        of_links = answered(found, expired)
    except Unfinished:
        return None
    if of_links is None:
        return None
    return _remedy(topology, asked, _Found(found, *of_links, expired, tell))


def _of_one(found: Recognised, expired: Callable[[], bool]) -> tuple[Answer, set[str]] | None:
    """The links with which any single failure is survived, and the causes that none mends."""
    causes, failures = found.failures()
    whole = found.network.parts()
    is_apart = whole.max() > 0
    if is_apart and found.demanded is not None:
        # What has no way to begin with is not asked for, until a new link gives it one.
        return None
    if is_apart and (found.is_narrow or len(found.new_can_fail) > 1):
        return None
    can_fail = True in found.new_can_fail
    question = Question(
        found.network, found.wanted(whole), failures, found.costs(), can_fail, expired
    )
    answer = question.answer()
    if is_apart and answer.failures:
        # What is apart now and joined by a link that may fail has changed, and is not mended.
        return None
    return answer, {causes[n] for n in answer.failures}


def _of_several(found: Recognised, expired: Callable[[], bool]) -> tuple[Answer, set[str]] | None:
    """The same where several failures at once are survived; None where some cannot be."""
    if found.network.parts().max() > 0 and (found.is_narrow or found.demanded is not None):
        return None
    kept = found.kept()
    if kept is None:
        return None
    answer = Several(found.network, kept, found.costs(), expired).answer()
    return None if answer is None else (answer, set())


class _Found:
    """What was found, and how it is told."""

    def __init__(
        self,
        of: Recognised,
        answer: Answer,
        hopeless: set[str],
        expired: Callable[[], bool],
        tell: Callable[[str], None],
    ) -> None:
        self.of, self.answer, self.hopeless = of, answer, hopeless
        self.expired, self.tell = expired, tell

    def chosen(self, topology: Topology) -> tuple[Choice, ...]:
        """In the order of the document."""
        order = {option.id: n for n, option in enumerate(topology.options)}
        made: list[tuple[int, str, Choice]] = []
        single = {c.id: c for c in choices(_without_families(topology))}
        for link in self.answer.links:
            sort, ends = self.of.sorts[link.sort], (link.a, link.b)
            if sort.family is None:
                choice = single[sort.single[ends].id]
                made.append((order[choice.id], choice.id, choice))
            else:
                choice = link_choice(sort.family, *(self.of.nodes[n] for n in ends))
                made.append((order[sort.family.id], choice.id, choice))
        return tuple(choice for *_, choice in sorted(made, key=lambda x: x[:2]))

    def is_beyond(self, failure: Failure) -> bool:
        """Whether no link mends it: the target or the hub is struck itself, or no way is left."""
        hub = self.of.hub
        if failure.cause in self.hopeless:
            return True
        if hub is not None and failure.cause == self.of.nodes[hub].id:
            return True
        struck = [risk for risk in self.of.risks if risk.id == failure.cause]
        return any(self.of.is_hit(risk, failure.about) for risk in struck)


def _without_families(topology: Topology) -> Topology:
    plain = topology.to_dict()
    plain["options"] = [o for o in plain["options"] if "link" not in o]
    return Topology.from_dict(plain)


def _remedy(topology: Topology, asked: Asked, found: _Found) -> Remedy | None:
    chosen, answer = found.chosen(topology), found.answer
    cost = sum(choice.cost for choice in chosen)
    if asked.budget is not None and cost > asked.budget:
        return None
    found.tell("verifying")
    judge = Judge(topology, chosen, targets=asked.targets, today=asked.today)
    every = frozenset(range(len(chosen)))
    before, after = judge.state(frozenset()), judge.state(every)
    if not all(map(found.is_beyond, after.failures)):
        return None
    known = [standing for state in (before, after) for standing in state.clauses.values()]
    if found.of.is_of_several and Standing.NOT_KNOWN in known:
        # What is not known, as sets of failures are too many to list, asks for nothing.
        return None
    violated = tuple(s for s in after.sentences) if after.failures else ()
    bound = min(cost, answer.bound)
    ends = [Step((), 0.0, before.left)]
    if chosen:
        ends.append(Step(tuple(choice.id for choice in chosen), cost, after.left))
    return Remedy(
        chosen=chosen,
        cost=cost,
        verified=True,
        proven=bound >= cost - 2 * NEAR,
        lower_bound=bound,
        why_not_proven=None,
        rests_on=RESTS_ON,
        before=before,
        after=after,
        options=(),
        frontier=tuple(ends),
        out_of_reach=violated,
        budget=asked.budget,
        frontier_is_exact=not chosen,
    )
