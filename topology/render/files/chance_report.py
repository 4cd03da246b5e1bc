"""The part of the Markdown report that is about sets of failures and their chances."""

from __future__ import annotations

from collections.abc import Iterator

from topology.findings.study import Study
from topology.render.files.markdown_text import code, markdown_table
from topology.render.tables.chances import availabilities, cut_sets, importances, redundancies
from topology.render.tables.survival import survived
from topology.render.words.chances.survival import TITLE

MAX_NAMES = 10


def chance_blocks(study: Study) -> Iterator[str]:
    """Minimal cut sets beyond single points, availability with importances, then what it stands."""
    beyond = redundancies(study)
    if beyond.rows:
        yield "## Minimal cut sets"
        yield markdown_table(beyond)
        yield from map(markdown_table, cut_sets(study))
    if study.availabilities:
        yield "## Availability"
        yield markdown_table(availabilities(study))
        yield from _missing(study)
        yield from map(markdown_table, importances(study))
    if study.survivals is not None:
        yield f"## {TITLE}"
        yield markdown_table(survived(study.survivals))


def _missing(study: Study) -> Iterator[str]:
    found = sorted({name for entry in study.availabilities.values() for name in entry.missing})
    if found:
        names = ", ".join(map(code, found[:MAX_NAMES])) + (", …" if len(found) > MAX_NAMES else "")
        yield f"Counted as never failing, for lack of data ({len(found):,}): {names}."
