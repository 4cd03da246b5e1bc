"""The remedies of a document, put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from topology.document.document import Topology
from topology.document.options.applying import applied
from topology.document.options.choices import Choice, choices
from topology.errors import DocumentError
from topology.findings.gate.checked import Standing
from topology.findings.objectives.judged import Judged
from topology.remedy.alone import alone
from topology.remedy.answer import Alone, Failure, Remedy, State, Step
from topology.remedy.claims import NOTHING_TO_DO, rests_on, why_not_proven
from topology.remedy.cuts.covering import cheapest_links
from topology.remedy.documents import without_ranges
from topology.remedy.judging import Chosen, Judge
from topology.remedy.search.frontier import affordable, steps, worth
from topology.remedy.search.making import FEW
from topology.remedy.search.searching import TRIES, Searched, searched
from topology.remedy.search.tried import NOTHING, Tried
from topology.remedy.suggestions.making import suggested
from topology.values.deadlines import never

JUDGED = 60_000
"""Components of all sets together that are judged where there are many."""
FEWEST_TRIES = 64
OVER_RANGES = 16
"""Sets that are judged all over the ranges, each of which takes hundreds of analyses."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for."""

    targets: tuple[str, ...] | None = None
    """Whose objectives have to hold; all when None."""
    budget: float | None = None
    costs: Mapping[str, float] = field(default_factory=dict)
    """Of what is made up, by kind; 1 each otherwise."""
    suggest: bool = False
    """Whether to make up options beside those of the document; without any it is done anyway."""
    today: str | None = None
    frontier: bool = True


def remedy_of(
    topology: Topology,
    asked: Asked | None = None,
    *,
    tell: Callable[[str], None] = lambda _: None,
    expired: Callable[[], bool] = never,
    deadline: Callable[[], bool] = never,
) -> Remedy:
    """The cheapest choices with which every objective holds, verified, and proven where it can be.

    Until it has `expired`: then the best so far, with the bound. What is made up and what was found
    is judged all the same, unless the `deadline` is over too: then what is found is not verified.
    Raises `UsageError` where no objective asks anything.
    """
    asked = asked or Asked()
    if (of_links := cheapest_links(topology, asked, tell, expired)) is not None:
        return of_links
    tell("judging what there is")
    at_values = without_ranges(topology)
    known = _choices(topology, at_values, asked, tell, deadline)
    question = _Question(topology, known, asked, tell, expired, deadline)
    if at_values is not topology:
        # What fails at the values given fails all over the ranges: a bound, and often the answer.
        judge = question.judge(at_values=True)
        if judge.failures(NOTHING):
            over = Judge(topology, (), targets=asked.targets, today=asked.today)
            found = question.answer(judge, over.state(NOTHING), question.tries)
            if found.verified or found.budget is not None:
                return found
    judge = question.judge()
    before = judge.state(NOTHING)
    if not judge.failures(NOTHING):
        return _nothing_to_do(before, asked)
    is_ranged = at_values is not topology
    return question.answer(judge, before, OVER_RANGES if is_ranged else question.tries)


