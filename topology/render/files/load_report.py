"""The part of the Markdown report that is about load: scenarios, margins, ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from topology.findings.study import Played, Study
from topology.loads.cascade.run import Run
from topology.render.files.markdown_text import code, markdown_table, table, text
from topology.render.tables.margins import margins
from topology.render.tables.outcomes import ending, outcomes
from topology.render.tables.ranges import ranges, settled
from topology.render.words.timeline import told
from topology.values.units import counted, time_words

MAX_LINES = 80


MAX_ROWS = 40


def load_blocks(study: Study) -> Iterator[str]:
    """Scenarios with their outcomes, then what tips fallbacks, then where verdicts hold."""
    for played in study.played:
        yield from _scenario(played, study.graph.standards.weights)
    found = list(margins(study, MAX_ROWS))
    if found:
        yield "## Margins"
        yield from map(markdown_table, found)
    yield from _ranges(study)


def _scenario(played: Played, weights: Mapping[str, float]) -> Iterator[str]:
    scenario = played.scenario
    yield f"## Scenario {code(scenario.id)}"
    if scenario.name or scenario.description:
        said = ". ".join(text(part) for part in (scenario.name, scenario.description) if part)
        yield said
    if played.run is None:
        yield f"It cannot be played: {text(played.why_not)}."
        return
    yield from _outcomes(played.run, weights)
    yield from _timeline(played.run)


def _timeline(run: Run) -> Iterator[str]:
    lines = list(told(run))
    rows = []
    before = ""
    for line, words in lines[:MAX_LINES]:
        at = time_words(line.at_s)
        rows.append(("" if at == before else at, text(words)))
        before = at
    if rows:
        yield table(("Time", "What happens"), rows)
    if len(lines) > MAX_LINES:
        yield f"Shown: {MAX_LINES:,} of {counted(len(lines), 'line')}."


def _outcomes(run: Run, weights: Mapping[str, float]) -> Iterator[str]:
    found = outcomes(run, MAX_ROWS, weights)
    if found.table.rows:
        yield markdown_table(found.table)
    yield f"{text(ending(run, found))}."


def _ranges(study: Study) -> Iterator[str]:
    if not study.sensitivities:
        return
    found = ranges(study)
    yield "## Where the verdicts hold"
    yield text(found.note) if not found.rows else markdown_table(found)
    if same := settled(study):
        yield f"The same all over their range: {', '.join(map(code, same))}."
