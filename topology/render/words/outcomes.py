"""What became of components in a cascade, in words."""

from __future__ import annotations

from math import isinf

from topology.loads.cascade.run import MOVES, Outcome, Run
from topology.render.words.phrases import shown
from topology.values.units import percent, time_words


def is_touched(run: Run, name: str) -> bool:
    """Whether anything out of the ordinary happened to a component."""
    outcome = run.outcomes[name]
    over = outcome.peak_utilisation is not None and outcome.peak_utilisation > 1 + 1e-9
    lost = outcome.shed + outcome.abandoned > 1e-9 * outcome.offered
    # What falls at the very end has no time left to add anything up.
    fell = outcome.lowest_level < 1 - 1e-9
    return bool(over or lost or fell or outcome.downtime_s or outcome.peak_backlog)


def is_lasting(outcome: Outcome) -> bool:
    """Whether a component is not back by the end."""
    return isinf(outcome.longest_outage_s)


def out_words(outcome: Outcome) -> str:
    """How long a component was out, if it was; what is not back by the end was for good."""
    played = time_words(outcome.downtime_s)
    if is_lasting(outcome):
        return "not back by the end" + (f", out for {played} by then" if outcome.downtime_s else "")
    if not outcome.downtime_s:
        return ""
    longest = ""
    if outcome.longest_outage_s < outcome.downtime_s * (1 - 1e-9):
        longest = f", at longest {time_words(outcome.longest_outage_s)}"
    return f"out for {played}{longest}"


def outage_words(outcome: Outcome) -> str:
    """What the time below level was spent waiting for."""
    parts = sorted(outcome.outage_by.items())
    return ", ".join(f"{_WAITING.get(word) or shown(word)} {time_words(s)}" for word, s in parts)


_WAITING = {"never repaired": "want of repair", "share": "what does not follow"}
"""What a wait is for, where its name does not go with a time."""


def peak_words(outcome: Outcome, peak: str) -> str:
    """The most that waited, when, and how long it takes to work off."""
    if outcome.peak_backlog_at_s is not None:
        peak += f" at {time_words(outcome.peak_backlog_at_s)}"
    if outcome.peak_delay_s is not None:
        peak += f" ({time_words(outcome.peak_delay_s)} of work)"
    return peak


def growing_words(run: Run) -> str:
    """Which backlogs grow without end."""
    names = ", ".join(map(shown, run.growing[:3])) + (", …" if len(run.growing) > 3 else "")
    return f"the backlog of {names} grows without end"


def rounds_words(run: Run) -> str:
    """What goes round for ever, of a run in which something does, and how often."""
    if run.repeats_s is not None:
        return f"it repeats itself every {time_words(run.repeats_s)} for ever"
    moved = {line.component: line.at_s for line in run.timeline if line.event in MOVES}
    movers: dict[float, list[str]] = {}
    for name, lasts in sorted(run.rounds.items()):
        if moved.get(name, -lasts) > run.until_s - lasts:
            movers.setdefault(0.0 if name in run.restless else lasts, []).append(name)
    parts = [_round_words(names, lasts) for lasts, names in sorted(movers.items())[:4]]
    if len(movers) > 4:
        parts.append(f"{len(movers) - 4:,} more in other rounds")
    said = "it goes round for ever"
    return f"{said}: {'; '.join(parts)}" if parts else said


def _round_words(names: list[str], lasts: float) -> str:
    said = ", ".join(map(shown, names[:3]))
    said += f" and {len(names) - 3:,} more" if len(names) > 3 else ""
    return f"{said} every {time_words(lasts)}" if lasts else f"{said} never twice the same way"


def use_words(utilisation: float) -> str:
    """A peak utilisation; of what has no capacity left there is no share."""
    return percent(utilisation) if utilisation < 1e6 else "more than 100 %"
