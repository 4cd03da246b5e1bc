"""Results in every form that people and programs read; only here is text made.

From below: `words` are the sentences and `tables` the rows that several forms have in common;
`machine` is JSON and CSV, `terminal` lines, `drawing` pictures, `files` Markdown and the formats of
other tools, `gate` those of pipelines, `page` HTML, `evidence` a record, `sampling` what is
drawn, `notebook` what shells and notebooks show. `reports` picks the form of a file by its name.
All are made from results that are complete: nothing is worked out here.
"""

__all__ = [
    "evidence",
    "files",
    "gate",
    "machine",
    "notebook",
    "page",
    "reports",
    "sampling",
    "terminal",
    "words",
]
