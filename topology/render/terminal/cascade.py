"""A cascade as lines: the timeline, outcomes, what they depend on, a summary."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from topology.errors import printable
from topology.findings.ranking.severity import worst_outcomes
from topology.findings.sensitivity import Sensitivity, Untried
from topology.loads.cascade.run import Happening, Outcome, Run, Word
from topology.loads.cascade.story import level_words
from topology.render.terminal.columns import MARGIN, Line
from topology.render.terminal.lines import next_line
from topology.render.words.carried.cascades import short_words, traffic_words
from topology.render.words.outcomes import (
    growing_words,
    is_lasting,
    is_touched,
    out_words,
    outage_words,
    peak_words,
    rounds_words,
    use_words,
)
from topology.render.words.phrases import amount_words, shown
from topology.render.words.ranges import (
    number_words,
    span_words,
    special_words,
    stretch_words,
    untried_words,
)
from topology.render.words.timeline import told
from topology.values.units import counted, figure, percent, time_words

_BAD = {
    Word.FAILS,
    Word.STRIKES,
    Word.LIMPS,
    Word.CRASHES,
    Word.BELOW_LEVEL,
    Word.OVERLOADED,
    Word.LATE,
}


_GOOD = {Word.AT_LEVEL, Word.CLEARED}


def cascade_lines(
    run: Run,
    *,
    limit: int,
    following: Sequence[str],
    ranges: Sequence[Sensitivity] = (),
    untried: Untried | None = None,
    weights: Mapping[str, float] | None = None,
) -> list[Line]:
    """The timeline, an outcome for whatever was touched, what it depends on, a summary.

    `following` is the next command, in words.
    """
    lines = [*_timeline(run, limit), []]
    others_touched = (n for n in run.outcomes if n not in run.watched and is_touched(run, n))
    watched = worst_outcomes(run, run.watched, weights)
    touched = [*watched, *worst_outcomes(run, others_touched, weights)]
    lines.extend(_outcome(run, name) for name in touched[:limit])
    if len(touched) > limit:
        lines.append([("dim", f"… and {counted(len(touched) - limit, 'component')} more")])
    untouched = len(run.outcomes) - len(touched)
    if untouched:
        lines.append([("dim", f"{counted(untouched, 'component')} went on as usual")])
    lines.extend(_traffic(run))
    lines += [[], *range_lines(ranges)]
    if untried is not None and untried.number:
        lines.append([("bad", untried_words(untried))])
    lines.append(_summary(run))
    lines.append(next_line(following))
    return lines


def _traffic(run: Run) -> Iterator[Line]:
    """What became of the traffic, and what is not known of it."""
    if parts := list(traffic_words(run)):
        yield [("", "  "), ("bad", "traffic"), ("", f"  {'; '.join(parts)}")]
    if words := short_words(run):
        yield [("dim", words)]


def _timeline(run: Run, limit: int) -> Iterator[Line]:
    lines = list(told(run))
    width = max((len(time_words(line.at_s)) for line, _ in lines), default=0)
    before = ""
    for line, words in lines[:limit]:
        at = time_words(line.at_s)
        yield [
            (MARGIN, f"{'' if at == before else at:>{width}}  "),
            (_style(line), printable(words)),
        ]
        before = at
    if len(lines) > limit:
        hidden = counted(len(lines) - limit, "line")
        yield [("dim", f"… and {hidden} more (--limit N shows more, --format json all)")]
    if not lines:
        yield [("dim", "nothing happens")]


def _style(line: Happening) -> str:
    if line.event in _BAD:
        return "bad"
    return "good" if line.event in _GOOD else ""


def _outcome(run: Run, name: str) -> Line:
    """What became of one component, in one line."""
    outcome = run.outcomes[name]
    parts = list(_outcome_parts(run, outcome))
    if name in run.watched and (outcome.level < 1 - 1e-9 or not parts):
        parts.append(f"in the end at {level_words(outcome.level)}")
    elif name in run.down:
        parts.append("in the end down")
    style = "bad" if outcome.level < 1 - 1e-9 or name in run.down else "target"
    return [("", "  "), (style, shown(name)), ("", f"  {'; '.join(parts)}")]


def _outcome_parts(run: Run, outcome: Outcome) -> Iterator[str]:
    if outcome.offered:
        served = percent(outcome.served / outcome.offered)
        yield f"served {served} of {amount_words(outcome.offered, run.load_unit)}"
    if outcome.demand_lost > 1e-9:
        yield f"demand lost {amount_words(outcome.demand_lost, run.load_unit)}"
    if outcome.money_lost:
        currency = f" {shown(run.currency)}" if run.currency else ""
        yield f"money lost {figure(outcome.money_lost)}{currency}"
    if times := out_words(outcome):
        yield times
    if outcome.outage_by and outcome.below_level_s:
        yield f"below level by {outage_words(outcome)}"
    if outcome.peak_utilisation is not None and outcome.peak_utilisation > 1 + 1e-9:
        yield f"at most {use_words(outcome.peak_utilisation)} of its capacity"
    if outcome.peak_backlog:
        yield from _backlog(outcome, run.load_unit)


def _backlog(outcome: Outcome, unit: str | None) -> Iterator[str]:
    yield f"backlog at most {peak_words(outcome, amount_words(outcome.peak_backlog, unit))}"
    if outcome.cleared_at_s is not None:
        yield f"cleared at {time_words(outcome.cleared_at_s)}"
    else:
        yield f"{amount_words(outcome.backlog, unit)} left at the end"


def range_lines(found: Sequence[Sensitivity]) -> Iterator[Line]:
    """Where in the ranges of a document the outcome is which."""
    decisive = [sensitivity for sensitivity in found if sensitivity.is_decisive]
    if decisive:
        yield [("target", "depends on values that are not known exactly")]
    for sensitivity in decisive:
        ranged = sensitivity.ranged
        taken = number_words(ranged, ranged.value)
        yield [("", f"  {shown(sensitivity.place)}, taken as {taken}")]
        for stretch in sensitivity.stretches:
            where = stretch_words(ranged, stretch)
            said = special_words(sensitivity, stretch, shown)
            yield [(MARGIN, f"    {where}: "), ("", said)]
    for sensitivity in found:
        if sensitivity.spans:
            said = span_words(sensitivity.spans, shown)
            yield [(MARGIN, f"  over the range of {shown(sensitivity.place)} "), ("", said)]
    settled = [shown(s.place) for s in found if not s.is_decisive and not s.spans]
    if settled:
        samples = sorted(s.samples for s in found if not s.is_decisive and not s.spans)
        tried = f"{samples[-1]:,} values" + (" each" if samples[0] == samples[-1] else " at most")
        said = f"the outcome is the same all over the range of {', '.join(settled)}"
        yield [("dim", f"  {said} (tried at {tried})")]
    if found:
        yield []


def _summary(run: Run) -> Line:
    below = [name for name in run.watched if run.outcomes[name].level < 1 - 1e-9]
    out = [name for name in run.watched if out_words(run.outcomes[name])]
    lasting = sum(is_lasting(run.outcomes[name]) for name in run.watched)
    end = f"at {time_words(run.until_s)}"
    if run.out_of_time:
        end = (
            f"stopped {end}, short of its end, as the time was too short: what follows is not known"
        )
    elif run.rounds:
        end = f"{rounds_words(run)}; stopped {end}"
    elif run.cut_short:
        end = f"stopped {end}, short of its end, as more happens than is followed"
    elif run.at_rest:
        end = f"at rest {end}" if run.timeline else "at rest"
    elif run.growing:
        end = f"nothing more happens after {time_words(run.until_s)}, but {growing_words(run)}"
    else:
        end = f"stopped {end} with more to come"
    said = f"{counted(len(run.timeline), 'event')}; {end}."
    if run.watched:
        said += f" Out at some time: {len(out):,} of {len(run.watched):,} judged;"
        said += f" not back by the end: {lasting:,};" if lasting else ""
        said += f" short of full service at the end: {len(below):,}."
    if run.never:
        names = ", ".join(map(shown, run.never[:5]))
        more = f" and {len(run.never) - 5:,} more" if len(run.never) > 5 else ""
        said += f" Never back, as they wait for one another: {names}{more}."
    return [("bad" if below or run.never else "good" if not out else "", said)]
