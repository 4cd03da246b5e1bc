"""What to change first, in sentences: what to do, what comes of it, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from topology.document.document import Topology
from topology.document.options.choices import Choice
from topology.findings.gate.checked import Standing
from topology.remedy.answer import Alone, Failure, Left, Remedy, State, Step
from topology.render.words.phrases import reckoned, said, shown
from topology.structure.words import names_words
from topology.values.units import counted

MOST_NAMED = 5
"""Clauses, or failures, that are named of one choice."""
MADE_UP = "made up"
"""What is said of a choice that no document has."""
UNENDED = "the search was not ended"
"""Why nothing is proven where nobody said why."""

_ASKED = {
    "": "{about} works with nothing failed",
    "rto": "{about} is back in time after every failure",
    "availability": "{about} is up as much as it must be",
    "max_downtime_per_year": "{about} is down a year no longer than it may be",
    "max_loss_per_incident": "no failure costs {about} more than it may",
    "max_blast": "no failure of what {about} hangs on takes down more than it may",
    "headroom": "nothing that {about} hangs on is used more than it may be",
    "utilisation": "nothing carries more of {about} than it may",
    "apart": "alternatives of {about} are apart",
    "no_start_up_deadlock": "{about} starts from cold",
    "no_recovery_deadlock": "nothing that mends {about} hangs on what it mends",
    "cold_start_within": "{about} is up in time from cold",
    "ranges": "what is asked of {about} holds all over the ranges",
    "known": "enough is known of what {about} hangs on",
}
"""What it means that a clause holds, by its rule."""

Key = tuple[int, str, str]
"""A clause: objective, about, rule."""


@dataclass(frozen=True, slots=True)
class Told:
    """A remedy, in the words of the document that it is of."""

    remedy: Remedy
    topology: Topology
    is_given: bool = False
    """Whether what to do was given, and nothing looked for."""

    @property
    def first(self) -> list[Choice]:
        """The chosen, first what mends most by itself; of those alike the cheapest."""
        alone = {one.choice.id: len(one.removes) for one in self.remedy.options}
        order = {choice.id: n for n, choice in enumerate(self.remedy.chosen)}
        return sorted(
            self.remedy.chosen,
            key=lambda choice: (-alone.get(choice.id, 0), choice.cost, order[choice.id]),
        )

    @property
    def begin(self) -> str:
        """What is said before the first of several."""
        return "with:" if self.is_given else "do first:"

    @property
    def then(self) -> str:
        """What is said before each of the others."""
        return "and:" if self.is_given else "then:"

    @property
    def in_order(self) -> list[Alone]:
        """What each choice does by itself: the chosen first, then what mends most."""
        return sorted(
            self.remedy.options,
            key=lambda one: (not self.is_chosen(one.choice), -len(one.removes), one.choice.cost),
        )

    def is_chosen(self, choice: Choice) -> bool:
        """Whether it is among those to be done."""
        return any(choice.id == one.id for one in self.remedy.chosen)

    @property
    def is_needed(self) -> bool:
        """Whether anything is violated as the document stands."""
        return bool(self.remedy.before.failures)

    @property
    def currency(self) -> str:
        """In what costs are told; nothing where all that could be done is made up."""
        known = [*self.remedy.chosen, *(one.choice for one in self.remedy.options)]
        is_real = any(not choice.is_made_up for choice in known)
        return shown(self.topology.currency or "") if is_real else ""

    @property
    def unit(self) -> str:
        """The currency in brackets, for a heading; empty where there is none."""
        return f" ({self.currency})" if self.currency else ""

    def bare(self, value: float) -> str:
        """A cost as the cell of a column that has its unit in its head."""
        return reckoned(value)

    def money(self, value: float) -> str:
        """So much in what the options are told in: `120,000 USD`, or `cost 3`."""
        return f"{reckoned(value)} {self.currency}" if self.currency else f"cost {reckoned(value)}"

    def label(self, choice: Choice) -> str:
        """A choice without its cost: `a second fibre (fibre-2)`."""
        facts = [shown(choice.id)] if choice.name else []
        facts += [MADE_UP] if choice.is_made_up else []
        name = shown(choice.name or choice.id)
        return f"{name} ({', '.join(facts)})" if facts else name

    def choice(self, choice: Choice) -> str:
        """A choice with its name, its id and its cost: `a second fibre (fibre-2, 120,000 USD)`."""
        facts = [self.money(choice.cost), *([MADE_UP] if choice.is_made_up else [])]
        name, known = shown(choice.name), shown(choice.id)
        if not choice.name:
            return f"{known} ({', '.join(facts)})"
        return f"{name} ({', '.join([known, *facts])})"

    def do_first(self) -> str:
        """In one sentence what to do first, and what comes of all that is to be done."""
        if not self.is_needed:
            return f"nothing to do: {clauses_words(self.remedy.before)}"
        if not self.remedy.chosen:
            tried = "that could be done" if self.remedy.out_of_reach else "of what was tried"
            return f"nothing {tried} mends what is violated"
        label = "with" if self.is_given else self.begin
        return f"{label} {self.actions()}: {self.effect(MOST_NAMED)}"

    def actions(self) -> str:
        """The chosen, first what mends most by itself; empty where nothing is chosen."""
        first = self.first
        named = "".join(map(self.choice, first[:1]))
        if len(first) < 2:
            return named
        rest = "; ".join(map(self.choice, first[1 : MOST_NAMED + 1]))
        more = len(first) - 1 - MOST_NAMED
        rest += f"; and {more:,} more" if more > 0 else ""
        return f"{named}; {self.then.rstrip(':')} {rest}"

    def way(self) -> list[str]:
        """The cheapest way to where all holds: what to do, how sure that is, what stays."""
        if not self.is_needed:
            return ["no change mends it: no clause is violated"]
        reach = self.remedy.out_of_reach
        return [self.do_first(), *([self.sure()] if self.remedy.chosen else []), *reach]

    def first_sentence(self) -> str:
        """The same as a sentence that stands alone."""
        first = self.do_first()
        return f"{first[0].upper()}{first[1:]}."

    def sure_sentence(self) -> str:
        """How sure it is, as a sentence that stands alone."""
        sure = self.sure()
        return f"{sure[0].upper()}{sure[1:]}."

    @property
    def unreachable(self) -> list[str]:
        """What no choice mends, as sentences that stand alone."""
        return [f"Out of reach of all that could be done: {w}" for w in self.remedy.out_of_reach]

    def effect(self, most: int) -> str:
        """What comes of the chosen, in one line."""
        told = self.effects()
        more = f"; and {counted(len(told) - most, 'clause')} more" if len(told) > most else ""
        return "; ".join(told[:most]) + more or "no clause stands otherwise"

    def effects(self) -> list[str]:
        """Of each clause that stands otherwise, or is less violated: how it is, and how it was."""
        before, after = (_by_clause(s) for s in (self.remedy.before, self.remedy.after))
        clauses = self.remedy.before.clauses
        found = (self._effect(key, before.get(key, []), after.get(key, [])) for key in clauses)
        return list(filter(None, found))

    def _effect(self, key: Key, before: Sequence[Failure], after: Sequence[Failure]) -> str:
        was = self.remedy.before.clauses[key]
        # What every objective asks is no clause where it holds.
        now = self.remedy.after.clauses.get(key, Standing.HOLDS)
        if now is Standing.HOLDS and was is not Standing.HOLDS:
            return f"{self.holding(key)}; before: {_was(was, before)}"
        if was is Standing.VIOLATED and now is Standing.NOT_KNOWN:
            return f"whether {self.holding(key)} is not known; before: {_was(was, before)}"
        if now is Standing.VIOLATED and was is not Standing.VIOLATED:
            return f"no more: {self.holding(key)}; before: {was}"
        if now is Standing.VIOLATED and _causes(before) != _causes(after):
            left = _causes(after) or "still violated"
            return f"{self.holding(key)}, but for {left}; before: {_was(was, before)}"
        return ""

    def holding(self, key: Key) -> str:
        """What it means that a clause holds."""
        number, about, rule = key
        if rule in _ASKED:
            return _ASKED[rule].format(about=shown(about))
        asked = self.topology.objectives[number : number + 1]
        many = asked[0].survives if rule == "survives" and asked else None
        if rule == "survives":
            what = "no single failure" if many in (None, 1) else f"no {many} failures at once"
            return f"{shown(about)} falls to {what} any more"
        return f"{shown(about)} meets {rule}"

    def sure(self) -> str:
        """How sure it is that nothing cheaper does, in one line."""
        remedy = self.remedy
        if self.is_given:
            return said(remedy.why_not_proven or UNENDED)
        rests = f"; {said(remedy.rests_on.rstrip('.'))}" if remedy.rests_on else ""
        if remedy.proven:
            aim = "leaves less for the money" if remedy.budget is not None else "cheaper does"
            return f"proven: nothing {aim}{rests}"
        why = f"; not proven: {said((remedy.why_not_proven or UNENDED).rstrip('.'))}"
        bound = f"whatever does costs at least {self._bound(remedy.lower_bound)}"
        if remedy.assumed_bound is not None and remedy.assumed_bound > remedy.lower_bound:
            assumed = self._bound(remedy.assumed_bound)
            bound += f" ({assumed} if no choice makes worse what it does not mend)"
        return f"best found: {self._bound(remedy.cost)}; {bound}{rests}{why}"

    def _bound(self, value: float) -> str:
        return self.money(value).removeprefix("cost ")

    def left(self, left: Left) -> str:
        """What is left at a step, in words: `3 of 5 violations, 1 never back, 20 USD a year`."""
        total = self.remedy.before.left.failures
        if not left.failures:
            return "nothing is violated"
        parts = [f"{left.failures:,} of {counted(total, 'violation')}"]
        if left.failures > total:
            parts = [f"{counted(left.failures, 'violation')} (before: {total:,})"]
        if left.never_back:
            parts.append(f"{left.never_back:,} never back")
        if left.loss_per_year is not None:
            parts.append(f"{self._year(left.loss_per_year)} lost")
        return ", ".join(parts)

    def taken(self, step: Step) -> str:
        """The choices of a step of the frontier."""
        names = [shown(name) for name in step.chosen[:MOST_NAMED]]
        more = len(step.chosen) - MOST_NAMED
        return ", ".join([*names, *([f"and {more:,} more"] if more > 0 else [])]) or "as it stands"

    def _year(self, value: float) -> str:
        """Money a year, in the currency of the document whatever options cost."""
        return f"{reckoned(value)} {shown(self.topology.currency or '')}".rstrip() + " a year"

    def removes(self, one: Alone) -> str:
        """What a choice by itself removes, of how many."""
        total = self.remedy.before.left.failures
        if not one.removes:
            return f"removes none of {counted(total, 'violation')}"
        causes = list(dict.fromkeys(f.cause for f in one.removes if f.cause))
        names = f": {names_words(causes)}" if causes else ""
        return f"removes {len(one.removes):,} of {counted(total, 'violation')}{names}"

    def gain(self, one: Alone) -> str:
        """What it saves a year; empty where data are wanting."""
        if one.gain_per_year is None:
            return ""
        if one.gain_per_year < 0:
            return f"costs {self._year(-one.gain_per_year)} more than it saves"
        return f"saves {self._year(one.gain_per_year)}"

    def summary(self) -> str:
        """All in one sentence: by how many of the options, at what cost, what holds."""
        remedy = self.remedy
        if not self.is_needed:
            return f"Nothing has to be changed: {clauses_words(remedy.before)}."
        chosen, known = len(remedy.chosen), len(remedy.options)
        number = f"{chosen:,} of {counted(known, 'option')}" if known else counted(chosen, "option")
        made = sum(choice.is_made_up for choice in remedy.chosen)
        up = f", {made:,} of them made up" if made else ""
        checked = "judged again" if remedy.verified else "not judged again to the end"
        within = (
            f" within a budget of {self._bound(remedy.budget)}" if remedy.budget is not None else ""
        )
        return (
            f"With {number} ({self.money(remedy.cost)}{up}){within} "
            f"{clauses_words(remedy.after)}, {checked}; before: {clauses_words(remedy.before)}."
        )


def clauses_words(state: State) -> str:
    """How many clauses hold, of how many: `all 3 clauses hold`, `1 of 3 clauses is violated`."""
    total = len(state.clauses)
    standings = list(state.clauses.values())
    violated, unknown = map(standings.count, (Standing.VIOLATED, Standing.NOT_KNOWN))
    if not total:
        return "no clause is asked"
    if not violated and not unknown:
        return "1 of 1 clause holds" if total == 1 else f"all {total:,} clauses hold"
    are = "is" if violated == 1 else "are"
    words = f"{violated:,} of {counted(total, 'clause')} {are} violated"
    return f"{words}, {unknown:,} not known" if unknown else words


def _by_clause(state: State) -> dict[Key, list[Failure]]:
    found: dict[Key, list[Failure]] = {}
    for one in state.failures:
        found.setdefault((one.objective, one.about, one.rule), []).append(one)
    return found


def _causes(failures: Sequence[Failure]) -> str:
    """The causes of a clause that is violated, in number and name; empty without any."""
    causes = [one.cause for one in failures if one.cause]
    return f"{len(causes):,} ({names_words(causes)})" if causes else ""


def _was(standing: Standing, failures: Sequence[Failure]) -> str:
    causes = sum(1 for one in failures if one.cause)
    return f"{causes:,}" if causes and standing is Standing.VIOLATED else str(standing)
