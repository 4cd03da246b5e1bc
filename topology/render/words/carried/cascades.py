"""What became of the traffic of a document in a cascade, in words."""

from __future__ import annotations

from collections.abc import Iterator

from topology.loads.cascade.run import Run, TrafficOutcome
from topology.render.words.phrases import amount_words, shown
from topology.values.units import figure, percent

MOST_NAMES = 3


def traffic_words(run: Run) -> Iterator[str]:
    """How much of it had a way, and how things are in the end; nothing if nothing was lost."""
    traffic = run.traffic
    if traffic is None or not any((*traffic.cut_off_rate, *traffic.gone_rate)):
        return
    if traffic.offered:
        served = percent(traffic.served / traffic.offered)
        yield f"{served} of {amount_words(traffic.offered, run.load_unit)} had a way"
    for amount, words in ((traffic.cut_off, "cut off"), (traffic.gone, "gone with its ends")):
        if amount:
            yield f"{words} {amount_words(amount, run.load_unit)}"
    yield f"in the end {_end_words(run, traffic)}"


def _end_words(run: Run, traffic: TrafficOutcome) -> str:
    cut_off, gone = traffic.cut_off_rate[-1], traffic.gone_rate[-1]
    if not cut_off and not gone:
        return "all of it has a way"
    unit = f" {shown(run.load_unit)}" if run.load_unit else ""
    of = f" of {figure(traffic.demand)}{unit}"
    parts = [f"{figure(cut_off)}{of} cut off"] if cut_off else []
    if gone:
        parts.append(f"{figure(gone)}{'' if cut_off else of} gone with its ends")
    return ", ".join(parts)


def ended_words(run: Run) -> Iterator[str]:
    """The same as one part of a sentence, and what is not known of it."""
    if parts := list(traffic_words(run)):
        yield f"traffic: {', '.join(parts)}"
    if words := short_words(run):
        yield words


def short_words(run: Run) -> str:
    """That traffic is not thinned on its way, where that makes a difference; else nothing."""
    traffic = run.traffic
    if traffic is None or not traffic.short:
        return ""
    names = ", ".join(map(shown, traffic.short[:MOST_NAMES]))
    if (more := len(traffic.short) - MOST_NAMES) > 0:
        names += f" and {more:,} more"
    return (
        f"traffic is offered in full to every link and node on its ways, also behind those that "
        f"let through less than came at some time ({names}): less of it may have got through"
    )
