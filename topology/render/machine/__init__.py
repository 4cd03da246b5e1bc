"""Results for programs: plain values that become JSON, and rows of CSV, in published formats.

Made from the results of each command, and of a study with all of them; for whoever reads
`--format json` or `csv` and reports that end in `.json` or `.csv`. A key is added, never changed,
within one number of the format. What is not known is null, with the reason beside it.
"""

__all__ = [
    "cascade",
    "chances",
    "comparison",
    "concentration",
    "contingencies",
    "findings",
    "network",
    "plain",
    "remedy",
    "study",
    "tip",
]
