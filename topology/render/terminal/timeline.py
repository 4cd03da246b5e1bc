"""A cascade as lines for a terminal, as plain values for machines, and as CSV."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from topology.errors import printable
from topology.findings.sensitivity import Sensitivity, Stretch
from topology.loads.cascade.run import Happening, Outcome, Run, Word
from topology.loads.cascade.story import level_words
from topology.render.escapes import csv_text
from topology.render.machine import FORMAT, Plain
from topology.render.terminal.columns import COMMAND, MARGIN, Line
from topology.render.terminal.text import amount, command, count, shown
from topology.values.ranged import Ranged, RangedInt
from topology.values.units import figure, format_duration, percent

_BAD = {Word.FAILS, Word.STRIKES, Word.CRASHES, Word.BELOW_LEVEL, Word.OVERLOADED, Word.LATE}
_GOOD = {Word.AT_LEVEL, Word.CLEARED}


def time_words(seconds: float) -> str:
    """A time as people read it, to the second; shorter ones to the thousandth."""
    return format_duration(float(round(seconds))) if seconds >= 60 else f"{seconds:.3g} s"


def number_words(ranged: Ranged, value: float) -> str:
    """A value of a range as people read it: a duration, or a number to six digits."""
    if isinstance(ranged.write(value), str):
        return time_words(value)
    return amount(value) if isinstance(ranged, RangedInt) else figure(value)


def stretch_words(ranged: Ranged, stretch: Stretch) -> str:
    """A part of a range, from where to where; whole numbers may be one alone.

    >>> stretch_words(RangedInt.parse({"low": 1, "high": 5}, int, int), Stretch(3, 3, ()))
    '3'
    """
    low, high = number_words(ranged, stretch.low), number_words(ranged, stretch.high)
    return low if stretch.low == stretch.high else f"{low} … {high}"


# -- for people -----------------------------------------------------------------------------------


def cascade_lines(
    run: Run,
    *,
    limit: int,
    file: str,
    others: tuple[str, ...],
    ranges: Sequence[Sensitivity] = (),
) -> list[Line]:
    """The timeline, an outcome for whatever was touched, what it depends on, a summary."""
    lines = [*_timeline(run, limit), []]
    others_touched = (n for n in run.outcomes if n not in run.watched and is_touched(run, n))
    touched = [*run.watched, *others_touched]
    lines.extend(_outcome(run, name) for name in touched[:limit])
    if len(touched) > limit:
        lines.append([("dim", f"… and {count(len(touched) - limit, 'component')} more")])
    untouched = len(run.outcomes) - len(touched)
    if untouched:
        lines.append([("dim", f"{count(untouched, 'component')} went on as usual")])
    lines += [[], *range_lines(ranges), _summary(run)]
    words = ["cascade", file, "--scenario", others[0]] if others else ["spof", file]
    lines.append([(COMMAND, f"next: {command(words)}")])
    return lines


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
        hidden = count(len(lines) - limit, "line")
        yield [("dim", f"… and {hidden} more (--limit N shows more, --format json all)")]
    if not lines:
        yield [("dim", "nothing happens")]


def told(run: Run) -> Iterator[tuple[Happening, str]]:
    """Lines with their words; neighbours of which the same is said are told together."""
    together = groupby(run.timeline, key=lambda line: (line.at_s, line.event, _said(line)))
    for (_, _, said), group in together:
        lines = list(group)
        names = [line.component for line in lines]
        if len(names) == 1 or not said:
            yield from ((line, shown(line.words)) for line in lines)
            continue
        first, _, rest = said.partition(" ")
        verb = _PLURAL.get(first, first)
        most = [shown(name) for name in names[:MAX_NAMES]]
        if len(names) > MAX_NAMES:
            most.append(f"{len(names) - MAX_NAMES:,} more")
        yield lines[0], f"{', '.join(most[:-1])} and {most[-1]} {verb} {rest}".rstrip()


def _said(line: Happening) -> str:
    """What is said of the component of a line; nothing if the line does not begin with it."""
    name = f"{line.component} "
    return line.words.removeprefix(name) if line.words.startswith(name) else ""


MAX_NAMES = 8
_PLURAL = {
    "fails": "fail",
    "is": "are",
    "needs": "need",
    "has": "have",
    "loses": "lose",
    "switches": "switch",
    "goes": "go",
    "restarts": "restart",
    "crashes": "crash",
}


def _style(line: Happening) -> str:
    if line.event in _BAD:
        return "bad"
    return "good" if line.event in _GOOD else ""


def is_touched(run: Run, name: str) -> bool:
    """Whether anything out of the ordinary happened to a component."""
    outcome = run.outcomes[name]
    over = outcome.peak_utilisation is not None and outcome.peak_utilisation > 1 + 1e-9
    lost = outcome.shed + outcome.abandoned > 1e-9 * outcome.offered
    # What falls at the very end has no time left to add anything up.
    fell = outcome.lowest_level < 1 - 1e-9
    return bool(over or lost or fell or outcome.downtime_s or outcome.peak_backlog)


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
    unit = f" {shown(run.unit)}" if run.unit else ""
    if outcome.offered:
        served = percent(outcome.served / outcome.offered)
        yield f"served {served} of {figure(outcome.offered)}{unit}"
    if outcome.demand_lost > 1e-9:
        yield f"demand lost {figure(outcome.demand_lost)}{unit}"
    if outcome.money_lost:
        currency = f" {shown(run.currency)}" if run.currency else ""
        yield f"money lost {figure(outcome.money_lost)}{currency}"
    if outcome.downtime_s:
        times = f"out for {time_words(outcome.downtime_s)}"
        if outcome.longest_outage_s < outcome.downtime_s * (1 - 1e-9):
            times += f", at longest {time_words(outcome.longest_outage_s)}"
        yield times
    if outcome.outage_by and outcome.below_level_s:
        yield f"below level by {outage_words(outcome)}"
    if outcome.peak_utilisation is not None and outcome.peak_utilisation > 1 + 1e-9:
        yield f"at most {use_words(outcome.peak_utilisation)} of its capacity"
    if outcome.peak_backlog:
        yield from _backlog(outcome, unit)


def special_words(sensitivity: Sensitivity, stretch: Stretch, escaped: Callable[[str], str]) -> str:
    """What is true in a stretch and not all over the range; six sentences at most."""
    special = [word for word in stretch.verdict if word not in sensitivity.always]
    said = "; ".join(map(escaped, special[:6])) or "nothing of this"
    return said + (f"; and {len(special) - 6:,} more" if len(special) > 6 else "")


def outage_words(outcome: Outcome) -> str:
    """What the time below level was spent waiting for."""
    return ", ".join(f"{word} {time_words(s)}" for word, s in sorted(outcome.outage_by.items()))


def peak_words(outcome: Outcome, unit: str = "") -> str:
    """The most that waited, when, and how long it takes to work off."""
    peak = f"{figure(outcome.peak_backlog)}{unit}"
    if outcome.peak_backlog_at_s is not None:
        peak += f" at {time_words(outcome.peak_backlog_at_s)}"
    if outcome.peak_delay_s is not None:
        peak += f" ({time_words(outcome.peak_delay_s)} of work)"
    return peak


def growing_words(run: Run) -> str:
    """Which backlogs grow without end."""
    names = ", ".join(map(shown, run.growing[:3])) + (", …" if len(run.growing) > 3 else "")
    return f"the backlog of {names} grows without end"


def use_words(utilisation: float) -> str:
    """A peak utilisation; of what has no capacity left there is no share."""
    return percent(utilisation) if utilisation < 1e6 else "more than 100 %"


def _backlog(outcome: Outcome, unit: str) -> Iterator[str]:
    yield f"backlog at most {peak_words(outcome, unit)}"
    if outcome.cleared_at_s is not None:
        yield f"cleared at {time_words(outcome.cleared_at_s)}"
    else:
        yield f"{figure(outcome.backlog)}{unit} left at the end"


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
    settled = [shown(s.place) for s in found if not s.is_decisive]
    if settled:
        samples = sorted(
            sensitivity.samples for sensitivity in found if not sensitivity.is_decisive
        )
        tried = f"{samples[-1]:,} values" + (" each" if samples[0] == samples[-1] else " at most")
        said = f"the outcome is the same all over the range of {', '.join(settled)}"
        yield [("dim", f"  {said} (tried at {tried})")]
    if found:
        yield []


def _summary(run: Run) -> Line:
    below = [name for name in run.watched if run.outcomes[name].level < 1 - 1e-9]
    out = [name for name in run.watched if run.outcomes[name].downtime_s]
    end = f"at {time_words(run.until_s)}"
    if run.repeats_s is not None:
        end = f"it repeats itself every {time_words(run.repeats_s)} for ever; stopped {end}"
    elif run.at_rest:
        end = f"at rest {end}" if run.timeline else "at rest"
    elif run.growing:
        end = f"nothing more happens after {time_words(run.until_s)}, but {growing_words(run)}"
    else:
        end = f"stopped {end} with more to come"
    said = f"{count(len(run.timeline), 'event')}; {end}."
    if run.watched:
        said += f" Out at some time: {len(out):,} of {len(run.watched):,} judged;"
        said += f" short of full service at the end: {len(below):,}."
    if run.never:
        names = ", ".join(map(shown, run.never[:5]))
        more = f" and {len(run.never) - 5:,} more" if len(run.never) > 5 else ""
        said += f" Never back, as they wait for one another: {names}{more}."
    lost = any(run.outcomes[name].downtime_s for name in run.watched)
    return [("bad" if below or run.never else "good" if not lost else "", said)]


# -- for machines ---------------------------------------------------------------------------------


def range_plain(sensitivity: Sensitivity) -> Plain:
    """Where in the range of a value which verdict holds."""
    return {
        "place": sensitivity.place,
        "low": sensitivity.ranged.low,
        "high": sensitivity.ranged.high,
        "value": sensitivity.ranged.value,
        "samples": sensitivity.samples,
        "stretches": [
            {"low": s.low, "high": s.high, "verdict": list(s.verdict)}
            for s in sensitivity.stretches
        ],
    }


def run_plain(run: Run, ranges: Sequence[Sensitivity] = ()) -> Plain:
    """The run as the published JSON: times in seconds, amounts in `amount_unit`."""
    plain: Plain = {
        "format": FORMAT,
        "scenario": run.scenario,
        "until_s": run.until_s,
        "at_rest": run.at_rest,
        "repeats_s": run.repeats_s,
        "amount_unit": run.unit or None,
        "events": [
            {
                "at_s": line.at_s,
                "event": line.event.value,
                "component": line.component,
                "because": list(run.because(number)),
            }
            for number, line in enumerate(run.timeline)
        ],
        "components": {name: _outcome_plain(run.outcomes[name]) for name in sorted(run.outcomes)},
        "down": list(run.down),
        "never": list(run.never),
        "growing": list(run.growing),
        "ranges": list(map(range_plain, ranges)),
    }
    if run.series:
        plain["series"] = {
            name: {
                "t_s": list(series.t_s),
                "load": list(series.load),
                "served": list(series.served),
                "backlog": list(series.backlog),
                "utilisation": [_finite(value) for value in series.utilisation],
                "level": list(series.level),
            }
            for name, series in sorted(run.series.items())
        }
    return plain


def _outcome_plain(outcome: Outcome) -> Plain:
    fields = Outcome.__dataclass_fields__
    plain = {name: getattr(outcome, name) for name in fields}
    plain["peak_utilisation"] = _finite(outcome.peak_utilisation)
    return plain


def _finite(value: float | None) -> float | None:
    """JSON has no infinity: the use of a capacity of nothing is not given."""
    return value if value is not None and math.isfinite(value) else None


def run_csv(run: Run) -> str:
    """The timeline as CSV: one line for each event."""
    rows = (
        (
            repr(line.at_s),
            line.event.value,
            line.component,
            line.words,
            " → ".join(run.because(number)[:-1]),
        )
        for number, line in enumerate(run.timeline)
    )
    return csv_text(("at_s", "event", "component", "what", "because"), rows)
