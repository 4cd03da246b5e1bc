"""What two documents and their answers differ in, in sections of rows that every form shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from topology.document.document import Topology
from topology.document.merging.entries import words
from topology.finding import FailureClass, Finding, Rule, in_words
from topology.findings.comparison.answers import Answers, Effect, Event, Pair, Turn
from topology.findings.comparison.comparison import Comparison
from topology.findings.comparison.documents import Change, How, What
from topology.findings.objectives.clauses import Verdict
from topology.render.words.phrases import ARROW, amount, shown
from topology.render.words.verdict import recovery_words
from topology.values.units import counted, nines

SIGNS = {How.ADDED: "+", How.REMOVED: "-", How.CHANGED: "~"}
MOST_TEXT = 400
"""Characters of a reason or a value that are shown."""
LOADS = ("demand", "capacity", "max_queue")
"""Fields that are told in the unit of loads."""
HELD = {True: "holds", False: "violated", None: "not known"}


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is different: how it turned, in words, and what is said below it."""

    sign: str
    said: str
    below: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A few rows of one kind, the worst first, and how many more there are."""

    title: str
    rows: tuple[Row, ...]
    hidden: int = 0


def sections(found: Comparison, most: int) -> list[Section]:
    """All that is different, at most so many rows of each kind; empty ones are left out."""
    answers = found.answers
    told = _Told(found.new)
    made = [
        _section("Findings", answers.effects, _effect, most),
        _section("Objectives", answers.objectives, _objective, most),
        _targets(answers, most),
        _section("Availability", answers.availabilities, _availability, most),
        _section("Cut sets", answers.cut_sets, _cut_sets, most),
        _section("The architecture changed", found.architecture, told, most),
        _knowledge(found.knowledge, told, most),
    ]
    return [section for section in made if section.rows]


def _section(title: str, items: Sequence[Any], row: Callable[[Any], Row], most: int) -> Section:
    return Section(title, tuple(map(row, items[:most])), max(0, len(items) - most))


def _knowledge(changes: Sequence[Change], told: Callable[[Change], Row], most: int) -> Section:
    """What is known otherwise; sources, of which there are many where a line moved, are counted."""
    sources = [change for change in changes if change.what is What.SOURCE]
    if len(sources) < 2:
        return _section("The knowledge changed", changes, told, most)
    others = [change for change in changes if change.what is not What.SOURCE]
    section = _section("The knowledge changed", others, told, most)
    moved = f"{len(sources):,} sources, such as that of {shown(sources[0].where)}"
    row = Row(SIGNS[How.CHANGED], f"{moved} (--format json has all)")
    return replace(section, rows=(*section.rows, row))


def headline(found: Comparison) -> str:
    """What it comes to, in one sentence."""
    if found.is_empty:
        return "Nothing is different."
    answers = found.answers
    if answers.is_empty:
        return "The answer is the same."
    worse, other, better = (list(_counts(answers, turn)) for turn in Turn)
    said = [
        f"{title}: {', '.join(parts)}"
        for title, parts in (("Worse", worse), ("Better", better), ("Different", other))
        if parts
    ]
    return f"{'. '.join(said)}."


def _counts(answers: Answers, turn: Turn) -> Iterator[str]:
    events = [effect.event for effect in answers.effects if effect.turn is turn]
    for event, verb in ((Event.CAME, "came"), (Event.WENT, "went"), (Event.CHANGED, "changed")):
        if number := events.count(event):
            yield f"{counted(number, 'finding')} {verb}"
    objectives = [pair for pair in answers.objectives if pair.turn is turn]
    if objectives:
        noun = counted(len(objectives), "objective")
        are = "is" if len(objectives) == 1 else "are"
        yield {
            Turn.WORSE: f"{noun} {are} violated now",
            Turn.BETTER: f"{noun} {'holds' if len(objectives) == 1 else 'hold'} now",
            Turn.DIFFERENT: f"{noun} {are} judged otherwise",
        }[turn]
    if turn is Turn.WORSE and (gone := len(answers.no_longer_judged)):
        yield f"{counted(gone, 'target')} {'is' if gone == 1 else 'are'} not judged any more"
    if turn is not Turn.WORSE and (fresh := len(answers.newly_judged)) and turn is Turn.DIFFERENT:
        yield f"{counted(fresh, 'target')} {'is' if fresh == 1 else 'are'} judged now"
    for pairs, noun in ((answers.availabilities, "availability"), (answers.cut_sets, "cut sets")):
        if number := sum(pair.turn is turn for pair in pairs):
            yield f"{noun} of {counted(number, 'target')}"


def remarks(found: Comparison) -> Iterable[str]:
    """What is not compared, and why."""
    for said in found.answers.remarks:
        first, *more = said.split("; ")
        yield shown(f"{first}; and {len(more):,} more" if more else first)


# -- answers ------------------------------------------------------------------------------------


def _effect(effect: Effect) -> Row:
    finding = effect.finding
    said = _finding_words(finding, effect.class_before)
    reason = _short(in_words(finding.steps, shown))
    why = f" ({shown(effect.why)})" if effect.why else ""
    if effect.event is Event.WENT:
        return Row(effect.turn, f"no longer: {said}{why}")
    if effect.event is Event.CAME:
        return Row(effect.turn, f"{said}{why}", (reason,) if reason else ())
    return Row(effect.turn, said, tuple(_differences(effect, reason)))


def _finding_words(finding: Finding, before: FailureClass | None) -> str:
    if finding.rule not in (Rule.SINGLE_POINT_OF_FAILURE, Rule.TRAFFIC_NOT_CARRIED):
        return shown(finding.message)
    if not finding.cause:
        return shown(finding.message)
    kind = f"shared risk, {finding.kind}" if finding.shared_risk else finding.kind
    was = f"{before}{ARROW}" if before else ""
    said = f"{shown(finding.where)} falls to {shown(finding.cause)} ({shown(kind)})"
    return f"{said}: {was}{finding.failure_class}"


def _differences(effect: Effect, reason: str) -> Iterator[str]:
    if effect.back is not None:
        was, now = map(recovery_words, effect.back)
        yield f"{was}{ARROW}{now}"
    if effect.reason_before is not None:
        yield f"before: {_short(ARROW.join(map(shown, effect.reason_before)))}"
        yield f"now: {reason}"


def _objective(pair: Pair) -> Row:
    was, now = pair.before, pair.after
    assert was is None or isinstance(was, Verdict)
    assert now is None or isinstance(now, Verdict)
    before, after = ("none" if v is None else HELD[v.holds] for v in (was, now))
    below = []
    if now is not None:
        kept = [] if was is None else [(clause.asks, clause.holds) for clause in was.clauses]
        below = [
            _short(f"{clause.asks}: {HELD[clause.holds]}{f': {clause.why}' if clause.why else ''}")
            for clause in now.clauses
            if (clause.asks, clause.holds) not in kept
        ]
    said = f"{before}{ARROW}{after}" if before != after else f"{after} as before"
    return Row(pair.turn, f"objective of {shown(pair.of)}: {said}", tuple(below))


def _targets(answers: Answers, most: int) -> Section:
    rows = [
        *(Row(Turn.WORSE, f"{shown(name)} is not judged any more")
          for name in answers.no_longer_judged),
        *(Row(Turn.DIFFERENT, f"{shown(name)} is judged now") for name in answers.newly_judged),
    ]  # fmt: skip
    return _section("Targets", rows, lambda row: row, most)


def _availability(pair: Pair) -> Row:
    was, now = (
        "not known" if value is None else nines(value)
        for value in (pair.before, pair.after)
        if value is None or isinstance(value, float)
    )
    return Row(pair.turn, f"availability of {shown(pair.of)}: {was}{ARROW}{now}")


def _cut_sets(pair: Pair) -> Row:
    was, now = map(_orders, (pair.before, pair.after))
    return Row(pair.turn, f"cut sets of {shown(pair.of)}: {was}{ARROW}{now}")


def _orders(value: object) -> str:
    if not isinstance(value, dict):
        return "not counted"
    return " and ".join(f"{number:,} of order {order}" for order, number in value.items())


# -- documents ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Told:
    """Tells what changed, in the units of a document."""

    topology: Topology

    def __call__(self, change: Change) -> Row:
        sign = SIGNS[change.how]
        where = shown(change.where)
        if change.what in (What.COMPONENT, What.RISK):
            return Row(sign, f"{change.what} {where}{_summary(change)}")
        if change.what is What.NEED:
            said = f"{where} needs {shown(change.about)}"
            return Row(sign, f"{said}: {self._values(change)}" if _is_changed(change) else said)
        about = f"{shown(change.about)}: " if change.about else ""
        noun = "source " if change.what is What.SOURCE else ""
        before, after = (self._plain(v, change.about) for v in (change.before, change.after))
        only = after if change.how is How.ADDED else before
        said = f"{before}{ARROW}{after}" if _is_changed(change) else only
        return Row(sign, f"{where}: {about}{noun}{said}")

    def _values(self, change: Change) -> str:
        """The values of a need that differ."""
        old, new = change.before, change.after
        fields = sorted(key for key in old.keys() | new.keys() if old.get(key) != new.get(key))
        return "; ".join(
            f"{key}: {self._plain(old.get(key), key)}{ARROW}{self._plain(new.get(key), key)}"
            for key in fields
            if key not in ("source", "assumed", "guessed")
        )

    def _plain(self, value: object, field: str) -> str:
        return "not said" if value is None else shown(self._text(value, field))

    def _text(self, value: object, field: str) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        if isinstance(value, int | float):
            return f"{amount(value)}{self._unit(field)}"
        if isinstance(value, Mapping):
            inner = (f"{key} {self._text(one, f'{field}.{key}')}" for key, one in value.items())
            return ", ".join(inner)
        if isinstance(value, list):
            return (", " if all(isinstance(one, str) for one in value) else "; ").join(
                self._text(one, field) for one in value
            )
        return "none" if value is None else str(value)

    def _unit(self, field: str) -> str:
        names = field.split(".")
        if "loss_per_hour" in names:
            return f" {self.topology.currency}/h" if self.topology.currency else " an hour"
        unit = self.topology.load_unit if any(name in LOADS for name in names) else None
        return f" {unit}" if unit else ""


def _is_changed(change: Change) -> bool:
    return change.how is How.CHANGED


def _summary(change: Change) -> str:
    """What a component or risk is that came or went."""
    item = change.after if change.how is How.ADDED else change.before
    kind = f" ({shown(item['kind'])})" if "kind" in item else ""
    needs = item.get("needs", ())
    listed = f", which needs {shown('; '.join(map(words, needs[:3])))}" if needs else ""
    more = f" and {len(needs) - 3:,} more" if len(needs) > 3 else ""
    hits = item.get("hits")
    struck = f", which hits {counted(len(hits), 'component')}" if isinstance(hits, list) else ""
    guess = f"; guessed: {shown(str(item['guessed']))}" if "guessed" in item else ""
    return f"{kind}{listed}{more}{struck}{guess}"


def _short(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"
