"""The traffic over a network in the Markdown report: worst links, worst failures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from topology.render.files.markdown_text import markdown_table, text

if TYPE_CHECKING:
    from topology.findings.study import Study

MOST = 20
"""Rows of a table."""


def network_blocks(study: Study) -> Iterator[str]:
    """What the failures do to the traffic, where there is any."""
    sweep = study.network
    if sweep is None:
        return
    from topology.render.tables.traffic import by_failure, by_link
    from topology.render.words.carried.links import after_words, growing_words

    yield "## Network"
    said = [after_words(sweep, sweep.intact)]
    said += [after_words(sweep, after) for after in sweep.worst_first[:1]]
    yield "\n".join(f"- {text(words)}." for words in (*said, growing_words(sweep)))
    for name, table, total in (
        ("links", by_link(sweep, MOST), len(sweep.places)),
        ("failures", by_failure(sweep, MOST), len(sweep.failures)),
    ):
        if table.rows:
            yield f"### Worst {name}"
            yield markdown_table(table)
        if total > MOST:
            yield f"Shown: {MOST:,} of {total:,}."