@dataclass(frozen=True, slots=True)
class _Question:
    topology: Topology
    choices: Sequence[Choice]
    asked: Asked
    tell: Callable[[str], None]
    expired: Callable[[], bool]
    deadline: Callable[[], bool]

    def judge(self, *, at_values: bool = False) -> Judge:
        return Judge(
            self.topology,
            self.choices,
            targets=self.asked.targets,
            today=self.asked.today,
            expired=self.expired,
            deadline=self.deadline,
            at_values=at_values,
        )

    def answer(self, judge: Judge, before: State, tries: int) -> Remedy:
        """The answer of a search that judges so many sets; `before` is how the document stands."""
        tried = Tried(judge, self.expired)
        self.tell(f"looking for the cheapest of {len(judge.choices):,} choices")
        found = searched(tried, tries)
        self.tell("looking for what can be had for less")
        chosen, frontier, is_exact = _within(found, self.asked)
        few = not self.expired() and len(judge.choices) <= FEW
        by_itself = alone(judge, tell=self.tell) if few else ()
        after = None
        if not self.deadline():
            self.tell("verifying")
            parts = tuple(judge.choices[i] for i in sorted(chosen))
            after = _afresh(self.topology, parts, self.asked)
        made = _Chosen(chosen, frontier, is_exact, before, after, by_itself)
        return _answer(self.asked, found, made)

    @property
    def tries(self) -> int:
        """How many sets are judged at most, so that a large document is not judged for ever."""
        return min(TRIES, max(FEWEST_TRIES, JUDGED // len(self.topology.components)))


@dataclass(frozen=True, slots=True)
class _Chosen:
    of: Chosen
    frontier: tuple[Step, ...]
    is_exact: bool
    before: State
    after: State | None
    """As judged afresh; None if it was not."""
    alone: tuple[Alone, ...]


def _answer(asked: Asked, found: Searched, chosen: _Chosen) -> Remedy:
    tried = found.tried
    parts = tuple(tried.judging.choices[i] for i in sorted(chosen.of))
    left = tried.known[chosen.of]
    after = chosen.after
    is_within = asked.budget is not None and chosen.of != found.best
    # Of what is left when the search was broken off nobody knows whether it could be mended.
    is_searched = found.proof.is_proven or found.assumed_bound is not None
    unmended = _said_to_fail(after, left) if is_searched and not is_within else ()
    return Remedy(
        chosen=parts,
        cost=tried.cost(chosen.of),
        verified=after is not None and _is_as_judged(chosen.before, after, left),
        proven=chosen.is_exact if is_within else found.proof.is_proven,
        lower_bound=found.proof.bound,
        why_not_proven=_why_not(found, chosen, is_within=is_within),
        rests_on=rests_on(found),
        before=chosen.before,
        after=after or tried.judging.state(chosen.of),
        options=chosen.alone,
        frontier=chosen.frontier,
        out_of_reach=unmended,
        assumed_bound=None if found.proof.is_proven else found.assumed_bound,
        budget=asked.budget,
        frontier_is_exact=chosen.is_exact,
    )


def _why_not(found: Searched, chosen: _Chosen, *, is_within: bool) -> str | None:
    if not is_within:
        return why_not_proven(found)
    if chosen.is_exact:
        return None
    judged = len(found.tried.known)
    return f"best found: of all sets that cost no more, {judged:,} were judged"


def _choices(
    topology: Topology,
    at_values: Topology,
    asked: Asked,
    tell: Callable[[str], None],
    deadline: Callable[[], bool],
) -> list[Choice]:
    own = choices(topology)
    if own and not asked.suggest:
        return own
    judged = Judged.of(at_values, asked.targets, today=asked.today, expired=deadline)
    if at_values is not topology and all(verdict.holds for verdict in judged.verdicts):
        judged = Judged.of(topology, asked.targets, today=asked.today, expired=deadline)
    return [*own, *suggested(topology, judged, asked.costs, tell=tell)]


def _within(found: Searched, asked: Asked) -> tuple[Chosen, tuple[Step, ...], bool]:
    """What is chosen within the budget, and the frontier up to there."""
    tried, best = found.tried, found.best
    dearest = tried.cost(best)
    most = dearest if asked.budget is None else min(dearest, asked.budget)
    if tried.expired():
        return tried.best_up_to(most), (), False
    if not asked.frontier and most >= dearest:
        return best, (), False
    sets = affordable(found.hitting, most)
    frontier = tuple(steps(tried, {NOTHING, *sets.sets}))
    if most >= dearest:
        return best, frontier, sets.is_exact
    position = {choice.id: i for i, choice in enumerate(tried.judging.choices)}
    least = min(frontier, key=lambda step: (worth(step.left), step.cost))
    return frozenset(position[name] for name in least.chosen), frontier, sets.is_exact


def _afresh(topology: Topology, chosen: tuple[Choice, ...], asked: Asked) -> State | None:
    """The state of the document that the choices come to, judged from it alone; None if it is no
    document."""
    try:
        made = applied(topology, chosen)
    except DocumentError:
        return None
    return Judge(made, (), targets=asked.targets, today=asked.today).state(NOTHING)


def _is_as_judged(before: State, after: State, left: frozenset[Failure]) -> bool:
    """Whether nothing is violated but what was said to be, and nothing is known no more."""
    borne = {(f.objective, f.about, f.rule) for f in left}
    known = {key for key, s in before.clauses.items() if s is not Standing.NOT_KNOWN}
    lost = {key for key, s in after.clauses.items() if s is Standing.NOT_KNOWN} & known
    return frozenset(after.failures) <= left and lost <= borne


def _said_to_fail(after: State | None, left: frozenset[Failure]) -> tuple[str, ...]:
    if after is None or not left:
        return ()
    violated = tuple(s for s in after.sentences if f": {Standing.VIOLATED}, " in s)
    return violated or after.sentences


def _nothing_to_do(before: State, asked: Asked) -> Remedy:
    return Remedy(
        chosen=(),
        cost=0.0,
        verified=True,
        proven=True,
        lower_bound=0.0,
        why_not_proven=None,
        rests_on=NOTHING_TO_DO,
        before=before,
        after=before,
        options=(),
        frontier=(Step((), 0.0, before.left),),
        out_of_reach=(),
        budget=asked.budget,
    )
